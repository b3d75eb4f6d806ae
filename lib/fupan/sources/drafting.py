"""Drafts a mapping file for a table that no profile knows, from its header and its first rows.

Words such as an order's status are gathered over all of its rows. Where names and values agree
the column is mapped; where they do not, the draft asks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from fupan.contract import TABLES, Column, Kind, Table
from fupan.ground.errors import DataInvalid, listed
from fupan.ground.language import Text
from fupan.ground.personal import masked
from fupan.ground.words import count
from fupan.sources.channels import CHANNELS
from fupan.sources.header import find_header
from fupan.sources.likeness import (
    agrees,
    known_names,
    likeliest,
    matched,
    moments_of_payment,
    unit_price,
)
from fupan.sources.mapping import left_out
from fupan.sources.statuses import ORDER_STATUSES
from fupan.sources.vocabulary import first_sheet, words_of

_WORDS = {"status": ORDER_STATUSES, "channel": CHANNELS}
_MOST_STRANGE = 20
_DAY_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2\d{4}( .*)?")


@dataclass(frozen=True)
class Draft:
    """The mapping as TOML, the table it fills, and the columns that a person must settle."""

    toml: str
    table: str
    open_questions: tuple[Text, ...]

    @property
    def is_complete(self) -> bool:
        return not self.open_questions


def draft_mapping(path: Path, table: str | None = None) -> Draft:
    """A mapping for the first sheet of a file; `table` is guessed from the header if not given."""
    sheet = first_sheet(path)
    header = find_header(sheet.head, known_names())
    if header is None:
        raise DataInvalid(Text(zh="文件是空的，没有表头。", en="The file is empty: no header."))
    if any(masked(name) != name for name in header.names):
        raise DataInvalid(_is_data(header.row))
    rows = sheet.head[header.row :] if sheet.has_header else []
    samples = {
        name: [row[n].strip() for row in rows if n < len(row) and row[n].strip()]
        for n, name in enumerate(header.names)
        if name
    }
    chosen, is_like = (TABLES[table], True) if table else likeliest(header.names, samples)
    found = matched(chosen, header.names, samples)
    words = words_of(path, header, [found[c] for c in _WORDS if c in found])
    draft = _written(path, chosen, found, samples, words)
    return draft if is_like else replace(draft, open_questions=(_unlike(), *draft.open_questions))


def _is_data(row: int) -> Text:
    return Text(
        f"第 {row} 行里有电话或证件号，像数据而不像表头；请在文件最上面加一行列名再试。",
        f"Row {row} holds a telephone or identity number, so it is data and no header; put a row "
        "of column names on top and try again.",
    )


def _unlike() -> Text:
    names = listed(TABLES, 30)
    return Text(
        f"这个文件不太像任何一张表；知道它该进哪张表就加 --table（{names}）",
        f"this file looks like no table; if you know which it is, say --table ({names})",
    )


def _written(
    path: Path,
    table: Table,
    found: dict[str, str],
    samples: dict[str, list[str]],
    words: dict[str, Counter[str]],
) -> Draft:
    lines = [
        f"# {path.name} → {table.name}",
        "[profile]",
        f"name = {_quoted(re.sub(r'[^0-9a-z_]+', '_', path.stem.lower()).strip('_') or 'mine')}",
        f"title = {_quoted(path.stem)}",
        f"table = {_quoted(table.name)}",
        'platform = "other"',
        "",
        "[columns]",
    ]
    questions: list[Text] = []
    price = unit_price(table, found, samples)
    for column in table.columns:
        if column.name == "paid_amount" and price:
            lines.append('paid_amount = { sql = "quantity * unit_price" }  # 单价 × 件数')
        elif column.name in _WORDS and column.name in found:
            name = found[column.name]
            lines.append(_translated(column, name, words[name], questions))
        elif column.name in found:
            lines.append(_line(column, found[column.name], samples, questions))
        elif column.name == "paid_at" and "ordered_at" in found:
            states = words.get(found.get("status", ""), Counter())
            lines += _paid_when(column, found, samples, states, questions)
        elif not (column.optional or column.sparse or column.name in ("shop", *left_out(table))):
            questions.append(_missing(column, found, samples))
            lines.append(f'# ??? {column.name} = ""')
    if price:
        lines += ["", "[read]", f'unit_price = {{ from = {_quoted(price)}, kind = "money" }}']
    unused = [n for n in samples if n not in found.values() and n != price]
    if unused:
        lines += ["", f"# 没有用到 / not used: {', '.join(unused)}"]
    return Draft("\n".join(lines) + "\n", table.name, tuple(questions))


def _paid_when(
    column: Column,
    found: dict[str, str],
    samples: dict[str, list[str]],
    states: Iterable[str],
    questions: list[Text],
) -> list[str]:
    """The lines for a moment of payment that no header names; without one no order is a sale.

    An order's only date stands for both moments unless some of its orders may be unpaid.
    """
    name = found["ordered_at"]
    other = moments_of_payment(column, found, samples)
    meant = {ORDER_STATUSES.get(v, "???") for v in states}
    if not other and meant <= {"paid", "shipped", "completed"}:
        return [
            f"# 假设：没有别的付款日期，{name} 也当作付款时间 / assumed: also when it was paid",
            _line(column, name, samples, []),
        ]
    could = _named(other)
    questions.append(
        Text(
            f"paid_at（付款时间）是哪一列？{could.zh}没有付款时间的订单不算成交；"
            f"下单就付款的话写 paid_at = {_quoted(name)}",
            f"which column is paid_at, the time of payment?{could.en} without it no order is a "
            f"sale; if orders are paid when placed, write paid_at = {_quoted(name)}",
        )
    )
    return ['# ??? paid_at = ""']


def _missing(column: Column, found: dict[str, str], samples: dict[str, list[str]]) -> Text:
    """A required column without a match, and the free columns whose values could be it."""
    free = [n for n in samples if n not in found.values() and agrees(column, samples[n])]
    kind = column.kind.value
    if column.name == "status":
        return Text(
            'status（订单状态）是哪一列？没有的话，都已完成就写 status = { value = "completed" }',
            "which column is the orders' status? without one, if all are done, write status = "
            '{ value = "completed" }',
        )
    if column.name == "quantity":
        return Text(
            f'quantity（件数）是哪一列？{_named(free).zh}没有的话写 quantity = {{ sql = "1" }}，'
            "但件数类指标就不能用",
            f"which column is quantity?{_named(free).en} without one write quantity = "
            '{ sql = "1" }, and leave figures of units alone',
        )
    if column.kind is Kind.TEXT:
        return Text(
            f"{column.name} 是哪一列？{_named(free).zh}整个文件都一样就写 {column.name} = "
            '{ value = "…" }',
            f"which column is {column.name}?{_named(free).en} if it is the same throughout, write "
            f'{column.name} = {{ value = "…" }}',
        )
    if not free:
        return Text(
            f"{column.name}（{kind}）没有像的列；文件里没有它就导入不了这张表",
            f"no column is like {column.name} ({kind}), and the table cannot do without it",
        )
    return Text(
        f"{column.name}（{kind}）是哪一列？取值说得通的有 {listed(free, 6)}",
        f"which column is {column.name} ({kind})? the values of {listed(free, 6)} would do",
    )


def _named(free: list[str]) -> Text:
    if not free:
        return Text("", "")
    return Text(f"取值说得通的有 {listed(free, 6)}；", f" {listed(free, 6)} would do;")


def _translated(column: Column, name: str, said: Counter[str], questions: list[Text]) -> str:
    """A column of listed words: those that are known, and a question for those that are not.

    What names a person or is beyond the most frequent words is counted, but not written down.
    """
    words = _WORDS[column.name]
    strange = [v for v, _ in said.most_common() if v not in words]
    written = [v for v in strange if masked(v) == v][:_MOST_STRANGE]
    if strange:
        listing = [f"{v} × {count(said[v])}" for v in written]
        rest = [v for v in strange if v not in written]
        more = Text("", "")
        if rest:
            n, rows = count(len(rest)), count(sum(said[v] for v in rest))
            more = Text(f"，另有 {n} 种共 {rows} 行", f" and {n} more words of {rows} rows")
        questions.append(
            Text(
                f"{name} 里的 {listed(listing, _MOST_STRANGE)}{more.zh} 是什么意思（× 后是行数）？"
                "请在 values 里写上，不写的行会留在隔离区",
                f"what do {listed(listing, _MOST_STRANGE)}{more.en} of {name} mean (× rows)? put "
                "them into values; rows of other words are kept aside",
            )
        )
    seen = sorted([*(v for v in said if v in words), *written])
    pairs = [f"{_quoted(v)} = {_quoted(words.get(v, '???'))}" for v in seen]
    return f"{column.name} = {{ from = {_quoted(name)}, values = {{ {', '.join(pairs)} }} }}"


def _line(column: Column, name: str, samples: dict[str, list[str]], questions: list[Text]) -> str:
    values = samples.get(name, [])
    turned = [m for v in values if (m := _DAY_FIRST.fullmatch(v))]
    if column.kind not in (Kind.TIME, Kind.DAY) or not turned:
        return f"{column.name} = {_quoted(name)}"
    clock = " %H:%M" if turned[0][4] else ""
    clock += ":%S" if (turned[0][4] or "").count(":") == 2 else ""
    first, second = (max(int(m[n]) for m in turned) for n in (1, 3))
    order = ("%m", "%d", "%Y") if first <= 12 < second else ("%d", "%m", "%Y")
    spelled = turned[0][2].join(order) + clock
    line = f'{column.name} = {{ from = {_quoted(name)}, formats = ["{spelled}"] }}'
    if first > 12 or second > 12:
        return line
    questions.append(
        Text(
            f"{name} 的 {turned[0][0]} 是日/月还是月/日？前几行分不清",
            f"is {turned[0][0]} of {name} day/month or month/day? the first rows do not tell",
        )
    )
    return f"# ??? {line}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
