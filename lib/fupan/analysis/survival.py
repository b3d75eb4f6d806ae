"""Survival: how long it takes until something happens, where for many it has not happened yet.

The product-limit estimator of Kaplan, E. L. and Meier, P. (1958), "Nonparametric estimation from
incomplete observations", J. Am. Stat. Assoc. 53, 457–481; the variance is Greenwood's (1926),
the comparison of groups the log-rank test of Mantel (1966).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """The share for whom it has not happened yet, after each of `times`.

    `at_risk` are those still watched just before, `events` those for whom it happened then.
    """

    times: Floats
    at_risk: Floats
    events: Floats
    surviving: Floats
    variance: Floats

    def at(self, time: float) -> float:
        """The share for whom it has not happened by `time`."""
        place = int(np.searchsorted(self.times, time, side="right"))
        return 1.0 if place == 0 else float(self.surviving[place - 1])

    def happened(self, time: float) -> float:
        """The share for whom it has happened by `time`."""
        return 1.0 - self.at(time)

    def interval(self, time: float, level: float = 0.95) -> tuple[float, float]:
        """The range of `at(time)` on the log-log scale, which stays between 0 and 1."""
        place = int(np.searchsorted(self.times, time, side="right"))
        share = self.at(time)
        if place == 0 or not 0 < share < 1:
            return share, share
        wide = stats.norm.ppf(0.5 + level / 2) * np.sqrt(self.variance[place - 1]) / share
        turn = np.exp(wide / np.log(share))
        low, high = sorted((share**turn, share ** (1 / turn)))
        return float(low), float(high)

    def quantile(self, share: float, *, of: float = 1.0) -> float | None:
        """The first time by which `share` of `of` have had it happen; None if never reached.

        With `of` the share for whom it ever happens, this is the quantile among those only.
        """
        reached = np.flatnonzero(1.0 - self.surviving >= share * of - 1e-12)
        return float(self.times[reached[0]]) if len(reached) else None

    def reach(self, least: int) -> float:
        """The last time at which at least `least` were still watched; 0 where never so many."""
        watched = np.flatnonzero(self.at_risk >= least)
        return float(self.times[watched[-1]]) if len(watched) else 0.0


def kaplan_meier(
    durations: ArrayLike, happened: ArrayLike, weights: ArrayLike | None = None
) -> Curve:
    """The curve of durations, some of which ended before anything happened.

    A duration that ends unobserved counts as watched to its end. Rows that are alike may be
    given once with their number as weight.
    """
    ended, seen, weight = _arrays(durations, happened, weights)
    times, place = np.unique(ended, return_inverse=True)
    events = np.bincount(place, weight * seen, len(times))
    leaving = np.bincount(place, weight, len(times))
    at_risk = leaving[::-1].cumsum()[::-1]
    with np.errstate(divide="ignore", invalid="ignore"):
        surviving = np.cumprod(1.0 - events / at_risk)
        steps = np.where(at_risk > events, events / (at_risk * (at_risk - events)), 0.0)
    return Curve(times, at_risk, events, surviving, surviving**2 * np.cumsum(steps))


def log_rank(first: Sequence[ArrayLike], second: Sequence[ArrayLike]) -> tuple[float, float]:
    """Chi-square and p-value for the difference of two groups of (durations, happened, weights).

    The weights may be left out. With no event in either group the p-value is 1.
    """
    groups = [_arrays(g[0], g[1], g[2] if len(g) > 2 else None) for g in (first, second)]
    times = np.unique(np.concatenate([ended[seen > 0] for ended, seen, _ in groups]))
    risk, dead = [], []
    for ended, seen, weight in groups:
        order = np.argsort(ended)
        left = np.concatenate([[0.0], np.cumsum(weight[order])])
        risk.append(left[-1] - left[np.searchsorted(ended[order], times, side="left")])
        gone = np.searchsorted(times, ended[seen > 0])
        dead.append(np.bincount(gone, weight[seen > 0], len(times)))
    n, d = risk[0] + risk[1], dead[0] + dead[1]
    expected = d * risk[0] / n
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = d * (risk[0] / n) * (risk[1] / n) * (n - d) / (n - 1)
    variance = float(np.nansum(np.where(n > 1, spread, 0.0)))
    if variance <= 0:
        return 0.0, 1.0
    chi2 = float((dead[0].sum() - expected.sum()) ** 2 / variance)
    return chi2, float(stats.chi2.sf(chi2, 1))


def _arrays(
    durations: ArrayLike, happened: ArrayLike, weights: ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    ended = np.asarray(durations, dtype=float)
    seen = np.asarray(happened, dtype=float)
    weight = np.ones(len(ended)) if weights is None else np.asarray(weights, dtype=float)
    return ended, seen, weight
