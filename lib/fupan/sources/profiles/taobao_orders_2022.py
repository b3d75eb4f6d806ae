"""淘宝/天猫 订单明细 of about 2022, 71 columns: one row per order, with a refund column."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import Profile
from fupan.sources.taobao import (
    ORDER_LEVEL_FILLS,
    PAID_BEFORE_REFUND,
    TAOBAO_CANNOT,
    TAOBAO_READS,
)

PROFILE = Profile(
    name="taobao_orders_2022",
    title=Text(
        "淘宝/天猫订单明细（2022 版，约 71 列）",
        "Taobao/Tmall order details (2022, some 71 columns)",
    ),
    table="orders",
    platform="taobao",
    currency="CNY",
    reads=TAOBAO_READS,
    needs=("order_id", "total", "net", "refund", "status", "ordered_at", "paid_at", "quantity"),
    never=("子订单编号",),
    fills={
        **ORDER_LEVEL_FILLS,
        "paid_amount": PAID_BEFORE_REFUND,
        "refund_amount": "case when paid_at is not null then refund end",
    },
    notes=(
        Text(
            "买家实际支付金额已扣退款的订单（实付 + 退款 ≤ 总金额），支付金额按 实付 + 退款 计",
            "where 实付 is net of refunds (实付 + 退款 ≤ 总金额), paid is 实付 + 退款",
        ),
    ),
    cannot=TAOBAO_CANNOT,
    is_order_level=True,
)
