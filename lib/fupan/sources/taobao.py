"""What the Taobao and Tmall order exports of all years have in common."""

from __future__ import annotations

from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.language import Text
from fupan.sources.profile import As, Read, read
from fupan.sources.statuses import ORDER_STATUSES

NO_REFUND = ("无退款申请", "没有申请退款")

TAOBAO_READS: dict[str, Read] = {
    "order_id": read(As.ID, "订单编号"),
    "buyer": read(As.BUYER, "买家会员名", "买家会员昵称"),
    "total": read(As.MONEY, "总金额"),
    "net": read(As.MONEY, "买家实际支付金额", "买家实付金额"),
    "refund": read(As.MONEY, "退款金额", zero=NO_REFUND),
    "status": read(As.TEXT, "订单状态", values=ORDER_STATUSES),
    "ordered_at": read(As.TIME, "订单创建时间"),
    "paid_at": read(As.TIME, "订单付款时间"),
    "quantity": read(As.COUNT, "宝贝总数量"),
    "province": read(As.PROVINCE, "收货地址"),
    "city": read(As.CITY, "收货地址"),
}

ORDER_LEVEL_FILLS: dict[str, str] = {
    "order_id": "order_id",
    "line_id": "'1'",
    "platform": "'taobao'",
    "ordered_at": "ordered_at",
    "paid_at": "paid_at",
    "status": "status",
    "buyer_id": "buyer",
    "product_id": f"'{UNKNOWN_PRODUCT}'",
    "quantity": "quantity",
    "province": "province",
    "city": "city",
}
"""Order-level rows have no product and are the order's only line."""

TAOBAO_CANNOT = (
    Text(
        "订单级报表没有商品：商品分析要同时导入宝贝报表",
        "an order-level file names no products: import the item report as well",
    ),
    Text("没有渠道、活动和直播归因", "no channel, campaign or livestream"),
)

# 实付 is net of refunds where 实付 + 退款 does not exceed 总金额; else it is what was paid.
PAID_BEFORE_REFUND = (
    "case when paid_at is null then 0 "
    "when net + coalesce(refund, 0) <= total then net + coalesce(refund, 0) "
    "else net end"
)

LINE_FROM_ORDER: dict[str, str] = {
    "order_id": "order_id",
    "platform": "o_platform",
    "ordered_at": "o_ordered_at",
    "paid_at": "o_paid_at",
    "buyer_id": "o_buyer_id",
    "province": "o_province",
    "city": "o_city",
    "is_gift": "o_is_gift",
    "is_suspect": "o_is_suspect",
}
"""What an item line takes from its order's row in the file beside it (reads named `o_…`)."""
