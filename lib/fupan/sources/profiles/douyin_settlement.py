"""抖店结算账单: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "douyin_settlement",
    Text("抖店结算账单", "Douyin settlement"),
    (
        "结算时间",
        "子订单号",
        "结算金额",
        "结算单类型",
        "平台服务费",
    ),
    Text(
        "结算是扣费后的到账，没有表可放；退款请导入售后表，费率请按月登记在 costs 表里",
        "it tells what was paid out after fees; import the after-sale file for refunds and "
        "put the rates into the costs table",
    ),
)
