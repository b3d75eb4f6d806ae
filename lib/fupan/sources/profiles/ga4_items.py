"""GA4 items: views, carts and purchases of a product, which count events and not people."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read

PROFILE = Profile(
    name="ga4_items",
    title=Text("GA4 商品报告", "GA4 items report"),
    table="product_traffic",
    platform="ga4",
    reads={
        "date": read(As.DAY, "Date"),
        "item": read(As.ID, "Item ID", "Item name"),
        "viewed": read(As.COUNT, "Items viewed"),
        "carted": read(As.COUNT, "Items added to cart"),
        "checked": read(As.COUNT, "Items checked out"),
        "purchased": read(As.COUNT, "Items purchased"),
        "revenue": read(As.MONEY, "Item revenue"),
    },
    needs=("item", "viewed", "carted", "purchased", "revenue"),
    fills={
        "date": "coalesce(date, {day})",
        "product_id": "item",
        "visitors": "viewed",
        "pageviews": "viewed",
        "cart_visitors": "carted",
        "cart_units": "carted",
        "order_buyers": "greatest(coalesce(checked, 0), purchased)",
        "pay_buyers": "purchased",
        "pay_units": "purchased",
        "pay_amount": "revenue",
    },
    adds=(
        "visitors",
        "pageviews",
        "cart_visitors",
        "cart_units",
        "order_buyers",
        "pay_buyers",
        "pay_units",
        "pay_amount",
    ),
    notes=(
        Text(
            "GA4 的商品指标是件次不是人数：访客、加购人数、买家数都是上限",
            "GA4 counts items and not people: visitors, carts and buyers are upper bounds",
        ),
    ),
    cannot=(Text("没有分渠道和跳失", "no channels and no bounces"),),
)
