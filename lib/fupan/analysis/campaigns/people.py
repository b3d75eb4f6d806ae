"""Campaigns whose buyers were split by chance: what the treated bought beyond the controls.

The shop marks them in `campaign_buyers`; who is marked and bought nothing counts with zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from fupan.analysis.campaigns.sales import Costs, paid_lines, with_margin
from fupan.analysis.campaigns.scope import Campaign
from fupan.analysis.effect import Check, Effect, Side
from fupan.analysis.effect.effect import BESIDE
from fupan.analysis.uplift import Uplift, average_effect, by_segment, qini
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop

FEWEST_PEOPLE = 100  # in each arm; fewer say nothing about money, whose spread is wide


@dataclass(frozen=True)
class People:
    """One row per marked buyer: `is_treated`, `segment`, `score`, and by column (paid, margin)
    what was bought in the campaign's days (`_inside`) and the two weeks after (`_after`)."""

    rows: pd.DataFrame
    after_days: int

    @property
    def treated(self) -> int:
        return int(self.rows["is_treated"].sum())

    def effect(self, column: str) -> Effect:
        """The increment over all treated buyers, all goods and channels together."""
        rows, count = self.rows, self.treated
        inside = average_effect(rows[f"{column}_inside"], rows["is_treated"])
        side = Side("after", 0.0, float("inf"), 0)
        if self.after_days:
            after = average_effect(rows[f"{column}_after"], rows["is_treated"])
            side = Side("after", after.effect * count, _error(after) * count, self.after_days)
        return Effect(
            "holdout",
            inside.treated * count,
            inside.control * count,
            _error(inside) * count,
            float(len(rows) - 2),
            (side,),
            checks=(self._balance(),),
        )

    def segments(self) -> pd.DataFrame:
        """One row per segment that the data can carry, as `uplift.by_segment` gives it."""
        return by_segment(self.rows["paid_inside"], self.rows["is_treated"], self.rows["segment"])

    def average(self) -> Uplift:
        return average_effect(self.rows["paid_inside"], self.rows["is_treated"])

    def qini(self) -> float | None:
        """The Qini coefficient of the shop's own score, in money per person; None without one."""
        scored = self.rows.dropna(subset=["score"])
        if scored["score"].nunique() < 5 or len(scored) < 0.8 * len(self.rows):
            return None
        return qini(scored["paid_inside"], scored["is_treated"], scored["score"])[1]

    def _balance(self) -> Check:
        """Chance splits alike: a difference before the campaign says that it was not chance."""
        before = average_effect(self.rows["paid_before"], self.rows["is_treated"])
        fine = before.p_value > 0.01
        return Check(
            "balance",
            fine,
            Text(
                zh="两组人活动前买得一样多" if fine else "两组人活动前买得就不一样多，不像随机分的",
                en="both arms bought alike before it"
                if fine
                else "the arms differed before it, so chance hardly split them",
            ),
        )


def people_of(shop: Shop, campaigns: list[Campaign], costs: Costs) -> dict[str, People]:
    """The marked buyers of each campaign that has enough of them in both arms."""
    if not shop.has("campaign_buyers"):
        return {}
    marks = shop.table("campaign_buyers")
    found = {}
    for campaign in campaigns:
        mine = marks.filter(marks.campaign_id == campaign.id).order_by("buyer_id").to_pandas()
        sizes = mine["arm"].value_counts()
        if min(sizes.get("treated", 0), sizes.get("control", 0)) >= FEWEST_PEOPLE:
            found[campaign.id] = _people(shop, campaign, mine, costs)
    return found


def _people(shop: Shop, campaign: Campaign, marks: pd.DataFrame, costs: Costs) -> People:
    held = shop.days("orders")
    window = campaign.held or campaign.period
    after = Period(window.end, max(window.end, min(window.end + timedelta(days=BESIDE), held.end)))
    before = Period(max(held.start, window.start - timedelta(days=90)), window.start)
    rows = marks.set_index("buyer_id").assign(is_treated=lambda m: m["arm"] == "treated")
    for name, span in (("before", before), ("inside", window), ("after", after)):
        bought = _bought(shop, span, costs) if span.days else None
        for column in ("paid", "margin"):
            here = 0.0 if bought is None else bought[column].reindex(rows.index).fillna(0.0)
            rows[f"{column}_{name}"] = here
    usual = np.where(rows["paid_before"] > 0, "old", "new")
    rows["segment"] = rows["segment"].where(rows["segment"].notna(), usual)
    return People(rows.reset_index(), after.days)


def _bought(shop: Shop, span: Period, costs: Costs) -> pd.DataFrame:
    """One row per buyer: paid and margin in `span`."""
    lines = with_margin(paid_lines(shop, span), costs)
    lines = lines.filter(lines.buyer_id.notnull())
    summed = lines.group_by("buyer_id").agg(paid=lines.paid.sum(), margin=lines.margin.sum())
    return summed.order_by("buyer_id").to_pandas().set_index("buyer_id").astype(float)


def _error(found: Uplift) -> float:
    """The standard error behind a Welch interval of many people."""
    return (found.high - found.low) / 2 / 1.96
