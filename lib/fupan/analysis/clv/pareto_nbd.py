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
_ALIKE = 100.0  # a gamma of this shape: rates of nine in ten buyers within 17 % of their mean


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
        rows = _Rows.of(h.repeats, h.last, h.watched)

        def loss(logs: Floats) -> float:
            value = float(h.buyers @ rows.log_likelihood(_scaled(np.exp(logs)))) / whole
            return -value if np.isfinite(value) else 1e10

        often = 3 / max(float(np.average(h.watched, weights=h.buyers)), 3e-3)
        start, most = (0.5, 0.5 * often, 0.6, 0.6 * often), (_ALIKE, 1e5, _ALIKE, 1e5)
        found = _scaled(fitted("Pareto/NBD", loss, start, most=most))
        value = float(h.buyers @ rows.log_likelihood(found))
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
        rows = _Rows.of(*np.broadcast_arrays(x, tx, t))
        return np.exp(rows.log_alive(parameters) - rows.log_core(parameters))

    def coming(
        self, time: float, repeats: ArrayLike, last: ArrayLike, watched: ArrayLike
    ) -> Floats:
        """Purchases within the next `time` of buyers with these histories."""
        x, tx, t = (np.asarray(v, dtype=float) for v in (repeats, last, watched))
        r, alpha, s, beta = self.r, self.alpha, self.s, self.beta
        rate = (r + x) * (beta + t) / ((alpha + t) * (s - 1))
        left = -np.expm1((s - 1) * np.log((beta + t) / (beta + t + time)))
        return rate * left * self.alive(x, tx, t)


def _scaled(found: Floats) -> Floats:
    """r, alpha, s, beta of shapes and mean rates: r, r/alpha, s, s/beta.

    Shapes and means are what data can tell apart. Where all buyers are alike, the likelihood
    rises for ever along a ridge on which alpha grows with r, or beta with s.
    """
    r, buying, s, leaving = found
    return np.array([r, r / buying, s, s / leaving])


@dataclass(frozen=True)
class _Rows:
    """Histories, with the pairs (repeats, time) that the slow function is computed for once."""

    x: Floats
    t: Floats
    pairs: tuple[Floats, Floats]
    last: NDArray[np.intp]
    watched: NDArray[np.intp]

    @classmethod
    def of(cls, x: Floats, tx: Floats, t: Floats) -> _Rows:
        x, tx, t = (np.atleast_1d(np.asarray(v, dtype=float)) for v in (x, tx, t))
        # Pairs as complex numbers: sorted far faster than rows of two columns.
        distinct, place = np.unique(np.concatenate([x + 1j * tx, x + 1j * t]), return_inverse=True)
        return cls(x, t, (distinct.real, distinct.imag), place[: len(x)], place[len(x) :])

    def log_likelihood(self, parameters: Floats) -> Floats:
        r, alpha, s, beta = parameters
        front = gammaln(r + self.x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
        return front + self.log_core(parameters)

    def log_alive(self, parameters: Floats) -> Floats:
        r, alpha, s, beta = parameters
        return -(r + self.x) * np.log(alpha + self.t) - s * np.log(beta + self.t)

    def log_core(self, parameters: Floats) -> Floats:
        """Log of: alive to the end, plus dropped out after the last purchase (their A0)."""
        r, _, s, _ = parameters
        tails = _log_tail(parameters, *self.pairs)
        first, end = tails[self.last], tails[self.watched]
        with np.errstate(divide="ignore", invalid="ignore"):
            # first >= end up to rounding: both are tails of the same integral
            gone = first + np.log(-np.expm1(np.minimum(end - first, 0.0)))
            share = np.log(s / (r + s + self.x))
            return np.logaddexp(self.log_alive(parameters), share + gone)


def _log_tail(parameters: Floats, x: Floats, time: Floats) -> Floats:
    r, alpha, s, beta = parameters
    whole = r + s + x
    larger, second = (alpha, s + 1) if alpha >= beta else (beta, r + x)
    turn = hyp2f1(whole, second, whole + 1, abs(alpha - beta) / (larger + time))
    return np.log(turn) - whole * np.log(larger + time)
