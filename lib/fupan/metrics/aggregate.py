"""Aggregates one fact: its metrics by bucket and segment, exact in the database.

Filling what is absent, and dividing, are left to `measure`.
"""

from __future__ import annotations

from datetime import datetime, time
from functools import reduce
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from fupan.metrics.asked import WATCHED, Asked
from fupan.metrics.dimensions import UNKNOWN, with_columns
from fupan.metrics.facts import Fact
from fupan.metrics.kinds import Closing, Metric, People, Total

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, NumericValue, Table, Value

    from fupan.store import Shop

# Keys stand beside the columns they are made of, so that filling one does not change a count.
_KEY = "by__"
_STEPS = {"day": "D", "week": "W", "month": "M"}


def aggregate(
    shop: Shop, fact: Fact, metrics: list[Metric], asked: Asked, by: tuple[str, ...]
) -> pd.DataFrame:
    """One row per bucket × segment that the fact's rows know.

    Columns: `bucket`, `by`, each metric as float, and `<metric>__rows`, which is empty exactly
    where the fact has no row for the segment.
    """
    needs = {n for m in metrics for n in m.needs}
    rows = in_period(shop, fact, asked, tuple(dict.fromkeys([*by, *sorted(needs)])))
    rows = _keyed(rows, by)
    keys = ["bucket", *(f"{_KEY}{name}" for name in by)]
    levels = [m for m in metrics if isinstance(m, Closing)]
    choosy = [m for m in metrics if isinstance(m, People) and m.having is not None]
    plain = [m for m in metrics if m not in levels and m not in choosy]
    answers = []
    if plain:
        answers.append((_grouped(rows, keys, plain), plain))
    if levels:
        answers.append((_grouped(_last_day(rows), keys, levels), levels))
    answers += [(_passing(rows, keys, metric), [metric]) for metric in choosy]
    frames = [_fetched(answer, keys, group) for answer, group in answers]
    answered = reduce(lambda a, b: a.merge(b, on=keys, how="outer"), frames)
    return answered.rename(columns={f"{_KEY}{name}": name for name in by})


def in_period(shop: Shop, fact: Fact, asked: Asked, columns: tuple[str, ...] = ()) -> Table:
    """The fact's rows of the period, with `moment`, `day`, `bucket` and the columns named."""
    rows = fact.rows(shop, asked)
    moment = rows[fact.dated_by]
    start, end = asked.period.start, asked.period.end
    if moment.type().is_timestamp():
        start, end = datetime.combine(start, time()), datetime.combine(end, time())
    rows = rows.filter(moment >= ibis.literal(start), moment < ibis.literal(end))
    rows = rows.mutate(moment=rows[fact.dated_by], day=rows[fact.dated_by].cast("date"))
    if asked.only is not None and fact.table in WATCHED:
        rows = rows.filter(rows.day.isin(sorted(asked.only)))
    first = ibis.literal(asked.period.start)
    bucket = first
    if asked.grain:
        bucket = ibis.greatest(rows.day.truncate(_STEPS[asked.grain]).cast("date"), first)
    return with_columns(rows.mutate(bucket=bucket), columns, shop, asked)


def _keyed(rows: Table, by: tuple[str, ...]) -> Table:
    """The rows with a key column per dimension, in which an empty segment is a segment too."""
    keys = {
        f"{_KEY}{name}": rows[name].fill_null(UNKNOWN) if rows[name].type().is_string()
        else rows[name]
        for name in by
    }  # fmt: skip
    return rows.mutate(**keys) if keys else rows


def _grouped(rows: Table, keys: list[str], metrics: list[Metric]) -> Table:
    figures: dict[str, Value] = {m.name: _figure(m, rows).cast("float64") for m in metrics}
    return rows.group_by(keys).agg(rows__=rows.count(), **figures)


def _last_day(rows: Table) -> Table:
    """The rows of the last day held in each bucket."""
    last = rows.group_by("bucket").agg(last_day=rows.day.max())
    return rows.join(last, "bucket").filter(lambda t: t.day == t.last_day)


def _passing(rows: Table, keys: list[str], metric: People) -> Table:
    """How many of those counted have rows that together pass `having`."""
    if metric.where is not None:
        rows = rows.filter(metric.where(rows))
    rows = rows.mutate(one__=_told_apart(metric, rows)).filter(lambda t: t.one__.notnull())
    each = rows.group_by([*keys, "one__"]).agg(passes=metric.having(rows))
    figure = each.passes.fill_null(False).cast("int64").sum().cast("float64")
    return each.group_by(keys).agg(rows__=each.count(), **{metric.name: figure})


def _fetched(answer: Table, keys: list[str], metrics: list[Metric]) -> pd.DataFrame:
    frame = answer.order_by(keys).to_pandas()
    frame["bucket"] = pd.to_datetime(frame["bucket"]).astype("datetime64[s]")
    # Text keys as objects: pandas cannot join two empty columns of its own text type.
    texts = [key for key in keys if pd.api.types.is_string_dtype(frame[key])]
    frame = frame.astype(dict.fromkeys(texts, object))
    for metric in metrics:
        frame[f"{metric.name}__rows"] = frame["rows__"]
    return frame.drop(columns="rows__")


def _figure(metric: Metric, rows: Table) -> NumericValue:
    where = metric.where(rows) if metric.where is not None else None
    if isinstance(metric, People) and metric.of is not None:
        one = _told_apart(metric, rows)
        known = one.count(where=where)
        # Rows, but nobody known by name: the number of people is unknown, not 0.
        nobody = (known == 0) & (_count(rows, where) > 0)
        return nobody.ifelse(ibis.null("int64"), one.nunique(where=where))
    of = metric.daily if isinstance(metric, People) else metric.of
    if of is None:
        return _count(rows, where)
    values = rows[of] if isinstance(of, str) else of(rows)
    total = values.sum(where=where)
    if isinstance(metric, Total) and metric.strict:
        whole = values.count(where=where) == _count(rows, where)
        total = whole.ifelse(total, ibis.null(total.type()))
    if isinstance(metric, Total | People):
        # No such row is a total of 0; rows whose value is unknown are not.
        return (_count(rows, where) == 0).ifelse(ibis.literal(0).cast(total.type()), total)
    return total


def _told_apart(metric: People, rows: Table) -> Value:
    """What tells one of those counted from another."""
    return rows[metric.of] if isinstance(metric.of, str) else metric.of(rows)


def _count(rows: Table, where: BooleanValue | None) -> NumericValue:
    return rows.count() if where is None else rows.count(where=where)
