"""Small shops for the metrics' tests: a row at a time, everything not named left at a default."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from fupan.store import Shop

Row = dict[str, object]
_TIMES = ("ordered_at", "paid_at", "refunded_at", "started_at", "ended_at", "created_at")
_DAYS = ("date", "listed_on", "delisted_on", "ordered_on", "received_on", "starts_on", "ends_on")


def order(number: str, day: str, paid: float | None, **more: object) -> Row:
    """One order line, placed at noon and paid five minutes later unless `paid` is None."""
    line: Row = {
        "order_id": number,
        "line_id": "1",
        "platform": "tmall",
        "ordered_at": f"{day} 12:00",
        "paid_at": None if paid is None else f"{day} 12:05",
        "status": "created" if paid is None else "paid",
        "buyer_id": f"buyer-{number}",
        "product_id": "P1",
        "quantity": 1,
        "paid_amount": paid or 0.0,
    }
    return line | more


def visit(day: str, channel: str, visitors: int, **more: object) -> Row:
    """One day of one channel's traffic."""
    row: Row = {"date": day, "channel": channel, "visitors": visitors, "pageviews": visitors}
    return row | more


def shop_of(**tables: Sequence[Row]) -> Shop:
    """A shop in memory from rows; texts of times and days are read as such."""
    return Shop.of("tiny", {name: frame(rows) for name, rows in tables.items()})


def frame(rows: Sequence[Row]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows))
    for column in table.columns:
        if column in _TIMES:
            table[column] = pd.to_datetime(table[column]).astype("datetime64[us]")
        elif column in _DAYS:
            days = pd.to_datetime(table[column])
            table[column] = [None if pd.isna(d) else d.date() for d in days]
    return table


def full_shop() -> Shop:
    """One shop with a row or two in every table that a metric reads."""
    return shop_of(
        orders=[
            order("1", "2026-09-20", 50.0, buyer_id="anna", sku_id="S1"),
            order(
                "2",
                "2026-10-01",
                100.0,
                buyer_id="anna",
                quantity=2,
                sku_id="S1",
                list_amount=120.0,
                discount_amount=20.0,
                refund_amount=30.0,
                refunded_at="2026-10-06 09:00",
                channel="search",
                live_id="L1",
            ),
            order(
                "3",
                "2026-10-02",
                60.0,
                buyer_id="ben",
                product_id="P2",
                sku_id="S2",
                list_amount=60.0,
                discount_amount=0.0,
                refund_amount=0.0,
                channel="search",
            ),
            order(
                "4",
                "2026-10-02",
                None,
                buyer_id="cleo",
                list_amount=80.0,
                discount_amount=0.0,
                deposit_amount=8.0,
            ),
            order("5", "2026-10-31", 40.0, buyer_id="ben", channel="private"),
            order("6", "2026-10-31", 0.0, is_gift=True),
            order("7", "2026-10-31", 999.0, is_suspect=True),
        ],
        traffic=[
            visit(
                "2026-10-01",
                "search",
                100,
                new_visitors=80,
                bounces=40,
                dwell_seconds=3000,
                cart_visitors=10,
                favorite_visitors=5,
                order_buyers=3,
                pay_buyers=2,
                pay_amount=100.0,
                device="app",
            ),
            visit(
                "2026-10-02",
                "paid_feed",
                50,
                new_visitors=50,
                bounces=40,
                dwell_seconds=500,
                cart_visitors=2,
                favorite_visitors=1,
                order_buyers=1,
                pay_buyers=1,
                pay_amount=60.0,
                device="app",
            ),
        ],
        product_traffic=[
            {
                "date": "2026-10-01",
                "product_id": "P1",
                "impressions": 500,
                "clicks": 90,
                "visitors": 80,
                "pageviews": 120,
                "bounces": 30,
                "dwell_seconds": 1600,
                "favorite_visitors": 4,
                "cart_visitors": 8,
                "cart_units": 9,
                "order_buyers": 3,
                "pay_buyers": 2,
                "pay_units": 2,
                "pay_amount": 100.0,
            },
        ],
        ads=[
            {
                "date": "2026-10-01",
                "tool": "zhitongche",
                "campaign_id": "C1",
                "impressions": 2000,
                "clicks": 100,
                "cost": 50.0,
                "favorites": 4,
                "cart_units": 10,
                "orders": 5,
                "attributed_amount": 150.0,
            },
        ],
        lives=[
            {
                "live_id": "L1",
                "started_at": "2026-10-01 20:00",
                "ended_at": "2026-10-01 22:30",
                "streamer": "Lin",
                "platform": "douyin",
                "impressions": 5000,
                "viewers": 1000,
                "new_followers": 20,
                "comments": 300,
                "product_clicks": 400,
                "orders": 10,
                "buyers": 9,
                "pay_amount": 500.0,
                "refund_amount": 50.0,
                "commission": 40.0,
                "slot_fee": 20.0,
                "ad_cost": 30.0,
                "gift_cost": 10.0,
                "average_dwell_seconds": 90.0,
            },
        ],
        live_products=[
            {
                "live_id": "L1",
                "product_id": "P1",
                "exposures": 800,
                "clicks": 400,
                "orders": 10,
                "pay_amount": 500.0,
            },
        ],
        inventory=[
            {
                "date": "2026-10-01",
                "warehouse": "A",
                "sku_id": "S1",
                "product_id": "P1",
                "on_hand": 10,
                "reserved": 2,
                "in_transit": 5,
            },
            {
                "date": "2026-10-31",
                "warehouse": "A",
                "sku_id": "S1",
                "product_id": "P1",
                "on_hand": 6,
                "reserved": 1,
                "in_transit": 0,
            },
            {
                "date": "2026-10-31",
                "warehouse": "A",
                "sku_id": "S2",
                "product_id": "P2",
                "on_hand": 0,
                "reserved": 0,
                "in_transit": 4,
            },
        ],
        purchases=[
            {
                "po_id": "PO1",
                "line_id": "1",
                "sku_id": "S1",
                "ordered_on": "2026-10-01",
                "received_on": "2026-10-20",
                "quantity": 8,
                "received_quantity": 8,
            },
        ],
        service=[
            {
                "date": "2026-10-01",
                "desk": "shop",
                "agent": "a",
                "inquiries": 30,
                "answered": 27,
                "first_response_seconds": 20.0,
                "inquiry_buyers": 20,
                "inquiry_pay_buyers": 8,
                "complaints": 1,
                "disputes": 1,
            },
        ],
        reviews=[
            {"review_id": "R1", "product_id": "P1", "created_at": "2026-10-05 10:00", "rating": 5},
            {"review_id": "R2", "product_id": "P1", "created_at": "2026-10-08 10:00", "rating": 2},
        ],
        products=[
            {
                "product_id": "P1",
                "title": "杯",
                "category": "茶具",
                "role": "traffic",
                "unit_cost": 20.0,
                "listed_on": "2026-01-01",
            },
            {
                "product_id": "P2",
                "title": "壶",
                "category": "茶具",
                "role": "profit",
                "unit_cost": 25.0,
                "listed_on": "2026-01-01",
            },
            {
                "product_id": "P3",
                "title": "盘",
                "category": "餐具",
                "role": "image",
                "unit_cost": 9.0,
                "listed_on": "2026-12-01",
            },
        ],
        skus=[{"sku_id": "S1", "product_id": "P1", "unit_cost": 22.0}],
        targets=[
            {"month": "2026-10", "metric": "gmv", "value": 250.0},
            {"month": "2026-10", "metric": "客单价", "value": 90.0},
        ],
    )
