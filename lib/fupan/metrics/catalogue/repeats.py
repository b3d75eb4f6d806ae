"""Repeat purchases: within the period, and by cohorts of first buyers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fupan.ground.language import Text
from fupan.metrics.catalogue.window_repeats import OF_WINDOW
from fupan.metrics.facts import FIRSTS, PAID
from fupan.metrics.kinds import Metric, People, Ratio, Total

if TYPE_CHECKING:
    from ibis.expr.types import NumericValue, Table

RETURN_DAYS = (7, 30, 60, 90, 180, 360)


def _watched(days: int) -> Metric:
    def one_each(t: Table) -> NumericValue:
        return (t.watched_days >= days).ifelse(1, None)

    return Total(
        name=f"first_buyers_watched_{days}d",
        label=Text(f"首购买家（已满 {days} 天）", f"First buyers watched for {days} days"),
        fact=FIRSTS,
        of=one_each,
        needs=("buyer_id",),
        strict=True,
        unit="people",
        good="up",
        shown=False,
        formula=Text(
            f"期内首购的买家，须全部已观察满 {days} 天",
            f"first buyers of the period, all of whom were watched for {days} days",
        ),
        trap=Text("只作复购率的分母", "only the bottom of the repeat rate"),
        source="订单表",
    )


def _came_back(days: int) -> Metric:
    def back(t: Table) -> NumericValue:
        within = (t.return_days <= days).fill_null(False).cast("int64")
        return (t.watched_days >= days).ifelse(within, None)

    return Total(
        name=f"first_buyers_back_{days}d",
        label=Text(f"首购后 {days} 天内再购的买家", f"First buyers back within {days} days"),
        fact=FIRSTS,
        of=back,
        needs=("buyer_id",),
        strict=True,
        unit="people",
        good="up",
        shown=False,
        formula=Text(
            f"其中 {days} 天内换一天又付款的买家",
            f"of these, who paid again on another day within {days} days",
        ),
        trap=Text("同一天拆单不算复购", "a second order on the same day is no return"),
        source="订单表",
    )


def _repeat_rate(days: int) -> Metric:
    return Ratio(
        name=f"repeat_rate_{days}d",
        label=Text(f"{days}天复购率（首购同期群）", f"{days}-day repeat rate of first buyers"),
        top=f"first_buyers_back_{days}d",
        bottom=f"first_buyers_watched_{days}d",
        unit="rate",
        good="up",
        formula=Text(
            f"期内首购的买家里 {days} 天内再购的 ÷ 期内首购的买家",
            f"first buyers back within {days} days ÷ first buyers of the period",
        ),
        trap=Text(
            f"最晚首购的人也要观察满 {days} 天才有数；太新的月份为空，不是 0",
            f"empty, not 0, until the last of them has been watched for {days} days",
        ),
        source="同期群",
        called={"通用": f"{days}日复购率"},
    )


METRICS: tuple[Metric, ...] = (
    People(
        name="repeat_buyers",
        label=Text("期内复购买家数", "Repeat buyers in the period"),
        fact=PAID,
        of="buyer_id",
        having=lambda t: t.order_id.nunique() >= 2,
        unit="people",
        good="up",
        formula=Text("期内付款订单 ≥ 2 笔的买家", "buyers with 2 or more paid orders"),
        trap=Text(
            "统计期越长越高，只能同长度比", "longer periods give more; compare equal lengths"
        ),
        source="京东商智",
    ),
    Ratio(
        name="repeat_rate",
        label=Text("复购率（期内）", "Repeat rate within the period"),
        top="repeat_buyers",
        bottom="pay_buyers",
        unit="rate",
        good="up",
        formula=Text("期内 ≥ 2 笔的买家 ÷ 支付买家数", "buyers with ≥ 2 orders ÷ paying buyers"),
        trap=Text(
            "统计期越长越高；京东按 30 / 90 天；不是同期群的回购",
            "grows with the period's length (JD: 30 or 90 days); not a cohort's return",
        ),
        counted={
            "京东商智": Text(
                "30 天或 90 天内购买 ≥ 2 次的客户占比",
                "share of customers with ≥ 2 purchases in 30 or 90 days",
            )
        },
        source="京东商智",
        called={"京东商智": "复购率", "通用": "复购率"},
    ),
    People(
        name="repeat_day_buyers",
        label=Text("跨天复购买家数", "Buyers on two or more days"),
        fact=PAID,
        of="buyer_id",
        having=lambda t: t.day.nunique() >= 2,
        unit="people",
        good="up",
        formula=Text("期内有 ≥ 2 个付款日的买家", "buyers with 2 or more paid days"),
        trap=Text("同一天拆单不算", "several orders on one day do not count"),
        source="通用",
    ),
    Ratio(
        name="repeat_day_rate",
        label=Text("复购率（按天）", "Repeat rate by purchase days"),
        top="repeat_day_buyers",
        bottom="pay_buyers",
        unit="rate",
        good="up",
        formula=Text("≥ 2 个付款日的买家 ÷ 支付买家数", "buyers on ≥ 2 days ÷ paying buyers"),
        trap=Text(
            "比按订单的低：凑单拆单被去掉了", "below the one by orders: split orders are gone"
        ),
        source="通用",
        called={"通用": "复购率（按天） / 复购率"},
    ),
    Total(
        name="first_buyers",
        label=Text("首购买家数", "First-time buyers"),
        fact=FIRSTS,
        needs=("buyer_id",),
        unit="people",
        good="up",
        formula=Text(
            "期内第一次在本店付款的买家（就数据所及）",
            "buyers whose first payment in the data falls in the period",
        ),
        trap=Text(
            "数据开头的月份会把老客当首购", "early months of the data take old buyers for new"
        ),
        source="同期群",
    ),
    *OF_WINDOW,
    *(_watched(n) for n in RETURN_DAYS),
    *(_came_back(n) for n in RETURN_DAYS),
    *(_repeat_rate(n) for n in RETURN_DAYS),
)
