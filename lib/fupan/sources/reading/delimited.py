"""Reads CSV and its kin: a fast way over whole columns, for files in which every row is sound.

Files that are not (broken lines, foreign encodings, blank rows) go to `careful`, record by
record; both give the same rows and the same row numbers.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv

from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.sources.reading import careful
from fupan.sources.reading.encoding import Decoded, text_column
from fupan.sources.reading.lost import lost_characters
from fupan.sources.reading.separator import separator_of, told_separator
from fupan.sources.reading.sheet import HEAD_ROWS, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, Cells

_SEP_LINE = re.compile(rb'"?sep=(.)"?\r?\n', re.IGNORECASE)
_HEAD_BYTES = 1 << 18
_BLOCK = 1 << 20  # what a thread parses at once; larger blocks only take more room


class DelimitedSheet:
    """One CSV file, read from its bytes."""

    has_header = True

    def __init__(self, decoded: Decoded, part: str = "", before: int = 0) -> None:
        """`before` counts the file's rows that stand before these, where they are a piece of it."""
        self.part = part
        self._before = before
        self._decoded = decoded
        self.notes: list[Text] = []
        self._first_row = 1
        data = decoded.data
        if found := _SEP_LINE.match(data):
            self.separator = found[1].decode("latin-1")
            data = data[found.end() :]
            self._first_row = 2
        else:
            self.separator = separator_of(careful.lenient(data[:_HEAD_BYTES], decoded.encoding))
        self._data = data
        self._assumptions()
        self.head, self._head_ends = _head(data, decoded.encoding, self.separator)
        if self._first_row == 2:
            self.head.insert(0, [])
            self._head_ends.insert(0, 0)

    def cells(self, header_row: int, width: int, columns: Sequence[int]) -> Cells:
        if width > MOST_COLUMNS:
            raise _too_wide(width)
        body = memoryview(self._data)[self._head_ends[header_row - 1] :]
        above = header_row + self._before
        found = self._fast(body, above, width, columns) if self._decoded.is_clean else None
        if found is None:
            found = careful.cells(
                bytes(body),
                self._decoded.encoding,
                self.separator,
                above,
                width,
                columns,
                mixed=not self._decoded.is_clean,
            )
        if self._decoded.is_rare:
            found.notes.extend(
                lost_characters(self._data, self._decoded.encoding, self._first_row + self._before)
            )
        self._data = self._decoded.data = b""  # asked for once; large files need the room
        return found

    def through(self, row: int) -> bytes:
        """The bytes down to the end of record `row` of the head (1 = the first)."""
        return self._data[: self._head_ends[row - 1]]

    def _fast(
        self, body: memoryview, header_row: int, width: int, columns: Sequence[int]
    ) -> Cells | None:
        """All rows at once; None where something in the file needs a closer look."""
        body = _without_tail(body)
        if not len(body):
            return Cells(careful.strings(columns, [], []))
        if self._data.find(b"\x00") >= 0 or body[0] in b"\r\n":
            return None
        ragged: list[pv.InvalidRow] = []
        try:
            try:
                table = self._parsed(body, width, columns)
            except pa.ArrowInvalid:
                # The handler is given text, so it serves UTF-8 alone; in other encodings an odd
                # row sends the file the careful way.
                if self._decoded.encoding != "utf-8":
                    return None
                table = self._parsed(body, width, columns, ragged)
        except pa.ArrowInvalid:
            return None
        if any(r.number is None or '"' in r.text or "\n" in r.text for r in ragged):
            return None
        if any(careful.is_total(r.text.split(self.separator)) for r in ragged):
            return None
        if table.num_rows + len(ragged) > MOST_ROWS:
            raise _too_long(table.num_rows + len(ragged))
        names, rows, columns = table.column_names, table.num_rows, table.columns
        del table  # each column goes as soon as its text is there
        pa.default_memory_pool().release_unused()  # parsing took twice the room of its result
        texts = self._texts(columns)
        if texts is None or (rows and _has_blank(texts)):
            return None
        return self._numbered(names, texts, ragged, header_row, width)

    def _parsed(
        self,
        body: memoryview,
        width: int,
        columns: Sequence[int],
        ragged: list[pv.InvalidRow] | None = None,
    ) -> pa.Table:
        """The needed columns as bytes; rows of another width fail, or are put into `ragged`."""
        names = [f"c{n}" for n in range(width)]
        return pv.read_csv(
            pa.py_buffer(body),
            read_options=pv.ReadOptions(
                # Rows are numbered only when they are read in order.
                column_names=names,
                use_threads=ragged is None,
                block_size=_BLOCK,
            ),
            parse_options=pv.ParseOptions(
                delimiter=self.separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=None
                if ragged is None
                else lambda row: (ragged.append(row), "skip")[1],
            ),
            convert_options=pv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.binary()),
                include_columns=[f"c{n}" for n in columns],
                strings_can_be_null=False,
            ),
        )

    def _texts(self, columns: list[pa.ChunkedArray | None]) -> list[pa.ChunkedArray] | None:
        """The columns as text; `columns` is emptied on the way, which halves the room it takes."""

        def text(n: int) -> pa.ChunkedArray | None:
            column, columns[n] = columns[n], None
            return self._text(column)

        with ThreadPoolExecutor(2) as several:
            arrays = list(several.map(text, range(len(columns))))
        return None if any(array is None for array in arrays) else arrays

    def _numbered(
        self,
        names: list[str],
        texts: list[pa.ChunkedArray],
        ragged: list[pv.InvalidRow],
        header_row: int,
        width: int,
    ) -> Cells:
        rows = np.arange(1, len(texts[0]) + len(ragged) + 1)
        if ragged:
            rows = np.delete(rows, [r.number - 1 for r in ragged])
        numbers = pa.array(rows + header_row, pa.int64())
        rejected = [
            careful.ragged(
                r.number + header_row, r.actual_columns, width, r.text.split(self.separator)
            )
            for r in ragged
        ]
        return Cells(pa.table([*texts, numbers], names=[*names, "_row"]), rejected)

    def _text(self, column: pa.ChunkedArray) -> pa.ChunkedArray | None:
        if (pc.max(pc.binary_length(column)).as_py() or 0) > LONGEST_CELL:
            return None
        text, bad = text_column(column, self._decoded.encoding)
        return None if bad else text

    def _assumptions(self) -> None:
        if self._decoded.said != "UTF-8":
            self.notes.append(
                Text(zh=f"编码：{self._decoded.said}", en=f"encoding: {self._decoded.said}")
            )
        if self.separator != ",":
            self.notes.append(told_separator(self.separator))


def _without_tail(body: memoryview) -> memoryview:
    """The body without the empty lines at its end, which are no rows."""
    tail = bytes(body[-4096:])
    kept = len(tail.rstrip(b"\r\n\x1a"))
    return body[: len(body) - len(tail) + kept]


def _has_blank(arrays: list[pa.ChunkedArray]) -> bool:
    """True when some row is blank in every column that was read; ids and dates rule it out soon."""
    empty: pa.ChunkedArray | None = None
    for array in arrays:
        blank = pc.or_(pc.equal(pc.binary_length(array), 0), pc.utf8_is_space(array))
        empty = blank if empty is None else pc.and_(empty, blank)
        if not pc.any(empty).as_py():
            return False
    return True


def _head(data: bytes, encoding: str, separator: str) -> tuple[list[list[str]], list[int]]:
    """The first records as text, and the byte at which each of them ends."""
    records, ends = [], []
    for start, end in careful.records(data[:_HEAD_BYTES], most=HEAD_ROWS):
        line = careful.lenient(data[start:end], encoding).rstrip("\r\n")
        try:
            records.append(next(csv.reader([line], delimiter=separator), []))
        except csv.Error:
            records.append(line.split(separator))
        ends.append(end)
    return records, ends


def _too_wide(width: int) -> DataInvalid:
    return DataInvalid(
        Text(
            zh=f"文件过大：有 {width} 列，最多读 {MOST_COLUMNS} 列；请确认它是订单或报表导出。",
            en=f"The file is too wide: {width} columns, at most {MOST_COLUMNS} are read; check "
            "that it is an export.",
        )
    )


def _too_long(rows: int) -> DataInvalid:
    return DataInvalid(
        Text(
            zh=f"文件过大：有 {rows} 行，最多读 {MOST_ROWS} 行；请按月分开导出。",
            en=f"The file is too long: {rows} rows, at most {MOST_ROWS} are read; export it "
            "month by month.",
        )
    )
