"""Diminishing returns: a planted elasticity is found, and advice keeps to what was observed."""

import numpy as np
import pandas as pd
import pytest

from fupan.analysis.response import response


def weekly(elasticity, seed=3, weeks=26, noise=0.05):
    chance = np.random.default_rng(seed)
    spend = pd.Series(chance.uniform(400, 1200, weeks))
    return spend, 40 * spend**elasticity * np.exp(chance.normal(0, noise, weeks))


def test_a_planted_elasticity_is_found():
    found = response(*weekly(0.6))
    assert found.elasticity == pytest.approx(0.6, abs=0.1)
    spend, amount = weekly(0.6)
    average = amount[-4:].sum() / spend[-4:].sum()
    assert found.marginal == pytest.approx(found.elasticity * average)
    assert found.marginal_low < found.marginal < found.marginal_high


def test_the_suggestion_stays_within_the_observed_range():
    found = response(*weekly(0.6))
    assert found.low_spend <= found.suggested(0.1) <= found.high_spend
    assert found.low_spend <= found.suggested(99.0) <= found.spend
    assert found.suggested(found.marginal) == found.spend


def test_steady_spend_teaches_nothing():
    spend, amount = weekly(0.6)
    found = response(spend * 0 + 700, amount)
    assert found.why_not is not None
    assert np.isnan(found.suggested(2.0))


def test_few_weeks_are_refused():
    spend, amount = weekly(0.6, weeks=6)
    assert "6" in response(spend, amount).why_not.en


def test_a_commission_has_no_next_yuan():
    """12 % of what is sold goes up with sales by itself."""
    _, amount = weekly(0.6)
    found = response(0.12 * amount, amount)
    assert "佣金" in found.why_not.zh
