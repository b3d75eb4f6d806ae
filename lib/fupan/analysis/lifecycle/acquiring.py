"""What a new buyer of the shop and of each channel cost: ad spend over first buyers.

Spend belongs to the channel of its campaign where the shop says so, else to that of its tool.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from fupan.analysis.lifecycle.seen import Seen
from fupan.metrics import measure

if TYPE_CHECKING:
    from ibis.expr.types import Table

# The channel that the platforms book a tool's orders under.
CHANNEL_OF_TOOL = {
    "zhitongche": "paid_search",
    "jingdong_kuaiche": "paid_search",
    "duoduo_search": "paid_search",
    "wanxiangtai": "paid_feed",
    "feed": "paid_feed",
    "qianchuan": "paid_feed",
    "kol": "content",
    "cps": "affiliate",
}
_LEAST_BUYERS = 10  # fewer first buyers give no cost for one
ALL = "all"


@dataclass(frozen=True)
class Cost:
    """What one new buyer cost, and how many there were."""

    each: float
    buyers: float


def costs_of_new(seen: Seen, first: Table) -> dict[str, Cost]:
    """Ad spend of the period per new buyer, of `ALL` by the catalogue's `cac` and by channel.

    A channel's new buyers are the first buyers of the period; only channels with both are held.
    Spend also reaches old buyers, so it is the most that a new one can have cost.
    """
    spend = _spend(seen)
    if not spend:
        return {}
    told = measure(seen.shop, ["cac", "new_buyers"], period=seen.period, missing="empty").iloc[0]
    whole = {ALL: Cost(float(told["cac"]), float(told["new_buyers"]))}
    mine = first.filter(
        first.first_day >= ibis.literal(seen.period.start),
        first.first_day <= ibis.literal(seen.as_of),
    )
    found = mine.group_by("channel").agg(buyers=mine.count()).order_by("channel").to_pandas()
    buyers = dict(zip(found["channel"], found["buyers"], strict=True))
    parts = {
        channel: Cost(money / buyers[channel], float(buyers[channel]))
        for channel, money in spend.items()
        if buyers.get(channel, 0) >= _LEAST_BUYERS
    }
    return parts | {name: cost for name, cost in whole.items() if cost.each == cost.each}


def _spend(seen: Seen) -> dict[str, float]:
    if not seen.shop.has("ads"):
        return {}
    ads = seen.shop.ads
    inside = ads.filter(
        ads.date >= ibis.literal(seen.period.start), ads.date <= ibis.literal(seen.as_of)
    )
    told = inside.group_by("tool", "campaign_id").agg(cost=inside.cost.sum().cast("float64"))
    frame = told.order_by("tool", "campaign_id").to_pandas()
    own = _own_channels(seen)
    frame["channel"] = [
        own.get(campaign) or CHANNEL_OF_TOOL.get(tool)
        for tool, campaign in zip(frame["tool"], frame["campaign_id"], strict=True)
    ]
    sums = frame[frame["cost"] > 0].groupby("channel")["cost"].sum()
    return {str(channel): float(money) for channel, money in sums.items()}


def _own_channels(seen: Seen) -> dict[str, str]:
    """The channel that the shop itself gives a campaign."""
    if not seen.shop.has("campaigns"):
        return {}
    rows: pd.DataFrame = seen.shop.campaigns.select("campaign_id", "channel").to_pandas()
    rows = rows[rows["channel"].notna()]
    return dict(zip(rows["campaign_id"], rows["channel"], strict=True))
