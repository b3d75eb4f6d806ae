"""淘宝/天猫 宝贝报表 of about 2022, 18 columns: one row per order line, complete in itself."""

from __future__ import annotations

from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.statuses import ORDER_STATUSES
from fupan.sources.taobao import NO_REFUND

_GROSS = (
    "case when paid_at is null then 0 "
    "when net + coalesce(refund, 0) <= payable then net + coalesce(refund, 0) else net end"
)

PROFILE = Profile(
    name="taobao_items_2022",
    title=Text(
        "淘宝/天猫宝贝报表（2022 版，18 列）", "Taobao/Tmall order lines (2022, 18 columns)"
    ),
    table="orders",
    platform="taobao",
    currency="CNY",
    reads={
        "line_id": read(As.ID, "子订单编号"),
        "order_id": read(As.ID, "主订单编号"),
        "price": read(As.MONEY, "价格"),
        "quantity": read(As.COUNT, "购买数量"),
        "sku": read(As.ID, "外部系统编号"),
        "product": read(As.ID, "商家编码"),
        "status": read(As.TEXT, "订单状态", values=ORDER_STATUSES),
        "payable": read(As.MONEY, "买家应付货款"),
        "net": read(As.MONEY, "买家实际支付金额"),
        "refund": read(As.MONEY, "退款金额", zero=NO_REFUND),
        "ordered_at": read(As.TIME, "订单创建时间"),
        "paid_at": read(As.TIME, "订单付款时间"),
    },
    needs=(
        "line_id",
        "order_id",
        "price",
        "quantity",
        "status",
        "payable",
        "net",
        "ordered_at",
        "paid_at",
    ),
    fills={
        "order_id": "order_id",
        "line_id": "line_id",
        "platform": "'taobao'",
        "ordered_at": "ordered_at",
        "paid_at": "paid_at",
        "status": "status",
        "product_id": f"coalesce(product, sku, '{UNKNOWN_PRODUCT}')",
        "sku_id": "sku",
        "quantity": "quantity",
        "list_amount": "price * quantity",
        "paid_amount": _GROSS,
        "refund_amount": "case when paid_at is not null then refund end",
    },
    notes=(
        Text(
            "本表没有商品ID，商品用商家编码（没有时用外部系统编号）表示",
            "no product id: the seller's code stands for the product",
        ),
    ),
    partner="may",
    cannot=(Text("没有买家、地址和渠道", "no buyers, addresses or channels"),),
)
