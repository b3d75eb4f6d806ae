"""What leaves as a table is inert, keeps its digits, and shows no small group of buyers."""

import io
import json
from pathlib import Path

import jsonschema
import pandas as pd
import pytest
from openpyxl import load_workbook

from fupan.analysis.finding import Finding
from fupan.analysis.review import Exhibit
from fupan.ground.errors import PublishRefused
from fupan.ground.language import Text, speak
from fupan.report import assemble
from fupan.report.headings import headings
from fupan.report.small import suppressed
from fupan.report.table import table
from fupan.report.workbook import workbook

WORDS = Text("x", "x")
SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "findings.schema.json"


def finding(statement="Sales fell", **more) -> Finding:
    words = Text(statement, statement)
    named = {"id": "01_a/change/gmv/shop", "notebook": "01_a", "kind": "change", "metric": "gmv"}
    return Finding(**named, subject_kind="shop", subject="shop", statement=words, **more)


def cells(content: bytes, sheet: str) -> list[list[tuple[object, str]]]:
    book = load_workbook(io.BytesIO(content))
    return [[(cell.value, cell.data_type) for cell in row] for row in book[sheet].rows]


def test_texts_that_look_like_formulas_stay_texts_and_numbers_stay_numbers():
    text = "\ufefflabel,value\n'=cmd|' /C calc'!A0,3.5\n'@SUM(A1),-2\n优惠$5,\n"
    rows = cells(workbook([], {"01_a.items.csv": text}, "en"), "01_a.items")
    assert rows == [
        [("label", "s"), ("value", "s")],
        [("=cmd|' /C calc'!A0", "s"), (3.5, "n")],
        [("@SUM(A1)", "s"), (-2, "n")],
        [("优惠$5", "s"), (None, "n")],
    ]


def test_long_numbers_and_leading_zeros_are_kept_to_the_digit():
    rows = cells(workbook([], {"t.csv": "order\n1650000000000000001\n007\n"}, "en"), "t")
    assert [row[0] for row in rows[1:]] == [("1650000000000000001", "s"), ("007", "s")]


def test_a_hostile_finding_is_only_words():
    content = workbook([finding("=HYPERLINK(1)\x00", impact=-5.0)], {}, "en")
    told = dict(zip(*cells(content, "Findings"), strict=True))
    assert told[("Statement", "s")] == ("=HYPERLINK(1)", "s")
    assert told[("Impact", "s")] == (-5, "n")


def test_columns_carry_the_reports_titles_in_its_language_and_code_names_where_none_is_known():
    titles = {"05_x.list.csv": {"order_by": {"zh": "最晚下单", "en": "Order by"}}}
    text = {"05_x.list.csv": "order_by,odd\n2026-11-02,1\n"}
    for lang, head in (("zh", "最晚下单"), ("en", "Order by")):
        rows = cells(workbook([], text, lang, titles), "05_x.list")
        assert rows[0] == [(head, "s"), ("odd", "s")]
        assert rows[1] == [("2026-11-02", "s"), (1, "n")]
    assert cells(workbook([finding()], {}, "zh"), "发现")[0][0] == ("编号", "s")


def test_a_columns_title_is_the_exhibits_own_or_says_of_what_it_is_the_bound():
    frame = pd.DataFrame({"net": [1.0], "net_low": [0.5], "pay_conversion": [0.1], "label": ["a"]})
    shown = Exhibit(frame, WORDS, WORDS, options={"labels": {"net": Text("净增", "Net")}})
    assert [t.zh for t in headings(shown).values()] == ["净增", "净增下限", "支付转化率", "项目"]
    chart = Exhibit(frame, WORDS, WORDS, options={"labels": ["label"]})
    assert headings(chart)["net"].zh == "net"


def test_sheet_names_fit_excel_and_differ():
    stem = "04_user_lifecycle.a_very_long"
    names = [f"{stem}_table_name.csv", f"{stem}_two.csv", "a[b]:c.csv"]
    book = load_workbook(io.BytesIO(workbook([], dict.fromkeys(names, "x\n1\n"), "en")))
    assert book.sheetnames == [
        "Findings", "04_user_lifecycle.a_very_long_t", "04_user_lifecycle.a_very_long~2",
        "a_b__c",
    ]  # fmt: skip


def test_equal_reports_make_equal_workbooks():
    assert workbook([finding()], {"t.csv": "x\n1\n"}, "zh") == workbook(
        [finding()], {"t.csv": "x\n1\n"}, "zh"
    )


def test_few_buyers_are_not_shown_and_cannot_be_computed_from_a_total():
    """3 of 103 is emptied; so is 40, the smallest beside it, as 103 - 60 - 40 would be 3."""
    frame = pd.DataFrame(
        {"label": ["a", "b", "c"], "buyers": [60, 40, 3], "amount": [600.0, 400.0, 30.0]}
    )
    shown = suppressed(frame)
    assert shown["label"].tolist() == ["a", "b", "c"]
    assert shown["buyers"].tolist() == [60, None, None]
    assert shown["amount"].tolist() == [600.0, None, None]


def test_ten_buyers_none_and_unknown_may_be_shown():
    frame = pd.DataFrame({"label": ["a", "b", "c"], "buyers": [10, 0, None]})
    assert suppressed(frame) is frame


def test_a_table_on_a_page_hides_small_groups_too():
    speak("en")
    frame = pd.DataFrame({"label": ["a", "b", "c"], "buyers": [73, 52, 7]})
    text = table(frame).text
    assert "73" in text
    assert "52" not in text
    assert "7\n" not in text + "\n"


def test_a_page_of_more_than_ten_megabytes_is_not_published():
    speak("en")
    with pytest.raises(PublishRefused, match=r"01_a\.html has 10 MB"):
        assemble.check_size({"01_a.html": "x" * 10_000_001, "01_a.ipynb": "x" * 20_000_000})


def test_findings_keep_to_their_published_schema():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    judge = jsonschema.Draft202012Validator(schema)
    judge.check_schema(schema)
    told = {"shop": "mine", "month": "2026-09", "compare_to": "previous", "currency": "CNY",
            "findings": [finding(impact=-5.0).as_json("en"),
                         finding(verdict="worked", low=1.0, high=2.0).as_json("zh")]}  # fmt: skip
    judge.validate(told)
    told["findings"][0]["surprise"] = 1
    assert not judge.is_valid(told)
