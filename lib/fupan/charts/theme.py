"""The look that all charts share: colours, sizes, type, and the frame of title and source.

Colours were checked for contrast on white and for red- and green-weak eyes; good and bad are
used for variances alone, always beside a sign.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from PIL import Image

from fupan.charts.fonts import families, has_bold
from fupan.charts.labels import ems, wrapped
from fupan.ground.language import Text

THIS = "#1F5FA8"
THAT = "#8593A1"
GOOD = "#14746F"
BAD = "#B5431A"
INK = "#1F2933"
NOTE = "#5F6B7A"
GRID = "#E3E7EC"
PAPER = "#FFFFFF"

WIDE = (8.0, 4.0)
STRIP = (8.0, 2.6)
NARROW = (3.7, 3.7)  # for phones: the same type in half the width
DPI = 110
PALETTE = 128
TITLE_POINTS, NOTE_POINTS, LABEL_POINTS = 14, 10, 9.5
_MARGIN = 0.10  # inches between the picture's edge and its words

Words = Text | str


def settings() -> dict[str, object]:
    """The matplotlib settings of every chart; labels are literal, never mathematics."""
    return {
        "font.family": list(families()),
        "font.size": LABEL_POINTS,
        "text.parse_math": False,
        "text.usetex": False,
        "axes.unicode_minus": True,
        "text.color": INK,
        "axes.labelcolor": NOTE,
        "axes.edgecolor": GRID,
        "axes.facecolor": PAPER,
        "figure.facecolor": PAPER,
        "xtick.color": NOTE,
        "ytick.color": NOTE,
        "axes.grid": False,
        "grid.color": GRID,
        "grid.linewidth": 0.8,
        "svg.hashsalt": "fupan",
    }


class Sheet(Figure):
    """A figure that is always drawn under the theme, whoever draws it and when."""

    def draw(self, renderer: RendererBase) -> None:
        with mpl.rc_context(settings()):
            super().draw(renderer)

    def png(self, scale: int = 2) -> bytes:
        """The picture as PNG without a date or a version in it, so equal charts are equal."""
        # Not by savefig, which lays out and draws twice and writes a PNG only to be read back.
        usual, canvas = self.get_dpi(), FigureCanvasAgg(self)
        self.set_dpi(DPI * scale)
        try:
            canvas.draw()
        finally:
            self.set_dpi(usual)
        # A chart has few colours: a palette of them is a third of the size, and as sharp.
        drawn = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        small = BytesIO()
        few = drawn.quantize(PALETTE, dither=Image.Dither.NONE)
        few.save(small, format="png", compress_level=6)
        return small.getvalue()

    def _repr_png_(self) -> bytes:
        return self.png()


@contextmanager
def frame(
    title: Words,
    subtitle: Words = "",
    source: Words = "",
    *,
    size: tuple[float, float] = WIDE,
    rows: int = 1,
    columns: int = 1,
) -> Iterator[tuple[Sheet, list[Axes]]]:
    """A sheet with its words in place and `rows` × `columns` panels to draw in."""
    with mpl.rc_context(settings()):
        sheet = Sheet(figsize=size, dpi=DPI, layout="constrained")
        FigureCanvasAgg(sheet)
        shared = rows * columns > 1
        panels = sheet.subplots(rows, columns, squeeze=False, sharex=shared, sharey=shared)
        axes = list(panels.flat)
        for ax in axes:
            plain(ax)
        _write_words(sheet, title, subtitle, source)
        yield sheet, axes


def plain(ax: Axes) -> None:
    """No box, no tick marks, pale horizontal lines below the marks."""
    for side in ("top", "right", "left"):
        ax.spines[side].set_visible(False)
    ax.tick_params(length=0, labelsize=LABEL_POINTS)
    ax.set_axisbelow(True)


def is_narrow(sheet: Figure) -> bool:
    """Whether a figure is drawn for a phone, and so has half the room for words."""
    return sheet.get_figwidth() < 5


def share_of_width(sheet: Figure) -> float:
    """The figure's width as a share of the full one; rooms for words shrink by it."""
    return min(sheet.get_figwidth() / WIDE[0], 1.0)


def _write_words(sheet: Sheet, title: Words, subtitle: Words, source: Words) -> None:
    width, height = sheet.get_size_inches()
    left, points_wide = _MARGIN / width, (width - 2 * _MARGIN) * 72
    lines = 3 if is_narrow(sheet) else 2
    heading = wrapped(title, points_wide / TITLE_POINTS, lines=lines)
    measure = wrapped(subtitle, points_wide / NOTE_POINTS, lines=lines)
    origin = wrapped(source, points_wide / (NOTE_POINTS - 1.5), lines=lines)
    y = height - _MARGIN
    bold = sheet.text(left, y / height, heading, fontsize=TITLE_POINTS, va="top", ha="left",
                      weight="bold" if has_bold() else "normal", gid="title",
                      linespacing=1.25)  # fmt: skip
    if not has_bold():
        bold.set_path_effects([withStroke(linewidth=0.7, foreground=INK)])
    y -= _tall(heading, TITLE_POINTS)
    sheet.text(left, y / height, measure, fontsize=NOTE_POINTS, va="top", ha="left",
               color=NOTE, gid="subtitle", linespacing=1.3)  # fmt: skip
    y -= _tall(measure, NOTE_POINTS) + 0.06
    sheet.text(left, 0.06 / height, origin, fontsize=NOTE_POINTS - 1.5, va="bottom", ha="left",
               color=NOTE, gid="source")  # fmt: skip
    foot = 0.06 + _tall(origin, NOTE_POINTS - 1.5)
    sheet.get_layout_engine().set(
        rect=(0, foot / height, 1, (y - foot) / height), w_pad=0.08, h_pad=0.04, wspace=0.04
    )
    for text in (bold, *sheet.texts):
        text.set_in_layout(False)


def _tall(text: str, points: float) -> float:
    return (text.count("\n") + 1) * points * 1.45 / 72 if text else 0.0


def words_of(sheet: Figure) -> dict[str, str]:
    """The title, subtitle and source that a sheet carries, for readers and tests."""
    named = ("title", "subtitle", "source")
    return {t.get_gid(): t.get_text() for t in sheet.texts if t.get_gid() in named}


def room_for(labels: list[str], most: float = 15) -> float:
    """How many ems the widest of the labels takes, at most `most`."""
    return min(max((ems(label) for label in labels), default=0), most)
