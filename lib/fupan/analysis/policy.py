"""When an item is to be ordered and up to how many, by its forecast and its terms.

The service level follows from what a lost sale costs against what a leftover costs (the newsvendor
ratio); whether the policy is better than what was done is shown by `replay`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import ArrayLike

from fupan.analysis.demand import Flags, Floats
from fupan.analysis.forecast import Forecast, Trial, forecast_of
from fupan.analysis.supply import REVIEW, Terms

ORDER_COST = 5.0  # of one more line on a purchase order: checking it, putting it away
LEAST_LEVEL, MOST_LEVEL = 0.5, 0.99
LONGEST_CYCLE = 60.0  # days that one order may last beyond the lead time
RETRY = 28  # days between two back-tests
LONGEST_HORIZON = 130  # longest lead time, review and cycle together
DUST = 1e-6
KEPT = 0.8  # share of the shelf life within which goods must be sold


@dataclass(frozen=True)
class Policy:
    """Per item: order when stock and orders together are at or below `point`, up to `up_to`."""

    level: Floats
    point: Floats
    up_to: Floats
    safety: Floats
    protected: Floats  # days that the point covers: lead time and half a review
    cycle: Floats


def service_level(terms: Terms, cycle: ArrayLike) -> Floats:
    """Margin lost ÷ (margin lost + a leftover's carrying until the next order)."""
    over = np.maximum(terms.cost, 0.01) * terms.carrying * np.asarray(cycle, float) / 365
    under = np.maximum(terms.margin, 0.0)
    return np.clip(under / (under + over), LEAST_LEVEL, MOST_LEVEL)


def policy_of(
    forecast: Forecast,
    terms: Terms,
    *,
    start: int = 0,
    review: int | None = None,
    level: float | None = None,
) -> Policy:
    """The policy on day `start` of the forecast; `level` overrides the newsvendor's, `review` how
    many days lie between two looks at the shelf.
    """
    review = review or terms.review
    usual = terms.lead + review / 2
    rate = forecast.mean(usual, start) / usual
    holding = np.maximum(terms.cost, 0.01) * terms.carrying / 365
    # Harris's quantity in days of demand: what another order costs against a day's holding.
    cycle = np.sqrt(2 * ORDER_COST / np.maximum(holding * np.maximum(rate, 1e-6), 1e-9))
    cycle = np.clip(cycle, review, LONGEST_CYCLE)
    aim = service_level(terms, cycle) if level is None else np.full(len(rate), level)
    mean, swing = _until_goods_come(forecast, terms, start, review)
    further = (rate * terms.lead_sd) ** 2 + swing
    safety = forecast.quantile(aim, usual, start, further) - forecast.mean(usual, start)
    point = np.ceil(mean + safety - DUST)  # sums of fractions must not ask for one unit more
    # An order lifts the position to what sells until the goods of the next one come.
    up_to = np.maximum(forecast.mean(terms.lead + cycle, start) + safety, point)
    fresh = np.where(
        np.isfinite(terms.shelf_life),
        forecast.mean(KEPT * np.nan_to_num(terms.shelf_life, nan=1.0), start),
        np.inf,
    )
    # The path may be shorter than a shelf life; then freshness binds nothing.
    bound = KEPT * np.nan_to_num(terms.shelf_life, nan=np.inf) < forecast.path.shape[1] - start
    up_to = np.where(bound, np.minimum(up_to, np.maximum(fresh, point)), up_to)
    return Policy(aim, point, np.ceil(up_to - DUST), point - mean, usual, cycle)


def _until_goods_come(
    forecast: Forecast, terms: Terms, start: int, review: int
) -> tuple[Floats, Floats]:
    """Mean demand between falling to the point and the goods' arrival, and its variance by chance.

    Stock falls to the point on any day between two reviews, alike likely: a whole review in
    the point, and again in the quantity, would hold a week of sales that nobody needs.
    """
    waits = [forecast.mean(terms.lead + day, start) for day in range(review + 1)]
    return np.mean(waits, axis=0), np.var(waits, axis=0)


def rolling_rule(
    history: Floats,
    first: date,
    marks: Sequence[str],
    start: int,
    terms: Terms,
    *,
    level: float | None = None,
    named: Flags | None = None,
) -> Callable[[int], tuple[Floats, Floats]]:
    """The policy as it would have stood on each day after column `start` of the history.

    A forecast is made anew every week, its back-test every four, from the days before it; it never
    looks ahead. `marks` must reach beyond the history by the longest lead time, as promotions are
    announced.
    """
    tried: dict[int, Trial] = {}
    made: dict[int, Forecast] = {}

    def rule(day: int) -> tuple[Floats, Floats]:
        made_on, tried_on = (start + day // every * every for every in (REVIEW, RETRY))
        if made_on not in made:
            horizon = min(len(marks) - made_on, REVIEW + LONGEST_HORIZON)
            past = history[:, :made_on]
            seen = past > 0
            started = np.where(seen.any(axis=1), seen.argmax(axis=1), made_on)
            made[made_on] = forecast_of(
                past, first, marks, horizon, started=started, trial=tried.get(tried_on), named=named
            )
            tried[tried_on] = made[made_on].trial
        found = policy_of(made[made_on], terms, start=start + day - made_on, level=level)
        return found.point, found.up_to

    return rule
