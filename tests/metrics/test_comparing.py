"""Comparisons are fair, or say why there is none."""

import math
import warnings
from datetime import date

import pytest
from tiny_shop import full_shop, order, shop_of, visit

from fupan import measure as by_hand
from fupan.ground.errors import WrongUse
from fupan.ground.periods import Period
from fupan.metrics import compare


def flat(year_month: str, days: int, amount: float) -> list[dict]:
    return [order(f"{year_month}-{d}", f"{year_month}-{d:02d}", amount)
            for d in range(1, days + 1)]  # fmt: skip


def row(table, name):
    return table[table["metric"] == name].iloc[0]


def test_a_short_month_is_told_per_day_beside_the_whole():
    """February 28 × ¥31 = 868, January 31 × ¥30 = 930: −6.7 % in all, +3.3 % a day."""
    shop = shop_of(orders=[*flat("2026-01", 31, 30.0), *flat("2026-02", 28, 31.0)])
    told = row(compare(shop, "gmv", period="2026-02"), "gmv")
    assert (told["value"], told["baseline"], told["change"]) == (868, 930, -62)
    assert told["relative"] == pytest.approx(-62 / 930)
    assert (told["value_per_day"], told["baseline_per_day"]) == (31, 30)
    assert told["relative_per_day"] == pytest.approx(1 / 30)
    assert told["note"] is None and told["better"] is False
    assert told["baseline_period"] == "2026-01"


def test_data_that_end_early_are_compared_per_day_and_say_so():
    """January whole at ¥10 a day, February until the 17th at ¥12 → +20 %, not −34 %."""
    shop = shop_of(orders=[*flat("2026-01", 31, 10.0), *flat("2026-02", 17, 12.0)])
    told = row(compare(shop, "gmv", period="2026-02"), "gmv")
    assert told["days"] == 17 and told["per_day"]
    assert told["relative"] == pytest.approx(0.2) and told["better"] is True
    assert "17/28" in told["note"].zh and "17 of the 28 days" in told["note"].en
    raw = row(compare(shop, "gmv", period="2026-02", per_day=False), "gmv")
    assert raw["relative"] == pytest.approx(204 / 310 - 1)


def test_a_month_before_the_data_gives_no_change_and_the_reason():
    shop = shop_of(orders=flat("2026-01", 31, 10.0))
    told = row(compare(shop, ["gmv"], period="2026-01", to="year_ago"), "gmv")
    assert math.isnan(told["baseline"]) and math.isnan(told["relative"])
    assert told["better"] is None and "2025年1月没有 orders 数据" in told["note"].zh


def test_rates_change_in_points_and_never_in_per_cent_of_per_cent():
    shop = shop_of(
        traffic=[
            visit("2026-09-01", "search", 100, pay_buyers=2),
            visit("2026-10-01", "search", 100, pay_buyers=3),
        ]
    )
    told = row(compare(shop, "pay_conversion", period="2026-10"), "pay_conversion")
    assert told["change"] == pytest.approx(0.01) and math.isnan(told["relative"])
    assert told["better"] is True and math.isnan(told["value_per_day"])


def test_a_segment_that_vanished_counts_as_zero_not_as_unknown():
    shop = shop_of(
        orders=[
            order("1", "2026-09-01", 10.0, channel="live"),
            order("2", "2026-10-01", 10.0, channel="search"),
            order("3", "2026-10-31", None),
        ]
    )
    told = compare(shop, ["gmv", "order_value"], period="2026-10", by=["channel"])
    lives = told[told["channel"] == "live"].set_index("metric")
    assert lives.loc["gmv", "value"] == 0 and lives.loc["gmv", "baseline"] == 10
    assert lives.loc["gmv", "relative"] == -1
    assert math.isnan(lives.loc["order_value", "value"])


def test_the_plan_comes_from_the_targets_by_any_name_of_the_metric():
    told = compare(full_shop(), ["gmv", "spend_per_buyer", "items"], period="2026-10", to="plan")
    assert told["baseline"].fillna(-1).tolist() == [250, 90, -1]
    assert row(told, "gmv")["relative"] == pytest.approx(-0.2)
    assert "没有这个指标的目标" in row(told, "items")["note"].zh


def test_monthly_targets_of_totals_add_and_those_of_ratios_do_not():
    shop = shop_of(
        orders=[*flat("2026-01", 31, 10.0), *flat("2026-02", 28, 10.0)],
        targets=[
            {"month": m, "metric": name, "value": v}
            for m in ("2026-01", "2026-02")
            for name, v in (("gmv", 300.0), ("order_value", 9.0))
        ],
    )
    told = compare(shop, ["gmv", "order_value"], period="2026-01-01..2026-02-28", to="plan")
    assert told["baseline"].fillna(-1).tolist() == [600, -1]
    part = compare(shop, "gmv", period="2026-02-01..2026-02-10", to="plan")
    assert math.isnan(part["baseline"].iloc[0]) and "整月" in part["note"].iloc[0].zh


def test_a_promotion_is_held_against_the_same_days_of_last_years():
    """The shop's own sale opens on 05-10, last year on 05-20 → the twin is ten days later."""
    calendar = [
        {"name": "店庆", "starts_on": "2025-05-20", "ends_on": "2025-05-22", "phase": "main"},
        {"name": "店庆", "starts_on": "2026-05-10", "ends_on": "2026-05-12", "phase": "main"},
    ]
    lines = [
        order("1", "2025-05-20", 100.0),
        order("2", "2026-05-10", 150.0),
        order("3", "2026-05-12", None),
    ]
    shop = shop_of(orders=lines, calendar=calendar)
    told = row(compare(shop, "gmv", period="2026-05-10..2026-05-12", to="event"), "gmv")
    assert told["baseline_period"] == "2025-05-20..2025-05-22" and told["relative"] == 0.5
    nothing = row(compare(shop, "gmv", period="2026-04-10..2026-04-12", to="event"), "gmv")
    assert math.isnan(nothing["baseline"]) and "没有可对齐的大促" in nothing["note"].zh


def test_february_is_held_against_the_same_days_around_spring_festival():
    told = compare(full_shop(), "gmv", period="2026-02", to="lunar").iloc[0]
    assert told["baseline_period"] == "2025-01-13..2025-02-09"
    assert "春节" in told["note"].zh


def test_any_period_can_be_compared_with():
    told = compare(full_shop(), "gmv", period="2026-10", to=Period.parse("2026-09")).iloc[0]
    assert told["baseline"] == 50


def test_what_cannot_be_computed_is_a_row_with_its_reason():
    shop = shop_of(orders=flat("2026-01", 31, 10.0))
    told = row(compare(shop, ["gmv", "visitors"], period="2026-01"), "visitors")
    assert math.isnan(told["value"]) and "traffic" in told["note"].en


def test_an_unknown_way_to_compare_is_answered_with_the_nearest():
    with pytest.raises(WrongUse) as error:
        compare(full_shop(), "gmv", period="2026-10", to="previos")
    assert "'previous'" in error.value.text.en


def test_a_level_is_noted_only_where_its_day_is_not_the_last():
    def shelf(day: str, items: int) -> dict:
        return {"date": day, "warehouse": "A", "sku_id": "S", "product_id": "P", "on_hand": items}

    shop = shop_of(inventory=[shelf("2026-09-30", 9), shelf("2026-10-17", 6)])
    told = compare(shop, "stock_on_hand", period="2026-10").iloc[0]
    assert (told["value"], told["baseline"]) == (6, 9)
    assert told["note"].zh == "inventory 最后一次快照是 2026-10-17，期末值取自那天"


def test_a_month_without_data_has_no_segments_and_no_error():
    shop = shop_of(orders=[order("1", "2026-10-01", 5.0)])
    assert compare(shop, "gmv", period="2025-03", by=["channel"]).empty
    assert compare(shop, ["visitors"], period="2026-10", by=["channel"]).empty
    told = compare(shop, ["gmv", "order_value"], period="2026-11", by=["channel", "weekday"])
    assert told["value"].isna().all() and told["baseline"].tolist() == [5, 5]


@pytest.mark.parametrize(("said", "meant"), [("last_year", "year_ago"), ("target", "plan")])
def test_what_people_write_for_a_comparison_is_understood_as_a_hint(said, meant):
    with pytest.raises(WrongUse, match=f"'{meant}'"):
        compare(full_shop(), "gmv", period="2026-10", to=said)


def test_measuring_by_hand_says_where_the_data_do_not_reach():
    with pytest.warns(UserWarning, match="2031"):
        told = by_hand(full_shop(), "gmv", period="2031-01")
    assert told["gmv"].isna().all()
    with warnings.catch_warnings():
        warnings.simplefilter("error", UserWarning)
        assert by_hand(full_shop(), "gmv", period="2026-10")["gmv"].notna().all()


def test_a_month_before_the_first_order_has_no_days_and_no_figures():
    """Days of supply count the days that orders cover: before them there are none."""
    shop = shop_of(
        orders=[order("1", "2026-10-05", 20.0)],
        inventory=[
            {"date": date(2026, 10, 31), "warehouse": "w", "sku_id": "P-1", "product_id": "P",
             "on_hand": 6}
        ],
    )  # fmt: skip
    told = row(compare(shop, "days_of_supply", period="2026-10", to="previous"), "days_of_supply")
    assert told["value"] == told["value"] and math.isnan(told["baseline"])
