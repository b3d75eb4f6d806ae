"""The rows behind each fact: which rows of a table count, suspect and gift lines left out.

A look-up is joined by the other table's key, so that nothing here can multiply rows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from fupan.metrics.asked import Asked
from fupan.metrics.coverage import covered

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from fupan.store import Shop

    Rows = Callable[[Shop, Asked], Table]


def sales(shop: Shop, asked: Asked) -> Table:
    orders = shop.table("orders")
    kept = orders.filter(~orders.is_suspect.fill_null(False), ~orders.is_gift.fill_null(False))
    return kept if asked.known_by is None else _refunded_before(kept, asked.known_by)


def _refunded_before(orders: Table, day: date) -> Table:
    """The lines as they stood when a day began: a refund of that day or later has not come."""
    is_later = (orders.refunded_at >= datetime.combine(day, time())).fill_null(False)
    return orders.mutate(
        refund_amount=is_later.ifelse(0, orders.refund_amount).cast(orders.refund_amount.type()),
        refunded_at=is_later.ifelse(None, orders.refunded_at),
    )


def paid_sales(shop: Shop, asked: Asked) -> Table:
    placed = sales(shop, asked)
    return placed.filter(placed.paid_at.notnull())


def refunds(shop: Shop, asked: Asked) -> Table:
    paid = paid_sales(shop, asked)
    return paid.filter(paid.refund_amount > 0)


def gifts(shop: Shop, asked: Asked) -> Table:
    orders = shop.table("orders")
    return orders.filter(~orders.is_suspect.fill_null(False), orders.is_gift.fill_null(False))


def as_they_are(table: str) -> Rows:
    return lambda shop, asked: shop.table(table)


def live_products(shop: Shop, asked: Asked) -> Table:
    # live_id is the key of lives: many products to one livestream, so no row is repeated.
    lives = shop.table("lives").select("live_id", "started_at", "streamer", "platform")
    return shop.table("live_products").join(lives, "live_id")


def sku_days(shop: Shop, asked: Asked) -> Table:
    # A SKU is out of stock only when no warehouse has it, so warehouses are added up first.
    inventory = shop.table("inventory")
    return inventory.group_by("date", "sku_id", "product_id").agg(on_hand=inventory.on_hand.sum())


def counted_days(shop: Shop, asked: Asked) -> Table:
    return shop.table("inventory").select("date").distinct()


def traded_days(shop: Shop, asked: Asked) -> Table:
    """One row per day that the orders cover, with or without a sale."""
    import ibis  # heavy to load; the catalogue is read without it
    import pyarrow as pa

    days = sorted(covered(shop, "orders", asked.period).days)
    # Of Arrow's, since a column without rows has no type of its own.
    return ibis.memtable(pa.table({"day": pa.array(days, pa.date32())}))


def first_purchases(shop: Shop, asked: Asked) -> Table:
    """One row per buyer: the line of the first payment, with the days until the next purchase.

    `watched_days` says for how long the orders were watched after the first payment.
    """
    import ibis  # heavy to load; the catalogue is read without it

    paid = paid_sales(shop, asked)
    paid = paid.filter(paid.buyer_id.notnull())
    days = paid.select("buyer_id", paid_day=paid.paid_at.date()).distinct()
    firsts = days.group_by("buyer_id").agg(first_day=days.paid_day.min())
    later = days.join(firsts, "buyer_id").filter(lambda t: t.paid_day > t.first_day)
    seconds = later.group_by("buyer_id").agg(second_day=later.paid_day.min())
    # One line per buyer: the earliest, ties broken by the order's and the line's number.
    order = ibis.window(group_by="buyer_id", order_by=["paid_at", "order_id", "line_id"])
    ranked = paid.mutate(place=ibis.row_number().over(order))
    first_lines = ranked.filter(ranked.place == 0)
    joined = first_lines.left_join(seconds, "buyer_id").drop("buyer_id_right")
    last = shop.days("orders").last
    return joined.mutate(
        return_days=joined.second_day.delta(joined.paid_at.date(), unit="day"),
        watched_days=ibis.literal(last).delta(joined.paid_at.date(), unit="day"),
    )


def on_sale(shop: Shop, asked: Asked) -> Table:
    """One row per step asked × product on sale on any of its days."""
    import ibis  # heavy to load; the catalogue is read without it

    steps = ibis.memtable(
        {
            "day": [step.start for step in asked.buckets()],
            "last": [step.last for step in asked.buckets()],
        },
        schema={"day": "date", "last": "date"},
    )
    products = shop.table("products")
    listed = products.cross_join(steps)
    return listed.filter(
        listed.listed_on.fill_null(listed.day) <= listed["last"],
        listed.delisted_on.fill_null(listed["last"]) >= listed.day,
    )
