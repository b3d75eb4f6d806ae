"""Measures metrics: each fact is aggregated alone, in the database, then set side by side.

Two fact tables are never joined, so nothing is counted twice; ratios are divided last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from fupan.ground.errors import DataMissing
from fupan.ground.language import Text, join
from fupan.ground.periods import Period
from fupan.metrics.aggregate import aggregate
from fupan.metrics.asked import WATCHED, Asked, Grain
from fupan.metrics.catalogue import METRICS, find_metric, leaves
from fupan.metrics.coverage import covered
from fupan.metrics.dimensions import DIMENSIONS, can_split, check_dimensions, refuse_dimension
from fupan.metrics.facts import Fact
from fupan.metrics.kinds import Closing, Metric, Ratio, Total
from fupan.metrics.possible import measurable

if TYPE_CHECKING:
    from fupan.store import Shop


def measure(
    shop: Shop,
    names: str | Sequence[str],
    *,
    period: Period | str,
    by: Sequence[str] = (),
    grain: Grain | None = None,
    missing: Literal["raise", "empty"] = "raise",
    known_by: date | None = None,
) -> pd.DataFrame:
    """One row per combination of `by` (and per day, week or month where `grain` is given).

    Columns: `by`, then `day` (first day of the step) with a grain, then the metrics as floats.
    Totals and distinct counts are 0 where the table covers the step and holds no such row;
    everything is empty where it does not. Sorted by `by`, then `day`. A metric whose table is
    absent raises, or stays empty with `missing="empty"`. With `known_by`, refunds of orders
    count only if they came before that day.
    """
    metrics = [find_metric(name) for name in _listed(names)]
    by = tuple(_listed(by))
    check_dimensions(by)
    for metric in metrics:
        _check_splits(metric, by)
    lacking = {n: t for n, t in measurable(shop, [m.name for m in metrics]).items() if t}
    if lacking and missing == "raise":
        raise DataMissing(_cannot(lacking))
    asked = Asked(period_of(period), grain, known_by=known_by)
    groups: dict[frozenset[date] | None, list[Metric]] = {}
    for metric in metrics:
        if metric.name not in lacking:
            groups.setdefault(_common_days(shop, metric, asked.period), []).append(metric)
    groups = groups or {None: []}
    told = [_told(shop, group, replace(asked, only=days), by) for days, group in groups.items()]
    keys = ["bucket", *by]
    measured = reduce(lambda a, b: a.merge(b, on=keys, how="outer"), told)
    measured = measured.assign(**dict.fromkeys(lacking, np.nan))
    return _finished(measured, list(dict.fromkeys(m.name for m in metrics)), by, grain)


def _told(shop: Shop, metrics: list[Metric], asked: Asked, by: tuple[str, ...]) -> pd.DataFrame:
    """One row per step × segment; columns bucket, `by`, then the metrics."""
    measured = _side_by_side(shop, leaves(metrics), asked, by)
    figures = pd.DataFrame({m.name: value_of(m, measured) for m in metrics}, index=measured.index)
    return pd.concat([measured[["bucket", *by]], figures], axis=1)


def _common_days(shop: Shop, metric: Metric, period: Period) -> frozenset[date] | None:
    """The days that all watched tables of a metric cover, where they do not cover the same ones.

    Sales of a month over the visitors of its first week would be no revenue per visitor.
    """
    parts = [p for p in leaves([metric]) if not isinstance(p, Closing)]
    tables = {p.fact.table for p in parts if p.fact.table in WATCHED}
    spans = {covered(shop, table, period).days for table in tables}
    return frozenset.intersection(*spans) if len(spans) > 1 else None


def value_of(metric: Metric, measured: pd.DataFrame) -> pd.Series:
    """A metric from the columns of its parts: quotients of sums, sums of totals."""
    if isinstance(metric, Ratio):
        top = value_of(METRICS[metric.top], measured)
        bottom = value_of(METRICS[metric.bottom], measured)
        return metric.times * top / bottom.where(bottom != 0)
    if isinstance(metric, Total) and (metric.plus or metric.minus):
        added = sum((value_of(METRICS[n], measured) for n in metric.plus), start=0.0)
        return added - sum((value_of(METRICS[n], measured) for n in metric.minus), start=0.0)
    return measured[metric.name]


def period_of(period: Period | str) -> Period:
    return Period.parse(period) if isinstance(period, str) else period


def _check_splits(metric: Metric, by: tuple[str, ...]) -> None:
    for dimension in by:
        for part in leaves([metric]):
            if not can_split(part, dimension, metric):
                instead = [n for n in metric.instead if _splits(METRICS[n], by)]
                could = [d for d in DIMENSIONS if _splits(metric, (d,))]
                refuse_dimension(metric, part, dimension, could, instead)


def _splits(metric: Metric, by: tuple[str, ...]) -> bool:
    return all(can_split(part, d, metric) for part in leaves([metric]) for d in by)


def _side_by_side(
    shop: Shop, parts: list[Metric], asked: Asked, by: tuple[str, ...]
) -> pd.DataFrame:
    """One row per segment found × step; one column per part, filled or left empty as its kind."""
    facts: dict[Fact, list[Metric]] = {}
    for part in parts:
        facts.setdefault(part.fact, []).append(part)
    found = {
        fact: aggregate(shop, fact, group, asked, () if fact.per_shop else by)
        for fact, group in facts.items()
    }
    measured = _segments([f for fact, f in found.items() if not fact.per_shop], asked, by)
    for fact, group in facts.items():
        keys = ["bucket"] if fact.per_shop else ["bucket", *by]
        measured = measured.merge(found[fact], on=keys, how="left", validate="many_to_one")
        coverage = covered(shop, fact.table, asked.period, fact.lasts_with)
        held = {step.start for step in asked.buckets() if coverage.any_of(step)}
        in_reach = measured["bucket"].dt.date.isin(held)
        for part in group:
            if not isinstance(part, Closing):
                absent = measured[f"{part.name}__rows"].isna()
                measured.loc[absent, part.name] = 0.0
            measured.loc[~in_reach, part.name] = np.nan
    return measured


def _segments(found: list[pd.DataFrame], asked: Asked, by: tuple[str, ...]) -> pd.DataFrame:
    """One row per segment that any fact knows × step asked."""
    steps = pd.DataFrame({"bucket": pd.to_datetime([s.start for s in asked.buckets()])})
    steps["bucket"] = steps["bucket"].astype("datetime64[s]")
    if not by:
        return steps
    segments = (
        pd.concat([f[list(by)] for f in found]).drop_duplicates()
        if found
        else pd.DataFrame(columns=list(by))
    )
    return segments.merge(steps, how="cross")


def _finished(
    measured: pd.DataFrame, names: list[str], by: tuple[str, ...], grain: Grain | None
) -> pd.DataFrame:
    measured = measured.rename(columns={"bucket": "day"})
    keys = [*by, *(["day"] if grain else [])]
    if keys:
        measured = measured.sort_values(keys)
    return measured[[*keys, *names]].reset_index(drop=True)


def _listed(names: str | Iterable[str]) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _cannot(lacking: dict[str, Text]) -> Text:
    reasons = [
        Text(
            zh=f"算不出「{METRICS[n].label.zh}」：{t.zh}",
            en=f"Cannot compute “{METRICS[n].label.en}”: {t.en}",
        )
        for n, t in lacking.items()
    ]
    told = join(reasons)
    return Text(zh=f"{told.zh}。请先导入这些数据。", en=f"{told.en}. Import these data first.")
