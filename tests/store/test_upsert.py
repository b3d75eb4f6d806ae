"""Rows go in by key; the last import wins, months untouched stay untouched."""

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from fupan.contract import TABLES
from fupan.store import room
from fupan.store.delta import HIDDEN, file_list
from fupan.store.shop import conform
from fupan.store.taking_back import take_back
from fupan.store.upsert import upsert


def order(order_id, day, paid, **more):
    return {
        "order_id": order_id,
        "line_id": "1",
        "platform": "tmall",
        "ordered_at": f"{day} 10:00:00",
        "paid_at": f"{day} 10:01:00",
        "status": "paid",
        "product_id": "p1",
        "quantity": 1,
        "paid_amount": paid,
        **more,
    }


def arrived(table, records, import_id="0001"):
    rows = conform(TABLES[table], pd.DataFrame(records))
    for field in HIDDEN:
        value = import_id if pa.types.is_string(field.type) else 1
        rows = rows.append_column(field.name, pa.array([value] * rows.num_rows, field.type))
    return rows


def held(folder, table, version):
    files = file_list(folder, version)
    names = ", ".join(TABLES[table].names)
    return duckdb.sql(f"select {names} from read_parquet({files}) order by all").df()


ORDERS = TABLES["orders"]


def test_a_first_import_inserts_everything(tmp_path):
    written = upsert(
        tmp_path / "orders",
        ORDERS,
        arrived("orders", [order("1", "2026-09-30", 10), order("2", "2026-10-01", 20)]),
        None,
    )
    assert (written.inserted, written.replaced, written.unchanged) == (2, 0, 0)


def test_the_same_rows_again_change_nothing_and_make_no_version(tmp_path):
    rows = arrived("orders", [order("1", "2026-09-30", 10), order("2", "2026-10-01", 20)])
    first = upsert(tmp_path / "orders", ORDERS, rows, None)
    again = upsert(tmp_path / "orders", ORDERS, rows, first.version)
    assert (again.inserted, again.replaced, again.unchanged) == (0, 0, 2)
    assert again.version == first.version


def test_a_row_with_a_known_key_replaces_the_earlier_one(tmp_path):
    folder = tmp_path / "orders"
    first = upsert(
        folder,
        ORDERS,
        arrived("orders", [order("1", "2026-10-01", 10), order("2", "2026-10-02", 20)]),
        None,
    )
    second = upsert(
        folder,
        ORDERS,
        arrived(
            "orders",
            [order("2", "2026-10-02", 20, refund_amount=5), order("3", "2026-10-03", 30)],
            "0002",
        ),
        first.version,
    )
    assert (second.inserted, second.replaced, second.unchanged) == (1, 1, 0)
    rows = held(folder, "orders", second.version)
    assert list(rows["order_id"]) == ["1", "2", "3"]
    assert rows["paid_amount"].astype(float).sum() == 60
    assert float(rows["refund_amount"].iloc[1]) == 5


def test_an_order_that_moves_to_another_month_is_held_once(tmp_path):
    """A corrected order time takes the row out of the old month's partition."""
    folder = tmp_path / "orders"
    first = upsert(folder, ORDERS, arrived("orders", [order("1", "2026-09-30", 10)]), None)
    second = upsert(
        folder, ORDERS, arrived("orders", [order("1", "2026-10-01", 10)], "0002"), first.version
    )
    rows = held(folder, "orders", second.version)
    assert len(rows) == 1 and rows["ordered_at"].iloc[0].month == 10


def test_files_of_untouched_months_are_not_written_again(tmp_path):
    folder = tmp_path / "orders"
    first = upsert(
        folder,
        ORDERS,
        arrived("orders", [order("1", "2026-09-30", 10), order("2", "2026-10-01", 20)]),
        None,
    )
    september = [f for f in file_list(folder, first.version) if "2026-09" in f]
    second = upsert(
        folder, ORDERS, arrived("orders", [order("3", "2026-10-05", 30)], "0002"), first.version
    )
    assert september == [f for f in file_list(folder, second.version) if "2026-09" in f]


def test_what_an_unfinished_import_left_is_dropped(tmp_path):
    """The import that wrote version 1 was killed before its snapshot: its row must not stay."""
    folder = tmp_path / "orders"
    first = upsert(folder, ORDERS, arrived("orders", [order("1", "2026-10-01", 10)]), None)
    upsert(folder, ORDERS, arrived("orders", [order("9", "2026-10-09", 90)], "0002"), first.version)
    third = upsert(
        folder, ORDERS, arrived("orders", [order("2", "2026-10-02", 20)], "0003"), first.version
    )
    assert list(held(folder, "orders", third.version)["order_id"]) == ["1", "2"]


def test_a_table_without_key_replaces_whole_days(tmp_path):
    """The clickstream has no key: a file of 1 October replaces 1 October and leaves the 2nd."""

    def click(at):
        return {
            "shop": "s",
            "event_at": at,
            "user_id": "u",
            "session_id": "s1",
            "channel": "search",
            "event": "view",
        }

    folder, events = tmp_path / "events", TABLES["events"]
    first = upsert(
        folder,
        events,
        arrived(
            "events",
            [
                click("2026-10-01 09:00:00"),
                click("2026-10-01 09:00:00"),
                click("2026-10-02 09:00:00"),
            ],
        ),
        None,
    )
    again = upsert(
        folder,
        events,
        arrived("events", [click("2026-10-01 09:00:00"), click("2026-10-01 09:00:00")], "0002"),
        first.version,
    )
    assert again.version == first.version
    second = upsert(
        folder, events, arrived("events", [click("2026-10-01 10:00:00")], "0003"), first.version
    )
    hours = [t.hour for t in held(folder, "events", second.version)["event_at"]]
    assert hours == [10, 9]


@pytest.mark.parametrize("undone_first", [False, True])
def test_taking_an_import_back_returns_what_it_replaced(tmp_path, undone_first):
    """1 → 10, then 20, then 30 by three imports. Taking the third back gives 20 again; if the
    second was taken back before (its row no longer stands), the first's 10 returns."""
    folder = tmp_path / "orders"
    one = upsert(folder, ORDERS, arrived("orders", [order("1", "2026-10-01", 10)], "A"), None)
    two = upsert(
        folder, ORDERS, arrived("orders", [order("1", "2026-10-01", 20)], "B"), one.version
    )
    three = upsert(
        folder,
        ORDERS,
        arrived("orders", [order("1", "2026-10-01", 30), order("2", "2026-10-01", 5)], "C"),
        two.version,
    )
    head, chain = three.version, [("C", two.version)]
    if undone_first:
        head = take_back(folder, ORDERS, head, "B", [("B", one.version)])
        chain.append(("B", one.version))
    head = take_back(folder, ORDERS, head, "C", chain)
    rows = held(folder, "orders", head)
    assert list(rows["order_id"]) == ["1"]
    assert float(rows["paid_amount"].iloc[0]) == (10 if undone_first else 20)


def lines_of(order_id, *paid):
    return [
        order(order_id, "2026-10-02", p, line_id=f"{order_id}-{n}", product_id=f"p{n}")
        for n, p in enumerate(paid)
    ]


def own_row(order_id, paid):
    return order(order_id, "2026-10-02", paid, product_id="unknown")


def paid_by_line(folder, version):
    rows = held(folder, "orders", version)
    return {(r.order_id, r.line_id): float(r.paid_amount) for r in rows.itertuples()}


def test_item_lines_that_come_later_stand_for_their_order(tmp_path):
    """Order A of 30 is told by lines of 10 and 20, order B has none: 30 + 7, and not 67."""
    folder = tmp_path / "orders"
    first = upsert(folder, ORDERS, arrived("orders", [own_row("A", 30), own_row("B", 7)]), None)
    second = upsert(folder, ORDERS, arrived("orders", lines_of("A", 10, 20), "0002"), first.version)
    assert paid_by_line(folder, second.version) == {
        ("A", "A-0"): 10,
        ("A", "A-1"): 20,
        ("B", "1"): 7,
    }
    assert "1 个已导入的订单" in second.notes[0].zh


def test_item_lines_that_do_not_add_up_are_left_out_and_told(tmp_path):
    folder = tmp_path / "orders"
    first = upsert(folder, ORDERS, arrived("orders", [own_row("A", 30)]), None)
    second = upsert(folder, ORDERS, arrived("orders", lines_of("A", 10, 15), "0002"), first.version)
    assert paid_by_line(folder, second.version) == {("A", "1"): 30}
    assert "不一致" in second.notes[0].zh


def test_an_order_row_that_comes_after_its_lines_is_not_counted_again(tmp_path):
    folder = tmp_path / "orders"
    first = upsert(folder, ORDERS, arrived("orders", lines_of("A", 10, 20)), None)
    second = upsert(
        folder,
        ORDERS,
        arrived("orders", [own_row("A", 30), own_row("B", 7)], "0002"),
        first.version,
    )
    assert paid_by_line(folder, second.version) == {
        ("A", "A-0"): 10,
        ("A", "A-1"): 20,
        ("B", "1"): 7,
    }


def test_taking_item_lines_back_returns_the_orders_own_row(tmp_path):
    folder = tmp_path / "orders"
    first = upsert(folder, ORDERS, arrived("orders", [own_row("A", 30)], "A1"), None)
    second = upsert(folder, ORDERS, arrived("orders", lines_of("A", 10, 20), "A2"), first.version)
    head = take_back(folder, ORDERS, second.version, "A2", [("A2", first.version)])
    assert paid_by_line(folder, head) == {("A", "1"): 30}


def test_orders_imported_again_without_refunds_keep_the_refunds_learnt_since(tmp_path):
    """The order file knows no refunds; an after-sale file said 4 of 10 for the first order."""
    folder = tmp_path / "orders"
    plain = [order("1", "2026-10-01", 10), order("2", "2026-10-02", 20)]
    first = upsert(folder, ORDERS, arrived("orders", plain), None)
    known = [order("1", "2026-10-01", 10, refund_amount=4, refund_reason="七天无理由")]
    second = upsert(folder, ORDERS, arrived("orders", known, "0002"), first.version)
    again = upsert(folder, ORDERS, arrived("orders", plain, "0003"), second.version)
    assert (again.replaced, again.unchanged) == (0, 2)
    rows = held(folder, "orders", again.version)
    assert float(rows["refund_amount"].iloc[0]) == 4
    zero = upsert(
        folder,
        ORDERS,
        arrived("orders", [order("1", "2026-10-01", 10, refund_amount=0)], "0004"),
        again.version,
    )
    assert float(held(folder, "orders", zero.version)["refund_amount"].iloc[0]) == 0


def refunds_by_line(folder, version):
    rows = held(folder, "orders", version)
    return {
        r.line_id: None if pd.isna(r.refund_amount) else float(r.refund_amount)
        for r in rows.itertuples()
    }


def test_the_refund_of_an_order_goes_over_to_the_lines_that_replace_it(tmp_path):
    """30 paid, 10 back: lines of 10 and 20 that know no refund carry 3.33 and 6.67."""
    folder = tmp_path / "orders"
    own = {**own_row("A", 30), "refund_amount": 10, "refund_reason": "七天无理由"}
    first = upsert(folder, ORDERS, arrived("orders", [own]), None)
    second = upsert(folder, ORDERS, arrived("orders", lines_of("A", 10, 20), "0002"), first.version)
    assert refunds_by_line(folder, second.version) == {"A-0": 3.33, "A-1": 6.67}
    assert set(held(folder, "orders", second.version).refund_reason) == {"七天无理由"}


def test_a_refund_that_an_order_file_tells_later_reaches_the_lines_held(tmp_path):
    folder = tmp_path / "orders"
    first = upsert(folder, ORDERS, arrived("orders", lines_of("A", 10, 20), "A1"), None)
    own = {**own_row("A", 30), "refund_amount": 30}
    second = upsert(folder, ORDERS, arrived("orders", [own], "A2"), first.version)
    assert refunds_by_line(folder, second.version) == {"A-0": 10, "A-1": 20}
    again = upsert(folder, ORDERS, arrived("orders", [own], "A3"), second.version)
    assert (again.inserted, again.replaced) == (0, 0)
    head = take_back(folder, ORDERS, second.version, "A2", [("A2", first.version)])
    assert refunds_by_line(folder, head) == {"A-0": None, "A-1": None}


def several(import_id, *orders):
    return arrived("orders", list(orders), import_id)


def test_rows_that_arrive_in_parts_end_as_the_same_rows_at_once(tmp_path):
    before = several(
        "A",
        order("1", "2026-09-01", 10, refund_amount=4, refund_reason="尺码"),
        order("2", "2026-09-30", 20),
        order("3", "2026-08-31", 30),
    )
    parts = [
        several("B", order("1", "2026-09-01", 11), order("4", "2026-10-01", 40)),
        several("B", order("2", "2026-10-02", 20), order("3", "2026-08-31", 30)),
    ]
    told = {}
    for name, rows in {"parts": iter(parts), "whole": pa.concat_tables(parts)}.items():
        folder = tmp_path / name / "orders"
        first = upsert(folder, ORDERS, before, None)
        done = upsert(folder, ORDERS, rows, first.version)
        assert (done.inserted, done.replaced, done.unchanged) == (1, 2, 1)
        told[name] = held(folder, "orders", done.version)
    pd.testing.assert_frame_equal(told["parts"], told["whole"])
    assert list(told["parts"].refund_amount.fillna(0)) == [4, 0, 0, 0]  # it stays as it was learnt


def test_taking_an_import_back_writes_only_the_months_that_it_touched(tmp_path):
    folder = tmp_path / "orders"
    first = upsert(
        folder, ORDERS, several("A", order("1", "2026-08-01", 1), order("2", "2026-09-01", 2)), None
    )
    second = upsert(folder, ORDERS, several("B", order("2", "2026-10-01", 5)), first.version)
    head = take_back(folder, ORDERS, second.version, "B", [("B", first.version)])

    def of_august(version):
        return [f for f in file_list(folder, version) if "2026-08" in f]

    assert of_august(head) == of_august(first.version)
    pd.testing.assert_frame_equal(
        held(folder, "orders", head), held(folder, "orders", first.version)
    )


def test_the_room_that_a_killed_importer_left_is_swept_and_none_is_left(tmp_path):
    (tmp_path / ".room-killed").mkdir()
    (tmp_path / ".room-killed" / "000000.parquet").write_bytes(b"half")
    first = upsert(tmp_path / "orders", ORDERS, several("A", order("1", "2026-08-01", 1)), None)
    upsert(tmp_path / "orders", ORDERS, several("B", order("1", "2026-08-01", 2)), first.version)
    assert [p.name for p in tmp_path.iterdir()] == ["orders"]


def test_what_does_not_fit_into_memory_is_spilled_and_comes_out_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "_MEMORY", "128MB")
    count = 200_000
    numbers = pa.array(range(count))
    one = several("A", order("0", "2026-08-01", 1, buyer_id="b" * 200))
    many = one.take(pa.array([0] * count)).set_column(
        one.column_names.index("order_id"), "order_id", numbers.cast(pa.string())
    )
    first = upsert(tmp_path / "orders", ORDERS, many, None)
    at = many.column_names.index("paid_amount")
    changed = many.set_column(at, "paid_amount", pc.add(many["paid_amount"], one["paid_amount"][0]))
    changed = changed.cast(many.schema)
    parts = (changed.slice(n, 20_000) for n in range(0, count, 20_000))
    done = upsert(tmp_path / "orders", ORDERS, parts, first.version)
    assert done.replaced == count
    files = file_list(tmp_path / "orders", done.version)
    told = duckdb.sql(f"select count(*), sum(paid_amount) from read_parquet({files})").fetchone()
    assert told == (count, 2 * count)
