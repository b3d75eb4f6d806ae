"""What a visitor settles for: the hour, the platform, the device, the SKU, how many."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.sources.sample.chance import Chance, Ints, Keys, pick
from fupan.sources.sample.goods import FIRST_SKU, PRODUCTS, SKU_PRODUCT, SKU_SHARE
from fupan.sources.sample.lives import STREAMERS, Lives
from fupan.sources.sample.places import DEVICE_SHARE, HOURS, PLATFORM_SHARE, PLATFORMS
from fupan.sources.sample.rates import Rates

_EVENING = 20 * 3600


def seconds(chance: Chance, rates: Rates, lives: Lives, wishes: pd.DataFrame) -> Ints:
    """The second of the day: the shop's rhythm, a wave after 20:00, or while on air."""
    key, day = wishes["key"], wishes["day"]
    hour, inside = pick(chance.uniform("hour", key), HOURS), chance.uniform("second", key)
    second = (hour + inside) * 3600
    in_wave = chance.uniform("wave", key) < rates.wave[day]
    second = np.where(in_wave, _EVENING + inside**2 * 4 * 3600, second)
    live = wishes["live"].to_numpy()
    host = lives.streamer[live]
    start = np.array([s.hour for s in STREAMERS])[host]
    length = np.array([s.hours for s in STREAMERS])[host]
    return np.where(live >= 0, (start + inside * length) * 3600, second).astype(np.int64)


def skus(chance: Chance, wishes: pd.DataFrame) -> Ints:
    """The SKU of the product that the luck falls on."""
    first = FIRST_SKU[wishes["product"]]
    luck, sku, reached = chance.uniform("sku", wishes["key"]), first.copy(), SKU_SHARE[first]
    for step in (1, 2):
        following = np.minimum(first + step, len(SKU_SHARE) - 1)
        further = (luck > reached) & (SKU_PRODUCT[following] == wishes["product"].to_numpy())
        sku = np.where(further, following, sku)
        reached = reached + np.where(further, SKU_SHARE[following], 0)
    return sku


def quantities(chance: Chance, wishes: pd.DataFrame) -> Ints:
    """Mostly one; tea, cups and small things also by the two and three."""
    price = np.array([p.price for p in PRODUCTS])[wishes["product"]]
    several = np.clip(0.24 - price / 1000.0, 0.0, 0.24)
    luck = chance.uniform("quantity", wishes["key"])
    return 1 + (luck < several).astype(np.int64) + (luck < several * 0.35) + (luck < several * 0.1)


def platforms(chance: Chance, key: Keys, channel: Ints) -> Ints:
    """The platform on which a visitor of each channel buys."""
    luck, edges = chance.uniform("platform", key), PLATFORM_SHARE.cumsum(axis=1)[channel]
    return np.minimum((edges < luck[:, None]).sum(axis=1), len(PLATFORMS) - 1)


def devices(chance: Chance, key: Keys) -> Ints:
    """Mostly the mobile app."""
    return pick(chance.uniform("device", key), DEVICE_SHARE)
