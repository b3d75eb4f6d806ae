"""The product-limit estimator against its textbook example, and its behaviour at the edges."""

import numpy as np
import pytest

from fupan.analysis.survival import kaplan_meier, log_rank

# Remission times in weeks of Freireich et al. (1963), Blood 21, 699-716; censored ones apart.
DRUG = ([6, 6, 6, 7, 10, 13, 16, 22, 23], [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def drug():
    ended, running = DRUG
    return [*ended, *running], [1] * len(ended) + [0] * len(running)


@pytest.mark.parametrize(
    ("week", "share"),
    [(5, 1.0), (6, 0.857), (7, 0.807), (10, 0.753), (13, 0.690), (16, 0.627), (22, 0.538),
     (23, 0.448), (35, 0.448)],
)  # fmt: skip
def test_the_published_remission_curve_is_reproduced(week, share):
    assert kaplan_meier(*drug()).at(week) == pytest.approx(share, abs=0.0005)


def test_greenwoods_variance_at_six_weeks_is_18_by_21_cubed_times_3():
    """S = 18/21; variance = S² · 3/(21·18)."""
    curve = kaplan_meier(*drug())
    assert curve.variance[0] == pytest.approx((18 / 21) ** 2 * 3 / (21 * 18))


def test_the_published_log_rank_statistic_is_reproduced():
    """Chi-square 16.79 in Kleinbaum & Klein, Survival Analysis, chapter 2."""
    chi2, p_value = log_rank(drug(), (PLACEBO, [1] * len(PLACEBO)))
    assert chi2 == pytest.approx(16.79, abs=0.005)
    assert p_value < 0.0001


def test_equal_rows_may_be_given_once_with_their_number():
    alone = kaplan_meier([3, 3, 5, 5, 5], [1, 1, 0, 0, 1])
    together = kaplan_meier([3, 5, 5], [1, 0, 1], [2, 2, 1])
    assert np.array_equal(alone.surviving, together.surviving)


def test_a_median_that_is_never_reached_is_none_but_those_who_return_have_one():
    """Of ten two return, after 4 and 8 days: 20 % ever, half of these by day 4."""
    curve = kaplan_meier([4, 8, *[100] * 8], [1, 1, *[0] * 8])
    assert curve.quantile(0.5) is None
    assert curve.happened(100) == pytest.approx(0.2)
    assert curve.quantile(0.5, of=0.2) == 4


def test_waits_still_running_are_not_taken_for_lost():
    """Five wait; two are back on day 10, three joined five days ago: nobody else was at risk."""
    assert kaplan_meier([10, 10, 5, 5, 5], [1, 1, 0, 0, 0]).at(10) == 0.0


def test_the_interval_holds_the_estimate_and_stays_between_zero_and_one():
    low, high = kaplan_meier(*drug()).interval(6)
    assert 0 < low < 18 / 21 < high < 1


def test_alike_groups_do_not_differ():
    assert log_rank(([1, 2, 3], [1, 1, 1]), ([1, 2, 3], [1, 1, 1])) == (0.0, 1.0)
