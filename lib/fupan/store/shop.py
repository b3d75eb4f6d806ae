"""A shop, opened for reading: its tables as Ibis expressions over one snapshot.

Reading takes no lock. Views are made when a table is first asked for.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

import duckdb
import ibis
import pandas as pd
import pyarrow as pa

from fupan.contract import TABLES, Kind, Table, demand, find_table
from fupan.ground.errors import DataInvalid, DataMissing, listed
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import damage
from fupan.store.delta import file_list
from fupan.store.places import STORE, existing_shop_folder
from fupan.store.settings import Settings, read_settings
from fupan.store.snapshots import Snapshot, files_standing, find

LOCKED_ENV = "FUPAN_LOCKED"  # set in kernels that make reports


class Shop:
    """One shop as of one snapshot; `shop.orders` is an Ibis table with the contract's columns."""

    def __init__(
        self,
        settings: Settings,
        sources: Mapping[str, pa.Table | list[str]],
        snapshot: Snapshot | None = None,
        files: Sequence[Mapping[str, object]] = (),
    ) -> None:
        self.settings = settings
        self.snapshot = snapshot
        self.files = tuple(files)  # what each import that stands told of its files, oldest first
        self._sources = dict(sources)
        self._opened: dict[str, ibis.Table] = {}
        self._days: dict[str, Period | None] = {}
        self._rows: dict[str, dict[date, int]] = {}

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
        market = "CN" if currency == "CNY" else "-"
        settings = Settings(name, Text(name, name), currency, timezone, market)
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
    def mark(self) -> str:
        """What this shop reads, as one short hash: its files and its settings.

        A store that was built anew has other files, though its versions count from 0 again.
        """
        files = {
            name: [Path(file).name for file in source]
            for name, source in sorted(self._sources.items())
            if not isinstance(source, pa.Table)
        }
        came = [(f["file"], f["sha256"], f["quarantined"]) for f in self.files]
        about = self.settings.name, self.settings.title, self.currency, self.timezone
        told = repr((files, came, *about))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

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
        """The shop's own database, in memory, shut against everything but the shop's files.

        What a notebook asks of it can read no other file, write none, and fetch no extension.
        """
        opened = ibis.duckdb.connect()
        files = [file for source in self._sources.values() if isinstance(source, list)
                 for file in source]  # fmt: skip
        if LOCKED_ENV in os.environ:
            lock(opened.con, files)
        return opened

    def _find_days(self, table: Table) -> Period | None:
        if table.dated_by is None or not self.has(table.name):
            return None
        first, last = self._told(table.name, f'min("{table.dated_by}"), max("{table.dated_by}")')[0]
        return Period.parse(f"{_day(first)}..{_day(last)}")

    def rows_per_day(self, name: str) -> dict[date, int]:
        """Rows of a dated table by its own day, in order, for the days that have any; read once."""
        if name not in self._rows:
            dated_by = find_table(name).dated_by
            rows = self._told(name, f'"{dated_by}"::date as day, count(*)', "group by 1 order by 1")
            self._rows[name] = {_day(day): count for day, count in rows}
        return self._rows[name]

    def _told(self, name: str, columns: str, rest: str = "") -> list[tuple]:
        """Rows of a question too small to be worth composing in Ibis."""
        self.table(name)
        with damage.told(self.name, name):
            return self.connection.con.sql(f"select {columns} from t_{name} {rest}").fetchall()

    def _open(self, name: str) -> ibis.Table:
        if name not in self._opened:
            source = self._sources[name]
            if isinstance(source, pa.Table):
                opened = self.connection.create_table(f"t_{name}", source, temp=True)
            else:
                with damage.told(self.name, name):
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
    if as_of is None and (pinned := os.environ.get("FUPAN_AS_OF")):
        as_of = int(pinned)  # the runner pins all notebooks of a report to one snapshot
    with damage.told(name, "_versions"):
        snapshot = find(store, as_of, settings.timezone)
    sources = {}
    for table, version in snapshot.tables.items():
        if table in TABLES:
            with damage.told(name, table):
                sources[table] = file_list(store / table, version)
    return Shop(settings, sources, snapshot, files_standing(store, snapshot))


def lock(connection: duckdb.DuckDBPyConnection, files: list[str]) -> None:
    """Shuts a connection: the files' folders are all it reaches, and no setting opens it again.

    One thread: several add doubles in the order in which they come to it, so that the last digits
    change from run to run; and notebooks run side by side already.
    """
    connection.execute("set threads = 1")
    folders = sorted({str(Path(file).resolve().parent) + "/" for file in files})
    named = ", ".join("'" + folder.replace("'", "''") + "'" for folder in folders)
    connection.execute(f"set allowed_directories = [{named}]")
    for setting in _SHUT:
        connection.execute(f"set {setting}")


def conform(table: Table, rows: pd.DataFrame | pa.Table) -> pa.Table:
    """`rows` with exactly the contract's columns and types; breaches raise, all named at once.

    Absent optional columns are null, an absent `shop` is "shop"; what the contract does not
    know is kept, so that the check can name it.
    """
    if isinstance(rows, pd.DataFrame):
        records = rows.astype(object).where(rows.notna(), None).to_dict("records")
        rows = pa.Table.from_pylist([{k: _plain(v) for k, v in r.items()} for r in records])
    given = set(rows.column_names)
    parts = []
    for column in table.columns:
        quoted, kind = f'"{column.name}"', _SQL[column.kind]
        stand_in = "shop" if column.name == "shop" else column.default
        if column.name in given:
            parts.append(
                f"coalesce({quoted}::{kind}, '{stand_in}') as {quoted}"
                if stand_in
                else f"{quoted}::{kind} as {quoted}"
            )
        elif stand_in or column.optional:
            parts.append((f"'{stand_in}'" if stand_in else "null") + f"::{kind} as {quoted}")
    parts += [f'"{name}"' for name in rows.column_names if name not in table.names]
    con = duckdb.connect()
    con.register("given", rows)
    try:
        conformed = con.sql(f"select {', '.join(parts)} from given").to_arrow_table()
    except duckdb.ConversionException as error:
        reason = str(error).splitlines()[0]
        raise DataInvalid(
            Text(
                zh=f"表 {table.name} 有值不合类型：{reason}",
                en=f"Table {table.name} holds a value of another type: {reason}",
            )
        ) from error
    demand(table, conformed)
    names = [n for n in conformed.column_names if n not in table.names]
    return conformed.cast(pa.schema([*table.schema, *(conformed.schema.field(n) for n in names)]))


_SHUT = (
    "autoinstall_known_extensions = false",
    "autoload_known_extensions = false",
    "allow_community_extensions = false",
    "python_enable_replacements = false",
    "enable_external_access = false",
    "lock_configuration = true",
)
_SQL = {
    Kind.ID: "varchar",
    Kind.TEXT: "varchar",
    Kind.MONTH: "varchar",
    Kind.TIME: "timestamp",
    Kind.DAY: "date",
    Kind.MONEY: "decimal(18,2)",
    Kind.NUMBER: "decimal(18,6)",
    Kind.COUNT: "bigint",
    Kind.FLAG: "boolean",
}


def _plain(value: object) -> object:
    """Numpy's scalars and pandas' moments as Python's own, which Arrow types by themselves."""
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def _day(value: object) -> date:
    return pd.Timestamp(value).date()
