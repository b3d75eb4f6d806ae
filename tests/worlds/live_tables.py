"""The lives of a world as rows: lives, live_products, their orders and visitors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from worlds.arrow import dates, ids, money, picked, times
from worlds.calm import Calm

NAMES = ("阿岚", "小满", "老周", "苏苏", "可可", "大林")
HOURS = np.array([10, 14, 20])


@dataclass(frozen=True)
class Lives:
    """Every live of the shop, and every product shown in it (arrays over live × place)."""

    day: np.ndarray
    streamer: np.ndarray
    slot: np.ndarray
    goods: np.ndarray  # product index per live × place
    impressions: np.ndarray
    enter: np.ndarray
    dwell: np.ndarray
    chatty: np.ndarray  # comments and followers per viewer, beside the usual
    click: np.ndarray  # chance that a viewer clicks, per live × place
    buy: np.ndarray  # chance that a click buys
    back: np.ndarray  # chance that an order comes back
    ad_cost: np.ndarray


@dataclass(frozen=True)
class Shown:
    """What came of the lives."""

    viewers: np.ndarray
    clicks: np.ndarray
    orders: np.ndarray
    refunds: np.ndarray


def live_cents(calm: Calm, lives: Lives) -> np.ndarray:
    """The live price per live × place: a tenth below the list."""
    return np.round(calm.price * 90).astype(np.int64)[lives.goods]


def joined(calm: Calm, tables, lives: Lives, shown: Shown, chance) -> dict[str, pa.Table]:
    """The shop's tables with the lives', whose orders and visitors stand under channel `live`."""
    of_shelf = {
        name: tables[name].filter(pa.compute.not_equal(tables[name]["channel"], "live"))
        for name in ("orders", "traffic")
    }
    lines = _order_lines(calm, lives, shown, chance)
    cents = live_cents(calm, lives)
    pay = (cents * shown.orders).sum(axis=1)
    day_pay = np.bincount(lives.day, pay, len(calm.days)).astype(np.int64)
    day_orders = np.bincount(lives.day, shown.orders.sum(axis=1), len(calm.days)).astype(np.int64)
    day_views = np.bincount(lives.day, shown.viewers, len(calm.days)).astype(np.int64)
    stream = pa.table(
        {
            "date": dates(calm.days[0], np.arange(len(calm.days))),
            "channel": ["live"] * len(calm.days),
            "device": [calm.devices[0]] * len(calm.days),
            "visitors": day_views,
            "pageviews": day_views,
            "order_buyers": day_orders,
            "pay_buyers": day_orders,
            "pay_amount": money(day_pay),
        }
    )
    count = len(lives.day)
    live_ids = ids(9_000_000 + np.arange(count), "L")
    return tables | {
        "orders": pa.concat_tables([of_shelf["orders"], lines], promote_options="default"),
        "traffic": pa.concat_tables([of_shelf["traffic"], stream], promote_options="default"),
        "lives": _live_rows(calm, lives, shown, live_ids, pay, chance),
        "live_products": _live_product_rows(calm, lives, shown, live_ids, chance),
    }


def _live_rows(calm: Calm, lives: Lives, shown: Shown, live_ids, pay, chance) -> pa.Table:
    count, cents = len(lives.day), live_cents(calm, lives)
    begin = HOURS[lives.slot] * 3600
    orders = shown.orders.sum(axis=1)
    return pa.table(
        {
            "live_id": live_ids,
            "started_at": times(calm.days[0], lives.day, begin),
            "ended_at": times(calm.days[0], lives.day, begin + 3 * 3600),
            "streamer": picked(NAMES, lives.streamer),
            "platform": ["douyin"] * count,
            "impressions": lives.impressions,
            "viewers": shown.viewers,
            "new_followers": chance.poisson(shown.viewers * 0.015 * lives.chatty),
            "comments": chance.poisson(shown.viewers * 0.12 * lives.chatty),
            "product_clicks": shown.clicks.sum(axis=1),
            "orders": orders,
            "buyers": np.round(orders * 0.95).astype(np.int64),
            "pay_amount": money(pay),
            "refund_amount": money((cents * shown.refunds).sum(axis=1)),
            "commission": money(np.round(pay * 0.12).astype(np.int64)),
            "slot_fee": money(np.full(count, 60_000)),
            "ad_cost": money(np.round(lives.ad_cost * 100).astype(np.int64)),
            "gift_cost": money(chance.integers(5_000, 20_000, count)),
            "average_dwell_seconds": np.round(lives.dwell, 1),
        }
    )


def _live_product_rows(calm: Calm, lives: Lives, shown: Shown, live_ids, chance) -> pa.Table:
    live, place = (a.ravel() for a in np.indices(lives.goods.shape))
    cents = live_cents(calm, lives)
    stay = np.clip(0.85 - 0.04 * np.arange(lives.goods.shape[1]), 0.2, 1)
    seen = np.maximum(np.round(shown.viewers[:, None] * stay).astype(np.int64), shown.clicks)
    return pa.table(
        {
            "live_id": live_ids.take(pa.array(live)),
            "product_id": picked(calm.products, lives.goods.ravel()),
            "position": place + 1,
            "exposures": seen.ravel(),
            "clicks": shown.clicks.ravel(),
            "orders": shown.orders.ravel(),
            "pay_amount": money((cents * shown.orders).ravel()),
            "refund_amount": money((cents * shown.refunds).ravel()),
        }
    )


def _order_lines(calm: Calm, lives: Lives, shown: Shown, chance) -> pa.Table:
    """One order line per item sold in a live; the first of each group are those sent back."""
    sold = shown.orders.ravel()
    group = np.repeat(np.arange(sold.size), sold)
    nth = np.arange(len(group)) - np.repeat(np.cumsum(sold) - sold, sold)
    back = nth < shown.refunds.ravel()[group]
    live = group // lives.goods.shape[1]
    cents = live_cents(calm, lives).ravel()[group]
    second = HOURS[lives.slot[live]] * 3600 + chance.integers(60, 3 * 3600, len(group))
    latest = np.maximum(len(calm.days) - 1 - lives.day[live], 0)
    lag = np.minimum(np.ceil(chance.gamma(1.8, 4.0, len(group))), latest).astype(np.int64)
    day = lives.day[live]
    return pa.table(
        {
            "order_id": ids(690_000_000_000_000_000 + np.arange(len(group)) * 3),
            "line_id": ids(np.ones(len(group))),
            "platform": picked(("douyin",), np.zeros(len(group))),
            "ordered_at": times(calm.days[0], day, second),
            "paid_at": times(calm.days[0], day, second + 60),
            "status": picked(("completed",), np.zeros(len(group))),
            "buyer_id": ids(chance.integers(1, 60_000, len(group)), "l"),
            "product_id": picked(calm.products, lives.goods.ravel()[group]),
            "quantity": pa.array(np.ones(len(group), dtype=np.int64)),
            "paid_amount": money(cents),
            "refund_amount": money(np.where(back, cents, 0)),
            "refunded_at": times(
                calm.days[0], day + lag, np.minimum(second + 3600, 86_399), known=back
            ),
            "channel": picked(("live",), np.zeros(len(group))),
            "live_id": ids(9_000_000 + live, "L"),
        }
    )


def noted(calm: Calm, log: pa.Table | None, start: int, streamer: str) -> pa.Table:
    row = pa.table(
        {"date": dates(calm.days[0], np.array([start])), "kind": ["streamer"],
         "subject": [streamer], "note": ["直播间做了调整"]}
    )  # fmt: skip
    return row if log is None else pa.concat_tables([log.cast(row.schema), row])
