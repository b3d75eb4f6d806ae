"""The tray between a notebook and the runner: findings and tables handed in, and read back.

Under the runner `FUPAN_TRAY` names a folder; without it a notebook hands in nothing, so that
exploring leaves no traces. The cover reads the other notebooks' findings from here.
"""

from __future__ import annotations

import csv
import json
import math
import os
import re
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from fupan.analysis.finding import Evidence, Finding, ranked
from fupan.ground.errors import WrongUse
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.report.naming import naming

if TYPE_CHECKING:  # the runner reads trays and has no use for pandas, which takes long to load
    import pandas as pd

    from fupan.analysis.review import Review

ENV = "FUPAN_TRAY"
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,80}")
_TEXTS = ("statement", "action", "caveat", "title")
_DIGITS = 9  # what two machines' sums and fits agree in, and more than any figure here is sure of
_WHOLE_CENTS = 1e7  # from here on, so many digits would cost cents
# What Excel and its kin take for the start of a formula (OWASP ASVS 1.2.10), full-width too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def folder() -> Path | None:
    """Where this run's notebooks hand in, or nothing outside a run."""
    named = os.environ.get(ENV)
    return Path(named) if named else None


def put(review: Review) -> None:
    """Writes a review's findings (both languages) and its tables to the tray, if there is one."""
    tray = folder()
    if tray is None:
        return
    from fupan.report import discreet, headings  # they bring pandas, of no use to the runner

    review = discreet.review(review)
    place = tray / _safe(review.notebook)
    (place / "tables").mkdir(parents=True, exist_ok=True)
    for name, frame in review.tables.items():
        write_csv(frame, place / "tables" / f"{_safe(name)}.csv")
    record = {
        "notebook": review.notebook,
        "shop": review.shop,
        "currency": review.currency,
        "period": review.period.name,
        "baseline": review.baseline.name if review.baseline else None,
        "headline": _both(review.headline),
        "kpis": [_kpi(row) for row in review.kpis.to_dict("records")],
        "findings": [_packed(finding) for finding in ranked(review.findings)],
        "notes": [_both(note) for note in review.data_notes],
        "sources": _sources(review),
        "headings": {
            name: {column: _both(title) for column, title in headings.headings(shown).items()}
            for name, shown in review.exhibits.items()
            if not shown.table.empty
        },
        "versions": dict(sorted(review.versions.items())),
    }
    put_record(record, tray)


def _sources(review: Review) -> dict[str, object] | None:
    """The table of the files that the data come from, in both languages, for the cover."""
    shown = review.sources
    if shown.table.empty:
        return None
    rows = shown.table.itertuples(index=False, name=None)
    return {
        "title": _both(shown.title),
        "heads": [_both(shown.options["labels"][name]) for name in shown.table.columns],
        "rows": [[_both(v) if isinstance(v, Text) else _plain(v) for v in row] for row in rows],
    }


def put_record(record: Mapping[str, object], tray: Path) -> None:
    """Lays one notebook's record into a tray, whole or not at all."""
    place = tray / _safe(str(record["notebook"]))
    place.mkdir(parents=True, exist_ok=True)
    beside = place / "review.json.part"
    beside.write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    beside.replace(place / "review.json")


def handed_in(tray: Path) -> list[dict[str, object]]:
    """Everything that was handed in to a tray, in the notebooks' order."""
    found = sorted(tray.glob("*/review.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in found]


def findings(
    shop: object, month: Period | str, *, reports: str | Path = "reports"
) -> list[Finding]:
    """The other notebooks' findings for a shop's month, largest worth first.

    Under the runner they come from this run; else from the published report; else none.
    """
    tray = folder()
    if tray is not None:
        records = [record for review in handed_in(tray) for record in review["findings"]]
        return ranked(unpacked(record) for record in records)
    published = Path(reports) / str(getattr(shop, "name", shop)) / str(month) / "findings.json"
    if not published.is_file():
        return []
    records = json.loads(published.read_text(encoding="utf-8"))["findings"]
    return ranked(unpacked(record) for record in records)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """A table as CSV that a spreadsheet opens as text and numbers, never as formulas.

    A text that looks like a formula gets an apostrophe in front, as spreadsheets write it; the
    mark at the file's start lets Excel read Chinese.
    """
    with path.open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([inert(str(name)) for name in frame.columns])
        for row in frame.itertuples(index=False, name=None):
            writer.writerow([_csv_cell(value) for value in row])


def is_missing(value: object) -> bool:
    """Whether a table's cell is empty, in any of the ways a table has for that."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(value, float) and math.isnan(value)


def settled(value: float) -> float:
    """A figure without the last bits, which hang on the order in which a database adds."""
    if not math.isfinite(value):
        return value
    return float(f"{value:.{_DIGITS}g}") if abs(value) < _WHOLE_CENTS else round(value, 2)


def inert(text: str) -> str:
    """A text that no spreadsheet runs."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv_cell(value: object) -> object:
    if is_missing(value):
        return ""
    if isinstance(value, float):
        return settled(value)
    return value if isinstance(value, int | Decimal) else inert(str(value))


def _safe(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise WrongUse(
            Text(
                zh=f"{name!r} 不能做文件名；请只用字母、数字、_ 和 -。",
                en=f"{name!r} cannot name a file; use letters, digits, _ and - alone.",
            )
        )
    return name


def _kpi(row: Mapping[str, object]) -> dict[str, object]:
    """A row of the KPI strip with the metric's words, so that the cover need not look them up."""
    metric = naming(str(row["metric"]))
    words = {"label": _both(metric.label), "unit": metric.unit, "good": metric.good,
             "formula": _both(metric.formula), "trap": _both(metric.trap)}  # fmt: skip
    return {**_plain(row), **words}


def _both(text: Text | None) -> dict[str, str] | None:
    return {"zh": text.zh, "en": text.en} if text is not None else None


def _packed(finding: Finding) -> dict[str, object]:
    record = {
        field.name: _plain(getattr(finding, field.name))
        for field in fields(finding)
        if field.name not in (*_TEXTS, "evidence")
    }
    record |= {name: _both(getattr(finding, name)) for name in _TEXTS}
    record["evidence"] = [
        {"text": _both(e.text), "table": e.table, "value": _plain(e.value)}
        for e in finding.evidence
    ]
    return record


def unpacked(record: Mapping[str, object]) -> Finding:
    """A finding from the tray (texts in both languages) or from findings.json (in one)."""
    known = {field.name for field in fields(Finding)}
    given = {name: value for name, value in record.items() if name in known}
    given |= {name: _text(given.get(name)) for name in _TEXTS}
    given["evidence"] = tuple(
        Evidence(_text(e["text"]) or Text("", ""), e["table"], e.get("value"))
        for e in record.get("evidence", ())
    )
    return Finding(**given)


def _text(value: object) -> Text | None:
    if value is None:
        return None
    return Text(**value) if isinstance(value, Mapping) else Text(zh=str(value), en=str(value))


def _plain(value: object) -> object:
    """A value as JSON has it: exact decimals and array scalars as numbers, unknown as null."""
    if isinstance(value, dict):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if is_missing(value):
        return None
    if isinstance(value, Decimal):
        value = float(value)
    elif hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return settled(value) if math.isfinite(value) else None
    return value if isinstance(value, str | int | float | bool) else str(value)
