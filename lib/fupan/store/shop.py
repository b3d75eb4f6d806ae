"""A shop, opened for reading: its tables as Ibis expressions over one snapshot.

Reading takes no lock. Views are made when a table is first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

import ibis
import pandas as pd
import pyarrow as pa

from fupan.contract import TABLES, Table, demand, find_table
from fupan.ground.errors import DataMissing, listed
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store.places import STORE, existing_shop_folder
from fupan.store.settings import Settings, read_settings
from fupan.store.snapshots import Snapshot, find
from fupan.store.upsert import file_list


class Shop:
    """One shop as of one snapshot; `shop.orders` is an Ibis table with the contract's columns."""

    def __init__(
        self,
        settings: Settings,
        sources: Mapping[str, pa.Table | list[str]],
        snapshot: Snapshot | None = None,
    ) -> None:
        self.settings = settings
        self.snapshot = snapshot
        self._sources = dict(sources)
        self._opened: dict[str, ibis.Table] = {}
        self._days: dict[str, Period | None] = {}

    @classmethod
    def of(
        cls,
        name: str,
        tables: Mapping[str, pd.DataFrame | pa.Table],
        *,
        currency: str = "CNY",
        timezone: str = "Asia/Shanghai",
    ) -> Shop:
        """A shop in memory: tables are cast to the contract, absent optional columns are null."""
        settings = Settings(name, Text(name, name), currency, timezone)
        return cls(settings, {t: conform(find_table(t), rows) for t, rows in tables.items()})

    @property
    def name(self) -> str:
        return self.settings.name

    @property
    def title(self) -> Text:
        return self.settings.title

    @property
    def currency(self) -> str:
        return self.settings.currency

    @property
    def timezone(self) -> str:
        return self.settings.timezone

    @property
    def versions(self) -> dict[str, int]:
        """The Delta version of each table that this shop reads; empty for a shop in memory."""
        return dict(self.snapshot.tables) if self.snapshot else {}

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The tables that hold rows, in the contract's order."""
        return tuple(n for n in TABLES if n in self._sources and self._count(n))

    def has(self, name: str) -> bool:
        find_table(name)
        return name in self.tables

    def table(self, name: str) -> ibis.Table:
        """The Ibis table of that name; an error where the shop has no such rows."""
        contract = find_table(name)
        if not self.has(name):
            raise DataMissing(
                Text(
                    zh=f"店铺 {self.name} 没有{contract.title.zh}表（{name}），"
                    f"请先导入；现有：{listed(self.tables, 30)}。",
                    en=f"Shop {self.name} has no table {name}; import it first. "
                    f"It has: {listed(self.tables, 30)}.",
                )
            )
        return self._open(name)

    def __getattr__(self, name: str) -> ibis.Table:
        if name.startswith("_") or name not in TABLES:
            raise AttributeError(f"Shop has no attribute {name!r}")
        return self.table(name)

    def __dir__(self) -> list[str]:
        return sorted([*super().__dir__(), *self.tables])

    def __repr__(self) -> str:
        state = f" @{self.snapshot.number}" if self.snapshot else ""
        return f"<Shop {self.name}{state}: {', '.join(self.tables) or 'no tables'}>"

    def days(self, name: str) -> Period | None:
        """First to last day that a table holds; None where it is absent or undated."""
        if name not in self._days:
            self._days[name] = self._find_days(find_table(name))
        return self._days[name]

    @cached_property
    def connection(self) -> ibis.BaseBackend:
        return ibis.duckdb.connect()

    def _find_days(self, table: Table) -> Period | None:
        if table.dated_by is None or not self.has(table.name):
            return None
        column = self._open(table.name)[table.dated_by].cast("date")
        held = (
            column.as_table()
            .aggregate(first=lambda t: t[0].min(), last=lambda t: t[0].max())
            .to_pandas()
        )
        first, last = (_day(held[c].iloc[0]) for c in ("first", "last"))
        return Period.parse(f"{first}..{last}")

    def _open(self, name: str) -> ibis.Table:
        if name not in self._opened:
            source = self._sources[name]
            if isinstance(source, pa.Table):
                opened = self.connection.create_table(f"t_{name}", source, temp=True)
            else:
                opened = self.connection.read_parquet(
                    source, table_name=f"t_{name}", union_by_name=True, hive_partitioning=False
                )
            self._opened[name] = opened.select(*TABLES[name].names)
        return self._opened[name]

    def _count(self, name: str) -> int:
        source = self._sources[name]
        if isinstance(source, pa.Table):
            return source.num_rows
        return len(source)


def open_shop(
    name: str = "sample", data: str | Path | None = None, as_of: str | date | int | None = None
) -> Shop:
    """Opens a shop for reading, now or as of a day (or of a snapshot's number)."""
    folder = existing_shop_folder(name, data)
    settings = read_settings(folder)
    store = folder / STORE
    snapshot = find(store, as_of, settings.timezone)
    sources = {
        table: file_list(store / table, version)
        for table, version in snapshot.tables.items()
        if table in TABLES
    }
    return Shop(settings, sources, snapshot)


def conform(table: Table, rows: pd.DataFrame | pa.Table) -> pa.Table:
    """`rows` with exactly the contract's columns and types; breaches raise, all named at once."""
    if isinstance(rows, pd.DataFrame):
        rows = pa.Table.from_pylist(
            rows.astype(object).where(rows.notna(), None).to_dict("records")
        )
    columns = []
    for column in table.columns:
        if column.name in rows.column_names:
            values = rows[column.name]
            if column.default is not None:
                values = values.cast(column.kind.arrow).fill_null(column.default)
            columns.append(_cast(values, column.kind.arrow))
        elif column.default is not None:
            columns.append(pa.array([column.default] * rows.num_rows, column.kind.arrow))
        elif column.optional:
            columns.append(pa.nulls(rows.num_rows, column.kind.arrow))
        elif column.name == "shop":
            columns.append(pa.array(["shop"] * rows.num_rows, column.kind.arrow))
    present = [
        c for c in table.columns if c.name in rows.column_names or c.optional or c.name == "shop"
    ]
    extra = {n: rows[n] for n in rows.column_names if n not in table.names}
    conformed = pa.table(columns, names=[c.name for c in present])
    for name, values in extra.items():
        conformed = conformed.append_column(name, values)
    demand(table, conformed)
    return conformed


def _cast(values: pa.ChunkedArray, to: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_decimal(to) and pa.types.is_floating(values.type):
        # Via text: a binary float such as 19.9 is not a decimal of two places.
        texts = [None if v is None else f"{v:.{to.scale}f}" for v in values.to_pylist()]
        return pa.chunked_array([pa.array(texts, pa.string()).cast(to)])
    if pa.types.is_string(values.type) and pa.types.is_timestamp(to):
        return pa.chunked_array(
            [
                pa.array(
                    [
                        None if v is None else pd.Timestamp(v).to_pydatetime()
                        for v in values.to_pylist()
                    ],
                    to,
                )
            ]
        )
    return values.cast(to)


def _day(value: object) -> date:
    return pd.Timestamp(value).date()
