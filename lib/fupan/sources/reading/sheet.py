"""What every reader hands over: the first rows of a sheet, then on request its needed columns.

Cells are text until a profile gives them a type.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa

from fupan.ground.language import Text

HEAD_ROWS = 40
MOST_ROWS = 2_000_000
MOST_COLUMNS = 1_000
MOST_CELLS = 20_000_000
LONGEST_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class Rejected:
    """One row that is kept aside: where, why, and what is left of it once it is masked.

    `alone` is all of a record that is shorter than the header; it is not for telling.
    """

    row: int
    column: str
    reason: Text
    original: str = ""
    alone: str = field(default="", repr=False)


@dataclass(slots=True)
class Cells:
    """One row per record under the header: text columns `c0`, `c1`, … and its `_row` number."""

    table: pa.Table
    rejected: list[Rejected] = field(default_factory=list)
    blank_rows: int = 0
    notes: list[Text] = field(default_factory=list)


class Sheet(Protocol):
    """A table inside a file: a CSV, one sheet of a workbook, one member of an archive."""

    part: str  # sheet or member name; empty when the file is one table
    head: list[list[str]]  # the first records, as text
    notes: list[Text]  # what the reader had to assume so far
    has_header: bool  # Parquet names its columns itself

    def cells(self, header_row: int, width: int, columns: Sequence[int]) -> Cells:
        """The named columns of every record below `header_row` (1 = the first record)."""
        ...


def strings(columns: Sequence[int], rows: list[list[str]], numbers: list[int]) -> pa.Table:
    """One row per record; for readers that hold records as Python lists."""
    arrays = [pa.array([row[k] for row in rows], pa.string()) for k in range(len(columns))]
    return pa.table(
        [*arrays, pa.array(numbers, pa.int64())],
        names=[*(f"c{c}" for c in columns), "_row"],
    )
