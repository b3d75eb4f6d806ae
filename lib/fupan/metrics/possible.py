"""Says which metrics a shop's data allow, and why not the others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from fupan.contract import TABLES
from fupan.ground.language import Text
from fupan.metrics.catalogue import find_metric, leaves
from fupan.metrics.dimensions import LOOKED_UP
from fupan.metrics.kinds import Metric, People

if TYPE_CHECKING:
    from fupan.store import Shop

# A shop is one snapshot, so what it knows does not change while it is open.
_known: WeakKeyDictionary[Shop, dict[str, frozenset[str]]] = WeakKeyDictionary()


def measurable(shop: Shop, names: str | Iterable[str]) -> dict[str, Text | None]:
    """For each metric: None where it can be computed, else the reason why not."""
    asked = [names] if isinstance(names, str) else names
    return {m.name: _reason(shop, m) for m in map(find_metric, asked)}


def _reason(shop: Shop, metric: Metric) -> Text | None:
    for part in leaves([metric]):
        for table in (part.fact.table, *part.fact.also):
            if not shop.has(table):
                title = TABLES[table].title
                return Text(zh=f"没有{title.zh}表（{table}）", en=f"there is no table {table}")
        for column in needed(part):
            lacks = _lacks(shop, part.fact.table, column)
            if lacks:
                return lacks
    return None


def needed(part: Metric) -> tuple[str, ...]:
    """The columns without which the part is unknown."""
    of = part.daily or part.of if isinstance(part, People) else part.of
    dated = [] if part.fact.blank_is_not_yet else [part.fact.dated_by]
    columns = [*part.needs, *([of] if isinstance(of, str) else []), *dated]
    return tuple(dict.fromkeys(columns))


def _lacks(shop: Shop, table: str, column: str) -> Text | None:
    if column in LOOKED_UP:
        known = [t for t in LOOKED_UP[column] if shop.has(t) and _knows_looked_up(shop, t, column)]
        if known:
            return None
        tables = " / ".join(LOOKED_UP[column])
        field = "unit_cost" if column == "item_cost" else column
        return Text(zh=f"表 {tables} 里没有 {field}", en=f"{field} is unknown in {tables}")
    if column == "buyer_kind":
        column = "buyer_id"
    if column not in TABLES[table].names or column in known_columns(shop, table):
        return None
    meaning = TABLES[table].column(column).meaning
    return Text(
        zh=f"表 {table} 的 {column}（{meaning.zh}）是空的",
        en=f"column {column} of table {table} is empty",
    )


def _knows_looked_up(shop: Shop, table: str, column: str) -> bool:
    field = "unit_cost" if column == "item_cost" else column
    return field in known_columns(shop, table)


def known_columns(shop: Shop, table: str) -> frozenset[str]:
    """The columns of a table that hold at least one value."""
    tables = _known.setdefault(shop, {})
    if table not in tables:
        rows = shop.table(table)
        counts = rows.agg(**{c: rows[c].count() for c in rows.columns}).to_pandas().iloc[0]
        tables[table] = frozenset(c for c in rows.columns if counts[c] > 0)
    return tables[table]
