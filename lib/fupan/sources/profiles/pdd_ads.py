"""拼多多 推广 (商品推广, 搜索推广): a title row above the header, a 总计 row below the rows."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.promotion import AD_FILLS, ADDED_UP, NO_NEW_BUYERS, WINDOW_UNKNOWN, ad_reads

PROFILE = Profile(
    name="pdd_ads",
    title=Text("拼多多 推广报表", "Pinduoduo promotion report"),
    table="ads",
    platform="pdd",
    currency="CNY",
    reads={
        **ad_reads(
            impressions="曝光量",
            clicks="点击量",
            cost=("总花费(元)", "花费(元)", "成交花费(元)"),
            orders=("成交笔数", "净成交笔数"),
            amount="交易额(元)",
            campaign=("推广名称", "推广计划", "商品ID"),
        ),
        "scene": read(As.ID, "推广场景", "分组"),
        "product_id": read(As.ID, "商品ID", "商品id"),
        "favorites": read(As.COUNT, "收藏量", "商品收藏量"),
    },
    needs=("date", "campaign_id", "impressions", "clicks", "cost", "attributed_amount"),
    fills={
        **AD_FILLS,
        "date": "coalesce(date, {day})",
        "tool": "'duoduo_search'",
        "adgroup_id": "scene",
        "product_id": "product_id",
        "favorites": "favorites",
    },
    adds=ADDED_UP,
    notes=(
        Text(
            "总计可能大于明细之和（全店托管的花费没有分到商品）：差额单记一行 unallocated，不分摊",
            "the 总计 may exceed the rows, as shop-wide spend is on no product: the surplus is a "
            "row of its own (unallocated) and never spread",
        ),
    ),
    cannot=(WINDOW_UNKNOWN, NO_NEW_BUYERS),
)
