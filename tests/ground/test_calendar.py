"""The trade's calendar: promotions, Spring Festival, swap days, and twins of a period."""

from datetime import date, time
from pathlib import Path

import holidays
import pytest

from fupan.ground.calendar import (
    NAMES,
    day_kind,
    event_twin,
    holiday_name,
    lunar_twin,
    own_event,
    promotions,
    spring_festival,
    swap_days_known,
)
from fupan.ground.errors import DataMissing
from fupan.ground.periods import Period

YEARS = Period.parse("2019-01-01..2027-12-31")
HOLIDAYS_CSV = Path(__file__).parents[2] / "../shared/data/cn_holidays/cn_holidays.csv"


@pytest.mark.parametrize("year", range(2015, 2036))
def test_spring_festival_is_the_day_that_the_holidays_library_has(year):
    china = holidays.China(years=year, language="en_US")
    first = min(d for d, name in china.items() if name == "Chinese New Year (Spring Festival)")
    assert spring_festival(year) == first


def test_a_year_beyond_the_table_is_an_error_that_names_the_years_held():
    with pytest.raises(DataMissing, match="2015–2035"):
        spring_festival(2040)


def test_every_year_from_2019_to_2027_has_every_promotion():
    found = {(e.promotion, e.year) for e in promotions(YEARS) if e.phase == "main"}
    assert found >= {(name, year) for name in NAMES for year in range(2019, 2028)}


def test_phases_of_a_promotion_follow_each_other():
    order = {"presale": 0, "warmup": 1, "main": 1, "return": 2}
    events = promotions(YEARS)
    for promotion, year in {(e.promotion, e.year) for e in events}:
        phases = [e for e in events if (e.promotion, e.year) == (promotion, year)]
        assert [order[e.phase] for e in phases] == sorted(order[e.phase] for e in phases)
        assert all(e.period.days <= 45 for e in phases)


def test_dates_not_announced_are_called_usual():
    by_key = {(e.promotion, e.year, e.phase): e for e in promotions(YEARS)}
    announced = by_key["double11", 2021, "presale"]
    assert announced.basis == "announced" and announced.period.start == date(2021, 10, 20)
    assert announced.opens_at == time(20) and announced.label.zh == "双11预售"
    usual = by_key["double11", 2027, "presale"]
    assert usual.basis == "usual"
    assert usual.label.zh == "双11预售（按往年档期）"
    assert usual.label.en == "Double 11 pre-sale (usual dates)"


def test_promotions_come_by_first_day_and_only_those_that_touch_the_period():
    november = promotions(Period.month(2021, 11))
    assert [e.phase for e in november] == ["main", "warmup", "main", "return"]
    assert promotions(Period.parse("2021-07-05")) == []


def test_the_shops_own_dates_replace_the_usual_ones_of_that_year():
    own = own_event("双11", "main", date(2026, 11, 1), date(2026, 11, 11))
    events = promotions(Period.parse("2026-10-01..2026-11-30"), extra=[own])
    assert [e.period.name for e in events if e.promotion == "double11"] == [
        "2026-11-01..2026-11-11"
    ]
    party = own_event("店庆", "main", date(2026, 5, 10), date(2026, 5, 12))
    assert promotions(Period.month(2026, 5), [party])[0].name.zh == "店庆"


def test_the_lunar_twin_stands_in_the_same_place_to_spring_festival():
    """2026-02-17 is 384 days after 2025-01-29."""
    assert lunar_twin(Period.parse("2026-02-17")).start == date(2025, 1, 29)
    assert lunar_twin(Period.month(2026, 2)) == Period.parse("2025-01-13..2025-02-09")
    # A December looks to the festival ahead: 2025-01-29 to 2024-02-10 is 354 days.
    assert lunar_twin(Period.parse("2024-12-31")).start == date(2024, 1, 12)


def test_the_event_twin_stands_in_the_same_place_to_the_main_start():
    """618 opened on 2025-05-16, and on 2024-05-20: four days later in that year."""
    assert event_twin(Period.parse("2025-05-16..2025-05-26")) == Period.parse(
        "2024-05-20..2024-05-30"
    )
    assert event_twin(Period.parse("2025-07-10")) is None
    assert event_twin(Period.parse("2019-11-11")) is None  # 2018 is not in the calendar


def test_of_two_promotions_the_one_with_more_days_decides():
    short = own_event("a", "main", date(2026, 5, 1), date(2026, 5, 2))
    long = own_event("b", "main", date(2026, 5, 3), date(2026, 5, 9))
    last = own_event("b", "main", date(2025, 5, 13), date(2025, 5, 19))
    assert event_twin(Period.parse("2026-05-03"), [short, long, last]).start == date(2025, 5, 13)
    assert event_twin(Period.month(2026, 5), [short, long, last]).start == date(2025, 5, 11)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-02-14", "swap"),  # a Saturday worked for the long festival
        ("2026-02-17", "holiday"),
        ("2026-02-20", "holiday"),  # a Friday off by substitution
        ("2026-03-01", "weekend"),
        ("2026-03-02", "workday"),
    ],
)
def test_a_day_is_what_the_offices_keep(day, kind):
    assert day_kind(date.fromisoformat(day)) == kind


def test_a_holiday_has_its_name_in_both_languages():
    assert holiday_name(date(2026, 10, 1)).zh == "国庆节"
    assert holiday_name(date(2026, 10, 1)).en == "National Day"
    assert holiday_name(date(2026, 10, 12)) is None


def test_swap_days_of_a_year_not_yet_decreed_are_said_to_be_unknown():
    assert swap_days_known(2026)
    assert not swap_days_known(2035)


@pytest.mark.skipif(not HOLIDAYS_CSV.exists(), reason="the public holiday table is not here")
def test_spring_festival_agrees_with_a_second_source():
    rows = [line.split(",") for line in HOLIDAYS_CSV.read_text(encoding="utf-8").splitlines()]
    for year in range(2015, 2036):
        days = [r[0] for r in rows if r[-1] == str(year) and "Spring Festival" in r[1]]
        assert str(spring_festival(year)) in days
