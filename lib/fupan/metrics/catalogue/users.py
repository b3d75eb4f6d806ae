"""Buyers: new and old by the 365-day rule, and who comes back."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.metrics.facts import PAID
from fupan.metrics.kinds import Metric, People, Ratio, Total

_RULE = Text(
    "老买家 = 期初往前 365 天内在本店付过款；窗口随统计期移动，日值相加不等于月值；"
    "数据不足 365 天时老买家会被算少",
    "old = paid in this shop in the 365 days before the first day; the window moves with "
    "the period, and with less than 365 days of data old buyers are undercounted",
)

METRICS: tuple[Metric, ...] = (
    People(
        name="new_buyers",
        label=Text("支付新买家数", "New buyers"),
        fact=PAID,
        of="buyer_id",
        where=lambda t: t.buyer_kind == "new",
        needs=("buyer_kind",),
        unit="people",
        good="up",
        formula=Text(
            "期内付款、期初前 365 天没付过款的买家",
            "paid in the period, not in the 365 days before it",
        ),
        trap=_RULE,
        counted={
            "生意参谋": Text(
                "统计首日往前 365 天没在本店付过款",
                "no payment in this shop in the 365 days before the first day",
            ),
            "万相台": Text("成交新客按平台自己的新客规则", "by the ad platform's own rule for new"),
        },
        source="生意参谋",
        called={
            "生意参谋": "支付新买家数",
            "京东商智": "新客户数",
            "Shopify": "First-time customers",
        },
    ),
    People(
        name="old_buyers",
        label=Text("支付老买家数", "Old buyers"),
        fact=PAID,
        of="buyer_id",
        where=lambda t: t.buyer_kind == "old",
        needs=("buyer_kind",),
        unit="people",
        good="up",
        formula=Text(
            "期内付款、期初前 365 天也付过款的买家",
            "paid in the period and in the 365 days before it",
        ),
        trap=_RULE,
        source="生意参谋",
        called={
            "生意参谋": "支付老买家数",
            "京东商智": "老客户数",
            "Shopify": "Returning customers",
        },
    ),
    Ratio(
        name="old_buyer_share",
        label=Text("老买家占比", "Old buyer share"),
        top="old_buyers",
        bottom="pay_buyers",
        unit="rate",
        good="depends",
        formula=Text("支付老买家数 ÷ 支付买家数", "old buyers ÷ paying buyers"),
        trap=Text(
            "常被叫成复购率，其实是占比：拉新多了它就降",
            "often called repeat rate, but a share: it falls when more new buyers come",
        ),
        source="生意参谋",
        called={"生意参谋": "老客占比 / 复购率", "Shopify": "Returning customer rate"},
    ),
    Ratio(
        name="new_buyer_share",
        label=Text("新买家占比", "New buyer share"),
        top="new_buyers",
        bottom="pay_buyers",
        unit="rate",
        good="depends",
        formula=Text("支付新买家数 ÷ 支付买家数", "new buyers ÷ paying buyers"),
        trap=_RULE,
        source="生意参谋",
        called={"万相台": "成交新客占比"},
    ),
    Total(
        name="old_buyer_gmv",
        label=Text("老买家支付金额", "Paid by old buyers"),
        fact=PAID,
        of="paid_amount",
        where=lambda t: t.buyer_kind == "old",
        needs=("buyer_kind",),
        unit="money",
        good="up",
        formula=Text("老买家的支付金额", "paid amount of old buyers"),
        trap=_RULE,
        source="生意参谋",
        called={"生意参谋": "支付老买家支付金额"},
    ),
    Total(
        name="new_buyer_gmv",
        label=Text("新买家支付金额", "Paid by new buyers"),
        fact=PAID,
        of="paid_amount",
        where=lambda t: t.buyer_kind == "new",
        needs=("buyer_kind",),
        unit="money",
        good="up",
        formula=Text("新买家的支付金额", "paid amount of new buyers"),
        trap=_RULE,
        source="生意参谋",
        called={"生意参谋": "支付新买家支付金额"},
    ),
    Ratio(
        name="old_buyer_gmv_share",
        label=Text("老客贡献占比", "Old buyers' share of sales"),
        top="old_buyer_gmv",
        bottom="known_buyer_gmv",
        unit="rate",
        good="depends",
        formula=Text(
            "老买家支付金额 ÷ 新老买家支付金额", "paid by old buyers ÷ by all known buyers"
        ),
        trap=Text(
            f"{_RULE.zh}；没有买家标识的订单不在内",
            f"{_RULE.en}; orders without a buyer id are left out",
        ),
        source="生意参谋",
    ),
    Ratio(
        name="new_buyer_spend",
        label=Text("新客客单价", "Spend per new buyer"),
        top="new_buyer_gmv",
        bottom="new_buyers",
        unit="money",
        good="up",
        formula=Text("新买家支付金额 ÷ 支付新买家数", "paid by new buyers ÷ new buyers"),
        trap=_RULE,
        source="生意参谋",
    ),
    Ratio(
        name="old_buyer_spend",
        label=Text("老客客单价", "Spend per old buyer"),
        top="old_buyer_gmv",
        bottom="old_buyers",
        unit="money",
        good="up",
        formula=Text("老买家支付金额 ÷ 支付老买家数", "paid by old buyers ÷ old buyers"),
        trap=_RULE,
        source="生意参谋",
    ),
    Ratio(
        name="cac",
        label=Text("获客成本", "Customer acquisition cost"),
        top="ad_cost",
        bottom="new_buyers",
        unit="money",
        good="down",
        formula=Text("推广花费 ÷ 支付新买家数", "ad spend ÷ new buyers"),
        trap=Text(
            "花费里也有维护老客的；推广报表的新客规则与 365 天不同；"
            "没有买家标识的订单不数新客，会偏高",
            "spend on old buyers is in; ad reports have another rule for new; orders without a "
            "buyer id count no new buyer, which makes it too high",
        ),
        source="通用",
        called={"通用": "CAC / 拉新成本"},
    ),
)
