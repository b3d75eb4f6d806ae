"""Ten thousand SKUs over two years: forecast by back-test, classified, and a purchase list.

`python benchmarks/stock.py [SKUS]` prints the seconds of each step and how good the forecast is;
`python benchmarks/stock.py SKUS review` those of the whole stock review, from the shop's tables on.
"""

from __future__ import annotations

import resource
import sys
import time
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from fupan.analysis import inventory
from fupan.analysis.expected import expected
from fupan.analysis.forecast import demand_classes, forecast_of
from fupan.analysis.occasions import day_marks
from fupan.analysis.ordering import packed
from fupan.analysis.policy import policy_of
from fupan.analysis.supply import Terms
from fupan.ground.periods import Period
from fupan.store import Shop

DAYS, HORIZON = 730, 150
FIRST = date(2024, 11, 1)
LINE = {"line_id": "1", "platform": "tmall", "status": "completed"}


def demand(items: int, seed: int = 5) -> np.ndarray:
    """Sparse to brisk demand with a weekday rhythm."""
    chance = np.random.default_rng(seed)
    level = np.exp(chance.uniform(np.log(0.02), np.log(15), items))
    week = 1 + 0.1 * np.sin(np.arange(DAYS) / 7 * 2 * np.pi)
    shape = chance.uniform(0.5, 8, items)[:, None]
    return chance.poisson(chance.gamma(shape, level[:, None] * week / shape)).astype(float)


def terms(items: int, seed: int = 6) -> Terms:
    chance = np.random.default_rng(seed)
    cost = np.exp(chance.uniform(1, 5, items))
    return Terms(
        cost, cost * 2.2, cost * 1.1, chance.uniform(5, 25, items), chance.uniform(1, 4, items),
        chance.choice([1.0, 6.0, 12.0], items), np.ones(items), np.full(items, np.nan),
        np.full(items, "", dtype=object),
    )  # fmt: skip


def main(items: int = 10_000) -> None:
    sold, bought = demand(items), terms(items)
    span = Period(FIRST, FIRST + timedelta(days=DAYS + HORIZON))
    marks = day_marks(None, span)
    usable = np.ones(sold.shape, dtype=bool)
    usable[np.random.default_rng(1).random(sold.shape) < 0.01] = False
    began = time.perf_counter()
    filled = np.where(usable, sold, expected(sold, usable, (np.arange(items) // 3,)))
    clock = _step("empty shelves filled", began)
    classes = demand_classes(filled)["class"].value_counts().sort_index()
    clock = _step(f"classified {dict(classes)}", clock)
    made = forecast_of(filled, FIRST, marks, HORIZON)
    clock = _step("forecast, 8 methods × 8 origins", clock)
    on_hand, quantity = filled[:, -30:].sum(axis=1), np.zeros(items)
    for ahead in range(30):
        policy = policy_of(made, bought, start=ahead)
        left = on_hand - made.mean(float(ahead))
        due = (quantity == 0) & (left <= policy.point)
        wanted = packed(policy.up_to - left, bought.pack, bought.least)
        quantity = np.where(due, wanted, quantity)
    _step(f"purchase list of {int((quantity > 0).sum())} SKUs", clock)
    total = made.trial.unseen().set_index("class").loc["all"]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"all: {time.perf_counter() - began:.1f} s, {memory:,.0f} MB at most")
    print(f"error on unseen days {total['error']:.1%}, seasonal naive {total['naive_error']:.1%}")


def tables(items: int) -> dict[str, pa.Table]:
    """Orders, daily counts and SKUs; one item in twenty stands empty in the last month."""
    sold, bought = demand(items), terms(items)
    shelf = 50 + np.rint(sold[:, -60:].mean(axis=1) * 30).astype(int)[:, None] + 0 * sold
    sold[::20, -20:-8], shelf[::20, -21:-8] = 0, 0
    item, day = np.nonzero(sold)
    skus = pa.array([f"S{n:05d}" for n in range(items)])
    owners = pa.array([f"P{n // 3:05d}" for n in range(items)])
    start, units = np.datetime64(FIRST), sold[item, day].astype(int)
    moment = (start + day).astype("datetime64[us]") + np.timedelta64(12, "h")
    each, each_day = np.divmod(np.arange(sold.size), DAYS)
    same = {n: pa.repeat(v, len(item)) for n, v in LINE.items()}
    return {
        "orders": pa.table({
            **same, "order_id": pa.array(np.arange(len(item))).cast(pa.string()),
            "ordered_at": moment, "paid_at": moment, "product_id": owners.take(item),
            "sku_id": skus.take(item), "quantity": units,
            "paid_amount": np.round(2.2 * bought.cost[item] * units, 2),
        }),
        "inventory": pa.table({
            "date": start + each_day, "warehouse": pa.repeat("main", sold.size),
            "sku_id": skus.take(each), "product_id": owners.take(each),
            "on_hand": shelf.ravel().astype(int), "unit_cost": np.round(bought.cost[each], 2),
        }),
        "skus": pa.table({
            "sku_id": skus, "product_id": owners, "unit_cost": np.round(bought.cost, 2),
            "lead_time_days": np.rint(bought.lead).astype(int),
            "pack_size": bought.pack.astype(int), "min_order": np.ones(items, int),
        }),
    }  # fmt: skip


def whole(items: int) -> None:
    shop = Shop.of("big", tables(items))
    began, spent = time.perf_counter(), time.process_time()
    last = FIRST + timedelta(days=DAYS - 1)
    found = inventory.review(shop, Period.month_of(last))
    print(
        f"review of {items:,} SKUs: {time.perf_counter() - began:.1f} s, "
        f"{time.process_time() - spent:.1f} s of CPU, {len(found.findings)} findings, "
        f"{len(found.exhibit('purchases').table)} SKUs to order"
    )


def _step(name: str, since: float) -> float:
    now = time.perf_counter()
    print(f"{now - since:6.1f} s  {name}")
    return now


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    (whole if "review" in sys.argv else main)(count)
