"""Why two reports of one month differ: late refunds, late files, other code or libraries.

The shop's own journal is read for it, and its tables as each report saw them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import ibis
import pandas as pd

from fupan.contract import TABLES
from fupan.ground import words
from fupan.ground.errors import FupanError, listed
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop, open_shop
from fupan.store.places import STORE, existing_shop_folder
from fupan.store.snapshots import read_snapshots

_ORDER = ["shop", "order_id", "line_id"]


def reasons(
    before: Mapping[str, object], after: Mapping[str, object], data: str | Path | None = None
) -> list[Text]:
    """One sentence per reason, the data first; empty where all that went in is the same."""
    found = []
    if before.get("tables") != after.get("tables") or before.get("data") != after.get("data"):
        found += _of_data(before, after, data)
    for name in ("compare_to", "lang"):
        if before[name] != after[name]:
            found.append(
                Text(zh=f"参数 {name}：{before[name]} → {after[name]}。",
                     en=f"Parameter {name}: {before[name]} → {after[name]}.")
            )  # fmt: skip
    if before.get("code") != after.get("code") or before["fupan"] != after["fupan"]:
        found.append(
            Text(zh=f"代码变了（{before.get('code', '?')} → {after.get('code', '?')}）。",
                 en=f"The code changed ({before.get('code', '?')} → {after.get('code', '?')}).")
        )  # fmt: skip
    old, new = before.get("libraries", {}), after.get("libraries", {})
    changed = [f"{n} {old.get(n, '–')} → {v}" for n, v in new.items() if old.get(n) != v]
    if changed:
        told = ", ".join(changed)
        found.append(Text(zh=f"库的版本变了：{told}。", en=f"Libraries changed: {told}."))
    return found


def _of_data(
    before: Mapping[str, object], after: Mapping[str, object], data: str | Path | None
) -> list[Text]:
    shop, numbers = str(after["shop"]), (before.get("snapshot"), after.get("snapshot"))
    if None in numbers:
        return [Text(zh="数据不同，清单里没有记快照。",
                     en="The data differ; a manifest names no snapshot.")]  # fmt: skip
    try:
        shops = [open_shop(shop, data, int(number)) for number in numbers]
    except FupanError as fault:
        return [Text(zh=f"数据快照 {numbers[0]} → {numbers[1]}；打不开来比较：{fault.text.zh}",
                     en=f"Data snapshot {numbers[0]} → {numbers[1]}; they cannot be opened: "
                     f"{fault.text.en}")]  # fmt: skip
    files = _files(shop, data, *sorted(int(number) for number in numbers))
    found = [files] if files else []
    month = Period.parse(str(after["month"]))
    found += _of_orders(shops, month)
    for name in TABLES:
        if name != "orders" and (told := _of_table(shops, name, month)):
            found.append(told)
    return found or [
        Text(zh=f"数据快照 {numbers[0]} → {numbers[1]}，但这个月的行没有变。",
             en=f"Data snapshot {numbers[0]} → {numbers[1]}, yet no row of this month changed.")
    ]  # fmt: skip


def _files(shop: str, data: str | Path | None, first: int, last: int) -> Text | None:
    """The files that came between two snapshots."""
    journal = read_snapshots(existing_shop_folder(shop, data) / STORE)
    between = [s for s in journal if first < s.number <= last]
    names = [str(f.get("name") or f.get("file") or "?") for s in between for f in s.files]
    undone = [s.undoes for s in between if s.undoes]
    if not names and not undone:
        return None
    said, said_en = [], []
    if names:
        said.append(f"这期间导入了 {len(names)} 个文件：{listed(names, 5)}")
        files = "one file was" if len(names) == 1 else f"{len(names)} files were"
        said_en.append(f"{files} imported in between: {listed(names, 5)}")
    if undone:
        said.append(f"撤销了导入 {listed(undone, 5)}")
        said_en.append(f"import {listed(undone, 5)} was undone")
    return Text(zh="；".join(said) + "。", en="; ".join(said_en) + ".")


def _of_orders(shops: list[Shop], month: Period) -> list[Text]:
    """Order lines of the month that came or went, late refunds, and other amounts."""
    frames = [_lines(shop, month) for shop in shops]
    if any(frame is None for frame in frames):
        return []
    old, new = (frame.set_index(_ORDER) for frame in frames)
    both = old.index.intersection(new.index)
    currency = shops[1].currency
    found = []
    for frame, other, zh, en in ((new, old, "晚到的", "late"), (old, new, "不再有的", "gone")):
        only = frame.loc[frame.index.difference(other.index)]
        if len(only):
            worth = words.money(_sum(only["paid_amount"]), currency, places=2)
            found.append(Text(zh=f"{zh}订单行 {len(only)} 行，实付 {worth}。",
                              en=f"{len(only)} order lines {en}, {worth} paid."))  # fmt: skip
    for column, zh, en in (("refund_amount", "晚到的退款", "late refunds"),
                           ("paid_amount", "实付金额改了", "paid amounts changed")):  # fmt: skip
        was, now = (frame.loc[both, column].map(_exact) for frame in (old, new))
        change = now - was
        lines = int((change != 0).sum())
        if lines:
            worth = words.money(_sum(change), currency, places=2, signed=True)
            found.append(Text(zh=f"{zh}：{lines} 行，合计 {worth}。",
                              en=f"{lines} order lines with {en}, {worth} in all."))  # fmt: skip
    statuses = int((old.loc[both, "status"] != new.loc[both, "status"]).sum())
    if statuses:
        found.append(Text(zh=f"{statuses} 行订单状态变了。",
                          en=f"{statuses} order lines changed status."))  # fmt: skip
    return found


def _lines(shop: Shop, month: Period) -> pd.DataFrame | None:
    if not shop.has("orders"):
        return None
    orders = _within(shop.orders, "orders", month)
    kept = orders.select(*_ORDER, "status", "paid_amount", "refund_amount")
    return kept.order_by(_ORDER).to_pyarrow().to_pandas()


def _of_table(shops: list[Shop], name: str, month: Period) -> Text | None:
    """Rows of the month in a table other than orders, before and after."""
    versions = [shop.versions.get(name) for shop in shops]
    if versions[0] == versions[1]:
        return None
    counts = [
        int(_within(shop.table(name), name, month).count().to_pyarrow().as_py())
        if shop.has(name) else 0
        for shop in shops
    ]  # fmt: skip
    title = TABLES[name].title
    change = f"{words.count(counts[0])} → {words.count(counts[1])}"
    if counts[0] == counts[1]:
        return Text(zh=f"{title.zh}（{name}）有改动，这个月的行数没变。",
                    en=f"{name} changed; this month has as many rows as before.")  # fmt: skip
    return Text(zh=f"{title.zh}（{name}）本月行数 {change}。",
                en=f"{name}: rows of this month {change}.")  # fmt: skip


def _within(table: ibis.Table, name: str, month: Period) -> ibis.Table:
    dated = TABLES[name].dated_by
    if dated is None:
        return table
    day = table[dated].cast("date")
    return table.filter((day >= month.start) & (day < month.end))


def _exact(value: object) -> Decimal:
    return Decimal(0) if value is None or value != value else Decimal(str(value))


def _sum(values: pd.Series) -> Decimal:
    return sum((_exact(value) for value in values), Decimal(0))
