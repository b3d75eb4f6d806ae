"""Columns as the contract stores them, made from NumPy without loss, and written as files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

SMALL = 4_000  # rows up to which a table is written as CSV, so that both kinds are tried


def money(cents: np.ndarray) -> pa.Array:
    """Cents as decimal(18, 2), by laying out the 128-bit integers."""
    wide = np.empty((len(cents), 2), dtype=np.int64)
    wide[:, 0] = cents
    wide[:, 1] = np.where(np.asarray(cents) < 0, -1, 0)
    return pa.Array.from_buffers(
        pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(wide.tobytes())]
    )


def ids(numbers: np.ndarray, prefix: str = "") -> pa.Array:
    """Whole numbers as text ids."""
    text = pa.array(np.asarray(numbers, dtype=np.int64)).cast(pa.string())
    if not prefix:
        return text
    return pa.compute.binary_join_element_wise(prefix, text, "")


def picked(names: tuple[str, ...] | list[str], index: np.ndarray) -> pa.Array:
    """One of `names` per row."""
    return pa.array(np.asarray(names, dtype=object), pa.string()).take(
        pa.array(np.asarray(index, dtype=np.int64))
    )


def times(first_day: object, day: np.ndarray, seconds: np.ndarray, known=None) -> pa.Array:
    """Moments: whole days after `first_day` plus seconds; null where not `known`."""
    start = np.datetime64(first_day, "s")
    moments = start + (np.asarray(day) * 86_400 + seconds).astype("timedelta64[s]")
    mask = None if known is None else ~known
    return pa.array(moments.astype("datetime64[us]"), mask=mask)


def dates(first_day: object, day: np.ndarray) -> pa.Array:
    return pa.array(np.datetime64(first_day, "D") + np.asarray(day).astype("timedelta64[D]"))


def write_tables(folder: Path, tables: dict[str, pa.Table]) -> None:
    """Each table as `<name>.parquet`, or as CSV where it is small."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in sorted(tables.items()):
        if table.num_rows <= SMALL:
            pc.write_csv(_to_the_second(table), folder / f"{name}.csv")
        else:
            pq.write_table(table, folder / f"{name}.parquet", compression="snappy")


def _to_the_second(table: pa.Table) -> pa.Table:
    """Times as a shop's own export has them, without fractions."""
    fields = [
        f.with_type(pa.timestamp("s")) if pa.types.is_timestamp(f.type) else f for f in table.schema
    ]
    return table.cast(pa.schema(fields))
