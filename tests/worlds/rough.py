"""Makes a world harder in the ways that real exports are: columns missing, prices seen weekly."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

# Optional columns that shops often lack, and the causes that could not be told without them.
LACKED = {
    ("orders", "list_amount"): (),
    ("orders", "discount_amount"): (),
    ("orders", "province"): (),
    ("orders", "buyer_id"): (),
    ("orders", "refund_reason"): (),
    ("traffic", "new_visitors"): (),
    ("traffic", "dwell_seconds"): (),
    ("traffic", "bounces"): ("audience_mismatch",),
    ("traffic", "order_buyers"): ("payment_friction",),
    ("traffic", "favorite_visitors"): (),
    ("product_traffic", "bounces"): (),
    ("product_traffic", "cart_units"): (),
    ("product_traffic", "order_units"): (),
    ("product_traffic", "dwell_seconds"): ("detail_page",),
    ("reviews", "sentiment"): (),
    ("reviews", "topic"): (),
    ("service", "complaints"): (),
    ("products", "unit_cost"): (),
    ("products", "category"): (),
}


def thinned(
    tables: dict[str, pa.Table], causes: tuple[str, ...], chance: np.random.Generator
) -> dict[str, pa.Table]:
    """The tables without some optional columns, and in half of the worlds with weekly prices."""
    found = dict(tables)
    for (table, column), needed in LACKED.items():
        if chance.random() < 0.25 and table in found and not set(needed) & set(causes):
            found[table] = found[table].drop_columns([column])
    if "prices" in found and chance.random() < 0.5:
        seen = pc.equal(pc.day_of_week(found["prices"]["date"]), int(chance.integers(0, 7)))
        found["prices"] = found["prices"].filter(seen)
    return found
