"""Methods for sparse demand by hand, classes at their cuts, and the rhythm of promotions."""

from datetime import date

import numpy as np
import pytest

from fupan.analysis.forecast import demand_classes, forecast_of
from fupan.analysis.forecast.levels import croston_sba, tsb


def test_croston_with_the_correction_of_syntetos_and_boylan_by_hand():
    """Demands 4 (after 2 days) and 2 (after 3): size 4 → 4 + 0.1·(2 − 4) = 3.8, interval
    2 → 2 + 0.1·(3 − 2) = 2.1; rate 0.95 · 3.8 / 2.1 = 1.719048."""
    rates = croston_sba(np.array([[0, 4, 0, 0, 2.0, 0]]))
    assert rates[0, 1] == pytest.approx(0.95 * 4 / 2)
    assert rates[0, 4] == pytest.approx(1.719048, rel=1e-6)
    assert rates[0, 5] == rates[0, 4]


def test_tsb_lets_the_chance_of_a_demand_fall_while_nothing_sells():
    """First demand on day 2: chance 1/2 → 0.5 + 0.1·(1 − 0.5) = 0.55 on that day, then 0.495."""
    rates = tsb(np.array([[0, 4.0, 0, 0]]))
    assert list(rates[0]) == pytest.approx([0, 0.55 * 4, 0.495 * 4, 0.4455 * 4])


def test_classes_change_at_132_and_049():
    """ADI = days ÷ days with demand; CV² = variance of the sizes (n − 1) ÷ mean²."""
    daily = np.tile([3.0, 4.0], 33)
    wild = np.tile([1.0, 1.0, 1.0, 9.0], 17)[:66]
    sparse = np.where(np.arange(66) % 3 == 0, 2.0, 0.0)
    lumpy = np.where(np.arange(66) % 3 == 0, np.where(np.arange(66) % 9 == 0, 20.0, 1.0), 0.0)
    found = demand_classes(np.array([daily, wild, sparse, lumpy, np.zeros(66)]))
    assert list(found["class"]) == ["smooth", "erratic", "intermittent", "lumpy", "none"]
    assert found["interval"][2] == pytest.approx(3.0)
    # 22 demands of 2: no variation at all.
    assert found["variation"][2] == 0


def test_the_conventions_of_publications_can_be_asked_for():
    """Demands of 2, 4 and 6 on days 3, 5 and 9 of 12. ADI 12/3 = 4, up to the last 9/3 = 3,
    between them (9 − 3)/2 = 3; CV² is 4/16 of the sample, (8/3)/16 of the population."""
    row = np.zeros((1, 12))
    row[0, [2, 4, 8]] = 2, 4, 6

    def found(**asked):
        return tuple(demand_classes(row, **asked)[["interval", "variation"]].iloc[0])

    assert found() == pytest.approx((4, 0.25))
    assert found(interval="gaps") == pytest.approx((3, 0.25))
    assert found(interval="between", ddof=0) == pytest.approx((3, 1 / 6))
    assert found(started=np.array([2])) == pytest.approx((10 / 3, 0.25))


def test_days_before_a_series_begins_may_be_empty():
    row = np.array([[np.nan, np.nan, 1.0, 0.0, 1.0, 0.0]])
    assert demand_classes(row)["interval"][0] == pytest.approx(2.0)


def test_a_class_on_the_cut_is_sparse_unless_more_is_asked():
    """33 days with 25 demands: an interval of 1.32 exactly."""
    row = np.array([[1.0] * 25 + [0.0] * 8])
    assert demand_classes(row)["class"][0] == "intermittent"
    assert demand_classes(row, above=True)["class"][0] == "smooth"
    assert demand_classes(row, cuts=(4 / 3, 0.5))["class"][0] == "smooth"


def test_a_promotion_known_from_the_past_is_forecast_again():
    """Ten a day, thirty on five marked days; the same mark ahead brings about thirty again."""
    days = 200
    marks = ["618/main/rest" if 100 <= n < 105 else "" for n in range(days)] + ["618/main/rest"] * 7
    demand = np.full((20, days), 10.0)
    demand[:, 100:105] = 30.0
    made = forecast_of(demand, date(2025, 1, 1), marks, 7)
    assert made.path.mean() == pytest.approx(30, rel=0.1)
    assert made.plain.mean() == pytest.approx(10, rel=0.1)


def test_a_promotion_without_a_past_is_named():
    demand = np.full((3, 200), 5.0)
    marks = [""] * 200 + ["双11/main/first"] + ["双11/main/rest"] * 6
    made = forecast_of(demand, date(2025, 1, 1), marks, 7)
    assert made.news == ("双11",)


def test_a_forecast_does_not_look_ahead():
    chance = np.random.default_rng(3)
    demand = chance.poisson(4, (10, 300)).astype(float)
    marks = [""] * 330
    short = forecast_of(demand[:, :270], date(2025, 1, 1), marks, 30)
    longer = demand.copy()
    longer[:, 270:] = 99
    again = forecast_of(longer[:, :270], date(2025, 1, 1), marks, 30)
    assert np.array_equal(short.path, again.path)


def test_fractions_of_days_count_in_part():
    made = forecast_of(np.full((1, 200), 8.0), date(2025, 1, 1), [""] * 230, 30)
    whole = made.mean(3.0) + (made.mean(4.0) - made.mean(3.0)) / 2
    assert made.mean(3.5) == pytest.approx(whole)


def test_an_item_of_ten_days_is_forecast_by_its_own_days():
    """Forty a day since ten days, 399 of 400 units counted; no back-test has seen it sell."""
    demand = np.full((5, 200), 6.0)
    demand[0, :190], demand[0, 190:] = 0.0, 40.0
    started = np.array([190, 0, 0, 0, 0])
    made = forecast_of(demand, date(2025, 1, 1), [""] * 230, 30, started=started)
    assert made.method[0] == "newcomer"
    assert made.path[0].mean() == pytest.approx(39.9, rel=0.01)
    assert made.relative[0] > made.relative[1]


def test_one_sale_on_the_last_day_promises_nothing():
    demand = np.full((2, 200), 6.0)
    demand[0, :199], demand[0, 199] = 0.0, 1.0
    made = forecast_of(demand, date(2025, 1, 1), [""] * 230, 30, started=np.array([199, 0]))
    assert made.path[0].sum() == pytest.approx(0, abs=1.0)
