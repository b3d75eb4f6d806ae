"""Sessions: one row per livestream with its goods, costs, refunds and what its goods usually do.

What is unusual about a session is judged in `signals`.
"""

from __future__ import annotations

from datetime import date, timedelta

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
    rows = rows.merge(_fresh(shop, rows), on="day", how="left", validate="many_to_one")
    ads = rows["ad_cost"].where(rows["ad_cost"] > 0)
    # A tenth of the usual is added, so that evenings without ads have a logarithm too.
    rows["paid_reach"] = rows["ad_cost"] + 0.1 * ads.median()
    return _aged(shop, rows)


def _aged(shop: Shop, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the share of refunds that have come at their age, and whether that is sure."""
    delays, is_told = _delays(shop, rows)
    last = _told_until(shop)
    ages = [max((last - d).days, 0) for d in rows["day"]]
    due = [float(delays[min(a, len(delays) - 1)]) for a in ages]
    sure = is_told & (rows["lines"].astype(float) > 0)
    return rows.assign(refund_due=due, is_due_sure=sure)


def _told_until(shop: Shop) -> date:
    """The last day that the orders tell of: a refund may be later than the last order."""
    if not shop.has("orders"):
        return shop.days("lives").last
    last = shop.days("orders").last
    refunded = shop.orders.refunded_at.max().to_pandas()
    return last if pd.isna(refunded) else max(last, pd.Timestamp(refunded).date())


def _fresh(shop: Shop, rows: pd.DataFrame) -> pd.DataFrame:
    """One row per day of a livestream: the share of new visitors in the live channel."""
    if not shop.has("traffic"):
        return pd.DataFrame({"day": [], "fresh_share": []})
    seen = shop.traffic.filter(
        shop.traffic.channel == "live",
        shop.traffic.date >= str(rows["day"].min()),
        shop.traffic.new_visitors.notnull(),
    )
    days = seen.group_by(day=seen.date).agg(
        new=seen.new_visitors.sum(), visitors=seen.visitors.sum()
    )
    told = days.filter(days.visitors > 0).order_by("day").to_pandas()
    told["day"] = pd.to_datetime(told["day"]).dt.date
    return told.assign(fresh_share=told["new"] / told["visitors"])[["day", "fresh_share"]]


def _goods(shop: Shop, rows: pd.DataFrame) -> pd.DataFrame:
    """One row per livestream: what its goods usually draw and sell, pooled over all streamers."""
    columns = ["live_id", "usual_deals", "usual_amount", "pull"]
    if not shop.has("live_products"):
        return pd.DataFrame(columns=columns)
    items = shop.live_products.select("live_id", "product_id", "clicks", "orders", "pay_amount")
    items = items.mutate(pay_amount=items.pay_amount.cast("float64"))
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
    return shown.groupby("live_id")[columns[1:]].sum().reset_index()


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


def _delays(shop: Shop, rows: pd.DataFrame) -> tuple[np.ndarray, bool]:
    """For each age in days, the share of refunds that have come by then; whether orders tell it."""
    if not shop.has("orders"):
        return np.ones(1), False
    last = _told_until(shop) - timedelta(days=MATURE_DAYS - 1)
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
        return curve / curve[-1], False
    counts = np.bincount(late.clip(0, MATURE_DAYS).astype(int), minlength=MATURE_DAYS + 1)
    return np.cumsum(counts) / counts.sum(), True
