"""Refunds: which lines come back, how much of them, when, and for what reason."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.sources.sample.chance import Chance, Floats, Ints, pick
from fupan.sources.sample.goods import IDS, PRODUCTS
from fupan.sources.sample.lives import Lives
from fupan.sources.sample.places import AT
from fupan.sources.sample.rates import effects, strength
from fupan.sources.sample.terms import LIVE_RETURNS, RETURNS_IN_LIVE

REASONS = ("不想要了", "质量问题", "与描述不符", "破损或少件", "发货太慢", "价保补差")
_USUAL = (0.40, 0.16, 0.12, 0.20, 0.05, 0.07)
_WARE = (0.30, 0.17, 0.11, 0.32, 0.04, 0.06)
_LIVE = (0.50, 0.10, 0.22, 0.10, 0.03, 0.05)
# Lines sold on air come back more often than from the shelf.
_BY_CHANNEL = {"live": 2.1, "short_video": 1.4, "paid_feed": 1.25, "private": 0.6, "direct": 0.8}
# Refund rates of goods are as on a good shelf; this brings them to the level of the trade.
_LEVEL = 1.5
_PARTIAL = REASONS.index("价保补差")


def with_refunds(
    chance: Chance, lines: pd.DataFrame, lives: Lives, active: frozenset[str], end_second: int
) -> pd.DataFrame:
    """Adds what was refunded until the files were made; later refunds are not there yet."""
    rate, reason = _rates(lines, lives, active), _reasons(chance, lines, lives, active)
    comes_back = lines["paid"] & (chance.uniform("refund", lines["key"]) < rate)
    days = 3 + 27 * chance.uniform("refund/days", lines["key"]) ** 1.8
    # Back offices work from nine to nine.
    clock = 9 * 3600 + 12 * 3600 * chance.uniform("refund/clock", lines["key"])
    second = (lines["paid_second"] // 86_400 + days.astype(np.int64)) * 86_400 + clock
    happened = comes_back & (second < end_second)
    share = 0.1 + 0.2 * chance.uniform("refund/share", lines["key"])
    part = np.where(
        reason == _PARTIAL, np.round(lines["paid_cents"] * share / 100) * 100, lines["paid_cents"]
    )
    lines["refund_cents"] = np.where(happened, part, 0).astype(np.int64)
    lines["refund_second"] = np.where(happened, second, -1).astype(np.int64)
    lines["reason"] = np.where(happened, reason, -1)
    return lines


def _rates(lines: pd.DataFrame, lives: Lives, active: frozenset[str]) -> Floats:
    usual = np.array([p.refund_rate for p in PRODUCTS])[lines["product"]]
    factor = np.ones(len(AT))
    for channel, times in _BY_CHANNEL.items():
        factor[AT[channel]] = times
    rate = usual * factor[lines["channel"]]
    for effect in effects("refund", active):
        hit = np.isin(np.array(IDS)[lines["product"]], effect.products)
        rate = np.where(hit, rate * strength(effect)[lines["day"]], rate)
    rate = np.minimum(rate * _LEVEL, 0.6)
    if LIVE_RETURNS in active:
        rate = np.where(lines["live"].isin(lives.returns_more), RETURNS_IN_LIVE, rate)
    return rate


def _reasons(chance: Chance, lines: pd.DataFrame, lives: Lives, active: frozenset[str]) -> Ints:
    luck = chance.uniform("refund/reason", lines["key"])
    is_ware = np.array([p.category != "茶叶" for p in PRODUCTS])[lines["product"]]
    reason = np.where(is_ware, pick(luck, _WARE), pick(luck, _USUAL))
    reason = np.where(lines["channel"] == AT["live"], pick(luck, _LIVE), reason)
    second = chance.uniform("refund/why", lines["key"])
    for effect in effects("refund", active):
        hit = np.isin(np.array(IDS)[lines["product"]], effect.products) & (
            strength(effect)[lines["day"]] != 1
        )
        reason = np.where(hit & (second < 0.72), REASONS.index("质量问题"), reason)
    if LIVE_RETURNS in active:
        hit = lines["live"].isin(lives.returns_more)
        reason = np.where(hit & (second < 0.8), REASONS.index("与描述不符"), reason)
    return reason
