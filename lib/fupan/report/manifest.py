"""What a report tells machines: its findings, and the manifest of what it is made from.

`findings.json` has a published schema; `manifest.json` is what `--resume`, `--like`, `diff` read.
"""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fupan import __version__
from fupan.analysis.matter import same_as
from fupan.report import shelf
from fupan.report.identity import code_mark, libraries, page_mark
from fupan.report.run import Ran

if TYPE_CHECKING:
    from fupan.report.assemble import Report
    from fupan.report.replay import Order

FINDINGS, MANIFEST = "findings.json", "manifest.json"


def question(order: Order, name: str) -> str:
    path = next(p for p in order.paths if p.stem == name)
    try:
        return shelf.question(shelf.read(path), name, order.lang)
    except Exception:  # a file that is no notebook has no question; its name stands for it
        return name


def _versions(report: Report) -> dict[str, int]:
    """The versions that this run read: the snapshot's, and what the reviews say of themselves."""
    found = dict(report.order.shop.tables)
    for review in report.reviews:
        found |= review.get("versions") or {}
    return dict(sorted(found.items()))


def findings_text(report: Report) -> str:
    order, same = report.order, same_as(report.findings)
    content = {
        "shop": order.shop.shop, "month": order.month.name, "compare_to": order.compare_to,
        "currency": order.shop.currency,
        "findings": [
            finding.as_json(order.lang)
            | ({"same_as": same[finding.id]} if finding.id in same else {})
            for finding in report.findings
        ],
    }  # fmt: skip
    return _json(content)


def manifest_text(report: Report) -> str:
    order, finished = report.order, datetime.now(UTC)
    by_name = {str(review["notebook"]): review for review in report.reviews}
    notebooks = {run.name: _entry(run, by_name.get(run.name), order) for run in report.ran}
    notebooks |= report.kept
    parameters = {"shop": order.shop.shop, "month": order.month.name,
                  "compare_to": order.compare_to, "lang": order.lang}  # fmt: skip
    content = {
        **parameters,
        "shop_title": {"zh": order.shop.title.zh, "en": order.shop.title.en},
        "status": "ok" if all(e["status"] == "ok" for e in notebooks.values()) else "partial",
        "parameters": parameters,
        "currency": order.shop.currency,
        "snapshot": order.shop.snapshot,
        "tables": _versions(report),
        "fupan": __version__, "python": platform.python_version(), "libraries": libraries(),
        "code": code_mark(), "data": order.shop.mark,
        "started_at": report.started.isoformat(timespec="seconds"),
        "finished_at": finished.isoformat(timespec="seconds"),
        "seconds": round((finished - report.started).total_seconds(), 1),
        "notebooks": dict(sorted(notebooks.items())),
    }  # fmt: skip
    return _json(content)


def _entry(run: Ran, review: Mapping[str, object] | None, order: Order) -> dict[str, object]:
    """One notebook in the manifest; an error's class and place, never its values."""
    entry: dict[str, object] = {
        "status": run.status, "title": question(order, run.name), "cells": list(run.cells),
        "seconds": round(run.seconds, 1), "warnings": run.warnings,
        "parameters": dict(run.parameters),
        "made_from": page_mark(order, next(p for p in order.paths if p.stem == run.name)),
    }  # fmt: skip
    if not run.is_ok:
        entry |= {"failed_cell": run.failed_cell, "error": run.error, "message": run.message}
    if review:
        entry |= {name: review.get(name) for name in ("headline", "kpis", "notes", "sources")}
    return entry


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n"
