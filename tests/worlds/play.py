"""Lets the visitors of a shop walk, with and without what is planted.

Whoever might add to the cart is drawn once with the uniforms that decide each later step, so the
two shops differ by the planted fact and by nothing else (common random numbers).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from worlds.calm import Calm
from worlds.effects import Effect


@dataclass(frozen=True)
class People:
    """One entry per visitor who would add to the cart in the calm shop, in order of cell."""

    cell: np.ndarray  # flat index into day × channel × device × product
    arrive: np.ndarray
    cart: np.ndarray
    order: np.ndarray
    pay: np.ndarray  # one draw per basket
    basket: np.ndarray
    quantity: np.ndarray


@dataclass(frozen=True)
class Played:
    """Visitors per cell, and per cart-filler how far each went."""

    visitors: np.ndarray
    people: People
    carted: np.ndarray
    ordered: np.ndarray
    paid: np.ndarray


def play(calm: Calm, effect: Effect, seed: int) -> tuple[Played, Played]:
    """The shop with the effect, and its twin without."""
    chance = np.random.default_rng([seed, 2])
    visitors = chance.poisson(calm.visits)
    people = _people(calm, visitors, chance, first_basket=0)
    lost = np.random.default_rng([seed, 3])
    without = _walk(calm, Effect("none"), people, visitors, lost)
    if effect.cause == "none":
        return without, without
    with_it = _walk(calm, effect, people, visitors, np.random.default_rng([seed, 3]))
    more = np.clip(effect.visits - 1, 0, None) + np.zeros(calm.full)
    if more.any():
        further = np.random.default_rng([seed, 4])
        extra = further.poisson(calm.visits * more)
        guests = _people(calm, extra, further, first_basket=int(people.basket[-1]) + 1)
        with_it = _joined(with_it, _walk(calm, effect, guests, extra, further))
    return with_it, without


def _people(calm: Calm, visitors: np.ndarray, chance, first_basket: int) -> People:
    fillers = chance.binomial(visitors, np.broadcast_to(calm.cart, calm.full)).ravel()
    cell = np.repeat(np.arange(fillers.size), fillers)
    count = len(cell)
    # Cells of one device lie together, so neighbours in the list may share a basket.
    room = cell // len(calm.products)
    alone = np.ones(count, dtype=bool)
    alone[1:] = (room[1:] != room[:-1]) | (chance.random(count - 1) > 0.13)
    basket = np.cumsum(alone) - 1
    by_basket = chance.random(int(basket[-1]) + 1 if count else 0)
    return People(
        cell,
        chance.random(count),
        chance.random(count),
        chance.random(count),
        by_basket[basket],
        basket + first_basket,
        1 + (chance.random(count) < 0.12) + (chance.random(count) < 0.03),
    )


def _walk(calm: Calm, e: Effect, people: People, visitors: np.ndarray, chance) -> Played:
    def here(array: np.ndarray) -> np.ndarray:
        return np.broadcast_to(array, calm.full).reshape(-1)[people.cell]

    come = people.arrive < here(np.minimum(e.visits, 1))
    carted = come & (people.cart < here(e.cart))
    ordered = carted & (people.order < here(calm.order) * here(e.order))
    paid = ordered & (people.pay < here(calm.pay) * here(e.pay))
    left = visitors
    if (e.visits < 1).any():
        size = visitors.size
        all_fillers = np.bincount(people.cell, minlength=size)
        stayed = np.bincount(people.cell[come], minlength=size)
        keep = np.broadcast_to(np.minimum(e.visits, 1), calm.full).ravel()
        others = chance.binomial(visitors.ravel() - all_fillers, keep)
        left = (stayed + others).reshape(calm.full)
    return Played(left, people, carted, ordered, paid)


def _joined(one: Played, other: Played) -> Played:
    """Both crowds, in order of cell again."""
    a, b = one.people, other.people
    cell = np.concatenate([a.cell, b.cell])
    rank = np.argsort(cell, kind="stable")

    def both(x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.concatenate([x, y])[rank]

    people = People(
        cell[rank],
        both(a.arrive, b.arrive),
        both(a.cart, b.cart),
        both(a.order, b.order),
        both(a.pay, b.pay),
        both(a.basket, b.basket),
        both(a.quantity, b.quantity),
    )
    return Played(
        one.visitors + other.visitors,
        people,
        both(one.carted, other.carted),
        both(one.ordered, other.ordered),
        both(one.paid, other.paid),
    )


def price_cents(calm: Calm, effect: Effect) -> np.ndarray:
    """Own price per day × product, in cents: list price less promotion, as the plan changes it."""
    price = calm.price[None] * (1 - calm.discount.reshape(len(calm.days), -1))
    price = price * np.ones((1, len(calm.products)))
    for part in effect.parts:
        if part.price != 1:
            price[part.span, part.product] *= part.price
    return np.round(price * 100).astype(np.int64)


def paid_cents(calm: Calm, effect: Effect, played: Played) -> np.ndarray:
    """Money paid per day × channel × device × product, in cents."""
    paying = np.flatnonzero(played.paid)
    cell = played.people.cell[paying]
    day, product = cell // int(np.prod(calm.full[1:])), cell % len(calm.products)
    amount = price_cents(calm, effect)[day, product] * played.people.quantity[paying]
    size = int(np.prod(calm.full))
    return np.bincount(cell, weights=amount, minlength=size).reshape(calm.full)
