"""快手小店 订单 (61 or 64 columns): one row per order, which has one product."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Case, Profile, read
from fupan.sources.statuses import ORDER_STATUSES

PROFILE = Profile(
    name="kuaishou_orders",
    title=Text("快手小店订单（61、64 列）", "Kuaishou shop orders (61 or 64 columns)"),
    table="orders",
    platform="kuaishou",
    currency="CNY",
    reads={
        "order_id": read(As.ID, "订单号"),
        "gift_of": read(As.ID, "赠品订单号", missing=("", "-", "--", "无", "0")),
        "ordered_at": read(As.TIME, "订单创建时间"),
        "paid_at": read(As.TIME, "订单支付时间"),
        "status": read(As.TEXT, "订单状态", values=ORDER_STATUSES),
        "paid": read(As.MONEY, "实付款"),
        "discount": read(As.MONEY, "店铺优惠"),
        "quantity": read(As.COUNT, "成交数量"),
        "after_sale": read(As.TEXT, "售后状态"),
        "carrier": read(As.TEXT, "订单载体"),
        "product_id": read(As.ID, "商品ID"),
        "sku_id": read(As.ID, "SKU编码"),
        "price": read(As.MONEY, "商品单价"),
        "streamer": read(As.TEXT, "CPS达人ID"),
        "province": read(As.PROVINCE, "收货地址-省"),
        "city": read(As.TEXT, "收货地址-市"),
    },
    needs=("order_id", "ordered_at", "paid_at", "status", "paid", "quantity", "product_id"),
    never=("用户实付金额(元)",),
    fills={
        "order_id": "order_id",
        "line_id": "'1'",
        "platform": "'kuaishou'",
        "ordered_at": "ordered_at",
        "paid_at": "paid_at",
        "status": "status",
        "product_id": "product_id",
        "sku_id": "sku_id",
        "quantity": "quantity",
        "list_amount": "price * quantity",
        "discount_amount": "discount",
        "paid_amount": "case when paid_at is null then 0 else paid end",
        "channel": "case when carrier like '%直播%' then 'live' when carrier like '%视频%' then "
        "'short_video' when carrier is not null then 'other' end",
        "province": "province",
        "city": "nullif(regexp_replace(trim(city), '(市|地区|盟)$', ''), '')",
    },
    warns=(
        Case(
            "after_sale like '%退款成功%'",
            Text(
                "{n} 行售后状态是退款成功（实付合计 {amount}），本表没有退款金额，没有扣减",
                "{n} rows say 退款成功 (paid {amount}): the file has no refund amount",
            ),
            amount="paid",
        ),
        Case(
            "gift_of is not null",
            Text("{n} 行带有赠品订单号", "{n} rows name a gift order"),
        ),
    ),
    cannot=(
        Text("没有买家标识", "no buyers"),
        Text("没有退款金额", "no refund amounts"),
    ),
)
