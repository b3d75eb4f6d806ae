"""The tables that tell why: prices, stock, reviews, service, ads, campaigns, the log, the plan.

Each shows what the effect did, among everyday movements and decoys that did nothing.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from worlds.arrow import dates, ids, money, picked
from worlds.calm import PAID, Calm
from worlds.effects import ON_PRODUCT, Effect
from worlds.play import Played, price_cents

TOOLS = {"paid_search": "zhitongche", "paid_feed": "wanxiangtai", "affiliate": "cps"}
NOTES = {
    "price": ("price", "调价"),
    "detail_page": ("detail_page", "换了新版详情页"),
    "competitor_promotion": ("competitor", "竞店开始大促"),
    "stockout": ("stock", "仓库告急"),
    "payment_friction": ("platform_rule", "收银台改版"),
    "service_reviews": ("service", "差评增多，客服跟进"),
    "traffic_mix": ("promotion", "预算在渠道之间做了调整"),
    "channel_volume": ("platform_rule", "渠道规则调整"),
    "audience_mismatch": ("promotion", "放宽定向人群"),
}
EVERYDAY = (
    ("title", "标题加了热搜词"), ("main_image", "主图换场景图"), ("detail_page", "详情页修错别字"),
    ("service", "客服排班调整"), ("price", "核对价格，未改"), ("competitor", "竞店上新"),
    ("stock", "盘点"), ("platform_rule", "平台规则学习"), ("other", "拍摄新品素材"),
)  # fmt: skip


def prices(calm: Calm, effect: Effect, decoy: int | None, chance) -> pa.Table:
    """One row per day × product × seller; one or two rivals, each with sales of its own."""
    length, count = len(calm.days), len(calm.products)
    own = price_cents(calm, effect)
    day, product = (a.ravel() for a in np.indices((length, count)))
    parts = [(day, product, np.zeros_like(day), own.ravel())]
    for rival in range(1, int(chance.integers(2, 4))):
        level = calm.price * chance.uniform(0.86, 1.14, count)
        moved = chance.random((length, count)) < 0.01
        steps = np.cumsum(chance.normal(0, 0.03, (length, count)) * moved, axis=0)
        seen = level * np.exp(steps) * (1 - 0.9 * calm.discount.reshape(length, -1))
        _rival_sales(seen, calm, effect, chance)
        if decoy is not None and rival == 1:
            seen[calm.first + 6 :, decoy] *= 0.93
        if effect.rival_price != 1 and rival == 1:
            seen[effect.span, effect.product] *= effect.rival_price
        parts.append((day, product, np.full_like(day, rival), np.round(seen * 100).ravel()))
    day, product, seller, cents = (np.concatenate(p) for p in zip(*parts, strict=True))
    there = day >= calm.listed[product]
    return pa.table(
        {
            "date": dates(calm.days[0], day[there]),
            "product_id": picked(calm.products, product[there]),
            "seller": picked(("self", "竞店甲", "竞店乙"), seller[there]),
            "price": money(cents[there].astype(np.int64)),
        }
    )


def _rival_sales(seen: np.ndarray, calm: Calm, effect: Effect, chance) -> None:
    """Rivals run short sales now and then; none in the last month on the planted product."""
    for _ in range(int(chance.integers(4, 12))):
        product = int(chance.integers(0, seen.shape[1]))
        first = int(chance.integers(0, calm.first - 12))
        seen[first : first + int(chance.integers(2, 7)), product] *= chance.uniform(0.88, 0.97)


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
    if effect.cause == "stockout":
        on_hand[effect.span, owner == effect.product] = 0
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


def reviews(calm: Calm, effect: Effect, played: Played, decoy: int | None, chance) -> pa.Table:
    """One row per review, a week or two after the purchase; a wave of anger where planted."""
    paying = np.flatnonzero(played.paid)
    wrote = paying[chance.random(len(paying)) < 0.05]
    day, _, _, product = np.unravel_index(played.people.cell[wrote], calm.full)
    day = day + chance.integers(3, 16, len(day))
    rating = chance.choice(5, len(day), p=[0.02, 0.02, 0.06, 0.2, 0.7]) + 1
    for subject, heavy in ((effect.product, 1.0), (decoy, 0.25)):
        if subject is None or (heavy == 1.0 and effect.cause != "service_reviews"):
            continue
        first = effect.first if heavy == 1.0 else calm.first + 3
        usual = max((product == subject).sum() / len(calm.days) * 7, 3)
        angry = int(heavy * chance.uniform(6, 14) + heavy * usual)
        span = np.clip(first - 2 + chance.gamma(1.6, 5.0, angry), 0, len(calm.days) - 1)
        day = np.append(day, span.astype(np.int64))
        product = np.append(product, np.full(angry, subject))
        rating = np.append(rating, chance.choice([1, 2], angry))
    kept = day < len(calm.days)
    day, product, rating = day[kept], product[kept], rating[kept]
    mood = np.where(rating <= 2, 0, np.where(rating == 3, 1, 2))
    topic = np.where(rating <= 2, chance.integers(0, 3, len(day)), 3)
    return pa.table(
        {
            "review_id": ids(np.arange(len(day)), "r"),
            "product_id": picked(calm.products, product),
            "created_at": pa.array(
                (np.datetime64(calm.days[0], "s") + (day * 86_400 + 50_000).astype("timedelta64[s]")
                 ).astype("datetime64[us]")
            ),
            "rating": pa.array(rating.astype(np.int64)),
            "sentiment": picked(("negative", "neutral", "positive"), mood),
            "topic": picked(("质量", "客服", "物流", "好评"), topic),
        }
    )  # fmt: skip


def service(calm: Calm, effect: Effect, played: Played, chance) -> pa.Table:
    """One row per day × desk."""
    length = len(calm.days)
    came = played.visitors.sum(axis=(1, 2, 3)) / calm.pages
    load, slow = np.ones(length), np.ones(length)
    if effect.cause == "service_reviews":
        slow[effect.span] = chance.uniform(1.4, 2.2)
        load[effect.span] = chance.uniform(1.05, 1.25)
    inquiries = chance.poisson(came * 0.045 * load)
    answered = chance.binomial(inquiries, 0.95)
    wait = chance.uniform(20, 70) * slow * np.exp(chance.normal(0, 0.12, length))
    return pa.table(
        {
            "date": dates(calm.days[0], np.arange(length)),
            "desk": picked(("旺旺",), np.zeros(length)),
            "inquiries": pa.array(inquiries),
            "answered": pa.array(answered),
            "first_response_seconds": pa.array(np.round(wait, 1)),
            "inquiry_buyers": pa.array(answered),
            "inquiry_pay_buyers": pa.array(chance.binomial(answered, 0.3)),
            "complaints": pa.array(chance.poisson(0.004 * inquiries * slow**3)),
        }
    )


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


def log(calm: Calm, effect: Effect, logged: bool, chance) -> pa.Table:
    """One row per entry: everyday ones, red herrings of the last month, perhaps the cause."""
    rows = {}
    for n in range(int(chance.integers(8, 18)) + (herrings := int(chance.integers(1, 5)))):
        kind, note = EVERYDAY[int(chance.integers(0, len(EVERYDAY)))]
        low = calm.first if n < herrings else 0
        day = calm.days[int(chance.integers(low, len(calm.days)))]
        subject = str(chance.choice([*calm.products, *calm.channels, "shop"]))
        rows[(day, kind, subject)] = note
    if logged and effect.cause in NOTES:
        kind, note = NOTES[effect.cause]
        rows[(calm.days[effect.first], kind, effect.subjects[0])] = note
    return pa.Table.from_pylist(
        [
            {"date": d, "kind": k, "subject": s, "note": note}
            for (d, k, s), note in sorted(rows.items())
        ]
    )


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


def evidence_tables(cause: str) -> frozenset[str]:
    """Tables that a world of this cause must keep, so that the cause can be told."""
    kept = {"orders", "traffic", "product_traffic", "products"}
    kept |= {
        "price": {"prices"}, "competitor_promotion": {"prices"}, "stockout": {"inventory"},
        "service_reviews": {"reviews", "service"},
    }.get(cause, set())  # fmt: skip
    assert cause not in ON_PRODUCT or kept
    return frozenset(kept)
