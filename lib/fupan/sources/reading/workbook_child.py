"""The child that parses a workbook: sheets to text, under a limit of memory; run as a script.

It imports nothing of fupan, so that it starts fast and depends on no path.
"""

from __future__ import annotations

import datetime
import gc
import json
import re
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import python_calamine

_MEMORY = 4 * 2**30
_UNCACHED = "#公式"
_FORMULA = re.compile(rb"<c\b([^>]*)>\s*<f\b(?:[^>]*/>|[^>]*>.*?</f>)(.*?)</c>", re.DOTALL)
_ERROR = re.compile(rb'<c\b([^>]*\bt="e"[^>]*)>(?:(?!</c>).)*?<v>(#[^<]*)</v>', re.DOTALL)
_AT = re.compile(rb'\br="([A-Z]+)(\d+)"')
_SHEET = re.compile(rb"<sheet\b[^>]*>")
_RELATION = re.compile(rb"<Relationship\b[^>]*>")


def main(source: Path, folder: Path, limits: dict[str, int]) -> None:
    _limit_memory()
    gc.disable()  # it would look through millions of cells again and again, and nothing is cyclic
    book = python_calamine.CalamineWorkbook.from_path(str(source))
    visible = [
        s.name
        for s in book.sheets_metadata
        if s.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    hidden = [s.name for s in book.sheets_metadata if s.name not in visible]
    marks = _marks(source) if source.suffix == ".xlsx" else {}
    told = []
    for number, name in enumerate(visible):
        sheet = book.get_sheet_by_name(name)
        height, width = sheet.total_height, sheet.total_width
        if (
            height > limits["rows"]
            or width > limits["columns"]
            or (height * width > limits["cells"])
        ):
            told.append({"name": name, "too_large": f"{height} × {width}"})
            continue
        table, merged = _text(sheet, marks.get(name, {}))
        if table is None:
            continue
        file = folder / f"sheet{number}.arrow"
        with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
            writer.write_table(table)
        told.append({"name": name, "file": str(file), "merged": merged, "hidden": hidden})
    sys.stdout.write(json.dumps(told))


def _limit_memory() -> None:
    try:
        import resource  # absent on Windows
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _text(sheet, marks: dict[tuple[int, int], str]):
    rows = sheet.to_python(skip_empty_area=False)
    for (row, column), text in marks.items():
        # A parser may end the sheet before a row that holds nothing but such cells.
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend("" for _ in range(column + 1 - len(rows[row])))
        rows[row][column] = text
    while rows and not any(_cell(value).strip() for value in rows[-1]):
        rows.pop()
    if not rows:
        return None, 0
    width = max(map(len, rows))
    for row in rows:
        if len(row) < width:
            row.extend("" for _ in range(width - len(row)))
    merged = 0
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or []:
        if bottom > top and top < len(rows) and left < width and _cell(rows[top][left]):
            merged += 1
            for row in range(top + 1, min(bottom + 1, len(rows))):
                rows[row][left] = _cell(rows[row][left]) or rows[top][left]
    columns = [_column([row[k] for row in rows]) for k in range(width)]
    return pa.table(columns, names=[f"c{k}" for k in range(width)]), merged


def _column(values: list) -> pa.Array:
    """The cells of one column as text; where all are text already, none is asked for its kind."""
    if set(map(type, values)) != {str}:
        values = list(map(_cell, values))
    return pa.array(values, pa.string())


def _cell(value) -> str:
    """A cell as its text; numbers beyond 15 digits in the notation that an id is refused for."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        if abs(value) >= 1e15:
            return f"{value:.14E}"
        if value == int(value):
            return str(int(value))
        text = f"{value:.15g}"
        return format(Decimal(text), "f") if "e" in text else text
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if value is None:
        return ""
    return str(value)


def _marks(source: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Per sheet the cells that parsers give as empty: errors, and formulas nobody computed."""
    marks: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(source) as archive:
        names = set(archive.namelist())
        for name, part in _parts(archive):
            if part not in names:
                continue
            xml = archive.read(part)
            found: dict[tuple[int, int], str] = {}
            if b"<f" in xml:
                for cell in _FORMULA.finditer(xml):
                    value = re.search(rb"<v\b[^>]*>([^<]+)</v>", cell[2])
                    if value is None and b"<is>" not in cell[2]:
                        _mark(found, cell[1], _UNCACHED)
            if b't="e"' in xml:
                for cell in _ERROR.finditer(xml):
                    _mark(found, cell[1], cell[2].decode())
            marks[name] = found
    return marks


def _parts(archive: zipfile.ZipFile):
    """Sheet names with the part that holds each."""
    try:
        book = archive.read("xl/workbook.xml")
        relations = archive.read("xl/_rels/workbook.xml.rels")
    except KeyError:
        return
    targets = {}
    for relation in _RELATION.findall(relations):
        targets[_attribute(relation, b"Id")] = _attribute(relation, b"Target")
    for sheet in _SHEET.findall(book):
        target = targets.get(_attribute(sheet, b"r:id"), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        yield _unescaped(_attribute(sheet, b"name")), part


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + re.escape(name) + rb'="([^"]*)"', tag)
    return found[1].decode("utf-8") if found else ""


def _unescaped(text: str) -> str:
    for code, char in (
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ):
        text = text.replace(code, char)
    return text


def _mark(found: dict[tuple[int, int], str], attributes: bytes, text: str) -> None:
    at = _AT.search(attributes)
    if at is None:
        return
    column = 0
    for letter in at[1]:
        column = column * 26 + letter - 64
    found[(int(at[2]) - 1, column - 1)] = text


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3]))
    except MemoryError:
        sys.exit(3)
