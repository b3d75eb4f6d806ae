"""The wrong numbers that BI tools are known for; each test prints its table and the right one."""

import math

import pytest
from tiny_shop import order, shop_of, visit

from fupan.metrics import measure

OCTOBER = "2026-10"


def one(shop, name, **more):
    return measure(shop, [name], period=OCTOBER, **more)[name].iloc[0]


def test_lines_of_one_order_do_not_fan_it_out():
    """order 1: line 1 ¥30, line 2 ¥70 → one order, one buyer, ¥100; not two orders."""
    shop = shop_of(
        orders=[
            order("1", "2026-10-01", 30.0),
            order("1", "2026-10-01", 70.0, line_id="2", product_id="P2"),
        ]
    )
    told = measure(
        shop, ["gmv", "paid_orders", "pay_buyers", "paid_lines", "order_value"], period=OCTOBER
    )
    assert told.iloc[0].tolist() == [100, 1, 1, 2, 100]


def test_two_facts_do_not_multiply_each_other_in_the_chasm():
    """search: 2 orders of ¥10, and 3 days of 100 visitors → ¥20 ÷ 300, not 2 × 3 rows of each."""
    shop = shop_of(
        orders=[
            order("1", "2026-10-01", 10.0, channel="search"),
            order("2", "2026-10-02", 10.0, channel="search"),
            order("3", "2026-10-03", None, channel="search"),
        ],
        traffic=[visit(f"2026-10-0{d}", "search", 100) for d in (1, 2, 3)],
    )
    told = measure(shop, ["gmv", "visitors", "visitor_value"], period=OCTOBER, by=["channel"])
    assert told.to_dict("records") == [
        {"channel": "search", "gmv": 20, "visitors": 300, "visitor_value": 20 / 300}
    ]


def test_a_segment_that_only_one_fact_knows_is_kept():
    """orders: private ¥10; traffic: search 100 visitors → both rows, 0 where none, no loss."""
    shop = shop_of(
        orders=[order("1", "2026-10-01", 10.0, channel="private")],
        traffic=[visit("2026-10-01", "search", 100)],
    )
    told = measure(shop, ["gmv", "visitors", "visitor_value"], period=OCTOBER, by=["channel"])
    assert told["channel"].tolist() == ["private", "search"]
    assert told["gmv"].tolist() == [10, 0] and told["visitors"].tolist() == [0, 100]
    assert math.isnan(told["visitor_value"][0]) and told["visitor_value"][1] == 0


def test_orders_without_a_channel_are_a_segment_of_their_own():
    """¥10 by search, ¥5 by nobody knows → the segments still add up to ¥15."""
    shop = shop_of(
        orders=[order("1", "2026-10-01", 10.0, channel="search"), order("2", "2026-10-01", 5.0)]
    )
    told = measure(shop, ["gmv"], period=OCTOBER, by=["channel"])
    assert told.to_dict("records") == [
        {"channel": "search", "gmv": 10},
        {"channel": "unknown", "gmv": 5},
    ]


def test_a_look_up_with_many_skus_does_not_repeat_the_order():
    """P1 has two SKUs of cost 4 and 6; one line of SKU a → cost 4, amount ¥10 once."""
    shop = shop_of(
        orders=[order("1", "2026-10-01", 10.0, sku_id="a")],
        products=[{"product_id": "P1", "title": "杯", "category": "茶具"}],
        skus=[
            {"sku_id": "a", "product_id": "P1", "unit_cost": 4.0},
            {"sku_id": "b", "product_id": "P1", "unit_cost": 6.0},
        ],
    )
    told = measure(shop, ["gmv", "cogs"], period=OCTOBER, by=["category"])
    assert told.to_dict("records") == [{"category": "茶具", "gmv": 10, "cogs": 4}]


def test_two_tables_are_divided_over_the_days_that_both_cover():
    """¥10 a day on 10-01 … 10-04, traffic of 10-01 and 10-02 only, 5 visitors a day
    → ¥20 ÷ 10 = ¥2 a visitor, not ¥40 ÷ 10 = ¥4; the sales themselves stay ¥40."""
    shop = shop_of(
        orders=[order(str(d), f"2026-10-0{d}", 10.0) for d in (1, 2, 3, 4)],
        traffic=[visit(f"2026-10-0{d}", "search", 5) for d in (1, 2)],
    )
    told = measure(shop, ["gmv", "visitors", "visitor_value"], period=OCTOBER)
    assert told.iloc[0].tolist() == [40, 10, 2]


def test_a_ratio_is_the_quotient_of_sums_not_the_mean_of_ratios():
    """search 1 of 10 paid (10 %), feed 1 of 90 (1.1 %) → 2 of 100 = 2 %, not 5.6 %."""
    shop = shop_of(
        traffic=[
            visit("2026-10-01", "search", 10, pay_buyers=1),
            visit("2026-10-01", "paid_feed", 90, pay_buyers=1),
        ]
    )
    assert one(shop, "pay_conversion") == 0.02


def test_a_buyer_on_two_days_is_one_buyer_of_the_month():
    """anna on day 1 and day 2 → 1 buyer a day, 1 in the month."""
    shop = shop_of(
        orders=[
            order("1", "2026-10-01", 10.0, buyer_id="anna"),
            order("2", "2026-10-02", 10.0, buyer_id="anna"),
        ]
    )
    days = measure(shop, ["pay_buyers"], period="2026-10-01..2026-10-02", grain="day")
    assert days["pay_buyers"].tolist() == [1, 1]
    assert one(shop, "pay_buyers") == 1


def test_closing_stock_adds_over_warehouses_but_not_over_days():
    """day 30: A 10 + B 5; day 31: A 7 + B 5 → 12 at the end, not 27."""
    rows = [("2026-10-30", "A", 10), ("2026-10-30", "B", 5)]
    rows += [("2026-10-31", "A", 7), ("2026-10-31", "B", 5)]
    shop = shop_of(
        inventory=[
            {"date": d, "warehouse": w, "sku_id": "S", "product_id": "P", "on_hand": n}
            for d, w, n in rows
        ]
    )
    assert one(shop, "stock_on_hand") == 12
    by = measure(shop, ["stock_on_hand"], period=OCTOBER, by=["warehouse"])
    assert by["stock_on_hand"].tolist() == [7, 5]
    assert one(shop, "average_stock") == (15 + 12) / 2


def test_a_sku_is_out_only_when_no_warehouse_has_it():
    """day 1: A 0, B 5 → in stock; day 2: A 0, B 0 → out: 1 of 2 SKU-days."""
    rows = [("2026-10-01", "A", 0), ("2026-10-01", "B", 5)]
    rows += [("2026-10-02", "A", 0), ("2026-10-02", "B", 0)]
    shop = shop_of(
        inventory=[
            {"date": d, "warehouse": w, "sku_id": "S", "product_id": "P", "on_hand": n}
            for d, w, n in rows
        ]
    )
    assert one(shop, "stock_out_rate") == 0.5


@pytest.mark.parametrize("visitors", [0])
def test_a_zero_denominator_gives_nothing_not_zero_and_not_infinity(visitors):
    """0 visitors, 1 payment → empty."""
    shop = shop_of(traffic=[visit("2026-10-01", "search", visitors, pay_buyers=1)])
    assert math.isnan(one(shop, "pay_conversion"))


def test_stock_without_sales_has_no_days_of_supply():
    """10 on the shelf, nothing sold → empty, not 9999 days."""
    shop = shop_of(
        orders=[order("1", "2026-10-01", None)],
        inventory=[
            {"date": "2026-10-01", "warehouse": "A", "sku_id": "S", "product_id": "P",
             "on_hand": 10}
        ],
    )  # fmt: skip
    assert math.isnan(one(shop, "days_of_supply"))


def test_the_refund_rate_is_over_paid_orders_not_all_orders():
    """5 placed, 4 paid, 1 refunded → 25 % of paid; 20 % of all is another figure."""
    shop = shop_of(
        orders=[
            order("1", "2026-10-01", 10.0, refund_amount=10.0),
            *(order(str(n), "2026-10-01", 10.0, refund_amount=0.0) for n in (2, 3, 4)),
            order("5", "2026-10-01", None),
        ]
    )
    assert one(shop, "refund_rate") == 0.25
    assert one(shop, "refund_share_of_placed") == 0.20


def test_refunds_by_refund_day_are_not_those_of_the_periods_orders():
    """September's ¥50 comes back in October, where ¥100 is sold → cohort 0 %, by day 50 %."""
    shop = shop_of(
        orders=[
            order("1", "2026-09-30", 50.0, refund_amount=50.0, refunded_at="2026-10-03 10:00"),
            order("2", "2026-10-01", 100.0, refund_amount=0.0),
        ]
    )
    assert one(shop, "refund_rate_cohort") == 0
    assert one(shop, "refund_rate_same_period") == 0.5
    assert one(shop, "net_paid") == 100 and one(shop, "net_paid_by_refund_day") == 50


def test_an_unpaid_order_is_placed_but_never_sold():
    """the unpaid order of ¥188,320 is in the placed amount alone."""
    shop = shop_of(
        orders=[
            order("1", "2026-10-01", 100.0, list_amount=100.0),
            order("2", "2026-10-01", None, list_amount=188320.0),
        ]
    )
    assert one(shop, "gmv") == 100 and one(shop, "gmv_placed") == 188420


def test_sales_stand_on_the_day_of_payment():
    """placed on 09-30 at 23:50, paid on 10-01 at 00:10 → September 0, October ¥100."""
    late = order(
        "1", "2026-09-30", 100.0, ordered_at="2026-09-30 23:50", paid_at="2026-10-01 00:10"
    )
    shop = shop_of(orders=[late, order("2", "2026-10-02", None)])
    assert measure(shop, ["gmv"], period="2026-09")["gmv"].iloc[0] == 0
    assert one(shop, "gmv") == 100


def test_gifts_and_brushed_orders_are_no_sales():
    """¥10 sold, a gift line of ¥1, a brushed order of ¥999 → ¥10, 1 order, 1 item."""
    shop = shop_of(
        orders=[
            order("1", "2026-10-01", 10.0),
            order("1", "2026-10-01", 1.0, line_id="2", is_gift=True),
            order("2", "2026-10-01", 999.0, is_suspect=True),
        ]
    )
    told = measure(shop, ["gmv", "orders_placed", "items", "gift_items"], period=OCTOBER)
    assert told.iloc[0].tolist() == [10, 1, 1, 1]


def test_cents_add_up_exactly():
    """0.10 + 0.20 is 0.30, a thousand times over."""
    lines = [order(str(n), "2026-10-01", 0.1 if n % 2 else 0.2) for n in range(2000)]
    assert one(shop_of(orders=lines), "gmv") == 300.0


def test_old_buyers_are_those_of_the_365_days_before_the_period():
    """before 2026-10-01: anna 365 days, ben 366 days, cleo in the month itself → only anna old."""
    shop = shop_of(
        orders=[
            order("1", "2025-10-01", 1.0, buyer_id="anna"),
            order("2", "2025-09-30", 1.0, buyer_id="ben"),
            order("3", "2026-10-01", 1.0, buyer_id="cleo"),
            *(order(f"4{b}", "2026-10-05", 1.0, buyer_id=b) for b in ("anna", "ben", "cleo")),
        ]
    )
    assert one(shop, "old_buyers") == 1 and one(shop, "new_buyers") == 2
    days = measure(shop, ["old_buyers", "new_buyers"], period="2026-10-01..2026-10-05", grain="day")
    # Day by day the window moves: cleo, new on the 1st, is old on the 5th; anna's day has left it.
    assert days["old_buyers"].tolist() == [0, 0, 0, 0, 1]
    assert days["new_buyers"].tolist() == [1, 0, 0, 0, 2]


def test_a_cohort_has_no_rate_until_its_last_buyer_was_watched_long_enough():
    """orders end on 10-31. August: anna (first 08-01) back after 20 days, ben (08-10) never.
    October: cleo (10-15), watched for 16 days → 30-day rates 1/2 and empty, never 0."""
    shop = shop_of(
        orders=[
            order("1", "2026-08-01", 1.0, buyer_id="anna"),
            order("2", "2026-08-21", 1.0, buyer_id="anna"),
            order("3", "2026-08-10", 1.0, buyer_id="ben"),
            order("4", "2026-10-15", 1.0, buyer_id="cleo"),
            order("5", "2026-10-31", None),
        ]
    )
    rates = measure(shop, "repeat_rate_30d", period="2026-08-01..2026-10-31", grain="month")
    assert rates["repeat_rate_30d"].fillna(-1).tolist() == [0.5, -1, -1]
    # Also where only the first of the cohort was watched long enough.
    both = measure(shop, "repeat_rate_30d", period="2026-08-01..2026-10-31")
    assert math.isnan(both["repeat_rate_30d"].iloc[0])
