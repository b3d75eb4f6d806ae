"""Reads an HTML table that was saved as .xls, as many back ends do."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from fupan.ground.language import Text
from fupan.sources.reading.careful import ragged
from fupan.sources.reading.limits import damaged
from fupan.sources.reading.sheet import HEAD_ROWS, Cells, strings


class MarkupSheet:
    """The longest table of an HTML page; nothing in it is run or followed."""

    has_header = True

    def __init__(self, text: str, part: str = "") -> None:
        self.part = part
        reader = _Tables()
        reader.feed(text)
        reader.close()
        if not any(reader.tables):
            raise damaged("HTML 里没有表格")
        self._rows = max(reader.tables, key=len)
        self.head = self._rows[:HEAD_ROWS]
        self.notes = [
            Text(
                "文件扩展名是表格，内容其实是 HTML，已按表格读取",
                "the file is an HTML page under a workbook's name; its table was read",
            )
        ]

    def cells(self, header_row: int, width: int, columns: Sequence[int]) -> Cells:
        kept, numbers, found = [], [], Cells(strings(columns, [], []))
        for row, cells in enumerate(self._rows[header_row:], start=header_row + 1):
            if not any(c.strip() for c in cells):
                found.blank_rows += 1
            elif len(cells) != width:
                found.rejected.append(ragged(row, len(cells), width, cells))
            else:
                kept.append([cells[c] for c in columns])
                numbers.append(row)
        found.table = strings(columns, kept, numbers)
        return found


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr" and self.tables:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self.tables:
            if not self.tables[-1]:
                self.tables[-1].append([])
            self.tables[-1][-1].append("")
            self._in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.tables[-1][-1][-1] += data
