"""One table on disk, in Delta's format: opened as of a version, and written in one commit.

Which rows belong in it is for `upsert` and `taking_back` to say.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable, WriterProperties, write_deltalake

from fupan.contract import Table

# Ids are nearly all distinct: a dictionary of them is given up early, which halves the time, and
# packing makes up for its room.
_PACKED = {
    "compression": "ZSTD",
    "compression_level": 1,
    "dictionary_page_size_limit": 1 << 17,
}
_WHOLE = WriterProperties(**_PACKED)
# Small groups of rows and small files, so that a stream does not gather in the writer.
_FILE_BYTES = 16 << 20
_PIECEMEAL = WriterProperties(**_PACKED, max_row_group_size=1 << 15)
_BATCH_ROWS = 1 << 16  # what the writer holds at once beside what it has written
MONTH = "_month"  # the partition; '' inside this module for tables that no date belongs to
HIDDEN = pa.schema(
    [
        pa.field("_import", pa.string()),
        pa.field("_source_file", pa.string()),
        pa.field("_source_row", pa.int64()),
    ]
)


def file_list(folder: Path, version: int) -> list[str]:
    """The Parquet files of one version, in a stable order."""
    return sorted(DeltaTable(folder, version=version).file_uris())


def stored(table: Table) -> list[str]:
    return [*table.names, *HIDDEN.names]


def month_of(table: Table) -> str:
    return f"strftime(\"{table.dated_by}\", '%Y-%m')" if table.dated_by else "''"


def with_month(table: Table, rows: pa.Table) -> pa.Table:
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


def without_unfinished(folder: Path, base: int) -> int:
    """Makes `base` the table's head again, if an unfinished import went on from it."""
    current = DeltaTable(folder)
    if current.version() != base:
        current.restore(base)
    return current.version()


def open_at(
    con: duckdb.DuckDBPyConnection, view: str, folder: Path, table: Table, version: int
) -> None:
    files = file_list(folder, version)
    if files:
        listed = ", ".join("'" + f.replace("'", "''") + "'" for f in files)
        source = f"read_parquet([{listed}], union_by_name=true, hive_partitioning=false)"
    else:
        source = f"{view}_nothing"
        con.register(source, pa.schema([*table.schema, *HIDDEN]).empty_table())
    columns = ", ".join(f'"{n}"' for n in stored(table))
    con.execute(
        f"create temp view {view} as select {columns}, {month_of(table)} as {MONTH} from {source}"
    )


def streamed(con: duckdb.DuckDBPyConnection, source: str, table: Table) -> pa.RecordBatchReader:
    """The rows to store, by month and key, so that the same rows make the same file."""
    columns = [*stored(table), *([MONTH] if table.dated_by else [])]
    order = ", ".join([MONTH, *(f'"{n}"' for n in (table.key or table.names))])
    listed = ", ".join(f'"{n}"' for n in columns)
    return con.execute(f"select {listed} {source} order by {order}").to_arrow_reader(_BATCH_ROWS)


def write(
    folder: Path, table: Table, rows: pa.Table | pa.RecordBatchReader, months: list[str] | None
) -> int:
    """One atomic commit of the named months, or of the whole table; gives its version."""
    predicate, is_stream = None, isinstance(rows, pa.RecordBatchReader)
    if months is not None and table.dated_by:
        predicate = f"{MONTH} in (" + ", ".join(f"'{m}'" for m in months) + ")"
    folder.mkdir(parents=True, exist_ok=True)
    write_deltalake(
        str(folder),
        rows if is_stream else rows.to_reader(_BATCH_ROWS),
        mode="overwrite",
        target_file_size=_FILE_BYTES if is_stream else None,
        writer_properties=_PIECEMEAL if is_stream else _WHOLE,
        predicate=predicate,
        name=table.name,
        partition_by=[MONTH] if table.dated_by else None,
    )
    return DeltaTable(folder).version()
