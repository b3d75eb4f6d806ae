"""A review: what an analysis hands to its notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from fupan.analysis.finding import Finding
from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.metrics.baselines import baseline_of
from fupan.store import Shop


@dataclass(frozen=True)
class Exhibit:
    """A table that is to be looked at, with the words for it.

    `title` is the finding in at most ten words, `subtitle` the measure, unit and period. An
    exhibit that the data do not allow has an empty table and says `why_not`. `options` are
    further words of the chart: units, columns, marked events.
    """

    table: pd.DataFrame
    title: Text
    subtitle: Text
    source: Text = Text("", "")
    why_not: Text | None = None
    options: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def absent(cls, why_not: Text) -> Exhibit:
        """The exhibit that cannot be made, and why."""
        return cls(pd.DataFrame(), Text("", ""), Text("", ""), why_not=why_not)

    @classmethod
    def clear(cls, words: Text) -> Exhibit:
        """The exhibit of what is amiss, where nothing is: one sentence."""
        options = {"is_clear": True}
        return cls(pd.DataFrame(), Text("", ""), Text("", ""), why_not=words, options=options)


@dataclass(frozen=True)
class Review:
    """The answer to one question about one period.

    `headline` is one sentence; `kpis` has one row per metric (columns metric, value, baseline,
    change); `exhibits` holds what is to be looked at, by name; `notes` say what the data lack,
    `sources` where they come from.
    """

    notebook: str
    shop: str
    currency: str
    period: Period
    baseline: Period | None
    compare_to: str
    headline: Text
    kpis: pd.DataFrame
    findings: tuple[Finding, ...] = ()
    exhibits: Mapping[str, Exhibit] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()
    definitions: tuple[str, ...] = ()
    versions: Mapping[str, int] = field(default_factory=dict)
    sources: Exhibit = Exhibit.absent(Text("", ""))  # noqa: RUF009 (it is frozen)

    def __post_init__(self) -> None:
        object.__setattr__(self, "exhibits", MappingProxyType(dict(self.exhibits)))

    @property
    def data_notes(self) -> tuple[Text, ...]:
        """Where the data come from, in a sentence or two, and what they lack."""
        return tuple(dict.fromkeys((*self.sources.options.get("told", ()), *self.notes)))

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables behind the exhibits, for tests, CSV files and screen readers."""
        return {name: e.table for name, e in self.exhibits.items() if not e.table.empty}

    def exhibit(self, name: str) -> Exhibit:
        """One of the review's exhibits by name."""
        if name in self.exhibits:
            return self.exhibits[name]
        hint = suggestion(name, self.exhibits)
        raise WrongUse(
            Text(
                zh=f"这份分析里没有 {name!r}。{hint.zh}有：{listed(self.exhibits)}。",
                en=f"This review has no {name!r}.{hint.en} It has: {listed(self.exhibits)}.",
            )
        )

    def table(self, name: str) -> pd.DataFrame:
        """The table behind one exhibit."""
        return self.exhibit(name).table

    def finding(self, metric: str | None = None, subject: str | None = None) -> Finding | None:
        """The finding worth most, of a metric or subject if named; None where there is none."""
        for found in self.findings:
            if metric in (None, found.metric) and subject in (None, found.subject):
                return found
        return None


def pictured_span(shop: Shop, period: Period, compare_to: str) -> Period | None:
    """The days that charts lay beside `period`; against a plan, which has no days, those before."""
    base = baseline_of(shop, period, compare_to)
    return period.previous() if base.plan else base.period
