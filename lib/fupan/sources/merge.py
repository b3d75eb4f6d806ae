"""Joins the files of one table: where they overlap the later export wins, and it is told.

Where nothing tells which is later, the one whose times are written to the second wins over one
that cut them to minutes; else the last by name.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.contract import TABLES, Table
from fupan.ground.language import Text
from fupan.ground.words import count
from fupan.sources.outcome import FileReport
from fupan.sources.profile import Profile
from fupan.sources.reasons import shown

_MOST_SHOWN = 10


@dataclass(slots=True)
class Part:
    """The rows of one file, its report, and when it was exported (empty: not known)."""

    profile: Profile
    rows: pa.Table
    report: FileReport
    exported: str = ""

    @property
    def has_seconds(self) -> bool:
        """Whether its moments are finer than a minute; a file cut to minutes has none anywhere."""
        moments = [c for c in self.rows.columns if pa.types.is_timestamp(c.type)]
        return any(pc.any(pc.greater(pc.second(c), 0)).as_py() for c in moments)


def merged(con: duckdb.DuckDBPyConnection, parts: list[Part]) -> dict[str, pa.Table]:
    """One table per name; `accepted` of the reports adds up to its rows."""
    by_table: dict[str, list[Part]] = {}
    for part in parts:
        by_table.setdefault(part.profile.table, []).append(part)
    return {
        name: _together(con, TABLES[name], by_table[name]) for name in TABLES if name in by_table
    }


def _together(con: duckdb.DuckDBPyConnection, table: Table, parts: list[Part]) -> pa.Table:
    if all(p.exported for p in parts):
        parts = sorted(parts, key=lambda p: p.exported)
    elif len(parts) > 1:
        parts = sorted(parts, key=lambda p: p.has_seconds)
    # What amends orders is laid over them, whenever it was exported.
    parts = sorted(parts, key=lambda p: p.profile.amends)
    if len(parts) > 1 and table.key:
        _later_wins(con, table, parts)
    return pa.concat_tables([p.rows for p in parts])


def _later_wins(con: duckdb.DuckDBPyConnection, table: Table, parts: list[Part]) -> None:
    every = pa.concat_tables(
        [
            p.rows.append_column("_part", pa.repeat(pa.scalar(n, pa.int64()), p.rows.num_rows))
            for n, p in enumerate(parts)
        ]
    )
    con.register("every", every)
    key = ", ".join(f'"{k}"' for k in table.key)
    content = ", ".join(f'"{n}"' for n in table.names if n not in table.key) or "1"
    same = " and ".join(f'e."{k}" is not distinct from s."{k}"' for k in table.key)
    con.execute(
        f"create or replace temp table shared as select {key}, max(_part) as last_part from every "
        f"group by {key} having count(distinct _part) > 1"
    )
    gone = con.execute(f"""
        with met as (
            select _part, _source_row, last_part, {", ".join(f'e."{k}"' for k in table.key)},
                   row({content}) as said
            from every e join shared s on {same}),
        marked as (
            select *, arg_max(said, _part) over (partition by {key}) as last_said from met)
        select _part, _source_row, said is not distinct from last_said, last_part, {key}
        from marked where _part < last_part order by _part, _source_row""").fetchall()
    for n, part in enumerate(parts):
        mine = [g for g in gone if g[0] == n]
        if mine:
            differ = _differing(con, table, n) if not all(g[2] for g in mine) else []
            _take_out(part, mine, parts, table, differ)


def _differing(con: duckdb.DuckDBPyConnection, table: Table, number: int) -> list[str]:
    """The columns that the last file tells otherwise than file `number`, most often first."""
    others = [n for n in table.names if n not in table.key]
    key = ", ".join(f'"{k}"' for k in table.key)
    counts = con.execute(
        "with last as (select * from every where _part > $n "
        f"qualify _part = max(_part) over (partition by {key})) select "
        + ", ".join(f'count(*) filter (e."{n}" is distinct from l."{n}")' for n in others)
        + f" from every e join last l using ({key}) where e._part = $n",
        {"n": number},
    ).fetchone()
    found = sorted(zip(counts, others, strict=True), key=lambda told: -told[0])
    return [name for n, name in found if n]


def _take_out(
    part: Part, gone: list[tuple], parts: list[Part], table: Table, differ: list[str]
) -> None:
    rows, is_cut = pa.array([g[1] for g in gone], pa.int64()), not part.has_seconds
    part.rows = part.rows.filter(pc.invert(pc.is_in(part.rows["_source_row"], value_set=rows)))
    same = sum(bool(g[2]) for g in gone)
    changed = [g for g in gone if not g[2]]
    report = part.report
    report.accepted -= len(gone)
    report.duplicates += same
    report.skipped += len(changed)
    files = "、".join(sorted({parts[g[3]].report.file for g in gone}))
    # Only a time of export in the name makes one file the later one; else the names' order does.
    dated = all(p.exported for p in parts) or any(parts[g[3]].profile.amends for g in gone)
    zh, en = ("后导出的", "the later") if dated else ("文件名排在后面的", "the last by name,")
    if not dated and is_cut and all(parts[g[3]].has_seconds for g in gone):
        zh, en = "时间写到秒的", "the one with times to the second,"
    if same:
        report.notes.append(
            Text(
                f"{count(same)} 行在{zh} {files} 里也有且相同，只算一次",
                f"{count(same)} rows are in {en} {files} too, unchanged: counted once",
            )
        )
    if changed:
        named = [k for k in table.key if k not in ("shop", "line_id")]
        at = [table.key.index(k) + 4 for k in named]
        keys = "、".join(shown(" ".join(str(g[i]) for i in at)) for g in changed[:_MOST_SHOWN])
        more = " …" if len(changed) > _MOST_SHOWN else ""
        columns, key = ", ".join(differ), ", ".join(named)
        report.notes.append(
            Text(
                f"{count(len(changed))} 行在{zh} {files} 里写得不一样（{columns}），以它为准；"
                f"{key} 是 {keys}{more}",
                f"{count(len(changed))} rows differ ({columns}) in {en} {files}, which wins; "
                f"{key}: {keys}{more}",
            )
        )
