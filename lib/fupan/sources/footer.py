"""Rows of totals: they are no records, and what they say must agree with the rows above."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import reduce

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from fupan.contract.ads import UNALLOCATED
from fupan.ground.language import Text
from fupan.ground.words import grouped
from fupan.sources.convert import Setting, column_totals, stage
from fupan.sources.profile import As, Profile
from fupan.sources.reading.endings import TOTAL, starts_total, total_label

_LAST = 30  # rows from the end whose label may stand in any column
_OTHERS = ("全店", "同行")  # not what the rows add up to


def split_totals(cells: pa.Table) -> tuple[pa.Table, pa.Table | None]:
    """Data rows, and rows whose first or second cell is a word for a total, or first filled one
    among the last rows.
    """
    first = [cells[n] for n in cells.column_names if n != "_row"][:2]
    with ThreadPoolExecutor(2) as both:
        hits = list(both.map(_is_label, first))
    last = cells.slice(max(cells.num_rows - _LAST, 0)).to_pylist()
    late = [row.pop("_row") for row in last if starts_total([*row.values()][:-1])]
    if late:
        hits.append(pc.is_in(cells["_row"], value_set=pa.array(late, pa.int64())))
    found = reduce(pc.or_, hits) if hits else None
    if found is None or not pc.any(found).as_py():
        return cells, None
    return cells.filter(pc.invert(found)), cells.filter(found)


def _is_label(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    short = pc.less_equal(pc.utf8_length(cells), 24)
    return pc.and_(short, pc.match_substring_regex(cells, TOTAL))


@dataclass(frozen=True, slots=True)
class Total:
    """One row of totals: where it stands, what it says, and what the rows above add up to."""

    row: int
    label: str
    stated: dict[str, object]
    rows: dict[str, object]

    @property
    def told(self) -> dict[str, object]:
        """The sums that both it and the rows tell."""
        if self.label in _OTHERS:
            return {}
        return {k: v for k, v in self.stated.items() if None not in (v, self.rows.get(k))}

    @property
    def gaps(self) -> dict[str, object]:
        return {k: v - self.rows[k] for k, v in self.told.items() if v != self.rows[k]}


def read_totals(
    con: duckdb.DuckDBPyConnection,
    profile: Profile,
    totals: pa.Table,
    columns: dict[str, int],
    setting: Setting,
) -> list[Total]:
    """The rows of totals beside the sums of the rows that are staged.

    A total of a part is compared with its part: the rows since the total before it, or all above.
    """
    rows = setting.sums or column_totals(con, profile, columns)
    parts = {} if setting.sums is not None else _parts(con, totals, [*rows])
    found = []
    for n in range(totals.num_rows):
        one = totals.slice(n, 1)
        row = one["_row"][0].as_py()
        label = next(v for c in one.column_names if (v := total_label(one[c][0].as_py())))
        stage(con, profile, one, columns, setting)
        stated = column_totals(con, profile, columns)
        is_part = label.startswith("小计")
        sums = [rows]
        if is_part or n + 1 < totals.num_rows:  # the last total is the whole file's
            sums = [*parts.get(row, [{}]), rows] if is_part else [rows, *parts.get(row, ())]
        candidates = [Total(row, label, stated, told) for told in sums]
        found.append(next((t for t in candidates if t.told and not t.gaps), candidates[0]))
    return found


def _parts(
    con: duckdb.DuckDBPyConnection, totals: pa.Table, keys: list[str]
) -> dict[int, list[dict[str, object]]]:
    """Per row of totals the sums since the one before it, and of all rows above it."""
    if not keys:
        return {}
    con.register("marks", totals.select(["_row"]))
    listed = ", ".join(f'sum(s."{k}")' for k in keys)
    blocks = con.execute(
        f"select m._row, {listed} from staged s asof join marks m on s._row < m._row "
        "group by m._row order by m._row"
    ).fetchall()
    found: dict[int, list[dict[str, object]]] = {}
    above: dict[str, object] = {}
    for row, *sums in blocks:
        block = dict(zip(keys, sums, strict=True))
        above = {k: v if above.get(k) is None else above[k] + (v or 0) for k, v in block.items()}
        found[row] = [block, above]
    return found


def control_totals(profile: Profile, found: list[Total]) -> list[dict[str, str]]:
    """Each sum that a footer states beside that of the rows, as exact text."""
    return [
        {"column": profile.label(key), "stated": str(stated), "rows": str(total.rows[key])}
        for total in found
        for key, stated in total.told.items()
    ]


def unallocated(profile: Profile, rows: pa.Table, found: list[Total]) -> pa.Table | None:
    """Spend that a report's total has and none of its rows: one row of the report's last day.

    Nothing is scaled: the gap stands under a plan of its own. Where the days belong to several
    months, or several totals are told, nobody can say where it belongs.
    """
    if profile.table != "ads" or len(found) != 1 or not rows.num_rows:
        return None
    gaps = {c: found[0].gaps.get(k.strip('"')) for c, k in profile.fills.items()}
    days = pc.min_max(rows["date"]).as_py()
    tools = pc.unique(rows["tool"]).to_pylist()
    first, last = days["min"], days["max"]
    same_month = first and (first.year, first.month) == (last.year, last.month)
    if not same_month or len(tools) != 1 or (gaps.get("cost") or 0) <= 0:
        return None
    one = {"shop": rows["shop"][0].as_py(), "date": last, "tool": tools[0]}
    one |= {
        "campaign_id": UNALLOCATED,
        "adgroup_id": f"{tools[0]}:{first}..{last}",
        "product_id": "all",
    }
    one |= {c: gap for c, gap in gaps.items() if gap is not None and gap > 0}
    one["_row"] = found[0].row
    return pa.Table.from_pylist([one], schema=rows.schema)


def told_total(profile: Profile, total: Total, *, is_kept: bool) -> Text:
    """That a total was left out, and how it compares; `is_kept`: its surplus became a row."""
    row, label, told, rows, stated = total.row, total.label, total.told, total.rows, total.stated
    differ = list(total.gaps)
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
    where = (
        Text(
            f"差额记成“未分配”一行（campaign_id = {UNALLOCATED}），不分摊到商品",
            f"the surplus is kept as a row of its own, campaign_id = {UNALLOCATED}, never spread",
        )
        if is_kept
        else Text("差额未分摊", "left unallocated")
    )
    return Text(
        f"{zh}；与明细之和不一致：{'；'.join(zh_parts)}（{where.zh}）",
        f"{en}; it disagrees with the rows: {'; '.join(en_parts)} ({where.en})",
    )
