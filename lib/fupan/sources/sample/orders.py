"""Orders: the wishes that were placed, as order lines with money, times, refunds and ids."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.sources.sample.chance import Chance, Ints
from fupan.sources.sample.days import DAYS, PROMOTIONS, day_number
from fupan.sources.sample.facts import find_fact
from fupan.sources.sample.freight import freight_cents
from fupan.sources.sample.goods import IDS, PLACE, PRODUCTS
from fupan.sources.sample.lives import Lives
from fupan.sources.sample.places import AT, NAMES, PLATFORMS
from fupan.sources.sample.prices import asked, list_cents
from fupan.sources.sample.refunds import with_refunds
from fupan.sources.sample.terms import COUPON_GOODS, GIFT_GOODS

END_SECOND = len(DAYS) * 86_400  # the files were made at the end of the last day
PRESALE_GOODS = ("R01", "R02", "R05", "R08", "R11", "S06", "S07", "I02", "I04")
_PRESALE_SHARE, _BALANCE_PAID, _DEPOSIT, _PRESALE_OFF = 0.80, 0.94, 0.10, 0.15
# Balances fall due at 20:00 when the main phase opens; this share is paid within four hours.
_BALANCE_AT_ONCE = 0.45
_COUPON_SHARE, _COUPON_OFF = 0.12, 0.05


def order_lines(
    chance: Chance, carts: pd.DataFrame, lives: Lives, active: frozenset[str]
) -> pd.DataFrame:
    """One row per order line, ordered by time; money in cents, times in seconds since the start.

    Gifts and marked fake orders are not here; they have no visit behind them.
    """
    lines = carts[carts["ordered"]].sort_values(
        ["day", "second", "order_key", "is_addon", "key"], kind="stable", ignore_index=True
    )
    lines["ordered_second"] = lines["day"] * 86_400 + lines["second"]
    lines["position"] = lines.groupby("order_key").cumcount() + 1
    lines = _with_presale(chance, lines)
    lines = _with_payment(chance, lines)
    lines = _with_money(chance, lines, active)
    lines["campaign_id"] = _campaigns(lines, active)
    return with_refunds(chance, lines, lives, active, END_SECOND)


def _with_presale(chance: Chance, lines: pd.DataFrame) -> pd.DataFrame:
    """Marks the orders that pay a deposit now and the rest at the end of October."""
    first = lines.drop_duplicates("order_key")
    goods = np.isin(np.array(IDS)[first["product"]], PRESALE_GOODS)
    where = first["platform"].isin([PLATFORMS.index("tmall"), PLATFORMS.index("jd")])
    when = _balance_days() >= 0
    luck = chance.uniform("presale", first["order_key"]) < _PRESALE_SHARE
    presale = first["order_key"][goods & where & when[first["day"]] & luck]
    lines["is_presale"] = lines["order_key"].isin(presale)
    return lines


def _balance_days() -> Ints:
    """Per day of a pre-sale, the number of the day on which its balances fall due; else −1."""
    due = np.full(len(DAYS), -1)
    opening = [day_number(p.starts_on) for p in PROMOTIONS if p.phase == "main"]
    for promotion in PROMOTIONS:
        start, end = day_number(promotion.starts_on), day_number(promotion.ends_on)
        if promotion.phase == "presale" and start >= 0:
            due[start : end + 1] = min(day for day in opening if day > end)
    return due


def _with_payment(chance: Chance, lines: pd.DataFrame) -> pd.DataFrame:
    key = lines["order_key"]
    luck, late = chance.uniform("pay/delay", key), chance.uniform("pay/late", key)
    delay = np.where(late < 0.94, 15 + 900 * luck**3, 1800 + 68_000 * luck).astype(np.int64)
    paid_second = lines["ordered_second"] + delay
    due = _balance_days()[lines["day"]] * 86_400 + 20 * 3600
    wait = np.where(late < _BALANCE_AT_ONCE, luck**2 * 4 * 3600, 4 * 3600 + luck * 64 * 3600)
    lines["paid_second"] = np.where(lines["is_presale"], due + wait.astype(np.int64), paid_second)
    kept = ~lines["is_presale"] | (chance.uniform("presale/balance", key) < _BALANCE_PAID)
    lines["pays"] = lines["paid"] & kept
    lines["paid"] = lines["pays"] & (lines["paid_second"] < END_SECOND)
    return lines


def _with_money(chance: Chance, lines: pd.DataFrame, active: frozenset[str]) -> pd.DataFrame:
    price = asked(active)[lines["day"], lines["product"]]
    plain = np.array([p.price for p in PRODUCTS])[lines["product"]]
    presale = np.round(plain * (1 - _PRESALE_OFF)).astype(np.int64) * 100
    goods = np.where(lines["is_presale"], presale, price) * lines["quantity"]
    couponed = chance.uniform("coupon", lines["order_key"]) < _COUPON_SHARE
    coupon = np.where(couponed, np.round(goods * _COUPON_OFF / 100) * 100, 0).astype(np.int64)
    together = goods.groupby(lines["order_key"]).transform("sum").to_numpy()
    freight = np.where(
        lines["position"] == 1, freight_cents(lines["day"].to_numpy(), together, active), 0
    )
    lines["list_cents"] = list_cents()[lines["product"]] * lines["quantity"]
    lines["discount_cents"] = lines["list_cents"] - goods + coupon
    due = goods - coupon + freight
    lines["due_cents"] = due
    lines["paid_cents"] = np.where(lines["paid"], due, 0)
    deposit = np.round(goods * _DEPOSIT / 100).astype(np.int64) * 100
    lines["deposit_cents"] = np.where(lines["is_presale"], deposit, 0)
    return lines


def _campaigns(lines: pd.DataFrame, active: frozenset[str]) -> np.ndarray:
    """The campaign that an order belongs to: the narrowest of those that it fits."""
    campaign = np.full(len(lines), None, dtype=object)
    day, second = lines["day"].to_numpy(), lines["second"].to_numpy()
    for promotion in PROMOTIONS:
        if promotion.phase in ("main", "presale"):
            start, end = promotion.full_from, day_number(promotion.ends_on)
            eve = promotion.eve & (day == day_number(promotion.starts_on)) & (second >= 20 * 3600)
            campaign[((day >= start) & (day <= end)) | eve] = promotion.campaign_id
    channel, platform = lines["channel"].to_numpy(), lines["platform"].to_numpy()
    for campaign_id, (where, on) in AD_CAMPAIGNS.items():
        campaign[(channel == AT[where]) & (platform == PLATFORMS.index(on))] = campaign_id
    product = lines["product"].to_numpy()
    for fact_id, goods, channels in (
        ("campaign-2026-01", GIFT_GOODS, ("content", "short_video")),
        ("no-lift-2026-10", COUPON_GOODS, NAMES),
        ("action-yes-2026-10", IDS, ("private",)),
    ):
        if fact_id in active:
            fact = find_fact(fact_id)
            inside = (day >= day_number(fact.start)) & (day <= day_number(fact.end))
            fits = (
                inside
                & np.isin(product, [PLACE[p] for p in goods])
                & np.isin(channel, [AT[c] for c in channels])
            )
            campaign[fits] = RECALL if fact.subject_kind == "action" else fact.subject
    return campaign


RECALL = "C26-OCTPM"
# Ad campaign → channel and platform whose orders it claims.
AD_CAMPAIGNS: dict[str, tuple[str, str]] = {
    "A-ZTC": ("paid_search", "tmall"),
    "A-JDKC": ("paid_search", "jd"),
    "A-DDSS": ("paid_search", "pdd"),
    "A-WXT": ("paid_feed", "tmall"),
    "A-QC": ("paid_feed", "douyin"),
    "A-CPS": ("affiliate", "tmall"),
}


def moments(seconds: Ints) -> np.ndarray:
    """Seconds since the start as times."""
    return DAYS.to_numpy()[0].astype("datetime64[s]") + np.asarray(seconds).astype("timedelta64[s]")
