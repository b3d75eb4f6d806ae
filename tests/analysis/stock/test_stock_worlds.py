"""On unseen simulated shops: lost units lie in the interval, the proposal beats what was done."""

from datetime import timedelta

import numpy as np
import pytest
from stock_worlds import stock_world

from fupan.analysis.inventory.seen import look
from fupan.analysis.policy import rolling_rule
from fupan.analysis.replay import Outcome, hindsight, replay
from fupan.analysis.supply import arrivals, deliveries, terms_of

SEEDS = range(100, 106)
REPLAYED = 182


@pytest.fixture(scope="module")
def worlds():
    made = [stock_world(seed) for seed in SEEDS]
    return [(world, look(world.shop, world.period, None)) for world in made]


def test_true_lost_units_lie_in_the_interval(worlds):
    inside, told = 0, 0
    for world, seen in worlds:
        out = seen.hidden.days_out > 0
        good = (seen.hidden.low <= world.lost) & (world.lost <= seen.hidden.high)
        inside, told = inside + int(good[out].sum()), told + int(out.sum())
    assert told >= 50
    assert inside / told >= 0.85


def test_no_lost_sale_goes_unseen(worlds):
    for world, seen in worlds:
        assert world.lost[seen.hidden.days_out == 0].sum() == 0


def test_intervals_are_not_so_wide_that_they_say_nothing(worlds):
    """Half of the interval's width is on average below the estimate itself."""
    wide, units = 0.0, 0.0
    for _, seen in worlds:
        large = seen.hidden.lost >= 10
        wide += float((seen.hidden.high - seen.hidden.low)[large].sum()) / 2
        units += float(seen.hidden.lost[large].sum())
    assert wide < units


def test_the_proposal_earns_nearly_what_hindsight_would_and_more_than_was_done(worlds):
    for world, seen in worlds:
        start = world.demand.shape[1] - REPLAYED
        begins = world.first + timedelta(days=start)
        terms, _ = terms_of(world.shop, seen.demand, begins)
        due = arrivals(deliveries(world.shop, begins), seen.demand, begins, REPLAYED)
        wanted, opening = world.demand[:, start:], world.on_hand[:, start - 1]
        rule = rolling_rule(seen.history, world.first, seen.marks, start, terms)
        ours = replay(wanted, rule, terms, opening, due).profit(terms).sum()
        best = hindsight(wanted, terms, opening, due).profit(terms).sum()
        sold = world.sold[:, start:].sum(axis=1)
        shelf = world.on_hand[:, start:].mean(axis=1)
        done = Outcome(sold, wanted.sum(axis=1) - sold, shelf, np.zeros(len(sold)), REPLAYED)
        assert ours >= 0.97 * best
        assert ours >= done.profit(terms).sum()  # even when its orders are reckoned free


def test_the_forecast_is_better_than_seasonal_naive_on_days_it_has_not_seen(worlds):
    """Over all shops by a fifth, and in none behind: a class that loses to naive uses naive."""
    rows = [seen.forecast.trial.unseen().set_index("class").loc["all"] for _, seen in worlds]
    ours, naive = (np.array([row[name] for row in rows]) for name in ("error", "naive_error"))
    assert ours.mean() <= 0.8 * naive.mean()
    assert (ours <= naive).all()


def test_quantiles_of_the_forecast_hold_what_they_promise(worlds):
    """The 90 % quantile of four weeks, made four weeks before the end: about nine in ten."""
    from fupan.analysis.forecast import forecast_of

    held = []
    for world, seen in worlds:
        cut = world.demand.shape[1] - 28
        made = forecast_of(seen.history[:, :cut], world.first, seen.marks[: cut + 28], 28)
        held.append(world.demand[:, cut:].sum(axis=1) <= made.quantile(0.9, 28))
    assert 0.80 <= np.concatenate(held).mean() <= 0.98
