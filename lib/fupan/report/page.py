"""What a notebook shows: the opening, tables, so-whats, actions, certainty, definitions.

Each function returns a block that draws itself; numbers come from the analysis, and the sentences
from its findings. Where a review is handed to the runner is `tray`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fupan.analysis.finding import Finding, ranked
from fupan.analysis.review import Exhibit, Review
from fupan.contract import TABLES
from fupan.ground.language import Text, speak
from fupan.report import discreet, tray
from fupan.report.blocks import Block, Words, clean, element, said, style_block
from fupan.report.exhibits import exhibit, exhibit_table, figure, scorecard
from fupan.report.kpis import strip
from fupan.report.naming import Naming, naming
from fupan.report.table import table
from fupan.report.told import actions, findings, so_what

__all__ = ["actions", "certainty", "definitions", "exhibit", "exhibit_table", "figure",
           "findings", "gathered", "hand_in", "notes", "opening", "scorecard", "so_what", "speak",
           "table"]  # fmt: skip

_OPENING_FINDINGS = 3


def opening(review: Review) -> Block:
    """The headline, the KPI strip against the comparison, and the three findings worth most.

    A reader may stop here. The review is also handed to the runner, if one is listening.
    """
    hand_in(review)
    review = discreet.review(review)
    news = [f for f in review.findings if f.known_since is None]
    top = ranked(news)[:_OPENING_FINDINGS]
    span = _span(review)
    rows = review.kpis.to_dict("records")
    kpis = strip([(naming(str(row["metric"])), row) for row in rows], review.currency)
    html = style_block() + said("p", review.headline, "fp-headline") + said("p", span, "fp-span")
    html += kpis.html
    lines = [clean(review.headline), clean(span), *([kpis.text] if rows else [])]
    if top:
        told = findings(top, currency=review.currency, brief=True)
        html, lines = html + told.html, [*lines, told.text]
    return Block(element("section", html, "fp-opening"), "\n".join(lines))


def hand_in(review: Review) -> None:
    """Puts a review's findings and tables where the runner collects them; alone, does nothing."""
    tray.put(review)


def gathered(review: Review) -> list[Finding]:
    """The findings of all notebooks of this report with the review's own, largest worth first."""
    others = tray.findings(review.shop, review.period)
    own = {finding.id for finding in review.findings}
    return ranked([*review.findings, *(f for f in others if f.id not in own)])


def certainty(review: Review) -> Block:
    """How sure we are: caveats of the findings, what the data lack, and the versions read."""
    review = discreet.review(review)
    caveats = list(dict.fromkeys(f.caveat for f in review.findings if f.caveat))
    parts = [
        (Text(zh="结论的边界", en="Limits of the claims"), caveats),
        (Text(zh="数据说明", en="Data notes"), list(review.data_notes)),
    ]
    html, lines = "", []
    for heading, texts in parts:
        if texts:
            block = notes(*texts)
            html += said("h3", heading) + block.html
            lines += [clean(heading), block.text]
    if not review.sources.table.empty:
        files = _files(review.sources)
        html, lines = html + files.html, [*lines, files.text]
    if not lines:
        clear = Text(zh="没有需要提醒的数据缺口。", en="No gap in the data needs a warning.")
        html, lines = said("p", clear), [clean(clear)]
    if review.versions:
        read = _versions(review.versions)
        html += said("p", read, "fp-aside")
        lines.append(clean(read))
    return Block(html, "\n".join(lines))


def _files(sources: Exhibit) -> Block:
    """The table of the files that the data come from, folded."""
    options = {name: option for name, option in sources.options.items() if name != "told"}
    told = table(sources.table, caption=sources.title, subtitle=sources.subtitle, **options)
    inside = said("summary", sources.title) + told.html
    return Block(element("details", inside, "fp-files"), told.text)


def _versions(versions: Mapping[str, int]) -> Text:
    """Which state of the data was read, by the tables' own titles."""
    known = [(TABLES[n].title if n in TABLES else Text(n, n), v) for n, v in versions.items()]
    zh, en = (sorted(f"{title(lang)} v{v}" for title, v in known) for lang in ("zh", "en"))
    return Text(zh=f"读取的数据版本：{'、'.join(zh)}", en=f"Table versions read: {', '.join(en)}")


def definitions(names: Sequence[str | Text]) -> Block:
    """What the page's metrics mean and the trap in each; a Text stands for itself."""
    html, lines = "", []
    for name in names:
        metric = Naming(name) if isinstance(name, Text) else naming(name)
        html += said("dt", metric.label)
        if metric.formula:
            html += said("dd", metric.formula)
        if metric.trap:
            html += said("dd", metric.trap, "fp-trap")
        told = [clean(part) for part in (metric.formula, metric.trap) if part]
        lines.append(": ".join([clean(metric.label), *told[:1]]) + " ".join(["", *told[1:]]))
    return Block(element("dl", html, "fp-definitions"), "\n".join(lines))


def notes(*texts: Words) -> Block:
    """Plain remarks, one line each."""
    html = element("ul", "".join(said("li", text) for text in texts), "fp-notes")
    return Block(html if texts else "", "\n".join(f"- {clean(text)}" for text in texts))


def _span(review: Review) -> Text:
    this = review.period.label
    if review.baseline is None or not _is_compared(review):
        return this
    that = review.baseline.label
    return Text(zh=f"{this.zh}，对比{that.zh}", en=f"{this.en}, compared with {that.en}")


def _is_compared(review: Review) -> bool:
    """Whether any figure of the strip, if there is one, has something to be held against."""
    return review.kpis.empty or bool(review.kpis["baseline"].notna().any())
