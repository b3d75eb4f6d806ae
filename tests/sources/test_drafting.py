"""A mapping is drafted from names and values, and asks where they do not settle it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from fupan.sources import prepare
from fupan.sources.drafting import draft_mapping

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
