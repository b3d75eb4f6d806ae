"""万相台无界 / 站内商品推广 (68 to 76 columns, GBK): per day, plan and item, ratios as decimals."""

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
    name="wanxiangtai",
    title=Text("万相台无界 推广报表", "Wanxiangtai (Alimama) promotion report"),
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
            campaign=("计划ID", "计划id", "场景ID", "计划名字", "计划名称", "场景名字"),
        ),
        "mark": read(
            As.TEXT,
            "主体ID",
            "场景ID",
            "场景名字",
            "总收藏加购数",
            "引导访问量",
            "含预售投产比",
            "净成交金额",
            "商品ID",
            "宝贝ID",
        ),
        "subject_type": read(As.TEXT, "主体类型"),
        "product_id": read(As.ID, "主体ID", "商品ID", "宝贝ID", "商品id"),
        "crowd": read(As.ID, "人群名字"),
        "favorites": read(As.COUNT, "收藏宝贝数", "宝贝收藏数"),
        "cart_units": read(As.COUNT, "总购物车数"),
    },
    needs=("date", "impressions", "clicks", "cost", "attributed_amount", "mark"),
    never=("推广类型", "资源位", "账户名称"),
    fills={
        **AD_FILLS,
        "tool": "'wanxiangtai'",
        "campaign_id": "coalesce(campaign_id, 'all')",
        "adgroup_id": "coalesce(crowd, 'all')",
        "product_id": "case when product_id is not null and (subject_type is null "
        "or subject_type in ('商品', '宝贝', '单品')) then product_id else 'all' end",
        "favorites": "favorites",
        "cart_units": "cart_units",
    },
    adds=ADDED_UP,
    notes=(
        Text(
            "同一商品同一天的多个计划、人群各成一行；没有计划列时 campaign_id 记为 all；场景、"
            "计划、人群、商品报表是同一笔花费的不同看法，只导入一种",
            "one row per plan and audience; without a plan column campaign_id is 'all'; scene, "
            "plan, audience and product reports show the same spend: import one of them",
        ),
    ),
    cannot=(WINDOW_UNKNOWN, NO_NEW_BUYERS),
)
