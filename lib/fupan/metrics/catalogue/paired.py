"""Quotients of what some reports do not tell: only rows that know both sides count.

Clicks of one tool over impressions of all would be too low a rate, where another tool's report
has no clicks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fupan.contract import TABLES
from fupan.metrics.facts import ADS, Fact
from fupan.metrics.kinds import Metric, People, Ratio, Total


def paired(metrics: Mapping[str, Metric]) -> dict[str, Metric]:
    """The metrics, in which such quotients divide hidden totals over rows that know both."""
    found = dict(metrics)
    for name, metric in metrics.items():
        if not isinstance(metric, Ratio):
            continue
        top, bottom = metrics[metric.top], metrics[metric.bottom]
        sums = _column(top), _column(bottom)
        if not all(sums) or top.fact is not bottom.fact:
            continue
        for side, one, other in (("top", top, sums[1]), ("bottom", bottom, sums[0])):
            if _may_lack(one.fact, other):
                part = _where_known(one, other)
                found[part.name] = part
                found[name] = replace(found[name], **{side: part.name})
    return found


def _column(metric: Metric) -> str | None:
    """The column that a metric adds up; None for every other kind."""
    if isinstance(metric, People):
        return metric.daily if metric.where is None else None
    plain = isinstance(metric, Total) and isinstance(metric.of, str) and metric.where is None
    return metric.of if plain else None


def _may_lack(fact: Fact, name: str) -> bool:
    """Whether single rows may lack the column: reports of one table from several platforms."""
    columns = {c.name: c for c in TABLES[fact.table].columns}
    column = columns.get(name)
    return bool(column and (column.sparse or (fact is ADS and column.optional)))


def _where_known(metric: Total | People, column: str) -> Total | People:
    return replace(
        metric,
        name=f"{metric.name}_where_{column}",
        where=lambda rows: rows[column].notnull(),
        needs=(*metric.needs, column),
        shown=False,
        called={},
        counted={},
    )
