"""天猫 order report of seven columns: amounts, times and province, no status and no quantity."""

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
    name="tmall_order_report",
    title=Text("天猫订单报表（7 列）", "Tmall order report (7 columns)"),
    table="orders",
    platform="tmall",
    currency="CNY",
    reads={k: v for k, v in TAOBAO_READS.items() if k not in ("buyer", "status", "quantity")},
    needs=("order_id", "total", "net", "refund", "ordered_at", "paid_at"),
    never=("订单状态", "宝贝总数量", "子订单编号"),
    fills={
        **ORDER_LEVEL_FILLS,
        "platform": "'tmall'",
        "buyer_id": "null",
        "status": "case when paid_at is null then 'created' "
        "when refund > 0 and net = 0 then 'closed' else 'paid' end",
        "quantity": "1",
        "paid_amount": PAID_BEFORE_REFUND,
        "refund_amount": "case when paid_at is not null then refund end",
    },
    notes=(
        Text(
            "本表没有订单状态和件数：状态按是否付款、是否全额退款推得，"
            "件数一律记 1，件数类指标不可用",
            "no status and no quantity: the state follows from payment and full refund, each "
            "order counts one item, so figures of items mean nothing here",
        ),
    ),
    cannot=(
        *TAOBAO_CANNOT,
        Text("没有买家：复购、RFM 算不了", "no buyers: repeat purchase and RFM cannot be computed"),
    ),
    is_order_level=True,
)
