"""Canonical files: a header that is exactly a contract table's column names needs no mapping."""

from __future__ import annotations

from fupan.contract import TABLES, Column, Table
from fupan.ground.language import Text
from fupan.sources.profile import OF_KIND, As, Profile, Read

_BUYERS = ("buyer_id", "user_id")


def _read(column: Column) -> Read:
    how = As.PSEUDONYM if column.name in _BUYERS else OF_KIND[column.kind]
    return Read((column.name,), how, missing=())


def _canonical(table: Table) -> Profile:
    return Profile(
        name=f"canonical_{table.name}",
        title=Text(f"标准表：{table.title.zh}", f"canonical table: {table.title.en}"),
        table=table.name,
        reads={c.name: _read(c) for c in table.columns},
        fills={c.name: f'"{c.name}"' for c in table.columns},
        needs=tuple(c.name for c in table.columns if not c.optional and c.name != "shop"),
        exact=True,
        whole_days=not table.key,
    )


PROFILES = tuple(_canonical(table) for table in TABLES.values())
