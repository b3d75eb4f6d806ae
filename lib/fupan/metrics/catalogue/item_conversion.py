"""Conversion of product pages: from a look at a product to its payment."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.metrics.catalogue.conversion import funnel_steps
from fupan.metrics.facts import ITEM_TRAFFIC
from fupan.metrics.kinds import Metric, Ratio, Total

_BOTH_DAILY = Text(
    "分子分母同为日累加、同一张表，天与天之间可比；与平台按整月去重的值略有出入",
    "top and bottom are daily counts summed from the same table, so months compare; the platform's "
    "monthly figure, deduplicated over the month, differs a little",
)

METRICS: tuple[Metric, ...] = (
    *funnel_steps("item_", ITEM_TRAFFIC, "商品", "product ", "daily_"),
    Total(
        name="item_cart_units",
        label=Text("加购件数", "Items added to cart"),
        fact=ITEM_TRAFFIC,
        of="cart_units",
        unit="items",
        good="up",
        formula=Text("加入购物车的件数", "items put into carts"),
        trap=Text("只计期内新增，不是购物车存量", "added in the period; not what lies in carts"),
        source="生意参谋",
        called={"生意参谋": "商品加购件数"},
    ),
    Total(
        name="item_pay_units",
        label=Text("商品支付件数", "Items paid (product report)"),
        fact=ITEM_TRAFFIC,
        of="pay_units",
        unit="items",
        good="up",
        formula=Text("商品报表的支付件数", "items paid by the product report"),
        trap=Text(
            "平台口径；与订单表的支付件数核对", "the platform's count; check against the orders"
        ),
        source="生意参谋",
        instead=("items",),
    ),
    Total(
        name="item_pay_amount",
        label=Text("商品支付金额", "Paid amount (product report)"),
        fact=ITEM_TRAFFIC,
        of="pay_amount",
        unit="money",
        good="up",
        formula=Text("商品报表的支付金额", "paid amount by the product report"),
        trap=Text(
            "平台口径；与订单表的支付金额核对", "the platform's sum; check against the orders"
        ),
        source="生意参谋",
        called={"生意参谋": "商品支付金额"},
        instead=("gmv",),
    ),
    Ratio(
        name="item_cart_rate",
        label=Text("商品加购率", "Product add-to-cart rate"),
        top="item_cart_visitors",
        bottom="item_visitors",
        unit="rate",
        good="up",
        formula=Text(
            "商品加购人数 ÷ 商品访客数", "people who added the product ÷ product visitors"
        ),
        trap=Text(
            "推广侧的加购率以点击量为分母，不可比",
            "ad reports divide by clicks; the two do not compare",
        ),
        source="生意参谋",
        called={"生意参谋": "商品加购率"},
        instead=("cart_rate",),
    ),
    Ratio(
        name="item_favorite_rate",
        label=Text("商品收藏率", "Product favourite rate"),
        top="item_favorite_visitors",
        bottom="item_visitors",
        unit="rate",
        good="up",
        formula=Text("商品收藏人数 ÷ 商品访客数", "people who favourited it ÷ product visitors"),
        trap=_BOTH_DAILY,
        source="生意参谋",
        instead=("favorite_rate",),
    ),
    Ratio(
        name="item_order_conversion",
        label=Text("商品下单转化率", "Product order conversion"),
        top="item_order_buyers",
        bottom="item_visitors",
        unit="rate",
        good="up",
        formula=Text("商品下单买家数 ÷ 商品访客数", "buyers who ordered it ÷ product visitors"),
        trap=_BOTH_DAILY,
        source="生意参谋",
        instead=("order_conversion",),
    ),
    Ratio(
        name="item_order_to_pay",
        label=Text("商品下单-支付转化率", "Product order-to-pay rate"),
        top="item_pay_buyers",
        bottom="item_order_buyers",
        unit="rate",
        good="up",
        formula=Text("商品支付买家数 ÷ 商品下单买家数", "buyers who paid it ÷ who ordered it"),
        trap=Text("跨天付款可超过 100%", "payments on later days can lift it above 100 %"),
        source="生意参谋",
        instead=("order_to_pay",),
    ),
    Ratio(
        name="item_pay_conversion",
        label=Text("商品支付转化率", "Product payment conversion"),
        top="item_pay_buyers",
        bottom="item_visitors",
        unit="rate",
        good="up",
        formula=Text("商品支付买家数 ÷ 商品访客数", "buyers who paid it ÷ product visitors"),
        trap=_BOTH_DAILY,
        source="生意参谋",
        called={"生意参谋": "商品支付转化率"},
        instead=("pay_conversion",),
    ),
    Ratio(
        name="item_visitor_value",
        label=Text("商品UV价值", "Revenue per product visitor"),
        top="item_pay_amount",
        bottom="item_visitors",
        unit="money",
        good="up",
        formula=Text("商品支付金额 ÷ 商品访客数", "product's paid amount ÷ product visitors"),
        trap=_BOTH_DAILY,
        source="生意参谋",
        instead=("visitor_value",),
    ),
)
