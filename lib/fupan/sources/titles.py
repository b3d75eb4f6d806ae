"""Products' titles from orders and traffic: what they are called, where the shop has not said it.

A title of the shop's own products table is never replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.contract import TABLES
from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.personal import masked
from fupan.sources.header import Header
from fupan.sources.profile import As, Profile, Read

PRODUCTS = TABLES["products"]
_READ = "product title"
_TABLES = ("orders", "product_traffic", "live_products")
_NAMES = (
    "商品标题",
    "宝贝标题",
    "商品名称",
    "宝贝名称",
    "选购商品",
    "标题",
    "商品",
    "货品标题",
    "Lineitem name",
    "Item name",
    "Title",
)


def with_title(profile: Profile, header: Header) -> Profile:
    """The profile that also reads the products' title, where the file has products and titles."""
    product = profile.fills.get("product_id", "null")
    if profile.exact or profile.amends or profile.table not in _TABLES:
        return profile
    names = [n for n in _NAMES if len(header.positions(n)) == 1]
    if not names or product in ("null", f"'{UNKNOWN_PRODUCT}'"):
        return profile
    return replace(profile, reads={**profile.reads, _READ: Read((names[0],), As.TEXT)})


def read_titles(
    con: duckdb.DuckDBPyConnection, profile: Profile, rows: pa.Table
) -> pa.Table | None:
    """One row per product of the rows just converted: its last title and where it stood."""
    if _READ not in profile.reads or not rows.num_rows:
        return None
    con.register("sound_rows", rows.select(["product_id", "_row"]))
    return con.execute(f"""
        with told as (
            select r.product_id as product, s."{_READ}" as title, _row
            from staged s join sound_rows r using (_row))
        select product as product_id, arg_max(title, _row) as title, max(_row) as _row from told
        where trim(title) <> '' and product not in ('{UNKNOWN_PRODUCT}', 'all')
        group by product order by product""").to_arrow_table()


def titled_products(
    shop: str,
    found: Sequence[pa.Table],
    told: pa.Table | None,
    held: Callable[[str], pa.Table | None] | None,
) -> pa.Table | None:
    """Products that nobody has named yet, each once, the last title winning; None for none."""
    if not found:
        return None
    every = pa.concat_tables(found)
    known = [told] if told is not None else []
    if held is not None and (before := held("products")) is not None:
        known.append(before)
    for table in known:
        named = table.filter(pc.invert(pc.equal(table["title"], "")))["product_id"]
        every = every.filter(pc.invert(pc.is_in(every["product_id"], named.combine_chunks())))
    latest = {row["product_id"]: row for row in every.to_pylist()}
    if not latest:
        return None
    rows = [
        {"shop": shop, **latest[p], "title": masked(latest[p]["title"])} for p in sorted(latest)
    ]
    extra = sorted((f for f in every.schema if f.name not in PRODUCTS.names), key=lambda f: f.name)
    return pa.Table.from_pylist(rows, schema=pa.schema([*PRODUCTS.schema, *extra]))
