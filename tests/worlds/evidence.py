"""The tables that tell why: prices, reviews, service, the log; stock and plans are in `keeping`.

Each shows what the effect did, among everyday movements and decoys that did nothing.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from worlds.arrow import dates, ids, money, picked
from worlds.calm import Calm
from worlds.effects import Effect
from worlds.play import Played, price_cents

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
        for part in effect.parts:
            if part.rival_price != 1 and rival == 1:
                seen[part.span, part.product] *= part.rival_price
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


def reviews(calm: Calm, effect: Effect, played: Played, decoy: int | None, chance) -> pa.Table:
    """One row per review, a week or two after the purchase; a wave of anger where planted."""
    paying = np.flatnonzero(played.paid)
    wrote = paying[chance.random(len(paying)) < 0.05]
    day, _, _, product = np.unravel_index(played.people.cell[wrote], calm.full)
    day = day + chance.integers(3, 16, len(day))
    rating = chance.choice(5, len(day), p=[0.02, 0.02, 0.06, 0.2, 0.7]) + 1
    waves = [(e.product, e.first, 1.0) for e in effect.parts if e.cause == "service_reviews"]
    if decoy is not None:
        waves.append((decoy, calm.first + 3, 0.25))
    for subject, first, heavy in waves:
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
    for part in effect.parts:
        if part.cause == "service_reviews":
            slow[part.span] = chance.uniform(1.4, 2.2)
            load[part.span] = chance.uniform(1.05, 1.25)
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


def log(calm: Calm, effect: Effect, logged: bool, chance) -> pa.Table:
    """One row per entry: everyday ones, red herrings of the last month, perhaps the cause."""
    rows = {}
    for n in range(int(chance.integers(8, 18)) + (herrings := int(chance.integers(1, 5)))):
        kind, note = EVERYDAY[int(chance.integers(0, len(EVERYDAY)))]
        low = calm.first if n < herrings else 0
        day = calm.days[int(chance.integers(low, len(calm.days)))]
        subject = str(chance.choice([*calm.products, *calm.channels, "shop"]))
        rows[(day, kind, subject)] = note
    for part in effect.parts:
        if logged and part.cause in NOTES:
            kind, note = NOTES[part.cause]
            rows[(calm.days[part.first], kind, part.subjects[0])] = note
    return pa.Table.from_pylist(
        [
            {"date": d, "kind": k, "subject": s, "note": note}
            for (d, k, s), note in sorted(rows.items())
        ]
    )


def evidence_tables(cause: str) -> frozenset[str]:
    """Tables that a world of this cause must keep, so that the cause can be told."""
    kept = {"orders", "traffic", "product_traffic", "products"}
    kept |= {
        "price": {"prices"}, "competitor_promotion": {"prices"}, "stockout": {"inventory"},
        "service_reviews": {"reviews", "service"},
    }.get(cause, set())  # fmt: skip
    return frozenset(kept)
