"""Worlds of livestreams: one streamer's month goes wrong for one reason, or for none.

A live runs from impressions to viewers, product clicks, orders, and what is kept after refunds;
each step is drawn by the same uniforms with and without what is planted.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
from scipy.stats import binom, gamma

from worlds import live_tables, make
from worlds.calm import Calm, calm_shop
from worlds.live_tables import NAMES, Lives, Shown, live_cents
from worlds.truth import Truth

CAUSES = (
    "live_product_selection", "live_streamer", "live_audience", "live_returns", "none",
)  # fmt: skip


def world(seed: int, cause: str, **shape: float | int | str) -> tuple[Truth, dict[str, pa.Table]]:
    """A calm shop with lives on top; the cause touches one streamer from a day of the month on."""
    calm = calm_shop(np.random.default_rng([seed, 0]), **shape)
    base, tables = make.world(seed, "none", **shape)
    chance = np.random.default_rng([seed, 21])
    appeal = np.exp(chance.normal(0, 0.5, len(calm.products)))
    lives = _lives(calm, appeal, chance)
    plan = np.random.default_rng([seed, 22, CAUSES.index(cause)])
    shown_with, touched, start, size = _planted(calm, lives, appeal, cause, plan)
    draws = np.random.default_rng([seed, 23]).random((4, *lives.goods.shape))
    outcome, twin = _outcome(calm, shown_with, draws), _outcome(calm, lives, draws)
    worth, calm_worth = _worth(calm, shown_with, outcome), _worth(calm, lives, twin)
    month = lives.day >= calm.first
    logged = cause != "none" and bool(plan.random() < 0.5)
    tables = live_tables.joined(
        calm, tables, shown_with, outcome, np.random.default_rng([seed, 24])
    )
    if logged:
        tables["log"] = live_tables.noted(calm, tables.get("log"), start, NAMES[touched])
    loss = (worth - calm_worth)[month].sum() / 100
    hit = month & (lives.streamer == touched) & (lives.day >= start)
    spread = np.sqrt(max(twin.orders[hit].sum(), 1))
    lost = twin.orders[hit].sum() - outcome.orders[hit].sum()
    if cause == "live_returns":
        lost = outcome.refunds[hit].sum() - twin.refunds[hit].sum()
        spread = np.sqrt(max(twin.refunds[hit].sum(), 1))
    shape = {**calm.shape, "streamers": int(lives.streamer.max()) + 1, "lives": len(lives.day)}
    if cause == "none":
        return Truth(seed, cause, calm.month, missing=base.missing, shape=shape), tables
    return Truth(
        seed, cause, calm.month, "streamer", (NAMES[touched],), str(calm.days[start]),
        str(calm.days[-1]), round(size, 4), round(float(loss), 2), logged=logged,
        missing=base.missing, power=round(float(lost / spread), 2), shape=shape,
    ), tables  # fmt: skip


def _lives(calm: Calm, appeal: np.ndarray, chance: np.random.Generator) -> Lives:
    streamers = int(chance.integers(3, 6))
    often = chance.uniform(2.5, 5.5, streamers) / 7
    on_air = chance.random((len(calm.days), streamers)) < often
    day, streamer = np.nonzero(on_air)
    usual = chance.integers(0, 3, streamers)
    slot = np.where(
        chance.random(len(day)) < 0.75, usual[streamer], chance.integers(0, 3, len(day))
    )
    places = min(int(chance.integers(6, 11)), int((calm.listed == 0).sum()) - 1)
    goods = _goods(calm, appeal, len(day), places, chance, wrong=False)
    skill = np.exp(chance.normal(0, 0.18, streamers))[streamer]
    crowd = np.exp(chance.normal(0, 0.3, streamers))[streamer] * np.array([0.7, 0.85, 1.3])[slot]
    noise = np.exp(chance.normal(0, 0.13, (3, len(day))))
    seen = np.exp(chance.uniform(np.log(8_000), np.log(50_000))) * crowd * noise[0]
    place = np.exp(-0.05 * np.arange(places))
    own = np.exp(chance.normal(0, 0.07, (2, len(day))))
    click = 0.025 * (appeal[goods] ** 0.8) * place * (skill * own[0])[:, None]
    buy = chance.uniform(0.05, 0.11) * (appeal[goods] ** 0.3) * (np.sqrt(skill) * own[1])[:, None]
    product_back = chance.uniform(0.06, 0.2, len(calm.products))
    ad_share = chance.uniform(0.015, 0.05) * np.exp(chance.normal(0, 0.1, len(day)))
    own_back = np.exp(chance.normal(0, 0.35, streamers))[streamer]
    return Lives(
        day, streamer, slot, goods, np.round(seen).astype(np.int64),
        np.clip(0.16 * np.sqrt(skill) * noise[1], 0.03, 0.5), 62 * skill * noise[2],
        np.ones(len(day)), np.clip(click, 0, 0.6), np.clip(buy, 0, 0.6),
        np.clip(product_back[goods] * own_back[:, None], 0.01, 0.5),
        np.round(seen * ad_share, 2),
    )  # fmt: skip


def _goods(calm: Calm, appeal, count: int, places: int, chance, *, wrong: bool) -> np.ndarray:
    """Which products are shown; good ones more often, and when wrong the weak ones."""
    open_goods = np.flatnonzero(calm.listed == 0)
    liking = np.log(appeal[open_goods]) * (-2.5 if wrong else 1.2)
    luck = chance.gumbel(0, 0.35 if wrong else 0.8, (count, len(open_goods)))
    return open_goods[np.argsort(-(liking + luck), axis=1)[:, :places]]


def _planted(calm: Calm, lives: Lives, appeal, cause: str, chance: np.random.Generator):
    """The lives with the cause; the streamer touched, the first day, and the size."""
    touched = int(chance.integers(0, lives.streamer.max() + 1))
    start = calm.first + int(chance.integers(0, 8 if cause == "live_returns" else 14))
    size = float(chance.uniform(0.25, 0.55))
    hit = (lives.streamer == touched) & (lives.day >= start)
    if cause == "live_product_selection" and chance.random() < 0.35:
        # The right goods at the wrong price: clicked as ever, and not bought.
        dear = lives.buy * np.where(hit, 1 - size, 1.0)[:, None]
        return replace(lives, buy=dear), touched, start, size
    if cause == "live_product_selection":
        goods = lives.goods.copy()
        goods[hit] = _goods(calm, appeal, hit.sum(), goods.shape[1], chance, wrong=True)
        shift = appeal[goods] / appeal[lives.goods]
        shown = replace(
            lives, goods=goods, click=np.clip(lives.click * shift**0.8, 0, 0.6),
            buy=np.clip(lives.buy * shift**0.3, 0, 0.6),
        )  # fmt: skip
        return shown, touched, start, 1 - float(np.exp(np.log(shift[hit]).mean()) ** 1.1)
    fall = np.where(hit, 1 - size, 1.0)
    wide = fall[:, None]
    if cause == "live_streamer":
        shown = replace(
            lives, dwell=lives.dwell * fall ** chance.uniform(0.6, 0.9),
            chatty=fall ** chance.uniform(0.8, 1.2), click=lives.click * wide**0.7,
            buy=lives.buy * wide**0.3,
        )  # fmt: skip
    elif cause == "live_audience":
        more = np.where(hit, chance.uniform(1.4, 2.2), 1.0)
        shown = replace(
            lives, impressions=np.round(lives.impressions * more).astype(np.int64),
            enter=lives.enter * more**-0.3, dwell=lives.dwell * fall * more**-0.3,
            chatty=fall, click=lives.click * (fall**0.75 / more**0.7)[:, None],
            buy=lives.buy * wide**0.25, ad_cost=np.round(lives.ad_cost * more**1.4, 2),
        )  # fmt: skip
    elif cause == "live_returns":
        times_more = chance.uniform(2.0, 3.5)
        shown = replace(
            lives, back=np.clip(lives.back * np.where(hit, times_more, 1.0)[:, None], 0, 0.8)
        )
        size = times_more - 1
    else:
        shown = lives
    return shown, touched, start, size


def _outcome(calm: Calm, lives: Lives, draws: np.ndarray) -> Shown:
    """Counts by inverting the same uniforms, so that both shops share their luck.

    Refunds are those that have come by the last day: young lives look better than they are.
    """
    viewers = binom.ppf(draws[0][:, 0], lives.impressions, lives.enter).astype(np.int64)
    clicks = binom.ppf(draws[1], viewers[:, None], lives.click).astype(np.int64)
    orders = binom.ppf(draws[2], clicks, lives.buy).astype(np.int64)
    come = gamma.cdf(len(calm.days) - lives.day, 1.8, scale=4.0)[:, None]
    refunds = binom.ppf(draws[3], orders, lives.back * come).astype(np.int64)
    return Shown(viewers, clicks, orders, refunds)


def _worth(calm: Calm, lives: Lives, shown: Shown) -> np.ndarray:
    """Paid less refunded per live, in cents."""
    return (live_cents(calm, lives) * (shown.orders - shown.refunds)).sum(axis=1)
