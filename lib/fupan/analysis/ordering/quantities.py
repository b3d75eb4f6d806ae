"""Economic quantities, safety stock, and what a supplier's packs make of them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm


def economic_quantity(
    fixed_cost: float, holding_cost: float, demand: float, shortage_cost: float | None = None
) -> tuple[float, float]:
    """The quantity with the least cost per time, and that cost (Harris 1913).

    With `shortage_cost` per unit and time, planned shortages are allowed: Snyder & Shen (2019),
    sections 3.2 and 3.5.
    """
    back = 1.0 if shortage_cost is None else shortage_cost / (shortage_cost + holding_cost)
    cost = math.sqrt(2 * fixed_cost * demand * holding_cost * back)
    return math.sqrt(2 * fixed_cost * demand / (holding_cost * back)), cost


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
