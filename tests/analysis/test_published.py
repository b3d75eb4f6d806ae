"""Published experiments, before-and-after tables, series and paths, to the digits of the source.

Where a source prints rounded inputs, its result is met to the rounding that these allow.
"""

import pandas as pd
import pytest
from statsmodels.datasets import nile

from fupan.analysis.attribution import credits, paths_in, removal_effects
from fupan.analysis.effect import difference, interrupted, two_by_two
from fupan.analysis.experiment import ab_counts
from fupan.analysis.uplift import average_effect, by_arm
from fupan.ground.errors import DataInvalid

# K. Hillstrom, MineThatData E-Mail Analytics And Data Mining Challenge (2008): people and visits.
HILLSTROM = {"Mens": (21_307, 3_894), "Womens": (21_387, 3_238), "None": (21_306, 2_262)}


def test_the_counts_of_hillstrom_add_up_to_the_averages_printed_of_the_whole():
    """64,000 customers, average visit rate 0.14678 (documentation of pyuplift's data sets)."""
    people = sum(n for n, _ in HILLSTROM.values())
    assert people == 64_000
    assert round(sum(v for _, v in HILLSTROM.values()) / people, 5) == 0.14678


def test_the_arms_of_hillstrom():
    """Visits 18.28 % and 15.14 % against 10.62 %: 7.66 and 4.52 points more."""
    arms = [arm for arm, (n, _) in HILLSTROM.items() for _ in range(n)]
    came = [int(i < v) for n, v in HILLSTROM.values() for i in range(n)]
    table = by_arm(pd.Series(came), pd.Series(arms), control="None")
    assert list(table["arm"]) == ["Mens", "Womens"]
    assert [round(100 * x, 2) for x in table["mean"]] == [18.28, 15.14]
    assert [round(100 * x, 2) for x in table["effect"]] == [7.66, 4.52]
    assert table["is_found"].all()


# Gerber, Green & Larimer (2008), Am. Polit. Sci. Rev. 102, 33–48: people and voters by mailing, as
# counted from the authors' data in courses that print 0.2966383, 0.3145377, 0.3223746, 0.3451515
# and 0.3779482; the paper's table 2 prints 29.7, 31.5, 32.2, 34.5 and 37.8 %.
VOTERS = {"Control": (191_243, 56_730), "Civic": (38_218, 12_021), "Hawthorne": (38_204, 12_316),
          "Self": (38_218, 13_191), "Neighbors": (38_201, 14_438)}  # fmt: skip


def test_the_mailing_of_gerber_green_and_larimer():
    """8.1 points by the strongest mailing; the five together 108,696 voters of 344,084."""
    told = {name: ab_counts((56_730, 191_243), (hits, n), share=n / (n + 191_243))
            for name, (n, hits) in VOTERS.items() if name != "Control"}  # fmt: skip
    rates = [round(o.treatment, 7) for o in told.values()]
    assert rates == [0.3145377, 0.3223746, 0.3451515, 0.3779482]
    assert round(told["Neighbors"].control, 7) == 0.2966383
    assert round(100 * told["Neighbors"].difference, 1) == 8.1
    assert {o.verdict for o in told.values()} == {"better"}


def test_the_experiment_of_lalonde():
    """Dehejia & Wahba's sample of LaLonde's NSW: earnings of 6349.14 among 185 trained and 4554.80
    among 260 others, by 1794.34 more, with Welch's error 671.0 and 479.19 to 3109.50 by the
    normal law. (Standard deviations 7867.402 and 5483.836.)"""
    found = difference((6349.1435, 7867.402 / 185**0.5), (4554.8011, 5483.836 / 260**0.5))
    assert (round(found.value, 2), round(found.error, 1)) == (1794.34, 671.0)
    assert (found.low, found.high) == pytest.approx((479.19, 3109.50), abs=0.05)


def test_the_two_by_two_of_card_and_krueger():
    """Card & Krueger (1994), Am. Econ. Rev. 84, 772–793, table 3: employment a store 20.44 (0.51)
    and 21.03 (0.52) in New Jersey, 23.33 (1.35) and 21.17 (0.94) in Pennsylvania; differences
    −2.89 (1.44) and −0.14 (1.07), changes 0.59 (0.54) and −2.16 (1.25), together 2.76 (1.36).
    The means of their file, not rounded, give 2.7536, as those who counted it again print, and so
    do the rounded ones by rows and by columns: the 2.76 of row 3 is met by no sample of theirs."""
    before, after = (
        difference((20.44, 0.51), (23.33, 1.35)),
        difference((21.03, 0.52), (21.17, 0.94)),
    )
    assert (round(before.value, 2), round(before.error, 2)) == (-2.89, 1.44)
    assert (round(after.value, 2), round(after.error, 2)) == (-0.14, 1.07)
    changes = difference((0.59, 0.54), (-2.16, 1.25))
    assert (round(changes.value, 2), round(changes.error, 2)) == (2.75, 1.36)
    assert changes.low == pytest.approx(2.75 - 1.96 * 1.3617, abs=0.01)
    found = two_by_two(
        treated_before=20.439408, treated_after=21.027429,
        control_before=23.331169, control_after=21.165584,
    )  # fmt: skip
    assert round(found.value, 4) == 2.7536


def test_the_stores_of_card_and_krueger_that_were_counted_twice():
    """Table 3, row 4, the balanced sample: 0.47 (0.48) less −2.28 (1.25) is 2.75 (1.34); not
    rounded, the changes are 0.4666667 and −2.2833333."""
    printed = difference((0.47, 0.48), (-2.28, 1.25))
    assert (round(printed.value, 2), round(printed.error, 2)) == (2.75, 1.34)
    assert round(difference((0.4666667, 0.48), (-2.2833333, 1.25)).value, 6) == 2.75


def test_changes_of_the_same_units_are_a_mean_of_differences():
    """Two treated rose by 3 and 5, two controls by 1 and 1: 4 − 1 = 3."""
    found = average_effect(pd.Series([3.0, 5, 1, 1]), pd.Series([True, True, False, False]))
    assert found.effect == pytest.approx(3.0)


def test_the_nile_before_and_after_1898():
    """Annual flow fell from a mean of 1097.75 (1871–1898) to 849.9722: Cobb (1978), Biometrika 65,
    243–251; both means as printed by R's changepoint for its one change, after point 28."""
    data = nile.load_pandas().data
    flow = pd.Series(data["volume"].to_numpy(), data["year"].astype(int))
    table = interrupted(flow, 1899, trend=False).set_index("coefficient")
    assert round(table.loc["level", "estimate"], 2) == 1097.75
    assert round(table.loc["level", "estimate"] + table.loc["step", "estimate"], 4) == 849.9722
    assert table.loc["step", "high"] < 0


def test_a_segmented_series_by_hand():
    """Level 10, slope 1; at the fifth point a jump of 4 and a slope of 3: exact without noise."""
    values = [10, 11, 12, 13, 18, 21, 24, 27]
    table = interrupted(pd.Series(values), 4).set_index("coefficient")["estimate"]
    assert table.round(6).to_dict() == {"level": 10, "step": 4, "slope": 1, "slope_change": 2}


def test_a_series_with_two_points_on_a_side_is_refused():
    with pytest.raises(DataInvalid, match="3"):
        interrupted(pd.Series([1.0, 2, 3, 4, 5]), 3)


def test_paths_as_analysts_publish_them():
    """S. Bryl, "Marketing multi-channel attribution model with R" (2016): removal effects 0.5, 1
    and 1, so of one sale C1 has 0.2, C2 and C3 0.4 each."""
    table = pd.DataFrame(
        {"path": ["C1 > C2 > C3", "C1", "C2 > C3"], "total_conversions": [1, 0, 0],
         "total_null": [0, 1, 1]}
    )  # fmt: skip
    paths = paths_in(table)
    assert removal_effects(paths) == pytest.approx({"C1": 0.5, "C2": 1.0, "C3": 1.0})
    shared = credits(paths).set_index("channel")
    assert shared["markov"].round(6).to_dict() == {"C1": 0.2, "C2": 0.4, "C3": 0.4}
    assert shared["last"].to_dict() == {"C3": 1, "C1": 0, "C2": 0}


def test_the_example_of_channel_attribution():
    """The three paths in pychattr's README, after R's ChannelAttribution: by 10,000 simulated
    buyers A has 1.991 and B 1.009 of three sales. Solved exactly: 2 and 1, since three of eight
    steps from A go to B, so that without B half of the buyers arrive, and without A none."""
    table = pd.DataFrame({"path": ["A > B > A > B > B > A", "A > B > B > A > A", "A > A"],
                          "total_conversions": [1, 1, 1]})  # fmt: skip
    paths = paths_in(table, nulls=None)
    assert removal_effects(paths) == pytest.approx({"A": 1.0, "B": 0.5})
    assert credits(paths).set_index("channel")["markov"].round(6).to_dict() == {"A": 2, "B": 1}
