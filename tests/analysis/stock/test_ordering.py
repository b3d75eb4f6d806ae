"""The models of stock reproduce the figures of their textbooks.

Snyder & Shen, Fundamentals of Supply Chain Theory, 2nd ed. (FoSCT); Zheng & Federgruen (1991);
Silver, Pyke & Thomas, 4th ed. (SPT); Wagner & Whitin (1958). Figures of FoSCT are those of the
tests of its package, stockpyl. Those of Nahmias, Production and Operations Analysis (POA) were not
at hand: each is worked out in its test, and the same function is held to FoSCT beside it.
"""

import math

import pytest

from fupan.analysis.ordering import (
    critical_ratio,
    discounted_quantity,
    economic_quantity,
    newsvendor_normal,
    newsvendor_poisson,
    order_up_to_exact,
    order_up_to_power,
    packed,
    reorder_cost,
    reorder_fill_rate,
    reorder_normal,
    reorder_poisson,
    reorder_stockout_cost,
    safety_stock,
    silver_meal,
    wagner_whitin,
)
from fupan.analysis.ordering.reorder import best_point


def near(*figures):
    return pytest.approx(figures, rel=1e-5)


def test_the_economic_quantity_of_fosct_example_3_1():
    assert economic_quantity(8, 0.225, 1300) == near(304.0468, 68.41053)


def test_the_economic_quantity_with_shortages_of_fosct_example_3_8():
    assert economic_quantity(8, 0.225, 1300, 5) == near(310.81256, 66.92136)


def test_the_newsvendor_of_fosct_example_4_3():
    assert newsvendor_normal(0.18, 0.70, 50, 8) == near(56.60396, 1.997605)


def test_the_newsvendor_of_the_package_of_the_book():
    assert newsvendor_normal(2, 18, 120, 10) == near(132.815516, 35.0996664)


def test_the_newsvendor_with_poisson_demand_of_fosct_example_4_4():
    stock, cost = newsvendor_poisson(0.18, 0.70, 50)
    assert stock == 56 and cost == pytest.approx(1.797235, rel=1e-5)


def test_a_unit_that_earns_nothing_has_no_service_level():
    assert critical_ratio(3, 1) == 0.75
    assert math.isnan(critical_ratio(0, 1)) and math.isnan(critical_ratio(1, 0))


def test_the_cost_of_a_reorder_policy_of_fosct_example_5_1():
    shared = (0.225, 7.5, 8, 1300, 150, 1 / 12)
    assert reorder_cost(126.8, 328.5, *shared) == pytest.approx(78.0711625, rel=1e-5)
    assert reorder_cost(100, 250, *shared) == pytest.approx(87.3464780, rel=1e-5)


def test_the_best_point_for_a_quantity_of_fosct_example_5_2():
    for quantity, point in ((318, 127.788035), (150, 147.194958), (750, 99.8537734)):
        assert best_point(quantity, 0.225, 7.5, 1300, 150, 1 / 12) == pytest.approx(point, rel=1e-5)


def test_the_reorder_policy_by_eoq_with_backorders_of_fosct_example_5_4():
    assert reorder_normal(0.225, 7.5, 8, 1300, 150, 1 / 12) == near(128.637814, 308.573780)


def test_the_exact_reorder_policy_for_poisson_demand_of_fosct_example_5_8():
    point, quantity, cost = reorder_poisson(20, 150, 100, 1.5, 2)
    assert (point, quantity) == (3, 5)
    assert cost == pytest.approx(107.923581, rel=1e-5)


def test_the_exact_order_up_to_policy_of_fosct_example_4_7():
    small, big, cost = order_up_to_exact(1, 4, 5, 6)
    assert (small, big) == (4, 10)
    assert cost == pytest.approx(8.0341116, rel=1e-5)


PUBLISHED = [
    (10, 6, 40, 35.022), (15, 10, 49, 42.698), (20, 14, 62, 49.173), (25, 19, 56, 54.262),
    (30, 23, 66, 57.819), (35, 28, 77, 61.215), (40, 33, 87, 64.512), (45, 37, 97, 67.776),
    (50, 42, 108, 70.975), (55, 47, 118, 74.149), (60, 52, 129, 77.306), (65, 56, 75, 78.518),
    (70, 62, 81, 79.037), (75, 67, 86, 79.554), (21, 15, 65, 50.406), (22, 16, 68, 51.632),
    (23, 17, 52, 52.757), (24, 18, 54, 53.518), (51, 43, 110, 71.611), (52, 44, 112, 72.246),
    (59, 51, 126, 76.679), (61, 52, 131, 77.929), (63, 54, 73, 78.287), (64, 55, 74, 78.402),
]  # fmt: skip


@pytest.mark.parametrize(("mean", "small", "big", "cost"), PUBLISHED)
def test_the_instances_of_zheng_and_federgruen_1991(mean, small, big, cost):
    """K = 64, h = 1, p = 9: their table 1."""
    found = order_up_to_exact(1, 9, 64, mean)
    assert found[:2] == (small, big)
    assert found[2] == pytest.approx(cost, abs=6e-4)


def test_the_power_approximation_of_fosct_example_4_8():
    assert order_up_to_power(0.18, 0.70, 2.5, 50, 8) == near(40.194617, 74.290170)


def test_the_best_lots_of_fosct_example_3_9():
    assert wagner_whitin([90, 120, 80, 70], 500, 2) == ([210, 0, 150, 0], 1380)


def test_the_best_lots_of_fosct_problems_3_27_and_3_29():
    assert wagner_whitin([150, 100, 80, 200], 120, 0.8) == ([150, 180, 0, 200], 424)
    assert wagner_whitin([730, 580, 445, 650, 880], 100, 0.1) == ([1310, 0, 1095, 0, 880], 423)


def test_the_economic_quantity_of_fosct_problem_3_1():
    assert economic_quantity(2250, 275, 500 * 365) == near(1728.109845, 475230.207373)


def test_shortages_of_fosct_problem_3_2b():
    found = economic_quantity(40, 165 * 0.17 + 12, 40 * 52, 60)
    assert found == near(83.2354481, 1999.148244)


def test_production_lots_of_fosct_example_3_1_and_problem_3_22():
    assert economic_quantity(8, 0.225, 1300, production_rate=2000) == near(513.932860, 40.472213)
    assert economic_quantity(4, 0.08, 80, production_rate=110) == near(171.269768, 3.736795)


def test_discounts_on_all_units_of_fosct_example_3_6():
    steps = [(0, 0.75), (400, 0.72), (800, 0.68)]
    assert discounted_quantity(8, 0.3, 1300, steps) == near(800, 978.60)


def test_the_reorder_policy_with_a_penalty_a_unit_of_fosct_example_5_2():
    """Their approximation by expected inventory level; a month's demand has sd 150/√12."""
    found = reorder_stockout_cost(0.225, 7.5, 8, 1300, 1300 / 12, 150 * (1 / 12) ** 0.5)
    assert found == near(213.970442, 318.590181)


def test_the_rule_of_silver_and_meal_on_computer_casings():
    """Set-up 80, holding 2: averages 80, 70, 102.67 from week 1; 80, 45, 56.67 from week 3."""
    assert silver_meal([18, 30, 42, 5, 20], 80, 2)[0] == [48, 0, 47, 0, 20]


MONTHS = [10, 62, 12, 130, 154, 129, 88, 52, 124, 160, 238, 41]  # SPT, table 5.1


def test_the_example_of_wagner_and_whitin_1958_whose_set_up_costs_differ():
    """Their table 1; 114 + 163 + 192 + 131 + 110 + 154 = 864."""
    demand = [69, 29, 36, 61, 61, 26, 34, 67, 45, 67, 79, 56]
    set_up = [85, 102, 102, 101, 98, 114, 105, 86, 119, 110, 98, 114]
    plan, cost = wagner_whitin(demand, set_up, 1)
    assert cost == 864
    assert plan == [98, 0, 97, 0, 121, 0, 0, 112, 0, 67, 135, 0]


def test_the_production_lot_of_poa_example_4_3():
    """2,500 a year made at 10,000 a year, set-up 50, holding 0.60: Q = 745, cost 335.41."""
    assert economic_quantity(50, 0.6, 2500, production_rate=10_000) == near(745.35599, 335.410197)


def test_a_production_lot_with_shortages_joins_both_factors():
    """h(1 − λ/μ) = 0.45 and p/(p + h) = 0.9: √(250000/0.405) and √(250000·0.405)."""
    found = economic_quantity(50, 0.6, 2500, shortage_cost=5.4, production_rate=10_000)
    assert found == near(785.674201, 318.198052)


BAGS = [(0, 0.30), (500, 0.29), (1000, 0.28)]


def test_discounts_on_all_units_of_poa_example_4_4():
    """At 500: 174 for the bags, 9.60 for orders, 14.50 for holding."""
    assert discounted_quantity(8, 0.2, 600, BAGS) == near(500, 198.10)


def test_discounts_on_further_units_alone_of_poa_example_4_5():
    """400 at 0.30 costs 204.00; the next step's best, 519, costs 204.58."""
    assert discounted_quantity(8, 0.2, 600, BAGS, incremental=True) == near(400, 204.0)


def test_the_reorder_policy_by_turns_of_poa_example_5_4():
    """200 a year, order 50, holding 2, 25 a unit short, 100 ± 25 in the lead time: (111, 143)."""
    point, quantity = reorder_stockout_cost(2, 25, 50, 200, 100, 25)
    assert (round(quantity), round(point)) == (111, 143)


def test_the_point_for_a_fill_rate_of_poa_example_5_5():
    """98 % of orders of 100: two units short a cycle, L(z) = 0.08, z = 1.02, point 126."""
    assert round(reorder_fill_rate(0.98, 100, 100, 25)) == 126


def test_the_rule_of_silver_and_meal_on_its_own_example():
    """Seven orders at 54 and 123.20 of holding at 0.40: 501.20, the best there is."""
    plan, cost = silver_meal(MONTHS, 54, 0.4)
    assert [q for q in plan if q] == [84, 130, 283, 140, 124, 160, 279]
    assert cost == pytest.approx(501.20)
    assert wagner_whitin(MONTHS, 54, 0.4)[1] == pytest.approx(501.20)


def test_safety_stock_pays_for_demand_and_for_the_supplier():
    """z(0.95) = 1.644854; √(4·3² + 10²·2²) = √436 = 20.880613; together 34.3456."""
    assert safety_stock(0.95, 3, 4, 10, 2) == pytest.approx(34.3456, rel=1e-5)
    assert safety_stock(0.95, 3, 4) == pytest.approx(1.644854 * 6, rel=1e-5)


def test_orders_come_in_whole_packs_and_not_below_the_least():
    assert list(packed([0, 1, 24, 25, 5], [24, 24, 24, 24, 12], [0, 0, 0, 0, 36])) == [
        0, 24, 24, 48, 36,
    ]  # fmt: skip
