"""万相台 of 2021–2022: account level, with the attribution settings in three columns."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.promotion import AD_FILLS, ADDED_UP, NO_NEW_BUYERS, WINDOW, ad_reads

PROFILE = Profile(
    name="wanxiangtai_old",
    title=Text("万相台账户报表（旧版）", "Wanxiangtai account report (old)"),
    table="ads",
    platform="taobao",
    currency="CNY",
    reads={
        **ad_reads(
            impressions="曝光量",
            clicks="点击量",
            cost="消耗",
            orders="总成交笔数",
            amount="总成交金额",
            campaign="优化目标",
        ),
        "model": read(As.ID, "效果模型"),
        "caliber": read(As.ID, "统计口径"),
        "window_text": read(As.TEXT, "转化周期"),
        "favorites": read(As.COUNT, "收藏量"),
        "cart_units": read(As.COUNT, "总加购量"),
    },
    needs=("date", "campaign_id", "model", "window_text", "impressions", "clicks", "cost"),
    fills={
        **AD_FILLS,
        "tool": "'wanxiangtai'",
        "adgroup_id": "concat_ws('/', model, caliber, window_text)",
        "favorites": "favorites",
        "cart_units": "cart_units",
        "window_days": WINDOW,
    },
    adds=ADDED_UP,
    notes=(
        Text(
            "效果模型、统计口径、转化周期是归因设置，记在 adgroup_id：同一天只导入一种设置，"
            "否则花费会重复",
            "model, caliber and window are attribution settings, kept in adgroup_id: import one "
            "setting per day, or the cost is counted twice",
        ),
    ),
    cannot=(NO_NEW_BUYERS, Text("没有商品和计划", "no products and no plans")),
)
