"""An import is one snapshot: whole, versioned, repeatable, and can be taken back."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from shops import write_orders

from fupan.ground.errors import DataInvalid, DataMissing, WrongUse
from fupan.store import open_shop
from fupan.store.entries import enter
from fupan.store.imports import import_files, undo


def paid(shop):
    return shop.orders.paid_amount.sum().execute()


def at(day):
    return lambda: datetime(2026, 11, day, 3, 0, tzinfo=UTC)


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


def test_files_become_tables_that_can_be_read(data, tmp_path):
    """40 orders of ¥10 are ¥400; ids keep all their digits."""
    import_files([write_orders(tmp_path / "orders.csv")], "mine", data=data)
    shop = open_shop("mine", data=data)
    assert shop.orders.count().execute() == 40
    assert paid(shop) == Decimal("400.00")
    assert shop.orders.order_id.min().execute() == "100000000000000001"


def test_importing_the_same_file_again_changes_nothing(data, tmp_path):
    path = write_orders(tmp_path / "orders.csv")
    import_files([path], "mine", data=data)
    again = import_files([path], "mine", data=data)
    assert again.import_id == ""
    assert again.written["orders"].unchanged == 40
    assert open_shop("mine", data=data).snapshot.number == 1


def test_the_last_import_wins_and_the_day_before_can_still_be_read(data, tmp_path):
    import_files([write_orders(tmp_path / "a" / "orders.csv")], "mine", data=data, now=at(2))
    import_files(
        [write_orders(tmp_path / "b" / "orders.csv", count=10, paid=12)],
        "mine",
        data=data,
        now=at(5),
    )
    assert paid(open_shop("mine", data=data)) == Decimal("420.00")
    assert paid(open_shop("mine", data=data, as_of="2026-11-04")) == Decimal("400.00")


def test_a_day_before_the_first_import_has_no_version(data, tmp_path):
    import_files([write_orders(tmp_path / "orders.csv")], "mine", data=data, now=at(2))
    with pytest.raises(DataMissing, match="2026-11-02"):
        open_shop("mine", data=data, as_of="2026-11-01")


def test_as_of_means_the_day_in_the_shops_own_time_zone(data, tmp_path):
    """17:00 UTC on 1 November is already 2 November in Shanghai."""
    import_files(
        [write_orders(tmp_path / "orders.csv")],
        "mine",
        data=data,
        now=lambda: datetime(2026, 11, 1, 17, 0, tzinfo=UTC),
    )
    with pytest.raises(DataMissing):
        open_shop("mine", data=data, as_of="2026-11-01")
    assert open_shop("mine", data=data, as_of="2026-11-02").snapshot.number == 1


def test_an_import_taken_back_leaves_the_later_ones_standing(data, tmp_path):
    import_files([write_orders(tmp_path / "a" / "orders.csv")], "mine", data=data)
    second = import_files(
        [write_orders(tmp_path / "b" / "orders.csv", count=10, paid=99)], "mine", data=data
    )
    import_files(
        [write_orders(tmp_path / "c" / "orders.csv", month="2026-10", first=500)], "mine", data=data
    )
    undo(second.import_id, "mine", data=data)
    assert paid(open_shop("mine", data=data)) == Decimal("800.00")
    with pytest.raises(WrongUse, match="撤销过"):
        undo(second.import_id, "mine", data=data)


def test_an_unknown_import_is_named_with_the_known_ones(data, tmp_path):
    done = import_files([write_orders(tmp_path / "orders.csv")], "mine", data=data)
    with pytest.raises(WrongUse, match=done.import_id):
        undo("0009-nothing", "mine", data=data)


def test_the_beginning_of_an_id_will_do_where_it_is_one_imports_alone(data, tmp_path):
    first = import_files([write_orders(tmp_path / "a" / "orders.csv")], "mine", data=data)
    second = import_files(
        [write_orders(tmp_path / "b" / "orders.csv", count=10, paid=99)], "mine", data=data
    )
    with pytest.raises(WrongUse, match=f"{first.import_id}.*{second.import_id}"):
        undo("000", "mine", data=data)
    assert undo("0002", "mine", data=data).undoes == second.import_id
    with pytest.raises(WrongUse, match="撤销过"):
        undo("0002", "mine", data=data)
    assert undo("000", "mine", data=data).undoes == first.import_id
    with pytest.raises(WrongUse, match="没有编号"):
        undo("", "mine", data=data)


def test_a_refused_import_leaves_no_shop_behind(data, tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    done = import_files([tmp_path / "empty.csv"], "mine", data=data)
    assert done.import_id == "" and done.prepared.files[0].outcome == "refused"
    assert not (data / "mine").exists()


def test_a_missing_path_is_an_error_and_leaves_no_shop_behind(data, tmp_path):
    with pytest.raises(DataMissing, match="nowhere"):
        import_files([tmp_path / "nowhere"], "mine", data=data)
    assert not (data / "mine").exists()


def test_a_shop_that_does_not_exist_is_named_with_those_that_do(data, tmp_path):
    import_files([write_orders(tmp_path / "orders.csv")], "mine", data=data)
    with pytest.raises(DataMissing, match="mine"):
        open_shop("mime", data=data)


@pytest.mark.parametrize("name", ["../x", "a/b", "店", "A' or '1'='1", ""])
def test_a_shops_name_is_never_a_path(data, name):
    with pytest.raises(WrongUse):
        open_shop(name, data=data)


def test_another_buyer_key_is_refused(data, tmp_path):
    """With another key the same buyers would look like strangers."""
    import_files([write_orders(tmp_path / "a" / "orders.csv")], "mine", data=data)
    (data / "mine" / "buyer.key").write_text("00" * 32, encoding="ascii")
    with pytest.raises(DataInvalid, match=r"buyer\.key"):
        import_files([write_orders(tmp_path / "b" / "orders.csv", paid=11)], "mine", data=data)


def test_an_entry_goes_into_the_log_and_is_a_version_of_its_own(data, tmp_path):
    import_files([write_orders(tmp_path / "orders.csv")], "mine", data=data)
    enter(
        "mine",
        "log",
        [
            {
                "shop": "mine",
                "date": "2026-09-03",
                "kind": "price",
                "subject": "p1",
                "note": "涨价 10%",
                "owner": None,
            }
        ],
        data=data,
    )
    shop = open_shop("mine", data=data)
    assert shop.log.note.execute().tolist() == ["涨价 10%"]
    assert shop.snapshot.number == 2


def test_an_entry_that_breaks_the_contract_is_refused(data, tmp_path):
    import_files([write_orders(tmp_path / "orders.csv")], "mine", data=data)
    with pytest.raises(DataInvalid, match="kind"):
        enter(
            "mine",
            "log",
            [{"shop": "mine", "date": "2026-09-03", "kind": "prise", "subject": "p1", "note": "x"}],
            data=data,
        )
