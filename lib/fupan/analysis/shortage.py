"""What empty shelves hid: the demand of the days on which nothing could be bought.

An item's own level times how the rest of the shop, its category and its product sold on those
days; the interval comes from placebo stock-outs, shelves that were full and are treated as empty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls
from scipy.stats import gamma, poisson

from fupan.analysis.demand import Demand, Flags, Floats

REACH = 28  # days on either side that tell an item's level
FEWEST_DAYS = 7  # of these; with fewer the reach is tripled, then the whole past counts
TRUST = 10.0  # expected units at which a group's own factor weighs as much as its parent's
PLACEBOS = 24
MASKED = 0.15  # share of items whose shelf is called empty in one placebo
COVER = 0.95
REACH_BACK = 150  # days before the period that the estimate reads


@dataclass(frozen=True)
class Shortage:
    """Per item, over the days judged: expected units lost with an interval.

    `filled` is the demand of every cell that was read: what sold, and on empty days what would
    have. `spread` is (dispersion, relative variance) of the placebos, `tried` how many there were.
    """

    days_out: Floats
    lost: Floats
    low: Floats
    high: Floats
    filled: Floats
    spread: tuple[float, float]
    tried: int


def shortage(demand: Demand, first: int, last: int, seed: int = 0) -> Shortage:
    """Units lost from column `first` up to but without `last`, and the demand filled in."""
    start = max(first - REACH_BACK, 0)
    sold, empty = demand.sold[:, start:last], demand.empty()[:, start:last]
    broken, on_sale = demand.broken()[:, start:last], demand.on_sale[:, start:last]
    usable = on_sale & ~empty & ~broken
    wanted = expected(sold, usable, demand.groups)
    ran_out = broken & (demand.on_hand[:, start:last] <= 0)
    hidden = np.where(empty & on_sale, wanted, 0.0)
    hidden = hidden + np.where(ran_out, _excess(sold, wanted), 0.0)
    inner = slice(first - start, last - start)
    lost = hidden[:, inner].sum(axis=1)
    dispersion, relative, width, tried = _placebos(
        sold, usable, demand.groups, first - start, _longest(empty[:, inner]), seed
    )
    low, high = _interval(lost, width**2 * (dispersion * lost + relative * lost**2))
    filled = demand.sold[:, :last].copy()
    filled[:, start:] += hidden
    days_out = (empty | ran_out)[:, inner].sum(axis=1).astype(float)
    return Shortage(days_out, lost, low, high, filled, (dispersion, relative), tried)


def filled_demand(demand: Demand, last: int) -> Floats:
    """The demand of all days before column `last`, with what empty shelves hid put back."""
    sold, empty = demand.sold[:, :last], demand.empty()[:, :last] & demand.on_sale[:, :last]
    if not empty.any():
        return sold.copy()
    broken = demand.broken()[:, :last]
    usable = demand.on_sale[:, :last] & ~empty & ~broken
    wanted = expected(sold, usable, demand.groups)
    ran_out = broken & (demand.on_hand[:, :last] <= 0)
    return sold + np.where(empty, wanted, 0.0) + np.where(ran_out, _excess(sold, wanted), 0.0)


def expected(sold: Floats, usable: Flags, groups: tuple[np.ndarray, ...]) -> Floats:
    """Expected units of each item and day, from the item's level and the day's factor."""
    factor = np.ones_like(sold)
    level = np.zeros_like(sold)
    for _ in range(3):
        level = _level(sold, factor, usable)
        factor = _factor(sold, level, usable, groups)
    return level * factor


def _level(sold: Floats, factor: Floats, usable: Flags) -> Floats:
    """Units per plain day: sold over the factors of the usable days around each day."""
    tops, bottoms = np.where(usable, sold, 0.0), np.where(usable, factor, 0.0)
    near = _around(tops, REACH), _around(bottoms, REACH), _around(usable.astype(float), REACH)
    wide = _around(tops, 3 * REACH), _around(bottoms, 3 * REACH), _around(usable * 1.0, 3 * REACH)
    few, fewer = near[2] < FEWEST_DAYS, wide[2] < FEWEST_DAYS
    whole = tops.sum(axis=1, keepdims=True), bottoms.sum(axis=1, keepdims=True)
    top = np.where(few, np.where(fewer, whole[0], wide[0]), near[0])
    bottom = np.where(few, np.where(fewer, whole[1], wide[1]), near[1])
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)


def _around(values: Floats, reach: int) -> Floats:
    """Sums over `reach` days before and after each day, the day itself included."""
    total = np.cumsum(np.pad(values, ((0, 0), (1, 0))), axis=1)
    days = np.arange(values.shape[1])
    ends = np.minimum(days + reach + 1, values.shape[1])
    return total[:, ends] - total[:, np.maximum(days - reach, 0)]


def _factor(sold: Floats, level: Floats, usable: Flags, groups: tuple[np.ndarray, ...]) -> Floats:
    """How many times its level each item sells on each day: shop, then category, then product.

    Each group's factor is drawn towards its parent's, as strongly as it is small.
    """
    tops, bottoms = np.where(usable, sold, 0.0), np.where(usable, level, 0.0)
    factor = np.broadcast_to((tops.sum(axis=0) + TRUST) / (bottoms.sum(axis=0) + TRUST), sold.shape)
    for group in groups:
        size = (int(group.max()) + 1, sold.shape[1])
        top, bottom = np.zeros(size), np.zeros(size)
        np.add.at(top, group, tops)
        np.add.at(bottom, group, bottoms)
        factor = (top[group] + TRUST * factor) / (bottom[group] + TRUST)
    return factor


def _excess(sold: Floats, wanted: Floats) -> Floats:
    """E[D − s | D ≥ s] of a Poisson demand: what the day that ran out would still have sold."""
    mean = np.maximum(wanted, 1e-9)
    above = poisson.sf(sold - 1, mean)
    beyond = mean * poisson.sf(sold - 2, mean) - sold * above
    return np.divide(beyond, above, out=np.zeros_like(mean), where=above > 1e-12).clip(min=0)


def _longest(empty: Flags) -> int:
    """The longest time any shelf was empty; a week where none was."""
    return max(int(empty.sum(axis=1).max(initial=0)), 7)


def _placebos(
    sold: Floats, usable: Flags, groups: tuple[np.ndarray, ...], first: int, longest: int, seed: int
) -> tuple[float, float, float, int]:
    """Dispersion, relative variance and width factor of the estimate's error.

    Half of the placebo stock-outs lie in the period itself, so that a promotion's surprises are
    in the error; all have lengths up to the longest real one.
    """
    chance = np.random.default_rng(seed)
    days = sold.shape[1]
    truths, guesses = [], []
    for n in range(PLACEBOS):
        length = int(chance.integers(3, longest + 1))
        floor = min(first, days - length) if n % 2 else max(days // 3, 0)
        begin = int(chance.integers(max(min(floor, days - length), 0), max(days - length, 0) + 1))
        spell = slice(begin, begin + length)
        able = np.flatnonzero(usable[:, spell].all(axis=1))
        if len(able) < 4:
            continue
        some = chance.choice(able, max(int(len(able) * MASKED), 1), replace=False)
        kept = usable.copy()
        kept[some, spell] = False
        guess = expected(sold, kept, groups)
        truths.append(sold[some, spell].sum(axis=1))
        guesses.append(guess[some, spell].sum(axis=1))
    if not truths:
        return 1.5, 0.25, 1.0, 0  # nothing to try it on: twice the usual spread of our trials
    return _fitted(np.concatenate(truths), np.concatenate(guesses))


def _fitted(truth: Floats, guess: Floats) -> tuple[float, float, float, int]:
    held = guess > 0.25
    truth, guess = truth[held], guess[held]
    if len(truth) < 8:
        return 1.5, 0.25, 1.0, len(truth)
    # (a−m)² = φ·m + τ²·m², weighted so that small and large items speak alike.
    squares = np.minimum((truth - guess) ** 2, 16 * (guess + 0.25 * guess**2))
    weight = 1 / (guess + 0.05 * guess**2)
    terms = np.column_stack([guess * weight, guess**2 * weight])
    dispersion, relative = nnls(terms, squares * weight)[0]
    dispersion, relative = max(float(dispersion), 1.0), max(float(relative), 0.004)
    off = np.abs(truth - guess) / np.sqrt(dispersion * guess + relative * guess**2)
    # Widened until as many placebos lie inside as the interval promises.
    width = float(np.quantile(off, COVER)) / 1.96
    return dispersion, relative, float(np.clip(width, 1.0, 2.0)), len(truth)


def _interval(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """The middle 95 % of a gamma with that mean and variance, in whole units outwards."""
    some = mean > 0
    safe, spread = np.where(some, mean, 1.0), np.where(some, variance, 1.0)
    shape, scale = safe**2 / spread, spread / safe
    low, high = gamma.ppf([[(1 - COVER) / 2], [(1 + COVER) / 2]], shape, scale=scale)
    return np.where(some, np.floor(low), 0.0), np.where(some, np.ceil(high), 0.0)
