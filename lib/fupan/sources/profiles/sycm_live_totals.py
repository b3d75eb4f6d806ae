"""生意参谋 直播大盘: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "sycm_live_totals",
    Text("生意参谋 直播大盘", "Sycm livestream totals"),
    (
        "开播场次",
        "直播访问人数",
        "直播间浏览次数",
    ),
    Text(
        "这是全店直播的合计，不分场次；请导出“直播分场次”",
        "it adds up all sessions; export the list of sessions instead",
    ),
)
