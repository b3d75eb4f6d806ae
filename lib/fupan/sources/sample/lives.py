"""The sample shop's livestreams: who goes on air when, with which goods, and who watches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from fupan.sources.sample.chance import Chance, Floats, Ints
from fupan.sources.sample.days import DAYS, Rhythm, day_number
from fupan.sources.sample.goods import IDS, PLACE, PRODUCTS, season_strength
from fupan.sources.sample.terms import (
    LIVE_GOODS,
    LIVE_RETURNS,
    RETURNS_LIVE,
    WEAK_CART,
    WEAK_STREAMER,
    WEAK_STREAMER_NAME,
    WRONG_GOODS,
    WRONG_GOODS_LIVE,
)

_GOODS_PER_LIVE = 7
_SPECIAL_CROWD = 2.6
_CLICKS_PER_VIEWER = 0.17
# Wrong goods are passed over: few of those who are shown them click.
_WRONG_CLICKS = 0.35


@dataclass(frozen=True, slots=True)
class Streamer:
    """One host; weekdays from Monday = 0, viewers of an ordinary evening, fees in yuan."""

    name: str
    weekdays: tuple[int, ...]
    hour: int
    hours: int
    viewers: int
    cart: float
    commission_rate: float
    slot_fee: int
    platform: str
    since: date = date(2025, 3, 1)


STREAMERS: tuple[Streamer, ...] = (
    Streamer("小满", (2, 6), 20, 3, 1900, 1.05, 0.0, 0, "douyin"),
    Streamer("阿青", (0, 4), 20, 3, 1800, 1.0, 0.0, 0, "tmall"),
    Streamer("木槿", (1, 3, 6), 14, 4, 1500, 0.96, 0.03, 0, "douyin"),
    Streamer("茶叔", (5,), 15, 3, 2300, 1.02, 0.12, 200, "douyin", date(2025, 6, 1)),
    Streamer(WEAK_STREAMER_NAME, (3, 5), 20, 3, 1800, 1.0, 0.03, 0, "douyin", date(2026, 8, 1)),
)


@dataclass(frozen=True, slots=True)
class Lives:
    """One element per livestream; in the `slot_` fields, one per livestream × product shown."""

    day: Ints
    streamer: Ints
    viewers: Ints
    live_ids: tuple[str, ...]
    slot_live: Ints
    slot_product: Ints
    slot_position: Ints
    slot_clicks: Floats
    slot_cart: Floats
    returns_more: Ints

    @property
    def starts(self) -> np.ndarray:
        hours = np.array([STREAMERS[s].hour for s in self.streamer])
        return DAYS.to_numpy()[self.day] + hours.astype("timedelta64[h]")


def schedule(chance: Chance, rhythm: Rhythm, active: frozenset[str]) -> Lives:
    """All livestreams of the twenty months, in the order in which they went on air."""
    on_air = _on_air()
    day, streamer = on_air[:, 0], on_air[:, 1]
    numbers = np.arange(len(on_air))
    usual = np.array([s.viewers for s in STREAMERS])[streamer]
    viewers = usual * rhythm.crowd[day] * chance.jitter("live/viewers", 0.18, day, streamer)
    # Two evenings were announced as specials, whatever was shown and promised on them.
    special = _is(day, _names(streamer), RETURNS_LIVE) | _is(
        day, _names(streamer), WRONG_GOODS_LIVE
    )
    viewers = np.where(special, viewers * _SPECIAL_CROWD, viewers)
    live, product, position = _goods(chance, day, streamer, active)
    name = _names(streamer)
    clicks = _clicks(chance, day, product, live, position) * viewers[live]
    cart = np.array([s.cart for s in STREAMERS])[streamer][live]
    if WEAK_STREAMER in active:
        cart = np.where(name[live] == WEAK_STREAMER_NAME, cart * WEAK_CART, cart)
    if LIVE_GOODS in active:
        wrong = _is(day, name, WRONG_GOODS_LIVE)[live]
        clicks = np.where(wrong, clicks * _WRONG_CLICKS, clicks)
    returned = _is(day, name, RETURNS_LIVE) if LIVE_RETURNS in active else numbers < 0
    ids = tuple(f"L{DAYS[d]:%y%m%d}{s + 1}" for d, s in on_air)
    return Lives(
        day,
        streamer,
        viewers.astype(np.int64),
        ids,
        live,
        product,
        position,
        clicks,
        cart,
        np.flatnonzero(returned),
    )


def _on_air() -> Ints:
    rows = []
    for number, day in enumerate(DAYS):
        for place, host in enumerate(STREAMERS):
            # Nobody goes on air in the days around Spring Festival.
            resting = abs((day.date() - date(2026, 2, 17)) / timedelta(days=1)) <= 5
            if day.dayofweek in host.weekdays and day.date() >= host.since and not resting:
                rows.append((number, place))
    return np.array(rows, dtype=np.int64)


def _goods(
    chance: Chance, day: Ints, streamer: Ints, active: frozenset[str]
) -> tuple[Ints, Ints, Ints]:
    """What is shown: a draw without replacement that favours what sells in that season."""
    season = season_strength()
    pull = np.array([p.pull * (0.5 if p.role == "image" else 1.0) for p in PRODUCTS])
    everything = np.arange(len(IDS))
    luck = chance.uniform("live/goods", day[:, None], streamer[:, None], everything[None, :])
    # Gumbel's trick: the largest keys are a weighted draw without replacement.
    chosen = np.log(pull * season[day] ** 1.5 + 1e-9) - np.log(-np.log(luck))
    chosen[:, PLACE["S02"]] = np.where(
        day >= day_number(date(2026, 9, 1)), -99.0, chosen[:, PLACE["S02"]]
    )
    order = np.argsort(-chosen, axis=1, kind="stable")[:, :_GOODS_PER_LIVE]
    live = np.repeat(np.arange(len(day)), _GOODS_PER_LIVE)
    product, position = order.ravel(), np.tile(np.arange(_GOODS_PER_LIVE), len(day))
    if LIVE_GOODS in active:
        name = _names(streamer)
        hit = np.flatnonzero(_is(day, name, WRONG_GOODS_LIVE))[0]
        kept = live != hit
        wrong = np.array([PLACE[p] for p in WRONG_GOODS])
        live = np.concatenate([live[kept], np.full(len(wrong), hit)])
        product = np.concatenate([product[kept], wrong])
        position = np.concatenate([position[kept], np.arange(len(wrong))])
        sort = np.lexsort((position, live))
        live, product, position = live[sort], product[sort], position[sort]
    return live, product, position


def _clicks(chance: Chance, day: Ints, product: Ints, live: Ints, position: Ints) -> Floats:
    """Clicks per viewer: cheap goods draw more, and the first minutes too."""
    price = np.array([p.price for p in PRODUCTS])[product]
    drawn = (price / 80.0) ** -0.25 * np.exp(-0.06 * position)
    noise = chance.jitter("live/clicks", 0.15, day[live], product, position)
    return _CLICKS_PER_VIEWER / _GOODS_PER_LIVE * drawn * noise


def _is(day: Ints, name: np.ndarray, which: tuple[date, str]) -> np.ndarray:
    return (day == day_number(which[0])) & (name == which[1])


def _names(streamer: Ints) -> np.ndarray:
    return np.array([s.name for s in STREAMERS])[streamer]
