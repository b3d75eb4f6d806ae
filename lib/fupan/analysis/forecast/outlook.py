"""The forecast: units per day after the last day known, and how far they may be off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.special import gammaincinv
from scipy.stats import nbinom

from fupan.analysis.demand import Flags, Floats
from fupan.analysis.forecast.backtest import HORIZON, Trial, backtest, paths
from fupan.analysis.forecast.levels import METHODS, NAIVE
from fupan.analysis.forecast.spread import PROMOTION_SPREAD, spread_of

FEW = 3.0  # units below which whole units matter
UNKNOWN_SPREAD = 0.5  # of plain demand in a promotion that the past has not shown
YOUNG = 56  # days; no back-test knows an item of fewer
NEW_SPREAD = 2.0  # relative variance of a newcomer's level after one day; falls with its days
NEWCOMER = "newcomer"


@dataclass(frozen=True)
class Forecast:
    """`path` is items × days ahead; the error has variance (φ·m + τ²·m²)·own for a sum of mean m.

    `plain` is the same path without promotions, `news` names phases that the past has not shown.
    """

    path: Floats
    plain: Floats
    dispersion: Floats
    relative: Floats
    method: np.ndarray
    classes: pd.DataFrame
    trial: Trial | None
    news: tuple[str, ...] = ()
    surprise: float = PROMOTION_SPREAD  # spread of what promotions add, as a share of it
    unproven: Flags | None = None  # the days ahead on which a promotion without precedent runs

    def mean(self, days: ArrayLike, start: ArrayLike = 0) -> Floats:
        """Units in the `days` days from `start` on, per item; fractions of days count in part."""
        return self._until(np.asarray(start, float) + days) - self._until(start)

    def variance(self, mean: Floats) -> Floats:
        return self.dispersion * mean + self.relative * mean**2

    def quantile(
        self, level: ArrayLike, days: ArrayLike, start: ArrayLike = 0, further: ArrayLike = 0.0
    ) -> Floats:
        """Units that suffice with chance `level`; `further` is variance to add (lead times)."""
        mean = self.mean(days, start)
        spread = self.variance(mean) + self._surprise(days, start) ** 2
        return quantile(level, mean, spread + further)

    def _surprise(self, days: ArrayLike, start: ArrayLike) -> Floats:
        """The spread of what promotions make of these days."""
        known = self.surprise * self._apart(days, start)
        if self._untried is None:
            return known
        ends = self._until(np.asarray(start, float) + days, self._untried)
        return np.hypot(known, UNKNOWN_SPREAD * (ends - self._until(start, self._untried)))

    def promoted(self, days: ArrayLike, start: ArrayLike = 0) -> Floats:
        """Units that promotions add in the `days` days from `start` on; never negative."""
        return np.maximum(self._apart(days, start), 0.0)

    def _apart(self, days: ArrayLike, start: ArrayLike) -> Floats:
        """What promotions and the festival add or take in these days."""
        ends = self._until(np.asarray(start, float) + days, self._plain)
        return self.mean(days, start) - (ends - self._until(start, self._plain))

    @cached_property
    def _total(self) -> Floats:
        return np.cumsum(np.pad(self.path, ((0, 0), (1, 0))), axis=1)

    @cached_property
    def _plain(self) -> Floats:
        return np.cumsum(np.pad(self.plain, ((0, 0), (1, 0))), axis=1)

    @cached_property
    def _untried(self) -> Floats | None:
        if self.unproven is None or not self.unproven.any():
            return None
        return np.cumsum(np.pad(self.plain * self.unproven, ((0, 0), (1, 0))), axis=1)

    def _until(self, days: ArrayLike, total: Floats | None = None) -> Floats:
        total = self._total if total is None else total
        spot = np.clip(np.broadcast_to(np.asarray(days, float), len(total)), 0, total.shape[1] - 1)
        low = np.floor(spot).astype(int)
        high = np.minimum(low + 1, total.shape[1] - 1)
        rows = np.arange(len(total))
        return total[rows, low] + (spot - low) * (total[rows, high] - total[rows, low])


def quantile(level: ArrayLike, mean: Floats, variance: Floats) -> Floats:
    """The quantile of a demand with that mean and variance: gamma, for small means in whole units.

    Those are a negative binomial's, which is a Poisson's where the variance is no larger.
    """
    mean, level = np.asarray(mean, float), np.broadcast_to(level, np.shape(mean))
    safe = np.maximum(mean, 1e-9)
    spread = np.maximum(np.broadcast_to(variance, np.shape(mean)), safe)
    found = gammaincinv(safe**2 / spread, level) * spread / safe
    few = (mean > 1e-6) & (mean < FEW)
    if few.any():
        wide = np.maximum(spread[few], safe[few] * 1.001)
        chance = safe[few] / wide
        found[few] = nbinom.ppf(level[few], safe[few] * chance / (1 - chance), chance)
    return np.where(mean <= 1e-6, 0.0, found)


def forecast_of(
    demand: Floats,
    first: date,
    marks: Sequence[str],
    horizon: int,
    *,
    started: np.ndarray | None = None,
    trial: Trial | None = None,
    named: Flags | None = None,
) -> Forecast:
    """Forecasts `horizon` days after `demand`; `marks` and `named` (items × days of promotions
    that name them) cover both.

    A back-test of an earlier day may be handed in to save its time.
    """
    days = demand.shape[1]
    if named is not None:
        named = named[:, : days + horizon] if named.any() else None
    trial = trial or backtest(demand, first, marks[:days], started, named)
    ways, known = paths(demand, first, marks, horizon, named)
    found = np.stack(ways)
    path = found[trial.chosen, np.arange(len(demand))]
    dispersion, relative, surprise = spread_of(trial)
    before, after = (None, None) if named is None else (named[:, :days], named[:, days:])
    ahead = marks[days : days + horizon]
    lift = known.lift(first + timedelta(days=days), ahead, after)
    naive = trial.chosen == METHODS.index(NAIVE)
    if naive.any():
        # Last week is repeated, but not its promotions, and those to come are added.
        begin = max(days - 7, 0)
        last = None if before is None else before[:, begin:]
        newest = known.lift(first + timedelta(days=begin), marks[begin:days], last)
        week = np.tile(newest, (1, horizon // 7 + 1))
        again = path / np.maximum(week[:, :horizon], 0.05) * lift
        path = np.where(naive[:, None] & (days >= 7), again, path)
    method = np.array(METHODS)[trial.chosen]
    age = days - (started if started is not None else np.zeros(len(demand), int))
    young = (age > 0) & (age < YOUNG)
    if young.any():
        usual = known.of(first, marks[:days], before)
        rhythm = known.of(first + timedelta(days=days), ahead, after)
        level = _newcomers(demand[young] / np.maximum(usual[young], 0.05), age[young])
        path[young] = level[:, None] * rhythm[young]
        method[young] = NEWCOMER
        relative = np.where(young, np.maximum(relative, NEW_SPREAD / np.maximum(age, 1)), relative)
    return Forecast(
        path, path / np.maximum(lift, 0.05), dispersion, relative, method, trial.classes, trial,
        tuple(known.unknown(ahead)), surprise, known.new(ahead),
    )  # fmt: skip


def _newcomers(calm: Floats, age: np.ndarray) -> Floats:
    """Units per day of items too young for a back-test: the mean since they began, at most 28 days.

    One unit of the first days is left out: an item's life is counted from its first sale.
    """
    reach = np.minimum(age, HORIZON)
    recent = np.arange(calm.shape[1]) >= calm.shape[1] - reach[:, None]
    units = np.where(recent, calm, 0.0).sum(axis=1)
    return np.maximum(units - (age <= HORIZON), 0.0) / reach
