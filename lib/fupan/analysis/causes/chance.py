"""How unlikely a movement is: tails, the usual drift of a series, robust means.

Plain statistics on arrays; what they are applied to is the shifts' business.
"""

from __future__ import annotations

import numpy as np
from scipy.stats import norm, t

DRIFT_DF = 12.0  # windows from which the drift is learnt, about
FEW_VALUES = 7
HALVINGS = 24  # of four, to a millionth: no drift is known so well
MEDIAN_CHI = 0.4549  # the median of a squared standard normal variable


def tail(z: float, tries: float = 1.0) -> float:
    """The chance of a z this large or larger in any of `tries` independent quiet series."""
    return float(-np.expm1(tries * np.log1p(-min(norm.sf(z), 1 - 1e-12))))


def as_normal(z: np.ndarray, drifting: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """The z of a normal variable that is as unlikely as these.

    The drift is learnt from few windows, so Student's t pays for it, in the measure in which the
    error is drift and not chance (Satterthwaite 1946, Biometrics Bull. 2, 110–114).
    """
    share = np.clip(drifting / np.where(spread > 0, spread, 1.0), 1e-3, 1.0)
    chance = t.sf(np.abs(z), DRIFT_DF / share**2)
    return np.sign(z) * norm.isf(np.clip(chance, 1e-300, 0.5))


def excess(squares: np.ndarray, errors: np.ndarray) -> float:
    """The variance that, added to the known errors, makes the typical square as large as it is.

    Medians, so that past accidents do not count as usual.
    """
    known = np.isfinite(squares) & np.isfinite(errors)
    squares, errors = squares[known], errors[known]
    if len(squares) < 4:
        return 0.0
    low, high = 0.0, 4.0
    if _middle(squares / errors) <= MEDIAN_CHI:
        return 0.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        if _middle(squares / (errors + middle)) > MEDIAN_CHI:
            low = middle
        else:
            high = middle
    return high


def _middle(values: np.ndarray) -> float:
    """The median, without what `np.median` spends on axes and gaps: it is asked very often."""
    ranked, half = np.sort(values), len(values) // 2
    return float(ranked[half] + ranked[-half - 1]) / 2


def medians_beside(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """For each value the weighted median of all the others.

    A value that fell would drag a median that includes it, and so hide part of its own fall.
    Of a few values each belongs to the median: without it, one more that fell would decide.
    """
    order = np.argsort(values, kind="stable")
    ranked, weight = values[order], weights[order]
    reached = np.tile(weight.cumsum(), (len(ranked), 1))
    half = np.full((len(ranked), 1), weight.sum() / 2)
    known = reached >= half
    if len(ranked) >= FEW_VALUES:
        own = np.arange(len(ranked)) >= np.arange(len(ranked))[:, None]
        half = half - weight[:, None] / 2
        known = (reached - weight[:, None] * own >= half) & ~np.eye(len(ranked), dtype=bool)
    found = np.where(half[:, 0] > 0, ranked[known.argmax(axis=1)], 0.0)
    beside = np.empty(len(values))
    beside[order] = found
    return beside
