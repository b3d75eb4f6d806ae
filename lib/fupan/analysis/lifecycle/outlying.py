"""Which of several rates that should be alike is not: each is judged by the others.

The rates stand in order of time, on the logit scale: a level that may wander from month to month
(season, drift), each month's own luck, and the chance in its counts. How much it wanders and how
large the luck is, the others tell; what they leave open is averaged over, not guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

Floats = NDArray[np.float64]

ALPHA = 0.03  # chance of any false alarm among the rates judged together
LEAST_OTHERS = 4
SMALLEST_CHANGE = 0.2  # a relative change smaller than this is not worth a finding
# Logits: how unlike rates of real groups may be beside each other, and from month to month.
_LUCK = np.array([0.05, 0.08, 0.12, 0.18, 0.27, 0.4, 0.6])
_WANDER = np.array([0.0, 0.02, 0.05, 0.1, 0.2, 0.35])
_USUAL_LUCK, _USUAL_WANDER = 0.1, 0.08  # means of what is held likely before any rate is seen
_FLAT = 100.0  # variance of a level of which nothing is known


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


@dataclass(frozen=True)
class _Foreseen:
    """For each place the level that the others foresee: a mixture of normals on logits."""

    weights: Floats  # ways of wandering × places
    centre: Floats
    variance: Floats

    def mean(self, n: int) -> float:
        return float(self.weights[:, n] @ self.centre[:, n])

    def spread(self, n: int) -> float:
        off = self.centre[:, n] - self.mean(n)
        return float(np.sqrt(self.weights[:, n] @ (self.variance[:, n] + off**2)))

    def tail(self, n: int, value: float, own: float) -> float:
        """The two-sided chance of a value so far off, with variance `own` of its own."""
        z = (value - self.centre[:, n]) / np.sqrt(self.variance[:, n] + own)
        below = float(self.weights[:, n] @ stats.norm.cdf(z))
        return 2 * min(below, 1 - below)


def outlying(
    tops: ArrayLike, bottoms: ArrayLike, unripe: ArrayLike | None = None
) -> list[Like | None]:
    """Each rate judged by all others; None where it has no bottom or too few others.

    `low` and `high` are the range in which the rate would have been expected, `spread` the
    standard error of its expected level in logits. `unripe` is the variance, in logits, of what
    a rate's own counts do not tell. Odd rates are set aside one by one and each is then judged
    by those left, so that they neither hide each other nor blame their neighbours (Rosner 1983).
    """
    top, bottom = np.asarray(tops, float), np.asarray(bottoms, float)
    more = np.zeros(len(top)) if unripe is None else np.asarray(unripe, float)
    there = list(np.flatnonzero(bottom > 0))
    most = max(1, len(there) // 6)
    odd: list[int] = []
    called_odd = 0
    for step in range(most):
        left = [n for n in there if n not in odd]
        likes = _judged(top, bottom, more, left)
        known = [n for n in left if likes[n] is not None]
        if not known:
            break
        worst = min(known, key=lambda n: (likes[n].p_value, n))
        odd.append(worst)
        if likes[worst].p_value * len(known) <= ALPHA:
            called_odd = step + 1
    odd = odd[:called_odd]
    left = [n for n in there if n not in odd]
    likes = _judged(top, bottom, more, left)
    for n in odd:
        one = _judged(top, bottom, more, sorted([*left, n]))[n]
        likes[n] = replace(one, is_off=_is_large(one)) if one is not None else None
    return [likes.get(n) for n in range(len(top))]


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
    every, nothing = list(np.flatnonzero(bottom > 0)), np.zeros(len(top))
    last = len(top) - 1
    alone = _judged(top, bottom, nothing, every).get(last)
    held = _judged(
        top, bottom, _noise(over, under), every, offset=_logit(over, under)
    ).get(last)  # fmt: skip
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
        judged[n] = replace(one, is_off=_is_large(one))
    return judged


def _is_large(one: Like) -> bool:
    return abs(one.value / one.expected - 1) >= SMALLEST_CHANGE


def _judged(
    top: Floats, bottom: Floats, more: Floats, at: list[int], offset: Floats | None = None
) -> dict[int, Like | None]:
    """The rates at these places, each judged by the others of them."""
    if len(at) <= LEAST_OTHERS:
        return dict.fromkeys(at)
    base = np.zeros(len(top)) if offset is None else offset
    place = np.array(at)
    told = _logit(top, bottom)[place] - base[place]
    foreseen = _foreseen(place, told, (_noise(top, bottom) + more)[place])
    found: dict[int, Like | None] = {}
    for k, n in enumerate(at):
        centre, spread = foreseen.mean(k) + base[n], foreseen.spread(k)
        expected = float(1 / (1 + np.exp(-centre)))
        own = 1 / (bottom[n] * expected * (1 - expected)) + more[n]
        wide = 1.96 * float(np.sqrt(spread**2 + own))
        low, high = (float(1 / (1 + np.exp(-(centre + side * wide)))) for side in (-1, 1))
        value = float(top[n] / bottom[n])
        p_value = foreseen.tail(k, float(told[k]), float(own))
        found[n] = Like(value, expected, low, high, spread, p_value)
    return found


def _foreseen(place: NDArray[np.int64], told: Floats, noise: Floats) -> _Foreseen:
    """Each place's level by the others: leave-one-out in closed form (Dubrule 1983)."""
    steps = np.minimum.outer(place, place) - place.min()
    logs, centres, variances = [], [], []
    for wander in _WANDER:
        for luck in _LUCK:
            spread = luck**2 * np.eye(len(place)) + wander**2 * steps + _FLAT
            turned = np.linalg.inv(spread + np.diag(noise))
            own = 1 / np.diag(turned)
            off = own * (turned @ told)
            likely = 0.5 * (np.linalg.slogdet(turned)[1] - told @ turned @ told)
            # How likely the others are without this one: all of them over this one given them.
            alone = -0.5 * (np.log(own) + off**2 / own)
            logs.append(likely - alone - luck / _USUAL_LUCK - wander / _USUAL_WANDER)
            centres.append(told - off)
            variances.append(np.maximum(own - noise, luck**2))
    weights = np.exp(np.array(logs) - np.max(logs, axis=0))
    return _Foreseen(weights / weights.sum(axis=0), np.array(centres), np.array(variances))


def _logit(top: Floats, bottom: Floats) -> Floats:
    # Half a case each way keeps rates of 0 and 1 finite (Haldane 1956).
    return np.log((top + 0.5) / (np.maximum(bottom - top, 0) + 0.5))


def _noise(top: Floats, bottom: Floats) -> Floats:
    return 1 / (top + 0.5) + 1 / (np.maximum(bottom - top, 0) + 0.5)
