"""Which of several rates that should be alike is not: each is judged by the others.

The others give a level (with a straight drift, where there are enough of them) and a spread
beyond pure chance, both robust, so that one odd rate cannot hide itself or blame its neighbours.
Rates are compared on the logit scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]

ALPHA = 0.02  # chance of any false alarm among the rates judged together (Holm 1979)
LEAST_OTHERS = 4
SMALLEST_CHANGE = 0.2  # a relative change smaller than this is not worth a finding
_LEAST_DRIFT = 6  # others needed before a drift is drawn through them
_LEAST_SPREAD = 0.06  # logits; rates of real groups are never quite alike


@dataclass(frozen=True)
class Like:
    """One rate and what the others lead one to expect of it."""

    value: float
    expected: float
    low: float
    high: float
    spread: float
    p_value: float
    is_off: bool = False


def outlying(tops: Sequence[float], bottoms: Sequence[float]) -> list[Like | None]:
    """Each rate judged by all others; None where it has no bottom or too few others.

    `low` and `high` are the range in which the rate would have been expected, `spread` the
    standard error of its expected level in logits.
    """
    top, bottom = np.asarray(tops, float), np.asarray(bottoms, float)
    level, noise = _logit(top, bottom), _noise(top, bottom)
    judged = [_judge(top, bottom, level, noise, n) for n in range(len(top))]
    return called(judged)


def latest(
    tops: Sequence[float], bottoms: Sequence[float], beside: tuple[Sequence[float], Sequence[float]]
) -> Like | None:
    """The last of a row of rates judged by those before, each held against the rate `beside` it.

    What lifts both at once, such as a promotion, is thereby no change; nor is it one where only
    the rate beside it moved, so the rate alone must be odd too. Call several with `called`.
    """
    top, bottom = np.asarray(tops, float), np.asarray(bottoms, float)
    over, under = (np.asarray(part, float) for part in beside)
    if not len(top) or (under <= 0).any():
        return None
    offset = _logit(over, under)
    level, noise, last = _logit(top, bottom), _noise(top, bottom), len(top) - 1
    alone = _judge(top, bottom, level, noise, last)
    both = noise + _noise(over, under)
    held = _judge(top, bottom, level - offset, both, last, float(offset[-1]))
    if alone is None or held is None:
        return None
    same_way = (alone.value > alone.expected) == (held.value > held.expected)
    return replace(held, p_value=max(alone.p_value, held.p_value) if same_way else 1.0)


def called(judged: Sequence[Like | None]) -> list[Like | None]:
    """The same rates, with those marked that are off though many were judged (Holm 1979)."""
    judged = list(judged)
    known = sorted((one.p_value, n) for n, one in enumerate(judged) if one is not None)
    for rank, (p_value, n) in enumerate(known):
        one = judged[n]
        if p_value * (len(known) - rank) > ALPHA:
            break
        if abs(one.value / one.expected - 1) >= SMALLEST_CHANGE:
            judged[n] = replace(one, is_off=True)
    return judged


def _judge(
    top: Floats, bottom: Floats, logits: Floats, noise: Floats, n: int, offset: float = 0.0
) -> Like | None:
    others = np.array([m for m in range(len(top)) if m != n and bottom[m] > 0])
    if len(others) < LEAST_OTHERS or bottom[n] <= 0:
        return None
    place, level = others.astype(float), logits[others]
    drift = _drift(place, level) if len(others) >= _LEAST_DRIFT else 0.0
    flat = level - drift * (place - n)
    centre = float(np.median(flat))
    scale = _spread(flat - centre, 2 if drift else 1)
    between = max(scale**2 - float(np.median(noise[others])), _LEAST_SPREAD**2)
    # The median of m values has pi/2 times the variance of their mean.
    known = np.pi / 2 * (between + float(np.median(noise[others]))) / len(others)
    expected = 1 / (1 + np.exp(-centre - offset))
    own = 1 / (bottom[n] * expected * (1 - expected)) + (noise - _noise(top, bottom))[n]
    error = float(np.sqrt(own + between + known))
    # Only the part of the error that is estimated from the others costs degrees of freedom
    # (Satterthwaite 1946); the chance in the rate's own count is known.
    held = max(len(others) - (2 if drift else 1), 1)
    freedom = held * ((own + between + known) / (between + known)) ** 2
    z = (logits[n] - centre) / error
    wide = float(stats.t.ppf(0.975, freedom)) * error
    low, high = (1 / (1 + np.exp(-(centre + offset + s * wide))) for s in (-1, 1))
    return Like(
        float(top[n] / bottom[n]), float(expected), float(low), float(high),
        float(np.sqrt(between + known)), float(2 * stats.t.sf(abs(z), freedom)),
    )  # fmt: skip


def _logit(top: Floats, bottom: Floats) -> Floats:
    # Half a case each way keeps rates of 0 and 1 finite (Haldane 1956).
    return np.log((top + 0.5) / (bottom - top + 0.5))


def _noise(top: Floats, bottom: Floats) -> Floats:
    return 1 / (top + 0.5) + 1 / (bottom - top + 0.5)


def _spread(residuals: Floats, fitted: int) -> float:
    """The standard deviation without the farthest sixth, made up for by the normal law."""
    kept = len(residuals) - max(1, len(residuals) // 6)
    part = kept / len(residuals)
    edge = stats.norm.ppf((1 + part) / 2)
    factor = 1 - 2 * edge * stats.norm.pdf(edge) / part
    inner = np.sort(np.abs(residuals))[:kept]
    freed = len(residuals) / (len(residuals) - fitted)
    return float(np.sqrt(np.mean(inner**2) / factor * freed))


def _drift(place: Floats, level: Floats) -> float:
    """The median of all slopes between two (Theil 1950, Sen 1968)."""
    slopes = [
        (level[j] - level[i]) / (place[j] - place[i]) for i, j in combinations(range(len(place)), 2)
    ]
    return float(np.median(slopes))
