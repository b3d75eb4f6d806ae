"""千牛 order xlsx of 2026, 13 columns: one row per order, refunds as an amount or 无退款申请."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Case, Profile, read
from fupan.sources.taobao import ORDER_LEVEL_FILLS, TAOBAO_CANNOT, TAOBAO_READS

_GROSS = "case when coalesce(refund, 0) > net then net + refund else net end"

PROFILE = Profile(
    name="qianniu_orders_2026",
    title=Text("千牛订单导出（2026 版，13 列）", "Qianniu orders (2026, 13 columns)"),
    table="orders",
    platform="taobao",
    currency="CNY",
    reads={
        **{k: v for k, v in TAOBAO_READS.items() if k not in ("buyer", "total", "quantity")},
        "settled": read(As.MONEY, "确认收货打款金额"),
    },
    needs=("order_id", "net", "refund", "status", "ordered_at", "paid_at", "settled"),
    never=("子订单编号", "总金额", "宝贝总数量"),
    fills={
        **ORDER_LEVEL_FILLS,
        "buyer_id": "null",
        "quantity": "1",
        "paid_amount": f"case when paid_at is null then 0 else {_GROSS} end",
        "refund_amount": "case when paid_at is not null then refund end",
    },
    warns=(
        Case(
            "paid_at is not null and refund > net",
            Text(
                "退款大于实付的有 {n} 行：实付应是退款后的余额，支付金额按 实付 + 退款 计",
                "in {n} rows the refund exceeds 实付, which then is what was left: paid is "
                "实付 + 退款",
            ),
        ),
    ),
    notes=(
        Text(
            "本表没有件数：每单记 1 件；与宝贝表一起导入时件数和商品取自宝贝表",
            "no quantity: one item per order; with the item file beside it, items and "
            "products come from there",
        ),
    ),
    cannot=(*TAOBAO_CANNOT, Text("没有买家", "no buyers")),
    is_order_level=True,
)
