"""拼多多 订单 (23, 27 or 82 columns): one row per order, which has one product.

The default export has no time of payment, only 订单成交时间, the moment the group was formed.
"""

from __future__ import annotations

from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.language import Text
from fupan.sources.profile import As, Case, Profile, read
from fupan.sources.statuses import ORDER_STATUSES

_NUMBERED = "try_strptime(regexp_extract(order_id, '^([0-9]{6})-', 1), '%y%m%d')"
_PLACED = f"coalesce(dealt_at, pay_time, {_NUMBERED})"
_PAID = f"case when status <> 'created' and paid > 0 then coalesce(pay_time, {_PLACED}) end"
_DRAWN = "drawn like '是%'"

PROFILE = Profile(
    name="pdd_orders",
    title=Text("拼多多订单导出（23、27、82 列）", "Pinduoduo orders (23, 27 or 82 columns)"),
    table="orders",
    platform="pdd",
    currency="CNY",
    reads={
        "order_id": read(As.ID, "订单号"),
        "status": read(As.TEXT, "订单状态", values=ORDER_STATUSES),
        "list_amount": read(As.MONEY, "商品总价(元)"),
        "discount": read(As.MONEY, "店铺优惠折扣(元)"),
        "paid": read(As.MONEY, "用户实付金额(元)"),
        "received": read(As.MONEY, "商家实收金额(元)"),
        "quantity": read(As.COUNT, "商品数量(件)"),
        "product_id": read(As.ID, "商品id"),
        "sku_id": read(As.ID, "样式ID"),
        "dealt_at": read(As.TIME, "订单成交时间"),
        "pay_time": read(As.TIME, "支付时间"),
        "after_sale": read(As.TEXT, "售后状态"),
        "live": read(As.TEXT, "是否直播间成交"),
        "drawn": read(As.TEXT, "是否抽奖或0元试用"),
        "province": read(As.PROVINCE, "省"),
        "city": read(As.TEXT, "市"),
    },
    needs=("order_id", "status", "list_amount", "paid", "received", "quantity", "product_id"),
    fills={
        "order_id": "order_id",
        "line_id": "'1'",
        "platform": "'pdd'",
        "ordered_at": _PLACED,
        "paid_at": _PAID,
        "status": "status",
        "product_id": f"coalesce(product_id, '{UNKNOWN_PRODUCT}')",
        "sku_id": "sku_id",
        "quantity": "quantity",
        "list_amount": "list_amount",
        "discount_amount": "discount",
        "paid_amount": f"case when ({_PAID}) is null then 0 else paid end",
        "channel": "case when trim(live) = '是' then 'live' end",
        "province": "province",
        "city": "nullif(regexp_replace(trim(city), '(市|地区|盟)$', ''), '')",
    },
    skips=(
        Case(
            _DRAWN,
            Text(
                "跳过 {n} 行抽奖或 0 元试用：不是销售（{amount} 元）",
                "{n} rows of lottery or free-trial orders skipped: no sales ({amount})",
            ),
            amount="paid",
        ),
    ),
    warns=(
        Case(
            "dealt_at is null and pay_time is null",
            Text(
                "{n} 行没有成交时间，下单日取订单号前六位（年月日，零点前后可能差一天）",
                "{n} rows have no time: the day is taken from the order number and may be one off "
                "around midnight",
            ),
        ),
        Case(
            "after_sale like '%退款成功%'",
            Text(
                "{n} 行售后状态是退款成功（实付合计 {amount}），本表没有退款金额，没有扣减",
                "{n} rows say 退款成功 (paid {amount}): the file has no refund amount, none is "
                "taken off",
            ),
            amount="paid",
        ),
    ),
    notes=(
        Text(
            "支付金额取“用户实付金额”（不含平台优惠）；没有支付时间列时用订单成交时间（成团）",
            "paid is 用户实付金额, without the platform's coupons; where there is no time of "
            "payment it is 订单成交时间",
        ),
    ),
    cannot=(
        Text("没有买家和子订单号", "no buyers and no sub-order numbers"),
        Text("没有退款金额（只有售后状态）", "no refund amounts, only a state"),
    ),
)
