"""Reads a CSV record by record, and keeps aside the records that cannot be trusted.

Slow and exact: for files with foreign bytes, open quotes, blank lines or rows of odd length.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

import pyarrow as pa

from fupan.ground.language import Text
from fupan.sources.reading.encoding import foreign
from fupan.sources.reading.endings import starts_total
from fupan.sources.reading.sheet import LONGEST_CELL, Cells, Rejected, strings

_MOST_LINES = 100  # a quoted cell longer than this many lines was never closed
_BATCH = 50_000
_PLAIN = re.compile(r"[-+]?[\d,]{1,9}(\.\d+)?|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([ T][\d:.]+)?")

csv.field_size_limit(LONGEST_CELL * 4)


def lenient(data: bytes, encoding: str) -> str:
    """Text for looking at, with marks where bytes do not fit; never for storing."""
    return data.decode(encoding, errors="replace")


def records(data: bytes, most: int | None = None) -> Iterator[tuple[int, int]]:
    """Start and end of each record in bytes; a quoted cell may span lines."""
    start, given = 0, 0
    while start < len(data) and (most is None or given < most):
        end = _line_end(data, start)
        if data.count(b'"', start, end) % 2:
            end = _closing_end(data, start, end)
        yield start, end
        start, given = end, given + 1


def _line_end(data: bytes, start: int) -> int:
    return data.find(b"\n", start) + 1 or len(data)


def _closing_end(data: bytes, start: int, end: int) -> int:
    """The end of the line that closes the quote, or of the first line when none near does."""
    quotes, last = 1, end
    for _ in range(_MOST_LINES):
        if last >= len(data):
            break
        following = _line_end(data, last)
        quotes += data.count(b'"', last, following)
        last = following
        if quotes % 2 == 0:
            return last
    return end


def cells(
    data: bytes,
    encoding: str,
    separator: str,
    header_row: int,
    width: int,
    columns: Sequence[int],
    *,
    mixed: bool,
) -> Cells:
    """One row per sound record of `data`; `mixed` looks for lines in another encoding."""
    found = Cells(strings(columns, [], []))
    parts: list[pa.Table] = []
    kept: list[list[str]] = []
    numbers: list[int] = []
    row = header_row
    for start, end in records(data.rstrip(b"\r\n\x1a")):
        row += 1
        raw = data[start:end].rstrip(b"\r\n")
        fields, fault = _fields(raw, encoding, separator, width, mixed)
        if fields is not None and not any(f.strip() for f in fields):
            found.blank_rows += 1
            continue
        if fault is not None:
            found.rejected.append(fault(row))
            continue
        kept.append([fields[c] for c in columns])
        numbers.append(row)
        if len(kept) == _BATCH:
            parts.append(strings(columns, kept, numbers))
            kept, numbers = [], []
    found.table = pa.concat_tables([*parts, strings(columns, kept, numbers)])
    return found


def _fields(raw: bytes, encoding: str, separator: str, width: int, mixed: bool):
    """The record's cells and None, or what is left of them and how to reject the record."""
    if not raw.strip(b" \t" + separator.encode()):
        return [""], None
    if b"\x00" in raw:
        return None, lambda row: Rejected(
            row,
            "",
            Text("含有 NUL 字节，文件可能已损坏", "holds a NUL byte; the file may be damaged"),
        )
    bad_encoding = foreign(raw, encoding) if mixed or encoding == "gb18030" else False
    if bad_encoding:
        return None, lambda row: Rejected(
            row,
            "",
            Text(
                f"编码与文件其余部分（{encoding.upper()}）不同或字节残缺，读不出文字",
                f"its encoding differs from the rest of the file ({encoding.upper()}) or bytes are "
                "missing",
            ),
            masked(lenient(raw, encoding).split(separator)),
        )
    try:
        text = raw.decode(encoding)
        fields = next(csv.reader([text], delimiter=separator))
    except (UnicodeDecodeError, csv.Error, StopIteration):
        fields = []
    if len(fields) == width + 1 and is_grand_total(fields):
        fields = [fields[-1], *fields[1:-1]]
    if len(fields) < width and starts_total(fields):
        fields = [*fields, *[""] * (width - len(fields))]
    if len(fields) == width and not _open_quote(raw):
        if max(map(len, fields)) > LONGEST_CELL:
            return None, lambda row: Rejected(
                row, "", Text("有一格超过 100 万字，过大", "a cell is over a million long")
            )
        return fields, None
    if _open_quote(raw):
        plain = lenient(raw, encoding).split(separator)
        if len(plain) == width and not any(f.startswith('"') for f in plain):
            return plain, None
        return None, lambda row: Rejected(
            row, "", Text("引号没有闭合", "a quote is not closed"), masked(plain)
        )
    return None, lambda row: ragged(row, len(fields), width, fields)


def is_grand_total(fields: list[str]) -> bool:
    """GA4 writes `,406,246,…,Grand total`: the label in a cell beyond the header's last."""
    return not fields[0].strip() and fields[-1].strip().casefold() == "grand total"


def is_total(fields: list[str]) -> bool:
    """True of a record that is a total however many cells it has."""
    return is_grand_total(fields) or starts_total(fields)


def _open_quote(raw: bytes) -> bool:
    return raw.count(b'"') % 2 == 1


def ragged(row: int, count: int, width: int, fields: list[str]) -> Rejected:
    """A record with too many or too few cells: nobody can say which cell is which."""
    return Rejected(
        row,
        "",
        Text(
            f"有 {count} 格，表头是 {width} 列（可能是某一格里有没加引号的分隔符，或行被截断）",
            f"has {count} cells where the header has {width} (a separator without quotes, or a cut "
            "row)",
        ),
        masked(fields),
        alone=",".join(fields).rstrip(", ") if count < width else "",
    )


def masked(fields: list[str]) -> str:
    """A record whose columns are unknown, with everything hidden that might be personal."""
    shown = [
        f if _PLAIN.fullmatch(f.strip()) else ("" if not f.strip() else "***") for f in fields[:60]
    ]
    return ",".join(shown)
