"""Takes back what one import wrote, and puts back what it had replaced."""

from __future__ import annotations

from pathlib import Path

import duckdb

from fupan.contract import Table
from fupan.contract.ads import UNALLOCATED
from fupan.store.delta import fetch, open_at, without_unfinished, write


def take_back(
    folder: Path, table: Table, base: int, import_id: str, before: list[tuple[str, int | None]]
) -> int:
    """Removes what an import wrote and puts back what it had replaced; gives the new version.

    `before` maps an import to the table's version just before it: first the import to take
    back, then the imports already taken back, whose rows must not return either.
    """
    con = duckdb.connect()
    open_at(con, "held", folder, table, without_unfinished(folder, base))
    identity = [f'"{k}"' for k in table.key] or [f'"{table.dated_by}"::date']
    on = " and ".join(
        f"r.{i} = w.{i}" if table.key else f'r."{table.dated_by}"::date = w.d' for i in identity
    )
    names = ", ".join(identity) if table.key else f"{identity[0]} as d"
    con.execute(
        f"create temp table wanted as select distinct {names} from held where _import = ?",
        [import_id],
    )
    con.execute("create temp table result as select * from held where _import <> ?", [import_id])
    if table.name == "orders":  # the order's own row may have made way for these lines
        con.execute(
            "insert into wanted select distinct shop, order_id, '1' from held "
            "where _import = ? and line_id <> '1'",
            [import_id],
        )
    if table.name == "ads" and before and before[0][1] is not None:  # what its surplus replaced
        open_at(con, "was", folder, table, before[0][1])
        con.execute(
            f"insert into wanted select distinct {names} from was semi join "
            "(select distinct campaign_id from wanted where campaign_id = $surplus) "
            f"using (campaign_id) anti join held using ({names})",
            {"surplus": UNALLOCATED},
        )
    once = (
        ""
        if not table.key
        else "and not exists (select 1 from result x where {})".format(
            " and ".join(f'x."{k}" = back."{k}"' for k in table.key)
        )
    )
    gone = [name for name, _ in before]
    for step, (_, version) in enumerate(before):
        if version is None:
            break
        past = f"past_{step}"
        open_at(con, past, folder, table, version)
        con.execute(
            f"create temp table back as select r.* from {past} r "
            f"where exists (select 1 from wanted w where {on})"
        )
        con.execute(
            f"insert into result select * from back where not list_contains(?, _import) {once}",
            [gone],
        )
        con.execute(
            "create or replace temp table wanted as "
            f"select distinct {names} from back where list_contains(?, _import)",
            [gone],
        )
        con.execute("drop table back")
    return write(folder, table, fetch(con, "from result", table), months=None)
