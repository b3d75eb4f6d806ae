"""The lifecycle review finds the cohort that was spoiled, at its size, and is quiet otherwise."""

import pandas as pd
import pytest
from buyers import JUNE, buying_shop, small_shop

from fupan.analysis import lifecycle
from fupan.ground.periods import Period

FIGURES = ("states", "matrix", "retention", "spend", "returns", "repurchase", "rfm", "due")


def cohorts(review):
    return [f for f in review.findings if f.subject_kind == "cohort"]


@pytest.fixture(scope="module")
def spoiled():
    return lifecycle.review(buying_shop(spoiled="2025-11"), JUNE)


@pytest.fixture(scope="module")
def quiet():
    return lifecycle.review(buying_shop(), JUNE)


def test_a_cohort_that_returns_half_as_often_is_found_with_its_size(spoiled):
    """A quarter returns, 97 % of these within 90 days: 3 + Exp(25) days. Half of it is 12 %."""
    (found,) = cohorts(spoiled)
    assert (found.subject, found.metric, found.kind) == ("2025-11", "repeat_rate_90d", "change")
    assert found.value / found.baseline == pytest.approx(0.5, abs=0.12)
    assert found.baseline == pytest.approx(0.25 * 0.97, abs=0.03)
    assert found.impact_low < found.impact < found.impact_high < 0
    assert found.low < found.value < found.high


def test_what_was_missed_is_buyers_times_points_times_spend(spoiled):
    """About 500 buyers × −12 points × ¥100 for each purchase of 1.3 that a return brings."""
    (found,) = cohorts(spoiled)
    assert found.impact == pytest.approx(-500 * 0.12 * 100 * 1.3, rel=0.35)


@pytest.mark.parametrize("month", ["2025-01", "2025-05", "2026-03", "2026-05"])
def test_the_first_early_and_young_cohorts_are_found_too(month):
    """The last is watched for 30 days only, yet told as the 90-day return that it comes to."""
    review = lifecycle.review(buying_shop(seed=11, spoiled=month), JUNE)
    (found,) = cohorts(review)
    assert (found.subject, found.metric) == (month, "repeat_rate_90d")
    assert found.value / found.baseline == pytest.approx(0.5, abs=0.15)
    assert ("early sign" in found.statement.en) == (month == "2026-05")


def test_a_found_cohort_tells_its_ratio_and_the_purchases_lost_with_their_range(spoiled):
    """500 buyers × 12 points × 1.3 purchases = 78 purchases lost."""
    (found,) = cohorts(spoiled)
    times, lost = found.evidence[:2]
    assert times.value == pytest.approx(found.value / found.baseline)
    assert lost.value == pytest.approx(-78, rel=0.35)
    assert lost.text.en.startswith("about ") and "purchases lost in 90 days (" in lost.text.en


def test_a_shop_whose_cohorts_are_alike_yields_no_finding(quiet):
    assert list(quiet.findings) == []
    assert "各月新客的回头率都正常" in quiet.headline.zh


def test_a_channel_without_part_in_it_is_not_blamed(spoiled):
    """All channels return alike; the mix explains nothing of the twelve points."""
    (found,) = cohorts(spoiled)
    told = " ".join(e.text.en for e in found.evidence)
    assert "the mix by first channel accounts for" in told
    mix = float(told.split("first channel accounts for ")[1].split(" pp")[0].replace("−", "-"))
    assert abs(mix) < 1


def test_shuffled_rows_change_no_figure(spoiled):
    other = lifecycle.review(buying_shop(spoiled="2025-11", shuffle=9), JUNE)
    for name, table in spoiled.tables.items():
        pd.testing.assert_frame_equal(table, other.table(name), obj=name)
    assert [f.as_json("zh") for f in other.findings] == [f.as_json("zh") for f in spoiled.findings]


def test_doubled_buyers_double_the_counts_and_leave_the_rates(spoiled):
    other = lifecycle.review(buying_shop(spoiled="2025-11", copies=2), JUNE)
    one, two = spoiled.table("states"), other.table("states")
    assert two["value"].dropna().tolist() == [
        2 * v if v == v else v for v in one["value"][two["value"].notna()]
    ]
    assert other.table("returns")["value"].tolist() == pytest.approx(
        spoiled.table("returns")["value"].tolist(), nan_ok=True
    )
    (found,), (before,) = cohorts(other), cohorts(spoiled)
    assert found.subject == before.subject and found.value == pytest.approx(before.value)


def test_dates_shifted_by_whole_weeks_shift_the_cohorts_and_keep_who_is_due(quiet):
    """Rhythm and due list know no calendar: 728 days later they are the same."""
    later = lifecycle.review(buying_shop(shift=728), Period.parse("2028-06"))
    pd.testing.assert_frame_equal(quiet.table("cycle"), later.table("cycle"))


def test_orders_without_buyers_say_which_sections_cannot_be_made():
    review = lifecycle.review(buying_shop(named=False, each=60), JUNE)
    assert [f.kind for f in review.findings] == ["data"]
    assert all(review.exhibit(name).why_not for name in FIGURES)
    assert "买家标识" in review.headline.zh
    # What is bought together needs no buyers; here every order has one product.
    assert "一起买" in review.exhibit("together").why_not.zh


def test_a_shop_of_three_purchases_says_what_it_cannot_tell():
    shop = small_shop([("a", "2026-06-01", 50), ("a", "2026-06-20", 50), ("b", "2026-06-09", 30)],
                      "2026-06-30")  # fmt: skip
    review = lifecycle.review(shop, JUNE)
    assert not cohorts(review)
    assert all(
        review.exhibit(n).why_not
        for n in ("retention", "returns", "rfm", "value", "contest", "due")
    )


def test_a_month_without_orders_is_missing_and_not_zero():
    review = lifecycle.review(buying_shop(each=60), Period.parse("2027-03"))
    assert [f.kind for f in review.findings] == ["data"]
    assert "2026-06-30" in review.headline.zh


def test_a_shop_without_orders_says_so():
    from fupan.store import Shop

    review = lifecycle.review(Shop.of("bare", {}), JUNE)
    assert "没有订单表" in review.headline.zh
    assert review.exhibit("together").why_not
