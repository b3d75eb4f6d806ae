"""The trade's calendar: promotions, Spring Festival, holidays, and fair twins of a period.

Dates are days; a wave that opens at 20:00 begins on the calendar day of that evening.
Promotions of a year whose dates are not announced here stand with their usual window.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import holidays

from fupan.ground.errors import DataMissing
from fupan.ground.language import Text
from fupan.ground.periods import Period

Phase = Literal["presale", "warmup", "main", "return"]
Basis = Literal["announced", "usual"]
DayKind = Literal["workday", "weekend", "holiday", "swap"]
PHASES: tuple[str, ...] = get_args(Phase)

NAMES: dict[str, Text] = {
    "nianhuo": Text("年货节", "New Year goods festival"),
    "spring_festival": Text("春节", "Spring Festival"),
    "38": Text("38节", "38 Festival"),
    "618": Text("618", "618"),
    "99": Text("99大促", "99 sale"),
    "double11": Text("双11", "Double 11"),
    "double12": Text("双12", "Double 12"),
}
PHASE_NAMES: dict[str, Text] = {
    "presale": Text("预售", "pre-sale"),
    "warmup": Text("预热", "warm-up"),
    "main": Text("正式", "main"),
    "return": Text("返场", "encore"),
}

# First day of the lunar year; a test holds them against the holidays library.
_SPRING_FESTIVALS = {
    2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25),
    2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17),
    2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11),
    2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One phase of a promotion in one year.

    `basis` tells whether its dates were announced or are only the usual window.
    """

    name: Text
    phase: Phase
    period: Period
    basis: Basis
    promotion: str
    year: int
    opens_at: time | None = None

    @property
    def short_label(self) -> Text:
        """双11预售 / Double 11 pre-sale, for charts."""
        phase = PHASE_NAMES[self.phase]
        return Text(zh=f"{self.name.zh}{phase.zh}", en=f"{self.name.en} {phase.en}")

    @property
    def label(self) -> Text:
        """双11预售 / Double 11 pre-sale; "usual dates" is said where they are."""
        phase = PHASE_NAMES[self.phase]
        usual = self.basis == "usual"
        return Text(
            zh=f"{self.name.zh}{phase.zh}{'（按往年档期）' if usual else ''}",
            en=f"{self.name.en} {phase.en}{' (usual dates)' if usual else ''}",
        )


def promotions(period: Period, extra: Iterable[Event] = ()) -> list[Event]:
    """The phases of all promotions that touch the period, by first day, then name.

    `extra` holds the shop's own: where they name a promotion's year, only their dates count.
    """
    own = list(extra)
    named = {(e.promotion, e.year) for e in own}
    all_known = [*(e for e in _known() if (e.promotion, e.year) not in named), *own]
    found = [e for e in all_known if e.period.overlaps(period)]
    return sorted(found, key=lambda e: (e.period.start, e.promotion, e.period.end))


def own_event(name: str, phase: Phase, starts_on: date, last_day: date) -> Event:
    """A promotion of the shop's own calendar, for `promotions(…, extra)`."""
    span = Period.parse(f"{starts_on}..{last_day}")
    known = {label.zh: key for key, label in NAMES.items()}
    key = known.get(name, name)
    label = NAMES.get(key, Text(name, name))
    return Event(label, phase, span, "announced", key, last_day.year)


def spring_festival(year: int) -> date:
    """The first day of the lunar year that begins in `year`."""
    if year not in _SPRING_FESTIVALS:
        first, last = min(_SPRING_FESTIVALS), max(_SPRING_FESTIVALS)
        raise DataMissing(
            Text(
                zh=f"农历日历只有 {first}–{last} 年，没有 {year} 年；请换一种对比方式。",
                en=f"The lunar calendar here holds {first}–{last}, not {year}; "
                "compare in another way.",
            )
        )
    return date(year, *_SPRING_FESTIVALS[year])


def has_spring_festival(year: int) -> bool:
    """Whether the calendar here holds the lunar year that begins in `year`."""
    return year in _SPRING_FESTIVALS


def lunar_twin(period: Period) -> Period:
    """The days that stood in the same place to Spring Festival a year before."""
    middle = period.start + (period.last - period.start) / 2
    years = [y for y in _SPRING_FESTIVALS if abs(y - middle.year) <= 1] or [middle.year]
    year = min(years, key=lambda y: (abs((spring_festival(y) - middle).days), y))
    shift = spring_festival(year - 1) - spring_festival(year)
    return period.shifted(shift.days)


def event_twin(period: Period, events: Sequence[Event] | None = None) -> Period | None:
    """The days that stood in the same place to the same promotion a year before.

    The promotion is the one that shares most days with the period; its place is the first day
    of its main phase. None where no promotion is near, or last year's is not known.
    """
    known = list(events) if events is not None else list(_known())
    shared: dict[tuple[str, int], int] = {}
    for event in known:
        if event.period.overlaps(period):
            days = sum(day in period for day in event.period.dates())
            key = (event.promotion, event.year)
            shared[key] = shared.get(key, 0) + days
    if not shared:
        return None
    promotion, year = min(shared, key=lambda key: (-shared[key], key))
    now, then = _main_start(known, promotion, year), _main_start(known, promotion, year - 1)
    if now is None or then is None:
        return None
    return period.shifted((then - now).days)


def day_kind(day: date) -> DayKind:
    """A day as the offices keep it: "swap" is a weekend worked for a longer holiday.

    Swap days are decreed year by year; see `swap_days_known`.
    """
    calendar = _china(day.year)
    if day in calendar:
        return "holiday"
    if day in calendar.weekend_workdays:
        return "swap"
    return "weekend" if day.weekday() >= 5 else "workday"


def holiday_name(day: date) -> Text | None:
    """The public holiday of that day, or None; days off by substitution have their own name."""
    name = _china(day.year).get(day)
    if name is None:
        return None
    return Text(zh=holidays.China(years=day.year, language="zh_CN")[day], en=name)


def swap_days_known(year: int) -> bool:
    """Whether the year's swapped working days are decreed as far as the calendar knows."""
    return any(day.year == year for day in _china(year).weekend_workdays)


@cache
def _china(year: int) -> holidays.HolidayBase:
    return holidays.China(years=year, language="en_US")


@cache
def _known() -> tuple[Event, ...]:
    text = files("fupan.ground").joinpath("promotions.csv").read_text(encoding="utf-8")
    return tuple(
        Event(
            NAMES[row["promotion"]],
            row["phase"],
            Period.parse(f"{row['starts_on']}..{row['ends_on']}"),
            row["basis"],
            row["promotion"],
            int(row["ends_on"][:4]),
            time.fromisoformat(row["opens_at"]) if row["opens_at"] else None,
        )
        for row in csv.DictReader(text.splitlines())
    )


def _main_start(events: Iterable[Event], promotion: str, year: int) -> date | None:
    starts = [
        e.period.start
        for e in events
        if e.promotion == promotion and e.year == year and e.phase == "main"
    ]
    return min(starts, default=None)
