"""Lot sizes for a demand that is known and changes: the best plan, and the rule of thumb."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def wagner_whitin(
    demand: Sequence[float],
    fixed_cost: float | Sequence[float],
    holding_cost: float | Sequence[float],
) -> tuple[list[float], float]:
    """The plan of least cost: quantity per period, and its cost.

    Wagner & Whitin (1958), Management Science 5, 89–96. Stock is charged at the period's end; both
    costs may differ by period.
    """
    count = len(demand)
    fixed = np.broadcast_to(np.asarray(fixed_cost, float), count)
    carried = np.cumsum(np.append(0.0, np.broadcast_to(np.asarray(holding_cost, float), count)))
    best = [0.0] * (count + 1)  # best[t]: least cost of the periods from t on
    until = [count] * count
    for start in range(count - 1, -1, -1):
        held, costs = 0.0, {}
        for stop in range(start + 1, count + 1):
            held += (carried[stop - 1] - carried[start]) * demand[stop - 1]
            costs[stop] = float(fixed[start] + held + best[stop])
        until[start] = min(costs, key=lambda stop: (costs[stop], stop))
        best[start] = costs[until[start]]
    return _plan(demand, until), best[0]


def silver_meal(
    demand: Sequence[float], fixed_cost: float, holding_cost: float
) -> tuple[list[float], float]:
    """The rule that stretches an order as long as its cost per period falls, and its cost.

    Silver & Meal (1973), Production and Inventory Management 14(2), 64–74.
    """
    until, start, count = [len(demand)] * len(demand), 0, len(demand)
    total = 0.0
    while start < count:
        stop, spent = start + 1, fixed_cost
        while stop < count:
            further = spent + holding_cost * (stop - start) * demand[stop]
            if further / (stop + 1 - start) > spent / (stop - start):
                break
            spent, stop = further, stop + 1
        until[start], total, start = stop, total + spent, stop
    return _plan(demand, until), total


def _plan(demand: Sequence[float], until: Sequence[int]) -> list[float]:
    plan, start = [0.0] * len(demand), 0
    while start < len(demand):
        plan[start] = float(np.sum(demand[start : until[start]]))
        start = until[start]
    return plan
