"""Shifts on panels whose every count is written here."""

from datetime import date, timedelta

import numpy as np
import pytest

from fupan.analysis.causes.chance import medians_beside
from fupan.analysis.causes.panel import Panel
from fupan.analysis.causes.shift import Shifts

UNITS = ("a", "b", "c", "d", "e")
DAYS = 300
MONTH = 270  # the place of the judged month's first day


def panel(visitors, buyers):
    first = date(2025, 3, 1)
    days = tuple(first + timedelta(days=n) for n in range(DAYS))
    all_days = np.ones(DAYS, dtype=bool)
    return Panel(days, UNITS, {"visitors": visitors, "pay_buyers": buyers}, all_days, all_days)


def steady(visitors=1000.0, rate=0.05):
    people = np.full((DAYS, len(UNITS)), visitors)
    return people, people * rate


def test_a_unit_that_halves_is_expected_at_what_it_was():
    people, buyers = steady()
    buyers[MONTH:, 0] /= 2
    shift = Shifts(panel(people, buyers), MONTH).between("conversion", MONTH, DAYS)
    # 30 days × 1,000 visitors × 5 % = 1,500 expected, 750 came.
    assert shift.actual[0] == 750
    assert shift.expected[0] == pytest.approx(1500)
    assert shift.effect[0] == pytest.approx(np.log(750.5 / 1500.5))
    assert shift.z[0] < -10
    assert abs(shift.z[1:]).max() < 0.5


def test_what_moves_in_all_units_moves_none():
    people, buyers = steady()
    buyers[MONTH:] *= 1.6  # a promotion
    shift = Shifts(panel(people, buyers), MONTH).between("conversion", MONTH, DAYS)
    assert shift.common == pytest.approx(np.log(1.6), abs=1e-3)
    assert abs(shift.z).max() < 0.1


def test_a_fall_in_one_unit_does_not_lift_its_siblings():
    people, buyers = steady()
    buyers[MONTH:, :2] *= 0.3
    shift = Shifts(panel(people, buyers), MONTH).between("conversion", MONTH, DAYS)
    assert abs(shift.effect[2:]).max() < 0.01


def test_a_change_is_dated_to_the_day_it_began():
    people, buyers = steady()
    buyers[MONTH + 11 :, 2] *= 0.6
    shifts = Shifts(panel(people, buyers), MONTH)
    starts, z = shifts.scan({"conversion": -1}, DAYS - 5)
    assert starts[2] == MONTH + 11
    assert z[2] > 8
    near = dict(shifts.near_starts({"conversion": -1}, 2, DAYS - 5))
    assert sum(near.values()) == pytest.approx(1)
    # Money is counted from two days earlier, since a change may have grown until it was plain.
    assert max(near, key=near.get) == MONTH + 9


def test_a_series_that_always_wanders_is_not_called_changed():
    """Unit 0 wanders by a fifth from fortnight to fortnight; a fifth less is its usual self."""
    people, buyers = steady()
    waves = np.repeat([1.0, 1.2, 0.85, 1.15, 0.8], 15)
    people[:, 0] *= np.resize(waves, DAYS)
    people[MONTH:, 0] = 800
    shift = Shifts(panel(people, buyers), MONTH).between("visitors", MONTH, DAYS)
    steady_people, steady_buyers = steady()
    steady_people[MONTH:, 0] = 800
    calm = Shifts(panel(steady_people, steady_buyers), MONTH).between("visitors", MONTH, DAYS)
    assert shift.z[0] > -2.5
    assert calm.z[0] < -5


def test_a_unit_that_did_not_exist_before_has_no_shift():
    people, buyers = steady()
    people[:MONTH, 4] = buyers[:MONTH, 4] = 0
    shift = Shifts(panel(people, buyers), MONTH).between("conversion", MONTH, DAYS)
    assert shift.z[4] == 0
    assert shift.effect[4] == 0


def test_what_others_did_is_asked_of_the_others_alone():
    # The last outweighs the rest, so it is what all others see, and itself it sees the middle.
    values = np.array([-5.0, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5])
    weights = np.array([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 7.0])
    assert list(medians_beside(values, weights)) == [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.1]


def test_of_a_few_units_each_belongs_to_the_median():
    assert list(medians_beside(np.array([-5.0, 0.0, 0.1]), np.ones(3))) == [0.0, 0.0, 0.0]
    assert list(medians_beside(np.array([0.3, 0.1]), np.zeros(2))) == [0.0, 0.0]
