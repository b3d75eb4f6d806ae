"""The contract: every breach is found, counted and named, and a near name is suggested."""

from pathlib import Path

import pyarrow as pa
import pytest

from fupan.contract import TABLES, breaches, demand, find_table
from fupan.contract.handbook import handbook
from fupan.ground.errors import DataInvalid, WrongUse

DOCS = Path(__file__).parents[2] / "docs"
NAMES = """orders traffic product_traffic events ads lives live_products inventory purchases service
reviews products skus campaigns campaign_products campaign_buyers prices targets costs log actions
calendar"""


def products(**columns):
    given = {"shop": ["s", "s"], "product_id": ["1", "2"], "title": ["茶杯", "茶壶"], **columns}
    return pa.table(given)


def test_all_tables_are_there():
    assert list(TABLES) == NAMES.split()


def test_a_table_that_keeps_the_contract_has_no_breach():
    assert breaches(TABLES["products"], products(list_price=[1, 2])) == []


def test_every_breach_is_found_at_once_and_counted():
    bad = products(list_price=[-1, -2], role=["profit", "hero"], titel=["a", "b"])
    bad = bad.set_column(1, "product_id", [["1", "1"]])
    found = {b.rule: b for b in breaches(TABLES["products"], bad)}
    assert set(found) == {"column_known", "list_price_at_least_0", "role_known", "key_unique"}
    assert found["list_price_at_least_0"].rows == 2 and found["role_known"].rows == 1
    assert (
        found["column_known"].text.en == "table products has no column 'titel'; did you mean title?"
    )
    assert found["role_known"].text.zh.endswith("2 行中有 1 行")


def test_a_missing_required_column_is_a_breach():
    with pytest.raises(DataInvalid, match="title"):
        demand(TABLES["products"], pa.table({"shop": ["s"], "product_id": ["1"]}))


def test_an_empty_required_value_is_a_breach():
    assert [b.rule for b in breaches(TABLES["products"], products(title=[" ", None]))] == [
        "title_given"
    ]


def test_a_refund_above_the_payment_is_a_breach():
    order = {
        "shop": "s",
        "order_id": "1",
        "line_id": "1",
        "platform": "tmall",
        "ordered_at": None,
        "status": "paid",
        "product_id": "p",
        "quantity": 1,
        "paid_amount": 10.0,
        "refund_amount": 10.01,
    }
    rules = [b.rule for b in breaches(TABLES["orders"], pa.Table.from_pylist([order]))]
    assert rules == ["ordered_at_given", "refund_within_paid"]


def test_a_wrong_column_name_brings_the_nearest():
    with pytest.raises(WrongUse, match="paid_amount"):
        TABLES["orders"].column("paid_amout")


def test_a_wrong_table_name_brings_the_nearest():
    with pytest.raises(WrongUse, match="orders"):
        find_table("order")


def test_money_and_ids_keep_every_digit():
    schema = TABLES["orders"].schema
    assert schema.field("order_id").type == pa.string()
    assert schema.field("paid_amount").type == pa.decimal128(18, 2)


@pytest.mark.parametrize("name", list(TABLES))
def test_every_table_says_its_grain_and_every_column_its_meaning(name):
    table = TABLES[name]
    assert table.grain.en.startswith("One row per") and table.grain.zh.startswith("每行")
    assert all(c.meaning.zh and c.meaning.en for c in table.columns)


def test_the_page_of_the_tables_is_up_to_date():
    assert (DOCS / "tables.md").read_text(encoding="utf-8") == handbook()
