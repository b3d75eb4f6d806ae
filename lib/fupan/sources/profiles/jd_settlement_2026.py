"""京东结算对账（两级表头，2026-07 起）: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import LEDGER, closed_export

PROFILE = closed_export(
    "jd_settlement_2026",
    Text("京东结算对账（两级表头，2026-07 起）", "JD settlement (two header rows, 2026-07)"),
    (
        "商家ID",
        "业务单据编号",
        "费用名称",
        "金额",
        "结算主体",
    ),
    LEDGER,
)
