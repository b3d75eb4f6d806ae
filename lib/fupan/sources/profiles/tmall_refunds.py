"""天猫 退款 table: refunds joined with their orders or sub-orders by number."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.amend import AS_THE_ORDER, NO_ORDER
from fupan.sources.profile import As, Case, Profile, read

# Windows see rows that are skipped too: only refunds may count in them.
_REFUND = "done_at is not null and coalesce(state, '') not like '%关闭%'"
_OF_LINE = f"filter (where {_REFUND}) over (partition by o_order_id, o_line_id)"

PROFILE = Profile(
    name="tmall_refunds",
    title=Text("天猫/淘宝退款导出（记到订单）", "Tmall/Taobao refunds (of orders)"),
    table="orders",
    platform="taobao",
    currency="CNY",
    reads={
        "refund_id": read(As.ID, "退款编号"),
        "ref": read(As.ID, "订单编号", "子订单编号"),
        "to_buyer": read(As.MONEY, "退给买家金额", "退款总额", "买家退款金额"),
        "done_at": read(As.TIME, "退款完结时间"),
        "reason": read(As.TEXT, "买家退款原因"),
        "state": read(As.TEXT, "退款状态"),
    },
    needs=("refund_id", "ref", "to_buyer", "done_at"),
    amends=True,
    fills={
        **AS_THE_ORDER,
        "refund_amount": f"sum(to_buyer) {_OF_LINE}",
        "refunded_at": f"max(done_at) {_OF_LINE}",
        "refund_reason": f"arg_min(reason, _row) {_OF_LINE}",
    },
    skips=(
        Case(
            f"not ({_REFUND})",
            Text("跳过 {n} 行没有完结的退款", "{n} rows skipped: refunds that are not finished"),
        ),
        NO_ORDER,
    ),
    cannot=(Text("不带订单：订单要先导入或一起导入", "no orders of its own"),),
)
