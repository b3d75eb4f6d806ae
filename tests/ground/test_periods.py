"""Spans of days: parsing, what comes before, and what a year ago means."""

from datetime import date

import pytest

from fupan.ground.errors import WrongUse
from fupan.ground.periods import Period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 11, 1)),
        ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
        ("2026-W41", date(2026, 10, 5), date(2026, 10, 12)),
        ("2026-10-05", date(2026, 10, 5), date(2026, 10, 6)),
        ("2026-10-01..2026-10-15", date(2026, 10, 1), date(2026, 10, 16)),
    ],
)
def test_a_period_is_read_from_its_name_and_written_back(text, start, end):
    period = Period.parse(text)
    assert (period.start, period.end) == (start, end)
    assert Period.parse(period.name) == period


@pytest.mark.parametrize(
    "text",
    [
        "2026-13",
        "2026-00",
        "2026-W60",
        "26-10",
        "",
        "last month",
        "2026-02-30",
        "2026-10-15..2026-10-01",
    ],
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(WrongUse):
        Period.parse(text)


def test_the_month_before_january_is_december():
    assert Period.parse("2026-01").previous().name == "2025-12"


def test_the_span_before_a_span_is_as_long():
    assert Period.parse("2026-10-11..2026-10-20").previous().name == "2026-10-01..2026-10-10"


def test_a_year_before_a_week_keeps_the_weekdays():
    week = Period.parse("2026-W41")
    assert week.year_ago().start.weekday() == 0 and (week.start - week.year_ago().start).days == 364


def test_a_year_before_a_leap_february_is_a_whole_february():
    assert Period.parse("2024-02").year_ago().days == 28


def test_a_period_holds_its_first_day_and_not_its_end():
    october = Period.parse("2026-10")
    assert date(2026, 10, 1) in october and date(2026, 11, 1) not in october
    assert october.last == date(2026, 10, 31) and october.days == 31


def test_a_span_touches_every_month_it_lies_in():
    months = Period.parse("2026-10-31..2026-12-01").months()
    assert [m.name for m in months] == ["2026-10", "2026-11", "2026-12"]


def test_a_month_is_said_as_people_say_it():
    label = Period.parse("2026-10").label
    assert (label.zh, label.en) == ("2026年10月", "October 2026")


def test_who_meant_a_month_is_told_of_months_alone():
    with pytest.raises(WrongUse) as refused:
        Period.parse("2026-13")
    assert "2026-10" in refused.value.text.zh and "W41" not in refused.value.text.zh
