"""罗盘直播整场数据: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "luopan_screen",
    Text("罗盘直播整场数据", "Luopan whole-session workbook"),
    (
        "实时在线人数",
        "直播间整体曝光次数",
        "直播间整体观看人数",
        "整体成交金额(元)",
    ),
    Text(
        "这是单场大屏，没有开播和关播时间；请导出“直播场次列表”",
        "it is one session's screen without start and end; export the list of sessions",
    ),
)
