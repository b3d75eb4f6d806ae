"""京东商智 关键词: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "jd_keywords",
    Text("京东商智 关键词", "JD Shangzhi keywords"),
    (
        "关键词",
        "搜索人数",
        "搜索次数",
        "点击人数",
        "在线商品数",
    ),
    Text(
        "这是行业数据，值是区间（如 100-200），没有表可放",
        "it is market data in ranges such as 100-200, which fill no table",
    ),
)
