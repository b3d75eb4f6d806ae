"""The tables a shop keeps: stock, SKUs, products, ads, campaigns, targets, costs."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from worlds.arrow import dates, money, picked
from worlds.calm import PAID, Calm
from worlds.effects import Effect
from worlds.play import Played

TOOLS = {"paid_search": "zhitongche", "paid_feed": "wanxiangtai", "affiliate": "cps"}


def stock(calm: Calm, effect: Effect, played: Played, chance) -> dict[str, pa.Table]:
    """Shelves refilled in time every few weeks, but for the planted days; and the SKUs."""
    length, count = len(calm.days), len(calm.products)
    people = played.people
    sold = np.bincount(
        (people.cell[played.ordered] // int(np.prod(calm.full[1:]))) * count
        + people.cell[played.ordered] % count,
        people.quantity[played.ordered],
        length * count,
    ).reshape(length, count)
    variants = chance.integers(1, 4, count)
    owner = np.repeat(np.arange(count), variants)
    split = chance.dirichlet(np.full(3, 4.0), count)
    split = np.concatenate([s[:v] / s[:v].sum() for s, v in zip(split, variants, strict=True)])
    cycle = chance.integers(9, 26, len(owner))
    spare = chance.uniform(1.4, 2.6, len(owner))
    on_hand = np.empty((length, len(owner)), dtype=np.int64)
    for sku, product in enumerate(owner):
        gone = np.cumsum(sold[:, product]) * split[sku]
        round_of = (np.arange(length) + 5 * sku) // cycle[sku]
        starts = np.flatnonzero(np.diff(round_of, prepend=-1))
        ends = np.append(starts[1:], length) - 1
        before = np.where(starts > 0, gone[starts - 1], 0.0)
        fill = (gone[ends] - before) * spare[sku] + 12
        which = np.searchsorted(starts, np.arange(length), side="right") - 1
        on_hand[:, sku] = np.ceil(fill[which] + before[which] - gone)
    for part in effect.parts:
        if part.cause == "stockout":
            on_hand[part.span, owner == part.product] = 0
    day, sku = (a.ravel() for a in np.indices(on_hand.shape))
    there = day >= calm.listed[owner[sku]]
    cost = np.round(calm.price * 45).astype(np.int64)
    sku_ids = [f"{calm.products[p]}-{n}" for n, p in enumerate(owner)]
    return {
        "inventory": pa.table(
            {
                "date": dates(calm.days[0], day[there]),
                "warehouse": picked(("主仓",), np.zeros(there.sum())),
                "sku_id": picked(sku_ids, sku[there]),
                "product_id": picked(calm.products, owner[sku[there]]),
                "on_hand": pa.array(on_hand.ravel()[there]),
                "unit_cost": money(cost[owner[sku[there]]]),
            }
        ),
        "skus": pa.table(
            {
                "sku_id": sku_ids,
                "product_id": picked(calm.products, owner),
                "unit_cost": money(cost[owner]),
                "lead_time_days": pa.array(chance.integers(5, 21, len(owner))),
            }
        ),
    }


def ads(calm: Calm, played: Played, amount: np.ndarray, chance) -> pa.Table:
    """One row per day × plan; clicks are the channel's visitors, claims are too high."""
    paid = [c for c in calm.channels if c in PAID]
    day, plan = (a.ravel() for a in np.indices((len(calm.days), len(paid))))
    at = np.array([calm.channels.index(c) for c in paid])
    clicks = np.round(played.visitors.sum(axis=(2, 3))[:, at] / calm.pages).astype(np.int64)
    click_price = chance.uniform(0.5, 2.2, len(paid)) * np.exp(chance.normal(0, 0.06, clicks.shape))
    claim = amount.sum(axis=(2, 3))[:, at] * chance.uniform(1.0, 1.5, len(paid))
    return pa.table(
        {
            "date": dates(calm.days[0], day),
            "tool": picked([TOOLS[c] for c in paid], plan),
            "campaign_id": picked([f"A-{c}" for c in paid], plan),
            "impressions": pa.array(np.round(clicks / 0.03).astype(np.int64).ravel()),
            "clicks": pa.array(clicks.ravel()),
            "cost": money(np.round(clicks * click_price * 100).astype(np.int64).ravel()),
            "attributed_amount": money(np.round(claim).astype(np.int64).ravel()),
            "window_days": pa.array(np.full(len(day), 15)),
        }
    )


def campaigns(calm: Calm) -> dict[str, pa.Table]:
    """The promotions joined, and one running plan per paid channel."""
    paid = [c for c in calm.channels if c in PAID]
    rows = [
        {"campaign_id": f"P-{n}-{p.name}", "title": f"大促 {p.name}", "kind": "promotion",
         "channel": None, "starts_on": calm.days[p.first], "ends_on": calm.days[p.last],
         "discount_rate": p.discount}
        for n, p in enumerate(calm.promotions)
    ] + [
        {"campaign_id": f"A-{c}", "title": f"{TOOLS[c]} 常规计划", "kind": "ad", "channel": c,
         "starts_on": calm.days[0], "ends_on": calm.days[-1], "discount_rate": None}
        for c in paid
    ]  # fmt: skip
    goods = [
        {"campaign_id": r["campaign_id"], "product_id": p}
        for r in rows
        if r["kind"] == "promotion"
        for p in calm.products
    ]
    found = {"campaigns": pa.Table.from_pylist(rows)}
    if goods:
        found["campaign_products"] = pa.Table.from_pylist(goods)
    return found


def products(calm: Calm, chance) -> pa.Table:
    """One row per product."""
    count = len(calm.products)
    return pa.table(
        {
            "product_id": list(calm.products),
            "title": [f"商品{n + 1}号" for n in range(count)],
            "category": picked(("甲类", "乙类", "丙类"), chance.integers(0, 3, count)),
            "role": picked(
                ("traffic", "profit", "image", "seasonal"), chance.integers(0, 4, count)
            ),
            "list_price": money(np.round(calm.price * 100).astype(np.int64)),
            "unit_cost": money(np.round(calm.price * 45).astype(np.int64)),
            "commission_rate": pa.array(np.full(count, 0.05)),
            "listed_on": dates(calm.days[0], calm.listed - np.where(calm.listed == 0, 200, 0)),
        }
    )


def plan(calm: Calm, amount: np.ndarray) -> dict[str, pa.Table]:
    """Monthly targets near last month's pace, and the costs outside the other tables."""
    months = [f"{d:%Y-%m}" for d in calm.days]
    names = sorted(set(months))
    sales = np.bincount(
        np.searchsorted(names, months), amount.sum(axis=(1, 2, 3)) / 100, len(names)
    )
    goal = np.round(np.roll(sales, 1) * 1.05, 0)
    goal[0] = round(sales[0])
    items = {"platform_fee_rate": 0.05, "payment_fee_rate": 0.006, "shipping_per_order": 5.0}
    return {
        "targets": pa.table({"month": names, "metric": ["gmv"] * len(names), "value": goal}),
        "costs": pa.Table.from_pylist(
            [{"month": m, "item": i, "value": v} for m in names for i, v in items.items()]
        ),
    }
