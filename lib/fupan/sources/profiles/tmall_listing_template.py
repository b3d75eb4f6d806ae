"""天猫货品发布模板: recognised, and taken into no table."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.closed import closed_export

PROFILE = closed_export(
    "tmall_listing_template",
    Text("天猫货品发布模板", "Tmall listing template"),
    (
        "商品ID",
        "类目ID",
        "导购标题",
        "销售属性",
        "属性对",
        "SKUID",
    ),
    Text(
        "这是发布模板（商家编码、发货时间各有两列）；商品档案请填 products 表",
        "it is a template for listing with twin columns; fill the products table instead",
    ),
)
