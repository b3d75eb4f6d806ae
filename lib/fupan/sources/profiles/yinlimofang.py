"""引力魔方: one file per dimension and per effect (展现效果, 点击效果), which are never added."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.promotion import AD_FILLS, ADDED_UP, NO_NEW_BUYERS, WINDOW_UNKNOWN, ad_reads

PROFILE = Profile(
    name="yinlimofang",
    title=Text("引力魔方 推广报表", "Yinlimofang (feed promotion) report"),
    table="ads",
    platform="taobao",
    currency="CNY",
    reads={
        **ad_reads(
            impressions="展现量",
            clicks="点击量",
            cost="消耗",
            orders="成交订单量",
            amount="成交订单金额",
            campaign=("计划", "计划名称"),
        ),
        "group": read(As.ID, "计划组"),
        "product_id": read(As.ID, "商品id"),
        "favorites": read(As.COUNT, "收藏宝贝量"),
        "cart_units": read(As.COUNT, "添加购物车量"),
    },
    needs=("date", "group", "campaign_id", "impressions", "clicks", "cost", "attributed_amount"),
    fills={
        **AD_FILLS,
        "tool": "'yinlimofang'",
        "campaign_id": "coalesce(\"group\", '') || '/' || campaign_id",
        "product_id": "case when regexp_full_match(product_id, '[0-9]{6,}') then product_id end",
        "favorites": "favorites",
        "cart_units": "cart_units",
    },
    adds=ADDED_UP,
    notes=(
        Text(
            "“展现效果”和“点击效果”是同一花费的两种归因，只导入其中一份；"
            "按创意、人群、资源位拆开的行已加到计划",
            "“展现效果” and “点击效果” are two attributions of the same cost: import one of them; "
            "rows by creative, audience or placement are added up to the plan",
        ),
    ),
    cannot=(WINDOW_UNKNOWN, NO_NEW_BUYERS),
)
