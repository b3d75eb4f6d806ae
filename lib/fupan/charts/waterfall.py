"""The bridge: from one total to another through effects that add up exactly."""

from __future__ import annotations

import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fupan.charts.bars import verdict
from fupan.charts.figures import column, numbers, say_nothing
from fupan.charts.labels import ems, evenly
from fupan.charts.theme import INK, NOTE, THAT, THIS, WIDE, Words, frame, is_narrow, share_of_width
from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.ground.units import signed, spelled
from fupan.ground.words import Number, is_known

_FLAT = 0.2  # of the larger total
_NEAR = 5e-4  # of the larger total: what rounding to cents can leave over
_PLOT, _SMALLEST = 0.92, 5.0  # of the figure's width, for the bars; points of a figure

STANDING = Text(zh="柱子从这里量起", en="bars start from here")


def waterfall(
    table: pd.DataFrame,
    *,
    start: tuple[Words, Number],
    end: tuple[Words, Number],
    title: Words,
    subtitle: Words = "",
    source: Words = "",
    label: str = "label",
    effect: str = "effect",
    unit: str = "money",
    currency: str = "CNY",
    good: str = "up",
    size: tuple[float, float] = WIDE,
) -> Figure:
    """One row per effect, between two named totals.

    The picture claims that the parts add up, so a table whose parts do not is refused.
    """
    with frame(title, subtitle, source, size=size) as (sheet, (ax,)):
        effects = [v if is_known(v) else 0.0 for v in numbers(table, effect)]
        if not (is_known(start[1]) and is_known(end[1])):
            say_nothing(ax)
            return sheet
        first, last = float(start[1]), float(end[1])
        _check_sum(first, effects, last, str(title))
        # Beside large totals small effects vanish: then the bars stand on the first total, so that
        # they still start at zero, the zero of change.
        ground = first if _is_flat(first, effects, last) else 0.0
        ax.bar([0], [first - ground], width=0.62, color=THAT, gid="start")
        ax.bar([len(effects) + 1], [last - ground], width=0.62, color=THIS, gid="end")
        levels = _draw_effects(ax, first - ground, effects, good)
        tops = (first - ground, last - ground)
        _write_figures(ax, tops, (first, last), effects, levels, (unit, currency))
        if ground:
            ax.plot([-0.31, 0.31], [0, 0], color=THAT, linewidth=3, gid="ground")
            words = "" if is_narrow(sheet) else STANDING()
            ax.annotate(words, (0, 0), xytext=(0, 20), textcoords="offset points", fontsize=8,
                        ha="center", va="bottom", color=NOTE)  # fmt: skip
        names = [start[0], *column(table, label), end[0]]
        room = 58 / len(names) * share_of_width(sheet)
        ax.set_xticks(range(len(names)), [evenly(n, room) for n in names], color=INK)
        ax.set_yticks([])
        low, high = min(0.0, tops[1], *levels), max(0.0, tops[1], *levels)
        span = (high - low) or 1
        ax.set_ylim(low - (0.08 * span if low < 0 else 0), high + 0.14 * span)
    return sheet


def _check_sum(first: float, effects: list[float], last: float, title: str) -> None:
    gap = first + sum(effects) - last
    if abs(gap) > _NEAR * max(abs(first), abs(last), 1.0):
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


def _is_flat(first: float, effects: list[float], last: float) -> bool:
    """Whether the effects are too small beside the totals to be seen."""
    level, levels = first, [first, last]
    for effect in effects:
        level += effect
        levels.append(level)
    return min(levels) > 0 and max(levels) - min(levels) < _FLAT * max(levels)


def _write_figures(
    ax: Axes,
    heights: tuple[float, float],
    totals: tuple[float, float],
    effects: list[float],
    levels: list[float],
    spelling: tuple[str, str],
) -> None:
    tops = [heights[0], *(max(levels[n : n + 2]) for n in range(len(effects))), heights[1]]
    texts = [
        spelled(totals[0], *spelling),
        *(signed(effect, *spelling) for effect in effects),
        spelled(totals[1], *spelling),
    ]
    # As large as neighbours at one height leave room for.
    room = ax.figure.get_figwidth() * 72 * _PLOT / len(texts)
    size = max(min(float(rcParams["font.size"]), room / (max(map(ems, texts)) + 0.3)), _SMALLEST)
    for place, (top, text) in enumerate(zip(tops, texts, strict=True)):
        ax.annotate(text, (place, max(top, 0)), xytext=(0, 4), textcoords="offset points",
                    ha="center", va="bottom", color=INK, fontsize=size,
                    annotation_clip=False)  # fmt: skip
