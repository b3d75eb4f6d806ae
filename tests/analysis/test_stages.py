"""A product's stage is told against its season, where last year's weeks show one."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from fupan.analysis.products.stages import stages

NAMES = ["fading", "fan", "rising", "steady", *(f"with{n}" for n in range(6))]  # in their order


def _seen(years: float, seed: int = 1) -> SimpleNamespace:
    """Daily units to the end of a summer: a fan sells in summer, one product fades, one rises."""
    days = np.arange(-int(years * 364), 0)
    season = 1 + 0.95 * np.cos(2 * np.pi * (days + 130) / 364)  # at its best 18 weeks ago
    late = np.clip((days + 60) / 60, 0, 1)
    means = [12 * (1 - 0.9 * late), 12 * season, 8 * (1 + 1.5 * late), np.full(len(days), 10.0)]
    means += [np.full(len(days), 9.0)] * 6
    history = np.random.default_rng(seed).poisson(np.array(means))
    quarter = pd.DataFrame({"product_id": NAMES, "items": 100.0, "paid_lines": 100.0})
    return SimpleNamespace(history=history, demand=SimpleNamespace(products=NAMES), quarter=quarter)


def _stage(years: float, seed: int = 1) -> dict[str, str]:
    told = stages(_seen(years, seed))
    return dict(zip(told["product_id"], told["stage"], strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_a_season_that_ends_is_no_decline_where_last_year_ended_so_too(seed):
    found = _stage(2.0, seed)
    assert found["fan"] == "off_season"
    assert (found["fading"], found["rising"]) == ("decline", "growth")
    assert found["steady"] == "mature"


def test_without_last_years_weeks_a_fall_is_told_as_it_is():
    assert _stage(1.0)["fan"] == "decline"
