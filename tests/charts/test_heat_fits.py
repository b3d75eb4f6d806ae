"""Figures of a heat map stay within their cells, on a page and on a telephone."""

import pandas as pd
import pytest

from fupan import charts


@pytest.mark.parametrize("width", [8.0, 4.2])
def test_no_figure_of_a_heat_map_reaches_into_the_next_cell(width):
    table = pd.DataFrame(
        [(f"2026-0{r}", f"+{c}", 0.3 + c / 100) for r in (1, 2) for c in range(9)],
        columns=["row", "column", "value"],
    )
    sheet = charts.heat(table, title="留存", unit="share", size=(width, 3))
    sheet.canvas.draw()
    ax = next(a for a in sheet.axes if a.texts)
    cell = ax.get_window_extent().width / 9
    assert {len(t.get_text()) for t in ax.texts} == {5}
    assert max(t.get_window_extent().width for t in ax.texts) < cell


def test_the_colours_of_a_heat_map_are_explained_beside_its_words():
    table = pd.DataFrame({"row": ["a", "b"], "column": ["x", "x"], "value": [0.25, 0.75]})
    sheet = charts.heat(table, title="t", subtitle="share of orders")
    key = [t.get_text() for t in sheet.texts if t.get_gid() == "key"]
    assert key == ["25.00%", *["■"] * 5, "75.00%"]


@pytest.mark.parametrize("width", [8.0, 4.2])
@pytest.mark.parametrize("source", ["来源：订单", "来源：流量表（按天、按渠道去重后相加）" * 3])
@pytest.mark.parametrize(
    "subtitle", ["", "每日支付金额（按付款时间），2026年10月", "很长的一句说明" * 9]
)
def test_the_normal_range_is_named_beside_the_words_and_not_upon_a_line(width, subtitle, source):
    days = pd.date_range("2026-10-01", periods=9).date
    table = pd.DataFrame({"day": days, "value": 2.0, "low": 1.0, "high": 2.0})
    sheet = charts.trend(
        table, title=subtitle or "最高的一天", subtitle=subtitle, source=source, size=(width, 3)
    )
    sheet.canvas.draw()
    key = [t for t in sheet.texts if t.get_gid() == "key"]
    assert [t.get_text() for t in key] == ["■", "正常范围"]
    others = [t for t in sheet.texts if t.get_gid() != "key" and t.get_text()]
    for word in key:
        ends = word.get_window_extent()
        assert not any(ends.overlaps(t.get_window_extent()) for t in others)
        assert ends.x1 <= sheet.bbox.width
    assert not any(sheet.axes[0].bbox.overlaps(word.get_window_extent()) for word in key)


def test_the_figures_of_a_long_bridge_do_not_run_into_each_other_on_a_telephone():
    money = [19000.0, 6337.0, 15000.0, -2677.0, 0.0, -375.0, -19000.0, -779.0]
    effects = pd.DataFrame({"label": list("abcdefgh"), "effect": money})
    ends = {"start": ("s", 262000.0), "end": ("e", 262000.0 + sum(money))}
    sheet = charts.waterfall(effects, **ends, title="t", unit="money", size=(4.2, 3.2))
    sheet.canvas.draw()
    spans = [t.get_window_extent() for t in sheet.axes[0].texts if "¥" in t.get_text()]
    assert len(spans) == 10
    assert not any(a.overlaps(b) for n, a in enumerate(spans) for b in spans[n + 1 :])
