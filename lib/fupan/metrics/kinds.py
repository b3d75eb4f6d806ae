"""The four kinds of metric: what each may be added over, and what it is made of.

A metric says what it is; how it is computed is `measure`'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from fupan.ground.language import Text
from fupan.metrics.facts import Fact

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, NumericValue, Table, Value

    Expression = str | Callable[[Table], NumericValue]
    Condition = Callable[[Table], BooleanValue]

Unit = Literal["money", "count", "people", "items", "rate", "ratio", "days", "seconds"]
Good = Literal["up", "down", "depends"]


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One figure of the shop: its names, its meaning, and the trap in it.

    `called` holds the platforms' names for it, `counted` how they count it where that differs
    or is worth knowing. `instead` names the metrics to ask where this
    one lacks a dimension. A metric with `shown` false is only a building block of others.
    """

    name: str
    label: Text
    unit: Unit
    good: Good
    formula: Text
    trap: Text
    source: str
    called: Mapping[str, str] = field(default_factory=dict)
    counted: Mapping[str, Text] = field(default_factory=dict)
    instead: tuple[str, ...] = ()
    shown: bool = True

    @property
    def kind(self) -> str:
        return type(self).__name__

    @property
    def is_rate(self) -> bool:
        """Whether its changes are told in points rather than per cent."""
        return self.unit == "rate"

    @property
    def is_flow(self) -> bool:
        """Whether it adds over days, so that a value per day has a meaning."""
        return False


@dataclass(frozen=True, kw_only=True)
class Total(Metric):
    """Adds over everything: one column summed, rows counted, or totals added and subtracted.

    `of` is a column, an expression on the fact's rows, or None to count rows; `where` keeps
    some rows; `needs` lists the columns without which the figure is unknown (a column named
    by `of` is needed anyway). With `strict` the total is unknown where any row's value is.
    `plus` and `minus` make a total of totals instead.
    """

    fact: Fact | None = None
    of: Expression | None = None
    where: Condition | None = None
    needs: tuple[str, ...] = ()
    strict: bool = False
    plus: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()

    @property
    def is_flow(self) -> bool:
        return True


@dataclass(frozen=True, kw_only=True)
class People(Metric):
    """A distinct count at the asked grain; its parts are never added up.

    `of` is the column (or expression) that tells one from another (buyers, orders). Where the data
    hold only daily counts, `daily` is that column: the figure is then the daily counts summed,
    an upper bound, and its label says so. `having` keeps those whose rows together pass.
    `one_day` says that each one belongs to a single day, so days may be added, segments not.
    """

    fact: Fact
    of: str | Callable[[Table], Value] | None = None
    daily: str | None = None
    where: Condition | None = None
    having: Condition | None = None
    needs: tuple[str, ...] = ()
    one_day: bool = False

    @property
    def is_upper_bound(self) -> bool:
        return self.daily is not None

    @property
    def is_flow(self) -> bool:
        return self.one_day or self.is_upper_bound


@dataclass(frozen=True, kw_only=True)
class Closing(Metric):
    """A level on the last day held: adds over segments, never over days."""

    fact: Fact
    of: Expression | None = None
    where: Condition | None = None
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ratio(Metric):
    """The quotient of two metrics at the asked grain, times a constant; never averaged.

    Empty where the bottom is 0 or unknown.
    """

    top: str
    bottom: str
    times: int = 1
