"""How far a forecast may be off, by its back-test: ordinary weeks and promotions apart.

A promotion that sold more or less than thought must neither make the weeks after it look wild nor
the next one look sure.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import nnls

from fupan.analysis.demand import Flags, Floats
from fupan.analysis.forecast.backtest import Trial

PROMOTION_SPREAD = 0.4  # of the units that promotions add, where the past shows few
LEAST_SPREAD, MOST_SPREAD = 0.25, 0.8
PRIOR_ORIGINS = 4.0  # back-tested promotions at which their own spread weighs as much as that
CALM_SHARE = 0.05  # of an origin's units by promotions, below which it is an ordinary one
OWN_WEIGHT = 6.0  # origins at which an item's own errors weigh as much as its class's
FEWEST = 8


def spread_of(trial: Trial) -> tuple[Floats, Floats, float]:
    """φ and τ² per item, and the promotions' spread: variance φ·m + τ²·m² + (spread·p)².

    m are the units expected, p those of them that promotions add or take.
    """
    count = trial.truth.shape[1]
    dispersion, relative = np.full(count, 1.5), np.full(count, 0.15)
    if not len(trial.origins):
        return dispersion, relative, PROMOTION_SPREAD
    guess = trial.guesses[trial.chosen, :, np.arange(count)].T  # origins × items
    squares = (guess - trial.truth) ** 2
    promoted = np.zeros_like(guess) if trial.promoted is None else trial.promoted
    calm = promoted.sum(axis=1) <= CALM_SHARE * np.maximum(guess.sum(axis=1), 1e-9)
    net = squares - (PROMOTION_SPREAD * promoted) ** 2
    for name in set(trial.classes["class"]) - {"none"}:
        held = (trial.classes["class"] == name).to_numpy()
        found = _fitted(guess[calm][:, held], squares[calm][:, held])
        found = found or _fitted(guess[:, held], np.maximum(net[:, held], 0.0))
        if found is not None:
            dispersion[held], relative[held] = found
    usual = dispersion * guess + relative * guess**2
    surprise = _surprise(squares - usual, promoted, guess, ~calm)
    usual += (surprise * promoted) ** 2
    return *_own(dispersion, relative, squares, usual), surprise


def _fitted(guess: Floats, squares: Floats) -> tuple[float, float] | None:
    """φ and τ² of a class; None where too few origins tell."""
    m, e = guess.ravel(), squares.ravel()
    some = m > 0.1
    if some.sum() < FEWEST:
        return None
    m, e = m[some], np.minimum(e[some], 25 * (m[some] + 0.3 * m[some] ** 2))
    weight = 1 / (m + 0.1 * m**2)
    terms = np.column_stack([m * weight, m**2 * weight])
    phi, tau = nnls(terms, e * weight)[0]
    return max(float(phi), 1.0), max(float(tau), 0.005)


def _surprise(over: Floats, promoted: Floats, guess: Floats, busy: Flags) -> float:
    """The promotions' spread; items of one promotion err together, so origins are what counts."""
    if not busy.any():
        return PROMOTION_SPREAD
    weight = 1 / np.maximum(guess[busy] + 0.1 * guess[busy] ** 2, 0.1)
    top = (over[busy] * weight).sum()
    bottom = (promoted[busy] ** 2 * weight).sum()
    seen = int(busy.sum()) / 2  # overlapping horizons are not independent
    square = (PRIOR_ORIGINS * PROMOTION_SPREAD**2 + seen * top / max(bottom, 1e-9)) / (
        PRIOR_ORIGINS + seen
    )
    return float(np.clip(np.sqrt(max(square, 0.0)), LEAST_SPREAD, MOST_SPREAD))


def _own(
    dispersion: Floats, relative: Floats, squares: Floats, usual: Floats
) -> tuple[Floats, Floats]:
    """Its class's, scaled by how the item's own errors compare; overlapping origins count half."""
    seen = len(squares)
    total = usual.sum(axis=0)
    ratio = np.divide(squares.sum(axis=0), total, out=np.ones(len(total)), where=total > 0)
    own = (OWN_WEIGHT + seen / 2 * ratio) / (OWN_WEIGHT + seen / 2)
    own = np.clip(own, 0.5, 3.0)
    return dispersion * own, relative * own
