"""Joins refunds and settlements with the order lines that they belong to.

A row names a line, or an order that has one line only; what names neither is told and left out.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pyarrow as pa

from fupan.contract import TABLES
from fupan.ground.language import Text
from fupan.sources.merge import Part
from fupan.sources.profile import Case

ORDERS = TABLES["orders"]
_TOLD = ("refund_amount", "refunded_at", "refund_reason")

AS_THE_ORDER: dict[str, str] = {
    name: f"o_{name}" for name in ORDERS.names if name not in ("shop", *_TOLD)
}
"""What an amending row leaves as the order's line has it (reads named `o_…`)."""

NO_ORDER = Case(
    "o_order_id is null",
    Text(
        "跳过 {n} 行：找不到对应的订单行（订单没有导入，或一单多行而文件只写了订单号）",
        "{n} rows skipped: their order line is not held (its order was not imported, or has "
        "several lines and the file names the order alone)",
    ),
)


def held_lines(parts: list[Part], held: Callable[[str], pa.Table | None] | None) -> pa.Table | None:
    """The order lines of this import, then those that the shop holds already."""
    found = [p.rows.select(ORDERS.names) for p in parts if p.profile.table == "orders"]
    if held is not None and (before := held("orders")) is not None:
        found.append(before.select(ORDERS.names).cast(ORDERS.schema))
    return pa.concat_tables(found) if found else None


def beside_lines(con: duckdb.DuckDBPyConnection, rows: pa.Table, lines: pa.Table) -> pa.Table:
    """One row per row, with the columns of its order line as `o_…`; `ref` names the line."""
    con.register("told", rows)
    con.register("held", lines)
    taken = ", ".join(f'l."{n}" as "o_{n}"' for n in ORDERS.names)
    # Every reference stands for one line at most, so that no row multiplies.
    return con.execute(f"""
        with numbered as (select *, row_number() over () as _nth from held),
        lines as (
            select * from numbered
            qualify row_number() over (partition by order_id, line_id order by _nth) = 1),
        named as (
            select *, line_id as _ref from lines where length(line_id) > 4
            union all
            select *, order_id as _ref from lines
            qualify count(*) over (partition by order_id) = 1),
        single as (
            select * from named
            qualify min(order_id) over (partition by _ref) = max(order_id) over (partition by _ref)
            and row_number() over (partition by _ref order by _nth) = 1)
        select told.*, {taken} from told left join single l on told.ref = l._ref
        order by told._row""").to_arrow_table()
