"""Reads workbooks in a child process with limits on memory and time, so that a bad one cannot
take the import down; which sheets matter is decided outside.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.ipc

from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text
from fupan.sources.reading.limits import check_archive, damaged, too_large
from fupan.sources.reading.sheet import HEAD_ROWS, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Cells

_SECONDS = 300
_CHILD = Path(__file__).with_name("workbook_child.py")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class WorkbookSheet:
    """One visible sheet of a workbook, already turned into text."""

    has_header = True

    def __init__(self, part: str, table: pa.Table, notes: list[Text]) -> None:
        self.part = part
        self.notes = notes
        self._table = table
        self.head = [list(row.values()) for row in table.slice(0, HEAD_ROWS).to_pylist()]

    def cells(self, header_row: int, width: int, columns: Sequence[int]) -> Cells:
        body = self._table.slice(header_row)
        rows = pa.array(range(header_row + 1, header_row + 1 + body.num_rows), pa.int64())
        filled = None
        for column in body.columns:
            has = pc.not_equal(column, "")
            filled = has if filled is None else pc.or_(filled, has)
        picked = pa.table(
            [*(body[f"c{n}"] for n in columns), rows], names=[*(f"c{n}" for n in columns), "_row"]
        )
        if filled is not None and body.num_rows:
            picked = picked.filter(filled)
        return Cells(picked, blank_rows=body.num_rows - picked.num_rows)


def sheets_of(data: bytes) -> list[WorkbookSheet]:
    """Every visible sheet that holds something; errors say which of the usual faults it is."""
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                check_archive(archive, xml=True)
        except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise damaged() from error
        except Exception as error:
            if isinstance(error, DataInvalid):
                raise
            raise damaged() from error  # zlib raises its own class
    elif _ENCRYPTED in data:
        raise DataInvalid(
            Text(
                zh="文件有密码；请去掉密码另存后再导入。",
                en="The file has a password; save it without one and import again.",
            )
        )
    with tempfile.TemporaryDirectory(prefix="fupan-") as folder:
        return _parsed(data, Path(folder))


def _parsed(data: bytes, folder: Path) -> list[WorkbookSheet]:
    source = folder / ("book.xlsx" if data.startswith(b"PK") else "book.xls")
    source.write_bytes(data)
    limits = json.dumps({"rows": MOST_ROWS, "columns": MOST_COLUMNS, "cells": MOST_CELLS})
    try:
        child = subprocess.run(
            [sys.executable, "-I", str(_CHILD), str(source), str(folder), limits],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise too_large(f"{_SECONDS} 秒仍未读完", f"not read after {_SECONDS} seconds") from error
    if child.returncode < 0 or child.returncode in (3, 134, 137):
        raise too_large("解析时内存不够", "not enough memory to parse it")
    if child.returncode:
        raise damaged()
    found = []
    for sheet in json.loads(child.stdout.decode("utf-8")):
        if sheet.get("too_large"):
            raise too_large(
                f"工作表 {sheet['name']!r} 有 {sheet['too_large']}",
                f"sheet {sheet['name']!r} has {sheet['too_large']}",
            )
        with pa.OSFile(sheet["file"]) as file:
            table = pa.ipc.open_file(file).read_all()
        found.append(WorkbookSheet(sheet["name"], table, _notes(sheet)))
    return found


def _notes(sheet: dict[str, object]) -> list[Text]:
    notes = []
    if sheet["merged"]:
        notes.append(
            Text(
                f"合并单元格 {sheet['merged']} 处已在合并范围内补齐",
                f"{sheet['merged']} merged cells filled within their merge",
            )
        )
    if sheet["hidden"]:
        names = "、".join(sheet["hidden"])
        notes.append(Text(f"隐藏的工作表没有读：{names}", f"hidden sheets were not read: {names}"))
    return notes
