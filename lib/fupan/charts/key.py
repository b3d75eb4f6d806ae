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
    row, above = _roomiest(sheet, sum(widths))
    edge = _EDGE
    for word, width in zip(reversed(words), reversed(widths), strict=True):
        word.set_position((edge, row))
        word.set_verticalalignment("bottom" if above else "top")
        word.set_in_layout(False)
        edge -= width / sheet.bbox.width


def _roomiest(sheet: Figure, needed: float) -> tuple[float, bool]:
    """The height of the row with room for the key, and whether the key stands upon it."""
    rows = {text.get_gid(): text for text in sheet.texts if text.get_gid() in _ROWS}
    free = {
        name: sheet.bbox.width * _EDGE - rows[name].get_window_extent().x1
        if rows[name].get_text()
        else -1.0
        for name in _ROWS
        if name in rows
    }
    fitting = [name for name, room in free.items() if room >= needed]
    name = fitting[0] if fitting else max(free, key=lambda row: free[row])
    return rows[name].get_position()[1], name == "source"
