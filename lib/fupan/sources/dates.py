"""The days that a file's rows are of: told for each file, refused where not asked for."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from fupan.contract import Table
from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import count


def days_of(rows: pa.Table, table: Table) -> tuple[date, date] | None:
    """The first and the last day of the rows; None where the table has no dates."""
    if table.dated_by is None or not rows.num_rows:
        return None
    found = pc.min_max(rows[table.dated_by].cast(pa.date32())).as_py()
    return None if found["min"] is None else (found["min"], found["max"])


def row_of(rows: pa.Table, table: Table, day: date) -> int:
    """The number of the first row of a day."""
    at = pc.index(rows[table.dated_by].cast(pa.date32()), pa.scalar(day, pa.date32())).as_py()
    return int(rows["_row"][at].as_py())


def refuse_other_month(rows: pa.Table, table: Table, month: Period | None) -> None:
    """A file asked for as one month's must hold that month and nothing else.

    An order belongs to the month in which it was placed or paid.
    """
    days = days_of(rows, table)
    if month is None or days is None:
        return
    dated = [table.dated_by, *(["paid_at"] if "paid_at" in table.names else [])]
    inside = None
    for name in dated:
        day = rows[name].cast(pa.date32())
        hit = pc.and_(pc.greater_equal(day, month.start), pc.less(day, month.end))
        hit = pc.fill_null(hit, False)
        inside = hit if inside is None else pc.or_(inside, hit)
    outside = rows.num_rows - (pc.sum(inside).as_py() or 0)
    if outside:
        span = f"{days[0]}…{days[1]}"
        raise DataInvalid(
            Text(
                zh=f"要导入的是 {month.label.zh}，但文件里 {count(rows.num_rows)} 行中有 "
                f"{count(outside)} 行不在这个月（{span}）；请按月重新导出，或去掉 --month。",
                en=f"{month.label.en} was asked for, but {count(outside)} of the file's "
                f"{count(rows.num_rows)} rows are of other days ({span}); export that month "
                "alone, or leave out --month.",
            )
        )


def told_days(days: tuple[date, date] | None, stated: Period | None) -> list[Text]:
    """That a file spans several months, or that its rows are not of the days it states."""
    if days is None:
        return []
    first, last = days
    notes = []
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months > 1:
        notes.append(
            Text(
                f"文件跨 {months} 个月（{first}…{last}），各行按自己的日期归月",
                f"the file spans {months} months ({first}…{last}); each row goes by its own date",
            )
        )
    if stated is not None and not (stated.start <= first and last < stated.end):
        notes.append(
            Text(
                f"表头上方写的时间是 {stated.label.zh}，但行里的日期是 "
                f"{first}…{last}，请核对是不是导错了",
                f"the preamble names {stated.label.en}, yet the rows are of {first}…{last}: check "
                "that it is the right file",
            )
        )
    return notes
