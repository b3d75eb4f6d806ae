"""Equal rows count once, contradicting rows are kept aside, and each is compared as it is."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from fupan.contract import TABLES
from fupan.ground.language import Text
from fupan.sources.profile import Profile
from fupan.sources.repeats import unique

ORDERS = TABLES["orders"]
PROFILE = Profile("p", Text("", ""), "orders", {}, {}, ())


def told(*orders: dict[str, object]) -> tuple[list[int], list[int], list[int]]:
    """The rows (from 1) that are kept, that are duplicates, and that are kept aside."""
    rows = pa.Table.from_pylist(
        [{"shop": "tea", "line_id": "1", **order} for order in orders], schema=ORDERS.schema
    ).append_column("_row", pa.array(range(1, len(orders) + 1), pa.int64()))
    found = unique(duckdb.connect(), rows, ORDERS, PROFILE)
    return found.table["_row"].to_pylist(), found.duplicate_rows, [r.row for r in found.rejected]


def test_of_equal_rows_the_first_stays() -> None:
    one, other = {"order_id": "A", "product_id": "P1"}, {"order_id": "B"}
    assert told(one, other, one, one) == ([1, 2], [3, 4], [])


def test_a_value_and_none_contradict_each_other() -> None:
    assert told({"order_id": "A", "product_id": "P1"}, {"order_id": "A"}) == ([], [], [1, 2])


def test_nothing_known_twice_is_the_same() -> None:
    assert told({"order_id": "A"}, {"order_id": "A"}) == ([1], [2], [])


def test_texts_that_the_engine_hashes_alike_contradict_each_other() -> None:
    """DuckDB's hash of these two numbers is the same; they are two products all the same."""
    one = {"order_id": "A", "product_id": "100000000000079190"}
    assert told(one, {**one, "product_id": "100000070000079690"}) == ([], [], [1, 2])


def test_one_contradiction_among_equal_rows_puts_all_aside() -> None:
    one, other = {"order_id": "A", "city": "杭州"}, {"order_id": "A", "city": "南京"}
    assert told(one, one, other, {"order_id": "B"}) == ([4], [], [1, 2, 3])
