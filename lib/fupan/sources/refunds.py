"""Carries an order's refund to its item lines, where the lines themselves tell of none."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.sources.spread import spread


def with_refunds_of_orders(
    con: duckdb.DuckDBPyConnection, lines: pa.Table, orders: pa.Table, *, over_zero: bool = False
) -> pa.Table:
    """Lines with the refund of their order spread by what was paid for each, to the cent.

    Only where no line of an order knows a refund; with `over_zero` also where they say 0.
    The lines keep all their columns; their order is that of `_source_row`.
    """
    con.register("refund_lines", lines)
    con.register("refund_orders", orders)
    least = "coalesce(sum(refund_amount), 0) = 0" if over_zero else "count(refund_amount) = 0"
    owed = con.execute(f"""
        with own as (
            select order_id, max(refund_amount) as r, max(refunded_at) as since,
                   max(refund_reason) as why
            from refund_orders where refund_amount > 0 group by order_id),
        open as (
            select order_id from refund_lines group by order_id
            having {least} and sum(paid_amount) > 0)
        select * from own semi join open using (order_id)""").to_arrow_table()
    if not owed.num_rows:
        return lines
    con.register("refund_owed", owed)
    hit = pc.is_in(lines["order_id"], value_set=owed["order_id"].combine_chunks())
    con.register("refund_open", lines.filter(hit))
    rest = ", ".join(f'"{n}"' for n in lines.column_names)
    # `spread` walks an order's lines by `_row`.
    filled = con.execute(f"""
        with l as (
            select t.*, o.r, o.since, o.why, row_number() over (order by line_id) as _row
            from refund_open t join refund_owed o using (order_id))
        select {rest} from (
            select * replace (
                {spread("r", "paid_amount")} as refund_amount,
                coalesce(refunded_at, since) as refunded_at,
                coalesce(refund_reason, why) as refund_reason) from l)""").to_arrow_table()
    return pa.concat_tables([lines.filter(pc.invert(hit)), filled.cast(lines.schema)])
