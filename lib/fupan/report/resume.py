"""What of a report still has to be made: pages that are missing, unfinished, or made otherwise."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from fupan.report import printing, shelf
from fupan.report.identity import page_mark

if TYPE_CHECKING:
    from fupan.report.replay import Order

MANIFEST = "manifest.json"


def stale(order: Order) -> tuple[Path, ...]:
    """The order's notebooks whose page does not stand yet as it would be made now.

    A page counts by what it was made from: parameters, data, code and the notebook itself. The
    cover sums up the others, so it is made again when one of them is.
    """
    before = pages_before(order)
    lacking = [path for path in order.paths if not _stands(order, path, before)]
    asked = {path.stem for path in order.paths}
    unfinished = [n for n, e in before.items() if e.get("status") != "ok" and n not in asked]
    if lacking or unfinished:
        lacking += [p for p in order.paths if shelf.is_cover(p) and p not in lacking]
    return tuple(path for path in order.paths if path in lacking)


def resumed(order: Order) -> Order:
    """The order with what it still has to make alone: the stale pages, and what hangs on them.

    A workbook and PDFs that stand are made again with the pages, so that they never lag behind.
    Where one is asked for that does not stand yet, the cover is made again, and it with the cover.
    """
    standing = {"xlsx": order.target.glob("*.xlsx"), "pdf": order.target.glob("*.pdf")}
    there = {name for name, files in standing.items() if any(files)}
    todo = stale(order)
    if not todo and not order.extras <= there:
        todo = tuple(path for path in order.paths if shelf.is_cover(path)) or order.paths[-1:]
    if printing.program() is None:
        there.discard("pdf")
    return replace(order, paths=todo, extras=order.extras | there)


def pages_before(order: Order) -> dict[str, dict[str, object]]:
    """The notebooks of the report that is there, as its manifest tells; none where it is broken."""
    try:
        told = json.loads((order.target / MANIFEST).read_text(encoding="utf-8"))
        return dict(told["notebooks"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _stands(order: Order, path: Path, before: dict[str, dict[str, object]]) -> bool:
    entry = before.get(path.stem, {})
    if entry.get("status") != "ok" or entry.get("made_from") != page_mark(order, path):
        return False
    files = (order.target / f"{path.stem}{suffix}" for suffix in (".html", ".ipynb"))
    return all(file.is_file() for file in files)
