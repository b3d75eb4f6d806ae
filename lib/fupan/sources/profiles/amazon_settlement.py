"""Amazon 结算报告 V2: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import LEDGER, closed_export

PROFILE = closed_export(
    "amazon_settlement",
    Text("Amazon 结算报告 V2", "Amazon settlement V2"),
    (
        "settlement-id",
        "transaction-type",
        "amount-type",
        "amount-description",
        "amount",
    ),
    LEDGER,
)
