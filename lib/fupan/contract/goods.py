"""Goods: products, their SKUs, and prices seen."""

from fupan.contract.table import Table, count, day, ident, money, number, shop, text
from fupan.ground.language import Text

ROLES = ("traffic", "profit", "image", "seasonal")

products = Table(
    "products",
    Text("商品", "products"),
    Text("每行一个商品", "One row per product"),
    (
        shop(),
        ident("product_id", "商品", "product", key=True),
        text("title", "标题", "title"),
        text("category", "类目", "category", optional=True),
        text("brand", "品牌", "brand", optional=True),
        text(
            "role",
            "角色：引流款、利润款、形象款、应季款",
            "role: traffic = 引流款, profit = 利润款, image = 形象款, seasonal = 应季款",
            optional=True,
            values=ROLES,
        ),
        money("list_price", "吊牌价", "list price", optional=True),
        money("unit_cost", "单位成本", "cost of one", optional=True),
        number("commission_rate", "平台佣金率", "commission as a fraction", optional=True, least=0),
        day("listed_on", "上架日", "listed", optional=True),
        day("delisted_on", "下架日", "delisted", optional=True),
    ),
)

skus = Table(
    "skus",
    Text("SKU", "SKUs"),
    Text("每行一个 SKU", "One row per SKU"),
    (
        shop(),
        ident("sku_id", "SKU", "SKU", key=True),
        ident("product_id", "商品", "product"),
        text("title", "规格", "title", optional=True),
        money("unit_cost", "单位成本", "cost of one", optional=True),
        count("lead_time_days", "到货周期（天）", "lead time in days", optional=True),
        count("pack_size", "箱规", "pack size", optional=True),
        count("min_order", "起订量", "least order", optional=True),
        count("shelf_life_days", "保质期（天）", "shelf life in days", optional=True),
    ),
)

prices = Table(
    "prices",
    Text("价格", "prices"),
    Text("每行一天 × 一个商品 × 一个卖家的价格", "One row per day × product × seller"),
    (
        shop(),
        day("date", "日期", "day", key=True),
        ident("product_id", "商品", "product", key=True),
        text("seller", "卖家（self 或竞店）", "self or a competitor", key=True),
        money("price", "到手价", "price"),
        text("promotion", "促销", "promotion", optional=True),
    ),
    dated_by="date",
)
