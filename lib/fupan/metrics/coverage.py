"""Coverage: which days of a period a table really covers.

A day without an order is a zero in a small shop and a gap in a busy one; the rule is here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from fupan.contract import TABLES
from fupan.ground.language import Text
from fupan.ground.periods import Period

if TYPE_CHECKING:
    from fupan.store import Shop

# Tables with a row for every day that was watched: a day without one was not watched.
DAILY = ("traffic", "product_traffic", "inventory", "service")
# Elsewhere an empty day is a gap when the usual day has at least this many rows: were they
# independent, an empty day would have a chance of e⁻²⁰.
USUAL_ROWS = 20
CLOSED_WEEKS, CLOSED_SHARE = 8, 0.75  # a weekday empty this often is a day of rest
# Tables without a day of their own take that of the table they belong to.
_DATED_BY_OTHER = {"live_products": "lives"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """The days of `period` that a table covers; `held` is its first to last day."""

    table: str
    period: Period
    days: frozenset[date]
    held: Period | None

    @property
    def is_none(self) -> bool:
        return not self.days

    @property
    def is_whole(self) -> bool:
        return len(self.days) == self.period.days

    @property
    def gaps(self) -> tuple[date, ...]:
        """The days inside the held span that are not covered."""
        held = self.held
        return tuple(
            d for d in self.period.dates() if held is not None and d in held and d not in self.days
        )

    def any_of(self, span: Period) -> bool:
        return any(day in self.days for day in span.dates())

    def note(self) -> Text | None:
        """What is lacking, in a sentence; nothing where all is there."""
        name, table = self.period.label, self.table
        if self.held is None:
            return Text(zh=f"没有 {table} 表的数据", en=f"table {table} holds no data")
        if self.is_none:
            return Text(
                zh=f"{name.zh}没有 {table} 数据（现有 {self.held.start} 至 {self.held.last}）",
                en=f"table {table} does not cover {name.en} "
                f"(it holds {self.held.start} to {self.held.last})",
            )
        if self.is_whole:
            return None
        gaps = _named(self.gaps)
        return Text(
            zh=f"{name.zh}的 {table} 数据只有 {len(self.days)}/{self.period.days} 天{gaps.zh}",
            en=f"table {table} covers {len(self.days)} of the {self.period.days} days of "
            f"{name.en}{gaps.en}",
        )


def held_span(shop: Shop, table: str, lasts_with: tuple[str, ...] = ()) -> Period | None:
    """First to last day that a table can speak of; None where it is absent.

    The last day of `lasts_with` counts too, where the table itself has only occasional rows.
    """
    own = shop.days(table) if shop.has(table) else None
    if own is None:
        return None
    others = [shop.days(t) for t in lasts_with if shop.has(t)]
    return Period(own.start, max([own.end, *(o.end for o in others if o is not None)]))


def covered(shop: Shop, table: str, period: Period, lasts_with: tuple[str, ...] = ()) -> Coverage:
    """The days of `period` that a table covers."""
    dated = _DATED_BY_OTHER.get(table, table)
    if TABLES[dated].dated_by is None:
        # A list without dates, such as the products, holds for any period.
        days = frozenset(period.dates()) if shop.has(table) else frozenset()
        return Coverage(table, period, days, period if days else None)
    held = held_span(shop, dated, lasts_with) if shop.has(table) else None
    if held is None or not held.overlaps(period):
        return Coverage(table, period, frozenset(), held)
    span = Period(max(held.start, period.start), min(held.end, period.end))
    rows = shop.rows_per_day(dated)
    empty = {day for day in span.dates() if not rows.get(day)}
    usual = median(rows.get(day, 0) for day in span.dates())
    gaps = empty if dated in DAILY or usual >= USUAL_ROWS else set()
    gaps -= closed_days(shop, dated)
    return Coverage(table, period, frozenset(span.dates()) - gaps, held)


def closed_days(shop: Shop, table: str) -> set[date]:
    """Empty days on a weekday when the shop hardly ever trades: closed, and not a gap.

    A weekday counts as closed when most of at least eight such days held are empty.
    """
    held = shop.days(table)
    if held is None or table in DAILY:
        return set()
    rows = shop.rows_per_day(table)
    by_weekday: dict[int, list[date]] = {}
    for day in held.dates():
        by_weekday.setdefault(day.weekday(), []).append(day)
    closed: set[date] = set()
    for days in by_weekday.values():
        empty = [day for day in days if not rows.get(day)]
        if len(days) >= CLOSED_WEEKS and len(empty) >= CLOSED_SHARE * len(days):
            closed.update(empty)
    return closed


def _named(days: Iterable[date]) -> Text:
    days = [f"{day:%m-%d}" for day in days]
    if not days:
        return Text(zh="", en="")
    more = len(days) - 5
    zh, en = "、".join(days[:5]), ", ".join(days[:5])
    return Text(
        zh=f"，缺 {zh}" + (f" 等 {len(days)} 天" if more > 0 else ""),
        en=f"; missing {en}" + (f" and {more} more" if more > 0 else ""),
    )
