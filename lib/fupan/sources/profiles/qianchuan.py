"""巨量千川 reports that count 展示 and 点击 (the reports before 全域推广)."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.promotion import AD_FILLS, ADDED_UP, NO_NEW_BUYERS, WINDOW_UNKNOWN, ad_reads

PROFILE = Profile(
    name="qianchuan",
    title=Text("巨量千川 推广报表", "Qianchuan (Douyin ads) report"),
    table="ads",
    platform="douyin",
    currency="CNY",
    reads={
        **ad_reads(
            impressions=("展示数", "展示次数", "整体展示次数"),
            clicks=("点击数", "点击次数", "整体点击次数"),
            cost=("消耗", "消耗(元)", "整体消耗", "整体消耗(元)"),
            orders=("整体成交订单数", "成交订单数", "直接成交订单数", "转化数"),
            amount=("整体成交金额(元)", "整体成交金额", "成交订单金额(元)", "直接成交金额(元)"),
            campaign=("计划ID", "计划名称", "广告计划ID", "素材ID", "商品ID"),
        ),
        "product_id": read(As.ID, "商品ID"),
    },
    needs=("date", "campaign_id", "impressions", "clicks", "cost"),
    never=("展现量", "曝光量", "产品线"),
    fills={**AD_FILLS, "tool": "'qianchuan'", "product_id": "product_id"},
    adds=ADDED_UP,
    notes=(
        Text(
            "没有成交金额列时 attributed_amount 为空；计费时间和转化时间归因不要混在一起导入",
            "attributed_amount stays empty where no such column is; do not mix attribution by "
            "billing time and by conversion time",
        ),
    ),
    cannot=(WINDOW_UNKNOWN, NO_NEW_BUYERS),
)
