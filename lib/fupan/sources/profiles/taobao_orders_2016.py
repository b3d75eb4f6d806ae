"""淘宝/天猫 ExportOrderList, the old CSV of some 44 columns: one row per order, no refund column.

买家实际支付金额 is net of refunds; 总金额 = 实付 + 退款 on every paid order, so the refund is found
as their difference.
"""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import Profile
from fupan.sources.taobao import ORDER_LEVEL_FILLS, TAOBAO_CANNOT, TAOBAO_READS

PROFILE = Profile(
    name="taobao_orders_2016",
    title=Text(
        "淘宝/天猫订单报表 ExportOrderList（旧版，约 44 列）",
        "Taobao/Tmall ExportOrderList (old, some 44 columns)",
    ),
    table="orders",
    platform="taobao",
    currency="CNY",
    reads=TAOBAO_READS,
    needs=("order_id", "total", "net", "status", "ordered_at", "paid_at", "quantity"),
    never=("退款金额", "子订单编号"),
    fills={
        **ORDER_LEVEL_FILLS,
        "paid_amount": "case when paid_at is null then 0 else greatest(total, net) end",
        "refund_amount": "case when paid_at is null then null when total >= net then total - net "
        "else 0 end",
    },
    notes=(
        Text(
            "本表没有退款金额列：付款订单按 总金额 = 实付 + 退款 推得退款；未付款订单金额记 0",
            "there is no refund column: on paid orders the refund is 总金额 − 实付; unpaid "
            "orders count 0",
        ),
    ),
    cannot=TAOBAO_CANNOT,
    is_order_level=True,
)
