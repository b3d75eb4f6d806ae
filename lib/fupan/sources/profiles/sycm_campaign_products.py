"""生意参谋 活动分析（商品）: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "sycm_campaign_products",
    Text("生意参谋 活动分析（商品）", "Sycm campaign analysis (products)"),
    (
        "商品id",
        "是否活动商品",
        "实际折扣率",
        "爆发系数",
        "活动id",
    ),
    Text(
        "整场活动的商品合计没有每天的数；请导出 商品_全部（按天），活动商品登记在 "
        "campaign_products 表里",
        "it has no days; export 商品_全部 by day and enter the products in campaign_products",
    ),
)
