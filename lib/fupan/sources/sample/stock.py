"""Stock: purchases on a plan, deliveries, and what is on the shelf each evening.

Purchases follow the plan (what the shop expects of the season and its promotions), never the sales
to come; so the shelves are empty only where a fact makes them so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from fupan.sources.sample.chance import Chance, Floats, Ints
from fupan.sources.sample.days import DAYS, day_number
from fupan.sources.sample.goods import (
    LEAD_DAYS,
    PRODUCTS,
    SKU_IDS,
    SKU_PRODUCT,
    SKU_SHARE,
)
from fupan.sources.sample.rates import Rates
from fupan.sources.sample.terms import DEAD_STOCK, LATE_SUPPLIER, STOCKOUT_2025

WAREHOUSE = "杭州仓"
PACK = np.array(
    [24 if PRODUCTS[p].price < 70 else 12 if PRODUCTS[p].price < 250 else 4 for p in SKU_PRODUCT]
)
_REVIEW_DAYS, _COVER_DAYS = 7, 21
_SAFETY = 4.0
# The double eleven of 2025: R02's big order was forgotten; the next came late in the month.
_FORGOTTEN = (date(2025, 9, 22), date(2025, 10, 27))
# What the supplier should have delivered since then all came on one day.
_LATE_SINCE = date(2026, 9, 3)
_LATE_ARRIVES = date(2026, 10, 24)
_OVERBUY_ON, OVERBOUGHT = date(2026, 6, 8), 600


@dataclass(frozen=True, slots=True)
class Stock:
    """Day × SKU: what was there to sell, and at the end of the day; purchases one by one."""

    offered: Ints
    on_hand: Ints
    in_transit: Ints
    po_sku: Ints
    po_ordered: Ints
    po_expected: Ints
    po_received: Ints
    po_quantity: Ints


def planned_units(rates: Rates, usual: Ints) -> Floats:
    """Day × SKU: the units that the shop expects to sell.

    The rhythm comes from the expected funnel; the level of each SKU and of each stretch of weeks
    from `usual`, the sales that experience would lead one to expect.
    """
    daily = (rates.visits * rates.cart * rates.order * rates.pay).sum(axis=2)
    shape = daily[:, SKU_PRODUCT] * SKU_SHARE[None, :]
    level = usual.sum(axis=0) / shape.sum(axis=0)
    stretch = np.arange(len(shape)) // 61
    months = np.stack(
        [np.bincount(stretch, weights=total.sum(axis=1)) for total in (usual, shape * level)]
    )
    return shape * level * (months[0] / months[1])[stretch][:, None]


def play(chance: Chance, plan: Floats, wanted: Ints, active: frozenset[str]) -> Stock:
    """Sells what is there day by day, and orders every Monday up to the planned need."""
    days, skus = wanted.shape
    lead = np.array([LEAD_DAYS[PRODUCTS[p].supplier] for p in SKU_PRODUCT])
    ahead = np.concatenate([np.zeros((1, skus)), np.cumsum(plan, axis=0)])
    ahead = np.concatenate([ahead, ahead[-1] + np.outer(np.arange(1, 80), plan[-28:].mean(axis=0))])
    shelf = np.ceil(_need(ahead, 0, lead + _COVER_DAYS)).astype(np.int64)
    coming = np.zeros((days + 80, skus), dtype=np.int64)
    offered, on_hand, transit = (np.zeros((days, skus), dtype=np.int64) for _ in range(3))
    on_way, orders = np.zeros(skus, dtype=np.int64), []
    # Suppliers come up to two days early and four days late.
    slip = chance.normal("supplier", *np.indices((days, skus))) * 1.3
    slip = np.round(np.clip(slip, -2, 4)).astype(np.int64)
    for day in range(days):
        shelf, on_way = shelf + coming[day], on_way - coming[day]
        offered[day] = shelf
        shelf = shelf - np.minimum(wanted[day], shelf)
        if day % _REVIEW_DAYS == 2:
            need = _need(ahead, day + 1, lead + _COVER_DAYS) - shelf - on_way
            due = need > 0.25 * _need(ahead, day + 1, lead + _COVER_DAYS)
            packs = np.where(due, -(-need // PACK), 0).astype(np.int64) * PACK
            if DEAD_STOCK in active and DAYS[day].date() == _OVERBUY_ON:
                packs[SKU_IDS.index("S02-1")] += OVERBOUGHT
            for sku in np.flatnonzero(packs):
                quantity = int(packs[sku])
                agreed = day + int(lead[sku])
                order = _order(day, int(sku), quantity, agreed, int(slip[day, sku]), active)
                if order is not None:
                    orders.append(order)
                    coming[min(order[3], days + 79), sku] += order[4]
                    on_way[sku] += order[4]
        on_hand[day], transit[day] = shelf, on_way
    columns = np.array(orders, dtype=np.int64).T
    return Stock(offered, on_hand, transit, *columns)


def _need(ahead: Floats, day: int, cover: Ints) -> Floats:
    """Planned units of the days to cover, and a reserve that grows with their root."""
    skus = np.arange(ahead.shape[1])
    mean = ahead[np.minimum(day + cover, len(ahead) - 1), skus] - ahead[day]
    return mean * 1.15 + _SAFETY * np.sqrt(mean) + 2


def _order(
    day: int, sku: int, quantity: int, agreed: int, slip: int, active: frozenset[str]
) -> tuple[int, int, int, int, int] | None:
    """SKU, ordered, expected, received, quantity; nothing where the order was forgotten."""
    product = PRODUCTS[SKU_PRODUCT[sku]].product_id
    when = DAYS[day].date()
    received = agreed + slip
    if product == "R02" and STOCKOUT_2025 in active and _inside(when, _FORGOTTEN):
        return None
    arrives = day_number(_LATE_ARRIVES)
    if product == "R01" and LATE_SUPPLIER in active:
        late = day_number(_LATE_SINCE) <= received < arrives
        received = arrives if late else received
    return sku, day, agreed, received, quantity


def _inside(day: date, span: tuple[date, date]) -> bool:
    return span[0] <= day <= span[1]
