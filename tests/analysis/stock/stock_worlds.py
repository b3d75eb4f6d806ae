"""Simulated shops whose demand, lead times and empty shelves are known.

Levels from one in ten days to twenty a day, a weekday rhythm, promotions that lift each item by
its own factor, days that lift the whole shop, slow drifts, suppliers who are late now and then, and
a buyer who orders by the average of the last weeks.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from fupan.ground.calendar import promotions
from fupan.ground.periods import Period
from fupan.store import Shop

WEEK = np.array([0.95, 0.92, 0.94, 0.97, 1.02, 1.12, 1.08])


@dataclass(frozen=True)
class World:
    shop: Shop
    period: Period
    demand: np.ndarray  # items × days, what buyers wanted
    sold: np.ndarray
    on_hand: np.ndarray
    first: date
    items: tuple[str, ...]

    @property
    def lost(self):
        """True units lost in the period, per item."""
        inner = slice((self.period.start - self.first).days, None)
        return (self.demand - self.sold)[:, inner].sum(axis=1)


def stock_world(seed, *, items=30, days=520, last=date(2026, 6, 30), planted=8):
    """A shop up to `last` whose supplier fails `planted` items in the last month."""
    chance = np.random.default_rng([seed, 77])
    first = last - timedelta(days=days - 1)
    demand = _demand(chance, items, days, first)
    lead = chance.integers(5, 22, items)
    pack = chance.choice([1, 6, 12], items)
    fails = chance.choice(items, min(planted, items), replace=False)
    sold, shelf, bought = _run(chance, demand, lead, pack, fails, days - 31)
    names = tuple(f"S{n:03d}" for n in range(items))
    price = np.round(np.exp(chance.uniform(3, 5.5, items)), 0)
    cost = np.round(price * chance.uniform(0.3, 0.6, items), 0)
    shop = Shop.of("world", _tables(names, first, sold, shelf, bought, price, cost, lead, pack))
    return World(shop, Period.month_of(last), demand, sold, shelf, first, names)


def _demand(chance, items, days, first):
    level = np.exp(chance.uniform(np.log(0.1), np.log(20), items))
    drift = np.exp(np.cumsum(chance.normal(0, 0.008, (items, days)), axis=1))
    shock = np.exp(chance.normal(0, 0.10, days))
    rhythm = WEEK[(np.arange(days) + first.weekday()) % 7]
    lift = np.ones((items, days))
    own = np.exp(chance.normal(0, 0.3, items))
    for event in promotions(Period(first, first + timedelta(days=days))):
        if event.phase == "main":
            a = max((event.period.start - first).days, 0)
            b = min((event.period.end - first).days, days)
            lift[:, a:b] = 1 + 0.8 * own[:, None]
    mean = level[:, None] * drift * shock * rhythm * lift
    spread = chance.uniform(3, 12, items)[:, None]
    return chance.poisson(chance.gamma(spread, mean / spread)).astype(float)


def _run(chance, demand, lead, pack, fails, fail_day):
    """Weekly orders up to the lead time and five weeks of average sales; late for the planted."""
    items, days = demand.shape
    held = np.ceil(demand[:, :60].mean(axis=1) * 60) + 5
    coming = np.zeros((items, days + 120))
    sold, shelf, bought = np.zeros_like(demand), np.zeros_like(demand), []
    for day in range(days):
        held = held + coming[:, day]
        sold[:, day] = np.minimum(held, demand[:, day])
        held = held - sold[:, day]
        shelf[:, day] = held
        if day % 7 or day < 28:
            continue
        pace = sold[:, day - 27 : day + 1].mean(axis=1)
        position = held + coming[:, day + 1 :].sum(axis=1)
        wanted = pace * (lead + 35) - position
        for n in np.flatnonzero((wanted > 0) & (position <= pace * (lead + 14) + 1)):
            units = float(np.ceil(wanted[n] / pack[n]) * pack[n])
            wait = max(int(lead[n] + np.rint(chance.normal(0, 1.5))), 1)
            arrives = day + wait
            if n in fails and fail_day - 25 <= arrives:
                arrives = max(arrives, fail_day + int(chance.integers(8, 26)))
            coming[n, arrives] += units
            bought.append((n, day, day + int(lead[n]), arrives, int(units)))
    return sold, shelf, bought


def _tables(names, first, sold, shelf, bought, price, cost, lead, pack):
    start = np.datetime64(first)
    item, day = np.nonzero(sold)
    units = sold[item, day].astype(int)
    ids = np.array(names)
    moment = (start + day).astype("datetime64[us]") + np.timedelta64(12, "h")
    each, each_day = np.divmod(np.arange(sold.size), sold.shape[1])
    po = np.array(bought, dtype=int)
    arrived = po[:, 3] < sold.shape[1]
    received = pa.array(start + po[:, 3], pa.date32(), mask=~arrived)
    return {
        "orders": pa.table({
            "order_id": [str(n) for n in range(len(item))], "line_id": ["1"] * len(item),
            "platform": ["tmall"] * len(item), "ordered_at": moment, "paid_at": moment,
            "status": ["completed"] * len(item), "product_id": "P" + ids[item].astype(object),
            "sku_id": ids[item], "quantity": units, "paid_amount": price[item] * units,
        }),
        "inventory": pa.table({
            "date": start + each_day, "warehouse": ["main"] * sold.size, "sku_id": ids[each],
            "product_id": "P" + ids[each].astype(object), "on_hand": shelf.ravel().astype(int),
            "unit_cost": cost[each],
        }),
        "purchases": pa.table({
            "po_id": [f"PO{n}" for n in range(len(po))], "line_id": ["1"] * len(po),
            "sku_id": ids[po[:, 0]], "supplier": [f"V{n % 5}" for n in po[:, 0]],
            "ordered_on": start + po[:, 1], "expected_on": start + po[:, 2],
            "received_on": received, "quantity": po[:, 4], "unit_cost": cost[po[:, 0]],
        }),
        "skus": pa.table({
            "sku_id": list(names), "product_id": [f"P{n}" for n in names], "unit_cost": cost,
            "lead_time_days": lead, "pack_size": pack, "min_order": pack,
        }),
        "products": pa.table({
            "product_id": [f"P{n}" for n in names], "title": [f"goods {n}" for n in names],
            "category": [f"c{n % 4}" for n in range(len(names))], "unit_cost": cost,
        }),
    }  # fmt: skip
