"""Attribution rules, against examples whose results are printed elsewhere or worked by hand."""

import pytest

from fupan.analysis.attribution import RULES, Path, credits, removal_effects, shapley_values
from fupan.ground.errors import DataInvalid


def of(table, rule):
    return dict(zip(table["channel"], table[rule].round(6), strict=True))


# The worked example of S. Bryl, "Marketing multi-channel attribution model with R" (2016):
# C1 > C2 > C3 buys, C1 leaves, C2 > C3 leaves.
BRYL = [Path(("C1", "C2", "C3"), 1, 1), Path(("C1",), 1, 0), Path(("C2", "C3"), 1, 0)]


def test_removal_effects_of_the_printed_example():
    assert removal_effects(BRYL) == pytest.approx({"C1": 0.5, "C2": 1.0, "C3": 1.0})


def test_markov_credits_of_the_printed_example():
    assert of(credits(BRYL), "markov") == {"C1": 0.2, "C2": 0.4, "C3": 0.4}


def test_simple_rules_by_hand():
    """One sale by A, B, C, A; position gives 40 % to the first and the last touch."""
    table = credits([Path(("A", "B", "C", "A"), 1, 1, ages=(7.0, 7.0, 0.0, 0.0))])
    assert of(table, "last") == {"A": 1, "B": 0, "C": 0}
    assert of(table, "linear") == {"A": 0.5, "B": 0.25, "C": 0.25}
    assert of(table, "position") == {"A": 0.8, "B": 0.1, "C": 0.1}
    # Half-life of 7 days: weights 1/2, 1/2, 1, 1 of 3.
    assert of(table, "decay") == {"A": 0.5, "B": 0.166667, "C": 0.333333}
    assert of(table, "shapley") == {"A": 0.333333, "B": 0.333333, "C": 0.333333}


def test_every_rule_shares_out_all_sales():
    paths = [*BRYL, Path(("C3", "C1"), 7, 3), Path(("C2",), 5, 2)]
    table = credits(paths)
    for rule in RULES:
        assert table[rule].sum() == pytest.approx(6)


def test_the_glove_game():
    """Shapley & Shubik (1969): one left glove and two right ones are worth 2/3, 1/6, 1/6."""
    worth = {frozenset(s): 1.0 for s in [("L", "R1"), ("L", "R2"), ("L", "R1", "R2")]}
    values = shapley_values(worth, ["L", "R1", "R2"])
    assert values == pytest.approx({"L": 2 / 3, "R1": 1 / 6, "R2": 1 / 6})


def test_the_fast_shapley_credits_equal_the_definition():
    paths = [Path(("A", "B"), 3, 2), Path(("B", "C", "B"), 4, 3), Path(("A",), 9, 1)]
    sets = [("A",), ("B",), ("C",), ("A", "B"), ("A", "C"), ("B", "C"), ("A", "B", "C")]
    worth = {
        frozenset(s): sum(p.conversions for p in paths if set(p.touches) <= set(s)) for s in sets
    }
    assert of(credits(paths), "shapley") == pytest.approx(shapley_values(worth, ["A", "B", "C"]))


def test_shapley_takes_sets_as_analysts_write_them():
    """A alone 10, B alone 20, both 40: A has (10 + 20) / 2, B the rest."""
    values = shapley_values({"A": 10, "B": 20, ("A", "B"): 40}, ["A", "B"])
    assert values == {"A": 15, "B": 25}


def test_shapley_refuses_a_set_with_a_stranger():
    with pytest.raises(DataInvalid, match="C"):
        shapley_values({("A", "C"): 1.0}, ["A", "B"])
