"""拼多多数据中心（商品）: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "pdd_products",
    Text("拼多多数据中心（商品）", "Pinduoduo data centre (products)"),
    (
        "商品访客数",
        "商品浏览量",
        "成交件数",
        "商品收藏用户数",
        "下单率",
    ),
    Text(
        "没有加购和下单买家数，商品流量表放不下；请导入订单和推广报表",
        "it tells neither carts nor order buyers, which product traffic needs; import the "
        "orders and promotion reports",
    ),
)
