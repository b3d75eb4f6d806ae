"""Shopify 顾客导出: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "shopify_customers",
    Text("Shopify 顾客导出", "Shopify customers"),
    (
        "First Name",
        "Last Name",
        "Email",
        "Total Spent",
        "Total Orders",
    ),
    Text(
        "里面是个人信息，不导入；买家由订单导出里的邮箱生成假名",
        "it holds personal data and is not read; buyers come from the orders as pseudonyms",
    ),
)
