"""直通车 account, plan and unit reports of the back end's data centre."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.promotion import (
    AD_FILLS,
    ADDED_UP,
    NO_NEW_BUYERS,
    WINDOW_UNKNOWN,
    ad_reads,
)

PROFILE = Profile(
    name="zhitongche",
    title=Text("直通车 账户/计划/单元报表", "Zhitongche report (account, plan or unit)"),
    table="ads",
    platform="taobao",
    currency="CNY",
    reads={
        **ad_reads(
            impressions="展现量",
            clicks="点击量",
            cost="花费",
            orders="总成交笔数",
            amount="总成交金额",
            campaign=("计划id", "计划名称"),
        ),
        "mark": read(As.TEXT, "推广类型", "直接点击转化率", "单元id", "单元名称"),
        "unit": read(As.ID, "单元id", "单元名称"),
        "product_id": read(As.ID, "商品id", "宝贝id"),
        "favorites": read(As.COUNT, "宝贝收藏数"),
        "cart_units": read(As.COUNT, "总购物车数"),
    },
    needs=("date", "mark", "impressions", "clicks", "cost", "attributed_amount"),
    never=("主体ID", "场景ID", "场景名字"),
    fills={
        **AD_FILLS,
        "campaign_id": "coalesce(campaign_id, 'zhitongche')",
        "tool": "'zhitongche'",
        "adgroup_id": "unit",
        "product_id": "product_id",
        "favorites": "favorites",
        "cart_units": "cart_units",
    },
    adds=ADDED_UP,
    cannot=(WINDOW_UNKNOWN, NO_NEW_BUYERS),
)
