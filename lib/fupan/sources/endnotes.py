"""Remarks below a table (when it was exported, how many rows there are): no rows, but told."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from fupan.ground.language import Text
from fupan.sources.reading.endings import remark, starts_total, stated_rows
from fupan.sources.reading.sheet import Cells
from fupan.sources.reasons import shown

_LAST = 30  # rows from the end that are looked at


@dataclass(frozen=True, slots=True)
class Endnote:
    """One remark and the row it stands in."""

    row: int
    text: str


def split_endnotes(cells: Cells) -> tuple[Cells, list[Endnote]]:
    """The cells without the remarks at their end, rows of totals among which are passed over."""
    table = cells.table
    last = table.slice(max(table.num_rows - _LAST, 0)).to_pylist()
    rows = [(row.pop("_row"), [*row.values()]) for row in last]
    rows += [(r.row, [r.alone]) for r in cells.rejected[-_LAST:]]
    found = []
    for row, fields in sorted(rows, reverse=True):
        if text := remark(fields):
            found.append(Endnote(row, text))
        elif not starts_total(fields):
            break
    if not found:
        return cells, []
    numbers = {note.row for note in found}
    gone = pc.is_in(table["_row"], value_set=pa.array(sorted(numbers), pa.int64()))
    rejected = [r for r in cells.rejected if r.row not in numbers]
    return replace(cells, table=table.filter(pc.invert(gone)), rejected=rejected), found[::-1]


def told_endnotes(notes: list[Endnote], rows: int) -> list[Text]:
    """What was left out; with `rows` of data, whether a stated number of rows agrees."""
    told = []
    for note in notes:
        text, stated = shown(note.text), stated_rows(note.text)
        zh = f"第 {note.row} 行“{text}”是表下的备注，没有当成数据"
        en = f"row {note.row} “{text}” is a remark below the table, no record"
        if stated is not None and stated != rows:
            zh += f"；它说有 {stated} 条，读到的是 {rows} 行，请确认文件是否完整"
            en += f"; it tells of {stated} rows and {rows} were read: is the file complete?"
        told.append(Text(zh, en))
    return told
