"""Writes docs/tables.md from the contract: `python -m fupan.contract.handbook > docs/tables.md`."""

from __future__ import annotations

import sys

from fupan.contract.catalogue import TABLES
from fupan.contract.table import Column, Table

_HEAD = """\
# The tables / 数据表

Every analysis reads these tables and nothing else. A file named `<table>*.csv`, `.xlsx` or
`.parquet` whose header row is the table's column names is that table: `fupan import` takes it
without any mapping. `*` marks the key (a row with the same key replaces the earlier one), `?` an
optional column (absent or empty means *not known*, never zero). Times are the shop's local time,
money has two places, ids are text. Made from the contract by
`python -m fupan.contract.handbook > docs/tables.md`; do not edit.

所有分析只读这些表。文件名为 `<表名>*.csv/.xlsx/.parquet`、表头就是列名的文件，
`fupan import` 直接认得。
`*` 是主键（同键的行以最后一次导入为准），`?` 是可缺的列（缺或空表示“不知道”，不是 0）。
"""


def handbook() -> str:
    """The whole page as Markdown."""
    return "\n".join([_HEAD, *(_section(table) for table in TABLES.values())])


def _section(table: Table) -> str:
    lines = [
        f"## `{table.name}` {table.title.zh}",
        "",
        f"{table.grain.zh} / {table.grain.en}",
        "",
        "| column | kind | 含义 | meaning |",
        "|---|---|---|---|",
    ]
    lines += [_row(column) for column in table.columns]
    rules = [f"- {rule.says.zh} / {rule.says.en}" for rule in table.extra_rules]
    if rules:
        lines += ["", "不收的行 / rows that are refused:", "", *rules]
    return "\n".join(lines) + "\n"


def _row(column: Column) -> str:
    marks = ("*" if column.key else "") + ("?" if column.optional else "")
    values = f" ({', '.join(column.values)})" if column.values else ""
    meaning = (column.meaning.en + values).replace("|", "\\|")
    return f"| {column.name}{marks} | {column.kind.value} | {column.meaning.zh} | {meaning} |"


if __name__ == "__main__":
    sys.stdout.write(handbook())
