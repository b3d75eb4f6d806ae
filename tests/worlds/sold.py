"""The tables of what people did: orders, traffic, product_traffic."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from worlds.arrow import dates, ids, money, picked, times
from worlds.calm import Calm
from worlds.effects import Effect
from worlds.play import Played, price_cents

PROVINCES = ("广东", "浙江", "江苏", "山东", "四川", "河南", "湖北", "北京", "上海", "福建")
REASONS = ("七天无理由", "质量问题", "与描述不符", "少件漏发", "不想要了")


_PLACES = np.random.default_rng(31).integers(0, len(PROVINCES), 1 << 16)


def province_of(basket: np.ndarray) -> np.ndarray:
    """Where a basket is sent: by its number alone, so that both twins agree."""
    return _PLACES[basket & 0xFFFF]


def orders(calm: Calm, effect: Effect, played: Played, chance: np.random.Generator) -> pa.Table:
    """One row per line that was ordered, paid or not."""
    people = played.people
    row = np.flatnonzero(played.ordered)
    cell, count = people.cell[row], len(row)
    day, channel, _, product = np.unravel_index(cell, calm.full)
    paid = played.paid[row]
    quantity = people.quantity[row]
    full = np.round(calm.price * 100).astype(np.int64)[product] * quantity
    amount = price_cents(calm, effect)[day, product] * quantity
    _, first, basket = np.unique(people.basket[row], return_index=True, return_inverse=True)
    second = (np.abs(chance.normal(14.5, 5.0, len(first))) % 24 * 3600).astype(np.int64)[basket]
    # Whoever pays does so within minutes, and never past midnight, so that days agree.
    wait = np.minimum(chance.integers(20, 900, len(first))[basket], 86_399 - second)
    refunded, back_day, back_amount = _refunds(calm, chance, day, product, amount, paid)
    age = len(calm.days) - day
    status = np.where(
        ~paid, np.where(age > 2, 4, 0), np.where(age > 12, 3, np.where(age > 2, 2, 1))
    )
    line = np.arange(count) - first[basket]
    return pa.table(
        {
            "order_id": ids(610_000_000_000_000_000 + np.arange(len(first))[basket] * 7),
            "line_id": ids(line + 1),
            "platform": picked(("tmall",), np.zeros(count)),
            "ordered_at": times(calm.days[0], day, second),
            "paid_at": times(calm.days[0], day, second + wait, known=paid),
            "status": picked(("created", "paid", "shipped", "completed", "closed"), status),
            "buyer_id": ids(_buyers(len(first), chance)[basket], "b"),
            "product_id": picked(calm.products, product),
            "quantity": pa.array(quantity),
            "list_amount": money(np.maximum(full, amount)),
            "discount_amount": money(np.maximum(full - amount, 0)),
            "paid_amount": money(np.where(paid, amount, 0)),
            "refund_amount": money(back_amount),
            "refunded_at": times(calm.days[0], back_day, second, known=refunded),
            "refund_reason": pa.array(
                np.array(REASONS, dtype=object)[
                    chance.choice(5, count, p=[0.5, 0.12, 0.1, 0.08, 0.2])
                ],
                pa.string(),
                mask=~refunded,
            ),
            "channel": picked(calm.channels, channel),
            "province": picked(PROVINCES, province_of(people.basket[row])),
        }
    )


def _refunds(calm, chance, day, product, amount, paid):
    """Refunds come with a lag; those after the last day have not happened yet."""
    rate = chance.uniform(0.02, 0.12, len(calm.products))
    lag = np.ceil(chance.gamma(1.8, 4.0, len(day))).astype(np.int64)
    back_day = day + lag
    back = paid & (chance.random(len(day)) < rate[product]) & (back_day < len(calm.days))
    part = np.where(chance.random(len(day)) < 0.85, 1.0, 0.3)
    return back, back_day, np.where(back, np.floor(amount * part), 0).astype(np.int64)


def _buyers(count: int, chance: np.random.Generator) -> np.ndarray:
    """One buyer per basket: new, or one who bought before."""
    new = chance.random(count) < 0.68
    seen = np.cumsum(new)
    again = np.floor(chance.random(count) ** 0.7 * seen).astype(np.int64)
    return np.where(new, seen, again) + 1


def _sums(calm: Calm, index: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    size = int(np.prod(calm.full))
    return np.bincount(index, weights, size).astype(np.int64).reshape(calm.full)


def _baskets(calm: Calm, played: Played, went: np.ndarray) -> np.ndarray:
    """Baskets per day × channel × device with any line that went so far."""
    row = np.flatnonzero(went)
    _, first = np.unique(played.people.basket[row], return_index=True)
    room = played.people.cell[row][first] // len(calm.products)
    size = int(np.prod(calm.full[:3]))
    return np.bincount(room, minlength=size).reshape(calm.full[:3])


def _looks(calm: Calm, effect: Effect, visitors: np.ndarray, chance) -> dict[str, np.ndarray]:
    """Views, bounces and seconds of each cell's visitors."""
    bounce = np.clip(calm.bounce * effect.bounce, 0.02, 0.95)
    bounces = chance.binomial(visitors, np.broadcast_to(bounce, calm.full))
    stay = (calm.dwell * effect.dwell) * np.exp(chance.normal(0, 0.04, calm.full))
    return {
        "pageviews": visitors + chance.poisson(visitors * 0.8 * np.sqrt(effect.dwell)),
        "bounces": bounces,
        "dwell_seconds": np.round(visitors * stay).astype(np.int64),
    }


def traffic(calm: Calm, effect: Effect, played: Played, amount: np.ndarray, chance) -> pa.Table:
    """One row per day × channel × device; a visitor looks at more than one product."""
    looks = _looks(calm, effect, played.visitors, chance)
    carts = _baskets(calm, played, played.carted)
    visitors = np.maximum(np.round(played.visitors.sum(3) / calm.pages).astype(np.int64), carts)
    share = visitors / np.maximum(played.visitors.sum(3), 1)
    day, channel, device = (a.ravel() for a in np.indices(calm.full[:3]))
    shown = {
        "visitors": visitors,
        "new_visitors": chance.binomial(visitors, 0.62),
        "pageviews": visitors + looks["pageviews"].sum(3),
        "bounces": np.minimum(np.round(looks["bounces"].sum(3) * share), visitors),
        "dwell_seconds": looks["dwell_seconds"].sum(3),
        "cart_visitors": carts,
        "favorite_visitors": chance.binomial(visitors, 0.04),
        "order_buyers": _baskets(calm, played, played.ordered),
        "pay_buyers": _baskets(calm, played, played.paid),
    }
    return pa.table(
        {
            "date": dates(calm.days[0], day),
            "channel": picked(calm.channels, channel),
            "device": picked(calm.devices, device),
            **{name: pa.array(a.ravel().astype(np.int64)) for name, a in shown.items()},
            "pay_amount": money(amount.sum(3).ravel().astype(np.int64)),
        }
    )


def product_traffic(
    calm: Calm, effect: Effect, played: Played, amount: np.ndarray, chance
) -> pa.Table:
    """One row per day × product, and per channel too in the worlds that split it."""
    split = bool(calm.shape["products_by_channel"])
    people, looks = played.people, _looks(calm, effect, played.visitors, chance)
    units = people.quantity
    cells = {
        "visitors": played.visitors,
        **looks,
        "cart_visitors": _sums(calm, people.cell[played.carted]),
        "cart_units": _sums(calm, people.cell[played.carted], units[played.carted]),
        "order_buyers": _sums(calm, people.cell[played.ordered]),
        "order_units": _sums(calm, people.cell[played.ordered], units[played.ordered]),
        "pay_buyers": _sums(calm, people.cell[played.paid]),
        "pay_units": _sums(calm, people.cell[played.paid], units[played.paid]),
        "pay_amount": amount,
    }
    over = 2 if split else (1, 2)
    cells = {name: a.sum(axis=over) for name, a in cells.items()}
    grain = cells["visitors"].shape
    at = np.indices(grain).reshape(len(grain), -1)
    day, product = at[0], at[-1]
    there = day >= calm.listed[product]
    columns = {
        "date": dates(calm.days[0], day[there]),
        "product_id": picked(calm.products, product[there]),
        "channel": picked(calm.channels, at[1][there])
        if split
        else picked(("all",), np.zeros(there.sum())),
    }
    for name, a in cells.items():
        flat = a.ravel()[there].astype(np.int64)
        columns[name] = money(flat) if name == "pay_amount" else pa.array(flat)
    return pa.table(columns)
