"""聚水潭 订单 (72 columns): one row per order line of any platform, with the cost price."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Case, Profile, read
from fupan.sources.statuses import ORDER_STATUSES

PROFILE = Profile(
    name="jushuitan_orders",
    title=Text("聚水潭订单（ERP）", "Jushuitan orders (ERP)"),
    table="orders",
    currency="CNY",
    reads={
        "order_id": read(As.ID, "线上订单号"),
        "inner": read(As.ID, "内部订单号"),
        "platform": read(As.TEXT, "平台"),
        "state": read(As.TEXT, "订单状态"),
        "status": read(As.TEXT, "订单状态", values=ORDER_STATUSES),
        "ordered_at": read(As.TIME, "下单时间", "订单日期", "付款日期"),
        "paid_at": read(As.TIME, "付款日期", "付款时间"),
        "product_id": read(As.ID, "款式编码", "商品编码"),
        "sku_id": read(As.ID, "商品编码"),
        "quantity": read(As.COUNT, "销售数量", "数量"),
        "paid": read(As.MONEY, "销售金额", "金额"),
        "gift": read(As.FLAG, "是否赠品"),
    },
    needs=("order_id", "inner", "status", "paid_at", "sku_id", "quantity", "paid"),
    fills={
        "order_id": "order_id",
        "line_id": '"inner" || \'-\' || row_number() over (partition by "inner" order by _row)',
        "platform": "coalesce(platform, 'other')",
        "ordered_at": "ordered_at",
        "paid_at": "paid_at",
        "status": "status",
        "product_id": "product_id",
        "sku_id": "sku_id",
        "quantity": "quantity",
        "paid_amount": "case when paid_at is null then 0 else paid end",
        "is_gift": "gift",
    },
    skips=(
        Case(
            "lower(trim(state)) in ('split', 'merged', 'delete', '被拆分', '被合并', '删除')",
            Text(
                "跳过 {n} 行被拆分、被合并、已删除的原单：留下拆合之后的单",
                "{n} rows of split, merged or deleted orders skipped: what came of them stays",
            ),
        ),
    ),
    warns=(
        Case(
            "contains(order_id, ',')",
            Text("{n} 行合并了几个线上订单号", "{n} rows join several platform orders"),
        ),
    ),
    notes=(
        Text(
            "ERP 订单与平台订单是同一批：只导入其中一种，否则会重复",
            "ERP orders are the platforms' orders again: import one of the two",
        ),
    ),
    cannot=(Text("没有买家、渠道和退款", "no buyers, channels or refunds"),),
)
