"""抖店 订单明细 (73, 75 or 90 columns): one row per sub-order, UTF-8 with BOM, ids behind a tab."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Case, Profile, read
from fupan.sources.statuses import ORDER_STATUSES

_CHANNEL = (
    "case when genre like '%直播%' or origin like '%直播%' then 'live' "
    "when genre like '%短视频%' then 'short_video' "
    "when genre like '%图文%' then 'content' "
    "when genre like '%商品卡%' then 'recommend' "
    "when genre is not null then 'other' end"
)

PROFILE = Profile(
    name="douyin_orders",
    title=Text("抖店订单明细（73、75、90 列）", "Douyin shop orders (73, 75 or 90 columns)"),
    table="orders",
    platform="douyin",
    currency="CNY",
    reads={
        "order_id": read(As.ID, "主订单编号"),
        "line_id": read(As.ID, "子订单编号"),
        "product_id": read(As.ID, "商品ID"),
        "sku_id": read(As.ID, "商家编码", "货号"),
        "quantity": read(As.COUNT, "商品数量"),
        "total": read(As.MONEY, "商品金额"),
        "price": read(As.MONEY, "商品单价"),
        "paid": read(As.MONEY, "订单应付金额"),
        "seller_discount": read(As.MONEY, "商家优惠"),
        "status": read(As.TEXT, "订单状态", values=ORDER_STATUSES),
        "after_sale": read(As.TEXT, "售后状态"),
        "ordered_at": read(As.TIME, "订单提交时间"),
        "paid_at": read(As.TIME, "支付完成时间"),
        "origin": read(As.TEXT, "流量来源"),
        "genre": read(As.TEXT, "流量体裁"),
        "streamer": read(As.ID, "达人ID"),
        "province": read(As.PROVINCE, "省"),
        "city": read(As.TEXT, "市"),
    },
    needs=("order_id", "line_id", "product_id", "quantity", "paid", "status", "ordered_at"),
    never=("主订单编号（必填）", "售后单号"),
    fills={
        "order_id": "order_id",
        "line_id": "line_id",
        "platform": "'douyin'",
        "ordered_at": "ordered_at",
        "paid_at": "paid_at",
        "status": "status",
        "product_id": "product_id",
        "sku_id": "sku_id",
        "quantity": "quantity",
        "list_amount": "coalesce(total, price * quantity)",
        "discount_amount": "seller_discount",
        "paid_amount": "case when paid_at is null then 0 else paid end",
        "channel": _CHANNEL,
        "province": "province",
        "city": "nullif(regexp_replace(trim(city), '(市|地区|盟)$', ''), '')",
    },
    warns=(
        Case(
            "after_sale like '%退款成功%'",
            Text(
                "{n} 行售后状态是退款成功（实付合计 {amount}）：退款金额在售后表里，请一起导入",
                "{n} rows say 退款成功 (paid {amount}): refund amounts stand in the after-sale "
                "file; import it too",
            ),
            amount="paid",
        ),
    ),
    notes=(
        Text(
            "支付金额取“订单应付金额”（用户付的，不含平台实际承担的优惠）",
            "paid is 订单应付金额: what the buyer paid, without what the platform bears",
        ),
    ),
    cannot=(
        Text("没有买家标识：做不了复购和用户分层", "no buyers: no repeat rates, no segments"),
        Text("没有退款金额：要导入售后表", "no refund amounts: import the after-sale file"),
    ),
)
