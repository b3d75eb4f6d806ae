"""The models against the papers' own figures, and against data simulated from them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fupan.analysis.clv import BetaGeometric, BgNbd, GammaGamma, Histories, ParetoNbd
from fupan.ground.errors import DataInvalid

CDNOW = Path(__file__).parents[2] / "../shared/data/cdnow"
needs_cdnow = pytest.mark.skipif(not CDNOW.is_dir(), reason="the CDNOW sample is not at hand")
# The first buyer of the CDNOW sample: two repeats, the last in week 30.43 of 38.86.
FIRST = ([2], [30.43], [38.86])


def cdnow():
    """The sample's weeks, rounded to two places in the file, as the whole days they come from."""
    rows = pd.read_csv(CDNOW / "cdnow_customers_summary.csv")
    days = (rows[["recency", "T"]] * 7).round()
    return Histories.of(rows["frequency"], days["recency"] / 7, days["T"] / 7)


@needs_cdnow
def test_bg_nbd_on_cdnow_has_the_published_estimates():
    """Fader, Hardie & Lee (2005), table 1: .243, 4.414, .793, 2.426, LL -9582.4."""
    model = BgNbd.fit(cdnow())
    estimates = (model.r, model.alpha, model.a, model.b)
    assert [round(v, 3) for v in estimates] == [0.243, 4.414, 0.793, 2.426]
    assert round(model.log_likelihood, 1) == -9582.4


@needs_cdnow
def test_pareto_nbd_on_cdnow_has_the_published_estimates():
    """The same table: .553, 10.578, .606, 11.669, LL -9595.0."""
    model = ParetoNbd.fit(cdnow())
    estimates = (model.r, model.alpha, model.s, model.beta)
    assert [round(v, 3) for v in estimates] == [0.553, 10.578, 0.606, 11.669]
    assert round(model.log_likelihood, 1) == -9595.0


@needs_cdnow
def test_gamma_gamma_on_cdnow_has_the_published_estimates():
    """Fader & Hardie (2013): p 6.25, q 3.74, v 15.44, LL -4055.92. The likelihood is so flat that
    its true maximum prints v as 15.45; at the paper's own figures it is no higher."""
    rows = pd.read_csv(CDNOW / "cdnow_customers_summary_with_transactions.csv")
    model = GammaGamma.fit(rows["x"], rows["zbar"])
    assert (round(model.p, 2), round(model.q, 2)) == (6.25, 3.74)
    assert model.v == pytest.approx(15.44, abs=0.01)
    assert round(model.log_likelihood, 2) == -4055.92


def test_bg_nbd_foresees_the_papers_first_buyer():
    """1.226 purchases in the next 39 weeks, in the authors' note on implementing it."""
    model = BgNbd(0.243, 4.414, 0.793, 2.426, 0.0)
    assert model.coming(39, *FIRST)[0] == pytest.approx(1.226, abs=0.001)


@pytest.mark.parametrize(
    ("staying", "alpha", "beta"),
    [([1000, 869, 743, 653, 593, 551, 517, 491], 0.668, 3.806),
     ([1000, 631, 468, 382, 326, 289, 262, 241], 0.704, 1.182)],
)  # fmt: skip
def test_shifted_beta_geometric_has_the_published_estimates(staying, alpha, beta):
    """Fader & Hardie (2007), high end and regular customers, seven renewals."""
    model = BetaGeometric.fit(staying)
    assert (round(model.alpha, 3), round(model.beta, 3)) == (alpha, beta)
    assert model.staying(1)[1] == pytest.approx(beta / (alpha + beta), abs=1e-4)


def simulated(count=60_000, seed=3):
    """Buyers by the BG/NBD story: r 0.5, alpha 8 weeks, a 1.2, b 3; watched 20 to 60 weeks."""
    chance = np.random.default_rng(seed)
    rate, leave = chance.gamma(0.5, 1 / 8, count), chance.beta(1.2, 3, count)
    watched = chance.integers(20, 61, count).astype(float)
    time, last, repeats = np.zeros(count), np.zeros(count), np.zeros(count)
    alive = np.ones(count, bool)
    while alive.any():
        time = time + np.where(alive, chance.exponential(1, count) / rate, 0)
        alive &= time < watched
        repeats += alive
        last = np.where(alive, time, last)
        alive &= chance.random(count) > leave
    return Histories.of(repeats, last, watched)


def test_bg_nbd_finds_the_parameters_that_buyers_were_simulated_with():
    model = BgNbd.fit(simulated())
    assert (model.r, model.alpha) == (pytest.approx(0.5, rel=0.1), pytest.approx(8, rel=0.1))
    assert model.a / (model.a + model.b) == pytest.approx(1.2 / 4.2, rel=0.1)


def test_doubled_buyers_double_the_likelihood_and_change_no_parameter():
    small = Histories.of([0, 1, 2, 0, 3, 1], [0, 4, 9, 0, 20, 2], [30, 30, 30, 20, 25, 12])
    twice = Histories.of(small.repeats, small.last, small.watched, small.buyers * 2)
    for model in (BgNbd, ParetoNbd):
        once, double = model.fit(small), model.fit(twice)
        assert double.r == pytest.approx(once.r, rel=1e-6)
        assert double.log_likelihood == pytest.approx(2 * once.log_likelihood)


def test_equal_histories_are_put_together_whatever_their_order():
    one = Histories.of([1, 0, 1], [5, 0, 5], [9, 9, 9])
    other = Histories.of([0, 1], [0, 5], [9, 9], [1, 2])
    assert np.array_equal(one.buyers, other.buyers) and one.count == 3


def test_who_bought_long_ago_is_less_likely_alive_than_who_bought_lately():
    for model in (BgNbd(0.24, 4.4, 0.8, 2.4, 0), ParetoNbd(0.55, 10.6, 0.6, 11.7, 0)):
        long_ago, lately = model.alive([3, 3], [5, 35], [39, 39])
        assert 0 < long_ago < lately < 1


def test_the_two_models_agree_where_their_stories_agree():
    """With almost no drop-out both are the NBD: (r + x)/(alpha + T) · t."""
    expected = (0.5 + 2) / (8 + 30) * 10
    assert BgNbd(0.5, 8, 1.0001, 1e6, 0).coming(10, [2], [20], [30])[0] == pytest.approx(
        expected, rel=1e-3
    )
    assert ParetoNbd(0.5, 8, 2.0, 1e6, 0).coming(10, [2], [20], [30])[0] == pytest.approx(
        expected, rel=1e-3
    )


def test_spend_is_drawn_towards_the_mean_of_all_and_less_so_with_more_purchases():
    model = GammaGamma(6.25, 3.74, 15.44, 0.0)
    once, often = model.spend([1, 50], [100.0, 100.0])
    assert model.mean < once < often < 100


@pytest.mark.parametrize(
    "rows", [([1], [0], [9]), ([0], [3], [9]), ([1], [10], [9]), ([-1], [0], [9]), ([], [], [])]
)
def test_impossible_histories_are_refused(rows):
    with pytest.raises(DataInvalid):
        Histories.of(*rows)


def test_buyers_hardly_unlike_each_other_are_foreseen_at_their_common_rate():
    """Poisson at 0.1 a week, nobody leaves: 13 weeks bring 1.3 purchases whatever the history."""
    rng = np.random.default_rng(7)
    repeats = rng.poisson(5.2, 4000)
    last = np.where(repeats > 0, 52 * rng.beta(np.maximum(repeats, 1), 1), 0.0)
    watched = np.full(4000, 52.0)
    model = BgNbd.fit(Histories.of(repeats, last, watched))
    assert model.r > 30
    assert model.coming(13, [0, 5, 9], [0, 50, 50], [52] * 3) == pytest.approx(1.3, rel=0.15)
    assert BgNbd(1e5, 1e6, 0.2, 3.0, 0.0).coming(13, 5, 50, 52) == pytest.approx(
        BgNbd(300.0, 3000.0, 0.2, 3.0, 0.0).coming(13, 5, 50, 52), rel=0.02
    )


@pytest.mark.parametrize("shape", [0.6, 1e6], ids=["unlike", "alike in leaving"])
def test_a_fit_does_not_hang_on_the_last_digits_of_sums(shape):
    """The same histories added up in another order, as another processor adds them."""
    chance = np.random.default_rng(5)
    rate, leaving = chance.gamma(0.7, 1 / 60, 4000), chance.gamma(shape, 1 / 110 / shape, 4000)
    watched = chance.integers(60, 400, 4000).astype(float)
    lived = np.minimum(chance.exponential(1 / leaving), watched)
    repeats = chance.poisson(rate * lived).astype(float)
    last = np.where(repeats > 0, np.ceil(lived * chance.beta(np.maximum(repeats, 1), 1)), 0)
    one = Histories.of(repeats, last, watched)
    other = Histories(*(np.ascontiguousarray(c[::-1]) for c in vars(one).values()))
    here, there = ParetoNbd.fit(one), ParetoNbd.fit(other)
    assert here.expected(90.0) == pytest.approx(there.expected(90.0), rel=1e-9)
    assert here.log_likelihood == pytest.approx(there.log_likelihood, rel=1e-12)
