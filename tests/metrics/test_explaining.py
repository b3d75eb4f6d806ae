"""What a metric says of itself, and the handbook made of it."""

import re
from pathlib import Path

import pytest

from fupan.ground.errors import WrongUse
from fupan.metrics import METRICS, catalogue_table, explain
from fupan.metrics.handbook import handbook
from fupan.metrics.places import place

ROOT = Path(__file__).parents[2]


def test_a_metric_explains_formula_trap_and_what_platforms_call_it():
    told = explain("客单价", "zh")
    assert told.startswith("客单价 · Spend per buyer · spend_per_buyer")
    assert "公式：支付金额 ÷ 支付买家数" in told
    assert "不能相加" in told and "京东商智：客单价" in told
    assert "Formula: paid amount ÷ paying buyers" in explain("spend_per_buyer", "en")


def test_sources_and_platforms_are_named_in_the_readers_language():
    chinese = {place(m.source).zh for m in METRICS.values()}
    assert "订单表" in chinese
    for metric in METRICS.values():
        named = place(metric.source).en
        # A platform's own Chinese name may stand beside its English one, never alone.
        assert any(c.isascii() and c.isalpha() for c in named), named
    assert "JD 商智: 客单价" in explain("客单价", "en")
    assert "Source: table of orders" in explain("paid_lines", "en") + explain("skus_sold", "en")


def test_an_ambiguous_name_explains_every_metric_it_may_mean():
    told = explain("MER", "en")
    assert "'MER' means 2 metrics" in told
    assert "ad_cost_ratio" in told and "\n\nMarketing efficiency ratio" in told


def test_the_list_of_metrics_has_a_row_for_each_that_is_shown():
    table = catalogue_table("en")
    assert table["name"].tolist() == [m.name for m in METRICS.values() if m.shown]
    assert table.set_index("name").loc["gmv", ["label", "kind", "unit"]].tolist() == [
        "Paid amount (GMV)",
        "Total",
        "money",
    ]


def test_the_handbook_in_docs_is_the_one_that_the_catalogue_makes():
    written = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    assert written == handbook(), "run `python -m fupan.metrics.handbook > docs/metrics.md`"


def test_how_each_platform_counts_it_is_told():
    told = explain("支付金额", "zh")
    assert "各平台怎么算：生意参谋：付款当天计入" in told and "京东商智：先款按付款" in told
    assert "Platforms count it: Taobao/Tmall 生意参谋: counted on the day" in explain("gmv", "en")


def test_to_explain_takes_a_name_alone():
    with pytest.raises(WrongUse, match="explain"):
        explain(object())


def test_words_for_readers_hold_no_name_of_code():
    """Another metric is named as the page names it."""
    codes = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
    for metric in METRICS.values():
        for words in (metric.label, metric.formula, metric.trap):
            assert not codes.search(f"{words.zh} {words.en}" if words else ""), metric.name
