"""Shopify inventory export: one row per variant and location; “not stocked” is a text."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Case, Profile, read

PROFILE = Profile(
    name="shopify_stock",
    title=Text("Shopify 库存导出", "Shopify inventory export"),
    table="inventory",
    platform="shopify",
    reads={
        "handle": read(As.ID, "Handle"),
        "sku_id": read(As.ID, "SKU"),
        "location": read(As.TEXT, "Location"),
        "on_hand": read(As.COUNT, "On hand (current)", "On hand"),
        "committed": read(As.COUNT, "Committed (not editable)", "Committed"),
        "incoming": read(As.COUNT, "Incoming (not editable)", "Incoming"),
    },
    needs=("handle", "sku_id", "location", "on_hand"),
    fills={
        "date": "{day}",
        "warehouse": "location",
        "sku_id": "coalesce(sku_id, handle)",
        # The orders export names products by SKU.
        "product_id": "coalesce(sku_id, handle)",
        "on_hand": "on_hand",
        "reserved": "committed",
        "in_transit": "incoming",
    },
    skips=(
        Case(
            "on_hand is null",
            Text("跳过 {n} 行 not stocked 的仓库", "{n} rows skipped: not stocked there"),
        ),
    ),
    cannot=(
        Text("没有日期列：快照日期取自文件名", "no date: it is the file name's"),
        Text("没有成本：导入商品导出", "no costs: import the products export"),
    ),
)
