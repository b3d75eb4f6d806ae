"""Drift: how far a streamer's level moves from one month to the next, learnt from the past.

Shops differ: where months have been alike a small fall is news, where they wander it is not.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

MONTH = 30  # days
FEWEST_LIVES = 2  # that make a month
USUAL_WEIGHT = 6.0  # in months: how much the usual drift counts beside the one that is seen
LEAST = 0.03


def drift_of(past: pd.DataFrame, variance: float, usual: float) -> float:
    """The standard deviation of a level's move, from `size`, `chance`, `streamer` and `day`.

    Every month of every streamer is held against the months before it. What lies beyond the
    chance of sessions is drift, twice: the earlier level has moved as well.
    """
    seen, weight = USUAL_WEIGHT * usual**2, USUAL_WEIGHT
    for apart, noise in _moves(past, variance):
        # A month told by few sessions tells little of the drift.
        sure = (2 * usual**2 / (2 * usual**2 + noise)) ** 2
        # One month that went wrong is no drift: its share is bounded.
        beyond = min(apart**2, 6 * (2 * usual**2 + noise)) - noise
        seen += sure * beyond / 2
        weight += sure
    return float(np.sqrt(max(seen / weight, LEAST**2)))


def _moves(past: pd.DataFrame, variance: float) -> Iterator[tuple[float, float]]:
    """How far each month lies from the middle of those before it, and the variance by chance."""
    if past.empty:
        return
    last = max(past["day"])
    age = np.array([(last - day).days // MONTH for day in past["day"]])
    for _, mine in past.assign(age=age).groupby("streamer", sort=True):
        for month in sorted(set(mine["age"])):
            now, before = mine[mine["age"] == month], mine[mine["age"] > month]
            if len(now) < FEWEST_LIVES or len(before) < FEWEST_LIVES:
                continue
            each = variance + float(mine["chance"].median())
            noise = each / len(now) + each * np.pi / 2 / len(before)
            yield float(now["size"].mean() - before["size"].median()), noise
