"""Amazon FBA stock (MYI): one row per seller's SKU, the day in the file name."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read

PROFILE = Profile(
    name="amazon_stock",
    title=Text("Amazon FBA 库存（MYI）", "Amazon FBA stock (MYI)"),
    table="inventory",
    platform="amazon",
    reads={
        "sku_id": read(As.ID, "sku"),
        "product_id": read(As.ID, "asin"),
        "free": read(As.COUNT, "afn-fulfillable-quantity"),
        "reserved": read(As.COUNT, "afn-reserved-quantity"),
        "working": read(As.COUNT, "afn-inbound-working-quantity"),
        "shipped": read(As.COUNT, "afn-inbound-shipped-quantity"),
        "receiving": read(As.COUNT, "afn-inbound-receiving-quantity"),
    },
    needs=("sku_id", "product_id", "free", "reserved"),
    fills={
        "date": "{day}",
        "warehouse": "'FBA'",
        "sku_id": "sku_id",
        "product_id": "product_id",
        "on_hand": "coalesce(free, 0) + coalesce(reserved, 0)",
        "reserved": "reserved",
        "in_transit": "coalesce(working, 0) + coalesce(shipped, 0) + coalesce(receiving, 0)",
    },
    notes=(
        Text(
            "库存 = 可售 + 预留；在途 = 入库中的三项；不可售不计",
            "stock = fulfillable + reserved; in transit = the three inbound columns; unsellable "
            "goods are left out",
        ),
    ),
    cannot=(Text("没有成本", "no costs"),),
)
