"""聚水潭销售主题分析: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "jushuitan_sales",
    Text("聚水潭销售主题分析", "Jushuitan sales analysis"),
    (
        "线上订单号",
        "销售毛利",
        "销售毛利率",
        "总成本",
        "销售金额",
    ),
    Text(
        "没有订单状态和付款时间，不能当订单；请导出聚水潭“订单”（带 内部订单号、订单状态、付"
        "款日期）",
        "it has neither state nor time of payment; export Jushuitan's orders instead",
    ),
)
