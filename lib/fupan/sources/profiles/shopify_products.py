"""Shopify products export: one row per variant, product columns on a handle's first row only."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Case, Profile, read

PROFILE = Profile(
    name="shopify_products",
    title=Text("Shopify 商品导出", "Shopify products export"),
    table="products",
    platform="shopify",
    reads={
        "handle": read(As.ID, "Handle"),
        "heading": read(As.TEXT, "Title"),
        "vendor": read(As.TEXT, "Vendor"),
        "category": read(As.TEXT, "Type", "Product Category"),
        "option": read(As.TEXT, "Option1 Value"),
        "sku": read(As.ID, "Variant SKU"),
        "price": read(As.MONEY, "Variant Price"),
        "cost": read(As.MONEY, "Cost per item"),
    },
    carry=("heading", "vendor", "category"),
    carry_by="handle",
    needs=("handle", "heading", "sku", "price"),
    fills={
        "product_id": "coalesce(sku, handle)",
        "title": "concat_ws(' ', heading, case when option <> 'Default Title' then option end)",
        "category": "category",
        "brand": "vendor",
        "list_price": "price",
        "unit_cost": "cost",
    },
    skips=(
        Case(
            "sku is null and price is null",
            Text("跳过 {n} 行只有图片的行", "{n} rows skipped that hold pictures only"),
        ),
    ),
    notes=(
        Text(
            "商品用 Variant SKU 表示，与订单导出一致",
            "the variant's SKU stands for the product, as in the orders export",
        ),
    ),
    cannot=(Text("没有上架日期和角色", "no dates of listing and no roles"),),
)
