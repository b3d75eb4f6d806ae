"""旺店通 物流单: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "wangdiantong_parcels",
    Text("旺店通 物流单", "Wangdiantong parcels"),
    (
        "原始单号",
        "物流公司",
        "物流单号",
        "签收状态",
    ),
    Text(
        "只有物流，没有金额和商品，没有表可放；请导入平台的订单",
        "it tells parcels, without amounts or products; import the platform's orders",
    ),
)
