"""Patterns: what each cause does to the steps of a livestream, and which one fits best.

A cause has one or more ways to show; each way says how far a step moves (log) and how widely that
varies. Steps that a way does not name should stay as they were. That something is wrong at all is
told in `causes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from scipy.special import logsumexp
from scipy.stats import norm

from fupan.analysis.livestream.signals import UNKNOWN, Signal

Way = Mapping[str, tuple[float, float]]

# How far a step wanders although the cause does not touch it.
CALM = {
    "volume": 0.25, "shown": 0.25, "enter": 0.1, "paid": 0.35, "fresh": 0.1, "dwell": 0.1,
    "comment": 0.2, "follow": 0.2, "click": 0.15, "deal": 0.15, "price": 0.05, "goods": 0.08,
}  # fmt: skip
WAY_IN = ("volume", "shown", "enter", "paid", "fresh")
_STYLE: Way = {
    "dwell": (-0.5, 0.3), "comment": (-0.4, 0.35), "follow": (-0.3, 0.3), "click": (-0.3, 0.3),
    "deal": (-0.35, 0.35),
}  # fmt: skip
_LEAVE: Way = {
    "dwell": (-0.5, 0.3), "comment": (-0.3, 0.35), "follow": (-0.5, 0.4), "click": (-0.4, 0.3),
    "deal": (-0.15, 0.3),
}  # fmt: skip
_STAY: Way = {"dwell": (-0.05, 0.12)}
WAYS: dict[str, tuple[Way, ...]] = {
    # The same people with the same goods leave sooner; the platform may then send fewer.
    "live_streamer": (_STYLE, {**_STYLE, "volume": (-0.3, 0.25), "shown": (-0.3, 0.25)}),
    # People stay. What is shown draws fewer clicks, or the clicks buy less, or it costs more.
    "live_product_selection": (
        {**_STAY, "click": (-0.6, 0.45), "deal": (-0.2, 0.3), "goods": (-0.25, 0.3)},
        {**_STAY, "deal": (-0.5, 0.35), "click": (-0.1, 0.2)},
        {**_STAY, "price": (0.25, 0.2), "deal": (-0.5, 0.35), "click": (-0.15, 0.25)},
    ),
    # They came in another way: bought, lured by the cover, or not drawn in at all; and leave.
    "live_audience": (
        {**_LEAVE, "volume": (0.5, 0.3), "shown": (0.6, 0.3), "paid": (0.7, 0.6),
         "enter": (-0.1, 0.3)},
        {**_LEAVE, "paid": (0.8, 0.5), "fresh": (0.2, 0.3)},
        {**_LEAVE, "volume": (0.4, 0.3), "shown": (0.4, 0.3), "enter": (0.0, 0.3),
         "fresh": (0.2, 0.3)},
        {**_LEAVE, "enter": (0.35, 0.25), "volume": (0.3, 0.3)},
        {"enter": (-0.5, 0.3), "volume": (-0.3, 0.4), "dwell": (-0.2, 0.25),
         "follow": (-0.2, 0.3), "click": (-0.15, 0.25), "deal": (-0.1, 0.2)},
    ),
}  # fmt: skip
STRENGTHS = (0.4, 0.7, 1.0, 1.4)  # a cause may show faintly or strongly, on all its steps alike
ODD = 0.02  # the chance that a step was moved by something else altogether
ODD_SD = 0.6


def fits(signals: Mapping[str, Signal], among: Iterable[str], skip: Iterable[str] = ()) -> dict[
    str, float
]:  # fmt: skip
    """The share of belief that each cause earns from the steps, all causes equally likely before.

    Within a cause its ways and strengths are equally likely; every step is a normal around the
    way's size, its own uncertainty added, with a small chance of having nothing to do with it.
    """
    left = frozenset(skip)
    if signals.get("shown", UNKNOWN).is_known:
        left |= {"volume"}  # those shown it, and who of them entered, tell the same apart
    known = {n: s for n, s in signals.items() if n in CALM and n not in left and s.is_known}
    logs = {}
    for cause in among:
        tried = [_log_fit(known, way, much) for way in WAYS[cause] for much in STRENGTHS]
        logs[cause] = float(logsumexp(tried) - np.log(len(tried)))
    whole = logsumexp(list(logs.values()))
    return {cause: float(np.exp(value - whole)) for cause, value in logs.items()}


def _log_fit(signals: Mapping[str, Signal], way: Way, much: float) -> float:
    total = 0.0
    for name, signal in signals.items():
        middle, spread = way.get(name, (0.0, 0.0))
        middle, spread = middle * much, max(spread * much, CALM[name])
        likely = norm.pdf(signal.size, middle, np.hypot(spread, signal.sd))
        odd = norm.pdf(signal.size, 0.0, np.hypot(ODD_SD, signal.sd))
        total += float(np.log((1 - ODD) * likely + ODD * odd))
    return total
