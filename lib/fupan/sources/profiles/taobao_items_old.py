"""淘宝/天猫 ExportOrderDetailList, the old 宝贝报表 of ten columns: no amounts paid, no times.

It is read beside the order file of the same time: times and amounts come from there, and each
order's amount is spread over its lines by price × quantity.
"""

from __future__ import annotations

from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.language import Text
from fupan.sources.profile import As, Case, Profile, read
from fupan.sources.spread import spread
from fupan.sources.taobao import LINE_FROM_ORDER

_WORTH = "(coalesce(price, 0) * coalesce(quantity, 0))"

PROFILE = Profile(
    name="taobao_items_old",
    title=Text(
        "淘宝/天猫宝贝报表 ExportOrderDetailList（旧版，10 列）",
        "Taobao/Tmall ExportOrderDetailList (old, 10 columns)",
    ),
    table="orders",
    platform="taobao",
    currency="CNY",
    reads={
        "order_id": read(As.ID, "订单编号"),
        "price": read(As.MONEY, "价格"),
        "quantity": read(As.COUNT, "购买数量"),
        "sku": read(As.ID, "外部系统编号"),
        "product": read(As.ID, "商家编码"),
    },
    needs=("order_id", "price", "quantity", "sku"),
    never=("主订单编号", "总金额", "订单创建时间"),
    fills={
        **LINE_FROM_ORDER,
        "line_id": "(row_number() over (partition by order_id order by _row))::varchar",
        "product_id": f"coalesce(product, sku, '{UNKNOWN_PRODUCT}')",
        "sku_id": "sku",
        "status": "o_status",
        "quantity": "quantity",
        "list_amount": "price * quantity",
        "paid_amount": spread("o_paid_amount", _WORTH),
        "refund_amount": spread("o_refund_amount", _WORTH),
    },
    skips=(
        Case(
            "o_ordered_at is null",
            Text(
                "跳过 {n} 行宝贝：一起导入的订单表里没有对应的订单",
                "{n} item lines skipped: their orders are not in the order file beside them",
            ),
        ),
    ),
    notes=(
        Text(
            "本表没有每行实付：订单金额按 价格 × 数量 分摊到行，分到分，每单合计不变",
            "no amount per line: each order's amount is spread by price × quantity, to the "
            "cent, the order's sum unchanged",
        ),
    ),
    cannot=(
        Text("单独导入不了：没有时间和实付金额", "cannot be imported alone: no times, no amounts"),
    ),
    partner="needs",
)
