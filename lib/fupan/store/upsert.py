"""Writes rows into one Delta table by key: last import wins, whole months at a time.

It compares before it writes, so a file that brings nothing new makes no new version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

import duckdb
import pyarrow as pa
from deltalake.exceptions import DeltaError

from fupan.contract import Table
from fupan.ground.errors import FupanError
from fupan.ground.language import Text
from fupan.store.arrival import arrive
from fupan.store.delta import (
    MONTH,
    open_at,
    stored,
    streamed,
    with_month,
    without_unfinished,
    write,
)
from fupan.store.room import room
from fupan.store.surplus import one_surplus

_BATCH = 1 << 16


@dataclass(frozen=True, slots=True)
class Written:
    """What an upsert did: the table's version now, and rows by fate."""

    version: int
    inserted: int
    replaced: int
    unchanged: int
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlap:
    """What rows would do to a table: new, changed and unchanged, and whose rows they meet."""

    new: int
    changed: int
    same: int
    first: date | None = None
    last: date | None = None
    imports: tuple[str, ...] = ()

    def __add__(self, other: Overlap) -> Overlap:
        firsts = [d for d in (self.first, other.first) if d]
        lasts = [d for d in (self.last, other.last) if d]
        return Overlap(
            self.new + other.new,
            self.changed + other.changed,
            self.same + other.same,
            min(firsts, default=None),
            max(lasts, default=None),
            tuple(sorted({*self.imports, *other.imports})),
        )


def upsert(
    folder: Path, table: Table, rows: pa.Table | Iterable[pa.Table], base: int | None
) -> Written:
    """Puts `rows` into the table at `folder`, starting from version `base` (None: no table).

    `rows` has the contract's columns and the hidden ones, as one table or in parts that are never
    held together. Whatever lies in the folder beyond `base` was left by an import that did not
    finish, and is dropped.
    """
    if base is None:
        return _first(folder, table, rows)
    with room(folder.parent) as (con, spare):
        open_at(con, "held", folder, table, without_unfinished(folder, base))
        gone, notes = arrive(con, table, rows, spare)
        inserted, replaced, unchanged = (_compare if table.key else _compare_days)(con, table)
        if inserted + replaced == 0:
            return Written(base, 0, 0, unchanged, notes)
        held = _staying(con, table, gone)
        months = [m for (m,) in con.sql("select m from touched order by m").fetchall()]
        merged = _merged(table, held) if table.key else _merged_days(table)
        version = write(folder, table, streamed(con, merged, table), months)
        return Written(version, inserted, replaced, unchanged, notes)


def _first(folder: Path, table: Table, rows: pa.Table | Iterable[pa.Table]) -> Written:
    """A table that is new, in the order its rows come: sorting would cost as much as writing."""
    if not isinstance(rows, pa.Table):
        return _write_stream(folder, table, rows)
    notes: tuple[Text, ...] = ()
    if table.name == "ads":
        grain = one_surplus(rows)
        rows, notes = grain.rows, grain.notes
    version = write(folder, table, with_month(table, rows.select(stored(table))), None)
    return Written(version, rows.num_rows, 0, 0, notes)


def _write_stream(folder: Path, table: Table, parts: Iterable[pa.Table]) -> Written:
    """Makes a new table of rows that come in parts and are never held together."""
    count, faults = 0, []

    def batches() -> Iterator[pa.RecordBatch]:
        nonlocal count
        try:
            for part in fitted:
                count += part.num_rows
                yield from part.cast(first.schema).to_batches(max_chunksize=_BATCH)
        except FupanError as fault:
            faults.append(fault)
            raise

    rows = (with_month(table, part.select(stored(table))) for part in parts)
    first = next(rows)
    fitted = chain([first], rows)
    try:
        version = write(
            folder, table, pa.RecordBatchReader.from_batches(first.schema, batches()), None
        )
    except DeltaError:
        if faults:  # the writer knows it as text alone
            raise faults[0] from None
        raise
    return Written(version, count, 0, 0)


def overlap(folder: Path, table: Table, rows: pa.Table, base: int) -> Overlap:
    """How `rows` meet what the table holds; it writes nothing."""
    con = duckdb.connect()
    open_at(con, "held", folder, table, base)
    arrive(con, table, rows)
    new, changed, same = (_compare if table.key else _compare_days)(con, table)
    if changed + same == 0:
        return Overlap(new, changed, same)
    dated = f'"{table.dated_by}"::date' if table.dated_by else "null::date"
    keys = ", ".join(f'"{k}"' for k in table.key)
    met = f"held semi join fresh using ({keys})" if keys else f"held where {dated} in (from days)"
    first, last, imports = con.execute(
        f"select min({dated}), max({dated}), list(distinct _import order by _import) from {met}"
    ).fetchone()
    return Overlap(new, changed, same, first, last, tuple(imports or ()))


def _staying(con: duckdb.DuckDBPyConnection, table: Table, gone: pa.Table | None) -> str:
    """The view of held rows without those that must go, whose months are touched as well."""
    if gone is None:
        return "held"
    con.register("gone", gone)
    keys = ", ".join(f'"{k}"' for k in table.key)
    con.execute(f"create temp view stays as select * from held anti join gone using ({keys})")
    con.execute(
        f"insert into touched select distinct {MONTH} from held semi join gone using ({keys}) "
        f"where {MONTH} not in (select m from touched)"
    )
    return "stays"


def _compare(con: duckdb.DuckDBPyConnection, table: Table) -> tuple[int, int, int]:
    """The keys of fresh rows by fate (`fate`), and the months to write again (`touched`)."""
    keys = ", ".join(f'f."{k}"' for k in table.key)
    on = " and ".join(f'h."{k}" = f."{k}"' for k in table.key)
    same = (
        " and ".join(
            f'h."{n}" is not distinct from f."{n}"' for n in table.names if n not in table.key
        )
        or "true"
    )
    con.execute(f"""
        create temp table fate as
        select {keys}, f.{MONTH}, h.{MONTH} as old_month, h."{table.key[0]}" is not null as is_held,
               is_held and ({same}) as is_same
        from fresh f left join held h on {on}""")
    con.execute(f"""
        create temp table touched as
        select {MONTH} as m from fate where not is_same
        union select old_month from fate where is_held and not is_same""")
    return con.sql("""
        select count(*) filter (where not is_held),
               count(*) filter (where is_held and not is_same),
               count(*) filter (where is_same) from fate""").fetchone()


def _merged(table: Table, held: str) -> str:
    keys = ", ".join(f'"{k}"' for k in table.key)
    return f"""
        from (select * from (select * from {held} where {MONTH} in (select m from touched))
                anti join (from fate where not is_same) using ({keys})
              union all
              select * from fresh semi join (from fate where not is_same) using ({keys}))"""


def _compare_days(con: duckdb.DuckDBPyConnection, table: Table) -> tuple[int, int, int]:
    """The same for a table without key, where the days that arrive replace the days held."""
    day = f'"{table.dated_by}"::date'
    columns = ", ".join(f'"{n}"' for n in table.names)
    con.execute(f"create temp table days as select distinct {day} as day from fresh")
    con.execute(f"create temp table touched as select distinct {MONTH} as m from fresh")
    within = f"from held where {day} in (select day from days)"
    arrived, held, lost, new = con.sql(f"""
        select (select count(*) from fresh), (select count(*) {within}),
          (select count(*) from (select {columns} {within}
                                 except all select {columns} from fresh)),
          (select count(*) from (select {columns} from fresh
                                 except all select {columns} {within}))""").fetchone()
    if lost + new == 0:
        return 0, 0, arrived
    return max(arrived - held, 0), min(held, arrived), 0


def _merged_days(table: Table) -> str:
    return f"""
        from (select * from held where {MONTH} in (select m from touched)
                and "{table.dated_by}"::date not in (select day from days)
              union all select * from fresh)"""
