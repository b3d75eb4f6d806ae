"""The months of a shop side by side: links from cover to cover, and each finding over time.

Both are written anew whenever a report is published, since an older cover cannot know it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from fupan.ground import words
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.report import safely
from fupan.report.blocks import element, escaped, said
from fupan.report.publish import WORDS, Sheet, page
from fupan.report.sifting import Sieve
from fupan.report.told import KINDS

NAME = "findings.html"
MARK = "<!--fupan-months-->"
_BLOCK = re.compile(rf"{MARK}.*?{MARK}", re.DOTALL)
_MONTHS, _ROWS = 6, 500  # columns of months, and rows
_LOOK_BACK = 24  # months whose findings are listed
TITLE = Text(zh="各月的发现", en="Findings, month by month")
_EARLIER, _LATER = Text(zh="上个月", en="The month before"), Text(zh="下个月", en="The month after")
_LAST, _NEXT = Text(zh="上一份", en="The report before:"), Text(zh="下一份", en="The next report:")
_HOW = Text(
    zh="按类型、页、原因筛选；找词用浏览器的查找（Ctrl+F，苹果电脑 ⌘F）。",
    en="Sift by kind, page and cause; find words with the browser's own search (Ctrl+F, ⌘F).",
)
_SAID = Text(zh="有", en="told")


def months_of(shop: Path) -> list[Path]:
    """A shop's published months, oldest first."""
    return sorted(
        m for m in shop.iterdir()
        if (m / "manifest.json").is_file() and (m / "index.html").is_file()
    )  # fmt: skip


def link_months(shop: Path, lang: str) -> None:
    """Gives each cover its links to the months before and after, and to the findings over time.

    Each in the language that its own report is in; `lang` where a manifest does not say.
    """
    for folder in months_of(shop):
        cover = folder / "index.html"
        text = cover.read_text(encoding="utf-8")
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        linked = with_links(text, folder, str(manifest.get("lang") or lang))
        if linked != text:
            safely.write(cover, linked)


def with_links(cover: str, folder: Path, lang: str) -> str:
    """A cover's text with the links that it has among the months published now."""
    months = months_of(folder.parent) if folder.parent.is_dir() else []
    before = max((m for m in months if m.name < folder.name), default=None)
    after = min((m for m in months if m.name > folder.name), default=None)
    return _BLOCK.sub(lambda _: _links(folder, before, after, lang), cover, count=1)


def history_page(shop: Path, lang: str) -> str:
    """`findings.html` of a shop: one row per finding, its worth in each of the last months.

    Rows are sifted by kind, page and cause with radio buttons; words are found by the browser's
    own search, since all rows are on the page.
    """
    folders = months_of(shop)[-_LOOK_BACK:]
    told = {folder.name: _findings(folder) for folder in folders}
    kept = list(reversed(folders[-_MONTHS:]))
    latest: dict[str, tuple[str, Mapping[str, object]]] = {}
    for folder in folders:
        latest |= {name: (folder.name, finding) for name, finding in told[folder.name].items()}
    rows = sorted(latest.items(), key=lambda row: _weight(row[0], told))
    sieve = Sieve([finding for _, (_, finding) in rows[:_ROWS]], lang)
    months = "".join(
        element("th", element("a", escaped(folder.name), href=f"{folder.name}/index.html"),
                "fp-number", scope="col") for folder in kept
    )  # fmt: skip
    body = "".join(_row(name, *found, kept, told, sieve) for name, found in rows[:_ROWS])
    head = element(
        "thead", element("tr", element("th", escaped(TITLE(lang)), scope="col") + months)
    )
    table = element("table", head + element("tbody", body))
    html = said("p", _HOW(lang), "fp-aside") + sieve.html
    html += element("div", table, "fp-scroll", tabindex="0", role="region", aria_label=TITLE(lang))
    if len(rows) > _ROWS:
        rest = len(rows) - _ROWS
        html += said("p", Text(zh=f"还有 {rest} 条，见各月的 findings.json。",
                               en=f"{rest} more stand in the months' findings.json.")(lang),
                     "fp-aside")  # fmt: skip
    manifest = json.loads((folders[-1] / "manifest.json").read_text(encoding="utf-8"))
    title = manifest.get("shop_title", {}).get(lang) or shop.name
    home = ("../index.html", WORDS["shops"](lang))
    return page(Sheet(TITLE(lang), element("div", html, "fp"), kicker=title, home=home), lang)


def _row(
    name: str, month: str, finding: Mapping[str, object], folders: Sequence[Path],
    told: Mapping[str, Mapping[str, Mapping[str, object]]], sieve: Sieve,
) -> str:  # fmt: skip
    """One finding: its latest sentence, and what it was worth in each month."""
    address = f"{month}/{finding['notebook']}.html"
    kind = KINDS.get(str(finding["kind"]))
    label = said("span", kind, "fp-kind") if kind else ""
    link = element("a", escaped(finding["statement"]), href=address)
    cells = element("th", label + link, scope="row")
    for folder in folders:
        found = told[folder.name].get(name)
        cells += said("td", _worth(found) if found else "", "fp-number")
    return element("tr", cells, sieve.classes(finding))


def _worth(finding: Mapping[str, object]) -> str:
    impact = finding.get("impact")
    if not words.is_known(impact):
        return _SAID()
    return words.amount(impact, str(finding["currency"]), signed=True)


def _weight(name: str, told: Mapping[str, Mapping[str, Mapping[str, object]]]) -> tuple:
    """Told in most months first, then by the most it was worth."""
    found = [findings[name] for findings in told.values() if name in findings]
    return (-len(found), -max(abs(f.get("impact") or 0) for f in found), name)


def _findings(folder: Path) -> dict[str, Mapping[str, object]]:
    path = folder / "findings.json"
    content = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {"findings": []}
    return {f["id"]: {**f, "currency": content["currency"]} for f in content["findings"]}


def _links(own: Path, before: Path | None, after: Path | None, lang: str) -> str:
    month, found = Period.parse(own.name), []
    for folder, beside, near, far in ((before, month.previous(), _EARLIER, _LAST),
                                      (after, month.next(), _LATER, _NEXT)):  # fmt: skip
        if folder is not None:
            name = near if folder.name == beside.name else far
            told = f"{name(lang)} {Period.parse(folder.name).label(lang)}"
            found.append(element("a", escaped(told), href=f"../{folder.name}/index.html"))
    found.append(element("a", escaped(TITLE(lang)), href=f"../{NAME}"))
    return f"{MARK}{element('p', ' · '.join(found), 'fp-aside')}{MARK}"
