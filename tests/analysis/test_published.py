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


def test_the_mailing_of_gerber_green_and_larimer():
    """Gerber, Green & Larimer (2008), Am. Polit. Sci. Rev. 102, 33–48, table 2: voting 29.7 % of
    191,243 without mail; 31.5, 32.2, 34.5 and 37.8 % by mailing; 8.1 points by the strongest."""
    told = ab_counts(
        (round(0.297 * 191_243), 191_243), (round(0.378 * 38_201), 38_201),
        share=38_201 / (38_201 + 191_243),
    )  # fmt: skip
    assert round(100 * told.difference, 1) == 8.1
    assert told.verdict == "better"


def test_the_two_by_two_of_card_and_krueger():
    """Card & Krueger (1994), Am. Econ. Rev. 84, 772–793, table 3: employment a store 20.44 and
    21.03 in New Jersey, 23.33 and 21.17 in Pennsylvania, by which 0.59 + 2.16 = 2.75 (they print
    2.76, from means not rounded); changes 0.59 (0.54) and −2.16 (1.25), the error 1.36."""
    found = two_by_two(
        treated_before=20.44, treated_after=21.03, control_before=23.33, control_after=21.17
    )
    assert round(found.value, 2) == 2.75
    changes = difference((0.59, 0.54), (-2.16, 1.25))
    assert (round(changes.value, 2), round(changes.error, 2)) == (2.75, 1.36)
    assert changes.low == pytest.approx(2.75 - 1.96 * 1.3617, abs=0.01)


def test_changes_of_the_same_units_are_a_mean_of_differences():
    """Two treated rose by 3 and 5, two controls by 1 and 1: 4 − 1 = 3."""
    found = average_effect(pd.Series([3.0, 5, 1, 1]), pd.Series([True, True, False, False]))
    assert found.effect == pytest.approx(3.0)


def test_the_nile_before_and_after_1898():
    """Annual flow fell from a mean of 1097.75 (1871–1898) to 849.97: Cobb (1978), Biometrika 65,
    243–251; the coefficients printed by R's strucchange for its one break."""
    data = nile.load_pandas().data
    flow = pd.Series(data["volume"].to_numpy(), data["year"].astype(int))
    table = interrupted(flow, 1899, trend=False).set_index("coefficient")
    assert round(table.loc["level", "estimate"], 2) == 1097.75
    assert round(table.loc["level", "estimate"] + table.loc["step", "estimate"], 2) == 849.97
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
