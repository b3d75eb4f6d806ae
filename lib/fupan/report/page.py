"""What a notebook shows: the opening, tables, so-whats, actions, certainty, definitions.

Each function returns a block that draws itself; numbers come from the analysis, and the sentences
from its findings. Where a review is handed to the runner is `tray`'s business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from fupan.analysis.finding import ranked
from fupan.analysis.review import Review
from fupan.charts.theme import DPI, Sheet, words_of
from fupan.ground.language import Text
from fupan.report import tray
from fupan.report.blocks import Block, Words, clean, element, said, style_block
from fupan.report.kpis import strip
from fupan.report.naming import Naming, naming
from fupan.report.table import table
from fupan.report.told import actions, findings, so_what

__all__ = ["actions", "certainty", "definitions", "figure", "findings", "hand_in", "notes",
           "opening", "so_what", "table"]  # fmt: skip

_OPENING_FINDINGS = 3


def opening(review: Review) -> Block:
    """The headline, the KPI strip against the comparison, and the three findings worth most.

    A reader may stop here. The review is also handed to the runner, if one is listening.
    """
    hand_in(review)
    top = ranked(review.findings)[:_OPENING_FINDINGS]
    span = _span(review)
    rows = review.kpis.to_dict("records")
    kpis = strip([(naming(str(row["metric"])), row) for row in rows], review.currency)
    html = style_block() + said("p", review.headline, "fp-headline") + said("p", span, "fp-span")
    html += kpis.html
    lines = [clean(review.headline), clean(span), *([kpis.text] if rows else [])]
    if top:
        listed = findings(top, currency=review.currency, brief=True)
        html, lines = html + listed.html, [*lines, listed.text]
    return Block(element("section", html, "fp-opening"), "\n".join(lines))


def hand_in(review: Review) -> None:
    """Puts a review's findings and tables where the runner collects them; alone, does nothing."""
    tray.put(review)


def certainty(review: Review) -> Block:
    """How sure we are: caveats of the findings, what the data lack, and the versions read."""
    caveats = list(dict.fromkeys(f.caveat for f in review.findings if f.caveat))
    parts = [
        (Text(zh="结论的边界", en="Limits of the claims"), caveats),
        (Text(zh="数据说明", en="Data notes"), list(review.notes)),
    ]
    html, lines = "", []
    for heading, texts in parts:
        if texts:
            block = notes(*texts)
            html += said("h4", heading) + block.html
            lines += [clean(heading), block.text]
    if not lines:
        clear = Text(zh="没有需要提醒的数据缺口。", en="No gap in the data needs a warning.")
        html, lines = said("p", clear), [clean(clear)]
    if review.versions:
        versions = ", ".join(f"{name} v{n}" for name, n in sorted(review.versions.items()))
        read = Text(zh=f"读取的数据版本：{versions}", en=f"Table versions read: {versions}")
        html += said("p", read, "fp-aside")
        lines.append(clean(read))
    return Block(html, "\n".join(lines))


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


@dataclass(frozen=True, repr=False)
class Picture:
    """A chart with the sentence that a screen reader reads for it."""

    png: bytes
    alt: str
    width: int

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple:
        data = {"image/png": self.png, "text/plain": self.alt}
        return data, {"image/png": {"width": self.width, "alt": self.alt}}

    def __repr__(self) -> str:
        return self.alt


def figure(drawn: Figure, alt: Words = "") -> Picture:
    """A chart as a picture of twice the resolution; without `alt`, its title and measure serve."""
    told = [text.replace("\n", " ") for text in words_of(drawn).values() if text]
    if not isinstance(drawn, Sheet):
        raise TypeError("page.figure shows charts made by fupan.charts")
    return Picture(drawn.png(), clean(alt) or " — ".join(told), round(drawn.get_figwidth() * DPI))


def _span(review: Review) -> Text:
    this = review.period.label
    if review.baseline is None:
        return this
    that = review.baseline.label
    return Text(zh=f"{this.zh}，对比{that.zh}", en=f"{this.en}, compared with {that.en}")
