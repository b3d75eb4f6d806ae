"""What is expected of every day, product and channel: visits, add-to-cart, order and payment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fupan.sources.sample.chance import Chance, Floats
from fupan.sources.sample.days import DAYS, day_number, rhythm
from fupan.sources.sample.fact import Effect, Stage
from fupan.sources.sample.facts import FACTS
from fupan.sources.sample.goods import IDS, PRODUCTS, season_strength
from fupan.sources.sample.places import AT, CHANNELS, NAMES, ROLES

# Visits on an ordinary day without livestreams and returning buyers.
_VISITS = 1300.0
_ORDER_RATE, _PAY_RATE = 0.375, 0.90
_DAY_NOISE, _CHANNEL_NOISE, _PRODUCT_NOISE, _ZEAL_NOISE = 0.035, 0.06, 0.08, 0.03


@dataclass(frozen=True, slots=True)
class Rates:
    """Means by day × product × channel; `wave` is the share of a day that comes after 20:00."""

    visits: Floats
    cart: Floats
    order: Floats
    pay: Floats
    wave: Floats
    zeal: Floats


def effects(stage: Stage, active: frozenset[str]) -> Iterator[Effect]:
    """The effects on one stage of the facts that are in force."""
    for fact in FACTS:
        if fact.fact_id in active:
            yield from (e for e in fact.effects if e.stage == stage)


def strength(effect: Effect) -> Floats:
    """One factor per day, 1 outside the effect's days."""
    number = np.arange(len(DAYS))
    start, end = day_number(effect.start), day_number(effect.end)
    inside = (number >= start) & (number <= end)
    factor = np.full(len(DAYS), effect.factor)
    if effect.fades_after is not None:
        factor = 1 + (effect.factor - 1) * np.exp(-(number - start) / effect.fades_after)
    return np.where(inside, factor, 1.0)


def factors(stage: Stage, active: frozenset[str]) -> Floats:
    """Day × product × channel factors of the planted facts on one stage."""
    grid = np.ones((len(DAYS), len(IDS), len(NAMES)))
    for effect in effects(stage, active):
        products = [IDS.index(p) for p in effect.products] or slice(None)
        channels = [AT[c] for c in effect.channels] or slice(None)
        on_product, on_channel = np.zeros(len(IDS)), np.zeros(len(NAMES))
        on_product[products], on_channel[channels] = 1, 1
        hit = on_product[None, :, None] * on_channel[None, None, :]
        grid = grid * (1 + (strength(effect) - 1)[:, None, None] * hit)
    return grid


def expected(active: frozenset[str], chance: Chance | None) -> Rates:
    """The rates with their day-to-day noise; without it where no chance is given (the plan)."""
    days, beat = rhythm(), np.arange(len(DAYS))
    pull = np.array([p.pull for p in PRODUCTS])
    visits = _VISITS * (pull / pull.sum())[None, :, None] * _liking()[None, :, :]
    visits = visits * season_strength()[:, :, None] * days.crowd[:, None, None] * _launch()
    zeal = days.zeal
    if chance is not None:
        every = np.arange(len(IDS)), np.arange(len(NAMES))
        noise = chance.jitter("day", _DAY_NOISE, beat)
        channel = chance.jitter("channel", _CHANNEL_NOISE, beat[:, None], every[1][None, :])
        product = chance.jitter("product", _PRODUCT_NOISE, beat[:, None], every[0][None, :])
        visits = visits * noise[:, None, None] * channel[:, None, :] * product[:, :, None]
        zeal = zeal * chance.jitter("zeal", _ZEAL_NOISE, beat)
    base = np.array([p.cart_rate for p in PRODUCTS])
    lift = np.array([c.cart for c in CHANNELS])
    keen = np.array([c.order for c in CHANNELS])
    # Of a promotion's extra zeal, half shows in carts and half in orders.
    shared = np.sqrt(zeal)[:, None, None]
    cart = base[None, :, None] * lift[None, None, :] * shared * 0.70
    order = _ORDER_RATE * keen[None, None, :] * shared * np.ones_like(cart)
    return Rates(
        visits * factors("visits", active),
        np.minimum(cart * factors("cart", active), 0.8),
        np.minimum(order * factors("order", active), 0.9),
        np.minimum(_PAY_RATE * factors("pay", active), 0.97),
        days.wave / (2 + days.wave),
        days.zeal,
    )


def _liking() -> Floats:
    """Product × channel: a channel's share of visits, turned towards the roles it favours."""
    role = np.array([ROLES.index(p.role) for p in PRODUCTS])
    taste = np.array([c.roles for c in CHANNELS]).T[role]
    share = np.array([c.pull for c in CHANNELS])
    return taste * (share / share.sum())[None, :]


def _launch() -> Floats:
    """Growth of short video and livestreaming against a slowly fading paid search."""
    years = np.arange(len(DAYS)) / 365.0
    slope = np.zeros(len(NAMES))
    slope[AT["short_video"]], slope[AT["paid_search"]] = 0.10, -0.05
    return (1 + years[:, None] * slope[None, :])[:, None, :]
