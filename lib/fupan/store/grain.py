"""Keeps each order at one grain: its own row, or its item lines, and never both.

Order exports and item exports of the same orders may come in different imports. Lines stand for
their order only where they add up to it; else the order's own row stays. Within one import
`sources.fit` has seen to it already.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.language import Text
from fupan.ground.words import count
from fupan.sources.refunds import with_refunds_of_orders

# What an order export without products writes: one row per order, by condition.
OWN_ROW = f"product_id = '{UNKNOWN_PRODUCT}' and line_id = '1'"


@dataclass(frozen=True)
class Grain:
    """The rows that may come in, the held rows that must go (by key), and what to tell."""

    rows: pa.Table
    gone: pa.Table | None = None
    notes: tuple[Text, ...] = field(default=())


def at_one_grain(rows: pa.Table, held: str, con: duckdb.DuckDBPyConnection) -> Grain:
    """Fits arriving order rows or lines to what is held; `held` names a view of `con`."""
    own = pc.and_(pc.equal(rows["product_id"], UNKNOWN_PRODUCT), pc.equal(rows["line_id"], "1"))
    if not pc.any(own).as_py() and not _holds_own_rows(con, held):
        return Grain(rows)
    con.register(
        "grain_rows",
        rows.select(["shop", "order_id", "line_id", "product_id", "paid_amount", "refund_amount"]),
    )
    told = con.execute(f"""
        with arriving as ({_by_order("grain_rows")}), held as ({_by_order(held)})
        select a.order_id,
               a.has_lines and h.has_own and not h.has_lines and a.paid = h.paid,
               a.has_lines and h.has_own and not h.has_lines and a.paid <> h.paid,
               a.has_own and not a.has_lines and h.has_lines,
               a.has_own and h.has_lines and a.refund > 0 and h.refund = 0 and a.paid = h.paid
        from arriving a join held h using (shop, order_id) order by 1""").fetchall()
    split = [order for order, fits, *_ in told if fits]
    misfit = [order for order, _, differs, *_ in told if differs]
    known = [order for order, _, _, told_by_lines, _ in told if told_by_lines]
    refunded = [order for order, *_, has_refund in told if has_refund]
    left_out = pa.array([*misfit, *known], pa.string())
    kept = rows.filter(pc.invert(pc.is_in(rows["order_id"], value_set=left_out)))
    if split:
        kept = with_refunds_of_orders(con, kept, _held_of(con, held, split, OWN_ROW))
    if refunded:
        lines = _held_of(con, held, refunded, f"not ({OWN_ROW})").cast(rows.schema)
        lines = _as_arrived(lines, rows)
        kept = pa.concat_tables([kept, with_refunds_of_orders(con, lines, rows, over_zero=True)])
    return Grain(
        kept,
        _own_keys(con, held, split) if split else None,
        tuple(_notes(len(split), len(misfit), len(known))),
    )


def _by_order(rows: str) -> str:
    return f"""
        select shop, order_id, sum(paid_amount) as paid,
               coalesce(sum(refund_amount), 0) as refund, bool_or({OWN_ROW}) as has_own,
               bool_or(not ({OWN_ROW})) as has_lines
        from {rows} group by shop, order_id"""


def _holds_own_rows(con: duckdb.DuckDBPyConnection, held: str) -> bool:
    return bool(
        con.execute(
            f"select count(*) from (select 1 from {held} where {OWN_ROW} limit 1)"
        ).fetchone()[0]
    )


def _held_of(con: duckdb.DuckDBPyConnection, held: str, orders: list[str], which: str) -> pa.Table:
    """The rows held of some orders, by condition, without the column of their month."""
    con.register("grain_asked", pa.table({"order_id": pa.array(orders, pa.string())}))
    return con.execute(
        f"select * exclude (_month) from {held} where {which} "
        "and order_id in (select order_id from grain_asked)"
    ).to_arrow_table()


def _as_arrived(lines: pa.Table, rows: pa.Table) -> pa.Table:
    """Held lines under the import that arrives, which is what changes them."""
    at = lines.column_names.index("_import")
    stamp = pa.repeat(rows["_import"][0], lines.num_rows)
    return lines.set_column(at, lines.schema.field("_import"), stamp)


def _own_keys(con: duckdb.DuckDBPyConnection, held: str, orders: list[str]) -> pa.Table:
    con.register("grain_split", pa.table({"order_id": pa.array(orders, pa.string())}))
    return con.execute(
        f"select shop, order_id, line_id from {held} where {OWN_ROW} "
        "and order_id in (select order_id from grain_split)"
    ).to_arrow_table()


def _notes(split: int, misfit: int, known: int) -> list[Text]:
    notes = []
    if split:
        notes.append(
            Text(
                zh=f"{count(split)} 个已导入的订单改用这次的宝贝行（金额一致，不重复计算）",
                en=f"{count(split)} orders held are now told by these item lines, which add up to "
                "them",
            )
        )
    if misfit:
        notes.append(
            Text(
                zh=f"{count(misfit)} 个订单的宝贝行合计与已导入的订单实付不一致，"
                "保留订单行，没有收宝贝行",
                en=f"the item lines of {count(misfit)} orders do not add up to the orders held; "
                "the order rows stay and these lines are left out",
            )
        )
    if known:
        notes.append(
            Text(
                zh=f"{count(known)} 个订单已有宝贝行，没有再收订单行",
                en=f"{count(known)} orders are told by item lines already; "
                "their order rows are left out",
            )
        )
    return notes
