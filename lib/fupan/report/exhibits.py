"""A review's exhibits on the page: as a chart, as a table, or as the score against the goal.

An exhibit that the data do not allow is shown as the sentence that says why.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from matplotlib.figure import Figure

from fupan.analysis.review import Exhibit, Review
from fupan.charts.theme import DPI, NARROW, Sheet, words_of
from fupan.ground import words
from fupan.ground.errors import WrongUse
from fupan.ground.language import Text
from fupan.ground.units import changed, spelled
from fupan.report import discreet
from fupan.report.blocks import Block, Picture, Words, clean, element, escaped, said
from fupan.report.headings import CHANGED, COLUMNS, headings
from fupan.report.naming import naming
from fupan.report.table import MOST_ROWS, about, drawn, table

_YOUNG = Text(
    zh="退款还没退完：退款率和净支付金额比的是上月、去年同月退到同样天数时的数",
    en="Refunds are still coming in: refund rates and net sales stand against the same age",
)
_OFF = "_is_off"


def exhibit(review: Review, name: str, draw: Callable[..., Figure]) -> Picture | Block:
    """One exhibit of the review, drawn by a function of `charts`."""
    shown = discreet.exhibit(review.exhibit(name))
    if shown.why_not is not None or shown.table.empty:
        return _absent(shown)
    told = {
        "title": shown.title, "subtitle": shown.subtitle, "source": shown.source,
        "currency": review.currency, **shown.options,
    }  # fmt: skip
    wide, narrow = draw(shown.table, **told), draw(shown.table, **{**told, "size": NARROW})
    return figure(wide, narrow=narrow)


def exhibit_table(review: Review, name: str, *more: str) -> Block:
    """One exhibit as a table, or several below each other.

    `<rate>_change` stands beside its rate, unusual figures are in bold.
    """
    if more:
        blocks = [exhibit_table(review, n) for n in (name, *more)]
        return Block("".join(b.html for b in blocks), "\n\n".join(b.text for b in blocks))
    shown = discreet.exhibit(review.exhibit(name))
    if shown.why_not is not None or shown.table.empty:
        return _absent(shown)
    rows, is_hidden = shown.table, shown.source != review.exhibit(name).source
    hidden = {"table"} if "title" in rows.columns else set()
    columns = [c for c in rows.columns if not c.endswith(_OFF) and c not in hidden]
    units = {
        c: f"+{naming(stem).unit or 'count'}"
        for c in columns
        if (stem := c.removesuffix(CHANGED)) != c and stem in columns and c not in COLUMNS
    }
    marked = {c: list(rows[c + _OFF]) for c in columns if c + _OFF in rows.columns}
    beside = dict.fromkeys(units, COLUMNS["change"])  # its rate stands to the left of it
    labels = headings(shown) | beside | (shown.options.get("labels") or {})
    options = {"columns": columns, "units": units, **shown.options, "labels": labels}
    made = table(rows, caption=shown.title, subtitle=shown.subtitle, currency=review.currency,
                 marked=marked, is_hidden=is_hidden, **options)  # fmt: skip
    return made if len(rows) <= MOST_ROWS else _with_file(made, f"{review.notebook}.{name}", rows)


def _with_file(made: Block, name: str, rows: pd.DataFrame) -> Block:
    """The table, and below it where all of its rows are."""
    path = f"tables/{name}.csv"
    told = Text(zh=f"全部 {len(rows)} 行：{path}", en=f"All {len(rows)} rows: {path}")()
    link = element("p", element("a", escaped(told), href=path), "fp-aside")
    return Block(made.html + link, f"{made.text}\n{told}")


def scorecard(shown: Exhibit, currency: str = "CNY") -> Block:
    """Actual against the goal, the month before and the year before, one row per metric."""
    shown = discreet.exhibit(shown)
    if shown.why_not is not None or shown.table.empty:
        return _absent(shown)
    heads = [
        Text(zh="指标", en="Metric"), Text(zh="实际", en="Actual"), Text(zh="目标", en="Goal"),
        Text(zh="达成", en="Reached"), Text(zh="比上月", en="On last month"),
        Text(zh="比去年同月", en="On last year"),
    ]  # fmt: skip
    has_goal = shown.table["target"].notna().any()
    kept = [n for n in range(len(heads)) if has_goal or n not in (2, 3)]
    rows = []
    for row in shown.table.to_dict("records"):
        unit, value, goal = str(row["unit"]), row["value"], row["target"]
        cells = [
            str(row["label"]), spelled(value, unit, currency), spelled(goal, unit, currency),
            _reached(str(row["metric"]), value, goal, row.get("ripe") in (False, 0)),
            changed(value, row["previous"], unit), changed(value, row["year_ago"], unit),
        ]  # fmt: skip
        rows.append([cells[n] for n in kept])
    names = [str(heads[n]) for n in kept]
    abouts = {str(r["label"]): about(naming(str(r["metric"])))
              for r in shown.table.to_dict("records")}  # fmt: skip
    numeric = [False, *[True] * (len(kept) - 1)]
    is_young = "ripe" in shown.table and not shown.table["ripe"].fillna(True).all()
    note = str(_YOUNG) if is_young else ""
    return drawn(names, rows, numeric, str(shown.title), abouts=abouts, note=note)


def figure(chart: Figure, alt: Words = "", *, narrow: Figure | None = None) -> Picture:
    """A chart as a picture of twice the resolution; without `alt`, its title and measure serve.

    `narrow` is the same chart drawn for a phone, which published pages show there.
    """
    if not isinstance(chart, Sheet) or not isinstance(narrow, Sheet | None):
        raise WrongUse(
            Text(
                zh="page.figure 只显示 fupan.charts 画的图；请用那里的函数画。",
                en="page.figure shows charts made by fupan.charts alone; draw with one of those.",
            )
        )
    told = [text.replace("\n", " ") for text in words_of(chart).values() if text]
    width = round(chart.get_figwidth() * DPI)
    small = narrow.png() if narrow is not None else None
    return Picture(chart.png(), clean(alt) or " — ".join(told), width, small)


def _absent(shown: Exhibit) -> Block:
    why = shown.why_not or Text(zh="这段时间没有数据", en="there are no data in this period")
    if shown.options.get("is_clear"):
        told = Text(zh=f"{why.zh}。", en=f"{why.en}.")
        return Block(said("p", told), clean(told))
    told = Text(zh=f"这里没有内容：{why.zh}。", en=f"Nothing to show here: {why.en}.")
    return Block(element("div", said("p", told), "fp-absent"), clean(told))


def _reached(metric: str, value: object, goal: object, is_young: bool = False) -> str:
    """How much of a goal is reached; for what should be low, whether it was kept.

    While refunds come in, a limit not yet passed and a goal already reached are open.
    """
    if not (words.is_known(value) and words.is_known(goal)) or pd.isna(goal) or not goal:
        return words.UNKNOWN
    over = float(value) / float(goal) - 1
    is_low = naming(metric).good == "down"
    if is_young and (over <= 0) == is_low:
        return Text(zh="还没定", en="still open")()
    if is_low:
        if over <= 0:
            return Text(zh="守住了", en="kept")()
        return Text(zh=f"超出 {words.share(over, 0)}", en=f"{words.share(over, 0)} over")()
    return words.share(over + 1, 0)
