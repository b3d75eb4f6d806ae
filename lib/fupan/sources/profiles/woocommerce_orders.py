"""WooCommerce Analytics → Orders: one row per order, its products joined in one cell."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Case, Profile, read
from fupan.sources.statuses import ORDER_STATUSES
from fupan.sources.taobao import ORDER_LEVEL_FILLS

_LEVEL = {k: v for k, v in ORDER_LEVEL_FILLS.items() if k not in ("province", "city")}

PROFILE = Profile(
    name="woocommerce_orders",
    title=Text("WooCommerce 订单分析导出", "WooCommerce Analytics orders"),
    table="orders",
    platform="woocommerce",
    reads={
        "ordered_at": read(As.TIME, "Date"),
        "order_id": read(As.ID, "Order #"),
        "status": read(As.TEXT, "Status", values=ORDER_STATUSES),
        "buyer": read(As.BUYER, "Customer"),
        "products": read(As.TEXT, "Product(s)"),
        "quantity": read(As.COUNT, "Items sold"),
        "net": read(As.MONEY, "Net Sales", "N. Revenue"),
    },
    needs=("ordered_at", "order_id", "status", "products", "quantity", "net"),
    fills={
        **_LEVEL,
        "platform": "'woocommerce'",
        "paid_at": "case when status in ('paid', 'completed') then ordered_at end",
        "paid_amount": "case when status in ('paid', 'completed') then net else 0 end",
    },
    warns=(
        Case(
            "contains(products, ', ')",
            Text(
                "{n} 单有多种商品，挤在一格里，没有拆成行",
                "{n} orders hold several products in one cell, which are not split into lines",
            ),
        ),
    ),
    notes=(
        Text(
            "金额是 Net Sales：不含税和运费；没有付款时间，用下单时间",
            "amounts are net sales, without tax and shipping; the time of the order stands for "
            "that of payment",
        ),
    ),
    cannot=(
        Text("没有商品行：做不了商品分析", "no product lines"),
        Text("没有退款和渠道", "no refunds and no channels"),
    ),
    is_order_level=True,
)
