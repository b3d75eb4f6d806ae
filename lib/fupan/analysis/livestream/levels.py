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
    levels = {}
    for name in streamers:
        among = _middle_of(own, past, None)
        sure = len(own[name]) * 2 / np.pi / among.noise
        if not len(own[name]):
            levels[name] = among.as_newcomer(len(past))
            continue
        pulled = sure * float(own[name].median()) + among.middle / among.spread
        df = 40.0 if len(own[name]) >= OWN_PAST else SPREAD_WEIGHT + among.count
        levels[name] = Level(
            pulled / (sure + 1 / among.spread),
            1 / (sure + 1 / among.spread),
            min(df, max(len(past) / 2, 4.0)),
        )
    return levels


def others_of(streamers: list[str], past: pd.DataFrame) -> dict[str, Level]:
    """For each streamer the level of the others, as unsure as streamers lie apart."""
    own = {s: past[past["streamer"] == s]["log"] for s in streamers}
    return {
        name: _middle_of(own, past, name).as_newcomer(len(past))
        for name in streamers
        if any(len(v) for s, v in own.items() if s != name)
    }


@dataclass(frozen=True)
class _Middle:
    """The middle of some streamers, the variance between them, and of single sessions."""

    middle: float
    spread: float
    noise: float
    few: float
    count: int

    def as_newcomer(self, sessions: int) -> Level:
        unsure = self.spread * (1 + 1 / self.count) + self.few / self.count
        return Level(self.middle, unsure, min(SPREAD_WEIGHT + self.count, max(sessions / 2, 4.0)))


def _middle_of(own: dict[str, pd.Series], past: pd.DataFrame, without: str | None) -> _Middle:
    medians = {s: float(v.median()) for s, v in own.items() if len(v)}
    told = {s: m for s, m in medians.items() if len(own[s]) >= OWN_PAST and s != without}
    told = told or {s: m for s, m in medians.items() if s != without}
    rest = (past["log"] - past["streamer"].map(medians)).abs()
    noise = max(float((MAD_TO_SD * rest.median()) ** 2), SETTLED**2)
    sizes = np.array(list(told.values()))
    # A median of n sessions is as sure as a mean of 2n ÷ π.
    few = float(np.mean([np.pi / 2 * noise / len(own[s]) for s in told]))
    return _Middle(float(sizes.mean()), spread_of(sizes, few), noise, few, len(sizes))


def spread_of(sizes: np.ndarray, noise: float) -> float:
    """The variance between streamers: what is seen beyond chance, and what is usual."""
    weight = len(sizes) - 1
    seen = max(float(sizes.var(ddof=1)) - noise, 0.0) if weight else 0.0
    return (weight * seen + SPREAD_WEIGHT * SPREAD**2) / (weight + SPREAD_WEIGHT)
