"""Reorder points: (r, Q) and (s, S), exact where that is affordable.

Shortages wait here, as in the textbooks; the replay of a shop's history loses them.
"""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from scipy.optimize import brentq
from scipy.stats import norm, poisson

from fupan.analysis.ordering.newsvendor import poisson_cost


def reorder_cost(
    point: float, quantity: float, holding: float, shortage: float, fixed: float,
    mean: float, sd: float, lead: float,
) -> float:  # fmt: skip
    """Expected cost per time of (r, Q) under normal demand; Snyder & Shen (2019), eq. 5.7."""
    centre, spread = mean * lead, sd * math.sqrt(lead)
    held = spread * (
        _second_loss((point - centre) / spread, spread)
        - _second_loss((point + quantity - centre) / spread, spread)
    )
    stock = quantity / 2 + point - centre
    return fixed * mean / quantity + holding * stock + (holding + shortage) * held / quantity


def reorder_normal(
    holding: float, shortage: float, fixed: float, mean: float, sd: float, lead: float
) -> tuple[float, float]:
    """(r, Q) with the quantity of the EOQ with backorders and the point that is best for it.

    Zheng (1992), Management Science 38, 87–103: at most 12.5 % above the best.
    """
    quantity = math.sqrt(2 * fixed * mean * (holding + shortage) / (holding * shortage))
    return best_point(quantity, holding, shortage, mean, sd, lead), quantity


def reorder_stockout_cost(
    holding: float, penalty: float, fixed: float, demand: float, mean: float, sd: float
) -> tuple[float, float]:
    """(r, Q) where every unit short costs `penalty`, however long it waits.

    `demand` is per time, `mean` and `sd` those of the normal demand over the lead time; Q and r by
    turns until they agree: Hadley & Whitin, Analysis of Inventory Systems (1963), section 4.3.
    """
    quantity, point = math.sqrt(2 * fixed * demand / holding), mean
    for _ in range(200):
        lack = min(quantity * holding / (penalty * demand), 0.5)
        point = mean + sd * float(norm.isf(lack))
        wider = math.sqrt(2 * demand * (fixed + penalty * units_short(point, mean, sd)) / holding)
        if abs(wider - quantity) < 1e-9:
            break
        quantity = wider
    return point, quantity


def reorder_fill_rate(fill: float, quantity: float, mean: float, sd: float) -> float:
    """The reorder point at which the share `fill` of demand is met from the shelf (type 2, P₂).

    Units short per cycle of `quantity` are (1 − fill)·Q: Silver, Pyke & Thomas (2017), section 6.7.
    """
    short = (1 - fill) * quantity
    return float(brentq(lambda r: units_short(r, mean, sd) - short, mean - quantity - 8 * sd,
                        mean + 12 * sd))  # fmt: skip


def units_short(point: float, mean: float, sd: float) -> float:
    """Expected units of a normal demand beyond `point`: σ·L(z)."""
    z = (point - mean) / sd
    return sd * float(norm.pdf(z) - z * norm.sf(z))


def best_point(
    quantity: float, holding: float, shortage: float, mean: float, sd: float, lead: float
) -> float:
    """The reorder point where r and r + Q cost alike."""
    centre, spread = mean * lead, sd * math.sqrt(lead)

    def cost(stock: float) -> float:
        z = (stock - centre) / spread
        loss = spread * float(norm.pdf(z) - z * norm.sf(z))
        return holding * (stock - centre) + (holding + shortage) * loss

    bottom = centre + spread * float(norm.ppf(shortage / (shortage + holding)))
    return float(brentq(lambda r: cost(r) - cost(r + quantity), bottom - quantity, bottom))


def reorder_poisson(
    holding: float, shortage: float, fixed: float, mean: float, lead: float
) -> tuple[int, int, float]:
    """The best (r, Q) and its cost for Poisson demand.

    Federgruen & Zheng (1992), Operations Research 40, 808–813: take in the cheapest stock
    positions one by one while they are below the average cost.
    """
    load = mean * lead

    def cost(stock: int) -> float:
        return poisson_cost(stock, load, holding, shortage)

    best = int(poisson.ppf(shortage / (shortage + holding), load))
    low, high = best - 1, best + 1
    total, quantity = fixed * mean + cost(best), 1
    while min(cost(low), cost(high)) < total / quantity:
        if cost(low) < cost(high):
            total, low = total + cost(low), low - 1
        else:
            total, high = total + cost(high), high + 1
        quantity += 1
    return low, quantity, total / quantity


def order_up_to_exact(
    holding: float, shortage: float, fixed: float, mean: float
) -> tuple[int, int, float]:
    """The best (s, S) and its cost per period for Poisson demand.

    Zheng & Federgruen (1991), Operations Research 39, 654–665; order when stock is at or below s.
    """
    chance = poisson.pmf(np.arange(int(mean + 12 * math.sqrt(mean) + 20)), mean)
    renewal = _renewal(chance, int(20 * math.sqrt(fixed * mean / holding) + 12 * mean + 60))
    step = np.cumsum(renewal)

    @cache
    def one(stock: int) -> float:
        return poisson_cost(stock, mean, holding, shortage)

    def cost(small: int, big: int) -> float:
        width = big - small
        spent = sum(renewal[j] * one(big - j) for j in range(width))
        return float((fixed + spent) / step[width - 1])

    top = int(poisson.ppf(shortage / (shortage + holding), mean))
    small = top - 1
    while cost(small, top) > one(small):
        small -= 1
    best_small, best_big, best = small, top, cost(small, top)
    big = top + 1
    while one(big) <= best:
        if cost(best_small, big) < best:
            best_big = big
            while cost(best_small, big) <= one(best_small + 1) and best_small + 1 < big:
                best_small += 1
            best = cost(best_small, big)
        big += 1
    return best_small, best_big, best


def order_up_to_power(
    holding: float, shortage: float, fixed: float, mean: float, sd: float, lead: float = 0.0
) -> tuple[float, float]:
    """(s, S) by the power approximation of Ehrhardt & Mosier (1984), Management Science 30."""
    centre, spread = mean * (lead + 1), sd * math.sqrt(lead + 1)
    quantity = 1.30 * mean**0.494 * (fixed / holding) ** 0.506 * (1 + spread**2 / mean**2) ** 0.116
    z = math.sqrt(quantity * holding / (spread * shortage))
    small = 0.973 * centre + spread * (0.183 / z + 1.063 - 2.192 * z)
    return small, small + quantity


def _second_loss(z: float, spread: float) -> float:
    """σ times the second-order loss of the standard normal: what r+Q saves over r."""
    return spread * 0.5 * float((z * z + 1) * norm.sf(z) - z * norm.pdf(z))


def _renewal(chance: np.ndarray, width: int) -> np.ndarray:
    """m(j): expected visits at j units below the order-up-to level before the next order."""
    renewal = np.zeros(width)
    renewal[0] = 1 / (1 - chance[0])
    for j in range(1, width):
        reach = min(j, len(chance) - 1)
        recent = renewal[j - reach : j][::-1]
        renewal[j] = float(chance[1 : reach + 1] @ recent) / (1 - chance[0])
    return renewal
