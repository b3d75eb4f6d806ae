"""Shifted beta-geometric: who renews a contract, period after period.

Fader, P. S. and Hardie, B. G. S. (2007), "How to project customer retention", Journal of
Interactive Marketing 21, 76–90. For subscriptions; a shop without contracts has no use for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln

from fupan.analysis.clv.likelihood import fitted
from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class BetaGeometric:
    """The chance to leave at each renewal is beta (`alpha`, `beta`) among customers."""

    alpha: float
    beta: float
    log_likelihood: float

    @classmethod
    def fit(cls, staying: Sequence[float]) -> BetaGeometric:
        """Fitted on the customers left at the start and after each renewal, never growing."""
        left = np.asarray(staying, dtype=float)
        lost = -np.diff(left)
        if len(left) < 3 or (lost < 0).any() or left[-1] < 0:
            raise DataInvalid(
                Text(
                    zh=f"续约人数要从开始往后排、不增加、至少 3 期，收到 {list(staying)}。",
                    en=f"Customers left must not grow and cover 3 periods; got {list(staying)}.",
                )
            )

        def value(parameters: Floats) -> float:
            return float(lost @ _log_leave(parameters, len(lost))) + float(
                left[-1] * _log_stay(parameters, len(lost))
            )

        found = fitted("sBG", lambda s: -value(np.exp(s)) / left[0], (1.0, 1.0))
        return cls(float(found[0]), float(found[1]), value(found))

    def staying(self, periods: int) -> Floats:
        """The share still there after 0, 1, … `periods` renewals."""
        parameters = np.array([self.alpha, self.beta])
        return np.exp([_log_stay(parameters, n) for n in range(periods + 1)])


def _log_leave(parameters: Floats, periods: int) -> Floats:
    alpha, beta = parameters
    return betaln(alpha + 1, beta + np.arange(periods)) - betaln(alpha, beta)


def _log_stay(parameters: Floats, periods: int) -> float:
    alpha, beta = parameters
    return float(betaln(alpha, beta + periods) - betaln(alpha, beta))
