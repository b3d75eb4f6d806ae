"""Flows: from where to where, each band as thick as what it carries."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fupan.charts.figures import column, numbers, say_nothing
from fupan.charts.labels import shortened
from fupan.charts.theme import INK, THAT, THIS, WIDE, Words, frame
from fupan.ground.units import spelled
from fupan.ground.words import is_known

_GAP = 0.025  # of the whole height, between two blocks
_BAR = 0.03
_LINE = 1.35  # of the size of letters


def flow(
    table: pd.DataFrame,
    *,
    title: Words,
    subtitle: Words = "",
    source: Words = "",
    origin: str = "source",
    target: str = "target",
    value: str = "value",
    unit: str = "people",
    currency: str = "CNY",
    size: tuple[float, float] = (WIDE[0], 4.6),
) -> Figure:
    """One band per row from the left to the right, blocks in the table's order of appearance.

    What stays where it is is grey, what moves is blue.
    """
    with frame(title, subtitle, source, size=size) as (sheet, (ax,)):
        rows = [
            (str(a), str(b), float(v))
            for a, b, v in zip(
                column(table, origin), column(table, target), numbers(table, value), strict=True
            )
            if is_known(v) and v > 0
        ]
        if not rows:
            say_nothing(ax)
            return sheet
        whole = sum(v for _, _, v in rows)
        order = list(dict.fromkeys([a for a, _, _ in rows] + [b for _, b, _ in rows]))
        left = _blocks([(a, v) for a, _, v in rows], order, whole)
        right = _blocks([(b, v) for _, b, v in rows], order, whole)
        bottom = max(top + high for top, high in [*left.values(), *right.values()])
        ax.set_xlim(-0.32, 1.32)
        ax.set_ylim(bottom, -0.01)
        for side, blocks in ((0.0, left), (1.0, right)):
            _draw_blocks(ax, side, blocks, whole, (unit, currency))
        _draw_bands(ax, rows, left, right, order, whole)
        ax.axis("off")
    return sheet


def _blocks(
    parts: list[tuple[str, float]], order: list[str], whole: float
) -> dict[str, tuple[float, float]]:
    """Each block's top and height, one under the other in the given order."""
    sums = {name: sum(v for n, v in parts if n == name) / whole for name in order}
    blocks, top = {}, 0.0
    for name in order:
        if sums[name] > 0:
            blocks[name] = (top, sums[name])
            top += sums[name] + _GAP
    return blocks


def _draw_blocks(
    ax: Axes,
    side: float,
    blocks: dict[str, tuple[float, float]],
    whole: float,
    spelling: tuple[str, str],
) -> None:
    outward = -1 if side == 0.0 else 1
    middles = [top + high / 2 for top, high in blocks.values()]
    for (name, (top, high)), place in zip(blocks.items(), _lines(ax, middles), strict=True):
        ax.barh([top + high / 2], [_BAR], height=high, left=side - _BAR / 2, color=INK, gid="block")
        text = f"{shortened(name, 10)} {spelled(high * whole, *spelling)}"
        ax.text(side + outward * 0.03, place, text, va="center", color=INK,
                ha="right" if outward < 0 else "left")  # fmt: skip


def _lines(ax: Axes, wanted: list[float]) -> list[float]:
    """Where the names stand: beside the middles of their blocks, a line's height apart."""
    bottom, top = ax.get_ylim()
    points = ax.get_position().height * ax.figure.get_figheight() * 72
    pitch = _LINE * float(rcParams["font.size"]) / points * (bottom - top)
    places = list(wanted)
    for n in range(1, len(places)):
        places[n] = max(places[n], places[n - 1] + pitch)
    # Those that were pushed out below move up again, and their neighbours with them.
    limit = bottom - pitch / 2
    for n in reversed(range(len(places))):
        places[n] = min(places[n], limit)
        limit = places[n] - pitch
    return places


def _draw_bands(
    ax: Axes,
    rows: list[tuple[str, str, float]],
    left: dict[str, tuple[float, float]],
    right: dict[str, tuple[float, float]],
    order: list[str],
    whole: float,
) -> None:
    x = np.linspace(_BAR / 2, 1 - _BAR / 2, 40)
    bend = (1 - np.cos(np.pi * np.linspace(0, 1, 40))) / 2
    start = {name: top for name, (top, _) in left.items()}
    end = {name: top for name, (top, _) in right.items()}
    for a, b, v in sorted(rows, key=lambda row: (order.index(row[0]), order.index(row[1]))):
        high = v / whole
        upper = start[a] + (end[b] - start[a]) * bend
        ax.fill_between(x, upper, upper + high, color=THAT if a == b else THIS, alpha=0.45,
                        linewidth=0, gid=f"flow:{a}>{b}")  # fmt: skip
        start[a] += high
        end[b] += high
