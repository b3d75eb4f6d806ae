"""Finds the header row of a sheet, and spells column names so that they can be compared.

What stands above the header is kept: it often holds the only mention of the period.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from fupan.ground.periods import Period

SEARCHED_ROWS = 20
_SPACE = re.compile(r"[\s\u200b\ufeff]+")
# A unit that changes nothing; 万元 and % would.
_UNIT = re.compile(r"\((?:元|人民币|人民币元|rmb|cny|¥|usd|eur|gbp|件|个|笔|单|人|次)\)$")
_DATE = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})|(?<!\d)(20\d\d)(\d\d)(\d\d)(?!\d)")
_WRITTEN_ON = re.compile(
    r"((导出|下载|生成|制表|打印)(时间|日期)|(exported|downloaded|generated) (on|at))\D{0,3}"
    r"\d{4}\D?\d{1,2}\D?\d{1,2}(\D\d{1,2}:\d{2}(:\d{2})?)?",
    re.IGNORECASE,
)


def plain(name: str) -> str:
    """A header as it is compared: NFKC, without any white space, in lower case."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", name)).casefold()


@dataclass(frozen=True, slots=True)
class Header:
    """Where the header stands, what it says, and what stands above it."""

    row: int  # 1 = the sheet's first row
    names: tuple[str, ...]  # as the file spells them
    preamble: tuple[str, ...]
    known: Container[str] = field(default=frozenset(), compare=False, repr=False)

    @property
    def plain(self) -> tuple[str, ...]:
        """Each name as it is compared, without a unit that only the file adds to it."""
        spelled = [plain(name) for name in self.names]
        bare = [_UNIT.sub("", name) for name in spelled]
        return tuple(
            b if s not in self.known and b in self.known and bare.count(b) == 1 else s
            for s, b in zip(spelled, bare, strict=True)
        )

    def positions(self, name: str) -> list[int]:
        """The columns (from 0) that carry this name."""
        wanted = plain(name)
        return [n for n, found in enumerate(self.plain) if found == wanted]


def find_header(head: list[list[str]], known: Container[str]) -> Header | None:
    """The row among the first twenty with the most known names; else the first of full width."""
    best, score = None, 0
    for number, cells in enumerate(head[:SEARCHED_ROWS]):
        names = {plain(c) for c in cells if c.strip()}
        hits = sum(n in known or _UNIT.sub("", n) in known for n in names)
        if hits > score:
            best, score = number, hits
    if best is None:
        widths = [sum(bool(c.strip()) for c in cells) for cells in head[:SEARCHED_ROWS]]
        if not widths or not max(widths):
            return None
        best = widths.index(max(widths))
    above = [" ".join(c.strip() for c in cells if c.strip()) for cells in head[:best]]
    return Header(best + 1, _trimmed(head[best]), tuple(line for line in above if line), known)


def _trimmed(cells: list[str]) -> tuple[str, ...]:
    return tuple(cell.strip().lstrip("\ufeff") for cell in cells)


def period_in(lines: Iterable[str]) -> Period | None:
    """The span of days named in a preamble or a file name, if one is."""
    days = []
    for line in lines:
        # When a file was written is no day that its rows are of.
        for found in _DATE.finditer(_WRITTEN_ON.sub("", line)):
            year, month, day = (int(g) for g in found.groups() if g)
            try:
                days.append(date(year, month, day))
            except ValueError:
                continue
    if not days:
        return None
    return Period(min(days), max(days) + timedelta(days=1))


def exported_at(file_name: str) -> str:
    """The moment of export in a file name (`ExportOrderList201907091554.csv`), else nothing."""
    digits = re.search(r"(?<!\d)(20\d{10}(?:\d\d)?)(?!\d)", file_name)
    if digits:
        return digits[1].ljust(14, "0")
    epoch = re.search(r"(?<!\d)(1\d{9})(?:\d{3})?(?!\d)", file_name)
    if epoch:
        return epoch[1].rjust(14, "0")
    return ""
