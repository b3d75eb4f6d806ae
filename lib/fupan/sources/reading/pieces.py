"""Cuts a long CSV into pieces that fit into memory, each with the file's header above its rows.

A piece ends where a record ends; workbooks and archives are never cut and keep their limits.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fupan.sources.reading.limits import open_regular, too_large

LONG = 320 * 2**20  # a shorter file is read at once
MOST_LONG = 8 * 2**30
PIECE = 24 * 2**20
_HEAD = 1 << 18
_OTHERS = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PAR1",
    b"\xd0\xcf\x11\xe0",
    b"\xff\xfe",
    b"\xfe\xff",
    b"<",
)
_STEPS = 200  # records looked back over for one that closes its quotes


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes of whole records; the first piece holds the file's own header."""

    data: bytes
    is_first: bool


def is_long(path: Path) -> bool:
    """True of a regular file of text, in lines, that is too long to be read at once."""
    try:
        found = path.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size <= LONG:
            return False
        with path.open("rb") as file:
            start = file.read(_HEAD)
    except OSError:
        return False
    return b"\n" in start and b"\x00" not in start and not start.lstrip().startswith(_OTHERS)


def pieces(path: Path) -> Iterator[Piece]:
    """The file's bytes in order, nothing lost: joined they are the file."""
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > MOST_LONG:
            raise too_large(f"{size >> 20} MB", f"{size >> 20} MB")
        rest, first = b"", True
        while block := file.read(PIECE):
            data = rest + block
            end = _record_end(data) if len(block) == PIECE else len(data)
            rest = data[end:]
            if end:
                data = data[:end]
                yield Piece(data, first)
                first = False
        if rest:
            yield Piece(rest, first)


def _record_end(data: bytes) -> int:
    """The end of the last whole record: a line end with every quote before it closed."""
    last = end = data.rfind(b"\n") + 1
    is_open = data.count(b'"', 0, end) % 2
    for _ in range(_STEPS):
        if not is_open or not end:
            return end
        before = data.rfind(b"\n", 0, end - 1) + 1
        is_open ^= data.count(b'"', before, end) % 2
        end = before
    return last  # a quote that nobody closes: the careful reader tells of it
