"""快手账务明细: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import LEDGER, closed_export

PROFILE = closed_export(
    "kuaishou_ledger",
    Text("快手账务明细", "Kuaishou ledger"),
    (
        "账务流水号",
        "关联业务单号",
        "账务方向",
        "发生额（元）",
    ),
    LEDGER,
)
