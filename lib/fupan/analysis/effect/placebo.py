"""Placebo runs: the same computation in quiet windows of the past, where the truth is zero.

Their errors choose the reference, size the interval and give the false-positive rate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import t

from fupan.analysis.effect.material import Material

LOOK_BACK = 84  # days that a level is learnt from
MOST_RUNS = 60  # placebo windows; more cost time and overlap anyway
FEWEST_WINDOWS = 6  # that do not overlap, to size the drift at the window's own length
SHORTEST = 3  # days of a placebo window


@dataclass(frozen=True)
class Run:
    """One way to compute: a reference, and how fast the level forgets.

    `tried`, where given, is the reference that placebo runs use instead.
    """

    method: str
    values: np.ndarray
    reference: np.ndarray
    half_life: float
    lump: float
    other_lump: float
    tried: np.ndarray | None = None

    def chance(self, expected: float, reference: float, level_share: float) -> float:
        """The variance of actual less expected from the chance of orders alone.

        `level_share` is the relative variance of the level.
        """
        own = self.lump * max(expected, 0.0)
        other = self.other_lump / reference if self.other_lump and reference > 0 else 0.0
        return own + expected**2 * (other + level_share)


@dataclass(frozen=True)
class Errors:
    """Errors of the placebo windows, relative to what was expected.

    `drift_variance` is what they hold beyond the chance of orders, at the length of the window;
    `windows` is how many of them do not overlap. `score` ranks the ways to compute.
    """

    relative: np.ndarray
    expected: np.ndarray
    chances: np.ndarray
    drift_variance: float
    windows: float
    score: float

    def false_positive_rate(self, run: Run, df: float) -> float:
        """The share of quiet windows whose 95 % interval does not hold zero."""
        if not len(self.relative):
            return float("nan")
        wide = np.sqrt(self.chances + self.drift_variance * self.expected**2)
        beyond = np.abs(self.relative * self.expected) > t.ppf(0.975, df) * wide
        return float(beyond.mean())


def usable_days(material: Material, marks: list[str], start: int) -> np.ndarray:
    """The days before the window that are held, without promotions and other campaigns.

    A promotion of the whole shop moves both sides alike where chance split them, so its days
    stay; with other controls they stay where otherwise too few would be left.
    """
    days = material.days
    held = np.array([n < start and d not in material.empty for n, d in enumerate(days)])
    calm = held & np.array([d not in material.busy for d in days])
    plain = calm & np.array([m == "" for m in marks])
    if material.is_random or (material.has_controls and plain.sum() < 56 <= calm.sum()):
        return calm
    return plain


def level_at(run: Run, past: np.ndarray, origin: int) -> tuple[float, float]:
    """Treated per reference before `origin`, recent days counting more; and its relative variance.

    With a fixed half-life this is the steady state of a local level model (Durbin & Koopman
    2012, Time Series Analysis by State Space Methods, 2.11).
    """
    first = max(origin - LOOK_BACK, 0)
    days = np.flatnonzero(past[first:origin]) + first
    weight = 0.5 ** ((origin - 1 - days) / run.half_life)
    top, bottom = weight @ run.values[days], weight @ run.reference[days]
    if top <= 0 or bottom <= 0:
        return 0.0, float("inf")
    # Chance variance of a weighted sum: every day's with its weight squared.
    own = run.lump * float(weight**2 @ run.values[days]) / top**2
    other = run.other_lump * float(weight**2 @ run.reference[days]) / bottom**2
    return float(top / bottom), own + other


def placebo_errors(run: Run, past: np.ndarray, length: int) -> Errors:
    """Errors in quiet windows of `length` days, or of fewer where the past is short.

    From shorter windows the drift is carried over in proportion to the length, as a level that
    wanders at random would have it.
    """
    if run.tried is not None:
        run = replace(run, reference=run.tried, tried=None)
    quiet = int(past.sum()) - 28
    used = min(length, max(quiet // FEWEST_WINDOWS, SHORTEST))
    found = _windows(run, past, used)
    if len(found) < 3:
        return Errors(np.array([]), np.array([]), np.array([]), 0.15**2, 1.0, np.inf)
    errors, expected, chances = (np.array(c) for c in zip(*found, strict=True))
    windows = max(quiet / used, 1.0)
    drift = _beyond_chance(errors, expected, chances, windows) * max(length / used, 1.0)
    # Beyond what was seen a drift may be hidden by chance: a little is always allowed for.
    drift = max(drift, 0.02**2)
    score = float((errors**2).sum() / (expected**2).sum())
    return Errors(errors / expected, expected, chances, drift, windows, score)


def _beyond_chance(
    errors: np.ndarray, expected: np.ndarray, chances: np.ndarray, windows: float
) -> float:
    """The relative variance of the errors that the chance of orders does not explain.

    What is hardly beyond the noise of few windows is shrunk: taken at its face it would widen
    every interval of a small shop, where chance alone makes the errors large.
    """
    whole = float((expected**2).sum())
    beyond = max(float(((errors**2) - chances).sum()) / whole, 0.0)
    noise = float(chances.sum()) / whole * np.sqrt(2 / windows)
    return beyond**3 / (beyond**2 + noise**2) if beyond > 0 else 0.0


def _windows(run: Run, past: np.ndarray, length: int) -> list[tuple[float, float, float]]:
    """Error, expected and chance variance of each placebo window, latest first."""
    places = np.flatnonzero(past)
    if len(places) <= 28 + length:
        return []
    # Windows are made of usable days in a row of usable days: a promotion in between is skipped.
    ends = np.arange(len(places), 28 + length - 1, -max(length // 3, 1))[:MOST_RUNS]
    found = []
    for end in ends:
        window = places[end - length : end]
        level, share = level_at(run, past, int(window[0]))
        reference = float(run.reference[window].sum())
        expected = level * reference
        if expected <= 0 or not np.isfinite(share):
            continue
        error = float(run.values[window].sum()) - expected
        found.append((error, expected, run.chance(expected, reference, share)))
    return found
