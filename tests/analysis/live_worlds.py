"""Simulated shops that live from livestreams, with one planted cause or none, from one seed."""

from datetime import timedelta

import numpy as np
import pandas as pd

from fupan.ground.periods import Period
from fupan.store import Shop

JUNE = Period.parse("2026-06")
PRODUCTS = [f"p{n:02d}" for n in range(24)]
CROWD, GOODS = 24, 7


def live_shop(seed, cause=None, *, scope="live", hosts=4, days=200):
    """Four streamers over `days` days to the end of June 2026, and ten days more of refunds.

    `cause` spoils one session of June, or all of one streamer's (`scope="month"`). The shop and
    the streamer's name are returned.
    """
    chance = np.random.default_rng(seed)
    names = [f"主播{n}" for n in range(hosts)]
    skill, crowd = np.exp(chance.normal(0, 0.1, hosts)), chance.uniform(1200, 3000, hosts)
    stay = 60 * np.exp(chance.normal(0, 0.12, hosts))
    draw, deal = (np.exp(chance.normal(0, 0.3, CROWD)) * level for level in (0.03, 0.05))
    price = chance.lognormal(4.5, 0.5, CROWD).round()
    target = int(chance.integers(hosts))
    plan = [
        (JUNE.end - timedelta(days=days - offset), host)
        for offset in range(days)
        for host in range(hosts)
        if chance.random() < 0.36
    ]
    mine = [n for n, (day, host) in enumerate(plan) if host == target and day in JUNE]
    # A session early enough that its refunds are in.
    hit = {mine[int(chance.integers(len(mine) // 2))]} if scope == "live" else set(mine)
    lives, shown, sold = [], [], []
    for number, (day, host) in enumerate(plan):
        odd = _odds(cause if number in hit else None)
        viewers = int(crowd[host] * np.exp(chance.normal(0, 0.2)) * odd["viewers"])
        goods = np.argsort(draw)[:GOODS] if odd["dull"] else chance.choice(CROWD, GOODS, False)
        lean = np.exp(chance.normal(0, 0.15, GOODS))
        clicks = chance.poisson(viewers * draw[goods] * odd["click"] * lean)
        orders = chance.binomial(clicks, np.minimum(deal[goods] * skill[host] * odd["deal"], 1))
        back = chance.binomial(orders, odd["refund"])
        moment = pd.Timestamp(day) + pd.Timedelta(hours=20)
        live_id = f"L{number:04d}"
        for place, product in enumerate(goods):
            shown.append({"live_id": live_id, "product_id": PRODUCTS[product],
                          "position": place + 1, "clicks": int(clicks[place]),
                          "orders": int(orders[place]),
                          "pay_amount": float(orders[place] * price[product])})  # fmt: skip
            for copy in range(orders[place]):
                came_back = copy < back[place]
                sold.append(
                    {"order_id": str(len(sold)), "line_id": "1", "platform": "douyin",
                     "ordered_at": moment, "paid_at": moment, "status": "completed",
                     "buyer_id": f"b{len(sold)}", "product_id": PRODUCTS[product],
                     "quantity": 1, "paid_amount": float(price[product]), "channel": "live",
                     "live_id": live_id,
                     "refund_amount": float(price[product]) if came_back else 0.0,
                     "refunded_at": moment + pd.Timedelta(days=3 + copy % 6) if came_back
                     else None}
                )  # fmt: skip
        amount = float((orders * price[goods]).sum())
        lives.append(
            {"live_id": live_id, "started_at": moment,
             "ended_at": moment + pd.Timedelta(hours=3), "streamer": names[host],
             "platform": "douyin", "viewers": viewers,
             "impressions": int(viewers * 5.5 * odd["shown"] * np.exp(chance.normal(0, 0.1))),
             "new_followers": int(chance.poisson(viewers * 0.02 * odd["click"])),
             "comments": int(chance.poisson(viewers * 0.18)),
             "product_clicks": int(clicks.sum()), "orders": int(orders.sum()),
             "pay_amount": amount, "refund_amount": float((back * price[goods]).sum()),
             "commission": amount * 0.03, "ad_cost": viewers * 0.05, "gift_cost": 20.0,
             "average_dwell_seconds":
                 round(stay[host] * np.exp(chance.normal(0, 0.12)) * odd["dwell"], 1)}
        )  # fmt: skip
    later = pd.Timestamp(JUNE.end) + pd.Timedelta(days=10)
    sold.append({**sold[0], "order_id": "later", "ordered_at": later, "paid_at": later,
                 "live_id": None, "refunded_at": None, "refund_amount": 0.0})  # fmt: skip
    products = pd.DataFrame({"product_id": PRODUCTS, "title": PRODUCTS, "unit_cost": price * 0.3})
    tables = {
        "lives": pd.DataFrame(lives),
        "live_products": pd.DataFrame(shown),
        "orders": pd.DataFrame(sold),
        "products": products,
    }
    return Shop.of("live", tables), names[target]


def _odds(cause):
    usual = {"viewers": 1.0, "shown": 1.0, "click": 1.0, "deal": 1.0, "dwell": 1.0,
             "refund": 0.13, "dull": False}  # fmt: skip
    return (
        usual
        | {
            None: {},
            "live_product_selection": {"click": 0.45, "dull": True},
            "live_streamer": {"deal": 0.5, "dwell": 0.65},
            "live_audience": {
                "viewers": 1.8,
                "shown": 1.3,
                "click": 0.6,
                "deal": 0.5,
                "dwell": 0.55,
            },
            "live_returns": {"refund": 0.65},
        }[cause]
    )
