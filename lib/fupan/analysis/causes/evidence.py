"""What other tables say about each product: stock, reviews, the operations log.

Each sign is dated and sized against the product's own past; prices stand in `prices`, and whether
a sign explains a loss is left to the diagnosis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
from scipy.stats import binom

from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop

PAST_DAYS = 90
ALL_OUT = 0.999  # share from which a whole product was out
OUT_SHARE = 0.3  # of a product's usual sales that were not to be had
BAD_RATING = 2
REVIEW_DAYS = 180
UNLIKELY = 0.02  # chance of as many bad reviews in a month like others


@dataclass(frozen=True)
class Sign:
    """One thing that another table shows about a subject; `size` is a log change or a share."""

    subject: str
    since: date
    until: date  # the last day on which it holds
    size: float
    text: Text
    table: str
    value: float | None = None
    days: tuple[date, ...] = ()
    weights: tuple[float, ...] = ()  # how much of the subject was affected on each of `days`
    p_value: float = 0.0


@dataclass(frozen=True)
class Entry:
    """One line of the operations log."""

    day: date
    kind: str
    subject: str
    note: str


def stock_signs(shop: Shop, period: Period) -> dict[str, Sign]:
    """Products that could not be bought on days of the period, by product."""
    if not shop.has("inventory") or not shop.days("inventory").overlaps(period):
        return {}
    stock = shop.inventory
    # The day after a sold-out evening begins without goods, so one day before is read too.
    stock = stock.filter(
        stock.date >= ibis.literal(period.start - timedelta(days=1)),
        stock.date < ibis.literal(period.end),
    )
    held = (
        stock.group_by("date", "product_id", "sku_id")
        .aggregate(on_hand=stock.on_hand.sum())
        .order_by("date", "product_id", "sku_id")
        .to_pandas()
    )
    held["date"] = pd.to_datetime(held["date"]).dt.date
    held["weight"] = _weights(held, _sku_weights(shop, period))
    held["out"] = (held["on_hand"] <= 0) * held["weight"]
    daily = held.groupby(["product_id", "date"])[["out", "weight"]].sum().reset_index()
    daily["share"] = daily["out"] / daily["weight"].where(daily["weight"] > 0)
    daily = daily[[d in period for d in daily["date"]]]
    found = {}
    for product, rows in daily[daily["share"] >= OUT_SHARE].groupby("product_id"):
        days = tuple(rows["date"])
        found[product] = Sign(
            product, days[0], days[-1], float(rows["share"].mean()),
            _out_for(days, int((rows["share"] > ALL_OUT).sum())), "inventory",
            float(len(days)), days, tuple(rows["share"]),
        )  # fmt: skip
    return found


def _out_for(days: Sequence[date], wholly: int) -> Text:
    """How long goods were out, and on how many of the days all SKUs of the product were."""
    span = f"{days[0]:%m-%d}", f"{days[-1]:%m-%d}"
    if wholly == len(days):
        return Text(
            zh=f"库存为 0 共 {wholly} 天（{span[0]} 至 {span[1]}）",
            en=f"out of stock on {wholly} days ({span[0]} to {span[1]})",
        )
    return Text(
        zh=f"有 SKU 断货共 {len(days)} 天（{span[0]} 至 {span[1]}），其中 {wholly} 天整款没货",
        en=f"SKUs were out of stock on {len(days)} days ({span[0]} to {span[1]}), "
        f"all of them on {wholly}",
    )


def review_signs(shop: Shop, period: Period) -> dict[str, Sign]:
    """Products with more bad reviews in the period than their past explains, by product."""
    if not shop.has("reviews"):
        return {}
    reviews = shop.reviews
    rows = (
        reviews.filter(
            reviews.created_at >= ibis.literal(str(period.start - timedelta(days=REVIEW_DAYS))),
            reviews.created_at < ibis.literal(str(period.end)),
        )
        .select("product_id", "created_at", "rating", "topic", "sentiment")
        .order_by("created_at", "product_id")
        .to_pandas()
    )
    if rows.empty:
        return {}
    rows["day"] = pd.to_datetime(rows["created_at"]).dt.date
    rows["bad"] = (rows["rating"] <= BAD_RATING) | (rows["sentiment"] == "negative")
    inside = np.array([d in period for d in rows["day"]])
    usual = float(rows["bad"][~inside].mean()) if (~inside).any() else 0.1
    usual = min(max(usual, 0.01), 0.5)
    found = {}
    for product, held in rows[inside].groupby("product_id"):
        past = rows[~inside & (rows["product_id"] == product).to_numpy()]
        # The shop's usual share stands in for what a product's few reviews cannot tell.
        rate = (past["bad"].sum() + 8 * usual) / (len(past) + 8)
        best = _worst_since(held, rate)
        if best is None:
            continue
        since, bad, count, p_value = best
        topics = held[held["bad"]]["topic"].dropna()
        topic = f"，多为“{topics.mode().iloc[0]}”" if len(topics) else ""
        found[product] = Sign(
            product, since, held["day"].max(), bad / count - rate,
            Text(zh=f"{since:%m-%d} 以来 {count} 条评价里差评 {bad} 条，平时占 {rate:.0%}{topic}",
                 en=f"{bad} of {count} reviews since {since:%m-%d} are bad where {rate:.0%} "
                 "are usual"),
            "reviews", bad / count, p_value=p_value,
        )  # fmt: skip
    return found


def log_entries(shop: Shop, period: Period) -> tuple[Entry, ...]:
    """The operations log of the period, oldest first."""
    if not shop.has("log"):
        return ()
    log = shop.log
    rows = (
        log.filter(log.date >= ibis.literal(period.start), log.date < ibis.literal(period.end))
        .order_by("date", "kind", "subject")
        .to_pandas()
    )
    return tuple(
        Entry(pd.Timestamp(r.date).date(), r.kind, r.subject, str(r.note or ""))
        for r in rows.itertuples()
    )


def _worst_since(held: pd.DataFrame, rate: float) -> tuple[date, int, int, float] | None:
    """The start within the period from which bad reviews are least likely by chance."""
    days, bad = list(held["day"]), held["bad"].to_numpy()
    best = None
    for place in np.flatnonzero(bad):
        count, hit = len(days) - place, int(bad[place:].sum())
        if hit < 3:
            break
        p_value = float(binom.sf(hit - 1, count, rate))
        if best is None or p_value < best[3]:
            best = (days[place], hit, count, p_value)
    return best if best is not None and best[3] < UNLIKELY else None


def _weights(held: pd.DataFrame, sold: dict[tuple[str, str], float]) -> pd.Series:
    """What each row's SKU counts for in its product; all alike where orders know none of them."""
    pairs = zip(held["product_id"], held["sku_id"], strict=True)
    weight = pd.Series([sold.get(pair, 0.0) for pair in pairs], index=held.index)
    known = weight.groupby(held["product_id"]).transform("sum") > 0
    return weight.where(known, 1.0)


def _sku_weights(shop: Shop, period: Period) -> dict[tuple[str, str], float]:
    """Each SKU's share in what its product sold before the period."""
    if not shop.has("orders"):
        return {}
    lines = shop.orders
    sold = (
        lines.filter(
            lines.paid_at >= ibis.literal(str(period.start - timedelta(days=PAST_DAYS))),
            lines.paid_at < ibis.literal(str(period.start)),
            lines.sku_id.notnull(),
        )
        .group_by("product_id", "sku_id")
        .aggregate(units=lines.quantity.sum())
        .order_by("product_id", "sku_id")
        .to_pandas()
    )
    return {(r.product_id, r.sku_id): float(r.units) for r in sold.itertuples()}
