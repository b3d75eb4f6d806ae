"""Crowd: how a session's viewers came, where more is known of it than the session's own row.

New visitors of the live channel stand in `traffic`, spend in `ads`; both by day, not by session.
"""

from __future__ import annotations

import pandas as pd

from fupan.store import Shop

LIVE_TOOLS = ("qianchuan", "suixintui")  # ad tools that send people into the room


def how_they_came(shop: Shop, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with `fresh_share` (new visitors) and `paid_reach` (spend on people coming)."""
    rows = rows.merge(_fresh(shop, rows), on="day", how="left", validate="many_to_one")
    spent = rows["ad_cost"]
    if spent.isna().all():
        spent = rows["day"].map(_spent(shop, rows))
    # A tenth of the usual is added, so that evenings without ads have a logarithm too.
    return rows.assign(paid_reach=spent + 0.1 * spent.where(spent > 0).median())


def _spent(shop: Shop, rows: pd.DataFrame) -> dict[object, float]:
    """By day, what the tools that send people into rooms cost; nothing where none is known."""
    if not shop.has("ads"):
        return {}
    held = shop.ads.filter(shop.ads.tool.isin(LIVE_TOOLS), shop.ads.date >= str(rows["day"].min()))
    days = held.group_by(day=held.date).agg(cost=held.cost.cast("float64").sum())
    told = days.order_by("day").to_pandas()
    return dict(zip(pd.to_datetime(told["day"]).dt.date, told["cost"], strict=True))


def _fresh(shop: Shop, rows: pd.DataFrame) -> pd.DataFrame:
    """One row per day of a livestream: the share of new visitors in the live channel."""
    if not shop.has("traffic"):
        return pd.DataFrame({"day": [], "fresh_share": []}, dtype=object)
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
