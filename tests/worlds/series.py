"""Daily series as shops have them: noise that lasts, drift, seasons, festivals, promotions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.signal import lfilter

from fupan.ground.calendar import promotions, spring_festival
from fupan.ground.periods import Period

Floats = np.ndarray


def lasting_noise(chance: np.random.Generator, shape: tuple[int, ...], sd: float, stay: float):
    """AR(1) noise along the first axis: standard deviation `sd`, day-to-day correlation `stay`."""
    burn = 40
    shocks = chance.normal(0, sd * np.sqrt(1 - stay**2), (shape[0] + burn, *shape[1:]))
    return lfilter([1.0], [1.0, -stay], shocks, axis=0)[burn:]


def month_days(end_month: str, months: int) -> list[date]:
    """Every day of the `months` months that end with `end_month`."""
    end = Period.parse(end_month).end
    year, month = end.year, end.month - months
    while month < 1:
        year, month = year - 1, month + 12
    start = date(year, month, 1)
    return [start + timedelta(days=n) for n in range((end - start).days)]


def year_wave(days: list[date], chance: np.random.Generator, most: float) -> Floats:
    """One yearly wave with a weaker half-yearly one, as factors around 1."""
    turn = np.array([d.timetuple().tm_yday for d in days]) / 365.25 * 2 * np.pi
    sizes, phases = chance.uniform(0, most, 2), chance.uniform(0, 2 * np.pi, 2)
    return np.exp(
        sizes[0] * np.sin(turn + phases[0]) + 0.4 * sizes[1] * np.sin(2 * turn + phases[1])
    )


def festival_dip(days: list[date], chance: np.random.Generator) -> Floats:
    """The trade rests around Spring Festival: couriers stop first, buyers return later."""
    depth, before, after = chance.uniform(0.25, 0.6), chance.integers(4, 9), chance.integers(5, 11)
    dip = np.ones(len(days))
    for year in {d.year for d in days}:
        gap = np.array([(d - spring_festival(year)).days for d in days])
        into = np.where(gap < 0, 1 + gap / before, 1 - gap / after)
        dip -= depth * np.clip(into, 0, 1)
    return dip


@dataclass(frozen=True, slots=True)
class Promotion:
    """A promotion of this shop: its days (first and last index), discount and pull."""

    name: str
    first: int
    last: int
    discount: float
    visits: float
    conversion: float


def own_promotions(days: list[date], chance: np.random.Generator) -> list[Promotion]:
    """The calendar's main phases, each joined or not, and a few promotions of the shop's own."""
    span = Period(days[0], days[-1] + timedelta(days=1))
    found = []
    for event in promotions(span):
        if event.phase != "main" or event.promotion == "spring_festival" or chance.random() < 0.15:
            continue
        first = max((event.period.start - days[0]).days, 0)
        last = min((event.period.last - days[0]).days, len(days) - 1)
        last = min(last, first + 16)
        big = event.promotion in ("618", "double11")
        found.append(_promotion(event.promotion, first, last, chance, 1.0 if big else 0.5))
    for number in range(chance.integers(1, 5)):
        first = int(chance.integers(20, len(days) - 45))
        found.append(_promotion(f"own{number}", first, first + int(chance.integers(2, 7)),
                                chance, 0.4))  # fmt: skip
    return found


def _promotion(name: str, first: int, last: int, chance, strength: float) -> Promotion:
    return Promotion(
        name,
        first,
        last,
        round(float(chance.uniform(0.06, 0.12 + 0.1 * strength)), 2),
        1 + strength * chance.uniform(0.2, 0.9),
        1 + strength * chance.uniform(0.1, 0.5),
    )


def promoted(promotions_of: list[Promotion], length: int) -> tuple[Floats, Floats, Floats]:
    """Factors per day of visits, of conversion, and the discount.

    Buyers wait before a promotion and are sated after it.
    """
    visits, conversion, discount = np.ones(length), np.ones(length), np.zeros(length)
    for p in promotions_of:
        inside = slice(p.first, p.last + 1)
        run = np.linspace(1.15, 0.85, p.last + 1 - p.first)
        visits[inside] = np.maximum(visits[inside], 1 + (p.visits - 1) * run)
        conversion[inside] = np.maximum(conversion[inside], 1 + (p.conversion - 1) * run)
        discount[inside] = np.maximum(discount[inside], p.discount)
        conversion[max(p.first - 4, 0) : p.first] *= 0.92
        conversion[p.last + 1 : p.last + 6] *= 0.93
    return visits, conversion, discount
