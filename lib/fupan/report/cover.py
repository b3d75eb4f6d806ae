"""The cover of a report, and the list of all reports: what a reader opens first."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from fupan.analysis.finding import Finding
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import count
from fupan.report import history, told
from fupan.report.blocks import element, escaped, said
from fupan.report.history import MARK
from fupan.report.kpis import strip
from fupan.report.naming import Naming
from fupan.report.publish import WORDS, Sheet, page
from fupan.report.run import STATES

MOST_FINDINGS = 12
HEADINGS = {
    "actions": Text(zh="下个月做什么", en="What we will do"),
    "findings": Text(zh="按金额排序的发现", en="Findings, by what they are worth"),
    "pages": Text(zh="各页", en="Pages"),
    "notes": Text(zh="数据说明", en="Data notes"),
    "definitions": Text(zh="指标口径", en="Definitions"),
}
_NONE = Text(zh="还没有报告；先运行 `fupan retro`。", en="No report yet; run `fupan retro`.")


@dataclass(frozen=True)
class Entry:
    """One notebook on the cover."""

    name: str
    title: str  # HTML, safe
    status: str
    message: str = ""
    kept_from: str = ""


@dataclass(frozen=True)
class Cover:
    """What the cover shows, gathered by the runner."""

    shop: str
    shop_title: Text
    month: Period
    compare_to: str
    currency: str
    entries: Sequence[Entry]
    findings: Sequence[Finding]
    reviews: Sequence[Mapping[str, object]]
    definitions: str = ""  # the address of the page that explains the metrics


def cover_page(cover: Cover, lang: str) -> str:
    """`index.html` of one report, without its typeface."""
    faults = [entry for entry in cover.entries if entry.status != "ok"]
    main = _main_review(cover.reviews)
    parts = [_lead(main, lang), _faults(faults, lang)]
    rows = main.get("kpis", []) if main else []
    parts.append(element("div", strip(map(_kpi, rows), cover.currency).html, "fp"))
    addresses = {e.name: (f"{e.name}.html", html.unescape(e.title)) for e in cover.entries
                 if e.status == "ok"}  # fmt: skip
    todo = told.actions(cover.findings, currency=cover.currency)
    headings = [(name, HEADINGS[name](lang)) for name in ("actions", "findings")]
    parts.append(_section("actions", lang) + element("div", todo.html, "fp"))
    listed = told.findings(cover.findings, currency=cover.currency, pages=addresses,
                           most=MOST_FINDINGS)  # fmt: skip
    parts.append(_section("findings", lang) + element("div", listed.html, "fp"))
    headings.append(("pages", HEADINGS["pages"](lang)))
    parts.append(_section("pages", lang) + _pages(cover.entries, lang))
    notes = _notes(cover.reviews, cover.findings, lang)
    if notes:
        headings.append(("notes", HEADINGS["notes"](lang)))
        parts.append(
            _section("notes", lang) + element("div", notes + _sources(cover.reviews, lang), "fp")
        )
    if cover.definitions:
        link = element("a", escaped(HEADINGS["definitions"](lang)), href=cover.definitions)
        parts.append(element("p", link))
    parts.append(f"{MARK}{MARK}")  # where the links to other months come
    title = Text(
        zh=f"{cover.month.label.zh}复盘", en=f"{cover.month.label.en} in review"
    )  # fmt: skip
    sheet = Sheet(
        title=title(lang), html="\n".join(parts), kicker=cover.shop_title(lang),
        headings=headings, home=("../../index.html", WORDS["shops"](lang)),
    )  # fmt: skip
    return page(sheet, lang)


def list_page(reports: Path, lang: str) -> str:
    """`reports/index.html`: every shop and its months, newest first."""
    parts = []
    for shop in sorted(p for p in reports.iterdir() if p.is_dir() and not p.name.startswith(".")):
        months = sorted((m for m in shop.iterdir() if (m / "manifest.json").is_file()
                         and (m / "index.html").is_file()), reverse=True)  # fmt: skip
        if months:
            items = "".join(_month(month, lang) for month in months)
            manifest = json.loads((months[0] / "manifest.json").read_text(encoding="utf-8"))
            name = manifest.get("shop_title", {}).get(lang) or shop.name
            link = element("a", escaped(history.TITLE(lang)), href=f"{shop.name}/{history.NAME}")
            parts.append(said("h2", name) + element("ul", items, "months") + element("p", link))
    body = "\n".join(parts) or said("p", _NONE(lang))
    title = Text(zh="全部复盘报告", en="All retros")
    return page(Sheet(title=title(lang), html=body), lang)


def _month(folder: Path, lang: str) -> str:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    period = Period.parse(manifest["month"])
    address = f"{folder.parent.name}/{folder.name}/index.html"
    link = element("a", escaped(period.label(lang)), href=address)
    wrong = sum(1 for n in manifest["notebooks"].values() if n["status"] != "ok")
    if wrong:
        words = Text(zh=f"{wrong} 页没有完成", en=f"{wrong} not finished")
        link += element("div", said("span", words(lang), "wrong"), "state")
    return element("li", link)


def _main_review(reviews: Sequence[Mapping[str, object]]) -> Mapping[str, object] | None:
    """The cover notebook's review where it ran, else the first with figures."""
    with_figures = [r for r in reviews if r.get("kpis")]
    covers = [r for r in with_figures if str(r["notebook"]).startswith("00_")]
    return (covers or with_figures or [None])[0]


def _lead(review: Mapping[str, object] | None, lang: str) -> str:
    headline = review.get("headline") if review else None
    return said("p", headline[lang], "lead") if headline else ""


def _kpi(row: Mapping[str, object]) -> tuple[Naming, Mapping[str, object]]:
    formula, trap = (Text(**row[n]) if row.get(n) else None for n in ("formula", "trap"))
    label = Text(**row["label"])
    return Naming(label, str(row["unit"]), str(row["good"]), formula=formula, trap=trap), row


def _sources(reviews: Sequence[Mapping[str, object]], lang: str) -> str:
    """The files that the data come from and the fate of their rows, as one table."""
    told = next((r["sources"] for r in reviews if r.get("sources")), None)
    if not told:
        return ""
    head = "".join(element("th", escaped(words[lang]), scope="col") for words in told["heads"])
    body = ""
    for row in told["rows"]:
        cells = [
            (c[lang], "")
            if isinstance(c, Mapping)
            else (count(c), "fp-number")
            if isinstance(c, int)
            else (c, "fp-short")
            for c in row
        ]
        body += element("tr", "".join(element("td", escaped(c), kind) for c, kind in cells))
    inside = said("caption", told["title"][lang]) + element("thead", element("tr", head))
    return element("div", element("table", inside + element("tbody", body)), "fp-scroll",
                   tabindex="0", role="region", aria_label=told["title"][lang])  # fmt: skip


def _section(name: str, lang: str) -> str:
    return f'<h2 id="{name}">{escaped(HEADINGS[name](lang))}</h2>'


def _faults(entries: Sequence[Entry], lang: str) -> str:
    if not entries:
        return ""
    names = "、".join(e.name for e in entries) if lang == "zh" else ", ".join(
        e.name for e in entries)  # fmt: skip
    words = Text(
        zh=f"这份报告不完整：{names} 没有完成，其余各页不受影响。",
        en=f"This report is incomplete: {names} did not finish; the other pages stand.",
    )
    return element("div", said("p", words(lang)), "warning")


def _pages(entries: Sequence[Entry], lang: str) -> str:
    items = []
    for entry in entries:
        if entry.status == "ok":
            name = element("span", element("a", entry.title, href=f"{entry.name}.html"))
            state = said("span", _kept(entry.kept_from, lang), "state")
        else:
            address = f"{entry.name}.failed.ipynb"
            why = said("small", entry.message) if entry.message else ""
            name = element("span", element("a", entry.title, href=address) + why)
            state = said("span", STATES[entry.status](lang), "state wrong")
        items.append(element("li", name + state))
    return element("ul", "".join(items), "pages")


def _kept(moment: str, lang: str) -> str:
    if not moment:
        return STATES["ok"](lang)
    return Text(zh=f"沿用 {moment[:10]} 的那次运行", en=f"kept from the run of {moment[:10]}")(lang)


def _notes(reviews: Sequence[Mapping[str, object]], findings: Sequence[Finding], lang: str) -> str:
    """The notebooks' notes, each once; what a finding of the data says already is not repeated."""
    said_already = [f.statement(lang) for f in findings if f.kind == "data"]
    every = dict.fromkeys(note[lang] for review in reviews for note in review.get("notes", []))
    notes = [note for note in every if not any(note in told for told in said_already)]
    items = "".join(said("li", note) for note in notes)
    return element("ul", items, "fp-notes") if items else ""
