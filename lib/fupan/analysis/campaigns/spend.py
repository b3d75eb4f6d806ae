"""Spend: everything a campaign cost, and what the platform claims for it.

Discounts are shown and not taken off again: they are already missing from the amount paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

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


@dataclass(frozen=True)
class Books:
    """What the orders and ads say about a set of campaigns, read once for all of them.

    `lines` has one row per order line marked with one of them, `ads` one per campaign × day,
    `gifts` the cost of gifts by campaign.
    """

    lines: pd.DataFrame
    ads: pd.DataFrame
    gifts: dict[str, float]
    begins: date
    ends: date
    delays: np.ndarray
    refund_rate: float


def books_of(shop: Shop, campaigns: list[Campaign], refund_rate: float) -> Books:
    held = shop.days("orders")
    ids = [c.id for c in campaigns]
    paid = paid_lines(shop, held)
    firsts = paid.filter(paid.buyer_id.notnull()).group_by("buyer_id").agg(first=paid.day.min())
    mine = paid.filter(paid.campaign_id.isin(ids))
    # Each line finds its buyer once: buyer_id is the key of `firsts`.
    mine = mine.left_join(firsts, "buyer_id")
    rates = {}
    if shop.has("products"):
        told = shop.table("products").select("product_id", "commission_rate").to_pandas()
        rates = dict(zip(told["product_id"], told["commission_rate"].astype(float), strict=True))
    lines = mine.select(
        "campaign_id",
        "day",
        "paid",
        "product_id",
        "buyer_id",
        "first",
        discount=mine.discount_amount.cast("float64"),
        refunded=mine.refund_amount.fill_null(0).cast("float64"),
    ).to_pandas()
    for name in ("day", "first"):
        lines[name] = pd.to_datetime(lines[name]).dt.date
    # As numbers even where no line is marked: an empty column of names stays one of names.
    lines["commission"] = lines["paid"] * lines["product_id"].map(rates).astype(float).fillna(0.0)
    return Books(
        lines,
        _ads(shop, ids),
        _gifts(shop, ids),
        held.start,
        held.last,
        refund_delays(shop),
        refund_rate,
    )


def spend_of(campaign: Campaign, books: Books, tagged: Tagged) -> tuple[Spend, float | None]:
    """What the campaign cost in its days, and the amount that its ad tool claims, if any."""
    window = campaign.held or campaign.period
    rows = books.ads[books.ads["campaign_id"] == campaign.id]
    rows = rows[rows["day"].map(window.__contains__).astype(bool)]
    ads, claimed = float(rows["cost"].sum()), rows["claimed"].sum(min_count=1)
    commission = 0.0
    if campaign.kind == "affiliate" and not ads:  # the affiliate tool's cost is its commission
        lines = books.lines[books.lines["campaign_id"] == campaign.id]
        commission = float(lines["commission"].sum())
    gifts = books.gifts.get(campaign.id, 0.0)
    spend = Spend(ads, campaign.fixed_cost, commission, gifts, tagged.discounts)
    return spend, float(claimed) if pd.notna(claimed) else None


def tagged_lines(campaign: Campaign, books: Books) -> Tagged:
    """What the orders marked with this campaign add up to, with refunds matured by their age."""
    window = campaign.held or campaign.period
    rows = books.lines[books.lines["campaign_id"] == campaign.id]
    rows = rows[rows["day"].map(window.__contains__).astype(bool)]
    if rows.empty:
        return Tagged()
    latest = len(books.delays) - 1
    seen = np.array([books.delays[min((books.ends - d).days, latest)] for d in rows["day"]])
    # What is still to come follows the shop's usual refunds: a day's sale has refunded almost
    # nothing yet, and dividing by that would blow chance up.
    to_come = float((rows["paid"] * books.refund_rate * (1 - seen)).sum())
    return Tagged(
        len(rows),
        float(rows["paid"].sum()),
        float(rows["discount"].sum()),
        float(rows["refunded"].sum()),
        to_come,
        _new_share(rows, window, books),
    )


def refund_delays(shop: Shop) -> np.ndarray:
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


def _new_share(rows: pd.DataFrame, window: Period, books: Books) -> float:
    """The share of its buyers who had never paid before its first day."""
    buyers = rows.dropna(subset=["buyer_id"]).drop_duplicates("buyer_id")
    if buyers.empty or books.begins >= window.start:
        return float("nan")
    return float(np.mean([first >= window.start for first in buyers["first"]]))


def _ads(shop: Shop, ids: list[str]) -> pd.DataFrame:
    """One row per campaign × day with spend and claim."""
    if not shop.has("ads"):
        return pd.DataFrame({"campaign_id": [], "day": [], "cost": [], "claimed": []})
    ads = shop.table("ads")
    rows = ads.filter(ads.campaign_id.isin(ids)).group_by("campaign_id", day=ads.date)
    table = rows.agg(
        cost=ads.cost.cast("float64").sum(), claimed=ads.attributed_amount.cast("float64").sum()
    )
    found = table.order_by("campaign_id", "day").to_pandas()
    found["day"] = pd.to_datetime(found["day"]).dt.date
    return found


def _gifts(shop: Shop, ids: list[str]) -> dict[str, float]:
    if not shop.has("products"):
        return {}
    orders = shop.orders
    given = orders.filter(orders.campaign_id.isin(ids), orders.is_gift.fill_null(False))
    costs = shop.table("products").select("product_id", "unit_cost")
    # product_id is the key of products: no line is repeated.
    joined = given.inner_join(costs, "product_id")
    summed = joined.group_by("campaign_id").agg(
        cost=(joined.quantity * joined.unit_cost).cast("float64").sum()
    )
    return {r.campaign_id: float(r.cost or 0.0) for r in summed.to_pandas().itertuples()}
