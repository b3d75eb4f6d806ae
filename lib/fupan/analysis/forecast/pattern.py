"""The rhythm that all items share: weekday, promotion phases, days around Spring Festival.

An item with a strong promotion of its own keeps it; small items follow the shop.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from fupan.analysis.demand import Flags, Floats
from fupan.analysis.occasions import APART

TRUST = 30.0  # expected units at which an item's own promotion lift weighs as much as the shop's


@dataclass(frozen=True)
class Pattern:
    """Factors by weekday (of the shop), by mark and for promotions that name it (per item).

    A promotion that the past has not shown is taken to lift like the same phase of the others;
    `unknown` names them.
    """

    weekday: Floats
    lifts: Floats
    index: dict[str, int]
    named: Floats

    def of(self, first: date, marks: Sequence[str], named: Flags | None = None) -> Floats:
        """Items × days: how many times its level an item sells on each of these days.

        `named` are the items and days of promotions of some items.
        """
        week = self.weekday[(np.arange(len(marks)) + first.weekday()) % 7]
        like = {m: self._like(m) for m in set(marks)}
        rows = np.stack([like[m] for m in marks], axis=1) * week[None, :]
        return rows if named is None else np.where(named, rows * self.named[:, None], rows)

    def lift(self, first: date, marks: Sequence[str], named: Flags | None = None) -> Floats:
        """What promotions and the festival alone make of these days."""
        return self.of(first, marks, named) / self.of(first, [""] * len(marks))

    def _like(self, mark: str) -> Floats:
        """The lift of a mark, or of a new promotion: the mean of the same phase, in logarithms.

        One promotion more is counted that lifts nothing.
        """
        if mark in self.index:
            return self.lifts[:, self.index[mark]]
        phase = mark.split("/")[1:]
        same = [n for m, n in self.index.items() if phase and m.split("/")[1:] == phase]
        return np.exp(np.log(np.maximum(self.lifts[:, same], 0.05)).sum(axis=1) / (len(same) + 1))

    def unknown(self, marks: Sequence[str]) -> list[str]:
        """Promotions among `marks` that the past has not shown."""
        return sorted({_promotion(m) for m, new in zip(marks, self.new(marks), strict=True) if new})

    def new(self, marks: Sequence[str]) -> Flags:
        """The days of such promotions; who has seen a presale has not yet seen the main days."""
        shown = {_promotion(m) for m in self.index} | {_main(m) for m in self.index}
        return np.array([_promotion(m) not in shown or _main(m) not in shown for m in marks])


def pattern_of(
    demand: Floats, first: date, marks: Sequence[str], named: Flags | None = None
) -> Pattern:
    """Learns the rhythm from the past; weekday by plain days, lifts over the level around them."""
    weekdays = (np.arange(demand.shape[1]) + first.weekday()) % 7
    plain = np.array([m == "" for m in marks])
    calm = demand if named is None else np.where(named, 0.0, demand)
    level = _level(calm, plain, None if named is None else ~named)
    total, usual = calm.sum(axis=0), _where(named, level).sum(axis=0)
    week = np.ones(7)
    for day in range(7):
        held = plain & (weekdays == day)
        week[day] = (total[held].sum() + TRUST) / (usual[held].sum() + TRUST)
    names = ["", *sorted({m for m in marks if m})]
    place = np.array([names.index(m) for m in marks])
    lifts = np.ones((len(demand), len(names)))
    rhythm = level * week[weekdays]
    told = _where(named, rhythm)
    for n in range(1, len(names)):
        held = place == n
        lifts[:, n] = _drawn(calm[:, held].sum(axis=1), told[:, held].sum(axis=1))
    own = np.ones(len(demand))
    if named is not None and named.any():
        expected = rhythm * lifts[:, place]
        own = _drawn((demand * named).sum(axis=1), (expected * named).sum(axis=1))
    return Pattern(week, lifts, {name: n for n, name in enumerate(names)}, own)


def _where(named: Flags | None, values: Floats) -> Floats:
    return values if named is None else np.where(named, 0.0, values)


def _drawn(tops: Floats, bottoms: Floats) -> Floats:
    """Each item's lift, drawn to the shop's."""
    shop = (tops.sum() + TRUST) / (bottoms.sum() + TRUST)
    return (tops + TRUST * shop) / (bottoms + TRUST)


def _level(demand: Floats, plain: np.ndarray, able: Flags | None = None, reach: int = 21) -> Floats:
    """The mean of the plain days around each day; of all plain days where few are near."""
    days = np.arange(demand.shape[1])
    ends, starts = np.minimum(days + reach + 1, len(days)), np.maximum(days - reach, 0)
    held = plain[None, :] if able is None else able & plain
    tops = np.cumsum(np.pad(demand * held, ((0, 0), (1, 0))), axis=1)
    counts = np.cumsum(np.pad(held.astype(float), ((0, 0), (1, 0))), axis=1)
    near = counts[:, ends] - counts[:, starts]
    mean = tops[:, -1:] / np.maximum(counts[:, -1:], 1)
    return np.where(near >= 5, (tops[:, ends] - tops[:, starts]) / np.maximum(near, 1), mean)


def _main(mark: str) -> str:
    """双11/main/first → 双11/main; other marks by their promotion."""
    name, *phase = mark.split("/")
    return f"{name}/main" if phase[:1] == ["main"] else _promotion(mark)


def _promotion(mark: str) -> str:
    """双11/main/first → 双11, 春节 -2 → 春节; a promotion left out is none."""
    return "" if mark.endswith(f"/{APART}") else mark.split("/")[0].split(" ")[0]
