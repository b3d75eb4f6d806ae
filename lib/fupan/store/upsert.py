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
import pyarrow.compute as pc
from deltalake import DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError

from fupan.contract import Table
from fupan.contract.ads import UNALLOCATED
from fupan.ground.errors import FupanError
from fupan.ground.language import Text
from fupan.store.grain import Grain, at_one_grain
from fupan.store.surplus import one_surplus

_BATCH = 1 << 16
# Small groups of rows and small files, so that a stream does not gather in the writer.
_FILE_BYTES = 16 << 20
_PIECEMEAL = WriterProperties(max_row_group_size=1 << 15)
MONTH = "_month"  # the partition; '' inside this module for tables that no date belongs to
HIDDEN = pa.schema(
    [
        pa.field("_import", pa.string()),
        pa.field("_source_file", pa.string()),
        pa.field("_source_row", pa.int64()),
    ]
)


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
        version = _write(folder, table, _with_month(table, rows.select(_stored(table))), None)
        return Written(version, rows.num_rows, 0, 0, notes)
    con = duckdb.connect()
    grain, (inserted, replaced, unchanged) = _weighed(
        con, folder, table, rows, _without_unfinished(folder, base)
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
    version = _write(folder, table, _fetch(con, merged, table), months)
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

    rows = (_with_month(table, part.select(_stored(table))) for part in parts)
    first = next(rows)
    fitted = chain([first], rows)
    try:
        version = _write(
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
    _open_at(con, "held", folder, table, version)
    fitted = {"orders": at_one_grain, "ads": one_surplus}.get(table.name)
    grain = fitted(rows, "held", con) if fitted else Grain(rows)
    con.register("arrived", grain.rows.select(_stored(table)))
    arrived = _with_known_refunds(table) if table.name == "orders" else "select * from arrived"
    con.execute(
        f"create temp view fresh as select *, {_month_of(table)} as {MONTH} from ({arrived})"
    )
    return grain, (_compare if table.key else _compare_days)(con, table)


def take_back(
    folder: Path, table: Table, base: int, import_id: str, before: list[tuple[str, int | None]]
) -> int:
    """Removes what an import wrote and puts back what it had replaced; gives the new version.

    `before` maps an import to the table's version just before it: first the import to take
    back, then the imports already taken back, whose rows must not return either.
    """
    con = duckdb.connect()
    _open_at(con, "held", folder, table, _without_unfinished(folder, base))
    identity = [f'"{k}"' for k in table.key] or [f'"{table.dated_by}"::date']
    on = " and ".join(
        f"r.{i} = w.{i}" if table.key else f'r."{table.dated_by}"::date = w.d' for i in identity
    )
    names = ", ".join(identity) if table.key else f"{identity[0]} as d"
    con.execute(
        f"create temp table wanted as select distinct {names} from held where _import = ?",
        [import_id],
    )
    con.execute("create temp table result as select * from held where _import <> ?", [import_id])
    if table.name == "orders":  # the order's own row may have made way for these lines
        con.execute(
            "insert into wanted select distinct shop, order_id, '1' from held "
            "where _import = ? and line_id <> '1'",
            [import_id],
        )
    if table.name == "ads" and before and before[0][1] is not None:  # what its surplus replaced
        _open_at(con, "was", folder, table, before[0][1])
        con.execute(
            f"insert into wanted select distinct {names} from was semi join "
            "(select distinct campaign_id from wanted where campaign_id = $surplus) "
            f"using (campaign_id) anti join held using ({names})",
            {"surplus": UNALLOCATED},
        )
    once = (
        ""
        if not table.key
        else "and not exists (select 1 from result x where {})".format(
            " and ".join(f'x."{k}" = back."{k}"' for k in table.key)
        )
    )
    gone = [name for name, _ in before]
    for step, (_, version) in enumerate(before):
        if version is None:
            break
        past = f"past_{step}"
        _open_at(con, past, folder, table, version)
        con.execute(
            f"create temp table back as select r.* from {past} r "
            f"where exists (select 1 from wanted w where {on})"
        )
        con.execute(
            f"insert into result select * from back where not list_contains(?, _import) {once}",
            [gone],
        )
        con.execute(
            "create or replace temp table wanted as "
            f"select distinct {names} from back where list_contains(?, _import)",
            [gone],
        )
        con.execute("drop table back")
    return _write(folder, table, _fetch(con, "from result", table), months=None)


def file_list(folder: Path, version: int) -> list[str]:
    """The Parquet files of one version, in a stable order."""
    return sorted(DeltaTable(folder, version=version).file_uris())


def _stored(table: Table) -> list[str]:
    return [*table.names, *HIDDEN.names]


def _month_of(table: Table) -> str:
    return f"strftime(\"{table.dated_by}\", '%Y-%m')" if table.dated_by else "''"


def _with_month(table: Table, rows: pa.Table) -> pa.Table:
    """The rows with their partition; each month is spelled once, not once per row."""
    if table.dated_by is None:
        return rows
    days = rows[table.dated_by]
    month = pc.add(pc.multiply(pc.year(days), 100), pc.month(days)).combine_chunks()
    coded = month.dictionary_encode()
    spelled = [
        None if m is None else f"{m // 100:04d}-{m % 100:02d}" for m in coded.dictionary.to_pylist()
    ]
    names = pa.DictionaryArray.from_arrays(coded.indices, pa.array(spelled, pa.string()))
    return rows.append_column(MONTH, names.cast(pa.string()))


def _without_unfinished(folder: Path, base: int) -> int:
    """Makes `base` the table's head again, if an unfinished import went on from it."""
    current = DeltaTable(folder)
    if current.version() != base:
        current.restore(base)
    return current.version()


def _open_at(
    con: duckdb.DuckDBPyConnection, view: str, folder: Path, table: Table, version: int
) -> None:
    files = file_list(folder, version)
    if files:
        listed = ", ".join("'" + f.replace("'", "''") + "'" for f in files)
        source = f"read_parquet([{listed}], union_by_name=true, hive_partitioning=false)"
    else:
        source = f"{view}_nothing"
        con.register(source, pa.schema([*table.schema, *HIDDEN]).empty_table())
    columns = ", ".join(f'"{n}"' for n in _stored(table))
    con.execute(
        f"create temp view {view} as select {columns}, {_month_of(table)} as {MONTH} from {source}"
    )


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


def _fetch(con: duckdb.DuckDBPyConnection, source: str, table: Table) -> pa.Table:
    """The rows to store, in key order, so that the same rows make the same file."""
    columns = [*_stored(table), *([MONTH] if table.dated_by else [])]
    order = ", ".join(f'"{n}"' for n in (table.key or table.names))
    listed = ", ".join(f'"{n}"' for n in columns)
    return con.sql(f"select {listed} {source} order by {order}").to_arrow_table()


def _write(
    folder: Path, table: Table, rows: pa.Table | pa.RecordBatchReader, months: list[str] | None
) -> int:
    """One atomic commit of the named months, or of the whole table; gives its version."""
    predicate, is_stream = None, isinstance(rows, pa.RecordBatchReader)
    if months is not None and table.dated_by:
        predicate = f"{MONTH} in (" + ", ".join(f"'{m}'" for m in months) + ")"
    folder.mkdir(parents=True, exist_ok=True)
    write_deltalake(
        str(folder),
        rows,
        mode="overwrite",
        target_file_size=_FILE_BYTES if is_stream else None,
        writer_properties=_PIECEMEAL if is_stream else None,
        predicate=predicate,
        name=table.name,
        partition_by=[MONTH] if table.dated_by else None,
    )
    return DeltaTable(folder).version()
