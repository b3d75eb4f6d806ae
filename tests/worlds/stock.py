"""Worlds of goods and shelves: demand is known, stock is ordered by a rule, some shelves run empty.

Every order that meets an empty shelf is lost and leaves no row; visitors and carts stay. Units
are paid ones: who never pays takes no stock. The true demand is in `history`, for the judge of
policies, and never in a file.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from worlds.calm import Calm, calm_shop
from worlds.effects import Effect
from worlds.play import Played, paid_cents, play
from worlds.stock_tables import History, all_tables
from worlds.truth import Truth

CAUSES = ("stockout", "none")
REVIEW_DAYS = 28  # the shop orders by its sales of the last four weeks


@dataclass(frozen=True)
class Planted:
    """Shelves that are emptied: which SKU, from and to which day."""

    sku: int
    first: int
    last: int


def world(seed: int, cause: str, **shape: float | int | str) -> tuple[Truth, dict[str, pa.Table]]:
    """A shop with known demand; the truth is the units lost per SKU in the last month."""
    calm, played, after, sku, past = _lived(seed, cause, **shape)
    amount, usual = (paid_cents(calm, Effect("none"), p) for p in (after, played))
    chance = np.random.default_rng([seed, 65])
    tables = all_tables(calm, after, sku, amount, past, chance)
    month = slice(calm.first, None)
    lost = past.lost[month].sum(axis=0)
    parts = tuple(
        {
            "sku_id": past.sku_ids[n],
            "product_id": calm.products[past.owner[n]],
            "lost_units": int(lost[n]),
            "empty_days": int((past.on_hand[month, n] == 0).sum()),
        }
        for n in np.flatnonzero(lost)
    )
    gap = float((amount - usual)[month].sum()) / 100
    return Truth(
        seed, cause, calm.month, "sku" if parts else "", tuple(str(p["sku_id"]) for p in parts),
        impact=round(gap, 2), value=float(lost.sum()), shape=calm.shape, parts=parts,
    ), tables  # fmt: skip


def history(seed: int, cause: str, **shape: float | int | str) -> History:
    """The same world's true demand, stock and lead times, for the judge of policies."""
    return _lived(seed, cause, **shape)[-1]


def _lived(seed: int, cause: str, **shape):
    """The calm shop, its visitors, what was served, the SKU each wanted, and the past."""
    calm = calm_shop(np.random.default_rng([seed, 0]), **({"by_device": 0} | shape))
    played, _ = play(calm, Effect("none"), seed)
    chance = np.random.default_rng([seed, 61])
    variants = chance.integers(1, 4, len(calm.products))
    owner = np.repeat(np.arange(len(calm.products)), variants)
    begin = np.cumsum(variants) - variants
    split = [np.sort(chance.dirichlet(np.full(v, 3.0)))[::-1] for v in variants]
    day, _, _, product = np.unravel_index(played.people.cell, calm.full)
    edges = np.stack([np.cumsum(np.append(s, np.ones(3 - len(s)) * 0))[:3] for s in split])
    pick = (chance.random(len(product))[:, None] > edges[product]).sum(axis=1)
    sku = begin[product] + np.minimum(pick, variants[product] - 1)
    units = np.where(played.paid, played.people.quantity, 0)
    flat = day * len(owner) + sku
    demand = np.bincount(flat, units, len(calm.days) * len(owner)).astype(np.int64)
    demand = demand.reshape(len(calm.days), len(owner))
    planted = _planted(calm, demand, np.random.default_rng([seed, 62])) if cause != "none" else []
    past = _run(calm, owner, demand, planted, np.random.default_rng([seed, 63]))
    past = replace(past, sku_ids=tuple(f"{calm.products[p]}-{n}" for n, p in enumerate(owner)))
    return calm, played, _served(played, flat, units, past), sku, past


def _planted(calm: Calm, demand: np.ndarray, chance: np.random.Generator) -> list[Planted]:
    """One to three SKUs that sell daily stand empty for five to fifteen days of the month."""
    brisk = np.flatnonzero(demand[calm.first - 60 : calm.first].sum(axis=0) >= 60)
    if not len(brisk):
        brisk = np.argsort(-demand[calm.first - 60 : calm.first].sum(axis=0))[:1]
    chosen = chance.choice(brisk, min(len(brisk), int(chance.integers(1, 4))), replace=False)
    found = []
    for sku in chosen.tolist():
        first = calm.first + int(chance.integers(0, 14))
        last = min(first + int(chance.integers(4, 15)), len(calm.days) - 1)
        found.append(Planted(sku, first, last))
    return found


def _run(calm: Calm, owner, demand, planted: list[Planted], chance) -> History:
    """Day by day: receive, sell what is there, order up to the cover of lead time and cycle."""
    length, count = demand.shape
    lead = chance.integers(5, 22, count)
    late = chance.uniform(0.02, 0.2, count)
    cycle, safety = chance.integers(7, 22, count), chance.uniform(0.9, 1.6, count)
    daily = np.maximum(demand[:REVIEW_DAYS].mean(axis=0), 0.05)
    stock = np.ceil(daily * (lead + cycle) * (1 + safety)).astype(np.int64) + 6
    coming = np.zeros((length + 200, count), dtype=np.int64)
    sales, on_hand, transit = (np.zeros((length, count), dtype=np.int64) for _ in range(3))
    purchases = []
    for day in range(length):
        stock = stock + coming[day]
        for hole in planted:
            if day == hole.first:
                stock[hole.sku] = 0  # a batch is withdrawn, and its replacement comes late
        sold = np.minimum(demand[day], stock)
        stock = stock - sold
        sales[day], on_hand[day] = sold, stock
        transit[day] = coming[day + 1 :].sum(axis=0)
        if day >= REVIEW_DAYS:
            daily = np.maximum(sales[day - REVIEW_DAYS + 1 : day + 1].mean(axis=0), 0.05)
        level = daily * lead * (1 + safety) + 4
        short = np.flatnonzero(stock + transit[day] < level)
        wait = lead[short] + np.where(
            chance.random(len(short)) < late[short], chance.integers(2, 9, len(short)), 0
        )
        for sku, days_off in zip(short.tolist(), wait.tolist(), strict=True):
            missing = level[sku] + daily[sku] * cycle[sku] - stock[sku] - transit[day, sku]
            units, comes = int(np.ceil(missing)), day + days_off
            for hole in planted:
                if hole.sku == sku and hole.first <= comes <= hole.last:
                    comes = hole.last + 1
            coming[comes, sku] += units
            purchases.append((sku, day, day + int(lead[sku]), comes, units))
        _hold_back(coming, planted, day)
    cost = np.round(calm.price * chance.uniform(0.3, 0.55, len(calm.price)) * 100).astype(np.int64)
    return History(
        (), owner, demand, sales, on_hand, transit, lead, tuple(purchases), cost[owner],
        np.round(calm.price * 100).astype(np.int64)[owner],
    )  # fmt: skip


def _hold_back(coming: np.ndarray, planted: list[Planted], day: int) -> None:
    """What would arrive while a shelf is to be empty arrives the day after."""
    for hole in planted:
        if day == hole.first - 1:
            part = coming[hole.first : hole.last + 1, hole.sku]
            coming[hole.last + 1, hole.sku] += part.sum()
            part[:] = 0


def _served(played: Played, flat: np.ndarray, units: np.ndarray, past: History) -> Played:
    """First come, first served, until the day's stock is gone; the last one takes what is left.

    Whoever orders and does not pay takes no stock, but cannot order from a shelf empty all day.
    """
    order = np.argsort(flat, kind="stable")
    wanted = np.cumsum(units[order])
    starts = np.searchsorted(flat[order], flat[order], side="left")
    before = np.where(starts > 0, wanted[np.maximum(starts - 1, 0)], 0)
    before = wanted - units[order] - before
    left = np.empty(len(flat), dtype=np.int64)
    left[order] = past.sales.ravel()[flat[order]] - before
    empty = (past.on_hand.ravel()[flat] == 0) & (past.sales.ravel()[flat] == 0)
    paid = played.paid & (left > 0)
    ordered = paid | (played.ordered & ~played.paid & ~empty)
    quantity = np.where(paid, np.minimum(played.people.quantity, left), played.people.quantity)
    return replace(
        played, people=replace(played.people, quantity=quantity), ordered=ordered, paid=paid
    )
