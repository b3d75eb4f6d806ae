"""1688 orders: wholesale, one row per order, amounts of the whole order."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.statuses import ORDER_STATUSES
from fupan.sources.taobao import ORDER_LEVEL_FILLS, TAOBAO_CANNOT

_LEVEL = {k: v for k, v in ORDER_LEVEL_FILLS.items() if k not in ("province", "city")}

PROFILE = Profile(
    name="alibaba_1688_orders",
    title=Text("1688 订单导出", "1688 orders"),
    table="orders",
    platform="1688",
    currency="CNY",
    reads={
        "order_id": read(As.ID, "订单编号"),
        "buyer": read(As.BUYER, "买家会员名", "买家公司名"),
        "goods": read(As.MONEY, "货品总价(元)"),
        "paid": read(As.MONEY, "实付款(元)", "实付款"),
        "status": read(As.TEXT, "订单状态", values=ORDER_STATUSES),
        "ordered_at": read(As.TIME, "订单创建时间"),
        "paid_at": read(As.TIME, "订单付款时间"),
    },
    needs=("order_id", "goods", "paid", "status", "ordered_at", "paid_at"),
    fills={
        **_LEVEL,
        "platform": "'1688'",
        "quantity": "1",
        "list_amount": "goods",
        "paid_amount": "case when paid_at is null then 0 else paid end",
    },
    notes=(
        Text(
            "批发订单：每单记 1 件；要和零售分开看时请导入到另一个店铺",
            "wholesale: one item per order; import into a shop of its own to keep retail apart",
        ),
    ),
    cannot=(*TAOBAO_CANNOT, Text("没有件数和退款", "no quantities and no refunds")),
    is_order_level=True,
)
