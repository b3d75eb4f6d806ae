"""Rows that come twice: the same row is counted once, contradicting rows are kept aside."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.contract import Table
from fupan.ground.language import Text
from fupan.sources.profile import Profile
from fupan.sources.reading.sheet import Rejected
from fupan.sources.reasons import shown


@dataclass(slots=True)
class Unique:
    """The rows with one row per key, and what happened to the others."""

    table: pa.Table
    duplicates: int = 0
    duplicate_rows: list[int] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)


def unique(
    con: duckdb.DuckDBPyConnection, rows: pa.Table, table: Table, profile: Profile
) -> Unique:
    """One row per key of the table; of equal rows the first stays, of unequal rows none."""
    if not table.key or rows.num_rows < 2:
        return Unique(rows)
    keys = [k for k in table.key if k != "shop"]
    if not _has_doubled(con, rows, keys):
        return Unique(rows)
    if profile.line_is_product:
        rows = _parted_by_buyer(con, rows)
        if not _has_doubled(con, rows, keys):
            return Unique(rows)
    named = ", ".join(f'"{k}"' for k in keys)
    same = " and ".join(f's."{k}" is not distinct from d."{k}"' for k in keys)
    content = ", ".join(f'"{n}"' for n in table.names if n not in table.key) or "1"
    # Contents are compared themselves: hashes of texts that differ in two places may be equal.
    told = con.execute(f"""
        with marked as (
            select _row, {named}, row({content}) as said
            from sound s semi join doubled d on {same}),
        several as (
            select *, first_value(said) over (partition by {named} order by _row) as first_said,
                   row_number() over (partition by {named} order by _row) as nth,
                   list(_row) over (partition by {named}) as together
            from marked),
        judged as (
            select *, bool_or(said is distinct from first_said) over (partition by {named})
                   as differ
            from several)
        select _row, differ, nth, list_sort(together)[1:6], {named} from judged
        where differ or nth > 1 order by _row""").fetchall()
    return _without(rows, told, table, profile, keys)


def _has_doubled(con: duckdb.DuckDBPyConnection, rows: pa.Table, keys: list[str]) -> bool:
    """Whether a key stands in several rows; opens `sound` and those keys, `doubled`, to SQL."""
    con.register("sound", rows)
    named = ", ".join(f'"{k}"' for k in keys)
    con.execute(
        f"create or replace temp table doubled as "
        f"select {named} from sound group by {named} having count(*) > 1"
    )
    return bool(con.execute("select count(*) from doubled").fetchone()[0])


def _parted_by_buyer(con: duckdb.DuckDBPyConnection, rows: pa.Table) -> pa.Table:
    """An order has one buyer: where one number stands for several, each gets lines of its own.

    Only for files that number no lines, where `line_id` is the product.
    """
    told = con.execute("""
        select _row, line_id || '-' || buyer_id[1:6] from (
            select _row, line_id, buyer_id, first_value(buyer_id) over (
                partition by order_id, line_id order by _row) as first_buyer from sound)
        where buyer_id <> first_buyer order by _row""").fetchall()
    if not told:
        return rows
    mask = pc.is_in(rows["_row"], value_set=pa.array([r for r, _ in told], pa.int64()))
    lines = pc.replace_with_mask(
        rows["line_id"].combine_chunks(),
        mask.combine_chunks(),
        pa.array([line for _, line in told], pa.string()),
    )
    return rows.set_column(rows.column_names.index("line_id"), "line_id", lines)


def _without(
    rows: pa.Table, told: list[tuple], table: Table, profile: Profile, keys: list[str]
) -> Unique:
    gone = pa.array([row for row, *_ in told], pa.int64())
    kept = rows.filter(pc.invert(pc.is_in(rows["_row"], value_set=gone)))
    result = Unique(kept)
    for row, differ, _, together, *values in told:
        if not differ:
            result.duplicates += 1
            result.duplicate_rows.append(row)
            continue
        key = ", ".join(
            f"{_label(profile, k)} {shown(str(v))}"
            for k, v in zip(keys, values, strict=True)
            if k not in ("line_id",)
        )
        places = "、".join(map(str, together))
        result.rejected.append(
            Rejected(
                row,
                _label(profile, keys[0]),
                Text(
                    f"{key} 在第 {places} 行内容互相矛盾，分不清哪一行对，都未导入",
                    f"{key}: rows {', '.join(map(str, together))} contradict each other; none is "
                    "imported",
                ),
                f"{_label(profile, keys[0])}={values[0]}",
            )
        )
    return result


def _label(profile: Profile, column: str) -> str:
    """The file's own name for a key column."""
    key = profile.fills.get(column, column).strip('"')
    return profile.label(key) if key in profile.reads else column
