"""In a report's kernel the database reaches the shop's own files and nothing else."""

import duckdb
import pytest
from shops import write_orders

from fupan.store import open_shop
from fupan.store.imports import import_files

ESCAPES = [
    "select * from read_csv('{outside}')",
    "select * from read_text('{data}/mine/buyer.key')",
    "select * from read_text('{data}/mine/store/orders/../../../../outside.csv')",
    "select * from glob('/etc/*')",
    "copy (select 1) to '{data}/stolen.csv'",
    "attach '{data}/new.db'",
    "export database '{data}/all'",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set allowed_directories = ['/']",
    "reset lock_configuration",
    "select * from local_table",
]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    place = tmp_path_factory.mktemp("lock")
    import_files([write_orders(place / "files" / "orders.csv")], "mine", data=place / "data")
    (place / "outside.csv").write_text("secret\n1\n", encoding="utf-8")
    return place


@pytest.fixture
def shop(place, monkeypatch):
    monkeypatch.setenv("FUPAN_LOCKED", "1")
    return open_shop("mine", place / "data")


def test_a_locked_shop_reads_its_own_tables(shop):
    assert shop.orders.count().to_pyarrow().as_py() == 40


@pytest.mark.parametrize("escape", ESCAPES)
def test_every_way_out_is_shut(shop, place, escape):
    local_table = shop.orders.limit(1).to_pyarrow()  # a variable that SQL could name
    asked = escape.format(outside=place / "outside.csv", data=place / "data")
    with pytest.raises(duckdb.Error):
        shop.connection.con.execute(asked).fetchall()
    assert local_table.num_rows == 1
    assert not list((place / "data").glob("stolen*"))


def test_outside_a_report_the_database_is_open_for_exploring(place, monkeypatch):
    monkeypatch.delenv("FUPAN_LOCKED", raising=False)
    shop = open_shop("mine", place / "data")
    asked = f"select count(*) from read_csv('{place / 'outside.csv'}')"
    assert shop.connection.con.execute(asked).fetchall() == [(1,)]
