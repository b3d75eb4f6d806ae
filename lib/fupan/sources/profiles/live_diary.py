"""商家自用的直播日报: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "live_diary",
    Text("商家自用的直播日报", "A shop's own livestream diary"),
    (
        "直播时长",
        "整体GMV（含券）",
        "退后GMV（含券）",
    ),
    Text(
        "这是自己算过的日报，没有场次和时间；请导入平台的直播场次列表和千川报表",
        "it is a shop's own arithmetic without sessions; import the platform's list of "
        "sessions and the Qianchuan report",
    ),
)
