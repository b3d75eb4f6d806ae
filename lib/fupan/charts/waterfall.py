"""The bridge: from one total to another through effects that add up exactly."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fupan.charts.bars import verdict
from fupan.charts.figures import column, known, numbers, say_nothing
from fupan.charts.labels import wrapped
from fupan.charts.theme import INK, NOTE, THAT, THIS, WIDE, Words, frame
from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.ground.units import signed, spelled
from fupan.ground.words import is_known

_NEAR = 5e-4  # of the larger total: what rounding to cents can leave over


def waterfall(
    table: pd.DataFrame,
    *,
    title: Words,
    subtitle: Words = "",
    source: Words = "",
    label: str = "label",
    value: str = "value",
    unit: str = "money",
    currency: str = "CNY",
    good: str = "up",
    size: tuple[float, float] = WIDE,
) -> Figure:
    """First row the start, last row the end, between them the effects that lead there.

    The picture claims that the parts add up, so a table whose parts do not is refused.
    """
    with frame(title, subtitle, source, size=size) as (sheet, (ax,)):
        values, names = numbers(table, value), column(table, label)
        if len(known(values)) < 2:
            say_nothing(ax)
            return sheet
        _check_sum(values, str(title))
        start, effects = values[0], [v if is_known(v) else 0.0 for v in values[1:-1]]
        ax.bar([0], [start], width=0.62, color=THAT, gid="start")
        ax.bar([len(values) - 1], [values[-1]], width=0.62, color=THIS, gid="end")
        levels = _draw_effects(ax, start, effects, good)
        _write_figures(ax, values, effects, levels, unit, currency)
        room = 60 / max(len(names), 1)
        ax.set_xticks(range(len(names)), [wrapped(n, room) for n in names], color=INK)
        ax.set_yticks([])
        span = max([*levels, values[-1]]) - min(0, *levels)
        ax.set_ylim(min(0, *levels), max([*levels, values[-1]]) + 0.14 * (span or 1))
    return sheet


def _check_sum(values: list[float], title: str) -> None:
    gap = values[0] + sum(known(values[1:-1])) - values[-1]
    if math.isnan(gap) or abs(gap) > _NEAR * max(abs(values[0]), abs(values[-1]), 1.0):
        raise DataInvalid(
            Text(
                zh=f"瀑布图“{title}”的各项相加与终点差 {gap:,.2f}；请检查分解结果。",
                en=f"The parts of the bridge {title!r} miss its end by {gap:,.2f}; "
                "check the decomposition.",
            )
        )


def _draw_effects(ax: Axes, start: float, effects: list[float], good: str) -> list[float]:
    """Floating bars joined by thin lines; returns the level after each step."""
    level, levels = start, [start]
    for place, effect in enumerate(effects, start=1):
        ax.plot([place - 1 + 0.31, place + 0.31], [level] * 2, color=NOTE, linewidth=0.7)
        ax.bar([place], [effect], bottom=level, width=0.62, color=verdict(effect, good),
               gid="effect")  # fmt: skip
        level += effect
        levels.append(level)
    ax.plot([len(effects) + 0.31, len(effects) + 1 - 0.31], [level] * 2, color=NOTE, linewidth=0.7)
    return levels


def _write_figures(
    ax: Axes,
    values: list[float],
    effects: list[float],
    levels: list[float],
    unit: str,
    currency: str,
) -> None:
    tops = [values[0], *(max(levels[n], levels[n + 1]) for n in range(len(effects))), values[-1]]
    texts = [
        spelled(values[0], unit, currency),
        *(signed(effect, unit, currency) for effect in effects),
        spelled(values[-1], unit, currency),
    ]
    for place, (top, text) in enumerate(zip(tops, texts, strict=True)):
        ax.annotate(text, (place, max(top, 0)), xytext=(0, 4), textcoords="offset points",
                    ha="center", va="bottom", color=INK, annotation_clip=False)  # fmt: skip
