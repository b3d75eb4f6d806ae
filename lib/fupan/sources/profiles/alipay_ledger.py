"""支付宝账务明细: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import LEDGER, closed_export

PROFILE = closed_export(
    "alipay_ledger",
    Text("支付宝账务明细", "Alipay ledger"),
    (
        "账务流水号",
        "业务流水号",
        "收入金额（+元）",
        "支出金额（-元）",
        "账户余额（元）",
    ),
    LEDGER,
)
