"""What `measure` fills, what it leaves empty, and what it refuses."""

import math

import pandas as pd
import pytest
from tiny_shop import full_shop, order, shop_of, visit

from fupan.ground.errors import DataMissing, WrongUse
from fupan.metrics import measurable, measure


@pytest.fixture(scope="module")
def shop():
    return full_shop()


def test_without_a_split_there_is_one_row(shop):
    assert measure(shop, "gmv", period="2026-10").to_dict("records") == [{"gmv": 200.0}]


def test_a_day_without_a_sale_is_zero_and_a_day_beyond_the_data_is_empty():
    shop = shop_of(orders=[order("1", "2026-10-01", 5.0), order("2", "2026-10-03", 5.0)])
    days = measure(shop, ["gmv", "order_value"], period="2026-09-30..2026-10-04", grain="day")
    assert days["day"].dt.day.tolist() == [30, 1, 2, 3, 4]
    assert days["gmv"].fillna(-1).tolist() == [-1, 5, 0, 5, -1]
    assert days["order_value"].fillna(-1).tolist() == [-1, 5, -1, 5, -1]


def test_a_busy_shop_without_an_order_has_a_gap_not_a_zero():
    lines = [order(f"{d}-{n}", f"2026-10-0{d}", 1.0) for d in (1, 2, 4, 5) for n in range(20)]
    days = measure(shop_of(orders=lines), "gmv", period="2026-10-01..2026-10-05", grain="day")
    assert days["gmv"].fillna(-1).tolist() == [20, 20, -1, 20, 20]


def test_a_day_that_was_not_watched_has_no_visitors_to_tell():
    shop = shop_of(traffic=[visit("2026-10-01", "search", 5), visit("2026-10-03", "search", 5)])
    days = measure(shop, "visitors", period="2026-10-01..2026-10-03", grain="day")
    assert days["visitors"].fillna(-1).tolist() == [5, -1, 5]


def test_a_month_outside_the_data_is_empty_everywhere(shop):
    told = measure(shop, ["gmv", "pay_buyers", "visitors", "stock_on_hand"], period="2025-03")
    assert told.isna().all(axis=None)


def test_unknown_is_not_zero_where_an_optional_column_is_empty_for_a_while():
    shop = shop_of(
        traffic=[
            visit("2026-10-01", "search", 5, cart_visitors=2),
            visit("2026-10-02", "search", 5, cart_visitors=None),
        ]
    )
    days = measure(shop, "daily_cart_visitors", period="2026-10-01..2026-10-02", grain="day")
    assert days["daily_cart_visitors"].fillna(-1).tolist() == [2, -1]


def test_steps_are_cut_at_the_ends_of_the_period():
    shop = shop_of(orders=[order("1", "2026-10-01", 1.0), order("2", "2026-10-31", 2.0)])
    weeks = measure(shop, "gmv", period="2026-10", grain="week")
    assert weeks["day"].dt.strftime("%m-%d").tolist() == [
        "10-01", "10-05", "10-12", "10-19", "10-26",
    ]  # fmt: skip
    assert weeks["gmv"].tolist() == [1, 0, 0, 0, 2]


def test_rows_come_sorted_by_segment_then_day(shop):
    told = measure(
        shop, ["gmv"], period="2026-10-01..2026-10-02", by=["channel", "product_id"], grain="day"
    )
    keys = list(zip(told["channel"], told["product_id"], told["day"], strict=True))
    assert keys == sorted(keys) and len(keys) == len(set(keys))
    assert list(told.columns) == ["channel", "product_id", "day", "gmv"]


def test_segments_of_a_total_add_up_to_the_whole(shop):
    whole = measure(shop, "gmv", period="2026-10")["gmv"].iloc[0]
    for by in ("channel", "product_id", "category", "role", "buyer_kind", "weekday", "hour"):
        assert measure(shop, "gmv", period="2026-10", by=by)["gmv"].sum() == whole


def test_products_are_looked_up_by_category_and_role(shop):
    told = measure(shop, "gmv", period="2026-10", by=["role"])
    assert dict(zip(told["role"], told["gmv"], strict=True)) == {"traffic": 140, "profit": 60}


def test_weekdays_and_hours_are_those_of_the_payment(shop):
    days = measure(shop, "paid_orders", period="2026-10", by=["weekday", "hour"])
    # Thursday the 1st, Friday the 2nd, Saturday the 31st, all at noon.
    assert days.to_dict("list") == {
        "weekday": [4, 5, 6], "hour": [12, 12, 12], "paid_orders": [1, 1, 1],
    }  # fmt: skip


def test_a_shop_wide_part_stands_for_every_segment_of_a_ratio(shop):
    told = measure(shop, "items_per_day", period="2026-10", by=["product_id"])
    assert told["items_per_day"].tolist() == [3 / 31, 1 / 31]


def test_a_dimension_that_the_table_lacks_is_refused_with_what_to_ask_instead(shop):
    with pytest.raises(WrongUse) as error:
        measure(shop, "pay_conversion", period="2026-10", by=["product_id"])
    assert "item_pay_conversion" in error.value.text.zh
    assert "table traffic" in error.value.text.en and "channel" in error.value.text.en


def test_a_level_is_not_split_by_weekday(shop):
    with pytest.raises(WrongUse, match="期末库存"):
        measure(shop, "stock_on_hand", period="2026-10", by=["weekday"])
    with pytest.raises(WrongUse):
        measure(shop, "items_per_day", period="2026-10", by=["weekday"])


def test_an_unknown_dimension_or_grain_is_answered_with_the_nearest(shop):
    with pytest.raises(WrongUse) as error:
        measure(shop, "gmv", period="2026-10", by=["chanel"])
    assert "'channel'" in error.value.text.en
    with pytest.raises(WrongUse):
        measure(shop, "gmv", period="2026-10", grain="fortnight")
    with pytest.raises(WrongUse):
        measure(shop, "gmv", period="2026-10", by=["channel", "channel"])


def test_an_absent_table_is_told_and_raises_only_when_asked_for():
    shop = shop_of(orders=[order("1", "2026-10-01", 5.0)])
    reasons = measurable(shop, ["gmv", "visitors", "visitor_value", "net_paid", "cogs"])
    assert reasons["gmv"] is None
    assert "traffic" in reasons["visitors"].en and "traffic" in reasons["visitor_value"].zh
    assert "refund_amount" in reasons["net_paid"].en and "unit_cost" in reasons["cogs"].en
    with pytest.raises(DataMissing, match="traffic"):
        measure(shop, ["gmv", "visitors"], period="2026-10")
    told = measure(shop, ["gmv", "visitors"], period="2026-10", missing="empty").iloc[0]
    assert told["gmv"] == 5 and math.isnan(told["visitors"])


def test_orders_without_buyers_cannot_tell_people():
    shop = shop_of(orders=[order("1", "2026-10-01", 5.0, buyer_id=None)])
    assert "buyer_id" in measurable(shop, "pay_buyers")["pay_buyers"].en


def test_figures_are_floats_whatever_is_empty(shop):
    told = measure(shop, ["gmv", "visitors", "stock_on_hand"], period="2026-10", grain="day")
    assert {str(t) for t in told.drop(columns="day").dtypes} == {"float64"}
    assert isinstance(told["day"].iloc[0], pd.Timestamp)
