"""What a chart's colours mean, in one line beside its words, where no mark is overprinted.

What the colours are is the chart's own business.
"""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.figure import Figure

_EDGE, _AIR = 0.985, 12  # the right end, as a share of the width; pixels between entries
_POINTS = 8.5
_ROWS = ("subtitle", "title", "source")  # the first with room to its right is taken


def write_key(sheet: Figure, entries: Sequence[tuple[str, str]], air: float = _AIR) -> None:
    """Words in their colours, read from left to right, ended at the sheet's right edge."""
    words = [
        sheet.text(0, 0, text, ha="right", fontsize=_POINTS, color=colour, gid="key")
        for text, colour in entries
    ]
    widths = [word.get_window_extent().width + air for word in words]
    row, above = _row(sheet, sum(widths))
    edge = _EDGE
    for word, width in zip(reversed(words), reversed(widths), strict=True):
        word.set_position((edge, row))
        word.set_verticalalignment("bottom" if above else "top")
        word.set_in_layout(False)
        edge -= width / sheet.bbox.width


def _row(sheet: Figure, needed: float) -> tuple[float, bool]:
    """The height of the row with room for the key, and whether the key stands upon it."""
    rows = {text.get_gid(): text for text in sheet.texts if text.get_text()}
    edge = sheet.bbox.width * _EDGE
    for name in _ROWS:
        if name in rows and edge - rows[name].get_window_extent().x1 >= needed:
            return rows[name].get_position()[1], name == "source"
    return _new_row(sheet), False


def _new_row(sheet: Figure) -> float:
    """A row of its own between the words and the marks, which give way for it."""
    layout = sheet.get_layout_engine()
    left, bottom, width, height = layout.get()["rect"]
    taken = _POINTS * 1.5 / 72 / sheet.get_figheight()
    layout.set(rect=(left, bottom, width, height - taken))
    return bottom + height
