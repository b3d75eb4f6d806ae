"""What the shop decided: campaigns, the promotion calendar, targets and monthly costs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.sources.sample.ads import CPS, TOOLS
from fupan.sources.sample.days import DAYS, FIRST, LAST, MONTHS, PROMOTIONS, month_numbers
from fupan.sources.sample.facts import find_fact
from fupan.sources.sample.goods import IDS, PRODUCTS
from fupan.sources.sample.orders import AD_CAMPAIGNS, PRESALE_GOODS, RECALL
from fupan.sources.sample.play import Shop
from fupan.sources.sample.rates import Rates
from fupan.sources.sample.terms import COUPON_GOODS, GIFT_GOODS

# What the plan expected of each month over a plain forecast; October 2026 was planned boldly.
_AMBITION = {"2026-10": 1.03}
_USUAL_AMBITION = 1.02
_COSTS = (
    ("platform_fee_rate", 0.05),
    ("payment_fee_rate", 0.006),
    ("shipping_per_order", 5.8),
    ("packaging_per_order", 1.6),
    ("returns_handling_per_order", 6.5),
    ("rent", 9000),
    ("salaries", 42000),
)
_PLACES = 4
# Fact, campaign, title, kind, channel, goal, discount, fixed cost in yuan.
_CAMPAIGNS = (
    ("campaign-2026-01", "C26-NYKOL", "年货礼盒达人种草", "kol", "content", "成交", None, 1800),
    ("no-lift-2026-10", "C26-OCTCP", "十月店铺券 92 折", "coupon", None, "成交", 0.08, 300),
    ("action-yes-2026-10", RECALL, "老客唤醒 每周两推", "private", "private", "复购", None, 450),
)


def campaigns() -> pd.DataFrame:
    """One row per campaign, ordered by its first day."""
    rows = [*_promotions(), *_standing(), *_planted()]
    return pd.DataFrame(rows).sort_values(["starts_on", "campaign_id"], ignore_index=True)


def _promotions() -> list[dict[str, object]]:
    return [
        {
            "campaign_id": promotion.campaign_id,
            "title": f"{promotion.starts_on.year} {promotion.name} {promotion.wave}".strip(),
            "kind": "promotion",
            "starts_on": promotion.starts_on,
            "ends_on": promotion.ends_on,
            "goal": "成交",
            "discount_rate": promotion.discount,
        }
        for promotion in PROMOTIONS
        if promotion.phase != "warmup"
    ]


def _standing() -> list[dict[str, object]]:
    """The ad plans that run all the time."""
    always = {"starts_on": FIRST, "ends_on": LAST}
    ads = [
        {
            "campaign_id": tool.campaign_id,
            "title": tool.title,
            "kind": "ad",
            "channel": AD_CAMPAIGNS[tool.campaign_id][0],
            "goal": "拉新",
            **always,
        }
        for tool in TOOLS
    ]
    cps = {"campaign_id": CPS, "title": "淘宝客通用计划", "kind": "affiliate"}
    return [*ads, {**cps, "channel": "affiliate", "goal": "成交", **always}]


def _planted() -> list[dict[str, object]]:
    """The campaigns that facts are about."""
    rows = []
    for fact_id, campaign_id, title, kind, channel, goal, off, fixed in _CAMPAIGNS:
        fact = find_fact(fact_id)
        rows.append(
            {
                "campaign_id": campaign_id,
                "title": title,
                "kind": kind,
                "channel": channel,
                "starts_on": fact.start,
                "ends_on": fact.end,
                "goal": goal,
                "discount_rate": off,
                "fixed_cost": fixed,
            }
        )
    return rows


def campaign_products() -> pd.DataFrame:
    """One row per campaign × product."""
    rows = []
    for promotion in PROMOTIONS:
        if promotion.phase == "main" and promotion.starts_on <= LAST:
            rows += [(promotion.campaign_id, p) for p in IDS]
        elif promotion.phase == "presale":
            rows += [(promotion.campaign_id, p) for p in PRESALE_GOODS]
    rows += [(t.campaign_id, p) for t in TOOLS for p in t.goods]
    rows += [(find_fact("campaign-2026-01").subject, p) for p in GIFT_GOODS]
    rows += [(find_fact("no-lift-2026-10").subject, p) for p in COUPON_GOODS]
    table = pd.DataFrame(rows, columns=["campaign_id", "product_id"]).drop_duplicates()
    return table.sort_values(["campaign_id", "product_id"], ignore_index=True)


def calendar() -> pd.DataFrame:
    """One row per promotion and phase."""
    rows = [(p.name, p.starts_on, p.ends_on, p.phase) for p in PROMOTIONS]
    return pd.DataFrame(rows, columns=["name", "starts_on", "ends_on", "phase"])


def targets(shop: Shop, plan: Rates) -> pd.DataFrame:
    """One row per month × metric: set from a forecast that knows none of the facts."""
    price = np.array([p.price for p in PRODUCTS])[None, :, None]
    daily = (plan.visits * plan.cart * plan.order * plan.pay * price).sum(axis=(1, 2))
    paid = shop.lines[shop.lines["paid"]]
    real = np.bincount(
        paid["paid_second"] // 86_400, weights=paid["paid_cents"] / 100, minlength=len(DAYS)
    )
    level = pd.Series(real / daily).rolling(91, center=True, min_periods=30).median().to_numpy()
    rows = []
    for month in MONTHS:
        inside = month_numbers(month)
        amount = float((daily * level)[inside].sum()) * _AMBITION.get(month, _USUAL_AMBITION)
        rows.append((month, "gmv", round(amount / 1000) * 1000))
        rows.append((month, "pay_conversion", 0.048))
        rows.append((month, "refund_rate", 0.06))
    return pd.DataFrame(rows, columns=["month", "metric", "value"])


def costs() -> pd.DataFrame:
    """One row per month × item."""
    rows = [(month, item, round(value, _PLACES)) for month in MONTHS for item, value in _COSTS]
    return pd.DataFrame(rows, columns=["month", "item", "value"])
