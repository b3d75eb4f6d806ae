"""Drill-down on leaves whose movement is planted."""

import numpy as np
import pandas as pd
import pytest

from fupan.analysis.drivers import drivers


def leaves(seed=5, base=60.0):
    """4 channels × 5 products × 3 provinces, 60 counts expected of each."""
    chance = np.random.default_rng(seed)
    rows = [
        {"channel": c, "product": p, "province": r, "expected": base, "money": 10.0}
        for c in "abcd"
        for p in "vwxyz"
        for r in "klm"
    ]
    table = pd.DataFrame(rows)
    table["actual"] = chance.poisson(table["expected"]).astype(float)
    return table


def named(found):
    return {frozenset(d.attributes) for d in found}


ATTRIBUTES = ["channel", "product", "province"]


def test_a_quiet_table_has_no_driver():
    quiet = [drivers(leaves(seed), ATTRIBUTES) for seed in range(20)]
    assert sum(bool(found) for found in quiet) <= 1


def test_the_planted_segment_is_named_exactly_and_priced():
    table = leaves()
    inside = (table["channel"] == "b") & (table["product"] == "x")
    table.loc[inside, "actual"] = 20.0  # 3 leaves × (20 − 60) × 10 = −1,200
    found = drivers(table, ATTRIBUTES, money="money")
    assert named(found) == {frozenset({("channel", "b"), ("product", "x")})}
    assert found[0].worth == pytest.approx(-1200, rel=0.1)
    assert found[0].is_loss


def test_two_segments_are_found_and_do_not_overlap():
    table = leaves()
    one = table["product"] == "v"
    other = (table["channel"] == "d") & (table["province"] == "m") & ~one
    table.loc[one, "actual"] *= 0.5
    table.loc[other, "actual"] *= 0.3
    assert named(drivers(table, ATTRIBUTES)) == {
        frozenset({("product", "v")}),
        frozenset({("channel", "d"), ("province", "m")}),
    }


def test_a_movement_of_everything_is_no_segment():
    table = leaves()
    table["actual"] *= 0.6
    assert drivers(table, ATTRIBUTES) == []
