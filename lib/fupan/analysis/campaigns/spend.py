"""Spend: everything a campaign cost, and what the platform claims for it.

Discounts are shown and not taken off again: they are already missing from the amount paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from fupan.analysis.campaigns.sales import MATURE_DAYS, paid_lines
from fupan.analysis.campaigns.scope import Campaign
from fupan.ground.periods import Period
from fupan.store import Shop


@dataclass(frozen=True)
class Spend:
    """Money spent on one campaign, in its days."""

    ads: float = 0.0
    fixed: float = 0.0
    commission: float = 0.0
    gifts: float = 0.0
    discounts: float = 0.0

    @property
    def cash(self) -> float:
        """What is still to be taken off the contribution that was added."""
        return self.ads + self.fixed + self.commission + self.gifts


@dataclass(frozen=True)
class Tagged:
    """The order lines that the platform marks with the campaign: a claim, not an effect."""

    lines: int = 0
    paid: float = 0.0
    discounts: float = 0.0
    refunded: float = 0.0
    refunds_to_come: float = 0.0
    new_buyer_share: float = float("nan")

    @property
    def refund_rate(self) -> float:
        """Refunds so far and those still to come by the shop's own delays, per yuan sold."""
        whole = self.refunded + self.refunds_to_come
        return whole / self.paid if self.paid else float("nan")

    @property
    def is_young(self) -> bool:
        return self.refunds_to_come > 0.1 * (self.refunded + self.refunds_to_come)


def spend_of(shop: Shop, campaign: Campaign, tagged: Tagged) -> tuple[Spend, float | None]:
    """What the campaign cost in its days, and the amount that its ad tool claims, if any."""
    window = campaign.held or campaign.period
    ads, claimed = 0.0, None
    if shop.has("ads"):
        rows = _within(shop.table("ads"), "date", window)
        rows = rows.filter(rows.campaign_id == campaign.id)
        summed = (
            rows.aggregate(
                cost=rows.cost.cast("float64").sum(),
                claimed=rows.attributed_amount.cast("float64").sum(),
            )
            .to_pandas()
            .iloc[0]
        )
        ads = _known(summed["cost"])
        claimed = float(summed["claimed"]) if pd.notna(summed["claimed"]) else None
    commission = _commission(shop, campaign, window) if campaign.kind == "affiliate" else 0.0
    if campaign.kind == "affiliate" and ads:
        commission = 0.0  # the affiliate tool's own cost is its commission
    spend = Spend(ads, campaign.fixed_cost, commission, _gifts(shop, campaign), tagged.discounts)
    return spend, claimed


def tagged_lines(shop: Shop, campaign: Campaign, delays: np.ndarray) -> Tagged:
    """What the orders marked with this campaign add up to, with refunds matured by their age."""
    window = campaign.held or campaign.period
    lines = paid_lines(shop, window)
    lines = lines.filter(lines.campaign_id == campaign.id)
    rows = lines.select(
        "day",
        "paid",
        "buyer_id",
        discount=lines.discount_amount.cast("float64"),
        refunded=lines.refund_amount.fill_null(0).cast("float64"),
    ).to_pandas()
    if rows.empty:
        return Tagged()
    last = shop.days("orders").last
    ages = [(last - d).days for d in pd.to_datetime(rows["day"]).dt.date]
    seen = np.array([delays[min(max(a, 0), len(delays) - 1)] for a in ages])
    daily_rate = _usual_refund_rate(shop, window)
    # What is still to come follows the shop's usual refunds: a day's sale has refunded almost
    # nothing yet, and dividing by that would blow chance up.
    to_come = float((rows["paid"] * daily_rate * (1 - seen)).sum())
    return Tagged(
        len(rows),
        float(rows["paid"].sum()),
        float(rows["discount"].sum()),
        float(rows["refunded"].sum()),
        to_come,
        _new_share(shop, rows, window),
    )


def refund_delays(shop: Shop, before: Period) -> np.ndarray:
    """For each age in days, the share of a sale's refunds that have come by then.

    Learnt from sales that are old enough; where there are none, all have come at once.
    """
    held = shop.days("orders")
    last = held.end - timedelta(days=MATURE_DAYS)
    if last <= held.start:
        return np.ones(1)
    lines = paid_lines(shop, Period(max(held.start, last - timedelta(days=365)), last))
    lines = lines.filter(lines.refund_amount > 0, lines.refunded_at.notnull())
    rows = lines.select(
        late=lines.refunded_at.date().delta(lines.paid_at.date(), unit="day"),
        money=lines.refund_amount.cast("float64"),
    ).to_pandas()
    if rows.empty:
        return np.ones(1)
    late = rows["late"].clip(0, MATURE_DAYS).astype(int)
    by_age = np.bincount(late, weights=rows["money"], minlength=MATURE_DAYS + 1)
    return np.cumsum(by_age) / by_age.sum()


def _usual_refund_rate(shop: Shop, window: Period) -> float:
    held = shop.days("orders")
    last = min(window.start, held.end - timedelta(days=MATURE_DAYS))
    if last <= held.start:
        return 0.0
    lines = paid_lines(shop, Period(max(held.start, last - timedelta(days=90)), last))
    row = (
        lines.aggregate(
            r=lines.refund_amount.fill_null(0).cast("float64").sum(), p=lines.paid.sum()
        )
        .to_pandas()
        .iloc[0]
    )
    return float(row["r"] / row["p"]) if row["p"] else 0.0


def _new_share(shop: Shop, rows: pd.DataFrame, window: Period) -> float:
    """The share of its buyers who had never paid before its first day."""
    buyers = set(rows["buyer_id"].dropna())
    held = shop.days("orders")
    if not buyers or held.start >= window.start:
        return float("nan")
    earlier = paid_lines(shop, Period(held.start, window.start)).select("buyer_id").distinct()
    known = set(earlier.to_pandas()["buyer_id"].dropna())
    return len(buyers - known) / len(buyers)


def _commission(shop: Shop, campaign: Campaign, window: Period) -> float:
    if not shop.has("products"):
        return 0.0
    lines = paid_lines(shop, window)
    rates = shop.table("products").select("product_id", rate="commission_rate")
    # product_id is the key of products: no line is repeated.
    joined = lines.filter(lines.campaign_id == campaign.id).inner_join(rates, "product_id")
    paid = joined.aggregate(c=(joined.paid * joined.rate.cast("float64")).sum()).to_pandas()
    return _known(paid["c"].iloc[0])


def _gifts(shop: Shop, campaign: Campaign) -> float:
    if not shop.has("products"):
        return 0.0
    orders = shop.orders
    given = orders.filter(orders.campaign_id == campaign.id, orders.is_gift.fill_null(False))
    costs = shop.table("products").select("product_id", "unit_cost")
    joined = given.inner_join(costs, "product_id")
    paid = joined.aggregate(c=(joined.quantity * joined.unit_cost).cast("float64").sum())
    return _known(paid.to_pandas()["c"].iloc[0])


def _within(table, column: str, span: Period):
    return table.filter(table[column] >= str(span.start), table[column] < str(span.end))


def _known(value: object) -> float:
    return float(value) if value is not None and pd.notna(value) else 0.0
