"""The A/B test against published figures and figures worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from fupan.analysis.experiment import ab_counts, ab_test, days_needed, people_needed
from fupan.ground.errors import DataInvalid, WrongUse


def test_two_proportions_have_newcombes_published_interval():
    """Newcombe 1998, Stat. Med. 17, 873–890, table II (a): 56/70 − 48/80 = 0.2, method 10:
    0.0524 to 0.3339."""
    told = ab_counts((48, 80), (56, 70), share=70 / 150)
    assert told.difference == pytest.approx(0.2)
    assert (round(told.low, 4), round(told.high, 4)) == (0.0524, 0.3339)
    assert told.verdict == "better"


def test_a_split_that_is_not_the_planned_one_has_no_verdict():
    # 5,000 and 5,500 of a planned half each: χ² = 250²/5250 × 2 = 23.8, far beyond chance.
    told = ab_counts((250, 5000), (400, 5500))
    assert told.verdict == "broken"
    assert told.split_p_value == pytest.approx(1.06e-6, rel=0.05)
    assert told.note is not None


def test_a_planned_uneven_split_is_not_broken():
    assert ab_counts((90, 900), (12, 100), share=0.1).verdict != "broken"


def test_too_few_buyers_conclude_nothing():
    told = ab_counts((1, 100), (9, 100))
    assert told.verdict == "unclear"
    assert "太少" in told.note.zh


def people(size=4000, lift=0.0, seed=3):
    chance = np.random.default_rng(seed)
    before = chance.gamma(2.0, 50.0, size)
    group = np.where(np.arange(size) % 2 == 0, "A", "B")
    value = before * 0.9 + chance.normal(0, 15, size) + np.where(group == "B", lift, 0.0)
    return pd.DataFrame({"group": group, "value": value, "before": before})


def test_cuped_keeps_the_difference_and_drops_what_was_known_before():
    table = people(lift=3.0)
    plain, lowered = ab_test(table), ab_test(table, before="before")
    # Of the variance 0.81 × 5,000 + 225 only the 225 is left: about 5 %.
    assert lowered.variance_kept == pytest.approx(225 / (0.81 * 5000 + 225), rel=0.1)
    assert lowered.high - lowered.low < 0.3 * (plain.high - plain.low)
    assert lowered.low < 3.0 < lowered.high
    assert lowered.verdict == "better"


def test_a_ratio_of_sums_is_tested_per_person_by_the_delta_method():
    """Two people each: A has 1 of 2 and 3 of 2, B has 4 of 2 and 2 of 2.

    A's ratio is 4/4 = 1, its parts 1 + (1−2)/2 = 0.5 and 1 + (3−2)/2 = 1.5; B's ratio is 6/4 = 1.5
    with parts 1.5 + (4−3)/2 = 2 and 1.5 + (2−3)/2 = 1. Both variances are 0.5, so the error of
    the difference is √(0.25 + 0.25) = 0.7071 on two degrees of freedom, t = 4.3027.
    """
    table = pd.DataFrame(
        {"group": ["A", "A", "B", "B"], "paid": [1, 3, 4, 2], "orders": [2, 2, 2, 2]}
    )
    told = ab_test(table, value="paid", per="orders")
    assert (told.control, told.treatment, told.difference) == (1.0, 1.5, 0.5)
    assert told.high - told.low == pytest.approx(2 * 4.3027 * 0.70711, rel=1e-4)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    held = sum(
        told.low <= 2.0 <= told.high
        for told in (ab_test(people(400, 2.0, seed), before="before") for seed in range(200))
    )
    assert 180 <= held <= 199


def test_people_needed_agree_with_the_textbook():
    """Fleiss, Levin & Paik (2003): 10 % against 12 % at 80 % power needs about 3,840 a group."""
    assert people_needed(0.10, 0.20) == pytest.approx(3840, rel=0.01)
    assert people_needed(0.6, 0.9) is None
    assert days_needed(3840, 1000) == 14
    assert days_needed(3840, 0) is None


def test_wrong_tables_are_refused_with_a_reason():
    with pytest.raises(WrongUse, match="velue"):
        ab_test(people(), value="velue")
    with pytest.raises(DataInvalid):
        ab_test(people().assign(value=np.nan))
    with pytest.raises(DataInvalid):
        ab_counts((5, 3), (1, 10))
