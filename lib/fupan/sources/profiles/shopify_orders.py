"""Shopify orders_export: one row per line item, order columns only on an order's first row.

The order's total is spread over its lines by their value, to the cent, so that money stands at
one grain and adds up to the order again.
"""

from __future__ import annotations

from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.spread import spread

_WORTH = "(price * quantity - coalesce(line_discount, 0))"

_DISCOUNT = spread("coalesce(discount, 0)", _WORTH)
_REFUND = spread("coalesce(refund, 0)", _WORTH)

PROFILE = Profile(
    name="shopify_orders",
    title=Text("Shopify 订单导出", "Shopify orders export"),
    table="orders",
    platform="shopify",
    reads={
        "order_id": read(As.ID, "Name"),
        "email": read(As.BUYER, "Email"),
        "state": read(As.TEXT, "Financial Status"),
        "paid_at": read(As.TIME, "Paid at"),
        "fulfilled": read(As.TEXT, "Fulfillment Status"),
        "currency": read(As.TEXT, "Currency"),
        "total": read(As.MONEY, "Total"),
        "ordered_at": read(As.TIME, "Created at"),
        "cancelled_at": read(As.TIME, "Cancelled at"),
        "quantity": read(As.COUNT, "Lineitem quantity"),
        "item": read(As.TEXT, "Lineitem name"),
        "price": read(As.MONEY, "Lineitem price"),
        "compare_price": read(As.MONEY, "Lineitem compare at price"),
        "sku": read(As.ID, "Lineitem sku"),
        "line_discount": read(As.MONEY, "Lineitem discount"),
        "discount": read(As.MONEY, "Discount Amount"),
        "refund": read(As.MONEY, "Refunded Amount"),
    },
    carry=(
        "email",
        "state",
        "paid_at",
        "fulfilled",
        "currency",
        "total",
        "ordered_at",
        "cancelled_at",
        "discount",
        "refund",
    ),
    carry_by="order_id",
    needs=("order_id", "state", "paid_at", "total", "ordered_at", "quantity", "price"),
    fills={
        "order_id": "order_id",
        "line_id": "(row_number() over (partition by order_id order by _row))::varchar",
        "platform": "'shopify'",
        "ordered_at": "ordered_at",
        "paid_at": "paid_at",
        "status": "case when cancelled_at is not null or state in ('voided', 'refunded') "
        "then 'closed' when fulfilled = 'fulfilled' and paid_at is not null "
        "then 'completed' when fulfilled = 'partial' then 'shipped' "
        "when paid_at is not null then 'paid' else 'created' end",
        "buyer_id": "email",
        "product_id": f"coalesce(sku, item, '{UNKNOWN_PRODUCT}')",
        "sku_id": "sku",
        "quantity": "quantity",
        "list_amount": "greatest(coalesce(compare_price, 0), price) * quantity",
        "discount_amount": f"coalesce(line_discount, 0) + ({_DISCOUNT})",
        "paid_amount": f"case when paid_at is null then 0 else {spread('total', _WORTH)} end",
        "refund_amount": f"case when paid_at is not null then {_REFUND} end",
    },
    notes=(
        Text(
            "订单金额只写在每单第一行：按各行货值分摊到行，分到分，每单合计不变（含运费和税）",
            "order amounts stand on an order's first row: spread over its lines by value, to "
            "the cent, the order's sum unchanged (shipping and tax included)",
        ),
    ),
    cannot=(Text("没有分渠道访客；退款时间未知", "no visitors by channel; no refund time"),),
)
