"""品销宝 明星店铺: brand search, one row per day and plan."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.promotion import AD_FILLS, ADDED_UP, NO_NEW_BUYERS, WINDOW_UNKNOWN, ad_reads

PROFILE = Profile(
    name="pinxiaobao",
    title=Text("品销宝 明星店铺报表", "Pinxiaobao (brand search) report"),
    table="ads",
    platform="taobao",
    currency="CNY",
    reads={
        **ad_reads(
            impressions="展现量",
            clicks="点击量",
            cost="消耗",
            orders="成交笔数",
            amount="成交金额",
            campaign=("计划名称", "推广计划"),
        ),
        "reached": read(As.COUNT, "触达访客数"),
        "favorites": read(As.COUNT, "宝贝收藏数"),
        "cart_units": read(As.COUNT, "宝贝加购数"),
    },
    needs=("date", "campaign_id", "reached", "impressions", "clicks", "cost", "attributed_amount"),
    fills={
        **AD_FILLS,
        "tool": "'pinxiaobao'",
        "favorites": "favorites",
        "cart_units": "cart_units",
    },
    adds=ADDED_UP,
    cannot=(WINDOW_UNKNOWN, NO_NEW_BUYERS, Text("没有商品", "no products")),
)
