"""Chance without state: every draw is a hash of the seed, its purpose and what it belongs to.

So a visitor keeps his luck when something else in the shop is changed, and a run with a fact and
one without it differ by the fact alone (common random numbers). Nothing here depends on the order
of calls, on the process, or on a generator of a particular library version.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
Floats = NDArray[np.float64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


@dataclass(frozen=True, slots=True)
class Chance:
    """All the luck of one shop; equal seeds give equal shops."""

    seed: int

    def key(self, purpose: str, *belongs_to: ArrayLike) -> Keys:
        """One 64-bit number per element of the (broadcast) keys."""
        start = (self.seed * 0x1_0000_0000 + zlib.crc32(purpose.encode())) & (2**64 - 1)
        hashed = _mixed(np.array([start], dtype=np.uint64))
        with np.errstate(over="ignore"):
            for part in belongs_to:
                # Copied as uint64, so that negative day numbers wrap and do not fail.
                number = np.asarray(part)
                number = number if number.dtype == np.uint64 else number.astype(np.int64)
                hashed = _mixed(hashed ^ (number.view(np.uint64) * _STEP + _STEP))
        return hashed

    def uniform(self, purpose: str, *belongs_to: ArrayLike) -> Floats:
        """Numbers strictly between 0 and 1."""
        top = (self.key(purpose, *belongs_to) >> np.uint64(11)).astype(np.float64)
        return (top + 0.5) * 2.0**-53

    def normal(self, purpose: str, *belongs_to: ArrayLike) -> Floats:
        """Standard normal numbers by Box and Muller's formula."""
        radius = np.sqrt(-2.0 * np.log(self.uniform(purpose + "/radius", *belongs_to)))
        return radius * np.cos(2.0 * np.pi * self.uniform(purpose + "/angle", *belongs_to))

    def jitter(self, purpose: str, spread: float, *belongs_to: ArrayLike) -> Floats:
        """Factors around 1 with a mean of 1, log-normal with the given spread."""
        return np.exp(spread * self.normal(purpose, *belongs_to) - spread**2 / 2)


def poisson(luck: Floats, mean: Floats) -> Ints:
    """The Poisson number at each luck; a larger mean never gives a smaller number."""
    luck, mean = np.broadcast_arrays(luck, mean)
    shape, luck, mean = luck.shape, luck.ravel(), mean.ravel()
    counts = np.zeros(luck.size, dtype=np.int64)
    left = np.arange(luck.size)
    chance = np.exp(-mean)
    reached = chance.copy()
    for count in range(1, 2000):
        above = luck[left] > reached
        if not above.any():
            break
        left, chance, reached = left[above], chance[above], reached[above]
        chance = chance * mean[left] / count
        reached = reached + chance
        counts[left] = count
    return counts.reshape(shape)


def pick(luck: Floats, weights: ArrayLike) -> Ints:
    """The place that each luck falls on, when places are as wide as their weights."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.minimum(np.searchsorted(edges / edges[-1], luck), len(edges) - 1)


def pick_rows(luck: Floats, weights: Floats) -> Ints:
    """As `pick`, with a row of weights for each luck."""
    edges = np.cumsum(weights, axis=1)
    return np.minimum((edges < luck[:, None] * edges[:, -1:]).sum(axis=1), weights.shape[1] - 1)


def _mixed(number: Keys) -> Keys:
    with np.errstate(over="ignore"):
        number = (number ^ (number >> np.uint64(30))) * _MIX_1
        number = (number ^ (number >> np.uint64(27))) * _MIX_2
        return number ^ (number >> np.uint64(31))
