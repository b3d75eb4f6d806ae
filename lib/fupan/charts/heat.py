"""A table coloured by size: segment by step, weekday by hour, cohort by month."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import Figure

from fupan.charts.figures import column, known, numbers, say_nothing
from fupan.charts.key import write_key
from fupan.charts.labels import shortened
from fupan.charts.theme import GRID, INK, NOTE, PAPER, THIS, WIDE, Words, frame, share_of_width
from fupan.ground.units import spelled
from fupan.ground.words import is_known

_SCALE = LinearSegmentedColormap.from_list("fupan", ["#F4F7FA", "#A9C4E2", THIS])
_POINTS = 72  # of an inch
_CELLS_SHARE = 0.72  # of the figure's width, beside the names of the rows
_LETTER = 0.62  # the width of a figure in letters' heights, with a little air
_SMALLEST = 5.0
_MOST_FIGURES = 120  # beyond this many cells the figures would not be readable


def heat(
    table: pd.DataFrame,
    *,
    title: Words,
    subtitle: Words = "",
    source: Words = "",
    row: str = "row",
    column_name: str = "column",
    value: str = "value",
    unit: str = "rate",
    currency: str = "CNY",
    size: tuple[float, float] = WIDE,
) -> Figure:
    """One cell per row and column, in the table's order; unknown cells stay blank with a dash."""
    rows = list(dict.fromkeys(column(table, row)))
    columns = list(dict.fromkeys(column(table, column_name)))
    with frame(title, subtitle, source, size=size) as (sheet, (ax,)):
        values = numbers(table, value)
        if not known(values):
            say_nothing(ax)
            return sheet
        grid = [[math.nan] * len(columns) for _ in rows]
        cells = zip(column(table, row), column(table, column_name), values, strict=True)
        for name, step, figure in cells:
            grid[rows.index(name)][columns.index(step)] = figure
        low, high = min(known(values)), max(known(values))
        ax.pcolormesh(grid, cmap=_SCALE, vmin=low, vmax=high if high > low else low + 1,
                      edgecolors=PAPER, linewidth=1.5, gid="cells")  # fmt: skip
        ax.set_facecolor("#FAFBFC")
        if high > low:
            _name_colours(sheet, spelled(low, unit, currency), spelled(high, unit, currency))
        if len(rows) * len(columns) <= _MOST_FIGURES:
            _write_cells(ax, grid, (low, high), unit, currency)
        room = share_of_width(sheet)
        names = [shortened(name, 15 * room) for name in rows]
        steps = [shortened(step, 60 / len(columns) * room) for step in columns]
        ax.set_yticks([n + 0.5 for n in range(len(rows))], names, color=INK)
        ax.set_xticks([n + 0.5 for n in range(len(columns))], steps, color=INK)
        ax.xaxis.tick_top()
        ax.spines["bottom"].set_color(GRID)
        ax.invert_yaxis()
    return sheet


def _name_colours(sheet: Figure, low: str, high: str) -> None:
    """The scale in one line: the palest colour's figure, the colours, the darkest one's."""
    squares = [("■", to_hex(_SCALE(step / 4))) for step in range(5)]
    write_key(sheet, [(low, NOTE), *squares, (high, NOTE)], air=3)


def _write_cells(
    ax: Axes, grid: list[list[float]], ends: tuple[float, float], unit: str, currency: str
) -> None:
    low, high = ends
    told = [[spelled(figure, unit, currency) for figure in line] for line in grid]
    size = _fitting(ax, len(grid[0]), max(len(words) for line in told for words in line))
    for y, line in enumerate(grid):
        for x, figure in enumerate(line):
            colour = NOTE
            if is_known(figure):
                colour = _readable_on(_SCALE((figure - low) / (high - low) if high > low else 0.0))
            ax.text(x + 0.5, y + 0.5, told[y][x], ha="center", va="center", color=colour,
                    fontsize=size)  # fmt: skip


def _readable_on(cell: tuple[float, float, float, float]) -> str:
    """Ink or paper, whichever stands out more (contrast ratio of WCAG 2.2)."""
    ground, ink, paper = (_luminance(colour) for colour in (cell, INK, PAPER))
    return INK if (ground + 0.05) / (ink + 0.05) >= (paper + 0.05) / (ground + 0.05) else PAPER


def _luminance(colour: str | tuple[float, float, float, float]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _fitting(ax: Axes, columns: int, letters: int) -> float:
    """The size of letters at which the longest figure stays within its cell, in points."""
    cell = ax.figure.get_figwidth() * _POINTS * _CELLS_SHARE / columns
    return min(float(rcParams["font.size"]), max(cell / (letters * _LETTER), _SMALLEST))
