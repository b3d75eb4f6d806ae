"""直通车计划页: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "zhitongche_page",
    Text("直通车计划页", "Zhitongche plan page"),
    (
        "推广单元类型",
        "默认出价",
        "平均点击花费",
    ),
    Text(
        "页面上的表没有日期；请在“报表”里按天导出",
        "the page's table has no days; export the report by day",
    ),
)
