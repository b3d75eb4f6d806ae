"""What a notebook shows: figures against their comparison, worth before words, sums that hold."""

import json

import pandas as pd
import pytest

from fupan import charts
from fupan.analysis.finding import Evidence, Finding, numbered
from fupan.analysis.review import Exhibit, Review
from fupan.ground.errors import WrongUse
from fupan.ground.language import Text, speak
from fupan.ground.periods import Period
from fupan.report import page, tray
from fupan.report.kpis import strip
from fupan.report.naming import naming
from fupan.report.sieve import sifted


@pytest.fixture(autouse=True)
def chinese():
    speak("zh")


FOUND = Finding(
    "", "", "cause", "visitors", "channel", "搜索 <b>", Text("搜索访客少了", "Search fell"),
    impact=-182000.0, impact_low=-230000.0, impact_high=-120000.0, confidence=0.82,
    evidence=(Evidence(Text("跌在 3 个词", "3 keywords"), "keywords", 3.0),),
    action=Text("补标题", "Rework titles"), caveat=Text("没有竞品数据", "No competitor data"),
)  # fmt: skip


def review(kpis=None, found=(FOUND,), **more):
    rows = kpis or [
        ("gmv", 110.0, 100.0),
        ("refund_rate", 0.05, 0.04),
        ("pay_conversion", 0.03, None),
    ]
    table = pd.DataFrame(rows, columns=["metric", "value", "baseline"])
    period = Period.parse("2026-10")
    return Review(
        "01_x", "sample", "CNY", period, period.previous(), "previous",
        Text("卖了 ¥110", "Sold ¥110"), table, tuple(numbered("01_x", found)), **more,
    )  # fmt: skip


def test_the_opening_says_headline_span_figures_and_findings_in_this_order():
    lines = repr(page.opening(review())).splitlines()
    assert lines[0] == "卖了 ¥110"
    assert lines[1] == "2026年10月，对比2026年9月"
    assert lines[2].endswith(": ¥110 (+10.0%, 对比 ¥100)")
    assert lines[3].endswith(": 5.00% (+1.00 个百分点, 对比 4.00%)")
    assert lines[4].endswith(": 3.00% (没有可比的数)")
    assert lines[5] == "1. [−¥18.2万（−¥23.0万 至 −¥12.0万）] 搜索访客少了"


def test_more_is_good_for_sales_and_bad_for_refunds_and_the_arrow_says_the_direction():
    html = page.opening(review())._repr_html_()
    assert 'fp-change fp-good">▲ +10.0%' in html
    assert 'fp-change fp-bad">▲ +1.00 个百分点' in html


def test_a_change_that_rounds_to_nothing_is_neither_good_nor_bad():
    """100.01 against 100 is +0.01 %, told as 0.0 %."""
    html = page.opening(review(kpis=[("gmv", 100.01, 100.0)]))._repr_html_()
    assert 'fp-change fp-flat">0.0%' in html


def test_the_opening_is_the_same_each_time_and_holds_no_program():
    first, second = (page.opening(review())._repr_html_() for _ in range(2))
    assert first == second
    assert "<script" not in first


def test_findings_are_told_in_order_of_their_worth_with_evidence_and_limits():
    small = Finding("", "", "risk", "m", "shop", "s", Text("小事", "small"), impact=10.0)
    told = repr(page.findings([small, FOUND]))
    assert told.index("搜索访客少了") < told.index("小事")
    for words in ("跌在 3 个词", "把握较大（82%）", "没有竞品数据"):
        assert words in told


def test_a_so_what_says_what_why_and_what_follows():
    told = repr(page.so_what(FOUND))
    assert told.splitlines() == [
        "搜索访客少了",
        "依据：跌在 3 个词",
        "接下来：补标题",
        "没有竞品数据",
    ]
    assert page.so_what(None).html == ""


def test_actions_leave_room_for_who_and_by_when_and_say_so_when_there_are_none():
    assert "负责人" in page.actions([FOUND]).html
    assert "没有由数据得出的动作" in repr(page.actions([]))


def test_a_table_shows_ten_rows_and_sums_the_rest_only_where_sums_mean_something():
    """Twelve products of 1 … 12 visitors: the last two, 1 and 2, are the rest, 3 together."""
    frame = pd.DataFrame({"name": [f"p{n}" for n in range(12, 0, -1)],
                          "seen": range(12, 0, -1), "rate": [0.1] * 12})  # fmt: skip
    lines = repr(page.table(frame, sums=["seen"], units={"rate": "rate"})).splitlines()
    assert len(lines) == 12  # head, ten rows, the rest
    assert lines[-1].split() == ["其他", "2", "项", "3", "–"]


def test_tables_escape_everything_and_put_numbers_to_the_right():
    frame = pd.DataFrame({"<script>": ["<b>&\u202e"], "n": [-1234.5], "none": [None]})
    html = page.table(frame, units={"n": "+money"}, caption="<i>")._repr_html_()
    assert "<script>" not in html
    assert "&lt;b&gt;&amp;</th>" in html
    assert 'class="fp-number">−&NoBreak;¥1,235</td>' in html  # half-up on the cent's side of zero
    assert ">–</td>" in html


def test_a_table_names_the_nearest_column():
    with pytest.raises(WrongUse, match="是不是 'channel'"):
        page.table(pd.DataFrame({"channel": ["a"]}), ["chanel"])


def test_an_exhibit_is_drawn_with_its_own_words_or_says_why_not():
    rows = pd.DataFrame({"label": ["a", "b"], "value": [2.0, 1.0]})
    shown = {"items": Exhibit(rows, Text("甲最多", "A leads"), Text("次数", "count")),
             "none": Exhibit.absent(Text("没有流量表", "there is no traffic"))}  # fmt: skip
    picture = page.exhibit(review(exhibits=shown), "items", charts.ranking)
    data, metadata = picture._repr_mimebundle_()
    assert data["image/png"].startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == "甲最多 — 次数"
    assert "没有流量表" in repr(page.exhibit(review(exhibits=shown), "none", charts.ranking))
    assert "没有流量表" in repr(page.exhibit_table(review(exhibits=shown), "none"))


def test_an_exhibit_table_shows_changes_beside_their_rates_and_marks_the_unusual():
    rows = pd.DataFrame({
        "channel": [Text("搜索", "search")], "pay_conversion": [0.03],
        "pay_conversion_change": [-0.004], "pay_conversion_is_off": [True],
    })  # fmt: skip
    shown = {"quality": Exhibit(rows, Text("质量变了", "moved"), Text("", ""))}
    block = page.exhibit_table(review(exhibits=shown), "quality")
    assert repr(block).splitlines()[-1] == "搜索  3.00%  −0.40 个百分点"
    assert "<strong>3.00% ◆</strong>" in block.html


def test_a_goal_for_what_should_be_low_is_kept_or_overrun():
    """Sales 96 of 100; refunds 5 % under a limit of 6 %, and 9 % over one of 6 % by a half."""
    rows = pd.DataFrame({
        "metric": ["gmv", "refund_rate", "refund_rate"], "label": ["销售", "退款", "退款"],
        "unit": ["money", "rate", "rate"], "value": [96.0, 0.05, 0.09],
        "target": [100.0, 0.06, 0.06], "previous": [80.0, None, None],
        "year_ago": [None, None, None],
    })  # fmt: skip
    told = repr(page.scorecard(Exhibit(rows, Text("计分", "score"), Text("", "")))).splitlines()
    assert told[2].split() == ["销售", "¥96", "¥100", "96%", "+20.0%", "–"]
    assert told[3].split()[3] == "守住了"
    assert told[4].split()[3:5] == ["超出", "50%"]


def test_a_review_is_handed_in_only_where_a_runner_listens(tmp_path, monkeypatch):
    monkeypatch.delenv(tray.ENV, raising=False)
    page.opening(review())
    assert tray.findings("sample", "2026-10", reports=tmp_path) == []
    monkeypatch.setenv(tray.ENV, str(tmp_path))
    page.opening(review())
    assert [f.statement.en for f in tray.findings("sample", "2026-10")] == ["Search fell"]
    assert tray.findings("sample", "2026-10")[0] == numbered("01_x", [FOUND])[0]


def test_the_cover_gathers_what_others_found_beside_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv(tray.ENV, str(tmp_path))
    page.opening(review())
    other = Finding("a", "02_y", "risk", "m", "shop", "s", Text("断货", "out"), impact=-300000.0)
    assert [f.statement.zh for f in page.gathered(review(found=(other, FOUND)))] == [
        "断货", "搜索访客少了",
    ]  # fmt: skip


def test_findings_come_from_the_published_report_outside_a_run(tmp_path, monkeypatch):
    monkeypatch.delenv(tray.ENV, raising=False)
    folder = tmp_path / "sample" / "2026-10"
    folder.mkdir(parents=True)
    record = {"findings": [numbered("01_x", [FOUND])[0].as_json("zh")]}
    (folder / "findings.json").write_text(json.dumps(record), encoding="utf-8")
    (found,) = tray.findings("sample", Period.parse("2026-10"), reports=tmp_path)
    assert found.statement.zh == "搜索访客少了"
    assert found.evidence[0].value == 3.0


def test_text_that_a_spreadsheet_would_run_is_made_inert_and_numbers_stay_numbers(tmp_path):
    frame = pd.DataFrame({"=a": ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "ok"],
                          "n": [-1.5, 2, 3, 4, 5, 6, None]})  # fmt: skip
    tray.write_csv(frame, tmp_path / "t.csv")
    lines = (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines == ["'=a,n", "'=1+1,-1.5", "'+1,2.0", "'-1,3.0", "'@x,4.0", "'\t=1,5.0",
                     "'＝1,6.0", "ok,"]  # fmt: skip


def test_a_figure_whose_refunds_still_come_in_has_no_verdict():
    rows = pd.DataFrame({
        "metric": ["refund_rate", "net_paid", "live_refund_rate"], "value": [0.0403, 110.0, 0.06],
        "baseline": [0.0420, 100.0, None], "ripe": [False, False, False],
    })  # fmt: skip
    block = strip([(naming(r["metric"]), r) for r in rows.to_dict("records")])
    assert "fp-good" not in block.html and "fp-bad" not in block.html
    told = block.text.splitlines()
    assert told[0].endswith("4.03% (−0.17 个百分点, 还没退完；退到同样天数时 4.20%)")
    assert told[2].endswith("6.00% (还没退完，暂不可比)")


def test_a_goal_is_open_while_refunds_could_still_break_it():
    rows = pd.DataFrame({
        "metric": ["refund_rate", "refund_rate", "net_paid", "net_paid"],
        "label": ["a", "b", "c", "d"], "unit": ["rate", "rate", "money", "money"],
        "value": [0.04, 0.09, 110.0, 80.0], "target": [0.06, 0.06, 100.0, 100.0],
        "previous": [None] * 4, "year_ago": [None] * 4, "ripe": [False] * 4,
    })  # fmt: skip
    told = repr(page.scorecard(Exhibit(rows, Text("计分", "score"), Text("", "")))).splitlines()
    assert [line.split()[3] for line in told[2:]] == ["还没定", "超出", "还没定", "80%"]


def test_a_kpi_explains_itself_where_it_stands():
    html = strip([(naming("gmv"), {"value": 110.0, "baseline": 100.0})]).html
    assert "<details" in html and "<summary>支付金额</summary>" in html
    assert sifted(html) == html


def test_one_event_told_by_several_pages_is_one_finding_and_one_action():
    whole = Finding("a", "02_conversion", "cause", "pay_conversion", "product", "P",
                    Text("P 断货", "P out"), impact=-150.0, cause="stockout",
                    action=Text("补货", "restock"))  # fmt: skip
    part = Finding("b", "05_inventory", "risk", "lost_units", "sku", "P-1",
                   Text("P-1 少卖", "P-1 lost"), impact=-90.0, within="P",
                   action=Text("催供应商", "press the supplier"))  # fmt: skip
    told = repr(page.findings([part, whole])).splitlines()
    assert told == ["1. [−¥150] P 断货", "   - 同一件事，金额不另计：P-1 少卖"]
    assert repr(page.actions([part, whole])) == "- [−¥150] 催供应商"


def test_no_estimate_is_certain_and_a_range_without_width_is_not_shown():
    sure = Finding("a", "01_x", "cause", "m", "shop", "s", Text("x", "x"), confidence=1.0,
                   impact=-150.0, impact_low=-150.2, impact_high=-149.8)  # fmt: skip
    assert repr(page.findings([sure])).splitlines() == ["1. [−¥150] x", "   - 把握较大（>99%）"]


def test_no_more_actions_than_a_month_holds_and_what_can_wait_comes_last():
    def act(n, **more):
        return Finding(f"{n}", "01_x", "cause", f"m{n}", "shop", "s", Text("x", "x"),
                       impact=-float(n), action=Text(f"做 {n}", f"do {n}"), **more)  # fmt: skip

    told = repr(page.actions([act(9, verdict="unclear"), *(act(n) for n in range(1, 7))]))
    lines = told.splitlines()
    assert [line.split("] ")[1] for line in lines[:5]] == [f"做 {n}" for n in (6, 5, 4, 3, 2)]
    assert lines[5].startswith("还有 2 个动作")


def test_what_is_handed_in_does_not_hang_on_the_order_in_which_a_database_adds(tmp_path):
    """16294.474896805374 and …372 are one sum of the same rows, added in two orders."""
    rows = pd.DataFrame({"x": [16294.474896805374, 0.1 + 0.2]})
    tray.write_csv(rows, tmp_path / "x.csv")
    assert (tmp_path / "x.csv").read_text("utf-8-sig").split() == ["x", "16294.4749", "0.3"]
    assert tray.settled(16294.474896805374) == tray.settled(16294.474896805372)


def test_a_table_of_large_money_keeps_its_cents():
    assert tray.settled(123456789.125 + 0.01) == 123456789.14
    assert tray.settled(-9876543.21) == -9876543.21
