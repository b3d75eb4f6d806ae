"""The money of livestreams: what they cost, what comes back, what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fupan.ground.language import Text
from fupan.metrics.facts import LIVES, PAID
from fupan.metrics.kinds import Metric, Ratio, Total

if TYPE_CHECKING:
    from ibis.expr.types import NumericValue, Table

_SESSIONS = Text(
    "按开播日计整场，过夜的场次算在开播那天；同一人多场会重复计",
    "a session counts on the day it starts; somebody in two sessions counts twice",
)
_COSTS = ("commission", "slot_fee", "ad_cost", "gift_cost")


def _cost(t: Table) -> NumericValue:
    # A session that names none of its costs has an unknown cost, not a free one.
    named = t[_COSTS[0]].notnull()
    total = t[_COSTS[0]].fill_null(0)
    for column in _COSTS[1:]:
        named = named | t[column].notnull()
        total = total + t[column].fill_null(0)
    return named.ifelse(total, None)


METRICS: tuple[Metric, ...] = (
    Total(
        name="live_refund_amount",
        label=Text("直播退款金额", "Live refunds"),
        fact=LIVES,
        of="refund_amount",
        unit="money",
        good="down",
        formula=Text("各场订单至今的退款", "refunded by now of each session's orders"),
        trap=Text("近期场次还没退完", "recent sessions are not complete"),
        source="直播报表",
    ),
    Ratio(
        name="live_refund_rate",
        label=Text("直播退款率", "Live refund rate"),
        top="live_refund_amount",
        bottom="live_pay_amount",
        unit="rate",
        good="down",
        formula=Text("场次订单的退款 ÷ 场次成交金额", "refunds of the sessions ÷ live sales"),
        trap=Text(
            "按场次追溯；直播退款本来就高于货架，近期场次没退完",
            "by session; lives run higher than the shelf, and recent ones are incomplete",
        ),
        source="直播报表",
        called={"抖店罗盘": "直播退款率"},
    ),
    Total(
        name="live_cost",
        label=Text("直播费用", "Cost of lives"),
        fact=LIVES,
        of=_cost,
        unit="money",
        good="depends",
        formula=Text("佣金 + 坑位费 + 投流 + 福袋赠品", "commission + slot fee + ads + gifts"),
        trap=Text("投流可能也在推广表里，别再加一次", "its ads may be in the ads table too"),
        source="直播报表",
    ),
    Ratio(
        name="live_ad_roi",
        label=Text("直播投流ROI", "Live sales per ad spend"),
        top="live_pay_amount",
        bottom="live_ad_cost",
        unit="ratio",
        good="up",
        formula=Text("直播成交金额 ÷ 投流花费", "live sales ÷ ad spend of lives"),
        trap=Text(
            "自然流量的成交也在分子里，不是投流带来的", "organic sales are in; not the ads' effect"
        ),
        source="直播报表",
        called={"千川": "整体支付ROI"},
    ),
    Total(
        name="live_ad_cost",
        label=Text("直播投流花费", "Ad spend of lives"),
        fact=LIVES,
        of="ad_cost",
        unit="money",
        good="depends",
        formula=Text("各场投流花费", "ad spend of each session"),
        trap=Text("可能也在推广表里", "may be in the ads table too"),
        source="直播报表",
    ),
    Total(
        name="live_cogs",
        label=Text("直播商品成本", "Cost of goods sold in lives"),
        fact=PAID,
        of=lambda t: t.quantity * t.item_cost,
        where=lambda t: t.live_id.notnull(),
        needs=("item_cost", "live_id"),
        unit="money",
        good="depends",
        formula=Text(
            "带场次的付款订单行：件数 × 单位成本", "lines paid with a livestream: items × unit cost"
        ),
        trap=Text(
            "按付款日；与场次的成交金额可能差一天", "by paid day; may differ from the session's"
        ),
        source="订单表",
    ),
    Total(
        name="live_profit",
        label=Text("直播净利", "Profit of lives"),
        plus=("live_pay_amount",),
        minus=("live_refund_amount", "live_cogs", "live_cost"),
        unit="money",
        good="up",
        formula=Text(
            "成交金额 − 退款 − 商品成本 − 直播费用",
            "live sales − refunds − cost of goods − cost of lives",
        ),
        trap=Text(
            "平台扣点和运费没扣；退回的货按全损计",
            "platform fees and freight are not off; returned goods count as lost",
        ),
        source="通用",
    ),
    Ratio(
        name="live_net_roi",
        label=Text("直播净ROI", "Live net ROI"),
        top="live_profit",
        bottom="live_cost",
        unit="ratio",
        good="up",
        formula=Text(
            "(成交 − 退款 − 商品成本 − 费用) ÷ 费用（佣金、坑位、投流、赠品）",
            "(sales − refunds − goods − costs) ÷ costs (commission, slot, ads, gifts)",
        ),
        trap=Text(
            "分子是利润：0 就是不赚不亏；“保 ROI 1:2”说的是 GMV，不是它",
            "the top is profit, so 0 is break-even; a promised ROI of 1:2 is GMV over fee",
        ),
        source="通用",
        called={"通用": "净ROI"},
    ),
    Ratio(
        name="live_value_per_viewer",
        label=Text("直播UV价值", "Sales per viewer"),
        top="live_pay_amount",
        bottom="live_viewers",
        unit="money",
        good="up",
        formula=Text("成交金额 ÷ 观看人数", "live sales ÷ viewers"),
        trap=_SESSIONS,
        source="直播报表",
        called={"抖店罗盘": "UV价值"},
    ),
    Ratio(
        name="live_amount_per_hour",
        label=Text("每小时成交", "Sales per hour live"),
        top="live_pay_amount",
        bottom="live_hours",
        unit="money",
        good="up",
        formula=Text("成交金额 ÷ 直播小时数", "live sales ÷ hours live"),
        trap=_SESSIONS,
        source="直播报表",
    ),
)
