"""Spans of days: the month that is replayed, and the span it is held against.

Half-open inside (`start <= day < end`), inclusive in words. Nothing here asks what day it is.
"""

from __future__ import annotations

import calendar as _calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from fupan.ground.errors import WrongUse
from fupan.ground.language import Text

_MONTH = re.compile(r"(\d{4})-(\d{2})")
_LIKE_MONTH = re.compile(r"\d{4}-\d{1,2}")
_WEEK = re.compile(r"(\d{4})-W(\d{2})")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ENGLISH_MONTHS = _calendar.month_name


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` up to, but without, `end`."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end <= self.start:
            raise WrongUse(
                Text(
                    zh=f"时间段的结束（{self.end}）必须晚于开始（{self.start}）。",
                    en=f"A period ends after it starts; got {self.start} to {self.end}.",
                )
            )

    @classmethod
    def parse(cls, text: str) -> Period:
        """`2026-10`, `2026-W41`, `2026-10-05`, or `2026-10-01..2026-10-15` (inclusive)."""
        text = text.strip()
        try:
            if found := _MONTH.fullmatch(text):
                return cls.month(int(found[1]), int(found[2]))
            if found := _WEEK.fullmatch(text):
                return cls.week(int(found[1]), int(found[2]))
            if _DAY.fullmatch(text):
                day = date.fromisoformat(text)
                return cls(day, day + timedelta(days=1))
            first, dots, last = text.partition("..")
            if dots and _DAY.fullmatch(first) and _DAY.fullmatch(last):
                return cls(date.fromisoformat(first), date.fromisoformat(last) + timedelta(days=1))
        except ValueError:
            pass
        if _LIKE_MONTH.fullmatch(text):
            raise WrongUse(
                Text(
                    zh=f"{text!r} 不是月份。请写成 2026-10（年四位，月 01–12 两位）。",
                    en=f"{text!r} is not a month. Write 2026-10 (four-digit year, month 01 to 12).",
                )
            )
        raise WrongUse(
            Text(
                zh=f"{text!r} 不是时间段。请写成 2026-10（月）、2026-W41（周）"
                "或 2026-10-01..2026-10-15（首尾都含）。",
                en=f"{text!r} is not a period. Write 2026-10 (month), 2026-W41 (ISO week) "
                "or 2026-10-01..2026-10-15 (both ends included).",
            )
        )

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        start = date(year, month, 1)
        return cls(start, _next_month(start))

    @classmethod
    def week(cls, year: int, week: int) -> Period:
        start = date.fromisocalendar(year, week, 1)
        return cls(start, start + timedelta(days=7))

    @classmethod
    def month_of(cls, day: date) -> Period:
        return cls.month(day.year, day.month)

    @property
    def is_month(self) -> bool:
        return self.start.day == 1 and self.end == _next_month(self.start)

    @property
    def is_week(self) -> bool:
        return self.start.weekday() == 0 and self.days == 7

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day that belongs to the period."""
        return self.end - timedelta(days=1)

    def dates(self) -> list[date]:
        return [self.start + timedelta(days=n) for n in range(self.days)]

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def overlaps(self, other: Period) -> bool:
        return self.start < other.end and other.start < self.end

    def shifted(self, days: int) -> Period:
        return Period(self.start + timedelta(days=days), self.end + timedelta(days=days))

    def previous(self) -> Period:
        """The month before a month, the week before a week, else as many days just before."""
        if self.is_month:
            return Period.month_of(self.start - timedelta(days=1))
        return self.shifted(-self.days)

    def next(self) -> Period:
        if self.is_month:
            return Period.month_of(self.end)
        return self.shifted(self.days)

    def year_ago(self) -> Period:
        """The same month a year before; for weeks and spans 364 days back, so weekdays agree."""
        if self.is_month:
            return Period.month(self.start.year - 1, self.start.month)
        return self.shifted(-364)

    def months(self) -> list[Period]:
        """Every calendar month that the period touches, in order."""
        months, month = [], Period.month_of(self.start)
        while month.start < self.end:
            months.append(month)
            month = month.next()
        return months

    @property
    def name(self) -> str:
        """The text that `parse` reads back to this period."""
        if self.is_month:
            return f"{self.start:%Y-%m}"
        if self.is_week:
            year, week, _ = self.start.isocalendar()
            return f"{year}-W{week:02d}"
        return f"{self.start}..{self.last}" if self.days > 1 else f"{self.start}"

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> Text:
        """The period as one says it: 2026年10月 / October 2026."""
        if self.is_month:
            return Text(
                zh=f"{self.start.year}年{self.start.month}月",
                en=f"{_ENGLISH_MONTHS[self.start.month]} {self.start.year}",
            )
        if self.is_week:
            year, week, _ = self.start.isocalendar()
            return Text(zh=f"{year}年第{week}周", en=f"week {week} of {year}")
        if self.days == 1:
            return Text(zh=f"{self.start}", en=f"{self.start}")
        return Text(zh=f"{self.start} 至 {self.last}", en=f"{self.start} to {self.last}")


def _next_month(start: date) -> date:
    return date(start.year + start.month // 12, start.month % 12 + 1, 1)
