"""Puts a report together: findings, tables, pages and cover; what machines read is `manifest`'s."""

from __future__ import annotations

import html
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fupan import __version__
from fupan.analysis.finding import Finding, ranked
from fupan.ground.errors import PublishRefused
from fupan.ground.language import Text
from fupan.report import history, printing, publish, safely, shelf, tray, workbook
from fupan.report.cover import Cover, Entry, cover_page, list_page
from fupan.report.manifest import FINDINGS, MANIFEST, findings_text, manifest_text, question
from fupan.report.render import body_of
from fupan.report.run import Ran, failed_text

if TYPE_CHECKING:
    from fupan.report.replay import Order

TABLES, HEADINGS = "tables", "headings.json"
MOST_BYTES = 10_000_000  # of one page
_DEFINING = ("定义", "口径", "Definitions")


@dataclass(frozen=True)
class Report:
    """Everything that one report is made of, before a file is written."""

    order: Order
    ran: Sequence[Ran]
    reviews: Sequence[Mapping[str, object]]
    findings: Sequence[Finding]
    tables: Mapping[str, Path]
    kept: Mapping[str, Mapping[str, object]]  # notebooks of the report before: manifest entries
    started: datetime


def gather(order: Order, ran: Sequence[Ran], handed: Path, started: datetime) -> Report:
    """What the notebooks handed in and what is kept from before, as one report."""
    finished = {run.name for run in ran if run.is_ok}
    kept = _kept(order)
    reviews = [r for r in tray.handed_in(handed) if r["notebook"] in finished | kept.keys()]
    findings = ranked(tray.unpacked(record) for r in reviews for record in r["findings"])
    tables = {
        f"{path.parent.parent.name}.{path.name}": path
        for path in sorted(handed.glob("*/tables/*.csv"))
        if path.parent.parent.name in finished
    }
    for path in sorted((order.target / TABLES).glob("*.csv")):
        if path.name.split(".", 1)[0] in kept:
            tables[path.name] = path
    return Report(order, ran, reviews, findings, tables, kept, started)


def kept_reviews(order: Order) -> list[dict[str, object]]:
    """The findings of the pages that this run keeps, as the cover reads them from the tray."""
    kept = _kept(order)
    if not kept:
        return []
    published = json.loads((order.target / FINDINGS).read_text(encoding="utf-8"))["findings"]
    return [
        {"notebook": name, "findings": [f for f in published if f["notebook"] == name],
         "notes": entry.get("notes", []), "kpis": entry.get("kpis", []),
         "headline": entry.get("headline"), "sources": entry.get("sources"),
         "versions": entry.get("tables", {})}
        for name, entry in kept.items()
    ]  # fmt: skip


def build(report: Report, built: Path) -> None:
    """Writes the whole report into a new folder, after the gate."""
    order, lang = report.order, report.order.lang
    good = sorted((run for run in report.ran if run.is_ok), key=lambda run: run.name)
    kicker = f"{order.shop.title(lang)} · {order.month.label(lang)}"
    files = publish.drafts(
        [run.notebook for run in good], [run.name for run in good],
        lang=lang, kicker=kicker, foot=_foot(order), with_cover=True,
    )  # fmt: skip
    files["index.html"] = cover_page(_cover(report, good), lang)
    files[FINDINGS] = findings_text(report)
    files[MANIFEST] = manifest_text(report)
    files |= {f"{run.name}.failed.ipynb": failed_text(run) for run in report.ran if not run.is_ok}
    files |= {f"{TABLES}/{n}": p.read_text(encoding="utf-8") for n, p in report.tables.items()}
    files[f"{TABLES}/{HEADINGS}"] = json.dumps(_headings(report), ensure_ascii=False, indent=1)
    (built / TABLES).mkdir(parents=True)
    finished = publish.finished(files)
    check_size(finished)
    finished["index.html"] = history.with_links(finished["index.html"], order.target, lang)
    for name, text in finished.items():
        safely.write_through(built / name, text)
    for name, content in _further(report, finished).items():
        safely.write_bytes(built / name, content)
    for name in report.kept:
        for suffix in (".html", ".ipynb"):
            shutil.copyfile(order.target / f"{name}{suffix}", built / f"{name}{suffix}")


def readable(run: Ran, lang: str) -> Ran:
    """The run, failed where its notebook cannot be made into a page, so that the others are."""
    if not run.is_ok:
        return run
    try:
        body_of(run.notebook, run.name, lang)
    except Exception as fault:  # whatever an output may do to the conversion, it is that page's own
        return replace(run, status="html", error=type(fault).__name__)
    return run


def check_size(files: Mapping[str, str]) -> None:
    """Refuses a page that no mail and no telephone takes; a cell's own output is capped before."""
    for name, text in sorted(files.items()):
        if name.endswith(".html") and len(text) > MOST_BYTES:
            megabytes, most = len(text) / 1e6, MOST_BYTES // 10**6
            raise PublishRefused(
                Text(
                    zh=f"{name} 有 {megabytes:.0f} MB，超过 {most} MB，没有发布；"
                    "请减少这一页的图和输出。",
                    en=f"{name} has {megabytes:.0f} MB, more than {most} MB, and is not published; "
                    "show fewer charts and less output on this page.",
                )
            )


def _headings(report: Report) -> dict[str, dict[str, dict[str, str]]]:
    """Per table and column its title in both languages; of kept pages as published before."""
    before = report.order.target / TABLES / HEADINGS
    told = json.loads(before.read_text(encoding="utf-8")) if before.is_file() else {}
    for review in report.reviews:
        for name, titles in review.get("headings", {}).items():
            told[f"{review['notebook']}.{name}.csv"] = titles
    return {name: told[name] for name in sorted(report.tables) if name in told}


def _further(report: Report, finished: Mapping[str, str]) -> dict[str, bytes]:
    """The workbook and the PDFs, where they are asked for; kept pages are printed too."""
    order, made = report.order, {}
    if "xlsx" in order.extras:
        tables = {n: p.read_text(encoding="utf-8-sig") for n, p in report.tables.items()}
        made[f"{order.shop.shop}-{order.month.name}.xlsx"] = workbook.workbook(
            report.findings, tables, order.lang, _headings(report)
        )
    if "pdf" in order.extras:
        pages = {n: t for n, t in finished.items() if n.endswith(".html")}
        for name in report.kept:
            page = order.target / f"{name}.html"
            pages[page.name] = page.read_text(encoding="utf-8")
        made |= printing.pdfs(pages)
    return made


def relist(reports: Path, shop: Path, lang: str) -> None:
    """Writes what spans reports anew, one writer at a time: the list, findings over time, links."""
    with safely.locked(reports / safely.PRIVATE, "index", wait=30), safely.explained(reports):
        pages = {
            "index.html": list_page(reports, lang),
            history.NAME: history.history_page(shop, lang),
        }
        finished = publish.finished(pages)
        safely.sweep_drafts(reports, shop)
        safely.write(reports / "index.html", finished["index.html"])
        safely.write(shop / history.NAME, finished[history.NAME])
        history.link_months(shop, lang)


def _kept(order: Order) -> dict[str, dict[str, object]]:
    """The finished pages of the report before that this run does not make anew.

    Only pages of the same question are kept: same language, comparison and state of the data's
    past; `force` keeps none.
    """
    path = order.target / MANIFEST
    if order.force or not path.is_file():
        return {}
    before = json.loads(path.read_text(encoding="utf-8"))
    same = all(
        before.get(name) == value
        for name, value in (("compare_to", order.compare_to), ("lang", order.lang))
    )
    running = {p.stem for p in order.paths}
    shelved = {p.stem for p in shelf.path_names(order.paths[0].parent)}
    return {
        name: {**entry, "kept_from": entry.get("kept_from") or before["started_at"]}
        for name, entry in sorted(before["notebooks"].items())
        if same and name not in running and name in shelved and entry["status"] == "ok"
    }


def _cover(report: Report, good: Sequence[Ran]) -> Cover:
    order = report.order
    titles = {run.name: body_of(run.notebook, run.name, order.lang) for run in good}
    entries = []
    for run in report.ran:
        body = titles.get(run.name)
        asked = body.title if body else html.escape(question(order, run.name))
        entries.append(Entry(run.name, asked, run.status, run.message))
    entries += [
        Entry(name, html.escape(str(kept["title"])), "ok", kept_from=str(kept["kept_from"]))
        for name, kept in report.kept.items()
    ]
    defining = [
        f"{name}.html#{anchor}"
        for name, body in titles.items()
        for anchor, words in body.headings
        if any(word in words for word in _DEFINING)
    ]
    return Cover(
        order.shop.shop, order.shop.title, order.month, order.compare_to, order.shop.currency,
        sorted(entries, key=lambda entry: entry.name), report.findings, report.reviews,
        defining[0] if defining else "",
    )  # fmt: skip


def _foot(order: Order) -> str:
    number = order.shop.snapshot
    if number is None:
        return f"fupan {__version__}"
    state = Text(zh=f"数据快照 {number}", en=f"data snapshot {number}")
    return f"fupan {__version__} · {state(order.lang)} · {MANIFEST}"
