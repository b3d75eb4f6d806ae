"""Fills a table of the contract from a sheet's cells, in one pass of SQL over whole columns.

A row that cannot be read, or breaks a rule of the contract, is kept aside with its reason; no
value is mended.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fupan.contract import TABLES, Kind, Table
from fupan.ground.language import Text
from fupan.sources import reasons
from fupan.sources.cleaning import is_missing, stage_columns
from fupan.sources.cleaning.columns import Locale
from fupan.sources.profile import PERSONAL, As, Profile
from fupan.sources.reading.sheet import Rejected

_NULLS = {
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
@dataclass(frozen=True, slots=True)
class Setting:
    """What the file itself does not say."""

    shop: str
    currency: str
    zone: str
    day: str = ""  # the one day a preamble names, for tables whose rows have no date


@dataclass(slots=True)
class Converted:
    """The rows that are sound, those kept aside, and those left out by name."""

    table: pa.Table
    rejected: list[Rejected] = field(default_factory=list)
    skipped: Counter[int] = field(default_factory=Counter)
    notes: list[Text] = field(default_factory=list)


def convert(
    con: duckdb.DuckDBPyConnection,
    profile: Profile,
    cells: pa.Table,
    columns: dict[str, int],
    setting: Setting,
) -> Converted:
    """One row per sound row of `cells`; `columns` says where each read of the profile stands."""
    table = TABLES[profile.table]
    careful = stage(con, profile, cells, columns, setting)
    filled = con.execute(_filling(profile, table, columns, setting)).to_arrow_table()
    problem = filled["_problem"]
    sound = pc.is_null(problem)
    result = Converted(filled.filter(sound).drop_columns(["_problem"]))
    if result.table.num_rows < filled.num_rows:
        aside = filled.select(["_row", "_problem"]).filter(pc.invert(sound))
        _keep_aside(result, aside, profile, table, cells, columns)
    result.notes.extend(reasons.notes(con, profile, columns, careful))
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
) -> dict[str, int]:
    """Table `staged`: each read as a typed column and its text; gives how many cells took care."""
    locale = Locale(setting.currency, setting.zone)
    found = stage_columns(con, profile, cells, columns, locale)
    con.register("told", found.table)
    view = "select * from told"
    if profile.carry:
        carried = ", ".join(
            f'first_value("{k}") over (partition by "{profile.carry_by}" order by _row) as "{k}"'
            for k in profile.carry
        )
        view = f"select * replace ({carried}) from told"
    con.execute(f"create or replace temp view staged as {view}")
    return found.careful


def _filling(profile: Profile, table: Table, columns: dict[str, int], setting: Setting) -> str:
    shop = "'" + setting.shop.replace("'", "''") + "'"
    fills = []
    for column in table.columns:
        value = profile.fills.get(column.name, "null")
        if column.name == "shop":
            value = shop
        value = value.replace("{day}", f"date '{setting.day}'" if setting.day else "null::date")
        if column.default is not None:
            value = f"coalesce({value}, '{column.default}')"
        fills.append(f'try_cast({value} as {_NULLS[column.kind]}) as "{column.name}"')
    first = [f"when {case.when} then 'skip:{n}'" for n, case in enumerate(profile.skips)]
    first += [
        f"when {condition} then 'read:{key}'"
        for key, condition in unreadable(profile, columns).items()
        if not profile.reads[key].advisory
    ]
    rules = " ".join(f"when {r.broken_when} then 'rule:{r.name}'" for r in table.rules)
    names = ", ".join(f'"{c.name}"' for c in table.columns)
    problem = f"case {' '.join(first)} end" if first else "null::varchar"
    order = " order by _row" if profile.carry else ""
    return (
        f"select {names}, _row, coalesce(_fault, case {rules} end) as _problem "
        f"from (select _row, {', '.join(fills)}, {problem} as _fault from staged){order}"
    )


def unreadable(profile: Profile, columns: dict[str, int]) -> dict[str, str]:
    """Per read the condition that its cell holds something which could not be understood."""
    found = {}
    for key in columns:
        how = profile.reads[key]
        if how.how in PERSONAL or (how.how is As.TEXT and how.values is None):
            continue
        if key in profile.carry:
            found[key] = f'("{key}" is null and not coalesce({is_missing(how, f"_{key}")}, true))'
        else:
            found[key] = f'("{key}" is null and not {is_missing(how, f"_{key}")})'
    return found


def _keep_aside(
    result: Converted,
    aside: pa.Table,
    profile: Profile,
    table: Table,
    cells: pa.Table,
    columns: dict[str, int],
) -> None:
    rows = cells["_row"].to_numpy()
    rules = {r.name: r for r in table.rules}
    shown = [k for k in columns if profile.reads[k].how not in PERSONAL]
    at = np.searchsorted(rows, aside["_row"].to_numpy())
    texts = cells.take(pa.array(at))
    raw = {key: texts[f"c{n}"].to_pylist() for key, n in columns.items()}
    for n, (row, problem) in enumerate(
        zip(aside["_row"].to_pylist(), aside["_problem"].to_pylist(), strict=True)
    ):
        kind, _, name = problem.partition(":")
        if kind == "skip":
            result.skipped[int(name)] += 1
            continue
        original = " | ".join(f"{profile.label(k)}={raw[k][n]}" for k in shown if raw[k][n])
        if kind == "read":
            label, reason = profile.label(name), reasons.unread(profile, name, raw[name][n])
        else:
            label, reason = reasons.broken(
                profile, rules[name], columns, {k: raw[k][n] for k in columns}
            )
        result.rejected.append(Rejected(row, label, reason, original))
