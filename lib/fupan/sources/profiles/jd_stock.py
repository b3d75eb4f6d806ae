"""京东商智 库存: the snapshot of a morning is the stock at the end of the day before."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read

PROFILE = Profile(
    name="jd_stock",
    title=Text("京东商智 库存", "JD Shangzhi stock"),
    table="inventory",
    platform="jd",
    currency="CNY",
    reads={
        "date": read(As.DAY, "时间", "日期"),
        "sku_id": read(As.ID, "SKU", "SKU ID"),
        "region": read(As.TEXT, "RDC"),
        "warehouse": read(As.TEXT, "配送中心"),
        "on_hand": read(As.COUNT, "库存件数"),
        "free": read(As.COUNT, "可用库存"),
    },
    needs=("date", "sku_id", "warehouse", "on_hand", "free"),
    fills={
        "date": "date - 1",
        "warehouse": "coalesce(warehouse, region)",
        "sku_id": "sku_id",
        "product_id": "sku_id",
        "on_hand": "on_hand",
        "reserved": "case when on_hand >= free then on_hand - free end",
    },
    notes=(
        Text(
            "快照日期是销售日的次日：库存记到前一天日终；商品用 SKU 表示",
            "the snapshot's day is the one after the day of sale: stock is put at the end of the "
            "day before; the SKU stands for the product",
        ),
    ),
    cannot=(Text("没有在途和成本", "no goods in transit and no costs"),),
)
