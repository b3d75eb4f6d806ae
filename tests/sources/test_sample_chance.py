"""Luck is hashed from what it belongs to, so it does not change when other things do."""

import numpy as np

from fupan.sources.sample.chance import Chance, pick, poisson


def test_luck_depends_on_seed_purpose_and_key_alone() -> None:
    alone = Chance(1).uniform("cart", np.array([5]))
    among = Chance(1).uniform("cart", np.array([3, 5, 9]))
    assert alone[0] == among[1]
    assert alone[0] != Chance(2).uniform("cart", np.array([5]))[0]
    assert alone[0] != Chance(1).uniform("order", np.array([5]))[0]


def test_luck_is_spread_evenly_between_0_and_1() -> None:
    luck = Chance(1).uniform("even", np.arange(100_000))
    shares = np.histogram(luck, bins=10, range=(0, 1))[0] / 100_000
    # Ten bins of 10 %; three standard errors are 0.3 points.
    assert abs(shares - 0.1).max() < 0.004
    assert luck.min() > 0 and luck.max() < 1


def test_a_larger_mean_never_gives_a_smaller_poisson_number() -> None:
    luck = Chance(1).uniform("poisson", np.arange(2_000))
    low, high = poisson(luck, np.full(2_000, 3.0)), poisson(luck, np.full(2_000, 4.0))
    assert (high >= low).all()
    # The mean of 2,000 draws with mean 3 has a standard error of 0.039.
    assert abs(low.mean() - 3.0) < 0.12


def test_poisson_numbers_at_hand_worked_luck() -> None:
    # Mean 1: P(0) = 0.368, P(≤ 1) = 0.736, P(≤ 2) = 0.920.
    counts = poisson(np.array([0.36, 0.37, 0.73, 0.74, 0.91, 0.93]), np.array([1.0]))
    assert counts.tolist() == [0, 1, 1, 2, 2, 3]


def test_pick_falls_on_the_place_as_wide_as_its_weight() -> None:
    # Weights 1, 3: the first quarter is place 0.
    assert pick(np.array([0.1, 0.24, 0.26, 0.99]), [1, 3]).tolist() == [0, 0, 1, 1]
