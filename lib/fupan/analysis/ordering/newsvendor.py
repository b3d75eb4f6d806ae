"""The newsvendor: one order for an uncertain demand, too little against too much.

Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed. (2019), section 4.3.
"""

from __future__ import annotations

import math

from scipy.stats import norm, poisson


def critical_ratio(underage: float, overage: float) -> float:
    """The share of cases in which demand should be met: margin lost ÷ (that + cost of a leftover).

    Empty where a unit sold earns nothing or a leftover costs nothing: then no level is right.
    """
    if not (underage > 0 and overage > 0):
        return math.nan
    return underage / (underage + overage)


def newsvendor_normal(
    overage: float, underage: float, mean: float, sd: float
) -> tuple[float, float]:
    """The best stock and its expected cost for normal demand."""
    z = float(norm.ppf(critical_ratio(underage, overage)))
    return mean + z * sd, (overage + underage) * float(norm.pdf(z)) * sd


def newsvendor_poisson(overage: float, underage: float, mean: float) -> tuple[int, float]:
    """The best whole stock and its expected cost for Poisson demand."""
    stock = int(poisson.ppf(critical_ratio(underage, overage), mean))
    return stock, poisson_cost(stock, mean, overage, underage)


def poisson_cost(stock: int, mean: float, overage: float, underage: float) -> float:
    """Expected cost of one period that begins with `stock` (negative where some is owed)."""
    short = mean - stock
    if stock > 0:
        # E[(D−S)+] = μ·P(D ≥ S−1) − S·P(D ≥ S) for a Poisson demand D.
        short = mean * float(poisson.sf(stock - 2, mean)) - stock * float(
            poisson.sf(stock - 1, mean)
        )
    return overage * (stock - mean + short) + underage * short
