"""The words that columns of a file use and how many rows say each, over the whole of it.

A long CSV is read piece by piece, so that its length does not decide the memory it needs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.compute as pc

from fupan.sources.header import Header
from fupan.sources.reading.delimited import DelimitedSheet
from fupan.sources.reading.encoding import decode
from fupan.sources.reading.limits import read_regular
from fupan.sources.reading.opening import open_sheets
from fupan.sources.reading.pieces import is_long, pieces
from fupan.sources.reading.sheet import Sheet


def first_sheet(path: Path) -> Sheet:
    """The first sheet of a file, or the first piece of a long one."""
    return next(_sheets(path, None))


def words_of(path: Path, header: Header, names: Sequence[str]) -> dict[str, Counter[str]]:
    """Header → its words, blank cells left out."""
    found: dict[str, Counter[str]] = {name: Counter() for name in names}
    if not names:
        return found
    at = {name: header.names.index(name) for name in names}
    for sheet in _sheets(path, header):
        table = sheet.cells(header.row, len(header.names), sorted(at.values())).table
        for name, place in at.items():
            told = pc.value_counts(pc.utf8_trim_whitespace(table[f"c{place}"]))
            words, counts = told.field("values").to_pylist(), told.field("counts").to_pylist()
            found[name].update({w: n for w, n in zip(words, counts, strict=True) if w})
    return found


def _sheets(path: Path, header: Header | None) -> Iterator[Sheet]:
    """The first sheet, or every piece of a long file with the file's own header above it."""
    if not is_long(path):
        yield next(iter(open_sheets(read_regular(path))))
        return
    head = b""
    for piece in pieces(path):
        decoded = decode(head + piece.data)
        if decoded is None:  # importing tells what is wrong with it
            return
        sheet = DelimitedSheet(decoded)
        if header is not None and piece.is_first:
            head = sheet.through(header.row)
        yield sheet
