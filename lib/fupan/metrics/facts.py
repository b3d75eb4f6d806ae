"""The facts that metrics count: which rows of a table, and by which day.

Suspect rows are in none of them, and gift lines in no sale. A fact is one table (with
many-to-one look-ups at most), so that nothing here can multiply rows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fupan.ground.language import Text
from fupan.metrics.coverage import covered

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from fupan.metrics.asked import Asked
    from fupan.store import Shop

    Rows = Callable[[Shop, Asked], Table]


@dataclass(frozen=True)
class Fact:
    """Rows of a table with the day that they belong to.

    `rows` gives them all (the period is cut by `dated_by` afterwards); `dimensions` are the
    columns it can be split by. A fact with `per_shop` set is a property of the calendar: it has
    no dimensions, and inside a ratio the one value stands for every segment. `lasts_with` names
    tables whose last day also counts as held, where the table itself has only occasional rows;
    `also` names the tables that are looked up.
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


def _sales(shop: Shop, asked: Asked) -> Table:
    orders = shop.table("orders")
    return orders.filter(~orders.is_suspect.fill_null(False), ~orders.is_gift.fill_null(False))


def _paid_sales(shop: Shop, asked: Asked) -> Table:
    sales = _sales(shop, asked)
    return sales.filter(sales.paid_at.notnull())


def _refunds(shop: Shop, asked: Asked) -> Table:
    paid = _paid_sales(shop, asked)
    return paid.filter(paid.refund_amount > 0)


def _gifts(shop: Shop, asked: Asked) -> Table:
    orders = shop.table("orders")
    return orders.filter(~orders.is_suspect.fill_null(False), orders.is_gift.fill_null(False))


def _as_they_are(table: str) -> Rows:
    return lambda shop, asked: shop.table(table)


def _live_products(shop: Shop, asked: Asked) -> Table:
    # live_id is the key of lives: many products to one livestream, so no row is repeated.
    lives = shop.table("lives").select("live_id", "started_at", "streamer", "platform")
    return shop.table("live_products").join(lives, "live_id")


def _sku_days(shop: Shop, asked: Asked) -> Table:
    # A SKU is out of stock only when no warehouse has it, so warehouses are added up first.
    inventory = shop.table("inventory")
    return inventory.group_by("date", "sku_id", "product_id").agg(on_hand=inventory.on_hand.sum())


def _counted_days(shop: Shop, asked: Asked) -> Table:
    return shop.table("inventory").select("date").distinct()


def _traded_days(shop: Shop, asked: Asked) -> Table:
    """One row per day that the orders cover, with or without a sale."""
    import ibis  # heavy to load; the catalogue is read without it

    days = sorted(covered(shop, PAID, asked.period).days)
    return ibis.memtable({"day": days}, schema={"day": "date"})


def _first_purchases(shop: Shop, asked: Asked) -> Table:
    """One row per buyer: the line of the first payment, with the days until the next purchase.

    `watched_days` says for how long the orders were watched after the first payment.
    """
    import ibis  # heavy to load; the catalogue is read without it

    paid = _paid_sales(shop, asked)
    paid = paid.filter(paid.buyer_id.notnull())
    days = paid.select("buyer_id", paid_day=paid.paid_at.date()).distinct()
    firsts = days.group_by("buyer_id").agg(first_day=days.paid_day.min())
    later = days.join(firsts, "buyer_id").filter(lambda t: t.paid_day > t.first_day)
    seconds = later.group_by("buyer_id").agg(second_day=later.paid_day.min())
    # One line per buyer: the earliest, ties broken by the order's and the line's number.
    order = ibis.window(group_by="buyer_id", order_by=["paid_at", "order_id", "line_id"])
    ranked = paid.mutate(place=ibis.row_number().over(order))
    first_lines = ranked.filter(ranked.place == 0)
    joined = first_lines.left_join(seconds, "buyer_id").drop("buyer_id_right")
    last = shop.days("orders").last
    return joined.mutate(
        return_days=joined.second_day.delta(joined.paid_at.date(), unit="day"),
        watched_days=ibis.literal(last).delta(joined.paid_at.date(), unit="day"),
    )


def _on_sale(shop: Shop, asked: Asked) -> Table:
    """One row per step asked × product on sale on any of its days."""
    import ibis  # heavy to load; the catalogue is read without it

    steps = ibis.memtable(
        {
            "day": [step.start for step in asked.buckets()],
            "last": [step.last for step in asked.buckets()],
        },
        schema={"day": "date", "last": "date"},
    )
    products = shop.table("products")
    listed = products.cross_join(steps)
    return listed.filter(
        listed.listed_on.fill_null(listed.day) <= listed["last"],
        listed.delisted_on.fill_null(listed["last"]) >= listed.day,
    )


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
    _sales,
    _ORDER_DIMENSIONS,
    has_hour=True,
)
PAID = Fact(
    "paid",
    "orders",
    "paid_at",
    Text("已付款的订单行，按付款日", "order lines paid, by the day of the payment"),
    _paid_sales,
    _ORDER_DIMENSIONS,
    has_hour=True,
    knows_buyers=True,
)
REFUNDED = Fact(
    "refunded",
    "orders",
    "refunded_at",
    Text("有退款的订单行，按退款日", "order lines refunded, by the day of the refund"),
    _refunds,
    (*_ORDER_DIMENSIONS, "refund_reason"),
    has_hour=True,
)
GIFTS = Fact(
    "gifts",
    "orders",
    "ordered_at",
    Text("赠品行，按下单日", "gift lines, by the day of the order"),
    _gifts,
    _ORDER_DIMENSIONS,
    has_hour=True,
)
FIRSTS = Fact(
    "firsts",
    "orders",
    "paid_at",
    Text("每位买家的首次购买，按首购日", "each buyer's first purchase, by the day of that payment"),
    _first_purchases,
    _ORDER_DIMENSIONS,
)
TRAFFIC = Fact(
    "traffic",
    "traffic",
    "date",
    Text("渠道流量，按日", "traffic of channels, by day"),
    _as_they_are("traffic"),
    ("channel", "device"),
)
ITEM_TRAFFIC = Fact(
    "item_traffic",
    "product_traffic",
    "date",
    Text("商品流量，按日", "traffic of products, by day"),
    _as_they_are("product_traffic"),
    ("product_id", "channel"),
)
ADS = Fact(
    "ads",
    "ads",
    "date",
    Text("推广计划，按日", "ad campaigns, by day"),
    _as_they_are("ads"),
    ("tool", "campaign_id", "adgroup_id", "product_id"),
)
LIVES = Fact(
    "lives",
    "lives",
    "started_at",
    Text("直播场次，按开播日", "livestreams, by the day they start"),
    _as_they_are("lives"),
    ("live_id", "streamer", "platform"),
    has_hour=True,
)
LIVE_PRODUCTS = Fact(
    "live_products",
    "live_products",
    "started_at",
    Text("直播商品，按开播日", "products in livestreams, by the day the livestream starts"),
    _live_products,
    ("live_id", "product_id", "streamer", "platform"),
    has_hour=True,
    also=("lives",),
)
STOCK = Fact(
    "stock",
    "inventory",
    "date",
    Text("日终库存，按日", "stock at the end of the day, by day"),
    _as_they_are("inventory"),
    ("warehouse", "sku_id", "product_id"),
)
SKU_DAYS = Fact(
    "sku_days",
    "inventory",
    "date",
    Text("SKU × 天（各仓合计）", "SKU-days, warehouses added up"),
    _sku_days,
    ("sku_id", "product_id"),
)
COUNTED_DAYS = Fact(
    "counted_days",
    "inventory",
    "date",
    Text("有库存快照的天数", "days with a stock count"),
    _counted_days,
    per_shop=True,
)
TRADED_DAYS = Fact(
    "traded_days",
    "orders",
    "day",
    Text("订单数据覆盖的天数", "days that the orders cover"),
    _traded_days,
    per_shop=True,
)
RECEIPTS = Fact(
    "receipts",
    "purchases",
    "received_on",
    Text("采购到货，按到货日", "purchases received, by the day of arrival"),
    _as_they_are("purchases"),
    ("sku_id", "supplier"),
    lasts_with=("inventory", "orders"),
)
SERVICE = Fact(
    "service",
    "service",
    "date",
    Text("客服接待，按日", "service desk, by day"),
    _as_they_are("service"),
    ("desk", "agent"),
)
REVIEWS = Fact(
    "reviews",
    "reviews",
    "created_at",
    Text("评价，按评价日", "reviews, by the day they are written"),
    _as_they_are("reviews"),
    ("product_id", "sentiment", "topic"),
    has_hour=True,
)
ON_SALE = Fact(
    "on_sale",
    "products",
    "day",
    Text("在架商品", "products on sale"),
    _on_sale,
    ("product_id", "category", "brand", "role"),
)
