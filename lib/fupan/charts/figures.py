"""What a chart reads from its table: columns that exist, plain numbers, and empty as empty.

A missing column is an error that names the nearest; an unknown number is NaN and draws nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from fupan.charts.theme import NOTE
from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import Text

NOTHING = Text(zh="这段时间没有数据", en="No data in this period")


def column(table: pd.DataFrame, name: str) -> list[object]:
    """One column of the table as a list."""
    if name not in table.columns:
        names = [str(known) for known in table.columns]
        hint = suggestion(name, names)
        raise WrongUse(
            Text(
                zh=f"图表要的列 {name!r} 不在表里。{hint.zh}表里有：{listed(names)}。",
                en=f"The chart's table has no column {name!r}.{hint.en} It has: {listed(names)}.",
            )
        )
    return list(table[name])


def numbers(table: pd.DataFrame, name: str) -> list[float]:
    """One column as floats; everything unknown is NaN."""
    return [_number(value) for value in column(table, name)]


def optional(table: pd.DataFrame, name: str | None) -> list[float] | None:
    """One column as floats, or nothing where the table has no such column or no value in it."""
    if name is None or name not in table.columns:
        return None
    values = numbers(table, name)
    return None if all(math.isnan(v) for v in values) else values


def known(values: Sequence[float]) -> list[float]:
    return [v for v in values if not math.isnan(v)]


def say_nothing(ax: Axes) -> None:
    """An empty table draws a sentence, not an empty plane."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines["bottom"].set_visible(False)
    ax.text(0.5, 0.5, NOTHING(), transform=ax.transAxes, ha="center", va="center", color=NOTE)


def _number(value: object) -> float:
    if value is None or value is pd.NA:
        return math.nan
    number = float(value)
    return number if math.isfinite(number) else math.nan
