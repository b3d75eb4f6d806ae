"""生意参谋 活动分析（正式期合计）: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "sycm_campaign_totals",
    Text("生意参谋 活动分析（正式期合计）", "Sycm campaign analysis (totals)"),
    (
        "活动商品支付金额",
        "活动商品支付件数",
        "活动申请退款金额",
        "活动id",
    ),
    Text(
        "这是整场活动的合计，活动效果由订单、流量和 campaigns 表重算；请在 campaigns 表里登记"
        "活动的起止日期",
        "it holds a campaign's totals, which are computed anew from orders and traffic; "
        "enter the campaign's first and last day in the campaigns table",
    ),
)
