"""Words inside pictures: cleaned to what can be drawn, and shortened to the room there is.

Names come from shops and are data: nothing in them is mathematics, markup or an instruction.
"""

from __future__ import annotations

import re
import unicodedata

from fupan.charts.fonts import drawable
from fupan.ground.language import Text

_DROPPED = ("Cc", "Cf", "Cs", "Co", "Cn")
_ELLIPSIS = "…"
_CODE = re.compile(r"[（(][A-Za-z0-9_.\-]+[）)]$")
_NOT_FIRST = tuple("，。、；：！？）」』》”")  # marks that never open a line


def literal(words: Text | str | object) -> str:
    """One line of drawable text.

    Control, direction and surrogate marks go, line breaks become spaces; a letter that no font
    here can draw becomes `?`, and pictographs are dropped, since the words carry the meaning.
    """
    text = str(words).replace("\n", " ").replace("\t", " ")
    kept = []
    for character in text:
        kind = unicodedata.category(character)
        if kind in _DROPPED or (kind.startswith("M") and not drawable(character)):
            continue
        if drawable(character):
            kept.append(character)
        elif kind != "So":
            kept.append("?")
    return " ".join("".join(kept).split())


def ems(text: str) -> float:
    """The width of a text in ems, near enough to leave room for it."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WF" else 0.56 for c in text)


def shortened(words: Text | str | object, room: float) -> str:
    """The text in at most `room` ems, cut with … where it is longer.

    A code in brackets at the end is kept, since it tells one item from the next.
    """
    text = literal(words)
    if ems(text) <= room:
        return text
    code = _CODE.search(text)
    tail = code[0] if code and ems(code[0]) <= room / 2 else ""
    text = text.removesuffix(tail)
    while text and ems(text) > room - 1 - ems(tail):
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS + tail


def wrapped(words: Text | str | object, room: float, lines: int = 2) -> str:
    """The text in at most `lines` lines of `room` ems, the last one shortened."""
    rest, rows = literal(words), []
    while rest and len(rows) < lines - 1 and ems(rest) > room:
        cut = _break(rest, room)
        rows.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return "\n".join([*rows, shortened(rest, room)] if rest else rows)


def evenly(words: Text | str | object, room: float, lines: int = 3) -> str:
    """As `wrapped`, with lines of about the same length: a label with one sign below looks lost."""
    whole = wrapped(words, room, lines)
    rows, narrow = whole.count("\n"), room
    while rows and not whole.endswith(_ELLIPSIS):
        narrow -= 0.5
        tried = wrapped(words, narrow, lines)
        if tried.count("\n") > rows or tried.endswith(_ELLIPSIS) or narrow <= room / 2:
            break
        whole = tried
    return whole


def _break(text: str, room: float) -> int:
    """Where a line of `room` ems ends.

    It is after a space, a hyphen or a Chinese character, else anywhere.
    """
    width, good = 0.0, 0
    for place, character in enumerate(text):
        width += ems(character)
        if width > room:
            return good or max(place, 1)
        wide = ems(character) == 1.0 and text[place + 1 : place + 2] not in _NOT_FIRST
        if character in " -/" or wide:
            good = place + 1
    return len(text)
