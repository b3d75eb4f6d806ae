"""Uplift, against a published mail experiment and by hand."""

import numpy as np
import pandas as pd
import pytest

from fupan.analysis.uplift import (
    average_effect,
    by_arm,
    by_segment,
    explained_share,
    people_needed,
    qini,
)
from fupan.ground.errors import DataInvalid, WrongUse


def visits(people, came):
    return [1] * came + [0] * (people - came)


@pytest.mark.parametrize(
    ("mailed", "came", "points"), [(21_307, 3_894, 7.66), (21_387, 3_238, 4.52)]
)
def test_the_mail_experiment_of_hillstrom(mailed, came, points):
    """MineThatData e-mail challenge (2008): visits of those mailed men's or women's goods against
    2,262 of 21,306 without mail: 18.28 % and 15.14 % against 10.62 %."""
    outcome = pd.Series(visits(mailed, came) + visits(21_306, 2_262))
    treated = pd.Series([True] * mailed + [False] * 21_306)
    found = average_effect(outcome, treated)
    assert round(100 * found.control, 2) == 10.62
    assert round(100 * found.effect, 2) == points
    assert found.low > 0


def test_the_power_of_advertising_experiments():
    """Lewis & Rao (2015): $0.35 more on sales of sd $75 is an R² of 0.0000054."""
    assert round(explained_share(0.35, 75), 7) == 0.0000054
    assert people_needed(0.35, 75) > 1_900_000


def test_an_interval_by_hand():
    """Treated 1, 3 (mean 2, variance 2); controls 0, 0, 3 (mean 1, variance 3).

    Error √(2/2 + 3/3) = √2; degrees of freedom 4 ÷ (1/1 + 1/2) = 8/3.
    """
    found = average_effect(pd.Series([1, 3, 0, 0, 3]), pd.Series([1, 1, 0, 0, 0]).astype(bool))
    from scipy.stats import t

    assert found.effect == pytest.approx(1.0)
    assert found.high - found.effect == pytest.approx(t.ppf(0.975, 8 / 3) * np.sqrt(2))


def test_one_side_alone_is_refused():
    with pytest.raises(DataInvalid, match="1"):
        average_effect(pd.Series([1.0, 2.0]), pd.Series([True, False]))


def marked(seed, effects, people=2000):
    chance = np.random.default_rng(seed)
    rows = []
    for name, effect in effects.items():
        treated = chance.random(people) < 0.5
        bought = chance.random(people) < 0.10 + effect * treated
        rows.append(pd.DataFrame({"segment": name, "w": treated, "y": bought.astype(int)}))
    return pd.concat(rows, ignore_index=True)


def test_only_the_segment_with_an_effect_is_found():
    frame = marked(4, {"new": 0.08, "old": 0.0, "silent": 0.0})
    table = by_segment(frame["y"], frame["w"], frame["segment"])
    assert list(table[table["is_found"]]["segment"]) == ["new"]


def test_segments_without_effect_are_rarely_found():
    names = [f"s{n}" for n in range(8)]
    false = 0
    for seed in range(60):
        frame = marked(seed, dict.fromkeys(names, 0.0), people=300)
        false += by_segment(frame["y"], frame["w"], frame["segment"])["is_found"].any()
    assert false <= 6


def test_a_segment_too_small_is_not_reported():
    frame = marked(4, {"new": 0.05})
    few = frame.head(20).assign(segment="tiny")
    both = pd.concat([frame, few])
    assert list(by_segment(both["y"], both["w"], both["segment"])["segment"]) == ["new"]


def test_qini_by_hand():
    """Four treated, four controls; the score's top half holds all the effect.

    Top: treated buy 2 of 2, controls 0 of 2: gain 2. Whole: 2 of 4 against 0 of 4: gain 2. The
    curve is 0, 2, 2 and random is 0, 1, 2: area ½·½·1 + ½·½·1 = ½, over 8 people 1/16.
    """
    outcome = pd.Series([1, 1, 0, 0, 0, 0, 0, 0])
    treated = pd.Series([True, True, False, False] * 2)
    score = pd.Series([2.0] * 4 + [1.0] * 4)
    curve, area = qini(outcome, treated, score)
    assert list(curve["gain"]) == [0, 2, 2]
    assert area == pytest.approx(1 / 16)


def test_arms_may_be_numbers_and_people_without_one_are_left_out():
    """Arm 1 buys 1 of 2, arm 2 both; two people have no arm."""
    arms = pd.Series([1, 1, 2, 2, None, None])
    table = by_arm(pd.Series([1, 0, 1, 1, 0, 1]), arms.astype("Int64"), control="1")
    assert list(table[["arm", "people", "effect"]].iloc[0]) == ["2", 2, 0.5]


def test_a_control_that_is_no_arm_is_refused():
    with pytest.raises(WrongUse, match="A, B"):
        by_arm(pd.Series([1.0, 0, 1, 1]), pd.Series(list("AABB")), control="Z")


def test_an_empty_outcome_is_not_zero():
    with pytest.raises(DataInvalid, match="1"):
        average_effect(pd.Series([1.0, np.nan, 2, 3]), pd.Series([True, True, False, False]))


def test_a_score_without_controls_has_no_qini():
    with pytest.raises(DataInvalid, match="0"):
        qini(pd.Series([1, 0]), pd.Series([True, True]), pd.Series([0.1, 0.2]))
