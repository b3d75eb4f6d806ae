"""京准通 / 京东快车: days as yyyymmdd, the fee under three names, keys of three kinds of SKU."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.promotion import AD_FILLS, ADDED_UP, NO_NEW_BUYERS, WINDOW_UNKNOWN, ad_reads

PROFILE = Profile(
    name="jd_ads",
    title=Text("京准通 / 京东快车 推广报表", "JD ads (Jingzhuntong, Kuaiche) report"),
    table="ads",
    platform="jd",
    currency="CNY",
    reads={
        **ad_reads(
            impressions="展现数",
            clicks="点击数",
            cost=("总费用", "花费", "费用"),
            orders="总订单行",
            amount="总订单金额",
            campaign=("计划ID", "推广计划"),
        ),
        "line": read(As.TEXT, "产品线"),
        "unit": read(As.ID, "单元ID", "推广单元"),
        "product_id": read(As.ID, "跟单SKU ID", "推广SKU", "触发SKU", "推广SKU ID", "触发SKU ID"),
        "cart_units": read(As.COUNT, "总购物车数"),
        "favorites": read(As.COUNT, "商品关注数"),
    },
    needs=("date", "campaign_id", "impressions", "clicks", "cost", "orders", "attributed_amount"),
    fills={
        **AD_FILLS,
        "tool": "case when \"line\" is null or \"line\" like '%快车%' then 'jingdong_kuaiche' "
        "else 'feed' end",
        "adgroup_id": "unit",
        "product_id": "product_id",
        "cart_units": "cart_units",
        "favorites": "favorites",
    },
    adds=ADDED_UP,
    notes=(
        Text(
            "触发、推广、跟单 SKU 是三种不同的口径：只导入其中一种报表；"
            "没有对应 SKU 的花费留在计划上，不分摊",
            "triggered, promoted and ordered SKUs are three views: import one of them; cost "
            "without a SKU stays with the plan",
        ),
    ),
    cannot=(
        WINDOW_UNKNOWN,
        NO_NEW_BUYERS,
        Text("总订单行是订单行数，不是买家数", "总订单行 counts order lines, not buyers"),
    ),
)
