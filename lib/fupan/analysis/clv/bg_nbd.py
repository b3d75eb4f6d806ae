"""BG/NBD: buyers come at their own rate and may drop out after any purchase.

Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), "'Counting your customers' the easy way: an
alternative to the Pareto/NBD model", Marketing Science 24, 275–284. Equation numbers are theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln, digamma, gammaln, hyp1f1, hyp2f1

from fupan.analysis.clv.histories import Histories
from fupan.analysis.clv.likelihood import fitted

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BgNbd:
    """Rates gamma (shape `r`, rate `alpha`); drop-out chance beta (`a`, `b`)."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    @classmethod
    def fit(cls, histories: Histories) -> BgNbd:
        """The maximum of the likelihood (equation 6), with its slopes in closed form."""
        h, whole = histories, histories.count
        x, place = np.unique(h.repeats, return_inverse=True)
        number = np.bincount(place, h.buyers)
        again = h.repeats > 0

        def loss(logs: Floats) -> tuple[float, Floats]:
            value, slopes = _log_likelihood(np.exp(logs), h, x, number, again)
            return -value / whole, -slopes * np.exp(logs) / whole

        scale = float(np.average(h.watched, weights=h.buyers))
        found = fitted("BG/NBD", loss, (0.5, max(scale / 4, 1e-3), 0.8, 2.0), sloped=True)
        value, _ = _log_likelihood(found, h, x, number, again)
        return cls(*(float(p) for p in found), value)

    def expected(self, time: ArrayLike) -> Floats:
        """Repeat purchases of a new buyer within `time` (equation 9)."""
        t = np.asarray(time, dtype=float)
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        return (a + b - 1) / (a - 1) * (1 - _turn(r, b, a + b - 1, t, alpha))

    def coming(
        self, time: float, repeats: ArrayLike, last: ArrayLike, watched: ArrayLike
    ) -> Floats:
        """Purchases within the next `time` of buyers with these histories (equation 10)."""
        x, tx, t = (np.asarray(v, dtype=float) for v in (repeats, last, watched))
        r, alpha, a, b = self.r, self.alpha, self.a, self.b
        turn = _turn(r + x, b + x, a + b + x - 1, time, alpha + t)
        return (a + b + x - 1) / (a - 1) * (1 - turn) / (1 + self._odds_gone(x, tx, t))

    def alive(self, repeats: ArrayLike, last: ArrayLike, watched: ArrayLike) -> Floats:
        """The chance that buyers with these histories have not dropped out."""
        x, tx, t = (np.asarray(v, dtype=float) for v in (repeats, last, watched))
        return 1 / (1 + self._odds_gone(x, tx, t))

    def _odds_gone(self, x: Floats, tx: Floats, t: Floats) -> Floats:
        odds = self.a / (self.b + np.maximum(x, 1) - 1)
        odds = odds * ((self.alpha + t) / (self.alpha + tx)) ** (self.r + x)
        return np.where(x > 0, odds, 0.0)


def _turn(shape: ArrayLike, b: ArrayLike, c: ArrayLike, time: ArrayLike, rate: ArrayLike) -> Floats:
    """(rate / (rate + time))^shape · 2F1(shape, b; c; time / (rate + time)), of any shape.

    Where buyers are hardly unlike each other the shape has no bound and 2F1 overflows. By Pfaff it
    is 2F1(shape, c − b; c; −time / rate), whose limit for a large shape is Kummer's 1F1.
    """
    a, b, c, t, rate = np.broadcast_arrays(shape, b, c, time, rate)
    turn = (rate / (rate + t)) ** a * hyp2f1(a, b, c, t / (rate + t))
    return np.where(np.isfinite(turn), turn, hyp1f1(c - b, c, -a * t / rate))


def _log_likelihood(
    parameters: Floats, h: Histories, x: Floats, number: Floats, again: NDArray[np.bool_]
) -> tuple[float, Floats]:
    """The log-likelihood and its slopes; what depends on the count alone is summed by count."""
    r, alpha, a, b = parameters
    first, second = np.log(alpha + h.watched), np.log(alpha + h.last)
    stays = -(r + h.repeats) * first
    with np.errstate(divide="ignore"):
        odds = np.where(again, np.log(a) - np.log(b + np.maximum(h.repeats, 1) - 1), -np.inf)
    leaves = odds - (r + h.repeats) * second
    rows = np.logaddexp(stays, leaves)
    gone = np.exp(leaves - rows)  # the part of each row that comes from having dropped out
    by_count = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    by_count = by_count + betaln(a, b + x) - betaln(a, b)
    value = float(number @ by_count + h.buyers @ rows)
    w = h.buyers
    slope_r = number @ (digamma(r + x) - digamma(r) + np.log(alpha))
    slope_r -= w @ ((1 - gone) * first + gone * second)
    slope_alpha = number.sum() * r / alpha
    slope_alpha -= w @ (
        (r + h.repeats) * ((1 - gone) / (alpha + h.watched) + gone / (alpha + h.last))
    )
    both = digamma(a + b) - digamma(a + b + x)
    slope_a = number @ both + (w @ gone) / a
    slope_b = number @ (both + digamma(b + x) - digamma(b))
    slope_b -= w @ (gone / (b + np.maximum(h.repeats, 1) - 1))
    return value, np.array([slope_r, slope_alpha, slope_a, slope_b])
