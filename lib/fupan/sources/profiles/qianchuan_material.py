"""千川 素材报表: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "qianchuan_material",
    Text("千川 素材报表", "Qianchuan creatives"),
    (
        "素材ID",
        "基础消耗",
        "追投调控消耗",
    ),
    Text(
        "按素材看的花费没有日期和成交，和计划报表是同一笔钱；请导出按天的计划或商品报表",
        "it shows spend by creative without days; export the plan or product report by day",
    ),
)
