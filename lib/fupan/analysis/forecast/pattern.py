"""The rhythm that all items share: weekday, promotion phases, days around Spring Festival.

An item with a strong promotion of its own keeps it; small items follow the shop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from fupan.analysis.demand import Floats

TRUST = 30.0  # expected units at which an item's own promotion lift weighs as much as the shop's


@dataclass(frozen=True)
class Pattern:
    """Factors by weekday (of the shop) and by mark (per item); an unknown mark counts as 1.

    `unknown` names marks of the future that no past day had.
    """

    weekday: Floats
    lifts: Floats
    index: dict[str, int]

    def of(self, first: date, marks: Sequence[str]) -> Floats:
        """Items × days: how many times its level an item sells on each of these days."""
        week = self.weekday[(np.arange(len(marks)) + first.weekday()) % 7]
        spot = np.array([self.index.get(m, 0) for m in marks])
        return self.lifts[:, spot] * week[None, :]

    def unknown(self, marks: Sequence[str]) -> list[str]:
        """Promotions among `marks` whose name the past has not shown in any phase."""
        shown = {_promotion(m) for m in self.index}
        return sorted({_promotion(m) for m in marks} - shown)


def pattern_of(demand: Floats, first: date, marks: Sequence[str]) -> Pattern:
    """Learns the rhythm from the past; weekday by plain days, lifts over the level around them."""
    weekdays = (np.arange(demand.shape[1]) + first.weekday()) % 7
    plain = np.array([m == "" for m in marks])
    level = _level(demand, plain)
    total, calm = demand.sum(axis=0), level.sum(axis=0)
    week = np.ones(7)
    for day in range(7):
        held = plain & (weekdays == day)
        week[day] = (total[held].sum() + TRUST) / (calm[held].sum() + TRUST)
    names = ["", *sorted({m for m in marks if m})]
    place = np.array([names.index(m) for m in marks])
    lifts = np.ones((len(demand), len(names)))
    usual = level * week[weekdays]
    for n in range(1, len(names)):
        held = place == n
        tops, bottoms = demand[:, held].sum(axis=1), usual[:, held].sum(axis=1)
        shop = (tops.sum() + TRUST) / (bottoms.sum() + TRUST)
        lifts[:, n] = (tops + TRUST * shop) / (bottoms + TRUST)
    return Pattern(week, lifts, {name: n for n, name in enumerate(names)})


def _level(demand: Floats, plain: np.ndarray, reach: int = 21) -> Floats:
    """The mean of the plain days around each day; of all plain days where none is near."""
    days = np.arange(demand.shape[1])
    ends, starts = np.minimum(days + reach + 1, len(days)), np.maximum(days - reach, 0)
    tops = np.cumsum(np.pad(demand * plain, ((0, 0), (1, 0))), axis=1)
    counts = np.cumsum(np.pad(plain.astype(float), (1, 0)))
    near = counts[ends] - counts[starts]
    mean = demand[:, plain].mean(axis=1, keepdims=True) if plain.any() else 0.0
    return np.where(
        near[None, :] >= 5, (tops[:, ends] - tops[:, starts]) / np.maximum(near, 1), mean
    )


def _promotion(mark: str) -> str:
    """双11/main/first → 双11, 春节 -2 → 春节."""
    return mark.split("/")[0].split(" ")[0]
