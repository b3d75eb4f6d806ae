"""What empty shelves hid: the demand of the days on which nothing could be bought.

An item's own level times how the rest of the shop, its category and its product sold on those
days; the interval comes from placebo stock-outs, shelves that were full and are treated as empty.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls
from scipy.stats import gamma, nbinom

from fupan.analysis.demand import Demand, Flags, Floats
from fupan.analysis.expected import TRUST, expected
from fupan.analysis.occasions import Spell

PLACEBOS = 24
MASKED = 0.15  # share of items whose shelf is called empty in one placebo
COVER = 0.95
REACH_BACK = 150  # days before the period that the estimate reads


@dataclass(frozen=True)
class Shortage:
    """Per item, over the days judged: expected units lost with an interval, and the `chance`
    that any was.

    `filled` is the demand of every cell that was read: what sold, and on empty days what would
    have. `spread` is (dispersion, relative variance) of the placebos, `tried` how many there were.
    """

    days_out: Floats
    lost: Floats
    low: Floats
    high: Floats
    chance: Floats
    filled: Floats
    spread: tuple[float, float]
    tried: int


def shortage(demand: Demand, first: int, last: int, seed: int = 0) -> Shortage:
    """Units lost from column `first` up to but without `last`, and the demand filled in."""
    start = max(first - REACH_BACK, 0)
    sold, empty = demand.sold[:, start:last], demand.empty()[:, start:last]
    broken, on_sale = demand.broken()[:, start:last], demand.on_sale[:, start:last]
    usable = on_sale & ~empty & ~broken
    spells = _between(demand.spells, start, last)
    wanted = expected(sold, usable, demand.groups, spells)
    ran_out = broken & on_sale & (demand.on_hand[:, start:last] <= 0)
    hidden = _hidden(sold, wanted, usable, empty & on_sale, ran_out)
    inner = slice(first - start, last - start)
    lost = hidden[:, inner].sum(axis=1)
    dispersion, relative, width, tried = _placebos(
        sold, usable, demand.groups, spells, first - start, _outages(empty[:, inner]), seed
    )
    variance = width**2 * (dispersion * lost + relative * lost**2)
    low, high, chance = _interval(lost, variance)
    filled = demand.sold[:, :last].copy()
    filled[:, start:] += hidden
    days_out = ((empty & on_sale) | ran_out)[:, inner].sum(axis=1).astype(float)
    return Shortage(days_out, lost, low, high, chance, filled, (dispersion, relative), tried)


def filled_demand(demand: Demand, last: int) -> Floats:
    """The demand of all days before column `last`, with what empty shelves hid put back."""
    sold, empty = demand.sold[:, :last], demand.empty()[:, :last] & demand.on_sale[:, :last]
    if not empty.any():
        return sold.copy()
    broken = demand.broken()[:, :last]
    usable = demand.on_sale[:, :last] & ~empty & ~broken
    spells = _between(demand.spells, 0, last)
    wanted = expected(sold, usable, demand.groups, spells)
    ran_out = broken & demand.on_sale[:, :last] & (demand.on_hand[:, :last] <= 0)
    return sold + _hidden(sold, wanted, usable, empty, ran_out)


def _hidden(sold: Floats, wanted: Floats, usable: Flags, empty: Flags, ran_out: Flags) -> Floats:
    """What nobody could buy: all of an empty day's demand, the rest of the day that ran out."""
    hidden = np.where(empty, wanted, 0.0)
    if ran_out.any():
        over = np.broadcast_to(_overdispersion(sold, wanted, usable)[:, None], sold.shape)
        hidden[ran_out] += _excess(sold[ran_out], wanted[ran_out], over[ran_out])
    return hidden


def _between(spells: tuple[Spell, ...], start: int, stop: int) -> tuple[Spell, ...]:
    parts = (s.within(start, stop) for s in spells)
    return tuple(s for s in parts if s.stop > s.first)


def _overdispersion(sold: Floats, wanted: Floats, usable: Flags) -> Floats:
    """Variance over mean of each item's daily demand, drawn to the shop's; 1 is a Poisson's."""
    held = usable & (wanted > 0.1)
    off = np.divide((sold - wanted) ** 2, wanted, out=np.zeros_like(sold), where=held)
    off = np.minimum(off, 50.0)
    shop = float(off.sum()) / max(int(held.sum()), 1)
    own = (off.sum(axis=1) + TRUST * max(shop, 1.0)) / (held.sum(axis=1) + TRUST)
    return np.clip(own, 1.02, 20.0)


def _excess(sold: Floats, wanted: Floats, over: Floats) -> Floats:
    """E[D − s | D ≥ s]: what the day that ran out would still have sold.

    D is negative binomial with mean `wanted` and variance `over` times that.
    """
    mean = np.maximum(wanted, 1e-9)
    shape, chance = mean / (over - 1), 1 / over
    above = nbinom.sf(sold - 1, shape, chance)
    beyond = mean * nbinom.sf(sold - 2, shape + 1, chance) - sold * above
    return np.divide(beyond, above, out=np.zeros_like(mean), where=above > 1e-12).clip(min=0)


def _outages(empty: Flags) -> tuple[int, float]:
    """The longest time any shelf was empty, and the share of empty shelves that still are."""
    out = empty.any(axis=1)
    still = float(empty[out, -1].mean()) if out.any() else 0.0
    return max(int(empty.sum(axis=1).max(initial=0)), 7), still


def _placebos(
    sold: Floats, usable: Flags, groups: tuple[np.ndarray, ...], spells: tuple[Spell, ...],
    first: int, outages: tuple[int, float], seed: int,
) -> tuple[float, float, float, int]:  # fmt: skip
    """Dispersion, relative variance and width factor of the estimate's error.

    Half of the placebo stock-outs lie in the period itself, so that a promotion's surprises are
    in the error; all have lengths up to the longest real one, and as many of them as of the real
    ones have no day after them to tell the level.
    """
    longest, still = outages
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
        kept[some, begin : days if n < still * PLACEBOS else begin + length] = False
        guess = expected(sold, kept, groups, spells)
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


def _interval(mean: Floats, variance: Floats) -> tuple[Floats, Floats, Floats]:
    """The middle 95 % in whole units outwards, and the chance of one unit at least.

    Above of a gamma with that mean and variance; below of a negative binomial, so that it is 0
    where nobody may have come at all.
    """
    some = mean > 0
    safe, spread = np.where(some, mean, 1.0), np.where(some, variance, 1.0)
    high = gamma.ppf((1 + COVER) / 2, safe**2 / spread, scale=spread / safe)
    share = np.minimum(safe / spread, 0.999)
    counts = nbinom(safe * share / (1 - share), share)
    low = counts.ppf((1 - COVER) / 2)
    any_lost = 1 - counts.pmf(0)
    return tuple(np.where(some, found, 0.0) for found in (low, np.ceil(high), any_lost))
