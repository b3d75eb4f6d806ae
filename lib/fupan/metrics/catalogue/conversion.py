"""Conversion: from a visit to a cart, an order, a payment."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.metrics.facts import ITEM_TRAFFIC, TRAFFIC, Fact
from fupan.metrics.kinds import Metric, People, Ratio, Total

_SUMMED = Text(
    "日去重人数累加，是上限；同一人多天会重复计",
    "daily uniques summed, an upper bound: a person on two days counts twice",
)
_BOTH_DAILY = Text(
    "分子分母同为日累加、同一张表，天与天之间可比；与平台按整月去重的值略有出入",
    "top and bottom are daily counts summed from the same table, so months compare; the platform's "
    "monthly figure, deduplicated over the month, differs a little",
)


def _steps(prefix: str, fact: Fact, zh: str, en: str, other: str) -> tuple[People, ...]:
    """The people on each step of one funnel."""
    steps = (
        ("cart_visitors", "加购人数", "adders to cart", "加购人数"),
        ("favorite_visitors", "收藏人数", "favouriters", "收藏人数"),
        ("order_buyers", "下单买家数", "order buyers", "下单买家数"),
        ("pay_buyers", "支付买家数", "paying buyers", "支付买家数"),
    )
    return tuple(
        People(
            name=f"{prefix}{column}",
            label=Text(f"{zh}{step_zh}（日累加）", f"Daily {en}{step_en}, summed"),
            fact=fact,
            daily=column,
            unit="people",
            good="up",
            formula=Text(f"各日{zh}{step_zh}相加", f"{en}{step_en} of each day, added"),
            trap=_SUMMED,
            source="生意参谋",
            called={"生意参谋": f"{zh}{called}"},
            instead=(f"{other}{column}",),
        )
        for column, step_zh, step_en, called in steps
    )


METRICS: tuple[Metric, ...] = (
    *_steps("daily_", TRAFFIC, "", "", "item_"),
    Ratio(
        name="cart_rate",
        label=Text("加购率", "Add-to-cart rate"),
        top="daily_cart_visitors",
        bottom="visitors",
        unit="rate",
        good="up",
        formula=Text("加购人数 ÷ 访客数", "people who added to cart ÷ visitors"),
        trap=Text(
            "推广报表里的加购率是 总购物车数 ÷ 点击量，另见 ad_cart_rate",
            "ad reports divide items in cart by clicks; see ad_cart_rate",
        ),
        source="生意参谋",
        called={"生意参谋": "访客加购转化率 / 加购率", "Shopify": "Added to cart"},
        instead=("item_cart_rate",),
    ),
    Ratio(
        name="favorite_rate",
        label=Text("收藏率", "Favourite rate"),
        top="daily_favorite_visitors",
        bottom="visitors",
        unit="rate",
        good="up",
        formula=Text("收藏人数 ÷ 访客数", "people who favourited ÷ visitors"),
        trap=Text("只计期内新增收藏，取消不扣", "new ones of the period; later removals stay in"),
        source="生意参谋",
        called={"生意参谋": "访客收藏转化率 / 收藏率"},
        instead=("item_favorite_rate",),
    ),
    Ratio(
        name="order_conversion",
        label=Text("下单转化率", "Order conversion"),
        top="daily_order_buyers",
        bottom="visitors",
        unit="rate",
        good="up",
        formula=Text("下单买家数 ÷ 访客数", "buyers who ordered ÷ visitors"),
        trap=_BOTH_DAILY,
        source="生意参谋",
        called={"生意参谋": "下单转化率"},
        instead=("item_order_conversion",),
    ),
    Ratio(
        name="order_to_pay",
        label=Text("下单-支付转化率", "Order-to-pay rate"),
        top="daily_pay_buyers",
        bottom="daily_order_buyers",
        unit="rate",
        good="up",
        formula=Text("支付买家数 ÷ 下单买家数", "buyers who paid ÷ buyers who ordered"),
        trap=Text(
            "付款日不等于下单日，跨天付款会让它超过 100%（预售尾款日最明显）",
            "a payment on a later day than the order lifts it, even above 100 %, most on the "
            "balance day of a pre-sale",
        ),
        source="生意参谋",
        called={"生意参谋": "下单-支付转化率"},
        instead=("item_order_to_pay",),
    ),
    Ratio(
        name="pay_conversion",
        label=Text("支付转化率", "Payment conversion"),
        top="daily_pay_buyers",
        bottom="visitors",
        unit="rate",
        good="up",
        formula=Text(
            "支付买家数 ÷ 访客数 = 下单转化率 × 下单-支付转化率",
            "buyers who paid ÷ visitors = order conversion × order-to-pay rate",
        ),
        trap=_BOTH_DAILY,
        source="生意参谋",
        called={
            "生意参谋": "支付转化率",
            "京东商智": "成交转化率",
            "拼多多": "成交转化率",
            "Shopify": "Conversion rate",
        },
        instead=("item_pay_conversion",),
    ),
    Ratio(
        name="visitor_value",
        label=Text("UV价值", "Revenue per visitor"),
        top="gmv",
        bottom="visitors",
        unit="money",
        good="up",
        formula=Text(
            "支付金额 ÷ 访客数 = 支付转化率 × 日买家客单价",
            "paid amount ÷ visitors = payment conversion × spend per daily buyer",
        ),
        trap=Text(
            "直播里常拿场观（人次）做分母，不可比",
            "in live, views rather than visitors are often below the line; the two do not compare",
        ),
        source="生意参谋",
        called={
            "生意参谋": "UV价值 / 访客平均价值",
            "京东商智": "UV价值",
            "Triple Whale": "Revenue per visitor",
        },
        instead=("item_visitor_value",),
    ),
    Total(
        name="channel_pay_amount",
        label=Text("渠道支付金额", "Paid amount by channel (platform)"),
        fact=TRAFFIC,
        of="pay_amount",
        unit="money",
        good="up",
        formula=Text(
            "流量表里平台归给各渠道的支付金额",
            "the paid amount that the platform gives to each channel",
        ),
        trap=Text(
            "平台的归因规则；合计可能与订单对不上",
            "by the platform's attribution; need not agree with the orders",
        ),
        source="生意参谋",
        instead=("gmv",),
    ),
    Ratio(
        name="spend_per_daily_buyer",
        label=Text("客单价（日买家）", "Spend per daily buyer"),
        top="gmv",
        bottom="daily_pay_buyers",
        unit="money",
        good="up",
        formula=Text("支付金额 ÷ 日支付买家数累加", "paid amount ÷ daily paying buyers, summed"),
        trap=Text(
            "为了让 支付金额 = 访客数 × 支付转化率 × 客单价 恰好相等；按月去重的见 spend_per_buyer",
            "made so that paid amount = visitors × conversion × spend holds exactly; for "
            "buyers distinct over the period see spend_per_buyer",
        ),
        source="生意参谋",
        instead=("spend_per_buyer",),
    ),
    *_steps("item_", ITEM_TRAFFIC, "商品", "product ", "daily_"),
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
