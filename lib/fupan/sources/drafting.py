"""Drafts a mapping file for a table that no profile knows, from its header and its first rows.

Where names and values agree the column is mapped; where they do not, the draft asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fupan.contract import TABLES, Column, Kind, Table
from fupan.ground.errors import DataInvalid, listed
from fupan.ground.language import Text
from fupan.sources.channels import CHANNELS
from fupan.sources.header import Header, find_header, plain
from fupan.sources.mapping import left_out
from fupan.sources.profiles import known_profiles
from fupan.sources.reading.limits import read_regular
from fupan.sources.reading.opening import open_sheets
from fupan.sources.statuses import ORDER_STATUSES

_DATE = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}( .*)?")
_NUMBER = r"[-+(]?[¥￥$€£]? ?[\d,]+(\.\d+)?[万亿元%)]?"
_LOOKS = {
    Kind.TIME: re.compile(rf"({_DATE}|\d{{1,2}}/\d{{1,2}}/\d{{4}}|\d{{8}})([ T].*)?"),
    Kind.DAY: re.compile(rf"({_DATE}|\d{{1,2}}/\d{{1,2}}/\d{{4}}|\d{{8}})([ T].*)?"),
    Kind.MONEY: re.compile(_NUMBER),
    Kind.NUMBER: re.compile(_NUMBER),
    Kind.COUNT: re.compile(r"[\d,]+(\.0+)?万?"),
    Kind.ID: re.compile(r"[^\s].*"),
}
_SAID: dict[str, tuple[str, ...]] = {
    "order_id": (
        "订单id",
        "订单号",
        "订单编号",
        "订单",
        "单号",
        "order id",
        "basket id",
        "order number",
        "order no",
        "invoice",
        "交易编号",
    ),
    "line_id": ("子订单", "line id", "明细编号", "子单号"),
    "product_id": ("商品id", "商品编号", "货号", "宝贝id", "product id", "item id", "stock code"),
    "sku_id": ("sku", "规格编码"),
    "quantity": ("数量", "件数", "quantity", "qty", "units"),
    "paid_amount": (
        "实付",
        "total price",
        "支付金额",
        "成交金额",
        "销售额",
        "amount",
        "paid",
        "revenue",
        "sales",
    ),
    "list_amount": ("商品总价", "原价", "list price"),
    "refund_amount": ("退款", "refund"),
    "ordered_at": (
        "下单",
        "创建时间",
        "订单日期",
        "订单时间",
        "order date",
        "created",
        "processed",
        "timestamp",
    ),
    "paid_at": ("付款时间", "支付时间", "paid at", "payment date"),
    "status": ("订单状态", "交易状态", "状态", "status"),
    "buyer_id": ("买家", "客户id", "客户", "会员", "customer", "buyer", "email", "household"),
    "date": ("日期", "统计日期", "date", "day"),
    "channel": ("渠道", "来源", "channel", "source"),
    "visitors": ("访客", "visitors", "users", "uv"),
    "pageviews": ("浏览量", "pageviews", "views", "pv"),
    "impressions": ("展现", "曝光", "展示", "impressions"),
    "clicks": ("点击", "clicks"),
    "tool": ("推广工具", "tool", "platform"),
    "orders": ("成交笔数", "成交订单", "conversions", "purchases"),
    "attributed_amount": ("成交金额", "conversions value", "conversion value"),
    "campaign_id": ("计划id", "计划", "campaign id", "campaign"),
    "adgroup_id": ("单元id", "单元", "ad group id", "ad set"),
    "cost": ("花费", "消耗", "费用", "cost", "spend"),
    "on_hand": ("库存", "stock", "on hand"),
    "title": ("名称", "标题", "title", "name"),
}


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
    sheet = next(iter(open_sheets(read_regular(path))))
    header = find_header(sheet.head, frozenset(_known_names()))
    if header is None:
        raise DataInvalid(Text(zh="文件是空的，没有表头。", en="The file is empty: no header."))
    rows = sheet.head[header.row :] if sheet.has_header else []
    samples = {
        name: [row[n].strip() for row in rows if n < len(row) and row[n].strip()]
        for n, name in enumerate(header.names)
        if name
    }
    chosen = TABLES[table] if table else _likeliest(header)
    found = _matched(chosen, header, samples)
    return _written(path, chosen, found, samples)


def _known_names() -> dict[str, set[tuple[str, str]]]:
    """Per plain header the (table, column) pairs for which some profile takes it as it stands."""
    known: dict[str, set[tuple[str, str]]] = {}
    for profile in known_profiles():
        for column, value in profile.fills.items():
            read = profile.reads.get(value.strip('"'))
            for name in read.names if read else ():
                known.setdefault(plain(name), set()).add((profile.table, column))
    return known


def _likeliest(header: Header) -> Table:
    """The table of which the header names the largest part of the required columns."""

    def score(table: Table) -> tuple[float, int]:
        found = _matched(table, header, {name: [] for name in header.names if name})
        required = [c for c in table.required if c != "shop" and c not in left_out(table)]
        return (sum(c in found for c in required) / max(len(required), 1), len(found))

    return max(TABLES.values(), key=score)


def _matched(table: Table, header: Header, samples: dict[str, list[str]]) -> dict[str, str]:
    """Column → header: by a profile's name for it, by its own, then by a word within it."""
    known, found = _known_names(), {}
    free = [name for name in header.names if name]
    for column in table.columns:
        if column.name == "shop":
            continue
        fit = [n for n in free if _agrees(column, samples.get(n, []))]
        exact = [n for n in fit if (table.name, column.name) in known.get(plain(n), ())]
        bare = plain(column.name)
        own = [n for n in fit if plain(n) in (bare, bare.replace("_", ""))]
        words = [plain(w) for w in _SAID.get(column.name, ())]
        like = [n for n in fit if any(w in _bare(n) for w in words)]
        best = (exact or own or sorted(like, key=lambda n: _rank(n, words)))[:1]
        if best:
            found[column.name] = best[0]
            free.remove(best[0])
    return found


def _bare(name: str) -> str:
    return plain(name).replace("_", "")


def _rank(name: str, words: Sequence[str]) -> tuple[int, int]:
    return (min(n for n, w in enumerate(words) if w in _bare(name)), len(name))


def _agrees(column: Column, values: list[str]) -> bool:
    """Whether the first values could be of the column's kind; no values agree with anything."""
    looks = _LOOKS.get(column.kind)
    if column.kind is Kind.ID and values and all(map(_LOOKS[Kind.DAY].fullmatch, values)):
        return False
    seen = [v for v in values if v not in ("-", "--", "无", "null", "None")]
    return looks is None or not seen or sum(bool(looks.fullmatch(v)) for v in seen) * 2 > len(seen)


def _written(
    path: Path, table: Table, found: dict[str, str], samples: dict[str, list[str]]
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
    for column in table.columns:
        if column.name in found:
            lines.append(_line(column, found[column.name], samples, questions))
        elif not (column.optional or column.sparse or column.name in ("shop", *left_out(table))):
            questions.append(_missing(column, found, samples))
            lines.append(f'# ??? {column.name} = ""')
    unused = [name for name in samples if name not in found.values()]
    if unused:
        lines += ["", f"# 没有用到 / not used: {', '.join(unused)}"]
    return Draft("\n".join(lines) + "\n", table.name, tuple(questions))


def _missing(column: Column, found: dict[str, str], samples: dict[str, list[str]]) -> Text:
    """A required column without a match, and the free columns whose values could be it."""
    free = [n for n in samples if n not in found.values() and _agrees(column, samples[n])]
    kind = column.kind.value
    if column.name == "status":
        return Text(
            'status（订单状态）是哪一列？没有的话，都已完成就写 status = { value = "completed" }',
            "which column is the orders' status? without one, if all are done, write status = "
            '{ value = "completed" }',
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


def _translated(column: Column, name: str, values: list[str], questions: list[Text]) -> str | None:
    """A column of listed words: those that are known, and a question for those that are not."""
    words = {"status": ORDER_STATUSES, "channel": CHANNELS}.get(column.name)
    if words is None:
        return None
    seen = sorted(set(values))
    strange = [v for v in seen if v not in words]
    if strange:
        questions.append(
            Text(
                f"{name} 里的 {listed(strange, 6)} 是什么意思？请在 values 里写上",
                f"what do {listed(strange, 6)} of {name} mean? put them into values",
            )
        )
    pairs = [f"{_quoted(v)} = {_quoted(words.get(v, '???'))}" for v in seen]
    return f"{column.name} = {{ from = {_quoted(name)}, values = {{ {', '.join(pairs)} }} }}"


def _line(column: Column, name: str, samples: dict[str, list[str]], questions: list[Text]) -> str:
    values = samples.get(name, [])
    if (told := _translated(column, name, values, questions)) is not None:
        return told
    slashed = [m for v in values if (m := _SLASHED.fullmatch(v))]
    if column.kind not in (Kind.TIME, Kind.DAY) or not slashed:
        return f"{column.name} = {_quoted(name)}"
    clock = " %H:%M" if slashed[0][3] else ""
    clock += ":%S" if (slashed[0][3] or "").count(":") == 2 else ""
    first, second = (max(int(m[n]) for m in slashed) for n in (1, 2))
    if first <= 12 and second <= 12:
        questions.append(
            Text(
                f"{name} 的 {slashed[0][0]} 是日/月还是月/日？前几行分不清",
                f"is {slashed[0][0]} of {name} day/month or month/day? the first rows do not tell",
            )
        )
        return f'# ??? {column.name} = {{ from = {_quoted(name)}, formats = ["%d/%m/%Y{clock}"] }}'
    order = "%d/%m/%Y" if first > 12 else "%m/%d/%Y"
    return f'{column.name} = {{ from = {_quoted(name)}, formats = ["{order}{clock}"] }}'


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
