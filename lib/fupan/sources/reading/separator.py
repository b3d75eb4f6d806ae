"""The character between a file's cells, and what it is called."""

from __future__ import annotations

import re

from fupan.ground.language import Text
from fupan.sources.reading.sheet import HEAD_ROWS

_SEPARATORS = (",", "\t", ";", "|")
_QUOTED = re.compile(r'"[^"]*"')
_SAID = {
    ",": Text("逗号", "comma"),
    "\t": Text("制表符", "tab"),
    ";": Text("分号", "semicolon"),
    "|": Text("竖线", "vertical bar"),
}


def told_separator(separator: str) -> Text:
    said = _SAID.get(separator, Text(repr(separator), repr(separator)))
    return Text(zh=f"分隔符：{said.zh}", en=f"separator: {said.en}")


def separator_of(text: str) -> str:
    """The separator that is most frequent in the first lines, quoted cells aside."""
    text = _QUOTED.sub("", text)
    lines = [line for line in text.splitlines()[:HEAD_ROWS] if line.strip()]
    scores = {s: sorted((line.count(s) for line in lines), reverse=True) for s in _SEPARATORS}
    return max(_SEPARATORS, key=lambda s: sum(scores[s][: len(lines) // 2 + 1]))
