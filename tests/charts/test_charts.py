"""Charts say what their table says: marks, labels and words read back from the figure."""

import warnings
from datetime import date, timedelta

import pandas as pd
import pytest
from matplotlib.colors import to_hex, to_rgb

from fupan import charts
from fupan.charts.labels import evenly, shortened, wrapped
from fupan.charts.theme import BAD, GOOD, THAT, THIS, words_of
from fupan.ground.errors import DataInvalid, WrongUse
from fupan.ground.language import Text, speak

NASTY = (
    "优惠$5_满_减$", "<script>", "_private", "\u202egnp.exe", "a\x00b", "\ud800x", "👨‍👩‍👧 家庭装",
    "עברית", "x^{2}", "${", "第\n二行", "很长的商品标题" * 20, "",
)  # fmt: skip


@pytest.fixture(autouse=True)
def english():
    speak("en")


@pytest.fixture(autouse=True)
def no_glyph_is_missing():
    """A box instead of a character is a warning of matplotlib, and here an error.

    Font files that matplotlib leaves to the garbage collector are not: whichever test runs
    while they are swept up would fail for another's fonts.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warnings.simplefilter("ignore", ResourceWarning)
        yield


def days(*values, **columns):
    table = pd.DataFrame({"day": [date(2026, 10, 1) + timedelta(n) for n in range(len(values))],
                          "value": values})  # fmt: skip
    return table.assign(**columns)


def rows(*pairs, name="value", **columns):
    # The text type of pandas refuses lone surrogates; names read from files may hold them.
    labels = pd.Series([pair[0] for pair in pairs], dtype=object)
    return pd.DataFrame({"label": labels, name: [pair[1] for pair in pairs]}).assign(**columns)


def marks(figure, name):
    ax = figure.axes[0]
    return [a for a in [*ax.patches, *ax.lines, *ax.collections] if a.get_gid() == name]


def texts(figure):
    return [t.get_text() for ax in figure.axes for t in ax.texts if t.get_text()]


def ticks(axis):
    return [label.get_text() for label in axis.get_ticklabels()]


def test_every_chart_carries_title_subtitle_and_source():
    figure = charts.trend(
        days(1.0, 2.0), title="One fell", subtitle=Text("日", "daily"), source="S"
    )
    assert words_of(figure) == {"title": "One fell", "subtitle": "daily", "source": "S"}


def test_a_trend_draws_this_period_in_front_in_blue_and_the_comparison_in_grey():
    figure = charts.trend(days(3.0, 1.0, 2.0, baseline=[1.0, 1.0, 1.5]), title="T",
                          labels=("October", "September"))  # fmt: skip
    (this,), (that,) = marks(figure, "value"), marks(figure, "baseline")
    assert list(this.get_ydata()) == [3.0, 1.0, 2.0]
    assert (to_hex(this.get_color()).upper(), to_hex(that.get_color()).upper()) == (THIS, THAT)
    assert set(texts(figure)) == {"October", "September"}
    assert figure.axes[0].get_ylim()[0] == 0


def test_a_trend_marks_known_days_windows_the_normal_range_and_what_lies_outside_it():
    table = days(3.0, 9.0, 2.0, low=[1.0] * 3, high=[4.0] * 3, is_off=[False, True, False])
    figure = charts.trend(
        table, title="T", events=[(date(2026, 10, 2), "price cut"), (date(2025, 1, 1), "long ago")],
        windows=[(date(2026, 9, 28), date(2026, 10, 1), "holiday")],
    )  # fmt: skip
    assert len(marks(figure, "event")) == len(marks(figure, "window")) == 1
    assert len(marks(figure, "band")) == 1
    (ring,) = marks(figure, "marked")
    assert (list(ring.get_xdata()), list(ring.get_ydata())) == ([1], [9.0])
    assert {"price cut", "holiday"} <= set(texts(figure))
    assert "normal range" in {t.get_text() for t in figure.texts}


def test_a_gap_stays_a_gap_and_a_lonely_day_is_seen():
    figure = charts.trend(days(1.0, None, 3.0, None, 5.0, 6.0), title="T")
    (line,) = marks(figure, "value")
    assert [v == v for v in line.get_ydata()] == [True, False, True, False, True, True]
    (dots,) = marks(figure, "lonely")
    assert list(dots.get_xdata()) == [0, 2]


def test_a_ranking_keeps_the_tables_order_and_prints_the_change():
    """51 against 60 is −15.0 %."""
    figure = charts.ranking(rows(("search", 51), ("feed", 20), baseline=[60, None]), title="T")
    assert [bar.get_width() for bar in marks(figure, "value")] == [51, 20]
    assert ticks(figure.axes[0].yaxis) == ["search", "feed"]
    assert "51  −15.0%" in texts(figure)
    assert "20" in texts(figure)
    assert figure.axes[0].get_xlim()[0] == 0


def test_a_change_of_sign_is_no_percentage():
    """−5 beside 60 would be “−108.3 %”, which says nothing."""
    figure = charts.ranking(rows(("a", 30), ("b", -5), baseline=[60, 60]), title="T")
    assert "30  −50.0%" in texts(figure)
    assert "−5" in texts(figure)


def test_names_that_would_be_cut_alike_get_a_second_line():
    waves = ["双十一大促全店满减活动春季预售专场第一波", "双十一大促全店满减活动春季预售专场第二波"]
    drawn = ticks(
        charts.ranking(rows((waves[0], 2), (waves[1], 1), ("短", 1)), title="T").axes[0].yaxis
    )
    assert [name.replace("\n", "") for name in drawn] == [*waves, "短"]
    assert drawn[0].count("\n") == 1


def test_a_bridge_goes_from_start_to_end_with_signs_and_verdicts():
    """100 + 30 − 10 = 120."""
    table = rows(("visitors", 30.0), ("conversion", -10.0), name="effect")
    figure = charts.waterfall(table, start=("Sep", 100.0), end=("Oct", 120.0), title="T",
                              currency="CNY")  # fmt: skip
    effects = marks(figure, "effect")
    assert [(bar.get_y(), bar.get_height()) for bar in effects] == [(100, 30), (130, -10)]
    assert [to_hex(b.get_facecolor()).upper() for b in effects] == [GOOD, BAD]
    assert texts(figure) == ["¥100", "+¥30", "−¥10", "¥120"]
    assert ticks(figure.axes[0].xaxis) == ["Sep", "visitors", "conversion", "Oct"]


def test_a_bridge_that_does_not_add_up_is_refused():
    with pytest.raises(DataInvalid, match=r"miss its end by -10\.00"):
        charts.waterfall(rows(("a", 10.0), name="effect"), start=("x", 100.0), end=("y", 120.0),
                         title="T")  # fmt: skip


def test_small_effects_beside_large_totals_are_measured_from_the_first_total():
    """1,000 + 20 = 1,020: the effect is 2 % of the total, so the bars show the change alone."""
    figure = charts.waterfall(rows(("a", 20.0), name="effect"), start=("x", 1000.0),
                              end=("y", 1020.0), title="T")  # fmt: skip
    (effect,), (end,) = marks(figure, "effect"), marks(figure, "end")
    assert (effect.get_y(), effect.get_height(), end.get_height()) == (0, 20, 20)
    assert "bars start from here" in texts(figure)
    assert {"¥1,000", "¥1,020"} <= set(texts(figure))


def test_a_variance_is_coloured_by_what_is_good_and_told_in_points_for_rates():
    table = rows(("search", -0.0035), ("ads", 0.0012), ("feed", None), name="change")
    up = charts.variance(table, title="T", unit="rate")
    down = charts.variance(table, title="T", unit="rate", good="down")
    assert [to_hex(b.get_facecolor()).upper() for b in marks(up, "change")][:2] == [BAD, GOOD]
    assert [to_hex(b.get_facecolor()).upper() for b in marks(down, "change")][:2] == [GOOD, BAD]
    assert texts(up) == ["−0.35 pp", "+0.12 pp", "–"]


def test_a_bullet_shows_each_measure_against_its_own_goal():
    """1.2 of 1.5 million is 80 %; against 1.0 it is +20 %."""
    table = rows(("sales", 1_200_000.0), ("returns", 0.05), target=[1_500_000.0, None],
                 baseline=[1_000_000.0, 0.04], unit=["money", "rate"])  # fmt: skip
    figure = charts.bullet(table, title="T")
    assert [bar.get_width() for bar in marks(figure, "value")] == [0.8, 1.0]
    assert len(marks(figure, "target")) == 1
    assert "¥1.20M  80% of ¥1.50M  +20.0%" in texts(figure)
    assert "5.00%  +1.00 pp" in texts(figure)


def test_a_funnel_prints_the_share_that_goes_on():
    """50 of 200 is 25 %; before it was 60 of 200, so 5 points more."""
    table = pd.DataFrame({"step": ["visit", "cart"], "value": [200, 50], "baseline": [200, 60]})
    assert "50  25.0% of step before  −5.0 pp" in texts(charts.funnel(table, title="T"))


def test_multiples_share_their_axes_and_keep_the_tables_order():
    table = pd.concat([days(1.0, 2.0).assign(panel=p) for p in ("b", "a", "c", "e", "d")])
    figure = charts.multiples(table, title="T")
    shown = [ax for ax in figure.axes if ax.get_visible()]
    assert [ax.get_title(loc="left") for ax in shown] == ["b", "a", "c", "e", "d"]
    assert len({ax.get_ylim() for ax in shown}) == 1


def test_a_heat_table_writes_each_cell_and_leaves_the_unknown_blank():
    table = pd.DataFrame({"row": ["a", "a", "b"], "column": ["x", "y", "x"],
                          "value": [0.1, 0.2, 0.3]})  # fmt: skip
    figure = charts.heat(table, title="T")
    assert texts(figure) == ["10.00%", "20.00%", "30.00%", "–"]
    assert ticks(figure.axes[0].yaxis) == ["a", "b"]


@pytest.mark.parametrize("label", NASTY)
def test_labels_from_shops_are_data_and_never_break_a_picture(label):
    picture = charts.ranking(rows((label, 1.0), ("b", 2.0)), title=label or "T", subtitle=label)
    assert picture.png(1).startswith(b"\x89PNG")
    drawn = ticks(picture.axes[0].yaxis)[0]
    assert not set(drawn) & set("\u202e\x00\ud800\n")
    assert len(drawn) <= 30


def test_dollar_signs_are_printed_and_not_read_as_mathematics():
    figure = charts.ranking(rows(("优惠$5_满_减$", 1.0)), title="a $x$ b")
    assert ticks(figure.axes[0].yaxis) == ["优惠$5_满_减$"]
    assert not figure.axes[0].get_yticklabels()[0].get_parse_math()
    assert figure.png(1) == figure.png(1)


def test_waves_of_one_promotion_that_touch_are_one_window_with_one_name():
    waves = [(date(2026, 10, 1), date(2026, 10, 2), "双11"),
             (date(2026, 10, 2), date(2026, 10, 3), "99大促"),
             (date(2026, 10, 3), date(2026, 10, 3), "双11"),
             (date(2026, 10, 6), date(2026, 10, 9), "双11")]  # fmt: skip
    figure = charts.trend(days(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), title="t", windows=waves)
    assert [t for t in texts(figure) if t in ("双11", "99大促")] == ["双11", "99大促", "双11"]
    assert len(marks(figure, "window")) == 3


def test_the_lines_of_a_label_are_about_equally_long():
    assert evenly("扣退款后留下", 5.5) == "扣退款\n后留下"
    assert evenly("访客", 5.5) == "访客"
    assert evenly("很长的标签" * 9, 5.5).endswith("…")


def test_long_titles_are_wrapped_once_and_then_shortened_with_an_ellipsis():
    title = words_of(charts.trend(days(1.0), title="很长的标题" * 40))["title"]
    assert title.count("\n") == 1
    assert title.endswith("…")


def test_an_empty_table_draws_a_sentence():
    empty = pd.DataFrame({"label": [], "value": [], "day": [], "step": [], "change": []})
    for draw in (charts.trend, charts.ranking, charts.variance, charts.bullet, charts.funnel):
        assert "No data in this period" in texts(draw(empty, title="T"))


def test_a_missing_column_is_named_with_the_nearest():
    with pytest.raises(WrongUse, match=r"no column 'value'\. Did you mean 'values'"):
        charts.ranking(pd.DataFrame({"label": ["a"], "values": [1]}), title="T")


def test_the_same_table_gives_the_same_picture():
    table = days(1.0, 2.0, 3.0)
    assert charts.trend(table, title="访客").png() == charts.trend(table, title="访客").png()


def test_nothing_of_the_theme_leaks_into_the_pictures_of_others():
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    charts.trend(days(1.0, 2.0), title="T").png(1)
    assert dict(mpl.rcParams) == before


def test_a_label_breaks_after_a_hyphen_and_not_inside_a_word():
    assert wrapped("add-to-cart rate", 5.8, lines=3).split("\n") == ["add-to-", "cart rate"]


def test_a_shortened_name_keeps_its_code():
    """The code is 4.8 ems, of 14; the ellipsis 1, so 8 characters of the name fit."""
    assert shortened("汝窑功夫茶具套装 一壶四杯（R01-1）", 14) == "汝窑功夫茶具套装…（R01-1）"
    assert shortened("a name that is far too long (and-a-very-long-code-indeed)", 8).endswith("…")


def test_figures_in_a_heat_map_stand_out_from_their_cell():
    def light(colour):
        parts = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05

    table = pd.DataFrame({"row": ["r"] * 11, "column": [str(n) for n in range(11)],
                          "value": [n / 10 for n in range(11)]})  # fmt: skip
    ax = charts.heat(table, title="t").axes[0]
    cells = next(c for c in ax.collections if c.get_gid() == "cells")
    cells.update_scalarmappable()
    for cell, word in zip(cells.get_facecolors(), ax.texts, strict=True):
        darker, lighter = sorted((light(cell[:3]), light(word.get_color())))
        # The best that ink and paper allow on a blue between them is 3.8.
        assert lighter / darker >= 3.8, word.get_text()
