"""Daily counts of a shop by product and by channel, each table read once, as arrays to sum over.

What the counts mean for a cause is left to the tests; this only reads and adds up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from fupan.analysis.normal import HOLIDAY_AFTER, HOLIDAY_BEFORE, festivals
from fupan.ground.calendar import Event
from fupan.ground.periods import Period
from fupan.store import Shop

TOGETHER = "all"  # a row of all channels, or of all devices
HISTORY_DAYS = 420  # long enough to learn how far each rate drifts, over a year of promotions
# The funnel's counts and what a visitor did besides; absent optional ones stay out.
COUNTS = (
    "visitors",
    "bounces",
    "dwell_seconds",
    "cart_visitors",
    "order_buyers",
    "pay_buyers",
    "pay_units",
    "pay_amount",
)


@dataclass(frozen=True)
class Panel:
    """Counts by day × unit (a product or a channel), as running sums.

    `days` are consecutive; a day that the table lacks counts neither as zero nor as a day.
    """

    days: tuple[date, ...]
    units: tuple[str, ...]
    counts: dict[str, np.ndarray]
    plain: np.ndarray  # ordinary days: held, and no promotion or festival
    held: np.ndarray

    def has(self, name: str) -> bool:
        return name in self.counts

    def place(self, day: date) -> int:
        return (day - self.days[0]).days

    def total(self, name: str, days: np.ndarray) -> np.ndarray:
        """The sum of a count over the days that a mask names, by unit."""
        return self.counts[name][days].sum(axis=0)

    def running(self, name: str, mask: np.ndarray) -> np.ndarray:
        """Sums up to each day over masked days: row i holds the days before day i."""
        masked = self.counts[name] * mask[:, None]
        return np.vstack([np.zeros(len(self.units)), masked.cumsum(axis=0)])

    def whole(self) -> Panel:
        """All units together, as one."""
        counts = {n: c.sum(axis=1, keepdims=True) for n, c in self.counts.items()}
        return Panel(self.days, ("shop",), counts, self.plain, self.held)

    def window(self, start: date, end: date) -> np.ndarray:
        """The mask of the held days from `start` up to, not including, `end`."""
        place = np.arange(len(self.days))
        return self.held & (place >= self.place(start)) & (place < self.place(end))


def product_panel(shop: Shop, period: Period, events: Sequence[Event]) -> Panel | None:
    """Products by day; None where the shop keeps no product traffic of the period."""
    if not _covers(shop, "product_traffic", period):
        return None
    return _panel(shop, shop.product_traffic, "product_id", period, events, split="channel")


def channel_panel(shop: Shop, period: Period, events: Sequence[Event]) -> Panel | None:
    """Channels by day, devices added; None where the shop keeps no traffic of the period."""
    if not _covers(shop, "traffic", period):
        return None
    return _panel(shop, shop.traffic, "channel", period, events, split="device")


def product_days_of_orders(shop: Shop, period: Period, events: Sequence[Event]) -> Panel | None:
    """Products by day as far as orders tell: buyers who ordered and paid, units and amounts.

    Orders count on the day they were placed, so that payment can be held against them.
    """
    if not _covers(shop, "orders", period):
        return None
    lines = shop.orders
    lines = lines.filter(~lines.is_gift.fill_null(False), ~lines.is_suspect.fill_null(False))
    paid = lines.paid_at.notnull()
    rows = lines.mutate(date=lines.ordered_at.date())
    rows = rows.group_by("date", "product_id").aggregate(
        order_buyers=lines.order_id.nunique(),
        pay_buyers=lines.order_id.nunique(where=paid),
        pay_units=lines.quantity.sum(where=paid),
        pay_amount=lines.paid_amount.sum(where=paid),
    )
    return _panel(shop, rows, "product_id", period, events)


def span_of(period: Period) -> Period:
    return Period(period.start - timedelta(days=HISTORY_DAYS), period.end)


def _covers(shop: Shop, name: str, period: Period) -> bool:
    if not shop.has(name):
        return False
    held = shop.days(name)
    return held is not None and held.overlaps(period)


def _panel(
    shop: Shop, rows: ir.Table, unit: str, period: Period, events: Sequence[Event],
    split: str | None = None,
) -> Panel:  # fmt: skip
    """Units by day; `split` is the column by which a unit's rows may be parted further."""
    span = span_of(period)
    together = rows[split] == TOGETHER if split else ibis.literal(True)
    rows = rows.filter(rows.date >= ibis.literal(span.start), rows.date < ibis.literal(span.end))
    names = [n for n in COUNTS if n in rows.columns]
    daily = (
        rows.group_by("date", unit, together=together)
        .aggregate(**{n: rows[n].sum().cast("float64") for n in names})
        .order_by("date", unit, ibis.desc("together"))
        .to_pandas()
        # Parts and their total on one day would count the same visitors twice.
        .drop_duplicates(["date", unit])
    )
    daily["date"] = pd.to_datetime(daily["date"]).dt.date
    days = pd.Index(
        [
            daily["date"].min() + timedelta(days=n)
            for n in range(
                (min(span.end, daily["date"].max() + timedelta(days=1)) - daily["date"].min()).days
            )
        ]
    )
    units = tuple(sorted(daily[unit].unique()))
    counts = {}
    for name in names:
        # A column that is empty half of the time cannot be compared with itself.
        if daily[name].notna().mean() < 0.5:
            continue
        wide = daily.pivot(index="date", columns=unit, values=name)
        counts[name] = wide.reindex(index=days, columns=list(units)).fillna(0.0).to_numpy()
    held = np.isin(np.array(days), daily["date"].unique())
    feasts = festivals(shop, Period(days[0], days[-1] + timedelta(days=1)))
    return Panel(tuple(days), units, counts, held & _ordinary(days, events, feasts), held)


def _ordinary(days: Sequence[date], events: Sequence[Event], feasts: Sequence[date]) -> np.ndarray:
    odd = {day for event in events for day in event.period.dates()}
    for feast in feasts:
        around = range(-HOLIDAY_BEFORE, HOLIDAY_AFTER + 1)
        odd.update(feast + timedelta(days=n) for n in around)
    return np.array([day not in odd for day in days])
