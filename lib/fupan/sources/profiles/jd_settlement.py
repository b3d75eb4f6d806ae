"""京东 结算对账: of it, the refunds of goods (费用名称 货款, 收支方向 支出), joined with orders."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.amend import AS_THE_ORDER, NO_ORDER
from fupan.sources.profile import As, Case, Profile, read

# Windows see rows that are skipped too: only refunds may count in them.
_REFUND = "fee = '货款' and direction = '支出'"
_OF_LINE = f"filter (where {_REFUND}) over (partition by o_order_id, o_line_id)"

PROFILE = Profile(
    name="jd_settlement",
    title=Text("京东结算对账（只取退款，记到订单）", "JD settlement (refunds only, of orders)"),
    table="orders",
    platform="jd",
    currency="CNY",
    reads={
        "ref": read(As.ID, "订单编号"),
        "fee": read(As.TEXT, "费用名称"),
        "direction": read(As.TEXT, "收支方向"),
        "amount": read(As.MONEY, "应结金额"),
        "refunded_at": read(As.TIME, "售后退款时间"),
        "arrived_at": read(As.TIME, "到账时间"),
    },
    needs=("ref", "fee", "direction", "amount"),
    amends=True,
    fills={
        **AS_THE_ORDER,
        "refund_amount": f"sum(abs(amount)) {_OF_LINE}",
        "refunded_at": f"max(coalesce(refunded_at, arrived_at)) {_OF_LINE}",
    },
    skips=(
        Case(
            f"not coalesce({_REFUND}, false)",
            Text(
                "跳过 {n} 行不是退款的结算（货款收入、佣金、服务费，合计 {amount}）："
                "费率请按月登记在成本表里",
                "{n} rows skipped that are no refunds (income, commission, fees; {amount} in all): "
                "rates of fees belong in the costs table",
            ),
            amount="amount",
        ),
        NO_ORDER,
    ),
    cannot=(
        Text("佣金和服务费没有表可放（costs 表按月填费率）", "commission and fees fill no table"),
    ),
)
