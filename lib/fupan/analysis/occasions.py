"""What makes days unlike others: promotions of the trade, Spring Festival, the shop's campaigns.

Marks are of the whole shop's days, spells of some items'. What they do to sales is left to
`shortage` and `forecast`.
"""

from __future__ import annotations

from collections.abc import Sequence
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
OWN, APART = "店铺活动", "apart"  # the shop's own promotions; one of the trade that it leaves out
FEWEST_KEPT, KEPT = 2, 0.5  # the trade's promotions, and share of them, in a shop's own book


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


def day_marks(shop: Shop | None, span: Period, wide: Sequence[Period] = ()) -> tuple[str, ...]:
    """The promotion and phase of each day by names that recur every year; "" on plain days.

    `wide` are the shop's promotions of all its goods: they have a mark of their own, and where the
    shop books those of the trade too, one that it left out is no promotion to it.
    """
    marks = dict.fromkeys(span.dates(), "")
    events = known_events(shop, span) if shop is not None else []
    for event in events:
        for day in event.period.dates():
            if day in marks and (not marks[day] or event.phase == "main"):
                marks[day] = f"{event.name.zh}/{event.phase}/{_spot(event, day, events)}"
    held = {day for p in wide for day in p.dates()}
    for own in wide:
        for day in own.dates():
            if day in marks and "/main/" not in marks[day]:
                marks[day] = f"{OWN}/main/{'first' if day == own.start else 'rest'}"
    for day in _booked(events, wide) - held:
        if "/main/" in marks.get(day, ""):
            marks[day] = f"{marks[day].split('/')[0]}/{APART}"
    for year in sorted({day.year for day in marks}):
        for day, apart in _around_festival(year):
            if day in marks:
                marks[day] = f"春节 {apart // 3}"
    return tuple(marks.values())


def _booked(events: list[Event], wide: Sequence[Period]) -> set[date]:
    """The days for which the shop's book tells which of the trade's promotions it took part in.

    What lies before its first entry is not known and so teaches nothing of those it books.
    """
    if not wide:
        return set()
    book = Period(min(p.start for p in wide), max(p.end for p in wide))
    end, mains = book.end, [e for e in events if e.phase == "main"]
    inside = {(e.promotion, e.year) for e in mains if e.period.overlaps(book)}
    taken = {(e.promotion, e.year) for e in mains if any(e.period.overlaps(p) for p in wide)}
    enough = len(taken) >= FEWEST_KEPT and len(taken) >= KEPT * len(inside)
    return {day for e in mains for day in e.period.dates() if day < end} if enough else set()


def wide_promotions(shop: Shop, products: tuple[str, ...], sold: Floats) -> tuple[Period, ...]:
    """When the shop's promotions of (nearly) all its goods run, by first day."""
    if not shop.has("campaigns"):
        return ()
    of = _named_by(shop)
    worth = sold.sum(axis=1)
    kept = shop.campaigns.filter(shop.campaigns.kind == "promotion").select(
        "campaign_id", "starts_on", "ends_on"
    )
    found = []
    for row in kept.order_by(["starts_on", "campaign_id"]).to_pandas().to_dict("records"):
        first, last = (pd.Timestamp(row[n]).date() for n in ("starts_on", "ends_on"))
        who = of.get(row["campaign_id"])
        whole = who is None or worth[np.isin(products, list(who))].sum() > WHOLE_SHOP * worth.sum()
        if whole and (last - first).days < LONGEST_SPELL:
            found.append(Period(first, last + timedelta(days=1)))
    return tuple(found)


def _named_by(shop: Shop) -> dict[str, set[str]]:
    """The products that each campaign names."""
    if not shop.has("campaign_products"):
        return {}
    named = shop.campaign_products.select("campaign_id", "product_id").to_pandas()
    return dict(named.groupby("campaign_id")["product_id"].agg(set))


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
    of = _named_by(shop)
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
