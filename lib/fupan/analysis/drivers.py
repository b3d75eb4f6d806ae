"""Drivers: the few segments, none inside another, that carry a change and how much each is worth.

A scan over all combinations of attributes: a segment is as likely as the counts become when it
moves by a ratio of its own while the rest moves together (Kulldorff 1997, "A spatial scan
statistic", Commun. Stat. 26, 1481–1496, on attributes in place of space). The best is taken out
and the rest is scanned again. Why a segment moved is left to the causes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy.stats import chi2
from statsmodels.stats.multitest import multipletests

FALSE_SHARE = 0.001  # of the segments named that may be chance; strict, as segments overlap
MOST_SEGMENTS = 6
LEAST_GAIN = 0.03  # of the first segment's explanation; what explains less is dust
DEEPEST = 3  # attributes in one segment; more cannot be acted upon
FEWEST_EXPECTED = 20.0  # counts; smaller segments cannot be told from chance
SMALLEST_MOVE = 0.1  # log ratio; less is not worth a segment
MEDIAN_CHI = 0.4549  # the median of a squared standard normal variable
SIMPLER = 0.9  # a segment with fewer attributes wins if it explains this share as much


@dataclass(frozen=True, slots=True)
class Driver:
    """One segment: its attributes, counts, the counts it would have had with the rest, and worth.

    `worth` is money against what was expected: negative is recoverable.
    """

    attributes: tuple[tuple[str, str], ...]
    actual: float
    expected: float
    worth: float
    p_value: float

    @property
    def is_loss(self) -> bool:
        return self.actual < self.expected


def drivers(
    leaves: pd.DataFrame,
    attributes: Sequence[str],
    *,
    actual: str = "actual",
    expected: str = "expected",
    money: str | None = None,
    deepest: int = DEEPEST,
    most: int = MOST_SEGMENTS,
    fewest: float = FEWEST_EXPECTED,
) -> list[Driver]:
    """The segments that explain the change, the largest worth first.

    `leaves` has one row per combination of attributes, with counts; `money` is what one count is
    worth in that leaf. Of segments that hold the same leaves, the one of the attribute named
    first is told. Significance keeps the false-discovery rate over every segment looked at
    (Benjamini & Hochberg 1995), with the spread of the leaves themselves as yardstick.
    """
    rest = leaves.groupby(list(attributes), observed=True, as_index=False).agg(
        {actual: "sum", expected: "sum", **({money: "mean"} if money else {})}
    )
    found: list[Driver] = []
    first = None
    while len(found) < most and len(rest) > 1:
        best = _best_segment(rest, attributes, actual, expected, min(deepest, len(attributes)),
                             fewest)  # fmt: skip
        if best is None or best[4] < LEAST_GAIN * (first or 0.0):
            break
        names, values, p_value, ratio, gain = best
        first = first or gain
        inside = (rest[list(names)] == list(values)).all(axis=1)
        held = rest[inside]
        wanted = float(held[expected].sum() * ratio)
        each = held[money] if money else pd.Series(1.0, index=held.index)
        worth = float(((held[actual] - held[expected] * ratio) * each).sum())
        found.append(
            Driver(
                tuple(zip(names, map(str, values), strict=True)),
                float(held[actual].sum()),
                wanted,
                worth,
                p_value,
            )
        )
        rest = rest[~inside]
    return sorted(found, key=lambda d: (-abs(d.worth), d.attributes))


def _best_segment(
    rest: pd.DataFrame, attributes: Sequence[str], actual: str, expected: str, deepest: int,
    fewest: float,
) -> tuple[tuple[str, ...], tuple[object, ...], float, float, float] | None:  # fmt: skip
    """The likeliest segment of what is left, or None where nothing is beyond chance."""
    total, base = float(rest[actual].sum()), float(rest[expected].sum())
    if base <= 0:
        return None
    margins = _margins(rest, attributes, actual, expected)
    ratio = _usual_ratio(*margins)
    unrest = _unrest(rest[actual].to_numpy(float), rest[expected].to_numpy(float), ratio)
    drift = _unrest(*margins, ratio)
    rest = rest.assign(square=rest[expected].astype(float) ** 2 * ratio)
    rows = []
    for depth in range(1, deepest + 1):
        for names in combinations(attributes, depth):
            sums = rest.groupby(list(names), observed=True)[[actual, expected, "square"]].sum()
            # A segment that is nearly everything is no segment.
            sums = sums[(sums[expected] * ratio >= fewest) & (sums[expected] < 0.95 * base)]
            if sums.empty:
                continue
            moved = np.abs(np.log((sums[actual] + 0.5) / (sums[expected] * ratio + 0.5)))
            sums = sums[moved >= SMALLEST_MOVE]
            if sums.empty:
                continue
            gain = _gain(sums[actual].to_numpy(), sums[expected].to_numpy(), total, base)
            # A segment of few large leaves strays more than one of many small ones.
            usual = sums[expected].to_numpy()
            gain = gain / (1 + unrest * (sums["square"].to_numpy() / usual) + drift * usual * ratio)
            rows += [
                (g, depth, names, k if isinstance(k, tuple) else (k,), size)
                for g, k, size in zip(gain, sums.index, usual, strict=True)
            ]
    if not rows:
        return None
    p_values = chi2.sf([2 * r[0] for r in rows], 1)
    sure = multipletests(p_values, FALSE_SHARE, method="fdr_bh")[0]
    kept = [(r, p) for r, p, s in zip(rows, p_values, sure, strict=True) if s]
    if not kept:
        return None
    most = max(r[0] for r, _ in kept)
    near = [(r, p) for r, p in kept if r[0] >= SIMPLER * most]
    # A half and its counterpart explain the same: the smaller moved further. Rows stand in the
    # order of the attributes, so of segments that are the same the one asked for first is named.
    best = min(near, key=lambda k: (k[0][1], -round(k[0][0], 6), k[0][4]))
    (gain, _, names, values, _), p_value = best
    inside = (rest[list(names)] == list(values)).all(axis=1)
    ratio = _usual_ratio(*_margins(rest[~inside], attributes, actual, expected))
    return names, values, float(p_value), ratio, float(gain)


def _gain(actual: np.ndarray, expected: np.ndarray, total: float, base: float) -> np.ndarray:
    """The gain of log-likelihood when a segment has a ratio of its own (Poisson)."""
    others, other_base = total - actual, base - expected
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = np.where(actual > 0, actual * np.log(actual / expected), 0.0)
        outside = np.where(others > 0, others * np.log(others / other_base), 0.0)
    return np.maximum(inside + outside - total * np.log(total / base), 0.0)


def _margins(
    rest: pd.DataFrame, attributes: Sequence[str], actual: str, expected: str
) -> tuple[np.ndarray, np.ndarray]:
    """Counts by each single attribute's values: never as thin as the leaves."""
    sums = [rest.groupby(a, observed=True)[[actual, expected]].sum() for a in attributes]
    margins = pd.concat(sums)
    return margins[actual].to_numpy(float), margins[expected].to_numpy(float)


def _usual_ratio(actual: np.ndarray, expected: np.ndarray) -> float:
    """By how much the typical part moved: the weighted median of the ratios."""
    known = expected > 0
    if not known.any():
        return 1.0
    ratio, weight = actual[known] / expected[known], expected[known]
    order = np.argsort(ratio, kind="stable")
    reached = weight[order].cumsum()
    return max(float(ratio[order][np.searchsorted(reached, reached[-1] / 2)]), 1e-9)


def _unrest(actual: np.ndarray, expected: np.ndarray, ratio: float) -> float:
    """The variance by which a leaf's own ratio strays beyond chance, by medians."""
    usual = expected * ratio
    seen = usual >= 5
    if seen.sum() < 10:
        return 0.0
    square, chance = (actual[seen] / usual[seen] - 1) ** 2, 1 / usual[seen]
    low, high = 0.0, 4.0
    if np.median(square / chance) <= MEDIAN_CHI:
        return 0.0
    for _ in range(30):
        middle = (low + high) / 2
        if np.median(square / (chance + middle)) > MEDIAN_CHI:
            low = middle
        else:
            high = middle
    return high
