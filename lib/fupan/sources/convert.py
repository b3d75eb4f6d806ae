"""Fills a table of the contract from a sheet's cells, over whole columns.

A row that cannot be read, or breaks a rule of the contract, is kept aside with its reason; no
value is mended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.contract import TABLES, Kind, Table
from fupan.sources import reasons
from fupan.sources.amend import beside_lines
from fupan.sources.cleaning import Staged, stage_columns
from fupan.sources.cleaning.steps import Locale
from fupan.sources.faults import Converted, faults_of, keep_aside, sum_skipped
from fupan.sources.profile import As, Profile

_SQL_TYPES = {
    Kind.ID: "varchar",
    Kind.TEXT: "varchar",
    Kind.TIME: "timestamp",
    Kind.DAY: "date",
    Kind.MONTH: "varchar",
    Kind.MONEY: "decimal(18,2)",
    Kind.NUMBER: "decimal(18,6)",
    Kind.COUNT: "bigint",
    Kind.FLAG: "boolean",
}
_LITERAL = re.compile(r"'([^']*)'")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the file itself does not say."""

    shop: str
    currency: str
    zone: str
    day: str = ""  # the one day a preamble names, for tables whose rows have no date
    product: str = ""  # the one product it names, likewise
    sums: dict[str, object] | None = None  # of the file's pieces so far, where it comes in pieces
    orders: pa.Table | None = None  # order rows of the same import, for item lines without times


def convert(
    con: duckdb.DuckDBPyConnection,
    profile: Profile,
    cells: pa.Table,
    columns: dict[str, int],
    setting: Setting,
) -> Converted:
    """One row per sound row of `cells`; `columns` says where each read of the profile stands."""
    table = TABLES[profile.table]
    staged = stage(con, profile, cells, columns, setting)
    filled = _fill(con, profile, table, staged, setting)
    faults = faults_of(con, profile, table, staged, filled)
    result = Converted(filled)
    if faults:
        aside = pa.array(sorted(faults), pa.int64())
        result.table = filled.filter(pc.invert(pc.is_in(filled["_row"], value_set=aside)))
        keep_aside(result, faults, profile, table, cells, columns, staged)
        sum_skipped(con, result, faults, profile)
    result.notes.extend(reasons.notes(con, profile, columns, staged))
    return result


def column_totals(
    con: duckdb.DuckDBPyConnection, profile: Profile, columns: dict[str, int]
) -> dict[str, object]:
    """The sum of each amount and count as the file gives them, for a check against its footer."""
    keys = [k for k in columns if profile.reads[k].how in (As.MONEY, As.COUNT)]
    if not keys:
        return {}
    listed = ", ".join(f'sum("{k}")' for k in keys)
    return dict(zip(keys, con.execute(f"select {listed} from staged").fetchone(), strict=True))


def stage(
    con: duckdb.DuckDBPyConnection,
    profile: Profile,
    cells: pa.Table,
    columns: dict[str, int],
    setting: Setting,
) -> Staged:
    """Also opens table `staged` to SQL: each read as a typed column and, as `_read`, its text."""
    locale = Locale(setting.currency, setting.zone)
    found = stage_columns(con, profile, cells, columns, locale)
    if profile.carry:
        con.register("told", found.table)
        carried = ", ".join(
            f'first_value("{k}") over (partition by "{profile.carry_by}" order by _row) as "{k}"'
            for k in profile.carry
        )
        found.table = con.execute(
            f"select * replace ({carried}) from told order by _row"
        ).to_arrow_table()
    if profile.amends:
        found.table = beside_lines(con, found.table, setting.orders)
    elif profile.partner == "needs":
        found.table = _beside_orders(con, found.table, setting)
    con.register("staged", found.table)
    return found


def _beside_orders(con: duckdb.DuckDBPyConnection, lines: pa.Table, setting: Setting) -> pa.Table:
    """One row per line with its order's columns as `o_…`; an order has one row: none multiply."""
    orders = setting.orders
    con.register("told", lines)
    con.register("order_level", orders)
    taken = ", ".join(f'o."{n}" as "o_{n}"' for n in orders.column_names if n != "order_id")
    return con.execute(
        f"select told.*, {taken} from told left join "
        "(select distinct on (order_id) * from order_level order by order_id, _source_row desc) o "
        "using (order_id) order by told._row"
    ).to_arrow_table()


def _fill(
    con: duckdb.DuckDBPyConnection,
    profile: Profile,
    table: Table,
    staged: Staged,
    setting: Setting,
) -> pa.Table:
    """The contract's columns and `_row`; a column that is a read as it stands is not copied."""
    rows = staged.table.num_rows
    found: dict[str, pa.ChunkedArray | pa.Array] = {}
    computed: list[str] = []
    for column in table.columns:
        value = profile.fills.get(column.name, "null")
        if column.name == "shop":
            value = "'" + setting.shop.replace("'", "''") + "'"
        read = value.strip('"')
        literal = _LITERAL.fullmatch(value)
        if literal:
            found[column.name] = pa.repeat(pa.scalar(literal[1], pa.string()), rows)
        elif value == "null" and column.default is None:
            found[column.name] = pa.nulls(rows, column.kind.arrow)
        elif (
            read in profile.reads
            and column.default is None
            and staged.table[read].type == column.kind.arrow
        ):
            found[column.name] = staged.table[read]
        else:
            value = value.replace("{day}", f"date '{setting.day}'" if setting.day else "null")
            value = value.replace("{product}", f"'{setting.product}'")
            if column.default is not None:
                value = f"coalesce({value}, '{column.default}')"
            computed.append(f'try_cast({value} as {_SQL_TYPES[column.kind]}) as "{column.name}"')
    if computed:
        # Window functions lose the order of rows, plain expressions keep it.
        order = "order by _row" if any(" over " in value for value in computed) else ""
        told = con.execute(f"select {', '.join(computed)} from staged {order}").to_arrow_table()
        found.update({name: told[name] for name in told.column_names})
    arrays = [found[name] for name in table.names]
    return pa.table([*arrays, staged.table["_row"]], names=[*table.names, "_row"])
