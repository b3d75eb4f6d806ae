"""Acts: what the shop itself did on a channel in the period, as the first place to look.

Nothing is proved by it: campaigns and log entries are named as candidates.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from fupan.analysis.finding import Evidence
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop

MOST = 2


def acts_of(shop: Shop, period: Period) -> dict[str, list[Evidence]]:
    """For each channel: the campaigns that ran on it and what the log says, the latest start first.

    A campaign that the log mentions too is named once, by the campaign.
    """
    found: dict[str, dict[date, Evidence]] = {}
    for channel, day, text, table in (*_logged(shop, period), *_campaigns(shop, period)):
        found.setdefault(channel, {})[day] = Evidence(text, table)
    return {c: [acts[d] for d in sorted(acts, reverse=True)][:MOST] for c, acts in found.items()}


def _campaigns(shop: Shop, period: Period) -> list[tuple[str, date, Text, str]]:
    if not shop.has("campaigns"):
        return []
    rows = shop.table("campaigns")
    rows = rows.filter(
        rows.channel.notnull(), rows.starts_on < period.end, rows.ends_on >= period.start
    )
    told = []
    for row in rows.order_by("starts_on", "campaign_id").to_pandas().to_dict("records"):
        first, last = (pd.Timestamp(row[c]).date() for c in ("starts_on", "ends_on"))
        words = Text(
            zh=f"活动「{row['title']}」{first:%m-%d} 至 {last:%m-%d}",
            en=f"campaign “{row['title']}”, {first:%m-%d} to {last:%m-%d}",
        )
        told.append((str(row["channel"]), first, words, "campaigns"))
    return told


def _logged(shop: Shop, period: Period) -> list[tuple[str, date, Text, str]]:
    if not shop.has("log"):
        return []
    rows = shop.table("log")
    rows = rows.filter(rows.date >= period.start, rows.date < period.end)
    told = []
    for row in rows.order_by("date", "subject", "note").to_pandas().to_dict("records"):
        day = pd.Timestamp(row["date"]).date()
        words = Text(zh=f"日志 {day:%m-%d}「{row['note']}」", en=f"log {day:%m-%d} “{row['note']}”")
        told.append((str(row["subject"]), day, words, "log"))
    return told
