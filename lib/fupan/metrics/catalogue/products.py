"""Products: how many are on sale, seen and sold."""

from __future__ import annotations

from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.language import Text
from fupan.metrics.facts import ITEM_TRAFFIC, ON_SALE, PAID
from fupan.metrics.kinds import Metric, People, Ratio

_DISTINCT = Text(
    "按所问范围去重，各月之和大于全年", "distinct within what is asked; months do not add"
)

METRICS: tuple[Metric, ...] = (
    People(
        name="products_on_sale",
        label=Text("在架商品数", "Products on sale"),
        fact=ON_SALE,
        of="product_id",
        unit="count",
        good="depends",
        formula=Text("期内任一天在架的商品数", "products on sale on any day of the period"),
        trap=Text(
            "没有上下架日期的商品按一直在架计", "products without dates count as always listed"
        ),
        source="商品表",
        called={"生意参谋": "在架商品数"},
    ),
    People(
        name="products_sold",
        label=Text("动销商品数", "Products sold"),
        fact=PAID,
        of="product_id",
        where=lambda t: t.product_id != UNKNOWN_PRODUCT,
        unit="count",
        good="up",
        formula=Text(
            "期内有支付的商品数（没写商品的订单行不算）",
            "products with a paid line (lines without a product are none)",
        ),
        trap=_DISTINCT,
        source="生意参谋",
        called={"生意参谋": "支付商品数 / 动销商品数"},
    ),
    People(
        name="skus_sold",
        label=Text("动销SKU数", "SKUs sold"),
        fact=PAID,
        of="sku_id",
        unit="count",
        good="up",
        formula=Text("期内有支付的 SKU 数", "SKUs with a paid line"),
        trap=_DISTINCT,
        source="订单表",
    ),
    People(
        name="products_visited",
        label=Text("被访问商品数", "Products visited"),
        fact=ITEM_TRAFFIC,
        of="product_id",
        where=lambda t: t.visitors > 0,
        unit="count",
        good="up",
        formula=Text("期内有访客的商品数", "products with a visitor"),
        trap=_DISTINCT,
        source="生意参谋",
        called={"生意参谋": "被访问商品数"},
    ),
    Ratio(
        name="active_product_rate",
        label=Text("动销率（款）", "Active product rate"),
        top="products_sold",
        bottom="products_on_sale",
        unit="rate",
        good="up",
        formula=Text("有支付的商品数 ÷ 在架商品数", "products sold ÷ products on sale"),
        trap=Text(
            "分母有“在架”“有库存”“库存与销售并集”几种；同名还有按件数的，见“动销率（件）”",
            "the bottom may be listed, stocked, or either; another metric of the same name "
            "divides items, see “Stock moved share”",
        ),
        counted={
            "速卖通": Text("30 天内有支付的 SKU ÷ 在售 SKU", "SKUs sold in 30 days ÷ SKUs on sale")
        },
        source="通用",
        called={"通用": "动销率", "生意参谋": "商品动销率"},
    ),
    Ratio(
        name="visited_product_rate",
        label=Text("商品访问率", "Share of products visited"),
        top="products_visited",
        bottom="products_on_sale",
        unit="rate",
        good="up",
        formula=Text("有访客的商品数 ÷ 在架商品数", "products visited ÷ products on sale"),
        trap=_DISTINCT,
        source="生意参谋",
    ),
    Ratio(
        name="stock_moved_share",
        label=Text("动销率（件）", "Stock moved share"),
        top="items",
        bottom="average_stock",
        unit="rate",
        good="up",
        formula=Text("支付件数 ÷ 平均在库件数", "items paid ÷ average items in stock"),
        trap=Text(
            "同名的款数口径见“动销率（款）”；这个可以超过 100%",
            "the one by products is “Active product rate”; this one can pass 100 %",
        ),
        source="通用",
        called={"通用": "动销率", "零售": "库存动销率"},
    ),
    Ratio(
        name="gmv_per_product",
        label=Text("单款支付金额", "Paid amount per product sold"),
        top="gmv",
        bottom="products_sold",
        unit="money",
        good="up",
        formula=Text("支付金额 ÷ 动销商品数", "paid amount ÷ products sold"),
        trap=Text(
            "平均值掩盖长尾：头部几款占大头", "a mean over a long tail; a few make most of it"
        ),
        source="通用",
        called={"通用": "款均销售额"},
    ),
)
