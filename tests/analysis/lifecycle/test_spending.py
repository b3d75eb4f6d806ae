"""What buyers spend, held against the same sums made buyer by buyer."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from buyers import JUNE, buying_shop

from fupan.analysis.lifecycle import forecast, spending
from fupan.analysis.lifecycle.seen import look


@pytest.fixture(scope="module")
def many():
    return look(buying_shop(), JUNE)


def test_errors_from_sums_are_those_of_every_buyer(many):
    cut = many.as_of - timedelta(days=90)
    rows = spending._by_count(many, cut)
    lines = {"own_mean": (np.zeros(len(rows)), np.ones(len(rows))),
             "mean_of_all": (np.full(len(rows), 90.0), np.zeros(len(rows)))}  # fmt: skip
    told = spending._scores(rows, lines).set_index("name")
    each = spending._each(many, cut).to_pandas()
    came = each[each["came"] > 0]
    paid = came["spent"] / came["came"]
    for name, foreseen in (("own_mean", came["mean"]), ("mean_of_all", 90.0)):
        error = (came["came"] * (paid - foreseen) ** 2).sum() / came["came"].sum()
        assert told.loc[name, "error"] == pytest.approx(error, abs=1e-6)


def test_what_known_buyers_bring_is_purchases_times_spend(many):
    told = spending.outlook(many, forecast.contest(many))
    assert set(told.scores["name"]) <= set(spending.NAMES)
    purchases, money = told.ahead
    # What a purchase costs is drawn from ¥50–149 for everybody, so nobody has a mean of his own.
    assert str(told.scores["name"].iloc[0]) != "own_mean"
    assert money == pytest.approx(99.5 * purchases, rel=0.01)
    assert told.spent == pytest.approx(99.5 * told.came, rel=0.03)


def test_a_model_of_spend_that_wins_draws_towards_the_mean():
    line = spending._line(spending.GammaGamma(2.0, 4.0, 300.0, 0.0), np.array([2, 50]))
    own = 500.0
    few, more = line[0] + line[1] * own
    assert 200 < few < more < own  # the mean of all is 2 · 300 / 3 = 200


def test_too_few_who_returned_test_nothing(many):
    why = forecast.contest(many)
    cut = pd.Timestamp(many.as_of)
    early = many.visits.filter(many.visits.day > (cut - pd.Timedelta(days=30)).date())
    told = spending.outlook(replace(many, visits=early), why)
    assert spending.spend_exhibit(told).table.empty
    assert spending.ahead_exhibit(told, many).table.empty
