"""Orders of 0.01 yuan: samples that a platform gives away for the least price there is.

They are marked as gifts, so that no figure counts them as sales; their rows stay.
"""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pyarrow.compute as pc

from fupan.ground.language import Text
from fupan.ground.words import count
from fupan.sources.merge import Part

_PENNY = Decimal("0.01")


def mark_penny_orders(con: duckdb.DuckDBPyConnection, parts: list[Part]) -> None:
    """A paid order whose lines come to 0.01 together is a sample; in yuan alone."""
    for part in parts:
        if part.profile.table != "orders" or part.report.currency not in ("", "CNY"):
            continue
        least = pc.fill_null(pc.equal(part.rows["paid_amount"], _PENNY), False)
        if part.profile.exact or not pc.any(least).as_py():
            continue
        # Only orders with such a line can come to 0.01: the others need not be added up.
        paid = part.rows.select(["order_id", "paid_amount", "paid_at"])
        near = pc.unique(paid["order_id"].filter(least))
        con.register("paid", paid.filter(pc.is_in(paid["order_id"], value_set=near)))
        orders = con.execute(
            "select order_id from paid group by order_id "
            "having sum(paid_amount) = 0.01 and bool_or(paid_at is not null)"
        ).to_arrow_table()["order_id"]
        if not len(orders):
            continue
        hit = pc.is_in(part.rows["order_id"], value_set=orders.combine_chunks())
        flags = pc.if_else(hit, True, part.rows["is_gift"])
        part.rows = part.rows.set_column(
            part.rows.column_names.index("is_gift"), part.rows.schema.field("is_gift"), flags
        )
        n = count(len(orders))
        part.report.notes.append(
            Text(
                f"{n} 笔订单只付 0.01 元，按样品处理（is_gift），不算销售",
                f"{n} orders of 0.01 yuan are samples: marked is_gift, no sale",
            )
        )
