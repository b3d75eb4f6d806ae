"""Worlds of the campaign kinds that `campaign` lacks: whole shop, no mark, new channel, event.

Order lines are drawn with the campaign and without it, so the increment is known to the cent.
The shop is simpler than that of the other worlds: products with a drifting share of a shop that
has weekdays, a season and lasting luck.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from worlds.truth import Truth

KINDS = (
    "store", "product", "coupon", "coupon_list", "coupon_regions", "coupon_list_regions",
    "ad", "ad_new", "event",
)  # fmt: skip
CAUSES = tuple(f"{kind}_{what}" for kind in KINDS for what in ("lift", "no_lift"))
NAME = "C-new"
PROVINCES = ("广东", "浙江", "江苏", "上海", "北京", "四川", "湖北", "山东", "河南", "福建")
CHANNELS = ("search", "paid_search", "recommend", "paid_feed", "direct")
DAYS = pd.date_range("2026-03-01", "2026-11-20")
FEE = 0.03


@dataclass(frozen=True)
class Shop:
    """What the shop would sell without the campaign: orders a day by product, and its goods."""

    rate: np.ndarray
    price: np.ndarray
    cost: np.ndarray
    category: np.ndarray
    provinces: np.ndarray
    channels: np.ndarray


@dataclass(frozen=True)
class Plan:
    kind: str
    start: int
    end: int
    listed: np.ndarray
    held_out: np.ndarray
    discount: float
    take: float  # share of the buyers inside who use the offer
    lift: float
    moved: float  # shares of the gain that are missing later, and elsewhere
    taken: float

    @property
    def is_ad(self) -> bool:
        return self.kind.startswith("ad")

    @property
    def channel(self) -> int:
        return CHANNELS.index("paid_feed" if self.kind == "ad_new" else "paid_search")


def world(seed: int, cause: str) -> tuple[Truth, dict[str, pa.Table]]:
    """A shop with one campaign in its last weeks; the truth is what it added."""
    chance = np.random.default_rng([seed, 77, CAUSES.index(cause)])
    shop = _shop(chance)
    plan = _plan(chance, cause, len(shop.price))
    lines = _lines(shop, plan, chance)
    inside = lines["day"].between(plan.start, plan.end - 1)
    near = lines["day"].between(plan.start - 14, plan.end + 13)
    gap = lines["paid"] * lines["is_real"] - lines["list"] * lines["is_calm"]
    start, last = DAYS[plan.start], DAYS[plan.end - 1]
    usual = float((lines["list"] * lines["is_calm"])[inside].sum())
    return Truth(
        seed, cause, f"{start:%Y-%m}", "campaign", (NAME,), str(start.date()), str(last.date()),
        round(plan.lift, 3), round(float(gap[near].sum()), 2),
        value=round(float(gap[inside].sum()), 2), power=round(float(gap[near].sum()) / usual, 3),
    ), _tables(shop, plan, lines, chance)  # fmt: skip


def _shop(chance: np.random.Generator) -> Shop:
    n, days = int(chance.integers(6, 28)), len(DAYS)
    base = np.exp(chance.normal(0, 0.7, n))
    base *= chance.choice([25, 60, 150]) / base.sum()
    luck, lasting, spread = np.zeros(days), chance.uniform(0.3, 0.9), chance.choice([0.03, 0.1])
    for day in range(1, days):
        luck[day] = lasting * luck[day - 1] + chance.normal(0, spread * np.sqrt(1 - lasting**2))
    week = np.exp(chance.normal(0, 0.12, 7))[DAYS.day_of_week]
    trend = np.exp(chance.normal(0, 0.25) * np.linspace(0, 1, days))
    own = np.cumsum(chance.normal(0, 0.008, (days, n)), axis=0) + chance.normal(0, 0.05, (days, n))
    price = np.round(np.exp(chance.normal(4.6, 0.6, n))).clip(15, 900)
    return Shop(
        base * (week * trend * np.exp(luck))[:, None] * np.exp(own),
        price,
        np.round(price * chance.uniform(0.35, 0.6, n), 2),
        chance.integers(0, max(2, n // 5), n),
        chance.dirichlet(np.full(len(PROVINCES), 8.0)),
        chance.dirichlet(np.array([15, 8, 12, 0.01, 9])),
    )


def _plan(chance: np.random.Generator, cause: str, goods: int) -> Plan:
    kind = cause.removesuffix("_lift").removesuffix("_no")
    length = int(chance.integers(3, 11))
    start = DAYS.get_loc("2026-10-02") + int(chance.integers(0, 20))
    if kind == "event":
        start, length = DAYS.get_loc("2026-11-08"), 5
    listed, held = np.ones(goods, bool), np.zeros(len(PROVINCES), bool)
    if kind == "product" or "list" in kind:
        some = chance.choice(goods, max(1, int(goods * chance.uniform(0.1, 0.4))), replace=False)
        listed = np.isin(np.arange(goods), some)
    if "regions" in kind:
        held[chance.choice(len(PROVINCES), int(chance.integers(2, 5)), replace=False)] = True
    lifts = not cause.endswith("no_lift")
    lift = float(np.exp(chance.uniform(np.log(0.15), np.log(1.5)))) if lifts else 0.0
    return Plan(
        kind, start, start + length, listed, held,
        0.0 if kind.startswith("ad") else float(chance.choice([0.05, 0.1, 0.2, 0.3])),
        float(chance.uniform(0.15, 0.5)) if kind.startswith("coupon") else 1.0,
        lift, float(chance.choice([0, 0, 0.15, 0.35])), float(chance.choice([0, 0, 0.15, 0.3])),
    )  # fmt: skip


def _lines(shop: Shop, plan: Plan, chance: np.random.Generator) -> pd.DataFrame:
    """One row per order line, sold with the campaign (`is_real`) or without it (`is_calm`)."""
    calm = _drawn(shop, shop.rate, chance).assign(is_calm=True, is_real=True)
    in_days = calm["day"].between(plan.start, plan.end - 1)
    meant = plan.listed[calm["good"]] & ~plan.held_out[calm["province"]]
    more = np.zeros_like(shop.rate)
    part = {"ad": shop.channels[plan.channel], "ad_new": 0.3}.get(plan.kind, 1.0)
    inside = slice(plan.start, plan.end)
    more[inside] = shop.rate[inside] * plan.lift * plan.listed * part
    extra = _drawn(shop, more, chance).assign(is_calm=False, is_real=True)
    extra = extra[~plan.held_out[extra["province"]]]
    if plan.is_ad:
        extra["channel"] = plan.channel
        meant = meant & (calm["channel"] == plan.channel)
    moved = meant & calm["day"].between(plan.end, plan.end + 9)
    _lose(calm, moved, plan.moved * len(extra), chance)
    kin = np.isin(shop.category[calm["good"]], shop.category[plan.listed])
    rivals = in_days & ((calm["channel"] == 0) if plan.is_ad else kin & ~plan.listed[calm["good"]])
    _lose(calm, rivals & ~plan.held_out[calm["province"]], plan.taken * len(extra), chance)
    uses = in_days & meant & (chance.random(len(calm)) < plan.take)
    both = pd.concat([calm.assign(uses=uses), extra.assign(uses=True)], ignore_index=True)
    both["list"] = shop.price[both["good"]] * both["quantity"]
    off = np.where(both["uses"], np.round(both["list"] * plan.discount, 2), 0.0)
    return both.assign(paid=both["list"] - off, off=off).sort_values("day", kind="stable")


def _drawn(shop: Shop, rate: np.ndarray, chance: np.random.Generator) -> pd.DataFrame:
    counts = chance.poisson(rate)
    day, good = np.nonzero(counts)
    repeat = counts[day, good]
    size = int(repeat.sum())
    return pd.DataFrame(
        {
            "day": np.repeat(day, repeat),
            "good": np.repeat(good, repeat),
            "quantity": 1 + (chance.random(size) < 0.12),
            "province": chance.choice(len(PROVINCES), size, p=shop.provinces),
            "channel": chance.choice(len(CHANNELS), size, p=_without_feed(shop.channels)),
        }
    )


def _without_feed(channels: np.ndarray) -> np.ndarray:
    """The feed sells nothing by itself, so that an ad on it is on a new channel."""
    kept = np.where(np.array(CHANNELS) == "paid_feed", 0.0, channels)
    return kept / kept.sum()


def _lose(lines: pd.DataFrame, where: pd.Series, count: float, chance) -> None:
    places = lines.index[where & lines["is_real"]]
    few = min(int(count), len(places) // 2)
    if few:
        lines.loc[chance.choice(places, few, replace=False), "is_real"] = False


def _tables(shop: Shop, plan: Plan, lines: pd.DataFrame, chance) -> dict[str, pa.Table]:
    sold = lines[lines["is_real"]].reset_index(drop=True)
    seconds = pd.to_timedelta(chance.integers(8 * 3600, 24 * 3600 - 400, len(sold)), unit="s")
    placed = DAYS[sold["day"]] + seconds
    back = chance.random(len(sold)) < np.where(sold["uses"], 0.1, 0.08)
    # Platforms mark the orders of some campaigns and not those of others.
    marked = sold["uses"] & (chance.random() < 0.6)
    orders = pd.DataFrame(
        {
            "shop": "world", "order_id": [str(10**9 + n) for n in range(len(sold))],
            "line_id": "1", "platform": "tmall", "ordered_at": placed,
            "paid_at": placed + pd.Timedelta(minutes=5),
            "status": np.where(back, "closed", "completed"),
            "buyer_id": [f"b{n}" for n in chance.integers(0, len(sold) // 2 + 50, len(sold))],
            "product_id": [f"P{n:03d}" for n in sold["good"]], "quantity": sold["quantity"],
            "list_amount": sold["list"], "discount_amount": sold["off"],
            "paid_amount": sold["paid"], "refund_amount": np.where(back, sold["paid"], 0.0),
            "channel": np.array(CHANNELS)[sold["channel"]],
            "province": np.array(PROVINCES)[sold["province"]],
            "campaign_id": np.where(marked, NAME, None),
        }
    )  # fmt: skip
    start, last = DAYS[plan.start].date(), DAYS[plan.end - 1].date()
    held = "、".join(np.array(PROVINCES)[plan.held_out])
    campaign = {
        "shop": "world", "campaign_id": NAME, "title": plan.kind,
        "kind": "ad" if plan.is_ad else "coupon" if "coupon" in plan.kind else "promotion",
        "channel": CHANNELS[plan.channel] if plan.is_ad else None, "starts_on": start,
        "ends_on": last, "goal": f"对照地区：{held}" if held else None,
        "discount_rate": plan.discount or None,
    }  # fmt: skip
    names = [f"P{n:03d}" for n in range(len(shop.price))]
    tables = {
        "orders": orders,
        "campaigns": pd.DataFrame([campaign]),
        "products": pd.DataFrame(
            {"shop": "world", "product_id": names, "title": names, "unit_cost": shop.cost,
             "category": [f"c{n}" for n in shop.category], "list_price": shop.price}
        ),
        "costs": pd.DataFrame(
            {"shop": "world", "month": sorted({f"{d:%Y-%m}" for d in DAYS}),
             "item": "platform_fee_rate", "value": FEE}
        ),
    }  # fmt: skip
    if not plan.listed.all():
        tables["campaign_products"] = pd.DataFrame(
            {"shop": "world", "campaign_id": NAME,
             "product_id": np.array(names)[plan.listed]}
        )  # fmt: skip
    return {name: pa.Table.from_pandas(t, preserve_index=False) for name, t in tables.items()}
