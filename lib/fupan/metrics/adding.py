"""Adds a measured column up, where adding is right, and says why where it is not."""

from __future__ import annotations

import pandas as pd

from fupan.ground.errors import WrongUse
from fupan.ground.language import Text
from fupan.metrics.catalogue import METRICS, find_metric
from fupan.metrics.kinds import Closing, Metric, People, Ratio


def total(measured: pd.DataFrame, name: str) -> float:
    """The sum of a metric over the rows of a table that `measure` made.

    Raises for what cannot be added: ratios and distinct counts over anything, levels over days.
    Empty where every row is empty; rows that are empty among others raise too, as their part
    is unknown.
    """
    metric = find_metric(name)
    if metric.name not in measured.columns:
        raise WrongUse(
            Text(
                zh=f"这张表里没有 {metric.name}，请先 measure 它。",
                en=f"The table has no column {metric.name}; measure it first.",
            )
        )
    column = measured[metric.name]
    refusal = _refusal(metric, measured) if len(column) > 1 else None
    if refusal is None and column.notna().any() and column.isna().any():
        refusal = _partly_empty(metric, column)
    if refusal is not None:
        raise WrongUse(refusal)
    return float(column.sum(min_count=1))


def _refusal(metric: Metric, measured: pd.DataFrame) -> Text | None:
    """Why these rows cannot be added, and what to ask instead; nothing where they can."""
    if isinstance(metric, Ratio):
        return _of_ratio(metric)
    if isinstance(metric, People) and not (metric.one_day and not _has_segments(measured)):
        return _of_people(metric)
    over_days = "day" in measured.columns and measured["day"].nunique() > 1
    if isinstance(metric, Closing) and over_days:
        return _of_level(metric)
    return None


def _ask(metric: Metric) -> Text:
    call = f"measure(shop, [{metric.name!r}], period=…)"
    return Text(
        zh=f"请直接问整段：{call}，不带 by 和 grain",
        en=f"ask for the whole at once, {call}, without `by` and `grain`",
    )


def _of_ratio(metric: Ratio) -> Text:
    top, bottom, ask = METRICS[metric.top].label, METRICS[metric.bottom].label, _ask(metric)
    return Text(
        zh=f"「{metric.label.zh}」是比率（{top.zh} ÷ {bottom.zh}），不能相加也不能平均；{ask.zh}。",
        en=f"“{metric.label.en}” is a ratio ({top.en} ÷ {bottom.en}), and ratios are neither "
        f"added nor averaged; {ask.en}.",
    )


def _of_people(metric: People) -> Text:
    ask = _ask(metric)
    bound = metric.is_upper_bound
    return Text(
        zh=f"「{metric.label.zh}」是去重数，同一个会在几行里都出现，相加会重复计；"
        f"{ask.zh}{'（它是日累加的上限，名称里会写明）' if bound else ''}。",
        en=f"“{metric.label.en}” counts each one once, and the same one stands in several rows; "
        f"{ask.en}{' (an upper bound, as its name says)' if bound else ''}.",
    )


def _of_level(metric: Closing) -> Text:
    ask = _ask(metric)
    return Text(
        zh=f"「{metric.label.zh}」是期末的数，不同日期的不能相加；要期末值，{ask.zh}；"
        "要平均库存，问 average_stock。",
        en=f"“{metric.label.en}” is a level, and levels of different days are not added; for "
        f"the level at the end {ask.en}; for a mean ask for average_stock.",
    )


def _partly_empty(metric: Metric, column: pd.Series) -> Text:
    empty, rows = int(column.isna().sum()), len(column)
    return Text(
        zh=f"{rows} 行里有 {empty} 行的「{metric.label.zh}」是空的（没有数据，不是 0），"
        "加出来会偏小；请先去掉这些行或改问更短的时间段。",
        en=f"“{metric.label.en}” is empty (no data, not 0) in {empty} of {rows} rows, so a sum "
        "would be too small; drop these rows or ask for a shorter period.",
    )


def _has_segments(measured: pd.DataFrame) -> bool:
    keys = [c for c in measured.columns if c not in METRICS and c != "day"]
    return bool(keys) and len(measured[keys].drop_duplicates()) > 1
