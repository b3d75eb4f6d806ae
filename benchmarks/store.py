"""A late file of 20,000 rows into a table of 1,000,000: keyed upsert against pandas and Parquet.

pandas reads the whole Parquet file, lets the new rows win, and writes it back: no versions, and a
crash in between loses it. Run: python benchmarks/store.py
"""

import tempfile
import time
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from fupan.contract import TABLES
from fupan.store.delta import HIDDEN
from fupan.store.shop import conform
from fupan.store.upsert import upsert

ROWS, LATE = 1_000_000, 20_000
ORDERS = TABLES["orders"]


def orders(count: int, paid: int, spread: int) -> pa.Table:
    """Orders whose key follows from their number, over `spread` seconds from the end of a year."""
    rows = duckdb.sql(f"""
        select 'x' as shop, (100000000000000000 + i)::varchar as order_id, '1' as line_id,
               'tmall' as platform,
               timestamp '2026-01-01' - to_seconds(1 + i * {spread} // {count}) as ordered_at,
               'paid' as status, 'p' || (i % 40) as product_id, 1 as quantity,
               ({paid} + i % 90)::decimal(18, 2) as paid_amount
        from range({count}) numbers(i)""").to_arrow_table()
    rows = conform(ORDERS, rows)
    for field in HIDDEN:
        value = "x" if pa.types.is_string(field.type) else 1
        rows = rows.append_column(field.name, pa.array([value] * count, field.type))
    return rows


def by_pandas(path: Path, late: pa.Table) -> None:
    held = pd.read_parquet(path)
    both = pd.concat([held, late.to_pandas()])
    both.drop_duplicates(list(ORDERS.key), keep="last").to_parquet(path)


def main() -> None:
    year = 365 * 86_400
    every, late = orders(ROWS, 10, year), orders(LATE, 11, year * LATE // ROWS)
    with tempfile.TemporaryDirectory() as name:
        folder, path = Path(name) / "orders", Path(name) / "orders.parquet"
        first = upsert(folder, ORDERS, every, None)
        pq.write_table(every, path)
        began = time.perf_counter()
        done = upsert(folder, ORDERS, late, first.version)
        ours = time.perf_counter() - began
        began = time.perf_counter()
        by_pandas(path, late)
        theirs = time.perf_counter() - began
    assert done.replaced == LATE
    print(f"pandas + Parquet {theirs:.2f} s · upsert {ours:.2f} s · ratio {ours / theirs:.2f}")


if __name__ == "__main__":
    main()
