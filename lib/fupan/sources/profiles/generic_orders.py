"""The generic Chinese order table: one row per order and product, as small tools write it."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Case, Profile, read
from fupan.sources.statuses import ORDER_STATUSES

PROFILE = Profile(
    name="generic_orders",
    title=Text("通用订单表", "generic order table"),
    table="orders",
    reads={
        "order_id": read(As.ID, "订单编号", "订单号", "order_id"),
        "buyer": read(As.BUYER, "买家昵称", "买家会员名", "buyer"),
        "product_id": read(As.ID, "商品ID", "商品编号", "sku"),
        "quantity": read(As.COUNT, "数量", "商品数量", "购买数量", "qty"),
        "price": read(As.MONEY, "单价", "price"),
        "payable": read(As.MONEY, "应付金额", "due"),
        "paid": read(As.MONEY, "实付金额", "paid"),
        "refund": read(As.MONEY, "退款金额", "refund", zero=("无退款申请", "没有申请退款")),
        "status": read(As.TEXT, "订单状态", "status", values=ORDER_STATUSES),
        "ordered_at": read(As.TIME, "订单创建时间", "下单时间", "created"),
        "paid_at": read(As.TIME, "付款时间", "支付时间", "paid_at"),
        "province": read(As.PROVINCE, "收货地址", "addr"),
        "city": read(As.CITY, "收货地址", "addr"),
    },
    needs=("order_id", "product_id", "quantity", "paid", "status", "ordered_at", "paid_at"),
    never=("子订单编号", "主订单编号"),
    fills={
        "order_id": "order_id",
        "line_id": "product_id",
        "platform": "'other'",
        "ordered_at": "ordered_at",
        "paid_at": "paid_at",
        "status": "status",
        "buyer_id": "buyer",
        "product_id": "product_id",
        "quantity": "quantity",
        "list_amount": "price * quantity",
        "discount_amount": "case when price * quantity >= payable then price * quantity - payable "
        "end",
        "paid_amount": "case when paid_at is null and paid >= 0 then 0 else paid end",
        "refund_amount": "refund",
        "province": "province",
        "city": "city",
    },
    warns=(
        Case(
            "paid_at is null and paid > 0 and status in ('paid', 'shipped', 'completed')",
            Text(
                "付款时间 为空而 订单状态 是已付款的有 {n} 行，按未付款处理，"
                "实付 {amount} 没有计入",
                "付款时间 is empty while 订单状态 says paid in {n} rows: taken as not paid, "
                "{amount} not counted",
            ),
            amount="paid",
        ),
        Case(
            "paid_at is not null and paid > 0 and status = 'created'",
            Text(
                "订单状态 是未付款而 付款时间 有值的有 {n} 行，按已付款处理，金额 {amount}",
                "订单状态 says unpaid while 付款时间 is given in {n} rows: taken as paid, {amount}",
            ),
            amount="paid",
        ),
    ),
    line_is_product=True,
    cannot=(Text("没有渠道、活动和直播归因", "no channel, campaign or livestream"),),
)
