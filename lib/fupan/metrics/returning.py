"""The rows behind the repeat rates of one window: who was kept, which orders are repeats.

Each row belongs to one step asked for and stands on its first day, so that longer steps count anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import pyarrow as pa

from fupan.metrics.asked import Asked
from fupan.metrics.rows import paid_sales

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from fupan.ground.periods import Period
    from fupan.store import Shop


def buyers_before(shop: Shop, asked: Asked) -> Table:
    """One row per step × buyer of the period before it; `is_back` says who bought in the step.

    A step whose period before is not held whole has one empty row: nothing is known of it.
    """
    import ibis  # heavy to load; the catalogue is read without it

    held = shop.days("orders")
    begun = asked.period.end if held is None else held.start
    steps = [s for s in asked.buckets() if s.previous().start >= begun]
    unknown = [s.start for s in asked.buckets() if s not in steps]
    days = _paid(shop, asked).select("buyer_id", paid_day="paid_day").distinct()
    before = _in_steps(days, [s.previous() for s in steps], [s.start for s in steps])
    before = before.select("step", "buyer_id").distinct()
    later = _in_steps(days, steps, [s.start for s in steps])
    later = later.select("step", "buyer_id").distinct().mutate(is_back=ibis.literal(1))
    joined = before.left_join(later, ["step", "buyer_id"])
    known = joined.select(
        "buyer_id",
        day="step",
        is_buyer=ibis.literal(1, "int64"),
        is_back=joined.is_back.fill_null(0).cast("int64"),
    )
    blank = pa.table({"day": pa.array(unknown, pa.date32())})
    nothing = ibis.memtable(blank).select(
        buyer_id=ibis.null("string"),
        day="day",
        is_buyer=ibis.null("int64"),
        is_back=ibis.null("int64"),
    )
    return known.union(nothing)


def orders_in_turn(shop: Shop, asked: Asked) -> Table:
    """One row per step × paid order of a known buyer; `is_again` is 1 from the second on."""
    import ibis  # heavy to load; the catalogue is read without it

    paid = _paid(shop, asked)
    orders = paid.group_by("buyer_id", "order_id").agg(
        paid_at=paid.paid_at.min(), paid_day=paid.paid_day.min()
    )
    inside = _in_steps(orders, asked.buckets(), [s.start for s in asked.buckets()])
    mine = ibis.window(group_by=["step", "buyer_id"], order_by=["paid_at", "order_id"])
    turn = ibis.row_number().over(mine)
    return inside.select("buyer_id", "order_id", day="step", is_again=(turn > 0).cast("int64"))


def buyers_of_categories(shop: Shop, asked: Asked) -> Table:
    """One row per step × category × buyer of it; `is_twice` is 1 with two orders or more."""
    # product_id is the key of products: many lines to one product, so no row is repeated.
    products = shop.table("products").select("product_id", "category")
    lines = _paid(shop, asked).join(products.filter(products.category.notnull()), "product_id")
    inside = _in_steps(lines, asked.buckets(), [s.start for s in asked.buckets()])
    each = inside.group_by("step", "category", "buyer_id").agg(orders=inside.order_id.nunique())
    return each.select(
        "category", "buyer_id", day="step", is_twice=(each.orders >= 2).cast("int64")
    )


def _paid(shop: Shop, asked: Asked) -> Table:
    paid = paid_sales(shop, asked)
    return paid.filter(paid.buyer_id.notnull()).mutate(paid_day=paid.paid_at.date())


def _in_steps(rows: Table, spans: Sequence[Period], starts: Sequence[date]) -> Table:
    """The rows of each span, with the first day of the step that the span stands for."""
    import ibis  # heavy to load; the catalogue is read without it

    columns = {"step": starts, "low": [s.start for s in spans], "high": [s.last for s in spans]}
    steps = ibis.memtable(
        pa.table({name: pa.array(days, pa.date32()) for name, days in columns.items()})
    )
    return rows.join(steps, [rows.paid_day >= steps.low, rows.paid_day <= steps.high])
