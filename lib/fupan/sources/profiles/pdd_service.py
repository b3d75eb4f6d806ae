"""拼多多数据中心（服务）: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "pdd_service",
    Text("拼多多数据中心（服务）", "Pinduoduo data centre (service)"),
    (
        "纠纷退款数",
        "平台介入率",
        "品质退款率",
    ),
    Text(
        "只有退款和纠纷的比率，没有询单和回复；退款请导入带退款的订单或售后表",
        "it holds ratios of refunds and disputes, no inquiries; refunds come with the orders",
    ),
)
