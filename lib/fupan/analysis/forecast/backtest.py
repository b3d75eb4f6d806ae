"""Which method an item's own past prefers: rolling origins, and what the choice is worth.

The choice is made on the older origins and measured on the newest, which it has not seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from fupan.analysis.demand import Flags, Floats
from fupan.analysis.forecast.classes import demand_classes
from fupan.analysis.forecast.levels import (
    METHODS,
    MIX,
    NAIVE,
    YEARLY,
    croston_sba,
    flat_levels,
    tsb,
    yearly_path,
)
from fupan.analysis.forecast.pattern import Pattern, pattern_of

HORIZON, STEP = 28, 14
ORIGINS = 8
UNSEEN = 2  # newest origins, kept apart to measure the choice
LEARNT = 84  # days before the first origin
_NAIVE, _FLAT = METHODS.index(NAIVE), 1
DRAWN = 3.0  # origins' worth of weight of an item's class when a method is chosen


@dataclass(frozen=True)
class Trial:
    """What the back-test saw. `guesses` and `truth` are sums over the horizon after each origin.

    `chosen` is each item's method (an index into METHODS) by all origins; `blind` the choice that
    the older origins alone would have made, by which `unseen` is measured. Classes in which that
    choice lost to seasonal naive on the newest origins are forecast by seasonal naive: `yielded`.
    """

    origins: tuple[int, ...]
    guesses: Floats  # methods × origins × items
    truth: Floats  # origins × items
    classes: pd.DataFrame
    chosen: np.ndarray
    blind: np.ndarray
    yielded: tuple[str, ...] = ()
    promoted: Floats | None = None  # origins × items: what of it promotions were expected to add

    def unseen(self) -> pd.DataFrame:
        """One row per class and for all: error of the choice and of seasonal naive, as shares of
        mean demand, on the origins that the choice has not seen; `yields` where naive won and is
        used.

        Root mean squared: absolute errors would praise a forecast of zero where demand is sparse
        (Kolassa 2016, International Journal of Forecasting 32, 788–803).
        """
        if len(self.origins) <= UNSEEN:
            return pd.DataFrame(columns=["class", "items", "error", "naive_error", "yields"])
        truth = self.truth[-UNSEEN:]
        items = np.arange(truth.shape[1])
        yields = self.classes["class"].isin(self.yielded).to_numpy()
        own = self.guesses[np.where(yields, _NAIVE, self.blind), -UNSEEN:, items].T
        naive = self.guesses[_NAIVE, -UNSEEN:]
        rows = []
        for name in [*sorted(set(self.classes["class"])), "all"]:
            held = np.ones(len(items), bool) if name == "all" else self.classes["class"] == name
            base = truth[:, held].mean()
            errors = (np.sqrt(((g - truth)[:, held] ** 2).mean()) for g in (own, naive))
            shares = (e / base if base else np.nan for e in errors)
            rows.append([name, int(held.sum()), *shares, name in self.yielded])
        return pd.DataFrame(rows, columns=["class", "items", "error", "naive_error", "yields"])


def backtest(
    demand: Floats,
    first: date,
    marks: Sequence[str],
    started: np.ndarray | None = None,
    named: Flags | None = None,
) -> Trial:
    """Forecasts the four weeks after each origin by every method, from the days before it."""
    days = demand.shape[1]
    last = days - HORIZON
    spots = [last - STEP * n for n in range(ORIGINS)]
    origins = tuple(sorted(o for o in spots if o >= LEARNT))
    classes = demand_classes(demand, started)
    guesses = np.zeros((len(METHODS), len(origins), len(demand)))
    truth, promoted = (np.zeros((len(origins), len(demand))) for _ in range(2))
    for n, origin in enumerate(origins):
        known = None if named is None else named[:, : origin + HORIZON]
        made, rhythm = paths(demand[:, :origin], first, marks[: origin + HORIZON], HORIZON, known)
        ahead = None if known is None else known[:, origin:]
        begins = first + timedelta(days=origin)
        lift = rhythm.lift(begins, marks[origin : origin + HORIZON], ahead)
        promoted[n] = np.abs((made[_FLAT] * (1 - 1 / np.maximum(lift, 0.05))).sum(axis=1))
        guesses[:, n] = [path.sum(axis=1) for path in made]
        truth[n] = demand[:, origin : origin + HORIZON].sum(axis=1)
    chosen = _choice(guesses, truth, classes)
    blind = _choice(guesses[:, :-UNSEEN], truth[:-UNSEEN], classes)
    lost = _lost_to_naive(guesses, truth, classes, blind) if len(origins) > UNSEEN else ()
    chosen = np.where(classes["class"].isin(lost), _NAIVE, chosen)
    return Trial(origins, guesses, truth, classes, chosen, blind, lost, promoted)


def _lost_to_naive(
    guesses: Floats, truth: Floats, classes: pd.DataFrame, blind: np.ndarray
) -> tuple[str, ...]:
    """The classes in which the blind choice was further off than naive on the newest origins."""
    items, newest = np.arange(truth.shape[1]), truth[-UNSEEN:]
    ours = ((guesses[blind, -UNSEEN:, items].T - newest) ** 2).sum(axis=0)
    naive = ((guesses[_NAIVE, -UNSEEN:] - newest) ** 2).sum(axis=0)
    dust = 1e-9 * (newest**2).sum(axis=0)  # both may be right but for rounding
    sums = pd.DataFrame({"class": classes["class"], "ours": ours, "naive": naive + dust})
    sums = sums.groupby("class", sort=True).sum()
    return tuple(sums.index[sums["ours"] > sums["naive"]])


def paths(
    past: Floats, first: date, marks: Sequence[str], horizon: int, named: Flags | None = None
) -> tuple[list[Floats], Pattern]:
    """Per method, items × horizon: units per day; and the rhythm by which they were made.

    `marks` cover the past and the horizon; so does `named`, the days of promotions of an item.
    """
    origin = past.shape[1]
    before, after = (None, None) if named is None else (named[:, :origin], named[:, origin:])
    known = pattern_of(past, first, marks[:origin], before)
    calm = past / np.maximum(known.of(first, marks[:origin], before), 0.05)
    ahead = known.of(first + timedelta(days=origin), marks[origin : origin + horizon], after)
    sparse = {"croston_sba": croston_sba(calm[:, -400:]), "tsb": tsb(calm[:, -400:])}
    levels = flat_levels(calm, origin, {n: _placed(r, origin) for n, r in sparse.items()})
    flat = [level[:, None] * ahead for level in levels.values()]
    week = past[:, -7:]
    naive = np.tile(week, (1, horizon // 7 + 1))[:, :horizon]
    path = yearly_path(calm, origin, horizon)
    yearly = path * ahead if path is not None else flat[0]
    mix = (flat[0] + flat[2] + flat[5] + yearly) / 4
    return [naive, *flat, yearly, mix], known


def _placed(rates: Floats, origin: int) -> Floats:
    """The newest rates as if they stood at the end of `origin` days; only the last is read."""
    last = np.zeros((len(rates), origin), dtype=rates.dtype)
    last[:, -1] = rates[:, -1]
    return last


def _choice(guesses: Floats, truth: Floats, classes: pd.DataFrame) -> np.ndarray:
    """The method with the least error per item, drawn towards what is best in its class."""
    if not len(truth):
        return np.full(truth.shape[1], METHODS.index(MIX))
    size = np.maximum(truth.mean(axis=0), 1.0)
    error = ((guesses - truth[None]) ** 2).sum(axis=1) / size**2  # methods × items
    drawn = np.zeros_like(error)
    for name in set(classes["class"]):
        held = (classes["class"] == name).to_numpy()
        drawn[:, held] = np.median(error[:, held], axis=1, keepdims=True)
    score = error + DRAWN / len(truth) * drawn
    return score.argmin(axis=0)


assert METHODS[0] == NAIVE and METHODS[-2:] == (YEARLY, MIX)  # the order that `paths` returns
