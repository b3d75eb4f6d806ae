"""Pareto/NBD: buyers come at their own rate and drop out at any moment, unseen.

Schmittlein, D. C., Morrison, D. G. and Colombo, R. (1987), "Counting your customers: who are they
and what will they do next?", Management Science 33, 1–24; the likelihood as in Fader, P. S. and
Hardie, B. G. S. (2005), "A note on deriving the Pareto/NBD model and related expressions".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, hyp2f1

from fupan.analysis.clv.histories import Histories
from fupan.analysis.clv.likelihood import fitted

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ParetoNbd:
    """Purchase rates gamma (`r`, `alpha`), drop-out rates gamma (`s`, `beta`)."""

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float

    @classmethod
    def fit(cls, histories: Histories) -> ParetoNbd:
        h, whole = histories, histories.count

        def loss(logs: Floats) -> float:
            value = float(h.buyers @ _log_rows(np.exp(logs), h.repeats, h.last, h.watched)) / whole
            return -value if np.isfinite(value) else 1e10

        scale = float(np.average(h.watched, weights=h.buyers))
        found = fitted("Pareto/NBD", loss, (0.5, max(scale / 3, 1e-3), 0.6, max(scale / 3, 1e-3)))
        value = float(h.buyers @ _log_rows(found, h.repeats, h.last, h.watched))
        return cls(*(float(p) for p in found), value)

    def expected(self, time: ArrayLike) -> Floats:
        """Repeat purchases of a new buyer within `time`."""
        t = np.asarray(time, dtype=float)
        r, alpha, s, beta = self.r, self.alpha, self.s, self.beta
        return r * beta / (alpha * (s - 1)) * (1 - (beta / (beta + t)) ** (s - 1))

    def alive(self, repeats: ArrayLike, last: ArrayLike, watched: ArrayLike) -> Floats:
        """The chance that buyers with these histories have not dropped out."""
        x, tx, t = (np.asarray(v, dtype=float) for v in (repeats, last, watched))
        parameters = np.array([self.r, self.alpha, self.s, self.beta])
        return np.exp(_log_alive(parameters, x, t) - _log_core(parameters, x, tx, t))

    def coming(
        self, time: float, repeats: ArrayLike, last: ArrayLike, watched: ArrayLike
    ) -> Floats:
        """Purchases within the next `time` of buyers with these histories."""
        x, tx, t = (np.asarray(v, dtype=float) for v in (repeats, last, watched))
        r, alpha, s, beta = self.r, self.alpha, self.s, self.beta
        rate = (r + x) * (beta + t) / ((alpha + t) * (s - 1))
        left = 1 - ((beta + t) / (beta + t + time)) ** (s - 1)
        return rate * left * self.alive(x, tx, t)


def _log_rows(parameters: Floats, x: Floats, tx: Floats, t: Floats) -> Floats:
    r, alpha, s, beta = parameters
    front = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    return front + _log_core(parameters, x, tx, t)


def _log_alive(parameters: Floats, x: Floats, t: Floats) -> Floats:
    r, alpha, s, beta = parameters
    return -(r + x) * np.log(alpha + t) - s * np.log(beta + t)


def _log_core(parameters: Floats, x: Floats, tx: Floats, t: Floats) -> Floats:
    """Log of: alive to the end, plus dropped out after the last purchase (their A0)."""
    r, alpha, s, beta = parameters
    whole = r + s + x
    larger, other = max(alpha, beta), s + 1 if alpha >= beta else None
    second = other if other is not None else r + x
    gap = abs(alpha - beta)
    first = np.log(hyp2f1(whole, second, whole + 1, gap / (larger + tx)))
    last = np.log(hyp2f1(whole, second, whole + 1, gap / (larger + t)))
    first, last = first - whole * np.log(larger + tx), last - whole * np.log(larger + t)
    with np.errstate(divide="ignore"):
        # first >= last up to rounding: both are tails of the same integral
        gone = first + np.log(-np.expm1(np.minimum(last - first, 0.0)))
    return np.logaddexp(_log_alive(parameters, x, t), np.log(s / whole) + gone)
