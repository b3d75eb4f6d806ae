"""Horizontal bars: what is largest, what moved, how near to the goal, how many reach each step.

Bars start at zero; the table's order is the picture's order, top to bottom.
"""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from fupan.charts.figures import column, known, numbers, optional, say_nothing
from fupan.charts.labels import literal, shortened, wrapped
from fupan.charts.theme import (
    BAD,
    GOOD,
    GRID,
    INK,
    NOTE,
    PAPER,
    THAT,
    THIS,
    WIDE,
    Words,
    frame,
    is_narrow,
)
from fupan.ground import words
from fupan.ground.language import Text
from fupan.ground.units import changed, signed, spelled

_LABEL_ROOM = 15  # ems of a row's name before it is cut
_NARROW_ROOM = 8
_FEW = 5  # rows that are high enough for two lines of figures on a phone
_THICK = 0.62
TARGET = Text(zh="目标", en="goal")
LAST = Text(zh="对比期", en="comparison")
THIS_ONE = Text(zh="本期", en="this period")


def ranking(
    table: pd.DataFrame,
    *,
    title: Words,
    subtitle: Words = "",
    source: Words = "",
    label: str = "label",
    value: str = "value",
    baseline: str = "baseline",
    unit: str = "count",
    currency: str = "CNY",
    names: tuple[Words, Words] = (THIS_ONE, LAST),
    size: tuple[float, float] = WIDE,
) -> Figure:
    """Ordered bars with a grey marker where the comparison stood; `names` says what both are."""
    with frame(title, subtitle, source, size=size) as (sheet, (ax,)):
        values, other = numbers(table, value), optional(table, baseline)
        if not known(values):
            say_nothing(ax)
            return sheet
        places = _rows(ax, column(table, label))
        ax.barh(places, values, height=_THICK, color=THIS, gid="value")
        _mark_baseline(ax, places, other)
        for n, place in enumerate(places):
            text = spelled(values[n], unit, currency)
            # A share of what has another sign says nothing: −¥5 is not "−105 %" of ¥100.
            if other is not None and values[n] >= 0 and other[n] >= 0:
                text += f"  {changed(values[n], other[n], unit)}"
            _at_tip(ax, place, values[n], text, reach=None if other is None else other[n])
        _bare(ax, values + (other or []), room=0.22)
        _key(ax, [(THIS, names[0]), *([(NOTE, names[1])] if other else [])])
    return sheet


def variance(
    table: pd.DataFrame,
    *,
    title: Words,
    subtitle: Words = "",
    source: Words = "",
    label: str = "label",
    change: str = "change",
    unit: str = "count",
    currency: str = "CNY",
    good: str = "up",
    size: tuple[float, float] = WIDE,
) -> Figure:
    """Bars to the left and right of zero, coloured by whether the movement is good."""
    with frame(title, subtitle, source, size=size) as (sheet, (ax,)):
        values = numbers(table, change)
        if not known(values):
            say_nothing(ax)
            return sheet
        places = _rows(ax, column(table, label))
        ax.barh(places, values, height=_THICK, color=[verdict(v, good) for v in values],
                gid="change")  # fmt: skip
        for place, movement in zip(places, values, strict=True):
            _at_tip(ax, place, movement, signed(movement, unit, currency))
        ax.axvline(0, color=INK, linewidth=0.9)
        _bare(ax, values, room=0.9 if is_narrow(sheet) else 0.3)
    return sheet


def bullet(
    table: pd.DataFrame,
    *,
    title: Words,
    subtitle: Words = "",
    source: Words = "",
    label: str = "label",
    value: str = "value",
    target: str = "target",
    baseline: str = "baseline",
    unit: str = "unit",
    currency: str = "CNY",
    size: tuple[float, float] = WIDE,
) -> Figure:
    """Goal, actual and comparison of several measures, each row on a scale of its own.

    `unit` names the column with each row's unit; rows of different units are never compared.
    """
    with frame(title, subtitle, source, size=size) as (sheet, (ax,)):
        values = numbers(table, value)
        if not known(values):
            say_nothing(ax)
            return sheet
        units = [str(u) for u in table[unit]] if unit in table.columns else ["count"] * len(values)
        goals = optional(table, target) or [math.nan] * len(values)
        last = optional(table, baseline) or [math.nan] * len(values)
        places = _rows(ax, column(table, label))
        for row in zip(places, values, goals, last, units, strict=True):
            _bullet_row(ax, row, currency)
        _bare(ax, [0, 1], room=0.42)
        _key(ax, [(THIS, THIS_ONE), (INK, TARGET), (NOTE, LAST)])
    return sheet


def funnel(
    table: pd.DataFrame,
    *,
    title: Words,
    subtitle: Words = "",
    source: Words = "",
    label: str = "step",
    value: str = "value",
    baseline: str = "baseline",
    unit: str = "people",
    currency: str = "CNY",
    size: tuple[float, float] = WIDE,
) -> Figure:
    """Steps from first to last with the share that goes on, beside the comparison's share."""
    with frame(title, subtitle, source, size=size) as (sheet, (ax,)):
        values, other = numbers(table, value), optional(table, baseline)
        if not known(values):
            say_nothing(ax)
            return sheet
        places = _rows(ax, column(table, label))
        ax.barh(places, values, height=_THICK, color=THIS, gid="value")
        _mark_baseline(ax, places, other)
        for n, place in enumerate(places):
            text = spelled(values[n], unit, currency)
            if n:
                text += "  " + _passed_on(values, other, n)
            _at_tip(ax, place, values[n], text, reach=None if other is None else other[n])
        _bare(ax, values + (other or []), room=0.45)
        _key(ax, [(THIS, THIS_ONE), *([(NOTE, LAST)] if other else [])])
    return sheet


def verdict(movement: float, good: str) -> str:
    """The colour of a movement: good, bad, or grey where neither holds."""
    if good not in ("up", "down") or not words.is_known(movement) or movement == 0:
        return THAT
    return GOOD if (movement > 0) == (good == "up") else BAD


def _passed_on(values: list[float], other: list[float] | None, n: int) -> str:
    share = _quotient(values[n], values[n - 1])
    text = Text(zh=f"上一步的 {words.share(share)}", en=f"{words.share(share)} of step before")()
    if other is not None:
        before = _quotient(other[n], other[n - 1])
        if words.is_known(before) and words.is_known(share):
            text += f"  {words.points(share - before, places=1)}"
    return text


def _quotient(top: float, bottom: float) -> float:
    return top / bottom if bottom and words.is_known(bottom) else math.nan


def _bullet_row(ax: Axes, row: tuple[int, float, float, float, str], currency: str) -> None:
    place, value, goal, last, unit = row
    most = max(known([value, goal, last]), default=0) or 1.0
    ax.barh(place, 1, height=_THICK, color=GRID, alpha=0.6, gid="scale")
    if words.is_known(value):
        ax.barh(place, max(value, 0) / most, height=_THICK * 0.5, color=THIS, gid="value")
    if words.is_known(last):
        ax.plot([last / most], [place], marker="D", markersize=5, color=THAT,
                markeredgecolor=PAPER, gid="baseline", linestyle="none")  # fmt: skip
    if words.is_known(goal):
        ax.plot([goal / most] * 2, [place - _THICK / 2, place + _THICK / 2], color=INK,
                linewidth=2.4, gid="target")  # fmt: skip
    text = spelled(value, unit, currency)
    if words.is_known(goal):
        reached = words.share(_quotient(value, goal), 0)
        text += "  " + Text(zh=f"目标 {spelled(goal, unit, currency)} 的 {reached}",
                            en=f"{reached} of {spelled(goal, unit, currency)}")()  # fmt: skip
    if words.is_known(last):
        text += f"  {changed(value, last, unit)}"
    _at_tip(ax, place, 1.0, text)


def _rows(ax: Axes, names: list[object]) -> list[int]:
    """One row per name, the first on top."""
    places = list(range(len(names)))
    room = _NARROW_ROOM if is_narrow(ax.figure) else _LABEL_ROOM
    short = [shortened(name, room) for name in names]
    # Names that are cut to the same text are told apart on a second line.
    told = [wrapped(name, room) if short.count(text) > 1 else text
            for name, text in zip(names, short, strict=True)]  # fmt: skip
    ax.set_yticks(places, told, color=INK)
    ax.set_ylim(len(names) - 0.4, -0.6)
    return places


def _mark_baseline(ax: Axes, places: list[int], other: list[float] | None) -> None:
    if other is None:
        return
    for place, value in zip(places, other, strict=True):
        ax.plot([value] * 2, [place - _THICK * 0.62, place + _THICK * 0.62], color=THAT,
                linewidth=2.6, gid="baseline", solid_capstyle="butt")  # fmt: skip


def _at_tip(ax: Axes, place: int, value: float, text: str, reach: float | None = None) -> None:
    """A figure just beyond the end of its bar, or of the comparison's marker if that is further."""
    tip = value if words.is_known(value) else 0.0
    if is_narrow(ax.figure) and len(ax.get_yticks()) <= _FEW:
        text = text.replace("  ", "\n")
    # Beyond the comparison's marker its colour says that the figure is the bar's.
    # Left of a bar below zero stand the names: its figure goes behind the marker, if that is right.
    if reach is not None and words.is_known(reach) and max(tip, reach) >= 0:
        tip = max(tip, reach)
    ax.annotate(text, (tip, place), xytext=(6 if tip >= 0 else -6, 0), va="center",
                textcoords="offset points", ha="left" if tip >= 0 else "right",
                annotation_clip=False, color=INK if reach is None else THIS)  # fmt: skip


def _bare(ax: Axes, values: list[float], room: float) -> None:
    """No value axis (each bar carries its figure); `room` is left beside the bars for them."""
    low, high = min(0.0, *known(values)), max(0.0, *known(values))
    span = (high - low) or 1.0
    ax.set_xlim(low - (span * room if low < 0 else 0), high + (span * room if high > 0 else 0.02))
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)


def _key(ax: Axes, entries: list[tuple[str, Words]]) -> None:
    """What the colours mean, as one line of coloured words above the bars."""
    if len(entries) < 2:
        return
    offset = 0.0
    for colour, name in entries:
        word = ax.annotate(f"■ {literal(name)}", (0, 1), xycoords="axes fraction", fontsize=8.5,
                           textcoords="offset points", xytext=(offset, 3), color=colour,
                           va="bottom", annotation_clip=False, gid="key")  # fmt: skip
        offset += word.get_window_extent().width / ax.figure.dpi * 72 + 12
