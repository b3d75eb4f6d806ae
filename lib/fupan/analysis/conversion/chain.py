"""The chain of sales: visitors, each step of the funnel, baskets, prices, refunds.

Sales net of refunds are the product of all its links, so the parts of a change add up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from fupan.analysis.bridge import Bridge, effect_errors, product_bridge, rate_log_variance
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import is_known
from fupan.metrics import measurable, measure
from fupan.metrics.ripening import ripeness
from fupan.store import Shop

COUNTS = (
    "visitors",
    "daily_cart_visitors",
    "daily_order_buyers",
    "daily_pay_buyers",
    "paid_orders",
    "items",
    "gmv",
    "refunds_of_orders",
)
LINKS: Mapping[str, Text] = {
    "visitors": Text("访客", "visitors"),
    "cart": Text("加购率", "add-to-cart rate"),
    "order": Text("加购到下单", "cart to order"),
    "pay": Text("下单到支付", "order to payment"),
    "orders_per_buyer": Text("人均笔数", "orders per buyer"),
    "items_per_order": Text("连带率", "items per order"),
    "price_per_item": Text("件单价", "price per item"),
    "kept": Text("扣退款后留下", "kept after refunds"),
}
# Each link is a top over a bottom; the first has none.
_PARTS = {
    "visitors": ("visitors", None),
    "cart": ("daily_cart_visitors", "visitors"),
    "order": ("daily_order_buyers", "daily_cart_visitors"),
    "pay": ("daily_pay_buyers", "daily_order_buyers"),
    "orders_per_buyer": ("paid_orders", "daily_pay_buyers"),
    "items_per_order": ("items", "paid_orders"),
    "price_per_item": ("gmv", "items"),
    "kept": ("net", "gmv"),
}


@dataclass(frozen=True)
class Chain:
    """The bridge of one period against another, with the error of each part."""

    bridge: Bridge
    errors: dict[str, float]
    links: tuple[str, ...]
    note: Text | None = None  # how young refunds are held against each other


def chain(shop: Shop, period: Period, baseline: Period | None) -> Chain | Text:
    """The bridge over every link that the data hold; a Text says why there is none.

    Links whose counts are missing are merged into the next one, which then stands for both.
    Refunds are those of equal age; where that cannot be, sales stand before refunds.
    """
    if baseline is None:
        return Text("没有可比的时间段", "there is no period to compare with")
    known = [n for n, why in measurable(shop, list(COUNTS)).items() if why is None]
    if "gmv" not in known:
        return Text("没有订单金额，拆不了", "there are no paid orders to split")
    ripe = ripeness(shop, period, baseline)
    sides = [
        measure(shop, known, period=p, missing="empty", known_by=by).iloc[0].astype(float).to_dict()
        for p, by in ((baseline, ripe.known_by), (period, None))
    ]
    is_fair = ripe.is_ripe or ripe.known_by is not None
    for side in sides:
        refunds = side.get("refunds_of_orders", math.nan) if is_fair else math.nan
        side["net"] = side["gmv"] - refunds if is_known(refunds) else math.nan
    usable = [n for n in (*COUNTS, "net") if all(is_known(s.get(n)) and s[n] > 0 for s in sides)]
    factors = [_factors(side, usable) for side in sides]
    if "gmv" not in usable or not factors[0]:
        return Text("两个时间段里有一个没有成交", "one of the two periods has no sales")
    bridge = product_bridge(*factors)
    variances = {name: _variance(name, sides, usable) for name in factors[0]}
    note = ripe.note(baseline) if "refunds_of_orders" in known else None
    return Chain(bridge, effect_errors(bridge, variances), tuple(factors[0]), note)


def _factors(side: Mapping[str, float], usable: list[str]) -> dict[str, float]:
    """The links as a product that closes, whichever counts are missing."""
    factors: dict[str, float] = {}
    reached = 1.0
    for link, (top, _) in _PARTS.items():
        if top not in usable:
            continue
        factors[link] = side[top] / reached
        reached = side[top]
    return factors


def _variance(link: str, sides: list[dict[str, float]], usable: list[str]) -> float:
    """By chance alone; money per item and refunds have no count behind them here, so none."""
    top, bottom = _PARTS[link]
    if link in ("price_per_item", "kept") or bottom not in usable:
        return 0.0
    if link == "items_per_order":
        return sum(max(s[top] - s[bottom], 0.0) / s[top] ** 2 for s in sides)
    if link == "orders_per_buyer":
        return sum(abs(s[top] - s[bottom]) / s[top] ** 2 for s in sides)
    return sum(rate_log_variance(s[top], s[bottom]) for s in sides)


def chain_table(held: Chain) -> pd.DataFrame:
    """One row per link in order: factor, label, effect, low, high, start, end."""
    shown = held.bridge.in_cents()
    return pd.DataFrame(
        {
            "factor": held.links,
            "label": [LINKS[n] for n in held.links],
            "effect": [shown.effects[n] for n in held.links],
            "low": [shown.effects[n] - 1.96 * held.errors[n] for n in held.links],
            "high": [shown.effects[n] + 1.96 * held.errors[n] for n in held.links],
            "start": shown.start,
            "end": shown.end,
        }
    )
