"""Fits item lines to the order rows beside them, so that no order is counted at both grains.

Lines stand for their order only where they add up to it; else the order's own row stays.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.ground.language import Text
from fupan.ground.words import count
from fupan.sources.merge import Part
from fupan.sources.refunds import with_refunds_of_orders


def order_rows(parts: list[Part]) -> pa.Table | None:
    """The order-level rows of an import, one per order; None where there are none."""
    found = [p.rows for p in parts if p.profile.is_order_level]
    return pa.concat_tables(found) if found else None


def fit_lines(con: duckdb.DuckDBPyConnection, parts: list[Part]) -> None:
    """Takes out order rows whose lines add up to them, and lines that do not."""
    lines = [p for p in parts if p.profile.partner]
    orders = order_rows(parts)
    if not lines or orders is None:
        return
    con.register("line_rows", pa.concat_tables([p.rows for p in lines]))
    con.register("order_rows", orders)
    told = con.execute("""
        with sums as (select order_id, sum(paid_amount) as paid from line_rows group by order_id)
        select order_id, bool_and(s.paid = o.paid_amount) as agree
        from sums s join order_rows o using (order_id) group by order_id order by order_id
    """).fetchall()
    _mark_lines(con, lines)
    for part in lines:
        part.rows = with_refunds_of_orders(con, part.rows, orders)
    agree = pa.array([order for order, same in told if same], pa.string())
    differ = pa.array([order for order, same in told if not same], pa.string())
    for part in parts:
        if part.profile.is_order_level:
            _leave_out(
                part,
                agree,
                Text(
                    "{n} 个订单的宝贝行合计与订单一致，改用宝贝行（不重复计算）",
                    "{n} orders are told by their item lines, which add up to them",
                ),
            )
        elif part.profile.partner:
            _leave_out(
                part,
                differ,
                Text(
                    "{n} 行宝贝的金额合计与订单实付不一致（多为邮费或改价），"
                    "这些订单保留订单行，没有商品",
                    "{n} item lines do not add up to their order (postage, a changed price): those "
                    "orders stay as order rows, without products",
                ),
            )


def _mark_lines(con: duckdb.DuckDBPyConnection, lines: list[Part]) -> None:
    """A gift or a brushed order by its order row is one in each of its lines."""
    marked = con.execute(
        "select order_id, bool_or(is_gift) as is_gift, bool_or(is_suspect) as is_suspect "
        "from order_rows where is_gift or is_suspect group by order_id"
    ).to_arrow_table()
    if not marked.num_rows:
        return
    con.register("marked", marked)
    for part in lines:
        con.register("own", part.rows)
        told = con.execute(
            "select coalesce(m.is_gift, o.is_gift) as is_gift, "
            "coalesce(m.is_suspect, o.is_suspect) as is_suspect "
            "from own o left join marked m using (order_id) order by o._source_row"
        ).to_arrow_table()
        part.rows = part.rows.sort_by("_source_row")
        for flag in told.column_names:
            part.rows = part.rows.set_column(part.rows.column_names.index(flag), flag, told[flag])


def _leave_out(part: Part, orders: pa.Array, says: Text) -> None:
    gone = pc.is_in(part.rows["order_id"], value_set=orders)
    n = pc.sum(gone).as_py() or 0
    if n:
        part.rows = part.rows.filter(pc.invert(gone))
        part.report.accepted -= n
        part.report.skipped += n
        part.report.notes.append(Text(says.zh.format(n=count(n)), says.en.format(n=count(n))))
