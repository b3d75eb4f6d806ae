"""拼多多账务明细: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import LEDGER, closed_export

PROFILE = closed_export(
    "pdd_ledger",
    Text("拼多多账务明细", "Pinduoduo ledger"),
    (
        "商户订单号",
        "发生时间",
        "收入金额（+元）",
        "支出金额（-元）",
        "账务类型",
    ),
    LEDGER,
)
