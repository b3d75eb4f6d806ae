"""淘宝/天猫 order xlsx of 2026, 21 columns: no time of payment and no refunds."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import Case, Profile
from fupan.sources.taobao import ORDER_LEVEL_FILLS, TAOBAO_CANNOT, TAOBAO_READS

_IS_PAID = "status in ('paid', 'shipped', 'completed')"

PROFILE = Profile(
    name="taobao_orders_2026",
    title=Text("淘宝/天猫订单导出（2026 版，21 列）", "Taobao/Tmall orders (2026, 21 columns)"),
    table="orders",
    platform="taobao",
    currency="CNY",
    reads={k: v for k, v in TAOBAO_READS.items() if k not in ("buyer", "paid_at", "refund")},
    needs=("order_id", "total", "net", "status", "ordered_at", "quantity"),
    never=("订单付款时间", "退款金额", "子订单编号", "买家会员名"),
    fills={
        **ORDER_LEVEL_FILLS,
        "buyer_id": "null",
        "paid_at": f"case when {_IS_PAID} then ordered_at end",
        "paid_amount": f"case when {_IS_PAID} then net else 0 end",
    },
    warns=(
        Case(
            "status = 'closed' and net > 0",
            Text(
                "交易关闭而实付大于 0 的有 {n} 行，看不出是否付过款，按未付款处理，金额 {amount}",
                "{n} closed orders show an amount: whether they were paid cannot be told, "
                "{amount} not counted",
            ),
            amount="net",
        ),
    ),
    notes=(
        Text(
            "本表没有付款时间：已付款订单的付款时间用下单时间代替，按付款日的数字是近似值；退款未知",
            "no time of payment: paid orders take the time they were placed, so figures by "
            "paid day are approximate; refunds are unknown",
        ),
    ),
    cannot=(*TAOBAO_CANNOT, Text("没有付款时间、退款和买家", "no paid time, refunds or buyers")),
    is_order_level=True,
)
