"""What was asked for: a period, and whether to answer per day, week or month.

Rows are put into buckets here; what is counted in them is left to the metrics.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import Text
from fupan.ground.periods import Period

Grain = Literal["day", "week", "month"]
# Tables that are watched day by day: a ratio of two of them must speak of the same days.
WATCHED = ("orders", "traffic", "product_traffic", "service")
GRAINS: tuple[str, ...] = get_args(Grain)


@dataclass(frozen=True, slots=True)
class Asked:
    """A period, answered as a whole (`grain` None) or in steps of a day, week or month.

    `only`, where given, keeps just these days of the tables named in `WATCHED`. Refunds of
    `known_by` or later, where given, have not come yet.
    """

    period: Period
    grain: Grain | None = None
    only: frozenset[date] | None = None
    known_by: date | None = None

    def __post_init__(self) -> None:
        if self.grain is not None and self.grain not in GRAINS:
            hint = suggestion(str(self.grain), GRAINS)
            raise WrongUse(
                Text(
                    zh=f"时间粒度只能是 {listed(GRAINS)}，收到的是 {self.grain!r}。{hint.zh}",
                    en=f"The grain is one of {listed(GRAINS)}, not {self.grain!r}.{hint.en}",
                )
            )

    def buckets(self) -> list[Period]:
        """The steps in order; the first and last are cut at the period's ends."""
        if self.grain is None:
            return [self.period]
        if self.grain == "month":
            return [self._cut(month) for month in self.period.months()]
        length = 7 if self.grain == "week" else 1
        start = self.period.start
        if self.grain == "week":
            start -= timedelta(days=start.weekday())
        steps = []
        while start < self.period.end:
            steps.append(self._cut(Period(start, start + timedelta(days=length))))
            start += timedelta(days=length)
        return steps

    def start_of(self, day: date) -> date:
        """The first day of the bucket that holds `day`."""
        if self.grain is None:
            return self.period.start
        if self.grain == "month":
            first = day.replace(day=1)
        elif self.grain == "week":
            first = day - timedelta(days=day.weekday())
        else:
            first = day
        return max(first, self.period.start)

    def _cut(self, span: Period) -> Period:
        return Period(max(span.start, self.period.start), min(span.end, self.period.end))
