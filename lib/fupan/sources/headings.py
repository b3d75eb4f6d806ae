"""Header rows that come again among the data, where several exports were pasted into one file.

Such a row is left out by name; a row that merely resembles the header stays and is judged.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fupan.ground.language import Text
from fupan.sources.header import plain

_MOST_SHOWN = 10


def without_headers(cells: pa.Table, labels: Mapping[int, str]) -> tuple[pa.Table, list[int]]:
    """The rows that are data, and the numbers of those whose every cell is its column's name."""
    first = min(labels, default=None)
    if first is None or not cells.num_rows:
        return cells, []
    # One look at one column rules out nearly every row of nearly every file.
    near = pc.match_substring(cells[f"c{first}"], labels[first].strip(" \t\ufeff"))
    at = np.flatnonzero(near.combine_chunks().to_numpy(zero_copy_only=False))
    rows = cells.take(pa.array(at, pa.int64())).to_pylist() if len(at) else []
    again = [
        row["_row"]
        for row in rows
        if all(plain(row[f"c{n}"] or "") == plain(name) for n, name in labels.items())
    ]
    if not again:
        return cells, []
    gone = pc.is_in(cells["_row"], value_set=pa.array(again, pa.int64()))
    return cells.filter(pc.invert(gone)), again


def told_headers(rows: list[int]) -> list[Text]:
    if not rows:
        return []
    more = " …" if len(rows) > _MOST_SHOWN else ""
    zh, en = "、".join(map(str, rows[:_MOST_SHOWN])), ", ".join(map(str, rows[:_MOST_SHOWN]))
    return [
        Text(
            f"第 {zh}{more} 行又是一遍表头，没有当成数据（可能是几份导出拼在一起）",
            f"rows {en}{more} are the header again and no data (several exports pasted together?)",
        )
    ]
