"""抖店资金账单（动账）: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import LEDGER, closed_export

PROFILE = closed_export(
    "douyin_ledger",
    Text("抖店资金账单（动账）", "Douyin ledger"),
    (
        "动账时间",
        "动账方向",
        "动账金额",
        "动账场景",
    ),
    LEDGER,
)
