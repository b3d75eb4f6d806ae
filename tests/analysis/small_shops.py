"""Small shops with a known past: weekday rhythm, noise from one seed, and what is planted."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from fupan.store import Shop

CHANNELS = {"search": (900, 0.030), "recommend": (1400, 0.018), "live": (500, 0.045)}
WEEKDAY = (0.95, 0.93, 0.95, 0.98, 1.02, 1.12, 1.10)
SPEND = 80


def small_shop(
    seed=7,
    *,
    last=date(2026, 7, 31),
    days=270,
    month="2026-07",
    visitors=None,
    conversion=None,
    spoil=None,
):
    """A shop of three channels. `visitors` and `conversion` multiply one channel in `month`;
    `spoil` multiplies all visitors of single days."""
    chance = np.random.default_rng(seed)
    traffic, orders, number = [], [], 0
    for offset in range(days):
        day = last - timedelta(days=days - 1 - offset)
        inside = f"{day:%Y-%m}" == month
        for channel, (base, rate) in CHANNELS.items():
            times = (visitors or {}).get(channel, 1.0) if inside else 1.0
            times *= (spoil or {}).get(day, 1.0)
            came = chance.poisson(
                base * times * WEEKDAY[day.weekday()] * np.exp(chance.normal(0, 0.05))
            )
            pay = (conversion or {}).get(channel, 1.0) if inside else 1.0
            carted = chance.binomial(came, rate * 3)
            paid = chance.binomial(carted, min(pay / 3, 1.0))
            traffic.append(
                {
                    "date": day,
                    "channel": channel,
                    "visitors": int(came),
                    "pageviews": int(came * 3),
                    "bounces": int(chance.binomial(came, 0.45)),
                    "cart_visitors": int(carted),
                    "pay_buyers": int(paid),
                    "order_buyers": int(paid),
                    "pay_amount": float(paid * SPEND),
                }
            )
            for _ in range(paid):
                number += 1
                moment = pd.Timestamp(day) + pd.Timedelta(hours=12)
                orders.append(
                    {
                        "order_id": str(number),
                        "line_id": "1",
                        "platform": "tmall",
                        "ordered_at": moment,
                        "paid_at": moment,
                        "status": "completed",
                        "buyer_id": f"b{chance.integers(0, 20000)}",
                        "product_id": "p1",
                        "quantity": 1,
                        "paid_amount": float(SPEND),
                        "channel": channel,
                    }
                )
    return Shop.of("small", {"traffic": pd.DataFrame(traffic), "orders": pd.DataFrame(orders)})
