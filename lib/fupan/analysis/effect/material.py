"""What an effect is estimated from: daily sales of who was treated and of who was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from fupan.ground.calendar import Event


@dataclass(frozen=True)
class Material:
    """Daily series over the same days, ascending and without gaps.

    `treated` is the money of the treated units, `squares` the sum of the squared order lines
    behind it (a day's money is a number of orders of unequal size: its chance variance is that
    sum). `controls` has one column per unit that the campaign did not touch, `control_squares`
    the squares of all of them together. `busy` names days on which other campaigns favoured one
    side; `empty` days that the data do not hold. `is_random` says that chance chose who was
    treated.
    """

    treated: pd.Series
    squares: pd.Series
    controls: pd.DataFrame = field(default_factory=pd.DataFrame)
    control_squares: pd.Series | None = None
    events: Sequence[Event] = ()
    busy: frozenset[date] = frozenset()
    empty: frozenset[date] = frozenset()
    is_random: bool = False

    @property
    def days(self) -> list[date]:
        return list(self.treated.index)

    @property
    def has_controls(self) -> bool:
        return not self.controls.empty and float(self.controls.to_numpy().sum()) > 0

    def marks(self) -> list[str]:
        """The promotion and phase of each day, by a name that recurs; empty on ordinary days."""
        marks = [""] * len(self.days)
        for event in self.events:
            for n, day in enumerate(self.days):
                if day in event.period and (not marks[n] or event.phase == "main"):
                    marks[n] = f"{event.promotion}/{event.phase}"
        return marks

    def lumps(self) -> tuple[float, float]:
        """Chance variance per unit of money, treated and controls: Σ line² ÷ Σ line."""
        treated = _quotient(self.squares.sum(), self.treated.sum())
        if not self.has_controls or self.control_squares is None:
            return treated, 0.0
        return treated, _quotient(self.control_squares.sum(), self.controls.to_numpy().sum())


def _quotient(top: float, bottom: float) -> float:
    return float(top / bottom) if bottom > 0 else float(np.nan)
