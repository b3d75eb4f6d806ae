"""A mapping is drafted from names and values, and asks where they do not settle it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from fupan.sources import prepare
from fupan.sources.drafting import draft_mapping
from fupan.sources.reading import pieces

KEY = b"k" * 32


def _write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


ORDERS = (
    "交易编号,客户邮箱,货号,件数,到手价,成交金额,下单日期,交易状态,付款时间",
    "A1001,ann@x.com,K-1,2,10.00,20.00,2026-06-01 10:00:00,交易成功,2026-06-01 10:01:00",
    "A1002,bob@x.com,K-2,1,15.50,15.50,2026-06-02 11:00:00,交易成功,2026-06-02 11:01:00",
)


def test_a_draft_imports_the_file_that_it_was_made_from(tmp_path: Path) -> None:
    file = _write(tmp_path / "odd.csv", *ORDERS)
    draft = draft_mapping(file)
    assert (draft.table, draft.is_complete) == ("orders", True)
    mapping = tmp_path / "odd.toml"
    mapping.write_text(draft.toml, encoding="utf-8")
    rows = prepare([file], shop="t", key=KEY, profile=mapping).tables["orders"].to_pylist()
    assert [(o["order_id"], o["product_id"], o["quantity"], o["paid_amount"]) for o in rows] == [
        ("A1001", "K-1", 2, Decimal("20.00")),
        ("A1002", "K-2", 1, Decimal("15.50")),
    ]
    assert all(o["status"] == "completed" and len(o["buyer_id"]) == 20 for o in rows)


def test_an_unknown_state_is_asked_for(tmp_path: Path) -> None:
    file = _write(tmp_path / "odd.csv", ORDERS[0], ORDERS[1].replace("交易成功", "妥了"))
    draft = draft_mapping(file)
    assert not draft.is_complete
    assert "妥了" in draft.open_questions[0].zh


def test_a_state_far_down_the_file_is_asked_for_with_its_rows(tmp_path: Path) -> None:
    """3,000 rows, of which the last three say 妥了 and one names a phone number."""
    rows = [ORDERS[1].replace("A1001", f"A{n}") for n in range(2_996)]
    odd = [ORDERS[1].replace("交易成功", "妥了")] * 3 + [
        ORDERS[1].replace("交易成功", "13800001111")
    ]
    draft = draft_mapping(_write(tmp_path / "odd.csv", ORDERS[0], *rows, *odd))
    (question,) = draft.open_questions
    assert "妥了 × 3，另有 1 种共 1 行" in question.zh
    assert '"妥了" = "???"' in draft.toml
    assert "13800001111" not in draft.toml + question.zh + question.en


def test_the_words_of_a_long_file_are_gathered_over_its_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "LONG", 1_000)
    monkeypatch.setattr(pieces, "PIECE", 4_000)
    rows = [ORDERS[1].replace("A1001", f"A{n}") for n in range(300)]
    odd = ORDERS[1].replace("交易成功", "妥了")
    draft = draft_mapping(_write(tmp_path / "odd.csv", ORDERS[0], *rows, odd, *rows, odd))
    assert "妥了 × 2" in draft.open_questions[0].zh


def test_a_date_that_may_be_read_two_ways_is_asked_for(tmp_path: Path) -> None:
    """05/06/2026 is ambiguous; 25/06/2026 is a day before a month."""
    header = "date,channel,visitors,pageviews"
    both = draft_mapping(_write(tmp_path / "a.csv", header, "05/06/2026,搜索,10,20"))
    assert "05/06/2026" in both.open_questions[0].zh
    sure = draft_mapping(_write(tmp_path / "b.csv", header, "25/06/2026,搜索,10,20"))
    assert (sure.table, sure.is_complete) == ("traffic", True)
    assert '"%d/%m/%Y"' in sure.toml


def test_a_required_column_without_a_match_names_those_that_could_be_it(tmp_path: Path) -> None:
    lines = [line.replace("下单日期", "某时刻") for line in ORDERS]
    draft = draft_mapping(_write(tmp_path / "odd.csv", *lines))
    (question,) = draft.open_questions
    assert "ordered_at" in question.zh and "某时刻" in question.zh


def test_names_of_people_never_become_titles_and_spaces_do_not_matter(tmp_path: Path) -> None:
    """产品 ID is 产品ID; 客户名称 is nobody's title; the table that uses most columns is chosen."""
    header = "行 ID,订单 ID,订单日期,客户 ID,客户名称,省/自治区,产品 ID,产品名称,销售额,数量"
    row = "1,US-1,2017-04-27,曾惠-14485,曾惠,浙江,办公-用品-1,剪刀,129.69,2"
    draft = draft_mapping(_write(tmp_path / "s.csv", header, row))
    assert draft.table == "orders"
    for line in ('order_id = "订单 ID"', 'product_id = "产品 ID"', 'buyer_id = "客户 ID"',
                 'paid_amount = "销售额"', 'quantity = "数量"'):  # fmt: skip
        assert line in draft.toml
    (question,) = draft.open_questions
    assert question.zh.startswith("status")
    products = draft_mapping(tmp_path / "s.csv", "products")
    assert 'title = "产品名称"' in products.toml
    lone = draft_mapping(_write(tmp_path / "n.csv", "产品 ID,客户名称", "p1,曾惠"), "products")
    assert 'title = "客户名称"' not in lone.toml


def test_lines_with_a_price_per_piece_are_orders_of_price_times_pieces(tmp_path: Path) -> None:
    """2 × 6.95 is 13.90."""
    header = "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country"
    file = _write(tmp_path / "r.csv", header,
                  "489434,85048,LIGHTS,2,2009-12-01 07:45:00,6.95,13085,UK")  # fmt: skip
    draft = draft_mapping(file)
    assert draft.table == "orders" and len(draft.open_questions) == 1
    mapping = tmp_path / "r.toml"
    settled = draft.toml.replace('# ??? status = ""', 'status = { value = "completed" }')
    mapping.write_text(settled, encoding="utf-8")
    (row,) = prepare([file], shop="t", key=KEY, profile=mapping).tables["orders"].to_pylist()
    assert (row["order_id"], row["product_id"]) == ("489434", "85048")
    assert (row["quantity"], row["paid_amount"]) == (2, Decimal("13.90"))


def test_spent_is_cost_and_days_may_come_first_with_dashes(tmp_path: Path) -> None:
    header = "Date,fb_campaign_id,Impressions,Clicks,Spent,Total_Conversion"
    draft = draft_mapping(_write(tmp_path / "k.csv", header, "31-08-2023,103916,7350,1,1.42,2"))
    assert draft.table == "ads"
    assert 'date = { from = "Date", formats = ["%d-%m-%Y"] }' in draft.toml
    assert 'cost = "Spent"' in draft.toml
    (question,) = draft.open_questions
    assert 'tool = { value = "…" }' in question.zh


def test_of_a_whole_address_the_province_alone_is_kept(tmp_path: Path) -> None:
    header = ORDERS[0] + ",收货地址"
    file = _write(tmp_path / "a.csv", header, ORDERS[1] + ",浙江省 杭州市 西湖区 文三路 9 号")
    mapping = tmp_path / "a.toml"
    mapping.write_text(draft_mapping(file).toml, encoding="utf-8")
    (row,) = prepare([file], shop="t", key=KEY, profile=mapping).tables["orders"].to_pylist()
    assert row["province"] == "浙江" and "文三路" not in str(row)


def test_a_file_like_no_table_says_so(tmp_path: Path) -> None:
    draft = draft_mapping(_write(tmp_path / "x.csv", "DFU,Opening,Cover", "a,b,c"))
    assert "--table" in draft.open_questions[0].zh


UNDATED = (
    "交易编号,货号,件数,成交金额,下单日期,发货日期,交易状态",
    "A1001,K-1,2,20.00,2026-06-01 10:00:00,2026-06-03 10:00:00,交易成功",
    "A1002,K-2,1,15.50,2026-06-02 11:00:00,2026-06-04 11:00:00,交易成功",
)


def test_an_orders_only_date_is_its_payment_too_and_the_draft_says_so(tmp_path: Path) -> None:
    """A day of dispatch is no other candidate."""
    draft = draft_mapping(_write(tmp_path / "odd.csv", *UNDATED))
    assert draft.is_complete
    assert 'paid_at = "下单日期"' in draft.toml.splitlines()
    assert "# 假设：没有别的付款日期，下单日期 也当作付款时间" in draft.toml


def test_among_unpaid_orders_the_time_of_payment_is_asked_for(tmp_path: Path) -> None:
    lines = (*UNDATED[:2], UNDATED[2].replace("交易成功", "等待买家付款"))
    (question,) = draft_mapping(_write(tmp_path / "odd.csv", *lines)).open_questions
    assert question.zh.startswith("paid_at（付款时间）是哪一列？")


def test_paid_orders_that_no_row_dates_are_told_loudly(tmp_path: Path) -> None:
    file = _write(tmp_path / "odd.csv", *UNDATED)
    draft = draft_mapping(file).toml

    def notes(toml: str) -> str:
        mapping = tmp_path / "odd.toml"
        mapping.write_text(toml, encoding="utf-8")
        prepared = prepare([file], shop="t", key=KEY, profile=mapping)
        return "\n".join(n.zh for n in prepared.files[0].notes)

    assert "不算成交" not in notes(draft)
    told = notes(draft.replace('paid_at = "下单日期"\n', ""))
    assert "2 行订单已付款、有金额，但没有付款时间，这些订单都不算成交" in told
