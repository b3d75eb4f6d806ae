"""What other tables say about each product: prices, rivals, stock, reviews, the operations log.

Each sign is dated and sized against the product's own past; whether it explains a loss is left
to the diagnosis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd
from scipy.stats import binom

from fupan.analysis.causes.panel import Panel
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop

PRICE_ROSE = 0.03  # a dearer price than this is a rise
RIVAL_FELL = 0.05
PAST_DAYS = 90
FEWEST_DAYS = 3  # a price seen for fewer days is a slip of the observer
OUT_SHARE = 0.3  # of a product's usual sales that were not to be had
FEWEST_ALIKE = 5  # products, to tell what moved in all of them
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


def own_price_signs(shop: Shop, period: Period, panel: Panel | None) -> dict[str, Sign]:
    """Products that became dearer within the period, by product."""
    prices = _prices(shop, period)
    own = prices[prices["seller"] == "self"] if prices is not None else None
    seen = _wide(own, period) if own is not None and len(own) else pd.DataFrame()
    found = _price_signs(seen, period, "prices") if len(seen) else {}
    if panel is not None and panel.has("pay_units") and panel.has("pay_amount"):
        # What nobody watched can still be read off the payments.
        paid = _paid_prices(panel, period)
        rest = _price_signs(paid, period, "orders")
        found = {**{p: s for p, s in rest.items() if p not in seen.columns}, **found}
    return found


def _price_signs(wide: pd.DataFrame, period: Period, table: str) -> dict[str, Sign]:
    found = {}
    for product, run in _runs(wide, period, PRICE_ROSE, up=True).items():
        old, new, since, until = run
        found[product] = Sign(
            product, since, until, float(np.log(new / old)),
            Text(zh=f"自家售价 {since:%m-%d} 起从 {old:,.2f} 变为 {new:,.2f}"
                 f"（{new / old - 1:+.0%}）",
                 en=f"own price went from {old:,.2f} to {new:,.2f} ({new / old - 1:+.0%}) "
                 f"on {since:%m-%d}"),
            table, new,
        )  # fmt: skip
    return found


def _paid_prices(panel: Panel, period: Period) -> pd.DataFrame:
    """Day × product: what a unit was paid for, the median of a week."""
    with np.errstate(divide="ignore", invalid="ignore"):
        paid = panel.counts["pay_amount"] / panel.counts["pay_units"]
    wide = pd.DataFrame(paid, index=list(panel.days), columns=list(panel.units))
    first = period.start - timedelta(days=PAST_DAYS)
    wide = wide[[d >= first for d in wide.index]].where(np.isfinite)
    return wide.rolling(3, min_periods=1).median().ffill(limit=10)


def rival_signs(shop: Shop, period: Period) -> dict[str, Sign]:
    """Products whose competitor became cheaper within the period, by product."""
    prices = _prices(shop, period)
    if prices is None:
        return {}
    found: dict[str, Sign] = {}
    for seller, rows in prices[prices["seller"] != "self"].groupby("seller"):
        for product, run in _runs(_wide(rows, period), period, RIVAL_FELL, up=False).items():
            old, new, since, until = run
            sign = Sign(
                product, since, until, float(np.log(new / old)),
                Text(zh=f"竞品 {seller} {since:%m-%d} 起从 {old:,.2f} 降到 {new:,.2f}"
                     f"（{new / old - 1:+.0%}）",
                     en=f"rival {seller} went from {old:,.2f} to {new:,.2f} "
                     f"({new / old - 1:+.0%}) on {since:%m-%d}"),
                "prices", new,
            )  # fmt: skip
            if product not in found or sign.size < found[product].size:
                found[product] = sign
    return found


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
    weights = _sku_weights(shop, period)
    held["weight"] = (
        [
            weights.get((p, s), 0.0 if p in {k[0] for k in weights} else 1.0)
            for p, s in zip(held["product_id"], held["sku_id"], strict=True)
        ]
        if len(weights) < 5000
        else 1.0
    )
    held["out"] = (held["on_hand"] <= 0) * held["weight"]
    daily = held.groupby(["product_id", "date"])[["out", "weight"]].sum().reset_index()
    daily["share"] = daily["out"] / daily["weight"].where(daily["weight"] > 0)
    daily = daily[[d in period for d in daily["date"]]]
    found = {}
    for product, rows in daily[daily["share"] >= OUT_SHARE].groupby("product_id"):
        days = tuple(rows["date"])
        found[product] = Sign(
            product, days[0], days[-1], float(rows["share"].mean()),
            Text(zh=f"库存为 0 共 {len(days)} 天（{days[0]:%m-%d} 至 {days[-1]:%m-%d}）",
                 en=f"out of stock on {len(days)} days ({days[0]:%m-%d} to {days[-1]:%m-%d})"),
            "inventory", float(len(days)), days, tuple(rows["share"]),
        )  # fmt: skip
    return found


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


def _prices(shop: Shop, period: Period) -> pd.DataFrame | None:
    if not shop.has("prices"):
        return None
    prices = shop.prices
    rows = (
        prices.filter(
            prices.date >= ibis.literal(period.start - timedelta(days=PAST_DAYS)),
            prices.date < ibis.literal(period.end),
        )
        .select("date", "product_id", "seller", price=prices.price.cast("float64"))
        .order_by("date", "product_id", "seller")
        .to_pandas()
    )
    if rows.empty:
        return None
    rows["date"] = pd.to_datetime(rows["date"]).dt.date
    return rows


def _wide(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    wide = rows.pivot_table(index="date", columns="product_id", values="price", aggfunc="min")
    first = min(wide.index)
    days = [first + timedelta(days=n) for n in range((period.end - first).days)]
    return wide.reindex(days).ffill(limit=10)


def _runs(
    wide: pd.DataFrame, period: Period, least: float, *, up: bool
) -> dict[str, tuple[float, float, date, date]]:
    """Old price, new price, first and last day, of every product that left its usual price.

    What most products do at once (a promotion, a price war) is taken out, so that the end of a
    discount is no rise.
    """
    inside = np.array([d in period for d in wide.index])
    logs = np.log(wide.where(wide > 0))
    if inside.all() or not inside.any():
        return {}
    moved = logs - logs[~inside].median()
    if wide.shape[1] >= FEWEST_ALIKE:
        moved = moved.sub(moved.median(axis=1), axis=0)
    usual = np.exp(logs[~inside].median())
    moved = moved if up else -moved
    past = moved[~inside]
    # A price that moves about must move further than it usually does.
    usual_top, stray = past.quantile(0.9), past.abs().quantile(0.8)
    found = {}
    for product in wide.columns:
        level = max(least, 1.5 * float(stray[product]), float(usual_top[product]) + least / 2)
        if not np.isfinite(level):
            continue
        flagged = moved[product][inside] >= level
        days = list(flagged.index[flagged.to_numpy()])
        if len(days) < FEWEST_DAYS:
            continue
        size = float(moved.loc[days, product].median())
        old = float(usual[product])
        found[product] = (old, old * float(np.exp(size if up else -size)), days[0], days[-1])
    return found


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


def entries_about(entries: Sequence[Entry], subject: str, kinds: Sequence[str]) -> list[Entry]:
    """Log entries of some kinds about one subject."""
    return [e for e in entries if e.subject == subject and e.kind in kinds]
