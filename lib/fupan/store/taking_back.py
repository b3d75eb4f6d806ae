"""Takes back what one import wrote, and puts back what it had replaced."""

from __future__ import annotations

from pathlib import Path

import duckdb

from fupan.contract import Table
from fupan.contract.ads import UNALLOCATED
from fupan.store.delta import MONTH, open_at, streamed, without_unfinished, write
from fupan.store.room import room


def take_back(
    folder: Path, table: Table, base: int, import_id: str, before: list[tuple[str, int | None]]
) -> int:
    """Removes what an import wrote and puts back what it had replaced; gives the new version.

    Only the months that it touched are written again.

    `before` maps an import to the table's version just before it: first the import to take
    back, then the imports already taken back, whose rows must not return either.
    """
    with room(folder.parent) as (con, _):
        head = without_unfinished(folder, base)
        open_at(con, "held", folder, table, head)
        names = ", ".join(f'"{k}"' for k in table.key) or f'"{table.dated_by}"::date as d'
        con.execute("set variable gone = ?", [import_id])
        con.execute("create temp view leaves as from held where _import = getvariable('gone')")
        con.execute("create temp view stays as from held where _import <> getvariable('gone')")
        con.execute(f"create temp table wanted as select distinct {names} from leaves")
        _want_what_made_way(con, folder, table, before[0][1] if before else None, names)
        _find_returning(con, folder, table, before, names)
        con.execute(
            f"create temp table touched as select {MONTH} as m from leaves "
            f"union select {MONTH} from returning_rows"
        )
        months = [m for (m,) in con.sql("select m from touched order by m").fetchall()]
        if not months:  # later imports replaced all that it wrote
            return head
        left = (
            f"from (select * from stays where {MONTH} in (select m from touched) "
            "union all select * from returning_rows)"
        )
        return write(folder, table, streamed(con, left, table), months)


def _want_what_made_way(
    con: duckdb.DuckDBPyConnection, folder: Path, table: Table, version: int | None, names: str
) -> None:
    """Adds the keys of rows that made way for the import's without having their keys."""
    if table.name == "orders":  # the order's own row may have made way for these lines
        con.execute(
            "insert into wanted select distinct shop, order_id, '1' from leaves "
            "where line_id <> '1'"
        )
    if table.name == "ads" and version is not None:  # what its surplus replaced
        open_at(con, "was", folder, table, version)
        con.execute(
            f"insert into wanted select distinct {names} from was semi join "
            "(select distinct campaign_id from wanted where campaign_id = $surplus) "
            f"using (campaign_id) anti join held using ({names})",
            {"surplus": UNALLOCATED},
        )


def _find_returning(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    table: Table,
    before: list[tuple[str, int | None]],
    names: str,
) -> None:
    """Opens `returning_rows` to SQL: what the import had replaced and nothing else has since."""
    con.execute("create temp table returning_rows as select * from held limit 0")
    gone = [name for name, _ in before]
    keys = ", ".join(f'"{k}"' for k in table.key)
    for step, (_, version) in enumerate(before):
        if version is None:
            break
        past = f"past_{step}"
        open_at(con, past, folder, table, version)
        met = f"using ({keys})" if keys else f'on r."{table.dated_by}"::date = w.d'
        once = (
            f"anti join stays using ({keys}) anti join returning_rows using ({keys})"
            if keys
            else ""
        )
        con.execute(f"create temp table back as select r.* from {past} r semi join wanted w {met}")
        con.execute(
            f"insert into returning_rows select * from back {once} "
            "where not list_contains(?, back._import)",
            [gone],
        )
        con.execute(
            "create or replace temp table wanted as "
            f"select distinct {names} from back where list_contains(?, _import)",
            [gone],
        )
        con.execute("drop table back")
