"""拼多多数据中心（店铺）: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "pdd_days",
    Text("拼多多数据中心（店铺）", "Pinduoduo data centre (shop)"),
    (
        "店铺访客数",
        "店铺浏览量",
        "商品访客数",
        "成交UV价值",
    ),
    Text(
        "这是全店每天的合计，不分渠道，流量表放不下；请导入订单和推广报表",
        "it holds the shop's days without channels; import the orders and promotion reports",
    ),
)
