"""The result of one campaign: what it cost, what is claimed, what it added, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from fupan.analysis.campaigns.scope import Campaign, Scope
from fupan.analysis.campaigns.spend import Spend
from fupan.analysis.effect import Effect, Material, Side, estimate
from fupan.ground.calendar import Event
from fupan.ground.periods import Period

NO_GAIN = 0.9  # chance of a loss from which "no lift worth its cost" is said


@dataclass(frozen=True)
class Result:
    """One campaign with its effect on sales and on contribution.

    `margin_rate` is the contribution per yuan of the treated sales before it. A pre-sale is never
    judged by itself: its buyers pay the balance in the wave that follows.
    """

    campaign: Campaign
    scope: Scope
    sales: Effect
    margin: Effect
    spend: Spend
    claimed: float | None
    margin_rate: float
    overlapping: tuple[Campaign, ...] = ()
    is_presale: bool = False

    @property
    def break_even(self) -> float:
        """The 投产比 at which a campaign pays: 1 ÷ contribution margin rate."""
        return 1 / self.margin_rate if self.margin_rate > 0 else float("nan")

    @property
    def net(self) -> tuple[float, float, float]:
        """Incremental contribution less what was spent: value and 95 % interval."""
        if not self.margin.is_estimated:
            return (float("nan"),) * 3
        low, high = self.margin.interval()
        cash = self.spend.cash
        return self.margin.increment - cash, low - cash, high - cash

    @property
    def chance_of_loss(self) -> float:
        """How likely the contribution added does not pay for what was spent."""
        return self.margin.chance_below(self.spend.cash) if self.margin.is_estimated else np.nan

    @property
    def verdict(self) -> str:
        """repeat: it pays for sure; stop: no lift seen and a loss for sure; change: it lifts
        sales and loses money for sure; unclear: the interval holds both."""
        if self.is_presale or not (self.sales.is_estimated and self.margin.is_estimated):
            return "unclear"
        low, _ = self.sales.interval()
        _, net_low, net_high = self.net
        if net_low > 0 and low > 0:
            return "repeat"
        if net_high < 0:
            return "change" if low > 0 else "stop"
        return "unclear"

    @property
    def has_no_lift(self) -> bool:
        """Whether no lift was seen, and one worth its cost can nearly be ruled out."""
        if self.is_presale or not self.sales.is_estimated:
            return False
        low, _ = self.sales.interval()
        return low <= 0 and self.chance_of_loss >= NO_GAIN


def material_of(
    sales: pd.DataFrame,
    scope: Scope,
    span: Period,
    column: str,
    events: list[Event],
    busy: frozenset,
    empty: frozenset,
) -> Material:
    """The daily series of one scope: `column` is paid or margin."""
    days = pd.Index(span.dates())
    squares = f"{column}_squares"
    if not scope.unit:
        whole = sales.groupby("day")[[column, squares]].sum().reindex(days, fill_value=0.0)
        return Material(whole[column], whole[squares], events=events, busy=busy, empty=empty)
    mine = sales[sales[scope.unit].isin(scope.treated)]
    others = sales[sales[scope.unit].isin(scope.controls)]
    treated = mine.groupby("day")[[column, squares]].sum().reindex(days, fill_value=0.0)
    controls = (
        others.pivot_table(index="day", columns=scope.unit, values="paid", aggfunc="sum")
        .reindex(days)
        .fillna(0.0)
    )
    control_squares = others.groupby("day")["paid_squares"].sum().reindex(days, fill_value=0.0)
    return Material(
        treated[column],
        treated[squares],
        controls,
        control_squares,
        events,
        busy,
        empty,
        scope.is_random,
    )


def effect_of(
    sales: pd.DataFrame,
    scope: Scope,
    span: Period,
    window: Period,
    column: str,
    events: list[Event],
    busy: frozenset,
    empty: frozenset,
) -> Effect:
    """The effect on the treated, with what goods of the same kind lost to them."""
    found = estimate(material_of(sales, scope, span, column, events, busy, empty), window)
    if scope.takes and found.is_estimated:
        # An ad may win visitors whom other channels would have brought. Its channel's gain is
        # then the most that it added; where the whole shop gained less, the shop's gain counts.
        whole = material_of(sales, Scope(""), span, column, events, busy, empty)
        shop = estimate(whole, window)
        return shop if shop.is_estimated and shop.increment < found.increment else found
    if not (found.is_estimated and scope.near):
        return found
    rivals = Scope(scope.unit, frozenset(scope.near), scope.controls)
    lost = estimate(material_of(sales, rivals, span, column, events, busy, empty), window)
    if not lost.is_estimated:
        return found
    side = Side("others", lost.inside, lost.sd, window.days)
    return replace(found, sides=(*found.sides, side))
