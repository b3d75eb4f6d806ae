"""What each export opens and leaves closed, and the page that says so."""

from __future__ import annotations

from pathlib import Path

from fupan.sources import known_profiles
from fupan.sources.handbook import handbook
from fupan.sources.openings import closed_questions, filled

PROFILES = {p.name: p for p in known_profiles()}


def test_the_page_of_sources_is_up_to_date() -> None:
    written = (Path(__file__).parents[2] / "docs" / "sources.md").read_text(encoding="utf-8")
    assert written == handbook(), "run `python -m fupan.sources.handbook > docs/sources.md`"


def test_an_order_file_without_buyers_closes_repeat_rates() -> None:
    assert "buyer_id" not in filled(PROFILES["douyin_orders"])
    assert "复购、分层、用户价值" in [t.zh for t in closed_questions(PROFILES["douyin_orders"])]
    assert "复购、分层、用户价值" not in [t.zh for t in closed_questions(PROFILES["jd_orders"])]


def test_an_order_level_file_closes_products() -> None:
    assert "商品和连带" in [t.zh for t in closed_questions(PROFILES["taobao_orders_2022"])]


def test_a_file_that_no_table_takes_fills_nothing() -> None:
    assert filled(PROFILES["alipay_ledger"]) == ()
