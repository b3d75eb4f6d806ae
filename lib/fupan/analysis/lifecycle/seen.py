"""What the lifecycle analysis reads: every day on which a known buyer paid, in the buyer's order.

All sections start from this one table, made once in the database; orders without a buyer are
counted here and left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from fupan.ground.errors import DataMissing
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import count, share
from fupan.metrics.asked import Asked
from fupan.metrics.dimensions import with_columns
from fupan.metrics.rows import paid_sales
from fupan.store import Shop

if TYPE_CHECKING:
    from ibis.expr.types import Table

NOTEBOOK = "04_user_lifecycle"
SMALLEST_CELL = 10  # fewer buyers than this are not shown on their own
SOURCE = Text("来源：订单表，按付款日，同一天的订单算一次", "Source: orders by day of payment")

_MASKED_SHARE = 0.02  # one id with so large a share of all orders is no single buyer
_MASKED_ORDERS = 200


@dataclass(frozen=True)
class Seen:
    """`visits` has one row per buyer × day paid, up to `as_of`.

    Columns: buyer_id, day, paid, net (refunds off), margin (goods' cost off too; empty
    where a cost is unknown), turn (1 for the first), first_day, previous, next_day. `lines` are
    the order lines behind it; `watched` is the span from the first day held to `as_of`.
    """

    shop: Shop
    period: Period
    watched: Period
    visits: Table
    lines: Table
    buyers: int
    has_cost: bool
    notes: tuple[Text, ...]

    @property
    def as_of(self) -> date:
        return self.watched.last

    @property
    def before(self) -> date:
        """The last day before the period."""
        return self.period.previous().last

    @property
    def cohorts(self) -> list[Period]:
        """The months of first purchase, oldest first."""
        return self.watched.months()


def shown_rate(some: float, buyers: float) -> float:
    """`some` of `buyers` as a share, empty where either number is of a few people.

    Beside the number of buyers a share of them tells how many they were.
    """
    return some / buyers if buyers >= SMALLEST_CELL and not 0 < some < SMALLEST_CELL else math.nan


def look(shop: Shop, period: Period) -> Seen | Text:
    """What is held up to the end of `period`, or the reason why nobody can be followed."""
    held = shop.days("orders") if shop.has("orders") else None
    if held is None:
        return Text("没有订单表（orders）", "there is no table of orders")
    if not held.start < period.end or held.end <= period.start:
        return Text(
            zh=f"订单表只有 {held.start} 至 {held.last} 的数据",
            en=f"the orders only cover {held.start} to {held.last}",
        )
    watched = Period(held.start, min(held.end, period.end))
    lines = paid_lines(shop, watched)
    known = _known(lines)
    if not known["known"].sum():
        return Text(
            zh="订单里没有买家标识（平台隐去了，或导出时没带），认不出谁是谁",
            en="the orders carry no buyer ids (masked by the platform or not exported), "
            "so nobody can be recognised",
        )
    lines, notes = _without_masked(lines.filter(lines.buyer_id.notnull()), known)
    visits, has_cost = _visits(shop, lines, watched)
    visits = visits.cache()
    buyers = int(visits.filter(visits.turn == 1).count().execute())
    return Seen(shop, period, watched, visits, lines, buyers, has_cost, tuple(notes))


def demand(shop: Shop, period: Period) -> Seen:
    """What is held up to the end of `period`; raises where nobody can be followed."""
    seen = look(shop, period)
    if isinstance(seen, Text):
        raise DataMissing(
            Text(
                zh=f"导不出名单：{seen.zh}；请先导入带买家标识的订单。",
                en=f"No list can be made: {seen.en}; import orders with buyer ids first.",
            )
        )
    return seen


def paid_lines(shop: Shop, watched: Period) -> Table:
    """One row per order line paid within `watched`, gifts and brushed orders left out."""
    rows = paid_sales(shop, Asked(watched))
    rows = rows.filter(rows.paid_at < ibis.literal(datetime.combine(watched.end, time())))
    return rows.mutate(day=rows.paid_at.date(), net=rows.paid_amount - _refunded(rows))


def _refunded(rows: Table) -> ibis.Value:
    return rows.refund_amount.fill_null(0)


def _visits(shop: Shop, lines: Table, watched: Period) -> tuple[Table, bool]:
    has_cost = _has_cost(shop)
    if has_cost:
        lines = with_columns(lines, ("item_cost",), shop, Asked(watched))
    figures = {"paid": lines.paid_amount.sum(), "net": lines.net.sum()}
    if has_cost:
        # Goods that come back with the money are sold again: their cost is not lost.
        kept = (lines.net / lines.paid_amount.nullif(0)).cast("float64")
        cost = (lines.quantity * lines.item_cost).cast("float64") * kept
        whole = lines.item_cost.count() == lines.count()
        brought = (lines.net.cast("float64") - cost.fill_null(0)).sum()
        figures["margin"] = whole.ifelse(brought, ibis.null("float64"))
    days = lines.group_by("buyer_id", "day").agg(**figures)
    if not has_cost:
        days = days.mutate(margin=ibis.null("float64"))
    mine = ibis.window(group_by="buyer_id", order_by="day")
    return days.mutate(
        turn=ibis.row_number().over(mine) + 1,
        first_day=days.day.min().over(group_by="buyer_id"),
        previous=days.day.lag().over(mine),
        next_day=days.day.lead().over(mine),
    ), has_cost


def _has_cost(shop: Shop) -> bool:
    for name in ("skus", "products"):
        if shop.has(name):
            costs = shop.table(name).unit_cost.count().execute()
            if costs:
                return True
    return False


def _known(lines: Table) -> pd.DataFrame:
    """One row per platform: lines paid, and those with a buyer."""
    told = lines.group_by("platform").agg(lines=lines.count(), known=lines.buyer_id.count())
    return told.order_by("platform").to_pandas()


def _without_masked(lines: Table, known: pd.DataFrame) -> tuple[Table, list[Text]]:
    notes = []
    for row in known[known["known"] < known["lines"]].itertuples():
        part = 1 - row.known / row.lines
        notes.append(
            Text(
                zh=f"平台 {row.platform} 有 {share(part)} 的订单行没有买家标识，"
                "不在下面的人数里，复购会被低估",
                en=f"{share(part)} of the order lines of {row.platform} carry no buyer id; they "
                "are in none of the figures, and repeat purchases are underestimated",
            )
        )
    total = int(known["known"].sum())
    if total < _MASKED_ORDERS:
        return lines, notes
    heavy = lines.group_by("buyer_id").agg(n=lines.count())
    least = max(_MASKED_ORDERS, _MASKED_SHARE * total)
    heavy = heavy.filter(heavy.n >= least).order_by("buyer_id").to_pandas()
    if heavy.empty:
        return lines, notes
    notes.append(
        Text(
            zh=f"{len(heavy)} 个买家标识名下各有至少 {count(heavy['n'].min())} 行订单，"
            "像是打码后撞在一起的，已排除",
            en=f"{len(heavy)} buyer ids have {count(heavy['n'].min())} order lines or more each, "
            "like masked ids that fell together; they are left out",
        )
    )
    return lines.filter(~lines.buyer_id.isin(sorted(heavy["buyer_id"]))), notes
