"""Keeps one spend from being counted twice: a platform shows it by plan, by product, by audience.

Such reports share no key, so an upsert would add them up. Other ads of the same tool and days are
told from another view of the same ads by what they cost.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import pyarrow as pa

from fupan.contract import TABLES
from fupan.ground.language import Text
from fupan.ground.words import grouped
from fupan.sources.footer import UNALLOCATED
from fupan.sources.merge import Part

ADS = TABLES["ads"]
_ALIKE = 0.02  # two accounts hardly ever spend the same to one part in fifty
_ROWS = "campaign_id, adgroup_id, product_id"


def refuse_other_views(
    con: duckdb.DuckDBPyConnection,
    parts: list[Part],
    held: Callable[[str], pa.Table | None] | None,
) -> None:
    """Refuses a file of ads whose days are there already, from another view of the same spend."""
    mine = [p for p in parts if p.profile.table == "ads" and p.rows.num_rows]
    if not mine:
        return
    before = held("ads") if held is not None else None
    seen = [] if before is None else [before.select(ADS.names).cast(ADS.schema)]
    for part in mine:
        rows = part.rows.select(ADS.names)
        found = _another_view(con, rows, pa.concat_tables(seen)) if seen else None
        if found is None:
            seen.append(rows)
        else:
            _refuse(part, *found)
            parts.remove(part)


def _another_view(
    con: duckdb.DuckDBPyConnection, rows: pa.Table, seen: pa.Table
) -> tuple[str, str, str, object, object] | None:
    """Tool, first and last day, and the two costs, where both tell the same spend by other keys."""
    con.register("new_ads", rows)
    con.register("seen_ads", seen)
    per_day = (
        "select tool, date, sum(cost) as cost from {0} "
        f"where campaign_id <> '{UNALLOCATED}' group by all"
    )
    told = con.execute(f"""
        with shared as (
            select distinct n.tool from new_ads n semi join seen_ads s
                using (tool, date, {_ROWS}) where n.campaign_id <> '{UNALLOCATED}'),
        twice as (
            select tool, date, n.cost as new, s.cost as old
            from ({per_day.format("new_ads")}) n join ({per_day.format("seen_ads")}) s
            using (tool, date) anti join shared using (tool))
        select tool, min(date)::varchar, max(date)::varchar, sum(new), sum(old) from twice
        group by tool having sum(old) > 0
            and abs(sum(new) - sum(old)) <= {_ALIKE} * greatest(sum(new), sum(old))
        order by tool limit 1""").fetchone()
    return told


def _refuse(part: Part, tool: str, first: str, last: str, new: object, old: object) -> None:
    report = part.report
    report.skipped += report.accepted
    report.accepted = 0
    report.outcome = "refused"
    days = first if first == last else f"{first}…{last}"
    report.errors.append(
        Text(
            f"{days} 的 {tool} 花费已经按另一种口径导入过（那份 {grouped(old, 2)}，这份 "
            f"{grouped(new, 2)}）：计划、商品、人群报表是同一笔花费的不同看法，一起导入会重复计算；"
            "请只留一种，或先用 fupan undo 撤销那一份。",
            f"{tool}'s spend of {days} is there already from another view ({grouped(old, 2)} "
            f"there, {grouped(new, 2)} here): reports by plan, product and audience show the same "
            "spend, and both together would count it twice; keep one, or take the other back "
            "with fupan undo.",
        )
    )
