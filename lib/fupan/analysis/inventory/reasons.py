"""Why a shelf was empty: a late supplier, demand beyond what could be foreseen, or a late order."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.forecast import Forecast, forecast_of
from fupan.analysis.inventory.seen import Seen
from fupan.analysis.policy import LONGEST_HORIZON
from fupan.ground.language import Text

LATE_DAYS = 3  # later than this is late; a day or two is the courier
MISS_LEVEL = 0.975  # demand above this quantile of the forecast made at ordering time is a miss
FEWEST_FORESEEN, FORTNIGHT = 112, 14  # days of history before a forecast of the past
BUSIEST = 200  # items


def since(seen: Seen, n: int) -> str:
    out = seen.demand.empty()[n] | (seen.demand.broken()[n] & (seen.demand.on_hand[n] <= 0))
    place = seen.first + int(out[seen.first :].argmax())
    while place > 0 and out[place - 1]:
        place -= 1
    return str(seen.demand.days[place])


def why_out(seen: Seen, n: int, foreseen: Foreseen) -> tuple[str, Text, str]:
    """The cause of one item's empty days, the sentence for it, and the supplier if one was late."""
    began = pd.Timestamp(since(seen, n))
    ends = pd.Timestamp(seen.period.end)
    lines = seen.lines[seen.lines[seen.demand.by] == seen.demand.items[n]]
    arrived = lines["received_on"].fillna(ends)
    late = lines[
        (lines["late"] >= LATE_DAYS)
        & (lines["expected_on"] <= ends)
        & (arrived > began)
        & (lines["expected_on"] <= began + pd.Timedelta(days=LATE_DAYS + 7))
    ]
    if len(late):
        worst = late.sort_values(["late", "po_id"] if "po_id" in late else ["late"]).iloc[-1]
        who = worst["supplier"] or "–"
        due, days = worst["expected_on"].date(), int(worst["late"])
        return (
            "late_supplier",
            Text(
                zh=f"{who}应在 {due} 到的货晚了 {days} 天",
                en=f"the delivery of {who} due on {due} came {days} days late",
            ),
            str(who),
        )
    if _missed(seen, n, began, foreseen):
        return (
            "forecast_miss",
            Text(
                zh="断货前的需求超过了当时预测的上沿",
                en="demand before it ran out was above the upper end of a forecast made in time",
            ),
            "",
        )
    return (
        "stockout",
        Text(
            zh=f"{began.date()} 卖空，那之前没有按时到的补货",
            en=f"sold out on {began.date()} with no delivery in time before",
        ),
        "",
    )


def _missed(seen: Seen, n: int, began: pd.Timestamp, foreseen: Foreseen) -> bool:
    """Whether demand before the empty day beat what one could have foreseen when ordering."""
    lead = int(np.ceil(seen.terms.lead[n])) + 7
    stop = seen.demand.place(began.date())
    start = stop - lead
    if start < FEWEST_FORESEEN:
        return False
    high = foreseen.high(n, start, lead)
    return bool(seen.history[n, start:stop].sum() > max(high, 3.0))


class Foreseen:
    """Forecasts as they would have been made in the past, every two weeks, of the items asked for.

    The busiest items go with them, so that the shop's rhythm is known.
    """

    def __init__(self, seen: Seen, asked: np.ndarray) -> None:
        busy = np.argsort(-seen.history.sum(axis=1), kind="stable")[:BUSIEST]
        self._seen, self._items = seen, np.unique(np.concatenate([asked, busy]))
        self._made: dict[int, Forecast] = {}

    def high(self, n: int, start: int, days: int) -> float:
        """The upper end of an item's demand in the `days` days from column `start` on."""
        on = max(start // FORTNIGHT * FORTNIGHT, FEWEST_FORESEEN)
        if on not in self._made:
            ahead = min(len(self._seen.marks) - on, LONGEST_HORIZON)
            named = self._seen.named
            self._made[on] = forecast_of(
                self._seen.history[self._items, :on],
                self._seen.demand.first,
                self._seen.marks[: on + ahead],
                ahead,
                named=None if named is None else named[self._items],
            )
        place = int(np.searchsorted(self._items, n))
        return float(self._made[on].quantile(MISS_LEVEL, days, max(start - on, 0))[place])
