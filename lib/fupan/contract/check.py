"""Checks a table against its contract: every breach, with counts, in one pass.

It tells; it mends nothing. What happens to single rows is the importer's business.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from fupan.contract.table import Rule, Table
from fupan.ground.errors import DataInvalid, nearest
from fupan.ground.language import Text, join
from fupan.ground.words import count


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that does not hold, and in how many rows."""

    table: str
    rule: str
    rows: int
    of: int
    text: Text


def breaches(table: Table, data: pa.Table | duckdb.DuckDBPyRelation) -> list[Breach]:
    """All breaches of `table`'s contract in `data`; columns first, then rows, then the key."""
    con = duckdb.connect()
    relation = con.from_arrow(data) if isinstance(data, pa.Table) else data
    found = _column_breaches(table, relation)
    present = set(relation.columns)
    rules = [r for r in table.rules if present.issuperset(r.columns)]
    counts = relation.aggregate(
        ", ".join(["count(*)", *(f"count(*) filter (where {r.broken_when})" for r in rules)])
    ).fetchone()
    total = counts[0]
    for rule, rows in zip(rules, counts[1:], strict=True):
        if rows:
            found.append(_row_breach(table, rule, rows, total))
    if table.key and present.issuperset(table.key):
        found.extend(_key_breaches(table, relation, total))
    return found


def demand(table: Table, data: pa.Table | duckdb.DuckDBPyRelation) -> None:
    """Raises one error that names every breach, or nothing."""
    found = breaches(table, data)
    if found:
        raise DataInvalid(join([b.text for b in found]))


def _column_breaches(table: Table, relation: duckdb.DuckDBPyRelation) -> list[Breach]:
    found = []
    for name in relation.columns:
        if name not in table.names and not name.startswith("_"):
            near = nearest(name, table.names)
            hint = (
                Text(zh=f"，是不是 {near[0]}？", en=f"; did you mean {near[0]}?")
                if near
                else Text(zh="", en="")
            )
            found.append(
                Breach(
                    table.name,
                    "column_known",
                    0,
                    0,
                    Text(
                        zh=f"表 {table.name} 没有列 {name!r}{hint.zh}",
                        en=f"table {table.name} has no column {name!r}{hint.en}",
                    ),
                )
            )
    for name in table.required:
        if name not in relation.columns:
            found.append(
                Breach(
                    table.name,
                    "column_present",
                    0,
                    0,
                    Text(
                        zh=f"表 {table.name} 缺少必需的列 {name!r}",
                        en=f"table {table.name} lacks the required column {name!r}",
                    ),
                )
            )
    return found


def _row_breach(table: Table, rule: Rule, rows: int, total: int) -> Breach:
    return Breach(
        table.name,
        rule.name,
        rows,
        total,
        Text(
            zh=f"{table.name}：{rule.says.zh}，{count(total)} 行中有 {count(rows)} 行",
            en=f"{table.name}: {rule.says.en} in {count(rows)} of {count(total)} rows",
        ),
    )


def _key_breaches(table: Table, relation: duckdb.DuckDBPyRelation, total: int) -> list[Breach]:
    keys = ", ".join(f'"{k}"' for k in table.key)
    repeated = relation.aggregate(f"{keys}, count(*) as n", keys).filter("n > 1")
    rows = repeated.aggregate("coalesce(sum(n), 0)::bigint").fetchone()[0]
    if not rows:
        return []
    named = ", ".join(table.key)
    return [
        Breach(
            table.name,
            "key_unique",
            rows,
            total,
            Text(
                zh=f"{table.name}：主键（{named}）重复，{count(total)} 行中涉及 {count(rows)} 行",
                en=f"{table.name}: the key ({named}) repeats in {count(rows)} of "
                f"{count(total)} rows",
            ),
        )
    ]
