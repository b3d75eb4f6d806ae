"""Adds up rows that share a key: several sources of one channel, several audiences of one plan."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from fupan.contract import Table
from fupan.ground.language import Text
from fupan.ground.words import count
from fupan.sources.profile import Profile


def gathered(
    con: duckdb.DuckDBPyConnection, rows: pa.Table, table: Table, profile: Profile
) -> tuple[pa.Table, int]:
    """One row per key where the profile adds rows up, and how many rows went into others."""
    if not (profile.adds or profile.amends) or rows.num_rows < 2:
        return rows, 0
    con.register("several", rows)
    columns = ", ".join(
        f'"{name}"' if name in table.key else f'{_one(name, profile)} as "{name}"'
        for name in table.names
    )
    keys = ", ".join(f'"{name}"' for name in table.key)
    told = con.execute(
        f"select {columns}, min(_row) as _row from several group by {keys} order by min(_row)"
    ).to_arrow_table()
    schema = pa.schema([rows.schema.field(name) for name in told.column_names])
    return told.cast(schema), rows.num_rows - told.num_rows


def told_gathered(merged: int, profile: Profile) -> list[Text]:
    if not merged:
        return []
    n = count(merged)
    if profile.amends:
        return [
            Text(
                f"同一订单行的多笔退款已合计，{n} 行并入其他行",
                f"several refunds of one order line are added up: {n} rows went into others",
            )
        ]
    return [
        Text(
            f"{n} 行与同一主键的其他行相加（{'、'.join(profile.adds)}），不再单列",
            f"{n} rows were added to others of the same key ({', '.join(profile.adds)})",
        )
    ]


def _one(name: str, profile: Profile) -> str:
    return f'sum("{name}")' if name in profile.adds else f'first("{name}" order by _row)'
