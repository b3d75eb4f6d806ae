"""Livestream tables: the sessions, and what each showed and sold."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.sources.sample.goods import IDS
from fupan.sources.sample.lives import STREAMERS, Streamer
from fupan.sources.sample.play import Shop
from fupan.sources.sample.terms import WEAK_STREAMER, WEAK_STREAMER_NAME

# Shorter stays in the weak streamer's room.
_WEAK_STAY = 0.62
_STAY_SECONDS, _AD_CENTS_PER_VIEWER, _GIFT_CENTS_PER_VIEWER = 74, 5.5, 1.1


def lives(shop: Shop) -> pd.DataFrame:
    """One row per livestream, ordered by start; money in cents."""
    air, lines, count = shop.lives, shop.lines, len(shop.lives.day)
    hosts = [STREAMERS[s] for s in air.streamer]
    sold = lines[(lines["live"] >= 0) & lines["paid"]]
    paid, starts = _total(sold, "live", "paid_cents", count), air.starts
    table = pd.DataFrame(
        {
            "live_id": air.live_ids,
            "started_at": starts,
            "ended_at": starts + np.array([h.hours for h in hosts]).astype("timedelta64[h]"),
            "streamer": [h.name for h in hosts],
            "platform": [h.platform for h in hosts],
            "orders": _orders(sold, ["live"], count),
            "buyers": _orders(sold, ["live"], count, "buyer"),
            "pay_amount": paid,
            "refund_amount": _total(sold, "live", "refund_cents", count),
            "commission": np.round(paid * np.array([h.commission_rate for h in hosts])),
            "slot_fee": np.array([h.slot_fee for h in hosts]) * 100,
            **_audience(shop, hosts),
        }
    )
    return table.astype({"commission": np.int64}).sort_values(
        ["started_at", "live_id"], ignore_index=True
    )


def _audience(shop: Shop, hosts: list[Streamer]) -> dict[str, np.ndarray]:
    """How many saw, came, stayed and clicked, and what was spent on them (in cents)."""
    chance, air = shop.chance, shop.lives

    def of_viewers(share: float, spread: float, purpose: str) -> np.ndarray:
        noise = chance.jitter(f"live/{purpose}", spread, air.day, air.streamer)
        return np.round(air.viewers * share * noise).astype(np.int64)

    stay = _STAY_SECONDS * chance.jitter("live/stay", 0.12, air.day, air.streamer)
    if WEAK_STREAMER in shop.active:
        weak = np.array([h.name == WEAK_STREAMER_NAME for h in hosts])
        stay = np.where(weak, stay * _WEAK_STAY, stay)
    clicks = np.bincount(air.slot_live, weights=_clicks(shop), minlength=len(air.day))
    return {
        "impressions": of_viewers(5.6, 0.1, "impressions"),
        "viewers": air.viewers,
        "peak_viewers": of_viewers(0.085, 0.15, "peak"),
        "new_followers": of_viewers(0.021, 0.25, "followers"),
        "comments": of_viewers(0.19, 0.2, "comments"),
        "product_clicks": clicks.astype(np.int64),
        "ad_cost": of_viewers(_AD_CENTS_PER_VIEWER, 0.2, "ads"),
        "gift_cost": of_viewers(_GIFT_CENTS_PER_VIEWER, 0.3, "gifts"),
        "average_dwell_seconds": np.round(stay, 1),
    }


def live_products(shop: Shop) -> pd.DataFrame:
    """One row per livestream × product shown; money in cents."""
    air, lines = shop.lives, shop.lines
    sold = lines[(lines["live"] >= 0) & lines["paid"]]
    shape = (len(air.day), len(IDS))
    totals = {name: np.zeros(shape, dtype=np.int64) for name in ("paid_cents", "refund_cents")}
    for name, total in totals.items():
        np.add.at(total, (sold["live"], sold["product"]), sold[name])
    orders = np.zeros(shape, dtype=np.int64)
    distinct = sold[["live", "product", "order_key"]].drop_duplicates()
    np.add.at(orders, (distinct["live"], distinct["product"]), 1)
    cell = (air.slot_live, air.slot_product)
    noise = shop.chance.jitter(
        "live/exposures",
        0.12,
        air.day[air.slot_live],
        air.slot_product,
        air.streamer[air.slot_live],
    )
    clicks = np.maximum(_clicks(shop), orders[cell])
    shown = np.maximum(np.round(air.viewers[air.slot_live] * 0.42 * noise), clicks)
    table = pd.DataFrame(
        {
            "live": air.slot_live,
            "live_id": np.array(air.live_ids)[air.slot_live],
            "product_id": np.array(IDS)[air.slot_product],
            "position": air.slot_position + 1,
            "exposures": shown.astype(np.int64),
            "clicks": clicks,
            "orders": orders[cell],
            "pay_amount": totals["paid_cents"][cell],
            "refund_amount": totals["refund_cents"][cell],
        }
    )
    return table.sort_values(["live", "position"], ignore_index=True)


def _clicks(shop: Shop) -> np.ndarray:
    """Clicks per slot: the visits that it brought, some of which clicked twice."""
    air = shop.lives
    on_air = shop.visits.live >= 0
    visits = np.bincount(shop.visits.live[on_air], minlength=len(air.slot_live))
    return np.round(visits * 1.15).astype(np.int64)


def _total(rows: pd.DataFrame, by: str, column: str, count: int) -> np.ndarray:
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, rows[by].to_numpy(), rows[column].to_numpy())
    return total


def _orders(rows: pd.DataFrame, by: list[str], count: int, what: str = "order_key") -> np.ndarray:
    distinct = rows[[*by, what]].drop_duplicates()
    return np.bincount(distinct[by[0]], minlength=count)
