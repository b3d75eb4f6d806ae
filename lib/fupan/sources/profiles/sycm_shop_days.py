"""生意参谋 店铺取数: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "sycm_shop_days",
    Text("生意参谋 店铺取数", "Sycm shop totals"),
    (
        "统计日期",
        "访客数",
        "浏览量",
        "跳失率",
        "支付父订单数",
        "支付子订单数",
    ),
    Text(
        "这是全店每天的合计，不分渠道，流量表放不下；请导出“流量 → 店铺来源”（按天）和订单报表",
        "it holds the whole shop's days without channels, which the traffic table needs; "
        "export the traffic sources by day, and the orders",
    ),
)
