"""Gamma-Gamma: what a buyer spends each time, around an own mean that differs between buyers.

Fader, P. S. and Hardie, B. G. S. (2013), "The Gamma-Gamma model of monetary value"; it assumes
that spend and frequency are unrelated, which is for the user to check.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln

from fupan.analysis.clv.likelihood import fitted

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class GammaGamma:
    """Spend gamma (shape `p`) around means whose inverse is gamma (`q`, `v`)."""

    p: float
    q: float
    v: float
    log_likelihood: float

    @classmethod
    def fit(
        cls, purchases: ArrayLike, mean: ArrayLike, buyers: ArrayLike | None = None
    ) -> GammaGamma:
        """Fitted on buyers with `purchases` > 0 whose `mean` spend is positive (their eq. 1a)."""
        x, z = (np.asarray(c, dtype=float) for c in (purchases, mean))
        weight = np.ones(len(x)) if buyers is None else np.asarray(buyers, dtype=float)
        kept = (x > 0) & (z > 0)
        x, z, weight = x[kept], z[kept], weight[kept]

        def value(parameters: Floats) -> float:
            p, q, v = parameters
            rows = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
            rows = rows + (p * x - 1) * np.log(z) + p * x * np.log(x)
            return float(weight @ (rows - (p * x + q) * np.log(v + x * z)))

        whole = float(weight.sum())
        typical = float(np.average(z, weights=weight)) if whole else 1.0
        found = fitted("Gamma-Gamma", lambda s: -value(np.exp(s)) / whole, (2.0, 3.0, typical))
        return cls(*(float(p) for p in found), value(found))

    @property
    def mean(self) -> float:
        """The mean spend over all buyers; endless where q is 1 or less."""
        return self.p * self.v / (self.q - 1) if self.q > 1 else float("inf")

    def spend(self, purchases: ArrayLike, mean: ArrayLike) -> Floats:
        """A buyer's own mean spend given what was seen: drawn towards the mean of all (eq. 5)."""
        x, z = (np.asarray(c, dtype=float) for c in (purchases, mean))
        return self.p * (self.v + x * z) / (self.p * x + self.q - 1)
