"""The facts that metrics count: which rows of a table, and by which day.

Which rows exactly is told in `rows`; what is counted in them, in the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fupan.ground.language import Text
from fupan.metrics.returning import buyers_before, buyers_of_categories, orders_in_turn
from fupan.metrics.rows import (
    as_they_are,
    counted_days,
    first_purchases,
    gifts,
    live_products,
    on_sale,
    paid_sales,
    refunds,
    sales,
    sku_days,
    traded_days,
)

if TYPE_CHECKING:
    from fupan.metrics.rows import Rows


@dataclass(frozen=True)
class Fact:
    """Rows of a table with the day that they belong to.

    `rows` gives them all (the period is cut by `dated_by` afterwards); `dimensions` are the
    columns it can be split by. A fact with `per_shop` set is a property of the calendar: it has
    no dimensions, and inside a ratio the one value stands for every segment. `lasts_with` names
    tables whose last day also counts as held, where the table itself has only occasional rows;
    `also` names the tables that are looked up. With `blank_is_not_yet` an empty day says that
    it has not happened (no payment, no arrival), rather than that the day is unknown.
    """

    name: str
    table: str
    dated_by: str
    says: Text
    rows: Rows
    dimensions: tuple[str, ...] = ()
    has_hour: bool = False
    knows_buyers: bool = False
    per_shop: bool = False
    lasts_with: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    blank_is_not_yet: bool = False


_ORDER_DIMENSIONS = (
    "platform",
    "channel",
    "product_id",
    "sku_id",
    "campaign_id",
    "live_id",
    "province",
    "city",
    "status",
)

PLACED = Fact(
    "placed",
    "orders",
    "ordered_at",
    Text("下单的订单行，按下单日", "order lines placed, by the day of the order"),
    sales,
    _ORDER_DIMENSIONS,
    has_hour=True,
)
PAID = Fact(
    "paid",
    "orders",
    "paid_at",
    Text("已付款的订单行，按付款日", "order lines paid, by the day of the payment"),
    paid_sales,
    _ORDER_DIMENSIONS,
    has_hour=True,
    knows_buyers=True,
    blank_is_not_yet=True,
)
REFUNDED = Fact(
    "refunded",
    "orders",
    "refunded_at",
    Text("有退款的订单行，按退款日", "order lines refunded, by the day of the refund"),
    refunds,
    (*_ORDER_DIMENSIONS, "refund_reason"),
    has_hour=True,
)
GIFTS = Fact(
    "gifts",
    "orders",
    "ordered_at",
    Text("赠品行，按下单日", "gift lines, by the day of the order"),
    gifts,
    _ORDER_DIMENSIONS,
    has_hour=True,
)
FIRSTS = Fact(
    "firsts",
    "orders",
    "paid_at",
    Text("每位买家的首次购买，按首购日", "each buyer's first purchase, by the day of that payment"),
    first_purchases,
    _ORDER_DIMENSIONS,
    blank_is_not_yet=True,
)
KEPT = Fact(
    "kept",
    "orders",
    "day",
    Text("上一期的买家，本期有没有再买", "buyers of the period before, and who of them bought"),
    buyers_before,
)
IN_TURN = Fact(
    "in_turn",
    "orders",
    "day",
    Text("已付款的订单，按买家在期内的第几单", "paid orders by their turn within the period"),
    orders_in_turn,
)
OF_CATEGORY = Fact(
    "of_category",
    "orders",
    "day",
    Text("买家 × 类目", "buyers × categories"),
    buyers_of_categories,
    ("category",),
    also=("products",),
)
TRAFFIC = Fact(
    "traffic",
    "traffic",
    "date",
    Text("渠道流量，按日", "traffic of channels, by day"),
    as_they_are("traffic"),
    ("channel", "device"),
)
ITEM_TRAFFIC = Fact(
    "item_traffic",
    "product_traffic",
    "date",
    Text("商品流量，按日", "traffic of products, by day"),
    as_they_are("product_traffic"),
    ("product_id", "channel"),
)
ADS = Fact(
    "ads",
    "ads",
    "date",
    Text("推广计划，按日", "ad campaigns, by day"),
    as_they_are("ads"),
    ("tool", "campaign_id", "adgroup_id", "product_id"),
)
LIVES = Fact(
    "lives",
    "lives",
    "started_at",
    Text("直播场次，按开播日", "livestreams, by the day they start"),
    as_they_are("lives"),
    ("live_id", "streamer", "platform"),
    has_hour=True,
)
LIVE_PRODUCTS = Fact(
    "live_products",
    "live_products",
    "started_at",
    Text("直播商品，按开播日", "products in livestreams, by the day the livestream starts"),
    live_products,
    ("live_id", "product_id", "streamer", "platform"),
    has_hour=True,
    also=("lives",),
)
STOCK = Fact(
    "stock",
    "inventory",
    "date",
    Text("日终库存，按日", "stock at the end of the day, by day"),
    as_they_are("inventory"),
    ("warehouse", "sku_id", "product_id"),
)
SKU_DAYS = Fact(
    "sku_days",
    "inventory",
    "date",
    Text("SKU × 天（各仓合计）", "SKU-days, warehouses added up"),
    sku_days,
    ("sku_id", "product_id"),
)
COUNTED_DAYS = Fact(
    "counted_days",
    "inventory",
    "date",
    Text("有库存快照的天数", "days with a stock count"),
    counted_days,
    per_shop=True,
)
TRADED_DAYS = Fact(
    "traded_days",
    "orders",
    "day",
    Text("订单数据覆盖的天数", "days that the orders cover"),
    traded_days,
    per_shop=True,
)
RECEIPTS = Fact(
    "receipts",
    "purchases",
    "received_on",
    Text("采购到货，按到货日", "purchases received, by the day of arrival"),
    as_they_are("purchases"),
    ("sku_id", "supplier"),
    lasts_with=("inventory", "orders"),
    blank_is_not_yet=True,
)
SERVICE = Fact(
    "service",
    "service",
    "date",
    Text("客服接待，按日", "service desk, by day"),
    as_they_are("service"),
    ("desk", "agent"),
)
REVIEWS = Fact(
    "reviews",
    "reviews",
    "created_at",
    Text("评价，按评价日", "reviews, by the day they are written"),
    as_they_are("reviews"),
    ("product_id", "sentiment", "topic"),
    has_hour=True,
)
ON_SALE = Fact(
    "on_sale",
    "products",
    "day",
    Text("在架商品", "products on sale"),
    on_sale,
    ("product_id", "category", "brand", "role"),
)
