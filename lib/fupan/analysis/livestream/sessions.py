"""Sessions: one row per livestream with its goods, costs, refunds and what its goods usually do.

What is unusual about a session is judged in `signals`.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from fupan.ground.periods import Period
from fupan.store import Shop

HISTORY_DAYS = 180
MATURE_DAYS = 45  # refunds of older sessions are nearly all in
OWN_CLICKS, OWN_VIEWERS = 200.0, 4000.0  # a product's own rates count from about here on
_NUMBERS = (
    "impressions",
    "viewers",
    "new_followers",
    "comments",
    "product_clicks",
    "orders",
    "buyers",
    "pay_amount",
    "refund_amount",
    "average_dwell_seconds",
)
COSTS = ("commission", "slot_fee", "ad_cost", "gift_cost")


def sessions_of(shop: Shop, period: Period) -> pd.DataFrame:
    """One row per livestream from half a year before to the end of the period, by start.

    `usual_deals` are the orders its clicks would usually make, `pull` the orders per viewer that
    its assortment usually makes; empty without `live_products`. `refund_due` is the share of
    refunds that have come at the session's age.
    """
    lives = shop.lives
    first = period.start - timedelta(days=HISTORY_DAYS)
    held = lives.filter(lives.started_at >= str(first), lives.started_at < str(period.end))
    rows = held.order_by("started_at", "live_id").to_pandas()
    for name in (*_NUMBERS, *COSTS):
        rows[name] = pd.to_numeric(rows[name].astype(float), errors="coerce")
    rows["started_at"] = pd.to_datetime(rows["started_at"])
    rows["day"] = rows["started_at"].dt.date
    rows["is_now"] = [d in period for d in rows["day"]]
    named = rows[list(COSTS)].notna().any(axis=1)
    rows["cost"] = rows[list(COSTS)].fillna(0.0).sum(axis=1).where(named)
    rows = rows.merge(_goods(shop, rows), on="live_id", how="left", validate="one_to_one")
    rows = rows.merge(_sold(shop, rows), on="live_id", how="left", validate="one_to_one")
    delays = _delays(shop, rows)
    last = shop.days("orders").last if shop.has("orders") else shop.days("lives").last
    ages = [max((last - d).days, 0) for d in rows["day"]]
    rows["refund_due"] = [float(delays[min(a, len(delays) - 1)]) for a in ages]
    return rows


def _goods(shop: Shop, rows: pd.DataFrame) -> pd.DataFrame:
    """One row per livestream: what its goods usually draw and sell, pooled over all streamers."""
    columns = ["live_id", "usual_deals", "usual_clicks", "pull", "goods"]
    if not shop.has("live_products"):
        return pd.DataFrame(columns=columns)
    items = shop.live_products.select("live_id", "product_id", "clicks", "orders", "exposures")
    shown = items.to_pandas().merge(
        rows[["live_id", "viewers", "is_now"]], on="live_id", validate="many_to_one"
    )
    if shown.empty:
        return pd.DataFrame(columns=columns)
    shown = shown.sort_values(["live_id", "product_id"])
    past = shown[~shown["is_now"]] if (~shown["is_now"]).any() else shown
    whole_deal = past["orders"].sum() / max(past["clicks"].sum(), 1)
    whole_draw = past["clicks"].sum() / max(past["viewers"].sum(), 1)
    own = past.groupby("product_id")[["clicks", "orders", "viewers"]].sum()
    deal = (own["orders"] + OWN_CLICKS * whole_deal) / (own["clicks"] + OWN_CLICKS)
    draw = (own["clicks"] + OWN_VIEWERS * whole_draw) / (own["viewers"] + OWN_VIEWERS)
    shown["deal"] = shown["product_id"].map(deal).fillna(whole_deal)
    shown["draw"] = shown["product_id"].map(draw).fillna(whole_draw)
    shown["usual_deals"] = shown["clicks"] * shown["deal"]
    shown["usual_clicks"] = shown["viewers"] * shown["draw"]
    shown["pull"] = shown["draw"] * shown["deal"]
    summed = shown.groupby("live_id")[["usual_deals", "usual_clicks", "pull"]].sum()
    summed["goods"] = shown.groupby("live_id")["product_id"].agg(tuple)
    return summed.reset_index()


def _sold(shop: Shop, rows: pd.DataFrame) -> pd.DataFrame:
    """One row per livestream: lines sold and returned, cost of goods, squares of the lines."""
    columns = ["live_id", "lines", "returned", "cogs", "squares"]
    if not shop.has("orders"):
        return pd.DataFrame(columns=columns)
    orders = shop.orders
    held = orders.filter(
        orders.live_id.isin(list(rows["live_id"])),
        orders.paid_at.notnull(),
        ~orders.is_gift.fill_null(False),
        ~orders.is_suspect.fill_null(False),
    )
    if shop.has("products"):
        # product_id is the key of products: no line is repeated.
        costs = shop.products.select("product_id", "unit_cost")
        held = held.left_join(costs, "product_id")
        cost = (held.quantity * held.unit_cost).cast("float64")
    else:
        cost = held.quantity.cast("float64") * np.nan
    held = held.mutate(cost=cost, paid=held.paid_amount.cast("float64"))
    return (
        held.group_by("live_id")
        .agg(
            lines=held.count(),
            returned=(held.refund_amount > 0).sum(),
            cogs=held.cost.sum(),
            squares=(held.paid * held.paid).sum(),
        )
        .order_by("live_id")
        .to_pandas()
    )


def _delays(shop: Shop, rows: pd.DataFrame) -> np.ndarray:
    """For each age in days, the share of a session's refunds that have come by then."""
    if not shop.has("orders"):
        return np.ones(1)
    held = shop.days("orders")
    last = held.end - timedelta(days=MATURE_DAYS)
    orders = shop.orders
    told = orders.filter(
        orders.paid_at < str(last),
        orders.paid_at >= str(last - timedelta(days=365)),
        orders.refunded_at.notnull(),
        orders.refund_amount > 0,
    )
    if not rows.empty and bool(told.live_id.notnull().sum().to_pandas() or 0):
        told = told.filter(told.live_id.notnull())
    late = told.select(
        late=told.refunded_at.date().delta(told.paid_at.date(), unit="day")
    ).to_pandas()["late"]
    if len(late) < 20:
        # Too few to learn a curve from: as much as the trade sees, half within ten days.
        curve = 1 - 0.5 ** (np.arange(MATURE_DAYS + 1) / 10)
        return curve / curve[-1]
    counts = np.bincount(late.clip(0, MATURE_DAYS).astype(int), minlength=MATURE_DAYS + 1)
    return np.cumsum(counts) / counts.sum()
