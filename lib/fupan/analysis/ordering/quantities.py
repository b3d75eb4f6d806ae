"""Economic quantities, safety stock, and what a supplier's packs make of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm


def economic_quantity(
    fixed_cost: float,
    holding_cost: float,
    demand: float,
    shortage_cost: float | None = None,
    production_rate: float | None = None,
) -> tuple[float, float]:
    """The quantity with the least cost per time, and that cost without the goods (Harris 1913).

    `fixed_cost` is per order, `holding_cost` per unit and time, `demand` per the same time. With
    `shortage_cost` per unit and time, planned shortages are allowed; with `production_rate`, the
    lot comes in at that rate (EPQ, Taft 1918): Snyder & Shen (2019), sections 3.2 to 3.5.
    """
    held = holding_cost * (1 - (0.0 if production_rate is None else demand / production_rate))
    back = 1.0 if shortage_cost is None else shortage_cost / (shortage_cost + holding_cost)
    cost = math.sqrt(2 * fixed_cost * demand * held * back)
    return math.sqrt(2 * fixed_cost * demand / (held * back)), cost


def discounted_quantity(
    fixed_cost: float,
    carrying: float,
    demand: float,
    prices: Sequence[tuple[float, float]],
    incremental: bool = False,
) -> tuple[float, float]:
    """The quantity under discounts, and its cost per time with the goods.

    `prices` are (from this quantity on, price each), rising, the first from 0; `carrying` is a
    share of the price per time. All units at the last price reached, or, if `incremental`, each
    unit at the price of its own step: Nahmias, Production and Operations Analysis, section 4.7.
    """
    best = (math.inf, 0.0)
    before = 0.0  # what the units below a step cost beyond its price
    for n, (least, price) in enumerate(prices):
        if incremental and n:
            before += (prices[n - 1][1] - price) * least
        most = prices[n + 1][0] if n + 1 < len(prices) else math.inf
        fixed = fixed_cost + before
        wanted = math.sqrt(2 * fixed * demand / (carrying * price))
        if incremental and not least <= wanted <= most:
            continue
        lot = min(max(wanted, least), most)
        held = carrying * (price * lot + before) / 2
        best = min(best, (price * demand + fixed * demand / lot + held, lot))
    return best[1], best[0]


def safety_stock(
    level: ArrayLike, sd: ArrayLike, lead: ArrayLike, rate: ArrayLike = 0.0, lead_sd: ArrayLike = 0
) -> np.ndarray:
    """z·√(L·σ² + d²·σ_L²): for errors of demand per day and the spread of the lead time.

    Silver, Pyke & Thomas, Inventory and Production Management, 4th ed. (2017), section 6.10.
    """
    spread = np.sqrt(
        np.asarray(lead, float) * np.square(np.asarray(sd, float))
        + np.square(np.asarray(rate, float)) * np.square(np.asarray(lead_sd, float))
    )
    return norm.ppf(np.asarray(level, float)) * spread


def packed(wanted: ArrayLike, pack: ArrayLike = 1, least: ArrayLike = 0) -> np.ndarray:
    """Whole packs that hold at least `wanted`, and at least the supplier's least order.

    Nothing wanted is nothing ordered.
    """
    wanted = np.asarray(wanted, float)
    size = np.maximum(np.nan_to_num(np.asarray(pack, float), nan=1.0), 1.0)
    enough = np.maximum(wanted, np.nan_to_num(np.asarray(least, float)))
    return np.where(wanted > 1e-9, np.ceil(enough / size - 1e-9) * size, 0.0)
