"""Conversion: from a visit to a cart, an order, a payment."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.metrics.facts import TRAFFIC, Fact
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


def funnel_steps(prefix: str, fact: Fact, zh: str, en: str, other: str) -> tuple[People, ...]:
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
    *funnel_steps("daily_", TRAFFIC, "", "", "item_"),
    Ratio(
        name="cart_rate",
        label=Text("加购率", "Add-to-cart rate"),
        top="daily_cart_visitors",
        bottom="visitors",
        unit="rate",
        good="up",
        formula=Text("加购人数 ÷ 访客数", "people who added to cart ÷ visitors"),
        trap=Text(
            "推广报表里的加购率是 总购物车数 ÷ 点击量，另见“推广加购率”",
            "ad reports divide items in cart by clicks; see “Ad cart rate”",
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
        counted={
            "生意参谋": Text(
                "支付买家数 ÷ 访客数，都按整段去重",
                "paying buyers ÷ visitors, both unique over the period",
            ),
            "京东商智": Text("成交客户数 ÷ 访客数", "buyers ÷ visitors"),
            "Shopify": Text("有订单的会话 ÷ 会话", "sessions with an order ÷ sessions"),
        },
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
            "为了让 支付金额 = 访客数 × 支付转化率 × 客单价 恰好相等；按月去重的见“客单价”",
            "made so that paid amount = visitors × conversion × spend holds exactly; for "
            "buyers distinct over the period see “Spend per buyer”",
        ),
        source="生意参谋",
        instead=("spend_per_buyer",),
    ),
)
