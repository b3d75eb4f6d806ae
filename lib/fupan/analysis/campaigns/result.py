"""The result of one campaign: what it cost, what is claimed, what it added, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from fupan.analysis.campaigns.people import People
from fupan.analysis.campaigns.scope import Campaign, Scope
from fupan.analysis.campaigns.spend import Spend
from fupan.analysis.effect import Check, Effect, Material, Side, estimate
from fupan.ground.calendar import Event
from fupan.ground.language import Text
from fupan.ground.periods import Period

ALONE, GROUPS = 60, 20  # controls that stand by themselves, and groups that the rest is dealt into
DOUBT = 2.0  # standard errors by which others rise before the controls are doubted
NO_GAIN = 0.9  # chance of a loss from which "no lift worth its cost" is said
# Checks without which the interval itself is in doubt, so that no verdict can rest on it.
NEEDED = {
    "placebos": Text("活动前的历史太短", "the past before it is too short"),
    "no_trend": Text("“不做活动”的估计本身不稳", "the estimate without it is unsteady itself"),
    "balance": Text("两组人活动前就买得不一样", "its arms bought unlike before it"),
    "controls": Text("对照自己也在变", "its controls moved by themselves"),
}


@dataclass(frozen=True)
class Result:
    """One campaign with its effect on sales and on contribution.

    `margin_rate` is the contribution per yuan of the treated sales before it. A pre-sale is never
    judged by itself: its buyers pay the balance in the wave that follows. `protection` is what was
    paid back to earlier buyers for its lower price.
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
    people: People | None = None
    protection: float = 0.0

    @property
    def words(self) -> Text:
        """What it is held against."""
        if self.people is None:
            return self.scope.words
        count = f"{self.people.treated:,}"
        return Text(
            f"发到的 {count} 人对比留出的人", f"{count} treated buyers against held-out ones"
        )

    @property
    def cash(self) -> float:
        """What comes off the contribution added: spend, and prices paid back to earlier buyers."""
        return self.spend.cash + self.protection

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
        cash = self.cash
        return self.margin.increment - cash, low - cash, high - cash

    @property
    def chance_of_loss(self) -> float:
        """How likely the contribution added does not pay for what was spent."""
        return self.margin.chance_below(self.cash) if self.margin.is_estimated else np.nan

    @property
    def why_open(self) -> Text | None:
        """Why no verdict is given, whatever the figures say; None where they may speak."""
        if self.campaign.is_cut:
            return Text("活动还没结束", "it is not over")
        if self.is_presale:
            return Text("预售的尾款还没算进来", "the balances of a pre-sale are paid later")
        failed = [NEEDED[c.name] for c in self.sales.checks if c.name in NEEDED and not c.holds]
        return failed[0] if failed else None

    @property
    def lacks_precedent(self) -> bool:
        """Whether a platform's promotion, like none before, may have brought the lift itself."""
        return any(c.name == "precedent" and not c.holds for c in self.sales.checks)

    @property
    def is_praise_withheld(self) -> bool:
        """Whether it seems to pay for sure, but a promotion like none before is in the figure."""
        known = self.sales.is_estimated and self.margin.is_estimated
        return known and self._pays and self.lacks_precedent

    @property
    def _pays(self) -> bool:
        return self.net[1] > 0 and self.sales.interval()[0] > 0

    @property
    def verdict(self) -> str:
        """repeat: it pays for sure; stop: no lift seen and a loss for sure; change: it lifts
        sales and loses money for sure; unclear: the interval holds both, or cannot be relied on.

        A promotion without precedent makes a campaign look better than it is: it can lose
        praise by that, not blame.
        """
        if self.why_open or not (self.sales.is_estimated and self.margin.is_estimated):
            return "unclear"
        if self._pays:
            return "unclear" if self.lacks_precedent else "repeat"
        if self.net[2] < 0:
            return "change" if self.sales.interval()[0] > 0 else "stop"
        return "unclear"

    @property
    def has_no_lift(self) -> bool:
        """Whether no lift was seen, and one worth its cost can nearly be ruled out."""
        if self.why_open or not self.sales.is_estimated:
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
    if scope.goods:
        sales = sales[sales["product_id"].isin(scope.goods)]
    if not scope.unit:
        whole = sales.groupby("day")[[column, squares]].sum().reindex(days, fill_value=0.0)
        return Material(whole[column], whole[squares], events=events, busy=busy, empty=empty)
    mine = sales[sales[scope.unit].isin(scope.treated)]
    others = sales[sales[scope.unit].isin(scope.controls)]
    treated = mine.groupby("day")[[column, squares]].sum().reindex(days, fill_value=0.0)
    controls = (
        others.assign(unit=_grouped(others, scope.unit))
        .pivot_table(index="day", columns="unit", values="paid", aggfunc="sum")
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


def _grouped(others: pd.DataFrame, unit: str) -> pd.Series:
    """The control that each row counts to: the largest by themselves, the rest dealt into groups.

    A grocer has tens of thousands of products; one by one they are noise, and cost minutes.
    """
    sums = others.groupby(unit)["paid"].sum().sort_values(ascending=False, kind="stable")
    names = {name: name for name in sums.index[:ALONE]}
    names |= {name: f"+{n % GROUPS}" for n, name in enumerate(sums.index[ALONE:])}
    return others[unit].map(names)


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
    if not found.is_estimated:
        return found
    if scope.takes:
        # An ad may win visitors whom other channels would have brought: theirs are looked at by
        # their own rhythm, as they have nobody else to be held against.
        others = Scope(scope.unit, frozenset(scope.controls))
        lost = estimate(material_of(sales, others, span, column, events, busy, empty), window)
        return _with_loss(found, lost, "channels", window)
    if scope.near:
        rivals = Scope(scope.unit, frozenset(scope.near), scope.controls)
        lost = estimate(material_of(sales, rivals, span, column, events, busy, empty), window)
        return _with_loss(found, lost, "others", window)
    if scope.is_mixed:
        return replace(found, sides=(*found.sides, Side("others", 0.0, float("inf"), 0)))
    if scope.goods:
        rest = frozenset(sales["product_id"]) - scope.goods
        rivals = replace(scope, goods=rest)
        lost = estimate(material_of(sales, rivals, span, column, events, busy, empty), window)
        return _with_loss(found, lost, "others", window)
    return found


def _with_loss(found: Effect, lost: Effect, where: str, window: Period) -> Effect:
    """The effect with what others lost to it; nothing is known of others not to be estimated."""
    if not lost.is_estimated:
        return replace(found, sides=(*found.sides, Side(where, 0.0, float("inf"), 0)))
    side = Side(where, lost.inside, lost.sd, window.days)
    found = replace(found, sides=(*found.sides, side))
    if where == "channels" or lost.inside < DOUBT * lost.sd or lost.expected <= 0:
        return found
    # What the campaign left alone rose against the controls as well: it may be a halo, or the
    # controls fell by themselves. Then they err about the treated as much.
    error = found.expected * lost.inside / lost.expected
    return replace(
        found, sd=float(np.hypot(found.sd, error)), checks=(*found.checks, _controls_in_doubt())
    )


def _controls_in_doubt() -> Check:
    return Check(
        "controls",
        False,
        Text(
            zh="没参加活动的同类商品也比对照涨了：可能被带动，也可能是对照自己跌了，区间已放宽",
            en="goods of the same kind rose against the controls too: a halo, or the controls "
            "fell; the interval is widened",
        ),
    )
