"""京东 订单导出 (30 columns): one row per item, the order's amounts repeated on each of them."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Case, Profile, read
from fupan.sources.spread import spread
from fupan.sources.statuses import ORDER_STATUSES

_WORTH = "(price * quantity)"

PROFILE = Profile(
    name="jd_orders",
    title=Text("京东订单导出（30 列）", "JD orders (30 columns)"),
    table="orders",
    platform="jd",
    currency="CNY",
    reads={
        "order_id": read(As.ID, "订单号"),
        "product_id": read(As.ID, "商品ID"),
        "quantity": read(As.COUNT, "订购数量"),
        "price": read(As.MONEY, "京东价"),
        "payable": read(As.MONEY, "应付金额"),
        "balance": read(As.MONEY, "余额支付"),
        "status": read(As.TEXT, "订单状态", values=ORDER_STATUSES),
        "ordered_at": read(As.TIME, "下单时间"),
        "paid_at": read(As.TIME, "付款确认时间"),
        "buyer": read(As.BUYER, "下单帐号"),
        "remark": read(As.REMARK, "商家备注"),
        "sku_id": read(As.ID, "货号"),
        "province": read(As.PROVINCE, "客户地址"),
        "city": read(As.CITY, "客户地址"),
    },
    needs=("order_id", "product_id", "quantity", "price", "payable", "status", "ordered_at"),
    fills={
        "order_id": "order_id",
        "line_id": "product_id",
        "platform": "'jd'",
        "ordered_at": "ordered_at",
        "paid_at": "paid_at",
        "status": "status",
        "buyer_id": "buyer",
        "product_id": "product_id",
        "sku_id": "sku_id",
        "quantity": "quantity",
        "list_amount": "price * quantity",
        "paid_amount": "case when paid_at is null then 0 else "
        f"{spread('coalesce(payable, 0) + coalesce(balance, 0)', _WORTH)} end",
        "province": "province",
        "city": "city",
    },
    skips=(
        Case(
            "remark like '%订单拆分为%'",
            Text(
                "跳过 {n} 行已拆分的原订单：拆出来的子单另有各自的行",
                "{n} rows of orders that were split skipped: their parts have rows of their own",
            ),
        ),
    ),
    notes=(
        Text(
            "订单金额在每行重复：按各行货值分摊，分到分，每单合计不变（应付 + 余额支付）",
            "order amounts are repeated on each row: spread over the lines by value, to the cent",
        ),
    ),
    line_is_product=True,
    cannot=(
        Text("没有退款金额：导入结算对账补退款", "no refund amounts: import the settlement file"),
        Text("没有分渠道归因", "no channel"),
    ),
)
