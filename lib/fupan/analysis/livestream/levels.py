"""Levels: what is usual for each streamer at one step, partly pooled over the streamers.

How far streamers lie apart is learnt from those seen; a newcomer's level is the middle of all,
as unsure as they lie apart. What lies off its level is told in `signals`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

MAD_TO_SD = 1.4826
OWN_PAST = 5  # earlier lives from which a streamer's own past counts
SPREAD = 0.15  # how far streamers usually lie apart (log), before their own spread is known
SPREAD_WEIGHT = 3.0  # in streamers
SETTLED = 0.10  # least spread of single sessions, beyond the chance of counts


@dataclass(frozen=True)
class Level:
    """What is usual for a streamer (log), how sure that is, and how many tell so."""

    middle: float
    variance: float
    df: float


def levels_of(streamers: list[str], past: pd.DataFrame) -> dict[str, Level]:
    """Each streamer's own level, pulled to the middle of all by how far streamers lie apart."""
    own = {s: past[past["streamer"] == s]["log"] for s in streamers}
    middles = {s: float(v.median()) for s, v in own.items() if len(v) >= OWN_PAST}
    if not middles:
        middles = {s: float(v.median()) for s, v in own.items() if len(v)}
    rest = past["log"] - past["streamer"].map({s: v.median() for s, v in own.items() if len(v)})
    noise = max(float((MAD_TO_SD * rest.abs().median()) ** 2), SETTLED**2)
    sizes = np.array(list(middles.values()))
    # A median of n sessions is as sure as a mean of 2n ÷ π.
    few = float(np.mean([np.pi / 2 * noise / len(own[s]) for s in middles])) if middles else 0.0
    middle, spread = float(sizes.mean()), spread_of(sizes, few)
    levels = {}
    for name in streamers:
        sure = len(own[name]) * 2 / np.pi / noise
        pulled = (sure * float(own[name].median()) if len(own[name]) else 0.0) + middle / spread
        between = spread * (1 + 1 / len(sizes)) if not len(own[name]) else 0.0
        df = 40.0 if len(own[name]) >= OWN_PAST else SPREAD_WEIGHT + len(sizes)
        df = min(df, max(len(past) / 2, 4.0))
        variance = between or 1 / (sure + 1 / spread)
        levels[name] = Level(pulled / (sure + 1 / spread), float(variance), float(df))
    return levels


def spread_of(sizes: np.ndarray, noise: float) -> float:
    """The variance between streamers: what is seen beyond chance, and what is usual."""
    weight = len(sizes) - 1
    seen = max(float(sizes.var(ddof=1)) - noise, 0.0) if weight else 0.0
    return (weight * seen + SPREAD_WEIGHT * SPREAD**2) / (weight + SPREAD_WEIGHT)
