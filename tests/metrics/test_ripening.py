"""Refunds come in for weeks: a young month is held against others at equal age, or not at all."""

from datetime import date, timedelta

import pytest
from tiny_shop import order, shop_of

from fupan.ground.periods import Period
from fupan.metrics import compare, measure
from fupan.metrics.ripening import known_until, ripeness

OCTOBER = Period.parse("2026-10")
REFUNDED = ["net_paid", "refund_rate", "refund_rate_cohort"]


def constant_shop(last=date(2026, 11, 2), *, are_dated=True, heard=None):
    """Ten orders of 100 a day from July on; two of each day are refunded whole, after 1 and after
    14 days. The files are of the day `last`: refunds after it (after `heard`) are not known."""
    lines, day = [], date(2026, 7, 1)
    while day <= last:
        for n in range(10):
            wait = {0: 1, 1: 14}.get(n)
            back = day + timedelta(days=wait) if wait else None
            refund = {}
            if back is not None and back <= (heard or last):
                refund = {"refund_amount": 100.0}
                refund |= {"refunded_at": f"{back} 09:00"} if are_dated else {}
            lines.append(order(f"{day}-{n}", str(day), 100.0, **{"refund_amount": 0.0} | refund))
        day += timedelta(days=1)
    return shop_of(orders=lines)


def test_two_days_after_the_months_end_constant_refunds_are_no_success():
    """October at 2 November: all 31 early refunds and those of 19 days after two weeks (to
    19 October), so 50 of 310 orders. September at 2 October: 30 and 18 of 300."""
    told = compare(constant_shop(), ["gmv", *REFUNDED], period=OCTOBER).set_index("metric")
    assert told.loc["refund_rate", "value"] == pytest.approx(50 / 310)
    assert told.loc["refund_rate", "baseline"] == pytest.approx(48 / 300)
    assert told.loc["net_paid", "relative"] == pytest.approx(26000 / 25200 - 1)
    # What the data know of September by now would have made October 3.9 points better.
    assert measure(constant_shop(), "refund_rate", period="2026-09")["refund_rate"][0] == 0.2
    assert list(told.loc[REFUNDED, "better"]) == [None, None, None]
    assert list(told["ripe"]) == [True, False, False, False]
    assert told.loc["gmv", "note"] is None
    assert "2026-10-03" not in told.loc["net_paid", "note"].zh
    assert "2026-10-02" in told.loc["net_paid", "note"].zh


def test_a_year_ago_is_cut_at_the_same_age_too_and_so_are_segments():
    shop = constant_shop()
    months = compare(shop, "refund_rate", period=OCTOBER, to=Period.parse("2026-08"))
    # August at 2 September: 31 early ones and those of the first 19 days.
    assert months["baseline"][0] == pytest.approx(50 / 310)
    parts = compare(shop, "refund_rate", period=OCTOBER, by=["product_id"])
    assert parts["baseline"][0] == pytest.approx(48 / 300)


def test_refunds_without_their_days_are_not_compared_while_young():
    told = compare(constant_shop(are_dated=False), REFUNDED, period=OCTOBER)
    assert told["baseline"].isna().all() and told["change"].isna().all()
    assert {str(n.zh) for n in told["note"]} == {"还没退完，暂不可比"}
    assert set(told["better"]) == {None}


def test_a_month_whose_refunds_are_in_is_compared_as_it_stands():
    told = compare(constant_shop(), REFUNDED, period="2026-09").set_index("metric")
    assert list(told["ripe"]) == [True, True, True]
    assert told.loc["refund_rate", ["value", "baseline"]].tolist() == [0.2, 0.2]


def test_a_young_month_neither_misses_nor_keeps_its_goal():
    shop = constant_shop()
    told = compare(shop, "refund_rate", period=OCTOBER, to="plan")
    assert told["better"][0] is None and not told["ripe"][0]


def test_spans_of_another_length_are_of_another_age():
    week = Period.parse("2026-10-26..2026-11-01")
    assert ripeness(constant_shop(), week, OCTOBER).known_by is None


def test_where_refunds_fall_silent_long_before_the_orders_their_last_day_counts():
    """Orders to 2 November, refunds brought along to 20 October alone: twelve days before
    October's end, so September counts those of before 20 September."""
    whole, shop = constant_shop(), constant_shop(heard=date(2026, 10, 20))
    assert known_until(whole) == date(2026, 11, 3)
    assert known_until(shop) == date(2026, 10, 21)
    assert ripeness(shop, OCTOBER, Period.parse("2026-09")).known_by == date(2026, 9, 20)


def test_refunds_known_after_the_last_order_make_the_month_older():
    shop = shop_of(
        orders=[
            order("1", "2026-10-05", 10.0, refund_amount=10.0, refunded_at="2026-11-20 09:00"),
            order("2", "2026-10-31", 10.0),
        ]
    )
    assert known_until(shop) == date(2026, 11, 21)


def test_a_shop_that_was_never_refunded_has_nothing_to_wait_for_but_time():
    shop = shop_of(orders=[order("1", "2026-10-31", 10.0, refund_amount=0.0)])
    assert known_until(shop) == date(2026, 11, 1)
    assert not ripeness(shop, OCTOBER).is_ripe
