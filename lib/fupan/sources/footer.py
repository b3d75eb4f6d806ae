"""Rows of totals: they are no records, and what they say must agree with the rows above."""

from __future__ import annotations

import unicodedata

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.ground.language import Text
from fupan.ground.words import grouped
from fupan.sources.convert import Setting, column_totals, stage
from fupan.sources.profile import As, Profile

_LABELS = (
    "合计",
    "总计",
    "汇总",
    "小计",
    "总和",
    "共计",
    "全部",
    "全店",
    "同行",
    "合计行",
    "total",
    "totals",
    "grandtotal",
)


def split_totals(cells: pa.Table) -> tuple[pa.Table, pa.Table | None]:
    """Data rows, and rows whose first or second cell is a word for a total."""
    found = None
    for name in [n for n in cells.column_names if n != "_row"][:2]:
        short = pc.less_equal(pc.utf8_length(cells[name]), 14)
        hit = pc.and_(
            short,
            pc.match_substring_regex(
                cells[name],
                r"(?i)^[\s\p{Z}]*(合计行|合计|总计|汇总|小计|总和|共计|全部|全店|同行|totals?|"
                r"grand total)[\s\p{Z}:：]*$",
            ),
        )
        found = hit if found is None else pc.or_(found, hit)
    if found is None or not pc.any(found).as_py():
        return cells, None
    return cells.filter(pc.invert(found)), cells.filter(found)


def told_totals(
    con: duckdb.DuckDBPyConnection,
    profile: Profile,
    totals: pa.Table,
    columns: dict[str, int],
    setting: Setting,
) -> list[Text]:
    """For each row of totals: that it was left out, and how it compares with the rows' sum."""
    rows = column_totals(con, profile, columns)
    notes = []
    for n in range(totals.num_rows):
        one = totals.slice(n, 1)
        row = one["_row"][0].as_py()
        label = next(v for c in one.column_names if (v := _label(one[c][0].as_py())))
        stage(con, profile, one, columns, setting)
        stated = column_totals(con, profile, columns)
        notes.append(_compared(profile, row, label, rows, stated))
    return notes


def _label(cell: object) -> str:
    text = unicodedata.normalize("NFKC", str(cell)).strip(" :").casefold().replace(" ", "")
    return str(cell).strip() if text in _LABELS else ""


def _compared(
    profile: Profile, row: int, label: str, rows: dict[str, object], stated: dict[str, object]
) -> Text:
    told = {k: v for k, v in stated.items() if v is not None and rows.get(k) is not None}
    differ = [k for k, v in told.items() if v != rows[k]]
    zh, en = (
        f"第 {row} 行“{label}”是合计行，没有当成数据",
        f"row {row} “{label}” is a total, no record",
    )
    if not told:
        return Text(zh, en)
    if not differ:
        names = "、".join(profile.label(k) for k in told)
        return Text(f"{zh}；与明细之和一致（{names}）", f"{en}; it agrees with the rows ({names})")
    zh_parts, en_parts = [], []
    for k in differ:
        places = 2 if profile.reads[k].how is As.MONEY else 0
        a, b = grouped(stated[k], places), grouped(rows[k], places)
        gap = grouped(stated[k] - rows[k], places)
        zh_parts.append(f"{profile.label(k)} 合计 {a}、明细之和 {b}、相差 {gap}")
        en_parts.append(f"{profile.label(k)} states {a}, rows add up to {b}, differing by {gap}")
    return Text(
        f"{zh}；与明细之和不一致：{'；'.join(zh_parts)}（差额未分摊）",
        f"{en}; it disagrees with the rows: {'; '.join(en_parts)} (left unallocated)",
    )
