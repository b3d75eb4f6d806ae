"""The parts of a bridge add up, and a hand-worked change is split as on paper."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fupan.analysis.bridge import (
    Bridge,
    effect_errors,
    price_volume_mix,
    product_bridge,
    rate_log_variance,
    ratio_bridge,
    sum_bridge,
)
from fupan.ground.errors import WrongUse

factor = st.floats(min_value=0, max_value=1e5, allow_nan=False).map(lambda v: round(v, 6))


def test_lmdi_splits_a_product_by_log_shares():
    """100 visitors × 10 % × ¥50 = 500; 200 × 5 % × ¥60 = 600. Log mean of 600 and 500 is
    100 / ln 1.2 = 548.48; ln 2 = 0.6931, ln 0.5 = −0.6931, ln 1.2 = 0.1823."""
    bridge = product_bridge(
        {"visitors": 100, "conversion": 0.10, "spend": 50},
        {"visitors": 200, "conversion": 0.05, "spend": 60},
    )
    assert bridge.change == pytest.approx(100)
    assert bridge.effects["visitors"] == pytest.approx(548.4815 * 0.693147, abs=1e-2)
    assert bridge.effects["conversion"] == pytest.approx(-548.4815 * 0.693147, abs=1e-2)
    assert bridge.effects["spend"] == pytest.approx(100, abs=1e-6)


def test_shapley_splits_two_factors_at_their_means():
    """2×3 → 4×5: the first factor's effect is 2 × (3+5)/2 = 8, the second's 2 × (2+4)/2 = 6."""
    bridge = product_bridge({"a": 2, "b": 3}, {"a": 4, "b": 5}, method="shapley")
    assert bridge.effects == pytest.approx({"a": 8, "b": 6})


@pytest.mark.parametrize("method", ["lmdi", "shapley"])
@given(before=st.tuples(factor, factor, factor), after=st.tuples(factor, factor, factor))
def test_effects_add_up_to_the_change_whatever_the_factors(method, before, after):
    names = ("visitors", "conversion", "spend")
    bridge = product_bridge(
        dict(zip(names, before, strict=True)), dict(zip(names, after, strict=True)), method=method
    )
    scale = max(bridge.start, bridge.end, 1.0, *map(abs, bridge.effects.values()))
    assert math.isclose(sum(bridge.effects.values()), bridge.change, abs_tol=1e-9 * scale)


@given(start=st.floats(0, 1e9), effects=st.lists(st.floats(-1e7, 1e7), min_size=1, max_size=6))
def test_rounded_to_cents_the_parts_still_add_up_to_the_cent(start, effects):
    bridge = Bridge(start, start + sum(effects), {f"f{i}": e for i, e in enumerate(effects)})
    shown = bridge.in_cents()
    parts = sum(round(e * 100) for e in shown.effects.values())
    assert parts == round(shown.end * 100) - round(shown.start * 100)


def test_a_vanished_factor_carries_the_whole_change():
    bridge = product_bridge(
        {"visitors": 100, "conversion": 0.1, "spend": 50},
        {"visitors": 0, "conversion": 0.1, "spend": 60},
    )
    assert bridge.effects == {"visitors": -500.0, "conversion": 0.0, "spend": 0.0}


def test_nothing_to_nothing_is_no_change():
    bridge = product_bridge({"a": 0, "b": 3}, {"a": 0, "b": 5})
    assert bridge.change == 0 and set(bridge.effects.values()) == {0.0}


def test_a_sum_is_split_by_its_own_parts_new_and_gone_ones_too():
    bridge = sum_bridge({"search": 10, "live": 5}, {"search": 7, "content": 4})
    assert bridge.effects == {"search": -3, "live": -5, "content": 4}
    assert bridge.change == -4


def test_simpsons_paradox_is_told_apart_as_mix():
    """Both channels convert better (10→11 %, 1→2 %), yet the shop falls, because the weak one
    grew. Overall: (100+1)/1100 = 9.18 % → (11+20)/1100 = 2.82 %."""
    parts = ratio_bridge(["search", "feed"], ([100, 1], [11, 20]), ([1000, 100], [100, 1000]))
    change = 31 / 1100 - 101 / 1100
    assert parts["mix"].sum() + parts["rate"].sum() == pytest.approx(change)
    assert parts["rate"].gt(0).all()
    assert parts["mix"].sum() < 0


def test_a_negative_factor_is_refused_with_its_name():
    with pytest.raises(WrongUse, match="conversion"):
        product_bridge({"conversion": -0.1}, {"conversion": 0.1})


def test_price_volume_and_mix_by_hand_with_new_and_vanished_goods():
    """Mug 10 → 12 pieces at 50 → 55; pot 10 → 6 at 100; lid gone (200), tray new (300).

    Old mean price of mug and pot 1,500/20 = 75. Volume (18 − 20) × 75 = −150; at old prices the
    new basket is 12×50 + 6×100 = 1,200 against 18×75 = 1,350: mix −150; price 12 × 5 = +60.
    """
    split = price_volume_mix(
        ({"mug": 10, "pot": 10, "lid": 2}, {"mug": 12, "pot": 6, "tray": 1}),
        ({"mug": 500, "pot": 1000, "lid": 200}, {"mug": 660, "pot": 600, "tray": 300}),
    )
    assert split.effects == {"volume": -150, "mix": -150, "price": 60, "new": 300, "gone": -200}
    assert sum(split.effects.values()) == split.change == -140


def test_an_effects_error_comes_from_the_counts_behind_it():
    """100 of 1,000 against 50 of 1,000: log variance (1/100 − 1/1000) + (1/50 − 1/1000) = 0.028.

    LMDI's weight is the log mean of 100 and 50: 50 / ln 2 = 72.13, so the error is 72.13 × 0.1673.
    """
    bridge = product_bridge({"visitors": 1000, "rate": 0.1}, {"visitors": 1000, "rate": 0.05})
    spread = rate_log_variance(100, 1000) + rate_log_variance(50, 1000)
    assert spread == pytest.approx(0.028)
    errors = effect_errors(bridge, {"rate": spread})
    assert errors["rate"] == pytest.approx(12.07, abs=0.01)
    assert errors["visitors"] == 0
