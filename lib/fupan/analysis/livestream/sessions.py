"""Sessions: one row per livestream with its goods, costs, refunds and what its goods usually do.

What is unusual about a session is judged in `signals`.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from fupan.analysis.livestream.ageing import aged
from fupan.analysis.livestream.crowd import how_they_came
from fupan.ground.periods import Period
from fupan.store import Shop

HISTORY_DAYS = 180
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
    # What the session's own row leaves empty, its goods or orders may tell.
    for name in ("product_clicks", "refund_amount"):
        rows[name] = rows[name].fillna(rows.pop(f"{name}_of_goods").astype(float))
    return aged(shop, how_they_came(shop, rows))


def _goods(shop: Shop, rows: pd.DataFrame) -> pd.DataFrame:
    """One row per livestream: what its goods usually draw and sell, pooled over all streamers."""
    columns = [
        "live_id", "usual_deals", "usual_amount", "pull", "product_clicks_of_goods",
        "refund_amount_of_goods",
    ]  # fmt: skip
    if not shop.has("live_products"):
        return pd.DataFrame(columns=columns)
    items = shop.live_products
    items = items.select(
        "live_id", "product_id", "clicks", "orders",
        pay_amount=items.pay_amount.cast("float64"),
        refund_amount_of_goods=items.refund_amount.cast("float64"),
    )  # fmt: skip
    shown = items.to_pandas().merge(
        rows[["live_id", "viewers", "is_now"]], on="live_id", validate="many_to_one"
    )
    if shown.empty:
        return pd.DataFrame(columns=columns)
    shown = shown.sort_values(["live_id", "product_id"])
    past = shown[~shown["is_now"]] if (~shown["is_now"]).any() else shown
    whole_deal = past["orders"].sum() / max(past["clicks"].sum(), 1)
    whole_draw = past["clicks"].sum() / max(past["viewers"].sum(), 1)
    own = past.groupby("product_id")[["clicks", "orders", "viewers", "pay_amount"]].sum()
    deal = (own["orders"] + OWN_CLICKS * whole_deal) / (own["clicks"] + OWN_CLICKS)
    draw = (own["clicks"] + OWN_VIEWERS * whole_draw) / (own["viewers"] + OWN_VIEWERS)
    shown["deal"] = shown["product_id"].map(deal).fillna(whole_deal)
    shown["draw"] = shown["product_id"].map(draw).fillna(whole_draw)
    shown["usual_deals"] = shown["clicks"] * shown["deal"]
    each = own["pay_amount"] / own["orders"].where(own["orders"] > 0)
    paid = shown["pay_amount"] / shown["orders"].where(shown["orders"] > 0)
    # A product never sold before has no usual price: its own is taken.
    shown["usual_amount"] = shown["orders"] * shown["product_id"].map(each).fillna(paid)
    shown["pull"] = shown["draw"] * shown["deal"]
    shown["product_clicks_of_goods"] = shown["clicks"]
    return shown.groupby("live_id")[columns[1:]].sum(min_count=1).reset_index()


def _sold(shop: Shop, rows: pd.DataFrame) -> pd.DataFrame:
    """One row per livestream: lines sold and returned, cost of goods, squares of the lines."""
    columns = ["live_id", "lines", "returned", "is_refund_known", "cogs", "squares"]
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
            # Orders that know of no refund at all leave it to the session's own row.
            returned=(held.refund_amount > 0).sum(),
            is_refund_known=held.refund_amount.notnull().any(),
            cogs=held.cost.sum(),
            squares=(held.paid * held.paid).sum(),
        )
        .order_by("live_id")
        .to_pandas()
    )
