"""Prices: what the sample shop asks on each day, and what a rival asks for the same thing."""

from __future__ import annotations

import numpy as np

from fupan.sources.sample.chance import Chance, Floats, Ints
from fupan.sources.sample.days import DAYS, rhythm
from fupan.sources.sample.goods import IDS, PRODUCTS
from fupan.sources.sample.rates import effects, strength

RIVAL = "竞店-听泉茶具"
RIVAL_GOODS: tuple[str, ...] = (
    "T01",
    "T02",
    "T03",
    "T04",
    "R01",
    "R02",
    "R03",
    "R08",
    "S01",
    "S06",
    "S09",
    "R11",
)
RIVAL_EVERY_DAYS = 2  # how often somebody looks at the rival's prices


def asked(active: frozenset[str]) -> Ints:
    """Day × product: the price after the shop's own discount, in cents, whole yuan below ¥20."""
    price = _with("price", active) * np.array([p.price for p in PRODUCTS])[None, :]
    off = rhythm().discount[:, None] + _with("discount", active) - 1
    return (np.round(price * (1 - off)) * 100).astype(np.int64)


def coupon(active: frozenset[str]) -> Floats:
    """Day × product: the share that planted coupons take off; 0 almost everywhere."""
    return _with("discount", active) - 1


def list_cents() -> Ints:
    return np.array([p.list_price for p in PRODUCTS], dtype=np.int64) * 100


def rival(chance: Chance, active: frozenset[str]) -> Ints:
    """Day × product, in cents: the rival's price, which moves a little every few weeks."""
    number, place = np.arange(len(DAYS)), np.arange(len(IDS))
    usual = np.array([p.price for p in PRODUCTS])[None, :]
    level = 1.02 + 0.05 * chance.normal("rival/level", place)[None, :]
    step = 0.025 * chance.normal("rival/step", number[:, None] // 21, place[None, :])
    promotion = 0.9 * rhythm().discount[:, None]
    asks = usual * (level + step) * (1 - promotion) * _with("rival_price", active)
    return (np.round(asks) * 100).astype(np.int64)


def _with(stage: str, active: frozenset[str]) -> Floats:
    grid = np.ones((len(DAYS), len(IDS)))
    for effect in effects(stage, active):
        for product in effect.products:
            if stage == "discount":
                grid[:, IDS.index(product)] += np.where(strength(effect) != 1, effect.factor, 0)
            else:
                grid[:, IDS.index(product)] *= strength(effect)
    return grid
