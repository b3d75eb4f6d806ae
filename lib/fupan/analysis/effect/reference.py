"""References: what the treated series is held against on each day.

Controls as they are (difference in differences), controls weighted to move alike (synthetic
control), or the series' own weekday and promotion pattern (interrupted time series).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.optimize import nnls

from fupan.analysis.effect.material import Material

FEWEST_WEEKS = 4  # of ordinary days, for a weekday pattern
PULL = 0.3  # how strongly weights are held to the units' shares: about the noise of a unit's week
USUAL_MOVE, STRANGE = 0.3, 3.0  # relative sd of a control's share, and how far is too far
SUM_TO_ONE = 10.0  # weight of the row that makes the synthetic shares add up to one


def pooled(material: Material) -> np.ndarray:
    """All controls together: the treated would have moved as they did."""
    return material.controls.sum(axis=1).to_numpy(float)


def steady_controls(material: Material, past: np.ndarray, inside: np.ndarray) -> Material:
    """Without controls that went their own way in the window: sold out, or on offer themselves.

    A control is left out where its share of all controls moved beyond chance and beyond what
    shares usually move; at least three fifths of the controls' sales are kept.
    """
    if not material.has_controls or material.control_squares is None:
        return material
    before = material.controls[past].tail(56).sum()
    now = material.controls[inside].sum()
    if before.sum() <= 0 or now.sum() <= 0:
        return material
    lump = material.lumps()[1]
    kept = list(material.controls.columns)
    while len(kept) > 3:
        expected = before[kept] / before[kept].sum() * now[kept].sum()
        spread = np.sqrt(lump * expected + (USUAL_MOVE * expected) ** 2) + 1e-9
        apart = ((now[kept] - expected) / spread).abs()
        worst = apart.idxmax()
        left = [c for c in kept if c != worst]
        if apart[worst] < STRANGE or before[left].sum() < 0.6 * before.sum():
            break
        kept = left
    return replace(material, controls=material.controls[kept])


def synthetic(material: Material, past: np.ndarray) -> np.ndarray | None:
    """Controls weighted so that their weeks moved as the treated weeks did, before the window.

    Abadie, Diamond & Hainmueller (2010), J. Am. Stat. Assoc. 105, 493–505: weights are not
    negative and add up to one. Units are scaled to their own mean and pulled towards their
    share of sales, so that noise is not fitted. None where weeks or units are too few.
    """
    held = material.controls.to_numpy(float)[past]
    weeks = len(held) // 7
    if weeks < 8 or held.shape[1] < 3:
        return None
    whole = held[-7 * weeks :].reshape(weeks, 7, -1).sum(axis=1)
    treated = material.treated.to_numpy(float)[past][-7 * weeks :].reshape(weeks, 7).sum(axis=1)
    kept = (whole > 0).mean(axis=0) > 0.8
    if kept.sum() < 3 or treated.sum() <= 0:
        return None
    means = whole[:, kept].mean(axis=0)
    shares = means / means.sum()
    scaled, wanted = whole[:, kept] / means, treated / treated.mean()
    pull = np.sqrt(weeks * PULL) * np.eye(len(shares))
    rows = np.vstack([scaled, SUM_TO_ONE * np.ones(len(shares)), pull])
    goal = np.concatenate([wanted, [SUM_TO_ONE], pull @ shares])
    weights = nnls(rows, goal)[0]
    if weights.sum() <= 0:
        return None
    return (material.controls.to_numpy(float)[:, kept] / means) @ (weights / weights.sum())


def crossed(material: Material, past: np.ndarray) -> np.ndarray | None:
    """The synthetic reference for placebo runs: each half of the past by weights of the other.

    Weights fitted to the very days that they are tried on would look better than they are.
    """
    places = np.flatnonzero(past)
    middle = int(places[len(places) // 2]) if len(places) else 0
    early, late = past.copy(), past.copy()
    early[middle:], late[:middle] = False, False
    halves = [synthetic(material, half) for half in (early, late)]
    if halves[0] is None or halves[1] is None:
        return None
    scaled = [h / h[past].mean() for h in halves if h[past].mean() > 0]
    if len(scaled) < 2:
        return None
    return np.where(np.arange(len(past)) < middle, scaled[1], scaled[0])


def rhythm(material: Material, past: np.ndarray, marks: list[str]) -> np.ndarray:
    """The weekday pattern, and the lift of promotions that the series has been through before."""
    values = material.treated.to_numpy(float)
    weekdays = np.array([d.weekday() for d in material.days])
    pattern = np.ones(len(values))
    if past.sum() >= 7 * FEWEST_WEEKS:
        for weekday in range(7):
            held = past & (weekdays == weekday)
            # Half a week's worth of the plain mean is mixed in: few weeks know little.
            near = _around(values, past)
            usual = near[held].sum()
            shift = (values[held].sum() + 0.5 * values[past].mean()) / (
                usual + 0.5 * values[past].mean()
            )
            pattern[weekdays == weekday] = max(shift, 0.05)
    known = {}
    names = np.array(marks)
    calm = np.array([d not in material.busy and d not in material.empty for d in material.days])
    for mark in sorted(set(marks) - {""}):
        # Earlier days of the same promotion tell its own lift only where no campaign joined in.
        earlier = (names == mark) & (np.arange(len(values)) < _last(past)) & calm
        level = _around(values, past)[earlier] * pattern[earlier]
        if earlier.sum() >= 2 and level.sum() > 0:
            known[mark] = values[earlier].sum() / level.sum()
    lifts = np.array([known.get(m, 1.0) for m in marks])
    return pattern * np.maximum(lifts, 0.05)


def unprecedented(material: Material, past: np.ndarray, marks: list[str], window: slice) -> bool:
    """Whether the window holds promotion days that the series has never been through."""
    names = np.array(marks)
    before = set(names[: _last(past)]) if past.any() else set()
    return bool(set(names[window]) - before - {""})


def _last(past: np.ndarray) -> int:
    return int(np.flatnonzero(past).max()) + 1 if past.any() else 0


def _around(values: np.ndarray, past: np.ndarray) -> np.ndarray:
    """The mean of the ordinary days within two weeks to either side of each day."""
    kernel = np.ones(29)
    top = np.convolve(np.where(past, values, 0.0), kernel, mode="same")
    bottom = np.convolve(past.astype(float), kernel, mode="same")
    whole = values[past].mean() if past.any() else 0.0
    return np.where(bottom >= 7, top / np.maximum(bottom, 1.0), whole)
