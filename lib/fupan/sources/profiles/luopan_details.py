"""罗盘直播详情（关键指标）: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "luopan_details",
    Text("罗盘直播详情（关键指标）", "Luopan session figures"),
    (
        "千次观看成交金额",
        "人均观看时长",
        "平均在线人数",
        "付费流量观看人数",
    ),
    Text(
        "这是单场直播的指标，没有主播和开播、关播时间；请导出“直播场次列表”",
        "it holds one session's figures without streamer, start or end; export the list of "
        "sessions",
    ),
)
