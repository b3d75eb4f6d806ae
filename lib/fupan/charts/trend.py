"""Lines over time: one against its comparison, or small panels side by side.

This period is blue and in front, the comparison grey behind it; both are labelled at their ends.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from fupan.charts.figures import column, known, numbers, optional, say_nothing
from fupan.charts.key import write_key
from fupan.charts.labels import shortened
from fupan.charts.theme import (
    GRID,
    INK,
    NOTE,
    NOTE_POINTS,
    THAT,
    THIS,
    WIDE,
    Words,
    frame,
    is_narrow,
    share_of_width,
)
from fupan.ground.language import Text
from fupan.ground.units import spelled

NORMAL = Text(zh="正常范围", en="normal range")
THIS_PERIOD = Text(zh="本期", en="this period")
COMPARISON = Text(zh="对比期", en="comparison")
_MOST_TICKS = 6
_BAND_KEY = "#C9D1DA"  # the band, dark enough to be seen as a small square


def trend(
    table: pd.DataFrame,
    *,
    title: Words,
    subtitle: Words = "",
    source: Words = "",
    x: str = "day",
    value: str = "value",
    baseline: str = "baseline",
    band: tuple[str, str] | None = ("low", "high"),
    marked: str = "is_off",
    events: Iterable[tuple[date, Words]] = (),
    windows: Iterable[tuple[date, date, Words]] = (),
    labels: tuple[Words, Words] = (THIS_PERIOD, COMPARISON),
    unit: str = "count",
    currency: str = "CNY",
    from_zero: bool = True,
    size: tuple[float, float] = WIDE,
) -> Figure:
    """One line over time, with its comparison, normal range and marked events where given.

    Rows whose column `marked` is true are ringed: the days outside the normal range.
    """
    with frame(title, subtitle, source, size=size) as (sheet, (ax,)):
        days, values = column(table, x), numbers(table, value)
        if not known(values):
            say_nothing(ax)
            return sheet
        places = list(range(len(days)))
        _draw_band(ax, places, table, band)
        other = optional(table, baseline)
        _draw_lines(ax, places, values, other)
        if marked in table.columns:
            _ring(ax, values, column(table, marked))
        _scale(ax, unit, currency, from_zero)
        _label_days(ax, days, _MOST_TICKS // 2 if is_narrow(sheet) else _MOST_TICKS)
        _label_ends(ax, places, [(values, labels[0], THIS), (other, labels[1], NOTE)])
        _mark(ax, days, events, windows)
    return sheet


def multiples(
    table: pd.DataFrame,
    *,
    title: Words,
    subtitle: Words = "",
    source: Words = "",
    panel: str = "panel",
    x: str = "day",
    value: str = "value",
    baseline: str = "baseline",
    labels: tuple[Words, Words] = (THIS_PERIOD, COMPARISON),
    unit: str = "count",
    currency: str = "CNY",
    columns: int = 4,
    size: tuple[float, float] = WIDE,
) -> Figure:
    """The same line for several subjects, all on the same axes; panels in the table's order."""
    names = list(dict.fromkeys(column(table, panel)))
    columns = 2 if size[0] < WIDE[0] / 2 else columns
    down = max(1, math.ceil(len(names) / columns))
    across = max(1, math.ceil(len(names) / down))
    size = (size[0], size[1] if down <= 2 else 1.2 + 1.5 * down)
    with frame(title, subtitle, source, size=size, rows=down, columns=across) as (sheet, axes):
        if not names:
            say_nothing(axes[0])
            return sheet
        for ax, name in zip(axes, names, strict=False):
            rows = table[table[panel] == name]
            days = column(rows, x)
            _draw_lines(ax, range(len(days)), numbers(rows, value), optional(rows, baseline))
            _scale(ax, unit, currency, True)
            _label_days(ax, days, most=2)
            ax.set_title(
                shortened(name, 52 / across * share_of_width(sheet)),
                fontsize=NOTE_POINTS,
                loc="left",
                color=INK,
            )
        for ax in axes[max(0, len(names) - across) : len(names)]:
            ax.xaxis.set_tick_params(labelbottom=True)
        for ax in axes[len(names) :]:
            ax.set_visible(False)
        if not is_narrow(sheet):
            _name_colours(sheet, labels, baseline in table.columns)
    return sheet


def _name_colours(sheet: Figure, labels: tuple[Words, Words], compared: bool) -> None:
    """Which line is which, at the right of the title, once for all panels."""
    entries = [(labels[0], THIS), *([(labels[1], NOTE)] if compared else [])]
    write_key(sheet, [(f"■ {shortened(name, 12)}", colour) for name, colour in entries])


def _draw_lines(
    ax: Axes, places: Sequence[int], values: list[float], other: list[float] | None
) -> None:
    if other is not None:
        ax.plot(places, other, color=THAT, linewidth=1.6, gid="baseline")
    ax.plot(places, values, color=THIS, linewidth=2.4, gid="value", solid_capstyle="round")
    # A day between two gaps has no line to either side and would vanish without a dot.
    lonely = [
        n
        for n, v in enumerate(values)
        if not math.isnan(v)
        and (n == 0 or math.isnan(values[n - 1]))
        and (n + 1 == len(values) or math.isnan(values[n + 1]))
    ]
    if lonely:
        ax.plot(lonely, [values[n] for n in lonely], "o", color=THIS, markersize=4, gid="lonely")


def _ring(ax: Axes, values: list[float], marks: list[object]) -> None:
    places = [n for n, mark in enumerate(marks) if mark is True or mark == 1]
    if places:
        ax.plot(places, [values[n] for n in places], "o", markersize=8, markerfacecolor="none",
                markeredgecolor=INK, markeredgewidth=1.2, gid="marked")  # fmt: skip


def _draw_band(
    ax: Axes, places: list[int], table: pd.DataFrame, band: tuple[str, str] | None
) -> None:
    low, high = (optional(table, name) for name in band or (None, None))
    if low is None or high is None:
        return
    ax.fill_between(places, low, high, color=GRID, alpha=0.75, linewidth=0, gid="band")
    write_key(ax.figure, [("■", _BAND_KEY), (NORMAL(), NOTE)], air=4)


def _scale(ax: Axes, unit: str, currency: str, from_zero: bool) -> None:
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=unit in ("count", "people", "items")))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: spelled(v, unit, currency)))
    ax.yaxis.grid(True)
    if from_zero:
        ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0] if ax.dataLim.y0 < 0 else 0.0))


def _label_days(ax: Axes, days: list[object], most: int = _MOST_TICKS) -> None:
    step = max(1, math.ceil(len(days) / most))
    shown = list(range(0, len(days), step))
    ax.set_xticks(shown, [_day_words(days[n]) for n in shown])
    ax.set_xlim(-0.5, max(len(days) - 0.5, 0.5))


def _day_words(day: object) -> str:
    if isinstance(day, date | datetime):
        return f"{day.month}/{day.day}"
    return shortened(day, 8)


def _label_ends(
    ax: Axes, places: list[int], lines: list[tuple[list[float] | None, Words, str]]
) -> None:
    """Each line's name at its last known point, moved apart where they would collide."""
    ends = []
    for values, name, colour in lines:
        if values is None:
            continue
        last = max(n for n, v in enumerate(values) if not math.isnan(v))
        ends.append(
            [values[last], places[last], shortened(name, 6 if is_narrow(ax.figure) else 12), colour]
        )
    ends.sort(key=lambda end: end[0])
    bottom, top = ax.get_ylim()
    nearest_apart = (top - bottom) * 0.07
    heights = [end[0] for end in ends]
    if len(heights) == 2 and heights[1] - heights[0] < nearest_apart:
        middle = sum(heights) / 2
        heights = [middle - nearest_apart / 2, middle + nearest_apart / 2]
    for (_, _, name, colour), height in zip(ends, heights, strict=True):
        ax.annotate(name, (places[-1], height), xytext=(8, 0), textcoords="offset points",
                    va="center", color=colour, annotation_clip=False)  # fmt: skip


def _mark(
    ax: Axes,
    days: list[object],
    events: Iterable[tuple[date, Words]],
    windows: Iterable[tuple[date, date, Words]],
) -> None:
    """Thin lines for events and pale bands for windows; those outside the days are left out.

    Names stand above the plot in two rows, so that neighbours do not overprint each other.
    """
    place = {_as_date(day): n for n, day in enumerate(days)}
    names: list[tuple[float, str]] = []
    for day, name in events:
        if day in place:
            ax.axvline(place[day], color=NOTE, linewidth=0.9, linestyle=(0, (2, 2)), gid="event")
            names.append((place[day], shortened(name, 10)))
    for first, last, name in _joined(windows):
        inside = [n for day, n in place.items() if day is not None and first <= day <= last]
        if inside:
            ax.axvspan(min(inside) - 0.5, max(inside) + 0.5, color=GRID, alpha=0.5, gid="window")
            names.append(((min(inside) + max(inside)) / 2, shortened(name, 10)))
    for row, (x, name) in enumerate(sorted(names)):
        ax.annotate(name, (x, 1.0), xycoords=("data", "axes fraction"), textcoords="offset points",
                    xytext=(0, 2 + 11 * (row % 2)), ha="center", va="bottom",
                    fontsize=8, color=NOTE, annotation_clip=False)  # fmt: skip


def _joined(windows: Iterable[tuple[date, date, Words]]) -> list[tuple[date, date, str]]:
    """Windows of one name that overlap or touch, as one: a promotion's waves need one name."""
    whole: dict[str, list[tuple[date, date]]] = {}
    for first, last, name in sorted(windows, key=lambda window: window[:2]):
        spans = whole.setdefault(str(name), [])
        if spans and first <= spans[-1][1] + timedelta(days=1):
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        else:
            spans.append((first, last))
    return sorted((*span, name) for name, spans in whole.items() for span in spans)


def _as_date(day: object) -> date | None:
    if isinstance(day, datetime):
        return day.date()
    return day if isinstance(day, date) else None
