"""Findings told on a page: in order of worth, as a so-what, and as what we will do.

What several notebooks found of one event is told once, under the finding that holds its money.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fupan.analysis.finding import Finding
from fupan.analysis.matter import Matter, by_turn, matters
from fupan.ground import words
from fupan.ground.language import Text, join
from fupan.report import discreet
from fupan.report.blocks import Block, clean, element, escaped, said

KINDS = {
    "change": Text(zh="变化", en="Change"),
    "cause": Text(zh="原因", en="Cause"),
    "opportunity": Text(zh="机会", en="Opportunity"),
    "risk": Text(zh="风险", en="Risk"),
    "result": Text(zh="结果", en="Result"),
    "data": Text(zh="数据", en="Data"),
}
_STILL = Text(zh="不是本月的新情况，仍然如此", en="Not news of this month, but still so")
_RATHER_SURE, _LIKELY = 0.8, 0.5
_NEARLY_CERTAIN = 0.99  # no estimate is certain
MOST = 12  # what a reader takes in; the rest stands on the notebooks' own pages and in the JSON
MOST_FACTS = 3
MOST_ACTIONS = 5  # what a shop gets done in a month


def findings(
    found: Iterable[Finding],
    *,
    currency: str = "CNY",
    brief: bool = False,
    pages: Mapping[str, tuple[str, str]] | None = None,
    most: int = MOST,
) -> Block:
    """The `most` findings of the greatest worth, each with its evidence, certainty and caveat.

    `brief` keeps worth and sentence alone; `pages` names, for each notebook, the page (address
    and title) where the finding is told in full.
    """
    every = [_discreet(one) for one in matters(found)]
    old = [matter for matter in every if matter.is_old]
    every = every[: len(every) - len(old)]
    shown = every[:most]
    if not (shown or old):
        nothing = Text(zh="没有达到提示标准的发现。", en="Nothing passed the bar for a finding.")
        return Block(said("p", nothing, "fp-aside"), clean(nothing))
    items = [_finding(matter, currency, brief) for matter in shown]
    links = [_link((pages or {}).get(matter.lead.notebook)) for matter in shown]
    rows = (item.html + link for item, link in zip(items, links, strict=True))
    html = element("ol", "".join(element("li", row) for row in rows), "fp-findings") * bool(shown)
    lines = [f"{n}. {item.text}" for n, item in enumerate(items, start=1)]
    if len(every) > most:
        rest = _rest(len(every) - most)
        html, lines = html + said("p", rest, "fp-aside"), [*lines, clean(rest)]
    if old:
        still = _still(old, currency, brief)
        html, lines = html + still.html, [*lines, still.text]
    return Block(html, "\n".join(lines))


def _still(old: list[Matter], currency: str, brief: bool) -> Block:
    """What was there to be told before this period and is still so, apart from its news."""
    told = [_finding(matter, currency, brief) for matter in old]
    rows = []
    for matter, item in zip(old, told, strict=True):
        since = matter.lead.known_since
        known = Text(zh=f"{since} 起就看得出", en=f"To be seen since {since}")
        rows.append(element("li", item.html + said("p", known, "fp-aside")))
    html = said("h3", _STILL) + element("ol", "".join(rows), "fp-findings")
    return Block(html, "\n".join([clean(_STILL), *(f"- {item.text}" for item in told)]))


def so_what(finding: Finding | None, *, currency: str = "CNY") -> Block:
    """What happened, why we think so, and what follows; nothing where there is no finding."""
    if finding is None:
        return Block("", "")
    finding = discreet.finding(finding)
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


def _rest(count: int) -> Text:
    return Text(
        zh=f"还有 {count} 条金额更小的，见各页和 findings.json。",
        en=f"{count} more of less worth stand on their own pages and in findings.json.",
    )


def _rest_of_actions(count: int) -> Text:
    return Text(
        zh=f"还有 {count} 个动作不那么急或金额更小，见各页和 findings.json。",
        en=f"{count} more actions, less urgent or of less worth, stand on their own pages and in "
        "findings.json.",
    )


def actions(found: Iterable[Finding], *, currency: str = "CNY", most: int = MOST_ACTIONS) -> Block:
    """What we will do: each event's action, its worth, and room for who and by when.

    What can be done now comes before what waits for the next time; the same action stands once.
    """
    acting: dict[str, tuple[Finding, Finding]] = {}
    for matter in by_turn(_discreet(one) for one in matters(found)):
        if matter.doer is not None:
            acting.setdefault(matter.doer.action.zh, (matter.lead, matter.doer))
    chosen = list(acting.values())[:most]
    if not chosen:
        nothing = Text(zh="这个月没有由数据得出的动作。", en="No action follows from the data.")
        return Block(said("p", nothing, "fp-aside"), clean(nothing))
    items, lines = [], []
    owner, until = Text(zh="负责人", en="Owner"), Text(zh="截止", en="By")
    blank = element("span", "&nbsp;", "fp-blank")
    for lead, doer in chosen:
        worth = _worth(lead, currency)
        # A gap of the data is told by its action alone: the days stand in the data notes.
        why = said("p", lead.statement, "fp-aside") if lead.kind != "data" else ""
        who = element("p", f"{escaped(owner)} {blank} &ensp;{escaped(until)} {blank}", "fp-aside")
        items.append(element("li", worth.html + said("strong", begun(doer.action)) + why + who))
        lines.append(f"- {worth.text}{clean(begun(doer.action))}")
    html = element("ol", "".join(items), "fp-actions")
    if len(acting) > most:
        rest = _rest_of_actions(len(acting) - most)
        html, lines = html + said("p", rest, "fp-aside"), [*lines, clean(rest)]
    return Block(html, "\n".join(lines))


def _discreet(matter: Matter) -> Matter:
    return Matter(discreet.finding(matter.lead), tuple(map(discreet.finding, matter.others)))


def _finding(matter: Matter, currency: str, brief: bool) -> Block:
    finding = matter.lead
    worth = _worth(finding, currency)
    html, text = worth.html + escaped(finding.statement), worth.text + clean(finding.statement)
    if brief:
        return Block(html, text)
    kind = KINDS.get(finding.kind)
    html = (said("span", kind, "fp-kind") if kind else "") + html
    # What the sentence says already is no evidence to a reader.
    facts = [e.text for e in finding.evidence if clean(e.text) not in clean(finding.statement)]
    asides = facts[:MOST_FACTS]
    if finding.confidence is not None:
        asides.append(_sureness(finding.confidence))
    if finding.caveat:
        asides.append(finding.caveat)
    asides += [_same(o) for o in matter.others if o.statement != finding.statement]
    if asides:
        html += element("div", _lines(asides) + _folded(facts[MOST_FACTS:]), "fp-aside")
        text += "".join(f"\n   - {clean(aside)}" for aside in [*asides, *facts[MOST_FACTS:]])
    return Block(html, text)


def _lines(texts: Iterable[Text]) -> str:
    return element("ul", "".join(said("li", begun(text)) for text in texts))


def begun(text: Text) -> Text:
    """A fact standing alone begins like a sentence; a name that is written otherwise stays."""
    first = text.en.split(" ", 1)[0].rstrip(",:;")
    if not (first.isascii() and first.isalpha() and first.islower()):
        return text
    return Text(zh=text.zh, en=text.en[:1].upper() + text.en[1:])


def _folded(facts: list[Text]) -> str:
    """Evidence beyond what a reader takes in at once, one touch away."""
    if not facts:
        return ""
    more = Text(zh=f"另外 {len(facts)} 条依据", en=f"{len(facts)} more facts")
    return element("details", said("summary", more) + _lines(facts))


def _same(other: Finding) -> Text:
    told = other.statement
    return Text(
        zh=f"同一件事，金额不另计：{told.zh}", en=f"The same event, not to be added: {told.en}"
    )


def _link(page: tuple[str, str] | None) -> str:
    if page is None:
        return ""
    return element("p", element("a", escaped(page[1]), href=page[0]), "fp-aside")


def _worth(finding: Finding, currency: str) -> Block:
    """The money a finding is worth, with its range, in front of its sentence."""
    if not words.is_known(finding.impact):
        return Block("", "")
    text = words.amount(finding.impact, currency, signed=True)
    colour = "fp-good" if finding.impact > 0 else "fp-bad" if finding.impact < 0 else "fp-flat"
    html = said("span", text, f"fp-worth {colour}")
    if words.is_known(finding.impact_low) and words.is_known(finding.impact_high):
        low, high = (
            words.amount(value, currency, signed=True)
            for value in (finding.impact_low, finding.impact_high)
        )
        if low != high:
            span = Text(zh=f"（{low} 至 {high}）", en=f" ({low} to {high})")
            html += said("span", span, "fp-range")
            text += span()
    return Block(html + " ", f"[{text}] ")


def _sureness(confidence: float) -> Text:
    share = words.share(min(confidence, _NEARLY_CERTAIN), 0)
    share = f">{share}" if confidence > _NEARLY_CERTAIN else share
    if confidence >= _RATHER_SURE:
        return Text(zh=f"把握较大（{share}）", en=f"Rather sure ({share})")
    if confidence >= _LIKELY:
        return Text(zh=f"可能（{share}）", en=f"Likely ({share})")
    return Text(zh=f"只是线索（{share}）", en=f"A hint only ({share})")
