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
from fupan.store.delta import (
    MONTH,
    fetch,
    month_of,
    open_at,
    stored,
    with_month,
    without_unfinished,
    write,
)
from fupan.store.grain import Grain, at_one_grain
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

    def __add__(self, later: Written) -> Written:
        """Both, one after the other."""
        return Written(
            later.version,
            self.inserted + later.inserted,
            self.replaced + later.replaced,
            self.unchanged + later.unchanged,
            (*self.notes, *(n for n in later.notes if n not in self.notes)),
        )


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


def upsert(folder: Path, table: Table, rows: pa.Table, base: int | None) -> Written:
    """Puts `rows` into the table at `folder`, starting from version `base` (None: no table).

    `rows` has the contract's columns and the hidden ones. Whatever lies in the folder beyond
    `base` was left by an import that did not finish, and is dropped.
    """
    if base is None:
        notes: tuple[Text, ...] = ()
        if table.name == "ads":
            grain = one_surplus(rows)
            rows, notes = grain.rows, grain.notes
        # As they come: sorting a first import would cost as much as writing it.
        version = write(folder, table, with_month(table, rows.select(stored(table))), None)
        return Written(version, rows.num_rows, 0, 0, notes)
    con = duckdb.connect()
    grain, (inserted, replaced, unchanged) = _weighed(
        con, folder, table, rows, without_unfinished(folder, base)
    )
    if grain.gone is not None:
        con.register("gone", grain.gone)
        keys = ", ".join(f'"{k}"' for k in table.key)
        con.execute(f"create temp view stays as select * from held anti join gone using ({keys})")
        con.execute(f"create temp view leaves as select * from held semi join gone using ({keys})")
    if inserted + replaced == 0:
        return Written(base, 0, 0, unchanged, grain.notes)
    if grain.gone is not None:
        con.execute(
            f"insert into touched select distinct {MONTH} from leaves "
            "where not exists (select 1 from touched where m = leaves._month)"
        )
    months = [m for (m,) in con.sql("select m from touched order by m").fetchall()]
    source = "held" if grain.gone is None else "stays"
    merged = _merged(table, source) if table.key else _merged_days(table)
    version = write(folder, table, fetch(con, merged, table), months)
    return Written(version, inserted, replaced, unchanged, grain.notes)


def write_stream(folder: Path, table: Table, parts: Iterable[pa.Table]) -> Written:
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
    _, (new, changed, same) = _weighed(con, folder, table, rows, base)
    if changed + same == 0:
        return Overlap(new, changed, same)
    dated = f'"{table.dated_by}"::date' if table.dated_by else "null::date"
    keys = ", ".join(f'"{k}"' for k in table.key)
    met = f"held semi join fresh using ({keys})" if keys else f"held where {dated} in (from days)"
    first, last, imports = con.execute(
        f"select min({dated}), max({dated}), list(distinct _import order by _import) from {met}"
    ).fetchone()
    return Overlap(new, changed, same, first, last, tuple(imports or ()))


def _weighed(
    con: duckdb.DuckDBPyConnection, folder: Path, table: Table, rows: pa.Table, version: int
) -> tuple[Grain, tuple[int, int, int]]:
    """Opens `held` and `fresh` to SQL; rows by fate: new, changed, unchanged."""
    open_at(con, "held", folder, table, version)
    fitted = {"orders": at_one_grain, "ads": one_surplus}.get(table.name)
    grain = fitted(rows, "held", con) if fitted else Grain(rows)
    con.register("arrived", grain.rows.select(stored(table)))
    arrived = _with_known_refunds(table) if table.name == "orders" else "select * from arrived"
    con.execute(
        f"create temp view fresh as select *, {month_of(table)} as {MONTH} from ({arrived})"
    )
    return grain, (_compare if table.key else _compare_days)(con, table)


def _with_known_refunds(table: Table) -> str:
    """Arriving orders; a refund that this file does not know of stays as it was learnt before.

    Order exports of some platforms have no refund column, and an after-sale file fills it in:
    empty means not known, so importing the orders again must not take the refunds back.
    """
    keys = ", ".join(f'"{k}"' for k in table.key)
    stays = "a.refund_amount is null and h.refund_amount <= a.paid_amount"
    kept = ", ".join(
        f"case when {stays} then h.{c} else a.{c} end as {c}"
        for c in ("refund_amount", "refunded_at", "refund_reason")
    )
    return f"select a.* replace ({kept}) from arrived a left join held h using ({keys})"


def _compare(con: duckdb.DuckDBPyConnection, table: Table) -> tuple[int, int, int]:
    """Fresh rows by fate (`fate`), and the months that must be written again (`touched`)."""
    on = " and ".join(f'h."{k}" = f."{k}"' for k in table.key)
    same = (
        " and ".join(
            f'h."{n}" is not distinct from f."{n}"' for n in table.names if n not in table.key
        )
        or "true"
    )
    con.execute(f"""
        create temp table fate as
        select f.*, h.{MONTH} as old_month, h."{table.key[0]}" is not null as is_held,
               coalesce({same}, false) as is_same
        from fresh f left join held h on {on}""")
    con.execute(f"""
        create temp table touched as
        select {MONTH} as m from fate where not (is_held and is_same)
        union select old_month from fate where is_held and not is_same""")
    return con.sql("""
        select count(*) filter (where not is_held),
               count(*) filter (where is_held and not is_same),
               count(*) filter (where is_held and is_same) from fate""").fetchone()


def _merged(table: Table, held: str) -> str:
    on = " and ".join(f'h."{k}" = f."{k}"' for k in table.key)
    return f"""
        from (select * from {held} h where {MONTH} in (select m from touched)
                and not exists (select 1 from fate f where {on} and not f.is_same)
              union all
              select * exclude (old_month, is_held, is_same) from fate
                where not (is_held and is_same))"""


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
