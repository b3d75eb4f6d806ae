"""Small groups of buyers are planted everywhere that a review is published from."""

import csv
import io
import json
import re

import pandas as pd
import pytest

from fupan import charts
from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.review import Exhibit, Review
from fupan.ground.language import Text, speak
from fupan.ground.periods import Period
from fupan.report import discreet, page, tray

# 7 is planted as the count of a small group, and nothing else on the page is a 7.
SEVEN = re.compile(r"(?<![\d.#&;])7(?![\d.;%])")
GROUPS = pd.DataFrame(
    {"label": ["A", "B", "C"], "buyers": [7, 60, 40], "rate": [0.57, 0.25, 0.2],
     "told": ["7 人里 4 人再购", "60 人", "40 人"]}
)  # fmt: skip


def finding(**more):
    told = {
        "id": "t/1", "notebook": "90_test", "kind": "result", "metric": "repeat_rate_90d",
        "subject_kind": "cohort", "subject": "2026-08", "unit": "rate", "value": 0.57,
        "statement": Text("首购的 7 人里 57% 再购", "57% of 7 first buyers bought again"),
        "evidence": (Evidence(Text("7 位买家", "7 buyers"), "groups", 7.0),),
        "caveat": Text("只有 7 人", "only 7 people"), "impact": 100.0,
        "action": Text("问问他们", "Ask them"),
    }  # fmt: skip
    return Finding(**{**told, **more})


@pytest.fixture
def planted():
    """A review with 7 buyers in its headline, KPIs, findings, tables, charts and notes."""
    speak("zh")
    people = {"options": {"unit": "people"}}
    told = Text("7 人滑走", "7 people left")
    grid = pd.DataFrame({"row": ["a", "a", "b"], "column": ["x", "y", "x"], "value": [7, 50, 30]})
    steps = pd.DataFrame({"step": ["看", "买"], "value": [400.0, 7.0], "baseline": [380.0, 20.0]})
    bridge = pd.DataFrame({"label": ["月初", "新客", "月末"], "effect": [30, 7, 37],
                           "start": [0, 30, 0], "end": [30, 37, 37]})  # fmt: skip
    card = pd.DataFrame(
        {"metric": ["pay_buyers", "gmv"], "label": ["支付买家数", "成交"],
         "unit": ["people", "money"], "value": [7.0, 900.0], "target": [None, None],
         "previous": [50.0, 800.0], "year_ago": [40.0, 850.0]}
    )  # fmt: skip
    kpis = pd.DataFrame(
        {"metric": ["pay_buyers", "pay_conversion", "gmv"], "value": [7.0, 0.02, 900.0],
         "baseline": [50.0, 0.1, 800.0], "change": [-0.86, -0.8, 0.1]}
    )  # fmt: skip
    month = Period.parse("2026-10")
    exhibits = {
        "groups": Exhibit(GROUPS, told, told), "grid": Exhibit(grid, told, told, **people),
        "steps": Exhibit(steps, Text("1.75% 付款", "1.75% pay"), told),
        "bridge": Exhibit(bridge, told, told, **people), "card": Exhibit(card, told, told),
    }  # fmt: skip
    return Review("90_test", "sample", "CNY", month, month.previous(), "previous", told, kpis,
                  (finding(),), exhibits, (told,))  # fmt: skip


def shown(planted):
    """Everything that the page functions put on a page, as HTML and as text."""
    blocks = [
        page.opening(planted), page.exhibit_table(planted, "groups"),
        page.scorecard(planted.exhibit("card")), page.findings(planted.findings),
        page.actions(planted.findings), page.so_what(planted.findings[0]),
        page.certainty(planted), page.exhibit(planted, "grid", charts.heat),
        page.exhibit(planted, "steps", charts.funnel),
        page.exhibit(planted, "bridge", charts.waterfall),
    ]  # fmt: skip
    html = [re.sub(r"<style.*?</style>", "", getattr(b, "html", ""), flags=re.S) for b in blocks]
    return "\n".join(re.sub(r"<[^>]+>", " ", h) for h in html) + "\n".join(map(repr, blocks))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_shows_no_small_group_in_any_place(planted, lang):
    speak(lang)
    told = shown(planted)
    assert not SEVEN.search(told), SEVEN.search(told)
    assert "57%" not in told
    assert "25" not in told  # the group of 40 keeps the small one company; that of 60 is shown …
    assert "60" in told


def test_what_is_handed_to_the_runner_holds_no_small_group(planted, tmp_path, monkeypatch):
    monkeypatch.setenv(tray.ENV, str(tmp_path))
    tray.put(planted)
    record = json.loads((tmp_path / "90_test" / "review.json").read_text(encoding="utf-8"))
    assert not SEVEN.search(json.dumps(record, ensure_ascii=False))
    assert record["kpis"][0]["value"] is None
    assert record["kpis"][1]["value"] is None  # a rate of the few
    assert record["kpis"][2]["value"] == 900.0
    kept = record["findings"][0]
    assert kept["value"] is None
    assert kept["impact"] == 100.0
    for path in (tmp_path / "90_test" / "tables").glob("*.csv"):
        cells = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        assert not [c for row in cells for c in row if c in ("7", "7.0")], path.name


def test_the_sample_of_60_40_and_3_gives_the_third_away_nowhere():
    """RELIABILITY G03: beside a total of 103, 3 must not follow from the other two."""
    table = pd.DataFrame({"label": ["a", "b", "c"], "buyers": [60, 40, 3]})
    kept = discreet.exhibit(Exhibit(table, Text("", ""), Text("", ""))).table["buyers"]
    assert list(kept.isna()) == [False, True, True]


@pytest.mark.parametrize(
    ("zh", "told"),
    [
        ("12 人里 9 人再购（75%）", "12 人里 少于 10 人再购（…）"),
        ("4人茶席 2 套", "4人茶席 2 套"),
        ("人均 3.5 人次", "人均 3.5 人次"),
        ("第3位买家", "第3位买家"),
        ("1,203 人", "1,203 人"),
        ("新客 +3 人", "新客 少于 10 人"),
        ("没有买家，0 人", "没有买家，0 人"),
    ],
)
def test_counts_of_few_people_are_told_as_few(zh, told):
    assert discreet.text(Text(zh, "")).zh == told


@pytest.mark.parametrize(
    ("en", "told"),
    [
        ("8 first buyers, 50% back", "fewer than 10 first buyers, … back"),
        ("in 3 months buyers return", "in 3 months buyers return"),
        ("103 buyers, 1,204 people", "103 buyers, 1,204 people"),
    ],
)
def test_counts_of_few_people_are_told_as_few_in_english(en, told):
    assert discreet.text(Text("", en)).en == told


def test_what_a_user_wrote_in_the_ledger_is_left():
    mine = finding(subject_kind="action", statement=Text("给 5 位买家打电话", "Call 5 buyers"))
    assert discreet.finding(mine) is mine


def test_nothing_changes_where_no_group_is_small():
    told = Exhibit(GROUPS.iloc[1:], Text("a", "a"), Text("b", "b"))
    again = discreet.exhibit(told)
    assert again.source == told.source
    assert again.table.equals(told.table)


def test_a_title_that_would_hold_holes_gives_way_to_what_is_shown():
    shown = Exhibit(
        pd.DataFrame({"label": ["a", "b", "c"], "buyers": [60, 40, 7]}),
        Text("9.6% 的重要价值客贡献 24%", "Champions: 9.6% of buyers"),
        Text("按最近、频次、金额分层", "buyers by RFM"),
    )
    assert discreet.exhibit(shown).title.zh == "按最近、频次、金额分层"
