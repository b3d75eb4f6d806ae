"""What makes days unlike others: promotions of the trade, Spring Festival, the shop's campaigns.

Marks are of the whole shop's days, spells of some items'. What they do to sales is left to
`shortage` and `forecast`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fupan.analysis.normal import known_events
from fupan.ground.calendar import Event, spring_festival
from fupan.ground.errors import DataMissing
from fupan.ground.periods import Period
from fupan.store import Shop

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
HOLIDAY_BEFORE, HOLIDAY_AFTER = 18, 14  # days around Spring Festival that are unlike others
LONGEST_SPELL = 31  # days
WHOLE_SHOP = 0.6  # of the units: a promotion of more than that is the whole shop's
LONG_PHASE, LAST_DAYS = 8, 5  # a phase of more than eight days has last days of its own


@dataclass(frozen=True)
class Spell:
    """A promotion of some items: their places, its first column and the one after its last."""

    items: NDArray[np.int64]
    first: int
    stop: int
    title: str = ""

    def within(self, start: int, stop: int) -> Spell:
        """The part between two columns, counted from the first of them; it may be empty."""
        return Spell(
            self.items, max(self.first - start, 0), min(self.stop, stop) - start, self.title
        )


def day_marks(shop: Shop | None, span: Period) -> tuple[str, ...]:
    """The promotion and phase of each day by names that recur every year; "" on plain days."""
    marks = dict.fromkeys(span.dates(), "")
    events = known_events(shop, span) if shop is not None else []
    for event in events:
        for day in event.period.dates():
            if day in marks and (not marks[day] or event.phase == "main"):
                marks[day] = f"{event.name.zh}/{event.phase}/{_spot(event, day, events)}"
    for year in sorted({day.year for day in marks}):
        for day, apart in _around_festival(year):
            if day in marks:
                marks[day] = f"春节 {apart // 3}"
    return tuple(marks.values())


def _spot(event: Event, day: date, events: list[Event]) -> str:
    """Where in a phase a day lies: waves break on its first day, and before its name day."""
    phase = event.period
    if day == phase.start:
        return "first"
    if phase.days <= LONG_PHASE or (phase.end - day).days > LAST_DAYS:
        return "rest"
    soon = phase.end + timedelta(days=LONGEST_SPELL)
    more = (e.name == event.name and e.phase == event.phase and phase.end <= e.period.start < soon
            for e in events)  # fmt: skip
    return "rest" if any(more) else "last"


def _around_festival(year: int) -> list[tuple[date, int]]:
    """The days around a year's Spring Festival; none in years that the calendar does not hold."""
    try:
        feast = spring_festival(year)
    except DataMissing:
        return []
    span = range(-HOLIDAY_BEFORE, HOLIDAY_AFTER + 1)
    return [(feast + timedelta(days=n), n) for n in span]


def named_days(shop: Shop, span: Period, products: tuple[str, ...], sold: Floats) -> Flags | None:
    """Items × days of `span` on which a promotion names the item; None where there is none."""
    spells = spells_of(shop, span, products, sold)
    if not spells:
        return None
    named = np.zeros((len(products), span.days), dtype=bool)
    for spell in spells:
        named[spell.items, spell.first : spell.stop] = True
    return named


def spells_of(
    shop: Shop, span: Period, products: tuple[str, ...], sold: Floats
) -> tuple[Spell, ...]:
    """The campaigns that name a part of the shop, by first day and campaign.

    What nearly all takes part in shows in the shop's day; what runs for longer than a month, such
    as an ad that is always on, is part of the level.
    """
    worth = sold.sum(axis=1)
    most = WHOLE_SHOP * float(worth.sum())
    if not (shop.has("campaigns") and shop.has("campaign_products")):
        return ()
    named = shop.campaign_products.select("campaign_id", "product_id").to_pandas()
    of = named.groupby("campaign_id")["product_id"].agg(set)
    table = shop.campaigns.filter(
        (shop.campaigns.starts_on < span.end) & (shop.campaigns.ends_on >= span.start)
    ).select("campaign_id", "starts_on", "ends_on", "title")
    found = []
    for row in table.order_by(["starts_on", "campaign_id"]).to_pandas().to_dict("records"):
        who = of.get(row["campaign_id"], set())
        places = np.flatnonzero([p in who for p in products])
        first, last = (pd.Timestamp(row[n]).date() for n in ("starts_on", "ends_on"))
        short = (last - first).days < LONGEST_SPELL
        if len(places) and short and float(worth[places].sum()) <= most:
            begin = max((first - span.start).days, 0)
            stop = min((last - span.start).days + 1, span.days)
            found.append(Spell(places, begin, stop, str(row["title"] or row["campaign_id"])))
    return tuple(found)
