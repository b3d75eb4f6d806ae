"""快手运费险: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "kuaishou_insurance",
    Text("快手运费险", "Kuaishou freight insurance"),
    (
        "订单编号",
        "服务费用（元）",
        "商家承担服务费用（元）",
        "收费编号",
    ),
    Text(
        "只有运费险的费用，没有表可放；请按月登记在 costs 表里",
        "it tells insurance fees alone; put them into the costs table, month by month",
    ),
)
