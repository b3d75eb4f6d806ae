"""达摩盘 货品: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "dmp_goods",
    Text("达摩盘 货品", "Damopan goods"),
    (
        "货品成长阶段",
        "IPV",
        "营销推广消耗",
        "营销推广ROI",
    ),
    Text(
        "没有日期，现成的比率不导入；请导出 商品_全部 和推广报表",
        "it has no days and only ready ratios; export 商品_全部 and the promotion reports",
    ),
)
