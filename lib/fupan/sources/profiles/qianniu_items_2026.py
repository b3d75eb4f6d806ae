"""千牛 item xlsx of 2026, twelve columns: amounts per line, but no times.

It is read beside the order file of the same time, which has them.
"""

from __future__ import annotations

from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.language import Text
from fupan.sources.profile import As, Case, Profile, read
from fupan.sources.statuses import ORDER_STATUSES
from fupan.sources.taobao import LINE_FROM_ORDER, NO_REFUND

PROFILE = Profile(
    name="qianniu_items_2026",
    title=Text(
        "千牛宝贝导出（2026 版，12 列；天猫 11 列）", "Qianniu order lines (2026, 12 or 11 columns)"
    ),
    table="orders",
    platform="taobao",
    currency="CNY",
    reads={
        "line_id": read(As.ID, "子订单编号"),
        "order_id": read(As.ID, "主订单编号"),
        "price": read(As.MONEY, "商品价格"),
        "quantity": read(As.COUNT, "购买数量"),
        "status": read(As.TEXT, "订单状态", values=ORDER_STATUSES),
        "net": read(As.MONEY, "买家实付金额"),
        "refund": read(As.MONEY, "退款金额", zero=NO_REFUND),
        "product_id": read(As.ID, "商品ID", "商家编码"),
    },
    needs=("line_id", "order_id", "price", "quantity", "status", "net"),
    never=("订单创建时间", "订单付款时间"),
    fills={
        **LINE_FROM_ORDER,
        "line_id": "line_id",
        "product_id": f"coalesce(product_id, '{UNKNOWN_PRODUCT}')",
        "status": "status",
        "quantity": "quantity",
        "list_amount": "price * quantity",
        "paid_amount": "case when o_paid_at is null then 0 when coalesce(refund, 0) > net "
        "then net + refund else net end",
        "refund_amount": "case when o_paid_at is not null then refund end",
    },
    skips=(
        Case(
            "o_ordered_at is null",
            Text(
                "跳过 {n} 行宝贝：一起导入的订单表里没有对应的订单",
                "{n} item lines skipped: their orders are not in the order file beside them",
            ),
        ),
    ),
    cannot=(Text("单独导入不了：没有下单和付款时间", "cannot be imported alone: no times"),),
    partner="needs",
)
