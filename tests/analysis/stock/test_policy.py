"""The ordering policy by hand, and that neither more nor less than it asks for earns more."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from fupan.analysis.forecast.outlook import Forecast
from fupan.analysis.policy import policy_of
from fupan.analysis.replay import replay
from fupan.analysis.supply import REVIEW, Terms, review_of


def flat(rate: np.ndarray, days: int = 200) -> Forecast:
    """A forecast of the same rate every day, whose errors are those of Poisson demand."""
    count = len(rate)
    path = np.repeat(np.asarray(rate, float)[:, None], days, axis=1)
    return Forecast(
        path,
        path,
        np.ones(count),
        np.zeros(count),
        np.array(["mean"] * count),
        pd.DataFrame(),
        None,
    )


def terms(count: int, lead: float, cost: float = 20.0, price: float = 50.0) -> Terms:
    each = np.ones(count)
    return Terms(
        cost * each, price * each, (price - cost) * each, lead * each, 0 * each, each, 0 * each,
        np.nan * each, np.array([""] * count),
    )  # fmt: skip


def test_the_point_covers_half_a_review_and_the_order_one_cycle_by_hand():
    """Ten a day, 14 days to arrive: 10·(14 + 3.5) = 175 and safety. Holding is 20·0.3/365 =
    0.016438 a day, so a cycle is √(2·5/(0.016438·10)) = 7.7995 days and the position is lifted
    to 10·(14 + 7.7995) = 217.995 and the same safety."""
    found = policy_of(flat(np.array([10.0])), terms(1, 14.0))
    assert found.cycle[0] == pytest.approx(7.7995, abs=1e-4)
    assert found.point[0] - found.safety[0] == pytest.approx(175)
    assert found.up_to[0] - found.safety[0] == pytest.approx(217.995, abs=1)


def test_a_promotion_late_in_the_review_raises_the_point():
    """Days 18 to 20 sell 40 instead of 10: only the last of the eight days within a review on
    which stock may fall to the point reach them: 30·(1 + 2 + 3)/8 = 22.5 more."""
    plain, lifted = flat(np.array([10.0])), flat(np.array([10.0]))
    lifted.path[0, 18:21] = 40.0
    more = policy_of(lifted, terms(1, 14.0)).point - policy_of(plain, terms(1, 14.0)).point
    assert more[0] >= 22


@pytest.mark.parametrize("rate", [0.15, 1.0, 12.0])
def test_neither_a_week_more_nor_a_week_less_of_stock_earns_more(rate):
    count, days = 60, 364
    demand = np.random.default_rng(7).poisson(rate, (count, days)).astype(float)
    held = terms(count, 14.0)
    own = policy_of(flat(np.full(count, rate)), held)
    opening, nothing = own.up_to.copy(), np.zeros((count, 1))

    def earned(shift: float) -> float:
        more = np.ceil(shift * rate * 7)
        rule = (np.maximum(own.point + more, 0), np.maximum(own.up_to + more, 1))
        return float(replay(demand, lambda _: rule, held, opening, nothing).profit(held).sum())

    assert earned(0) >= earned(1)
    assert earned(0) >= earned(-1)


def bought(*days: int) -> pd.DataFrame:
    first = pd.Timestamp("2026-09-01")
    return pd.DataFrame({"ordered_on": [first + pd.Timedelta(days=d) for d in days]})


def test_a_shop_is_reviewed_as_often_as_it_orders_and_at_least_weekly():
    until = date(2026, 11, 1)
    assert review_of(bought(0, 1, 2, 3, 5, 6), until) == 1
    assert review_of(bought(0, 3, 6, 9, 9, 9), until) == 3
    assert review_of(bought(0, 14, 28, 42), until) == REVIEW
    assert review_of(bought(0, 1), until) == REVIEW  # two days are no habit
