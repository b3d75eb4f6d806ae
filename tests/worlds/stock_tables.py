"""The tables of a stock world: what was sold, and what stood on the shelves and was bought."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from worlds import evidence, keeping, sold
from worlds.arrow import dates, ids, money, picked
from worlds.calm import Calm
from worlds.effects import Effect
from worlds.play import Played


@dataclass(frozen=True)
class History:
    """What happened day by day, per SKU (arrays over day × SKU)."""

    sku_ids: tuple[str, ...]
    owner: np.ndarray  # product index of each SKU
    demand: np.ndarray
    sales: np.ndarray
    on_hand: np.ndarray  # end of day
    in_transit: np.ndarray
    lead_days: np.ndarray  # usual lead time per SKU
    purchases: tuple[tuple[int, int, int, int, int], ...]  # sku, ordered, expected, received, units
    unit_cost: np.ndarray  # cents
    price: np.ndarray  # cents

    @property
    def lost(self) -> np.ndarray:
        return self.demand - self.sales


def all_tables(
    calm: Calm, after: Played, sku, amount, past: History, chance
) -> dict[str, pa.Table]:
    none = Effect("none")
    lines = sold.orders(calm, none, after, chance)
    lines = lines.append_column("sku_id", picked(past.sku_ids, sku[after.ordered]))
    return {
        "orders": lines,
        "traffic": sold.traffic(calm, none, after, amount, chance),
        "product_traffic": sold.product_traffic(calm, none, after, amount, chance),
        "prices": evidence.prices(calm, none, None, chance),
        "products": keeping.products(calm, chance),
        **keeping.campaigns(calm),
        **keeping.plan(calm, amount),
        **_stock_tables(calm, past, chance),
    }


def _stock_tables(calm: Calm, past: History, chance) -> dict[str, pa.Table]:
    day, sku = (a.ravel() for a in np.indices(past.on_hand.shape))
    there = day >= calm.listed[past.owner[sku]]
    day, sku = day[there], sku[there]
    bought = np.array(past.purchases, dtype=np.int64).reshape(-1, 5)
    arrived = bought[:, 3] < len(calm.days)
    names = ("供应商甲", "供应商乙", "供应商丙")
    received = dates(calm.days[0], bought[:, 3]).to_numpy(zero_copy_only=False)
    count = len(past.sku_ids)
    return {
        "inventory": pa.table(
            {
                "date": dates(calm.days[0], day),
                "warehouse": picked(("主仓",), np.zeros(len(day))),
                "sku_id": picked(past.sku_ids, sku),
                "product_id": picked(calm.products, past.owner[sku]),
                "on_hand": past.on_hand[day, sku],
                "in_transit": past.in_transit[day, sku],
                "unit_cost": money(past.unit_cost[sku]),
            }
        ),
        "skus": pa.table(
            {
                "sku_id": list(past.sku_ids),
                "product_id": picked(calm.products, past.owner),
                "unit_cost": money(past.unit_cost),
                "lead_time_days": past.lead_days,
                "pack_size": chance.choice([1, 1, 6, 12], count),
                "min_order": chance.choice([1, 10], count),
            }
        ),
        "purchases": pa.table(
            {
                "po_id": ids(np.arange(len(bought)), "PO"),
                "line_id": ids(np.ones(len(bought))),
                "sku_id": picked(past.sku_ids, bought[:, 0]),
                "supplier": picked(names, past.owner[bought[:, 0]] % 3),
                "ordered_on": dates(calm.days[0], bought[:, 1]),
                "expected_on": dates(calm.days[0], bought[:, 2]),
                "received_on": pa.array(received, pa.date32(), mask=~arrived),
                "quantity": bought[:, 4],
                "received_quantity": pa.array(bought[:, 4], mask=~arrived),
                "unit_cost": money(past.unit_cost[bought[:, 0]]),
            }
        ),
    }
