"""生意参谋 品类来源: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "sycm_categories",
    Text("生意参谋 品类来源", "Sycm sources by category"),
    (
        "类目名称",
        "类目层级",
        "访问收藏转化率",
        "访问加购转化率",
    ),
    Text(
        "按类目汇总，没有浏览量和商品；请导出“流量 → 店铺来源”和 商品_全部（按天）",
        "it adds up by category, without page views or products; export the shop's traffic "
        "sources and 商品_全部 by day",
    ),
)
