"""抖店 售后表 (50 columns): refunds, joined with the sub-orders that they belong to."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.amend import AS_THE_ORDER, NO_ORDER
from fupan.sources.profile import As, Case, Profile, read

# Windows see rows that are skipped too: only refunds may count in them.
_REFUND = "state like '%成功%'"
_OF_LINE = f"filter (where {_REFUND}) over (partition by o_order_id, o_line_id)"

PROFILE = Profile(
    name="douyin_refunds",
    title=Text("抖店售后表（退款，记到子订单）", "Douyin after-sale file (refunds of sub-orders)"),
    table="orders",
    platform="douyin",
    currency="CNY",
    reads={
        "refund_id": read(As.ID, "售后单号"),
        "ref": read(As.ID, "商品单号"),
        "goods": read(As.MONEY, "退商品金额（元）"),
        "freight": read(As.MONEY, "退运费金额（元）"),
        "state": read(As.TEXT, "售后状态"),
        "done_at": read(As.TIME, "商家退款时间", "用户到账时间"),
        "ended_at": read(As.TIME, "售后完结时间"),
        "reason": read(As.TEXT, "售后原因"),
    },
    needs=("refund_id", "ref", "goods", "state"),
    amends=True,
    fills={
        **AS_THE_ORDER,
        "refund_amount": f"sum(goods + coalesce(freight, 0)) {_OF_LINE}",
        "refunded_at": f"max(coalesce(done_at, ended_at)) {_OF_LINE}",
        "refund_reason": f"arg_min(reason, _row) {_OF_LINE}",
    },
    skips=(
        Case(
            f"not coalesce({_REFUND}, false)",
            Text(
                "跳过 {n} 行没有退成功的售后（申请中、已关闭、换货）",
                "{n} rows skipped: not refunded (open, closed, exchanges)",
            ),
        ),
        NO_ORDER,
    ),
    cannot=(Text("不带订单：订单要先导入或一起导入", "no orders of its own"),),
)
