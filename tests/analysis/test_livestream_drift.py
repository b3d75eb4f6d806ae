"""What is taken off a session before it is called weak: drift of months, hour of the day."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from fupan.analysis.livestream.alike import hours_like, part_of_day
from fupan.analysis.livestream.drift import LEAST, USUAL_WEIGHT, drift_of

USUAL = 0.06


def months(levels: list[float], each: int = 100) -> pd.DataFrame:
    """One streamer's months of `each` sessions that all lie at the month's level."""
    rows = []
    for number, level in enumerate(levels):
        day = date(2026, 6, 30) - timedelta(days=30 * (len(levels) - 1 - number))
        rows += [{"streamer": "甲", "day": day, "size": level, "chance": 0.0}] * each
    return pd.DataFrame(rows)


def test_months_that_were_alike_make_the_drift_smaller_than_usual():
    assert LEAST <= drift_of(months([0.0] * 6), 0.01, USUAL) < USUAL


def test_months_that_wander_make_it_larger():
    assert drift_of(months([0.0, 0.2, -0.2, 0.2, -0.2, 0.2]), 0.01, USUAL) > USUAL


def test_without_a_past_the_drift_is_the_usual_one():
    assert drift_of(months([]), 0.01, USUAL) == pytest.approx(USUAL)


def test_two_months_are_worked_out_by_hand():
    # noise = 0.01/100 + 0.01·(π/2)/100 = 0.000257; the two months lie 0.1 apart.
    noise = 0.01 / 100 * (1 + np.pi / 2)
    sure = (0.0072 / (0.0072 + noise)) ** 2
    wanted = (USUAL_WEIGHT * 0.0036 + sure * (0.01 - noise) / 2) / (USUAL_WEIGHT + sure)
    assert drift_of(months([0.0, 0.1]), 0.01, USUAL) == pytest.approx(np.sqrt(wanted))


def test_sessions_fall_into_the_part_of_the_day_in_which_they_begin():
    moments = pd.Series(
        pd.to_datetime(["2026-06-01 00:30", "2026-06-01 11:59", "2026-06-01 20:00"])
    )
    assert list(part_of_day(moments)) == [0, 6, 18]


def test_an_hour_that_is_twice_as_good_for_all_is_no_doing_of_the_streamer():
    start = pd.to_datetime(["2026-06-01 10:00"] * 60 + ["2026-06-01 20:00"] * 60)
    rows = pd.DataFrame(
        {"streamer": ["甲", "乙"] * 60, "started_at": start,
         "log": [0.0] * 60 + [np.log(2)] * 60}
    )  # fmt: skip
    shift = hours_like(rows, rows)
    # Of 60 sessions each the part of the day counts 60/65 or more.
    assert shift.iloc[-1] - shift.iloc[0] > 0.85 * np.log(2)
