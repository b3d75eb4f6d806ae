"""Simulated series and shops whose campaigns have a known increment, from one seed each."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from fupan.analysis.effect import Material
from fupan.ground.periods import Period
from fupan.store import Shop

WEEKDAY = np.array([0.95, 0.93, 0.95, 0.98, 1.02, 1.12, 1.10])
FIRST = date(2025, 3, 1)


def series_world(seed, lift, *, days=200, length=7, orders=12.0, controls=12, drift=0.01):
    """Daily money of treated and controls with drift and lasting luck; the true extra money."""
    chance = np.random.default_rng(seed)
    index = [FIRST + timedelta(days=n) for n in range(days)]
    start = days - length - 16
    shop = np.exp(np.cumsum(chance.normal(0, drift, days)) + chance.normal(0, 0.08, days))
    shop *= WEEKDAY[[d.weekday() for d in index]]

    def rate(level):
        own = np.cumsum(chance.normal(0, drift, days)) + chance.normal(0, 0.08, days)
        return level * shop * np.exp(own)

    def money(counts):
        lines = [chance.lognormal(4.5, 0.6, n) for n in counts]
        return np.array([x.sum() for x in lines]), np.array([(x**2).sum() for x in lines])

    usual = rate(orders)
    base, base_squares = money(chance.poisson(usual))
    more = np.zeros(days, int)
    inside = slice(start, start + length)
    more[inside] = chance.poisson(usual[inside] * (lift - 1))
    extra, extra_squares = money(more)
    held, squares = {}, np.zeros(days)
    for unit in range(controls):
        held[str(unit)], own = money(chance.poisson(rate(5.0)))
        squares += own
    material = Material(
        pd.Series(base + extra, index),
        pd.Series(base_squares + extra_squares, index),
        pd.DataFrame(held, index=index),
        pd.Series(squares, index),
    )
    return material, Period(index[start], index[start] + timedelta(days=length)), extra.sum()


def campaign_shop(seed=3, *, lift=3.0, discount=0.0, cost=0.3, fixed=200.0, **tables):
    """Ten products at ¥50 over 150 days; campaign `C1` on p0 and p1 in 2026-06-08..14.

    The extra money is returned beside the shop.
    """
    chance = np.random.default_rng(seed)
    last, rows, extra, number = date(2026, 6, 30), [], 0.0, 0
    window = Period.parse("2026-06-08..2026-06-14")
    for offset in range(150):
        day = last - timedelta(days=149 - offset)
        for place in range(10):
            in_campaign = place < 2 and day in window
            usual = chance.poisson(9 * WEEKDAY[day.weekday()])
            more = chance.poisson(9 * (lift - 1)) if in_campaign else 0
            paid = 50.0 * (1 - discount * in_campaign)
            extra += more * paid - usual * 50.0 * discount * in_campaign
            for _ in range(usual + more):
                number += 1
                moment = pd.Timestamp(day) + pd.Timedelta(hours=12)
                rows.append(
                    {
                        "order_id": str(number), "line_id": "1", "platform": "tmall",
                        "ordered_at": moment, "paid_at": moment, "status": "completed",
                        "buyer_id": f"b{chance.integers(0, 4000)}", "product_id": f"p{place}",
                        "quantity": 1, "paid_amount": paid, "refund_amount": 0.0,
                        "campaign_id": "C1" if in_campaign else None, "channel": "search",
                        "discount_amount": 50.0 - paid,
                    }
                )  # fmt: skip
    held = {
        "orders": pd.DataFrame(rows),
        "campaigns": pd.DataFrame(
            [{"campaign_id": "C1", "title": "六月券", "kind": "coupon", "starts_on": window.start,
              "ends_on": window.last, "fixed_cost": fixed, "discount_rate": discount}]
        ),
        "campaign_products": pd.DataFrame(
            [{"campaign_id": "C1", "product_id": p} for p in ("p0", "p1")]
        ),
        "products": pd.DataFrame(
            [{"product_id": f"p{n}", "title": f"p{n}", "unit_cost": 50.0 * cost,
              "category": "a" if n < 4 else "b"} for n in range(10)]
        ),
        **tables,
    }  # fmt: skip
    return Shop.of("small", {n: t for n, t in held.items() if t is not None}), extra
