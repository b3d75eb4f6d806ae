"""生意参谋 活动分析（预热期合计）: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "sycm_campaign_warmup",
    Text("生意参谋 活动分析（预热期合计）", "Sycm campaign analysis (warm-up totals)"),
    (
        "预热加购人数",
        "预热访客数",
        "加购转化率",
    ),
    Text(
        "这是整场预热的合计，没有每天的数；预热期由流量和订单重算，请在 campaigns 表里登记活"
        "动的起止日期",
        "it holds a warm-up's totals without days; enter the campaign's days in the "
        "campaigns table",
    ),
)
