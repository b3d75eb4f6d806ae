"""Opens rows that arrive to SQL beside those that a table holds, fitted to them.

Which of them are new is for `upsert` to say.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow as pa
from pyarrow import parquet

from fupan.contract import Table
from fupan.ground.language import Text
from fupan.store.delta import MONTH, month_of, stored
from fupan.store.grain import Grain, at_one_grain
from fupan.store.surplus import one_surplus


def arrive(
    con: duckdb.DuckDBPyConnection,
    table: Table,
    rows: pa.Table | Iterable[pa.Table],
    spare: Path | None = None,
) -> tuple[pa.Table | None, tuple[Text, ...]]:
    """Opens `fresh` to SQL beside `held`; the held rows that must go (by key), and what to tell.

    Rows in parts are laid down in the folder `spare`, so that they are never held together.
    """
    columns, gone, notes = stored(table), [], []
    fitted = {"orders": at_one_grain, "ads": one_surplus}.get(table.name)
    for n, some in enumerate([rows] if isinstance(rows, pa.Table) else rows):
        grain = fitted(some, "held", con) if fitted else Grain(some)
        notes += [note for note in grain.notes if note not in notes]
        if grain.gone is not None:
            gone.append(grain.gone)
        if isinstance(rows, pa.Table):
            con.register("arrived", grain.rows.select(columns))
        else:
            parquet.write_table(grain.rows.select(columns), spare / f"{n:06d}.parquet")
    if not isinstance(rows, pa.Table):
        place = str(spare / "*.parquet").replace("'", "''")
        con.execute(f"create temp view arrived as select * from read_parquet('{place}')")
    arrived = _with_known_refunds(con, table)
    con.execute(
        f"create temp view fresh as select *, {month_of(table)} as {MONTH} from ({arrived})"
    )
    return (pa.concat_tables(gone) if gone else None), tuple(notes)


def _with_known_refunds(con: duckdb.DuckDBPyConnection, table: Table) -> str:
    """Arriving orders; a refund that this file does not know of stays as it was learnt before.

    Order exports of some platforms have no refund column, and an after-sale file fills it in:
    empty means not known, so importing the orders again must not take the refunds back.
    """
    unknown = "select 1 from arrived where refund_amount is null limit 1"
    if table.name != "orders" or not con.sql(unknown).fetchone():
        return "select * from arrived"
    keys = ", ".join(f'"{k}"' for k in table.key)
    stays = "a.refund_amount is null and h.refund_amount <= a.paid_amount"
    kept = ", ".join(
        f"case when {stays} then h.{c} else a.{c} end as {c}"
        for c in ("refund_amount", "refunded_at", "refund_reason")
    )
    return f"select a.* replace ({kept}) from arrived a left join held h using ({keys})"
