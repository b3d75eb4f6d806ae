"""What may be added, and what the refusal says."""

import math

import pandas as pd
import pytest
from tiny_shop import full_shop, order, shop_of

from fupan.ground.errors import WrongUse
from fupan.metrics import measure, total


@pytest.fixture(scope="module")
def days():
    names = ["gmv", "pay_buyers", "paid_orders", "visitors", "stock_on_hand", "order_value"]
    return measure(full_shop(), names, period="2026-10-01..2026-10-02", grain="day")


def test_totals_add_over_days(days):
    assert total(days, "gmv") == 160


def test_orders_add_over_days_but_not_over_products(days):
    assert total(days, "paid_orders") == 2
    products = measure(full_shop(), "paid_orders", period="2026-10", by=["product_id"])
    with pytest.raises(WrongUse, match="paid_orders"):
        total(products, "paid_orders")


def test_levels_add_over_warehouses_but_not_over_days(days):
    here = measure(full_shop(), "stock_on_hand", period="2026-10", by=["sku_id"])
    assert total(here, "stock_on_hand") == 6
    with pytest.raises(WrongUse) as error:
        total(days, "stock_on_hand")
    assert "average_stock" in error.value.text.en


@pytest.mark.parametrize("name", ["pay_buyers", "visitors"])
def test_people_are_never_added(days, name):
    with pytest.raises(WrongUse) as error:
        total(days, name)
    assert f"measure(shop, ['{name}']" in error.value.text.zh


def test_ratios_are_never_added_and_the_refusal_names_their_parts(days):
    with pytest.raises(WrongUse) as error:
        total(days, "order_value")
    assert "支付金额 ÷ 支付订单数" in error.value.text.zh


def test_a_sum_with_a_part_unknown_is_refused():
    shop = shop_of(orders=[order("1", "2026-10-01", 5.0)])
    days = measure(shop, "gmv", period="2026-10-01..2026-10-02", grain="day")
    with pytest.raises(WrongUse, match="1"):
        total(days, "gmv")
    assert total(days.head(1), "gmv") == 5
    assert math.isnan(total(days.tail(1), "gmv"))


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(WrongUse, match="gmv"):
        total(pd.DataFrame({"day": []}), "gmv")
