"""小红书千帆 订单 (some 75 columns): one row per order and seller's code."""

from __future__ import annotations

from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.statuses import ORDER_STATUSES

PROFILE = Profile(
    name="xiaohongshu_orders",
    title=Text("小红书千帆订单", "Xiaohongshu (Qianfan) orders"),
    table="orders",
    platform="xiaohongshu",
    currency="CNY",
    reads={
        "order_id": read(As.ID, "订单号"),
        "ordered_at": read(As.TIME, "订单创建时间"),
        "paid_at": read(As.TIME, "支付时间"),
        "product_id": read(As.ID, "商家编码", "SKUID", "规格ID"),
        "quantity": read(As.COUNT, "SKU件数"),
        "list_amount": read(As.MONEY, "商品总价(元)"),
        "paid": read(
            As.MONEY, "商家应收金额(元)（支付金额）", "商家应收金额(元)", "商家应收金额（支付金额）"
        ),
        "status": read(As.TEXT, "订单状态", values=ORDER_STATUSES),
    },
    needs=("order_id", "ordered_at", "paid_at", "quantity", "paid", "status"),
    never=("用户实付金额(元)", "实付款"),
    fills={
        "order_id": "order_id",
        "line_id": "(row_number() over (partition by order_id order by _row))::varchar",
        "platform": "'xiaohongshu'",
        "ordered_at": "ordered_at",
        "paid_at": "paid_at",
        "status": "status",
        "product_id": f"coalesce(product_id, '{UNKNOWN_PRODUCT}')",
        "quantity": "quantity",
        "list_amount": "list_amount",
        "paid_amount": "case when paid_at is null then 0 else paid end",
    },
    notes=(
        Text(
            "商品用商家编码表示；支付金额取“商家应收金额”",
            "the seller's code stands for the product; paid is 商家应收金额",
        ),
    ),
    cannot=(
        Text("没有买家", "no buyers"),
        Text("没有退款金额：售后表没有商家编码，对不上行", "no refund amounts"),
    ),
)
