"""What a notebook shows: the opening, tables, so-whats, actions, certainty, definitions.

Each function returns a block that draws itself; numbers come from the analysis, and the sentences
from its findings. Where a review is handed to the runner is `tray`'s business.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from fupan.analysis.finding import Finding, ranked
from fupan.analysis.review import Review
from fupan.charts.theme import DPI, Sheet, words_of
from fupan.ground import words
from fupan.ground.language import Text, join
from fupan.ground.units import changed, spelled
from fupan.report import tray
from fupan.report.blocks import Block, Words, clean, element, escaped, said, style_block
from fupan.report.naming import Naming, naming
from fupan.report.table import table

__all__ = ["actions", "certainty", "definitions", "figure", "findings", "hand_in", "notes",
           "opening", "so_what", "table"]  # fmt: skip

KINDS = {
    "change": Text(zh="变化", en="Change"),
    "cause": Text(zh="原因", en="Cause"),
    "opportunity": Text(zh="机会", en="Opportunity"),
    "risk": Text(zh="风险", en="Risk"),
    "result": Text(zh="结果", en="Result"),
    "data": Text(zh="数据", en="Data"),
}
_OPENING_FINDINGS = 3
_RATHER_SURE, _LIKELY = 0.8, 0.5


def opening(review: Review) -> Block:
    """The headline, the KPI strip against the comparison, and the three findings worth most.

    A reader may stop here. The review is also handed to the runner, if one is listening.
    """
    hand_in(review)
    top = ranked(review.findings)[:_OPENING_FINDINGS]
    span = _span(review)
    strip = [_kpi(row, review.currency) for row in review.kpis.to_dict("records")]
    html = style_block() + said("p", review.headline, "fp-headline") + said("p", span, "fp-span")
    if strip:
        html += element("ul", "".join(block.html for block in strip), "fp-kpis")
    lines = [clean(review.headline), clean(span), *(block.text for block in strip)]
    if top:
        listed = findings(top, currency=review.currency, brief=True)
        html, lines = html + listed.html, [*lines, listed.text]
    return Block(element("section", html, "fp-opening"), "\n".join(lines))


def hand_in(review: Review) -> None:
    """Puts a review's findings and tables where the runner collects them; alone, does nothing."""
    tray.put(review)


def findings(found: Iterable[Finding], *, currency: str = "CNY", brief: bool = False) -> Block:
    """Findings in order of their worth, each with its evidence, certainty and caveat."""
    shown = ranked(found)
    if not shown:
        nothing = Text(zh="没有达到提示标准的发现。", en="Nothing passed the bar for a finding.")
        return Block(said("p", nothing, "fp-aside"), clean(nothing))
    items = [_finding(finding, currency, brief) for finding in shown]
    html = element("ol", "".join(element("li", item.html) for item in items), "fp-findings")
    return Block(html, "\n".join(f"{n}. {item.text}" for n, item in enumerate(items, start=1)))


def so_what(finding: Finding | None, *, currency: str = "CNY") -> Block:
    """What happened, why we think so, and what follows; nothing where there is no finding."""
    if finding is None:
        return Block("", "")
    html = element("p", _worth(finding, currency).html + escaped(finding.statement))
    lines = [clean(finding.statement)]
    if finding.evidence:
        because = join([evidence.text for evidence in finding.evidence])
        reason = Text(zh=f"依据：{because.zh}", en=f"Because: {because.en}")
        html += said("p", reason, "fp-aside")
        lines.append(clean(reason))
    if finding.action:
        follows = Text(zh=f"接下来：{finding.action.zh}", en=f"Next: {finding.action.en}")
        html += said("p", follows)
        lines.append(clean(follows))
    if finding.caveat:
        html += said("p", finding.caveat, "fp-aside")
        lines.append(clean(finding.caveat))
    return Block(element("div", html, "fp-so-what"), "\n".join(lines))


def actions(found: Iterable[Finding], *, currency: str = "CNY") -> Block:
    """What we will do: each finding's action, its worth, and room for who and by when."""
    chosen = [finding for finding in ranked(found) if finding.action]
    if not chosen:
        nothing = Text(zh="这个月没有由数据得出的动作。", en="No action follows from the data.")
        return Block(said("p", nothing, "fp-aside"), clean(nothing))
    items, lines = [], []
    owner, until = Text(zh="负责人", en="Owner"), Text(zh="截止", en="By")
    blank = element("span", "&nbsp;", "fp-blank")
    for finding in chosen:
        worth = _worth(finding, currency)
        why = said("p", finding.statement, "fp-aside")
        who = element("p", f"{escaped(owner)} {blank} &ensp;{escaped(until)} {blank}", "fp-aside")
        items.append(element("li", worth.html + said("strong", finding.action) + why + who))
        lines.append(f"- {worth.text}{clean(finding.action)}")
    return Block(element("ol", "".join(items), "fp-actions"), "\n".join(lines))


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


def _kpi(row: dict[str, object], currency: str) -> Block:
    metric = naming(str(row["metric"]))
    value, baseline = row.get("value"), row.get("baseline")
    now, before = (spelled(v, metric.unit, currency) for v in (value, baseline))
    moved = changed(value, baseline, metric.unit)
    colour, arrow = _direction(value, baseline, metric.good)
    html = said("span", metric.label, "fp-kpi-name") + said("span", now, "fp-kpi-value")
    text = f"{clean(metric.label)}: {now}"
    if moved != words.UNKNOWN:
        html += said("span", f"{arrow} {moved}".strip(), f"fp-change {colour}")
    base = Text(zh=f"对比 {before}", en=f"from {before}")
    if before == words.UNKNOWN:
        base = Text(zh="没有可比的数", en="nothing to compare")
    html += said("span", base, "fp-base")
    text += f" ({moved}, {base})" if moved != words.UNKNOWN else f" ({base})"
    return Block(element("li", html), text)


def _direction(value: words.Number, baseline: words.Number, good: str) -> tuple[str, str]:
    if not (words.is_known(value) and words.is_known(baseline)) or value == baseline:
        return "fp-flat", ""
    up = float(value) > float(baseline)
    colour = "fp-flat" if good == "depends" else "fp-good" if up == (good == "up") else "fp-bad"
    return colour, "▲" if up else "▼"


def _finding(finding: Finding, currency: str, brief: bool) -> Block:
    worth = _worth(finding, currency)
    html, text = worth.html + escaped(finding.statement), worth.text + clean(finding.statement)
    if brief:
        return Block(html, text)
    kind = KINDS.get(finding.kind)
    html = (said("span", kind, "fp-kind") if kind else "") + html
    asides = [evidence.text for evidence in finding.evidence]
    if finding.confidence is not None:
        asides.append(_sureness(finding.confidence))
    if finding.caveat:
        asides.append(finding.caveat)
    if asides:
        told = element("ul", "".join(said("li", aside) for aside in asides))
        html += element("div", told, "fp-aside")
        text += "".join(f"\n   - {clean(aside)}" for aside in asides)
    return Block(html, text)


def _worth(finding: Finding, currency: str) -> Block:
    """The money a finding is worth, with its range, in front of its sentence."""
    if not words.is_known(finding.impact):
        return Block("", "")
    text = words.amount(finding.impact, currency, signed=True)
    if words.is_known(finding.impact_low) and words.is_known(finding.impact_high):
        low, high = (words.amount(v, currency, signed=True)
                     for v in (finding.impact_low, finding.impact_high))  # fmt: skip
        text += Text(zh=f"（{low} 至 {high}）", en=f" ({low} to {high})")()
    colour = "fp-good" if finding.impact > 0 else "fp-bad" if finding.impact < 0 else "fp-flat"
    return Block(said("span", text, f"fp-worth {colour}"), f"[{text}] ")


def _sureness(confidence: float) -> Text:
    share = words.share(confidence, 0)
    if confidence >= _RATHER_SURE:
        return Text(zh=f"把握较大（{share}）", en=f"Rather sure ({share})")
    if confidence >= _LIKELY:
        return Text(zh=f"可能（{share}）", en=f"Likely ({share})")
    return Text(zh=f"只是线索（{share}）", en=f"A hint only ({share})")
