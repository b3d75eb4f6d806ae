"""An effect: the increment with its interval, the method, and what was checked."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.stats import t

from fupan.ground.language import Text

METHODS: dict[str, Text] = {
    "holdout": Text("随机对照组", "randomised holdout"),
    "difference_in_differences": Text("双重差分", "difference in differences"),
    "synthetic_control": Text("合成对照", "synthetic control"),
    "interrupted_time_series": Text("间断时间序列", "interrupted time series"),
    "plain_baseline": Text("朴素基线", "plain baseline"),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One assumption, whether it holds in the data, and the sentence that says so."""

    name: str
    holds: bool
    text: Text


@dataclass(frozen=True, slots=True)
class Side:
    """What happened beside the window: days before, days after, or other products."""

    where: str  # before, after, others
    increment: float
    sd: float
    days: int

    @property
    def is_seen(self) -> bool:
        """Whether a loss is beyond chance; a gain beside the window is not credited."""
        return self.sd > 0 and self.increment < -_SEEN * self.sd


# One-sided 1.4 %: three such looks at a campaign without side effects err in about 4 % of them.
_SEEN = 2.2


@dataclass(frozen=True)
class Effect:
    """Actual less expected over the window, with what was lost beside it.

    `days` has one row per day around the window (day, value, expected, low, high). `placebos`
    holds the relative errors of the same computation in quiet windows of the past;
    `false_positive_rate` is the share of them that the interval would have called an effect.
    `why_not` says why nothing could be estimated; then the figures are empty.
    """

    method: str = ""
    actual: float = float("nan")
    expected: float = float("nan")
    sd: float = float("nan")
    df: float = float("nan")
    sides: tuple[Side, ...] = ()
    placebos: tuple[float, ...] = ()
    false_positive_rate: float = float("nan")
    checks: tuple[Check, ...] = ()
    days: pd.DataFrame = field(default_factory=pd.DataFrame)
    why_not: Text | None = None

    @property
    def is_estimated(self) -> bool:
        return self.why_not is None

    @property
    def inside(self) -> float:
        """The increment on the window's own days."""
        return self.actual - self.expected

    @property
    def increment(self) -> float:
        """The increment, less what was only moved from other days or taken from other products."""
        return self.inside + sum(s.increment for s in self.sides if s.is_seen)

    @property
    def spread(self) -> float:
        """The standard error of `increment`."""
        return float(np.sqrt(self.sd**2 + sum(s.sd**2 for s in self.sides if s.is_seen)))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        wide = float(t.ppf(0.5 + level / 2, self.df)) * self.spread
        return self.increment - wide, self.increment + wide

    def chance_below(self, amount: float) -> float:
        """How likely the true increment lies below `amount`."""
        if not np.isfinite(self.spread) or self.spread <= 0:
            return float("nan")
        return float(t.cdf((amount - self.increment) / self.spread, self.df))
