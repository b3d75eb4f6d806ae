"""Ripening: refunds come in for weeks, so a young period is held against others at equal age.

A report made two days after the month's end knows two days of refunds; the month before, as the
data know it now, has had thirty more. Which rows were refunded by which day is told in `rows`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.metrics.catalogue import leaves
from fupan.metrics.facts import REFUNDED
from fupan.metrics.kinds import Metric
from fupan.metrics.possible import needed

if TYPE_CHECKING:
    from fupan.store import Shop

RIPE_DAYS = 30  # price protection and returns land two to five weeks after the sale
LEAST_DATED = 0.95  # of the refunds must have a day, or their age is not known
MOST_UNEQUAL = 3  # days: longer or shorter than that, equal ends are not equal ages
USUAL_DAYS = 28
# Were refunds independent, a silence in which so many are due would have a chance of e⁻⁷.
SILENT = 7.0

NOT_YET = Text(zh="还没退完，暂不可比", en="still being refunded, not to be compared yet")


@dataclass(frozen=True, slots=True)
class Ripeness:
    """How a period's refunds stand, and what makes another period's comparable.

    `is_ripe` says that they are all in. Otherwise `known_by` is the day before which the other
    period's refunds must have come to be of the same age; None where there is no such day, and
    nothing to compare with.
    """

    is_ripe: bool
    known_by: date | None = None

    def note(self, base: Period | None) -> Text | None:
        """What a reader should know; nothing where the refunds are in."""
        if self.is_ripe:
            return None
        if self.known_by is None or base is None:
            return NOT_YET
        until = self.known_by - timedelta(days=1)
        return Text(
            zh=f"还没退完；{base.label.zh}也只算到同样天数（{until} 为止）的退款",
            en=f"still being refunded; {base.label.en} likewise counts refunds of the same age "
            f"only (until {until})",
        )


RIPE = Ripeness(True)
_known: WeakKeyDictionary[Shop, date] = WeakKeyDictionary()


def ripens(metric: Metric) -> bool:
    """Whether a metric changes as refunds of its own rows come in."""
    return any(_counts_refunds(part) for part in leaves([metric]))


def ripeness_of(shop: Shop, metric: Metric, period: Period, base: Period | None) -> Ripeness:
    """How a metric of the period may be held against that of another."""
    tables = {p.fact.table for p in leaves([metric]) if _counts_refunds(p)}
    if not tables:
        return RIPE
    found = ripeness(shop, period, base)
    # Other tables hold only the sum so far: of what age it was is lost.
    return found if found.is_ripe or tables == {"orders"} else Ripeness(False)


def ripeness(shop: Shop, period: Period, base: Period | None = None) -> Ripeness:
    """How the refunds of orders paid in the period may be held against those of another."""
    known = known_until(shop)
    if known is None or known >= period.end + timedelta(days=RIPE_DAYS):
        return RIPE
    if (
        base is None
        or base.end > period.end
        or abs(base.days - period.days) > MOST_UNEQUAL
        or not _is_dated(shop, base)
    ):
        return Ripeness(False)
    return Ripeness(False, base.end + (known - period.end))


def known_until(shop: Shop) -> date | None:
    """The day before which refunds are known: that of the last order or refund, the later one.

    Where refunds fall silent long before the orders end, their files were not brought along, and
    the last refund's day counts.
    """
    if shop not in _known:
        ends = [held.end for t in ("orders", "lives") if (held := shop.days(t)) is not None]
        if not ends:
            return None
        _known[shop] = _heard_until(shop, max(ends)) if shop.has("orders") else max(ends)
    return _known[shop]


def _heard_until(shop: Shop, end: date) -> date:
    orders = shop.table("orders")
    rows = orders.filter(orders.refund_amount > 0, orders.refunded_at.notnull())
    day = rows.refunded_at.date().cast("string")
    found = rows.group_by(day=day).agg(n=rows.count()).order_by("day").to_pandas()
    counts = {date.fromisoformat(d): int(n) for d, n in zip(found["day"], found["n"], strict=True)}
    if not counts:
        return end
    last = max(counts) + timedelta(days=1)
    recent = sum(n for d, n in counts.items() if d >= last - timedelta(days=USUAL_DAYS))
    is_silent = recent / USUAL_DAYS * (end - last).days >= SILENT
    return last if last > end or is_silent else end


def _is_dated(shop: Shop, base: Period) -> bool:
    """Whether the refunds of a period's orders have their days."""
    orders = shop.table("orders")
    rows = orders.filter(
        orders.refund_amount > 0,
        orders.paid_at >= datetime.combine(base.start, time()),
        orders.paid_at < datetime.combine(base.end, time()),
    )
    told = rows.agg(n=rows.count(), dated=rows.refunded_at.count()).to_pandas().iloc[0]
    return bool(told["dated"] >= LEAST_DATED * told["n"])


def _counts_refunds(part: Metric) -> bool:
    return part.fact is not REFUNDED and "refund_amount" in needed(part)
