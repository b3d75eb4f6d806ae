"""A report's findings and tables as one Excel workbook, in which nothing can run.

Numbers stay numbers, texts are typed as text whatever they begin with, and no cell is a formula.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils.exceptions import IllegalCharacterError

from fupan.analysis.finding import Finding
from fupan.ground.language import Text
from fupan.report.blocks import clean
from fupan.report.tray import is_missing

_NAME_LENGTH = 31  # of a sheet, by Excel
_CELL_LENGTH = 32_767  # characters that a cell may hold, by Excel
_BARRED = re.compile(r"[\[\]:*?/\\']")
_NUMBER = re.compile(r"[+-]?(0|[1-9][0-9]{0,14})(\.[0-9]+)?([eE][+-]?[0-9]{1,2})?")
_FINDINGS = Text(zh="发现", en="Findings")
_TITLES = {
    "id": Text("编号", "Id"),
    "kind": Text("类型", "Kind"),
    "metric": Text("指标", "Metric"),
    "subject": Text("对象", "Subject"),
    "value": Text("本期", "Value"),
    "baseline": Text("对比期", "Baseline"),
    "change": Text("变化", "Change"),
    "unit": Text("单位", "Unit"),
    "impact": Text("影响金额", "Impact"),
    "impact_low": Text("影响下限", "Impact, low"),
    "impact_high": Text("影响上限", "Impact, high"),
    "confidence": Text("把握", "Confidence"),
    "cause": Text("原因", "Cause"),
    "statement": Text("结论", "Statement"),
    "action": Text("建议", "Action"),
    "caveat": Text("注意", "Caveat"),
}
_HEADS = tuple(_TITLES)
_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def workbook(
    findings: Sequence[Finding],
    tables: Mapping[str, str],
    lang: str,
    headings: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
) -> bytes:
    """The workbook's file: one sheet of findings, then one per CSV table, in name order.

    `headings` holds per table and column the title in each language; the first row has them.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_FINDINGS(lang))
    records = [finding.as_json(lang) for finding in findings]
    heads = [_TITLES[name](lang) for name in _HEADS]
    _fill(sheet, [heads, *([record[name] for name in _HEADS] for record in records)])
    taken = {_FINDINGS(lang).casefold()}
    for name, text in sorted(tables.items()):
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
        titles = (headings or {}).get(name, {})
        rows[:1] = [[titles.get(n, {}).get(lang, n) for n in row] for row in rows[:1]]
        _fill(book.create_sheet(_sheet_name(name.removesuffix(".csv"), taken)), _typed(rows))
    book.properties.creator = "fupan"
    file = io.BytesIO()
    book.save(file)
    return _timeless(file.getvalue())


def _timeless(content: bytes) -> bytes:
    """The same workbook without the moment of its making, so that equal ones are equal."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(fixed, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            if entry.filename == "docProps/core.xml":
                part = _MOMENT.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", part)
            told = zipfile.ZipInfo(entry.filename, (2000, 1, 1, 0, 0, 0))
            new.writestr(told, part, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


def _typed(rows: list[list[str]]) -> list[list[object]]:
    """A CSV's rows: numbers as numbers; the apostrophe that guards a text in CSV is not needed."""
    return rows[:1] + [[_number(cell) for cell in row] for row in rows[1:]]


def _number(cell: str) -> object:
    """A number as such, unless that would lose digits, as it would for an order's number."""
    if _NUMBER.fullmatch(cell):
        return float(cell) if set(cell) & set(".eE") else int(cell)
    return cell[1:] if cell.startswith("'") else cell


def _fill(sheet: object, rows: Sequence[Sequence[object]]) -> None:
    sheet.freeze_panes = "A2"
    for place, row in enumerate(rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, _fitting(value))
            if isinstance(cell.value, str):
                cell.data_type = "s"  # else openpyxl takes "=…" for a formula
                cell.quotePrefix = cell.value[:1] in "=+-@＝＋－＠"
            if place == 0:
                cell.font = Font(bold=True)
            cells.append(cell)
        sheet.append(cells)


def _fitting(value: object) -> object:
    if is_missing(value):
        return None
    if isinstance(value, bool | int | float):
        return value
    text = clean(value)[:_CELL_LENGTH]
    try:
        WriteOnlyCell(None, text)
    except IllegalCharacterError:
        text = "".join(c for c in text if c.isprintable())
    return text or None


def _sheet_name(name: str, taken: set[str]) -> str:
    """A name that Excel takes, and that no other sheet has."""
    stem = _BARRED.sub("_", name)[:_NAME_LENGTH]
    found, number = stem, 2
    while found.casefold() in taken:
        tail = f"~{number}"
        found, number = stem[: _NAME_LENGTH - len(tail)] + tail, number + 1
    taken.add(found.casefold())
    return found
