"""The sample shop's days: the twenty months, their promotions, feasts and weekly rhythm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from fupan.sources.sample.chance import Floats

FIRST, LAST = date(2025, 3, 1), date(2026, 10, 31)
DAYS = pd.date_range(FIRST, LAST, freq="D")
MONTHS: tuple[str, ...] = tuple(dict.fromkeys(DAYS.strftime("%Y-%m")))


@dataclass(frozen=True, slots=True)
class Promotion:
    """One phase of one promotion; `eve` = it opens only at 20:00 of its first day.

    `crowd` and `zeal` are visits and conversion on the first full day, 1 = ordinary; `discount` is
    what the shop takes off its ordinary price.
    """

    campaign_id: str
    name: str
    wave: str
    starts_on: date
    ends_on: date
    phase: str
    crowd: float
    zeal: float
    discount: float
    eve: bool

    @property
    def full_from(self) -> int:
        """The number of its first full day."""
        return day_number(self.starts_on) + self.eve


# Campaign, trade's name, wave, first day, last day, phase, visits, conversion, discount; a main
# phase written with "20:00" opens in the evening of its first day.
_CALENDAR = """\
D25-38    38节    -      2025-03-01 2025-03-08 main    1.42 1.22 .10
D25-618   618     第一波 2025-05-13 2025-05-15 presale 1.05 .92  0
D25-618A  618     第一波 2025-05-16 2025-05-26 main    1.42 1.22 .10 20:00
D25-618B  618     第二波 2025-05-30 2025-06-03 main    1.60 1.32 .12 20:00
D25-618W  618     终场   2025-06-12 2025-06-14 warmup  1.10 .88  0
D25-618C  618     终场   2025-06-15 2025-06-20 main    1.80 1.42 .15 20:00
D25-99W   99大促  -      2025-09-05 2025-09-06 warmup  1.04 .94  0
D25-99    99大促  -      2025-09-07 2025-09-09 main    1.34 1.20 .08
D25-11P   双11    预售   2025-10-15 2025-10-19 presale 1.12 .94  0
D25-11A   双11    第一波 2025-10-20 2025-10-26 main    1.52 1.28 .12 20:00
D25-11Q   双11    预售   2025-10-27 2025-10-30 presale 1.10 .92  0
D25-11B   双11    第二波 2025-10-31 2025-11-03 main    1.95 1.45 .15 20:00
D25-11W   双11    终场   2025-11-08 2025-11-09 warmup  1.12 .88  0
D25-11C   双11    终场   2025-11-10 2025-11-14 main    2.25 1.55 .15 20:00
D25-12    双12    -      2025-12-08 2025-12-13 main    1.45 1.24 .10
D26-NY    年货节  -      2026-01-23 2026-01-25 warmup  1.05 .93  0
D26-NYA   年货节  -      2026-01-26 2026-02-07 main    1.42 1.22 .10
D26-38P   38节    预售   2026-02-25 2026-02-28 presale 1.05 .94  0
D26-38    38节    -      2026-03-01 2026-03-08 main    1.45 1.24 .10
D26-618   618     第一波 2026-05-13 2026-05-15 presale 1.05 .92  0
D26-618A  618     第一波 2026-05-16 2026-05-26 main    1.42 1.22 .10 20:00
D26-618B  618     第二波 2026-05-30 2026-06-03 main    1.60 1.32 .12 20:00
D26-618W  618     终场   2026-06-12 2026-06-14 warmup  1.10 .88  0
D26-618C  618     终场   2026-06-15 2026-06-20 main    1.85 1.44 .15 20:00
D26-99W   99大促  -      2026-09-05 2026-09-06 warmup  1.04 .94  0
D26-99    99大促  -      2026-09-07 2026-09-09 main    1.34 1.20 .08
D26-11P   双11    预售   2026-10-15 2026-10-19 presale 1.12 .94  0
D26-11A   双11    第一波 2026-10-20 2026-10-26 main    1.52 1.28 .12 20:00
D26-11Q   双11    预售   2026-10-27 2026-10-30 presale 1.10 .92  0
D26-11B   双11    第二波 2026-10-31 2026-11-03 main    1.95 1.45 .15 20:00
"""


def _promotion(line: str) -> Promotion:
    code, name, wave, start, end, phase, *numbers = line.split()
    crowd, zeal, discount = (float(number) for number in numbers[:3])
    return Promotion(
        code,
        name,
        "" if wave == "-" else wave,
        date.fromisoformat(start),
        date.fromisoformat(end),
        phase,
        crowd,
        zeal,
        discount,
        len(numbers) == 4,
    )


PROMOTIONS: tuple[Promotion, ...] = tuple(_promotion(line) for line in _CALENDAR.splitlines())

# Buyers who bought early stay away for a while: share missing on the day after, days to fade.
HANGOVER, FADE_DAYS = 0.12, 5.0
# How much of a promotion is left on its last day, as a share of the first.
_TAIL = 0.45
_EVE_SHARE = 0.55  # of the first day's extra, what the four hours from 20:00 already bring

_WEEKDAY = np.array([1.01, 0.98, 0.98, 0.99, 0.97, 1.0, 1.07])
SPRING_FESTIVAL = date(2026, 2, 17)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One element per day: visits, the evening wave inside them, conversion, discount."""

    crowd: Floats
    wave: Floats
    zeal: Floats
    discount: Floats


def rhythm() -> Rhythm:
    """The factors of every day from weekday, growth, promotions and Spring Festival."""
    number = np.arange(len(DAYS))
    crowd = _WEEKDAY[DAYS.dayofweek] * (1 + 0.04 * number / 365.0)
    crowd = crowd * _around_spring_festival(number) * _travelling()
    lift, wave = np.ones(len(DAYS)), np.zeros(len(DAYS))
    zeal, discount, after = np.ones(len(DAYS)), np.zeros(len(DAYS)), np.ones(len(DAYS))
    for promotion in PROMOTIONS:
        start, end = promotion.full_from, day_number(promotion.ends_on)
        inside = np.flatnonzero((number >= start) & (number <= end))
        fading = 1 - (1 - _TAIL) * (inside - start) / max(end - start, 1)
        if promotion.phase != "main":
            fading = np.ones(len(inside))
        lift[inside] = 1 + (promotion.crowd - 1) * fading
        zeal[inside] = 1 + (promotion.zeal - 1) * fading
        discount[inside] = promotion.discount
        if promotion.eve and 0 <= start - 1 < len(DAYS):
            wave[start - 1] = (promotion.crowd * promotion.zeal - 1) * _EVE_SHARE
        if promotion.phase == "main":
            behind = number - end
            after = after * np.where(
                behind > 0,
                1 - HANGOVER * (promotion.crowd - 1) * np.exp(-(behind - 1) / FADE_DAYS),
                1,
            )
    return Rhythm(crowd * lift * (1 + 0.5 * wave), wave, zeal * after * (1 + 0.5 * wave), discount)


def day_number(day: date) -> int:
    """Days since the shop's first day; negative before it."""
    return (day - FIRST).days


def within(start: date, end: date) -> Floats:
    """1 on the days from `start` to `end` (inclusive), else 0."""
    number = np.arange(len(DAYS))
    return ((number >= day_number(start)) & (number <= day_number(end))).astype(np.float64)


def month_numbers(month: str) -> slice:
    """The place of a month's days in `DAYS`."""
    inside = np.flatnonzero(DAYS.strftime("%Y-%m") == month)
    return slice(int(inside[0]), int(inside[-1]) + 1)


def _around_spring_festival(number: np.ndarray) -> Floats:
    """Couriers stop a week before; the shop is quiet until the Lantern Festival nears."""
    away = number - day_number(SPRING_FESTIVAL)
    return np.interp(away, (-14, -8, -4, 0, 3, 7, 13), (1, 0.8, 0.5, 0.34, 0.4, 0.7, 1))


def _travelling() -> Floats:
    """In the National Day week people travel and shop less."""
    return 1 - 0.08 * ((DAYS.month == 10) & (DAYS.day <= 6)).astype(np.float64)
