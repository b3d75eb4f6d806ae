"""The methods: each gives, at an origin, every item's level for the days after it.

They work on demand freed of weekday and promotions, all items at once; which is right for an item
is left to the back-test.
"""

from __future__ import annotations

import numpy as np

from fupan.analysis.demand import Floats

ALPHA, BETA = 0.1, 0.1  # Syntetos & Boylan advise 0.05–0.2 for sparse demand
YEAR = 364  # 52 weeks, so that weekdays agree
NAIVE = "seasonal_naive"
FLAT = ("mean_28", "mean_91", "smooth_05", "smooth_20", "croston_sba", "tsb")
YEARLY = "yearly"
MIX = "mix"
METHODS = (NAIVE, *FLAT, YEARLY, MIX)


def croston_sba(demand: Floats, alpha: float = ALPHA) -> Floats:
    """Units per day after every day: smoothed size over smoothed interval, times 1 − α/2.

    Croston (1972); bias corrected by Syntetos & Boylan (2005), Int. J. of Forecasting 21, 303–314.
    """
    size = np.zeros(len(demand))
    gap, since = np.ones(len(demand)), np.ones(len(demand))
    rates = np.zeros_like(demand)
    fresh = np.ones(len(demand), dtype=bool)
    for day, units in enumerate(demand.T):
        hit = units > 0
        size = np.where(hit, np.where(fresh, units, size + alpha * (units - size)), size)
        gap = np.where(hit, np.where(fresh, since, gap + alpha * (since - gap)), gap)
        since, fresh = np.where(hit, 1.0, since + 1.0), fresh & ~hit
        rates[:, day] = (1 - alpha / 2) * size / gap
    return rates


def tsb(demand: Floats, alpha: float = ALPHA, beta: float = BETA) -> Floats:
    """Units per day after every day: smoothed size times smoothed chance of a demand.

    Teunter, Syntetos & Babai (2011), European Journal of Operational Research 214, 606–615: the
    chance falls on every day without demand, so that what dies is seen to die.
    """
    hits = demand > 0
    first = np.where(hits.any(axis=1), hits.argmax(axis=1), 0)
    size = demand[np.arange(len(demand)), first].astype(float)
    chance = np.where(hits.any(axis=1), 1.0 / (first + 1), 0.0)
    rates = np.zeros_like(demand)
    for day, units in enumerate(demand.T):
        hit = units > 0
        size = np.where(hit, size + alpha * (units - size), size)
        chance = np.where(day >= first, chance + beta * (hit - chance), chance)
        rates[:, day] = np.where(day >= first, size * chance, 0.0)
    return rates


def exponential(demand: Floats, alpha: float) -> Floats:
    """The weighted mean of the last days, weights falling by 1 − α a day and adding up to one."""
    reach = min(demand.shape[1], int(5 / alpha))
    weights = (1 - alpha) ** np.arange(reach)[::-1]
    return demand[:, -reach:] @ (weights / weights.sum())


def flat_levels(calm: Floats, origin: int, sparse: dict[str, Floats]) -> dict[str, Floats]:
    """Each flat method's level per item, from the days before `origin` alone."""
    past = calm[:, max(origin - 120, 0) : origin]
    return {
        "mean_28": past[:, -28:].mean(axis=1),
        "mean_91": past[:, -91:].mean(axis=1),
        "smooth_05": exponential(past, 0.05),
        "smooth_20": exponential(past, 0.20),
        **{name: rates[:, origin - 1] for name, rates in sparse.items()},
    }


def yearly_path(calm: Floats, origin: int, horizon: int, trust: float = 10.0) -> Floats | None:
    """Items × horizon: the last four weeks' level times how the same days rose a year before.

    None where no year lies behind. Small items are drawn to how the whole shop rose.
    """
    if origin < YEAR + 28:
        return None
    level = calm[:, origin - 28 : origin].mean(axis=1, keepdims=True)
    base = calm[:, origin - YEAR - 28 : origin - YEAR].sum(axis=1, keepdims=True)
    total = np.cumsum(np.pad(calm[:, :origin], ((0, 0), (1, 0))), axis=1)
    ahead = np.minimum(np.arange(horizon), YEAR - 15) + origin - YEAR
    later = total[:, np.minimum(ahead + 15, origin)] - total[:, np.maximum(ahead - 13, 0)]
    shop = later.sum(axis=0) / max(float(base.sum()), 1e-9)
    return level * (later + trust * shop) / (base + trust)
