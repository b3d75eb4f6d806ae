"""聚水潭 库存 snapshot: one row per SKU, without a date, which the file name must tell."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read

PROFILE = Profile(
    name="jushuitan_stock",
    title=Text("聚水潭库存", "Jushuitan stock"),
    table="inventory",
    currency="CNY",
    reads={
        "date": read(As.DAY, "日期", "统计日期"),
        "product_id": read(As.ID, "款式编码"),
        "sku_id": read(As.ID, "商品编码"),
        "on_hand": read(As.COUNT, "主仓实际库存数", "主仓实际库存"),
        "reserved": read(As.COUNT, "订单占有数"),
        "in_transit": read(As.COUNT, "采购在途数"),
        "unit_cost": read(As.MONEY, "成本价"),
    },
    needs=("product_id", "sku_id", "on_hand", "reserved"),
    fills={
        "date": "coalesce(date, {day})",
        "warehouse": "'主仓'",
        "sku_id": "sku_id",
        "product_id": "coalesce(product_id, sku_id)",
        "on_hand": "on_hand",
        "reserved": "reserved",
        "in_transit": "in_transit",
        "unit_cost": "unit_cost",
    },
    notes=(
        Text(
            "只取主仓实际库存，不加虚拟库存、销退仓和次品",
            "the main store's real stock, without virtual, returned or faulty goods",
        ),
    ),
    cannot=(Text("没有日期列：快照日期取自文件名", "no date: it is the file name's"),),
)
