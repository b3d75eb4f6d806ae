"""Keeps one surplus per tool and span: spend that a report's footer has and none of its rows.

A week's report and the month's each leave such a row; together they would count it twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.contract.ads import UNALLOCATED, ads
from fupan.ground.language import Text
from fupan.ground.words import count
from fupan.store.grain import Grain

Row = Mapping[str, object]


def one_surplus(
    rows: pa.Table, held: str = "", con: duckdb.DuckDBPyConnection | None = None
) -> Grain:
    """Of surpluses of one tool whose days overlap, the longer span stays, else the newer one.

    A week within a month whose surplus is held is part of it already.
    """
    arriving = rows.filter(pc.equal(rows["campaign_id"], UNALLOCATED)).to_pylist()
    if not arriving:
        return Grain(rows)
    there: list[Row] = []
    if con is not None:
        before = con.execute(f"select * from {held} where campaign_id = '{UNALLOCATED}'")
        there = before.to_arrow_table().to_pylist()
    kept: list[Row] = []
    for row in sorted(arriving, key=_length, reverse=True):
        within = [r for r in there if _overlap(r, row) and _length(r) > _length(row)]
        if not (within or any(_overlap(k, row) for k in kept)):
            kept.append(row)
    gone = [r for r in there if any(_overlap(r, k) and _key(r) != _key(k) for k in kept)]
    left_out = [_key(r) for r in arriving if r not in kept]
    if left_out:
        keys = zip(*(rows[k].to_pylist() for k in ads.key), strict=True)
        rows = rows.filter(pa.array([key not in left_out for key in keys]))
    columns = {k: pa.array([r[k] for r in gone], ads.schema.field(k).type) for k in ads.key}
    return Grain(rows, pa.table(columns) if gone else None, _notes(len(gone), len(left_out)))


def _key(row: Row) -> tuple[object, ...]:
    return tuple(row[k] for k in ads.key)


def _span(row: Row) -> tuple[date, date]:
    """The days that a surplus stands for; its ad group names them."""
    first, _, last = str(row["adgroup_id"]).rpartition(":")[2].partition("..")
    try:
        return date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return row["date"], row["date"]


def _length(row: Row) -> int:
    first, last = _span(row)
    return (last - first).days


def _overlap(one: Row, other: Row) -> bool:
    (a, b), (c, d) = _span(one), _span(other)
    return one["tool"] == other["tool"] and a <= d and c <= b


def _notes(gone: int, left_out: int) -> tuple[Text, ...]:
    notes = []
    if gone:
        notes.append(
            Text(
                f"{count(gone)} 笔已导入的“未分配”花费由这次的代替（日期重叠，不重复计算）",
                f"{count(gone)} unallocated amounts held make way for this one: their days overlap",
            )
        )
    if left_out:
        notes.append(
            Text(
                f"{count(left_out)} 笔“未分配”花费没有收：时间更长的那份报表里已经有了",
                f"{count(left_out)} unallocated amounts are left out: a report of a longer time "
                "holds them already",
            )
        )
    return tuple(notes)
