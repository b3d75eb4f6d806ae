"""Rows that are not sound: skipped by name, unreadable, or against a rule of the contract.

Each is kept aside with its reason; what is shown of it holds nothing personal.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fupan.contract import Kind, Rule, Table
from fupan.ground.language import Text
from fupan.ground.personal import masked
from fupan.sources import reasons
from fupan.sources.breaches import broken
from fupan.sources.cleaning import Staged
from fupan.sources.profile import PERSONAL, As, Profile
from fupan.sources.reading.sheet import Rejected
from fupan.sources.shifted import certain, misplaced, shifted_rows, unnamed

# As no count or amount of one row is, but a mobile phone's number in the wrong column.
_FIRST_MOBILE, _LAST_MOBILE = 13_000_000_000, 19_999_999_999
_FIRST_YEAR = 1990  # 1970-01-01 is a clock's zero, 1900 a workbook's
_FEW = 1_000  # distinct texts that are judged once each


@dataclass(slots=True)
class Converted:
    """The rows that are sound, those kept aside, and those left out by name."""

    table: pa.Table
    rejected: list[Rejected] = field(default_factory=list)
    skipped: Counter[int] = field(default_factory=Counter)
    skipped_amounts: dict[int, object] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)


def faults_of(
    con: duckdb.DuckDBPyConnection,
    profile: Profile,
    table: Table,
    staged: Staged,
    filled: pa.Table,
) -> dict[int, str]:
    """Per row number why it is not sound: skipped by name, unreadable, or against a rule."""
    faults: dict[int, str] = {}
    for number, case in enumerate(profile.skips):
        for (row,) in con.execute(f"select _row from staged where {case.when}").fetchall():
            faults.setdefault(row, f"skip:{number}")
    for key, unread in staged.unread.items():
        if not profile.reads[key].advisory:
            for row in staged.table["_row"].filter(unread).to_pylist():
                faults.setdefault(row, f"read:{key}")
    for key, absurd in _absurd(profile, staged):
        for (row,) in con.execute(f"select _row from staged where {absurd}").fetchall():
            faults.setdefault(row, f"read:{key}")
    rules = [r for r in table.rules if not _holds(con, r, table, filled)]
    if rules:
        con.register("filled", filled)
        arms = " ".join(f"when {r.broken_when} then '{r.name}'" for r in rules)
        broken = " or ".join(f"({r.broken_when})" for r in rules)
        query = f"select _row, case {arms} end from filled where {broken}"
        for row, name in con.execute(query).fetchall():
            faults.setdefault(row, f"rule:{name}")
    return faults


def _absurd(profile: Profile, staged: Staged) -> list[tuple[str, str]]:
    """Columns with values that stand for something else, and the condition that finds them."""
    found = []
    for key, how in profile.reads.items():
        if key not in staged.table.column_names:
            continue
        if how.how in (As.COUNT, As.MONEY):
            most = pc.max(staged.table[key]).as_py()
            if most is not None and most >= _FIRST_MOBILE:
                whole = f'"{key}" = floor("{key}")'
                found.append(
                    (key, f'"{key}" between {_FIRST_MOBILE} and {_LAST_MOBILE} and {whole}')
                )
        elif how.how in (As.TIME, As.DAY):
            least = pc.min(staged.table[key]).as_py()
            if least is not None and least.year < _FIRST_YEAR:
                found.append((key, f'year("{key}") < {_FIRST_YEAR}'))
    return found


def _holds(con: duckdb.DuckDBPyConnection, rule: Rule, table: Table, filled: pa.Table) -> bool:
    """True of a rule that a look at the column as a whole shows to hold, so no row need be asked.

    Nothing is missing; the least is not below the bound; each of a few distinct texts will do.
    """
    about = [filled[name] for name in rule.columns]
    if any(column.null_count == len(column) for column in about) and not _is_given(rule):
        return True
    if len(about) > 1:
        return False
    column, only = table.column(rule.columns[0]), about[0]
    if _is_given(rule) and column.kind is not Kind.TEXT:
        return not only.null_count
    if rule.name.startswith(f"{column.name}_at_least_"):
        least = pc.min(only).as_py()
        return least is None or least >= int(rule.name.rpartition("_")[2])
    if column.kind is Kind.TEXT:
        distinct = pc.unique(only)
        if len(distinct) <= _FEW:
            con.register("few", pa.table({column.name: distinct}))
            return not con.execute(f"select 1 from few where {rule.broken_when}").fetchone()
    return False


def _is_given(rule: Rule) -> bool:
    return rule.name == f"{rule.columns[0]}_given"


def sum_skipped(
    con: duckdb.DuckDBPyConnection, result: Converted, faults: dict[int, str], profile: Profile
) -> None:
    """The amount of each kind of rows left out, where the profile asks for it."""
    for number, case in enumerate(profile.skips):
        if case.amount and result.skipped[number]:
            rows = [row for row, fault in faults.items() if fault == f"skip:{number}"]
            con.register("left_out", pa.table({"_row": pa.array(rows, pa.int64())}))
            result.skipped_amounts[number] = con.execute(
                f"select sum({case.amount}) from staged semi join left_out using (_row)"
            ).fetchone()[0]


def keep_aside(
    result: Converted,
    faults: dict[int, str],
    profile: Profile,
    table: Table,
    cells: pa.Table,
    columns: dict[str, int],
    staged: Staged,
) -> None:
    """Puts each faulty row aside with its reason and what may be shown of it."""
    rules = {r.name: r for r in table.rules}
    shown = [k for k in columns if profile.reads[k].how not in PERSONAL]
    numbers = sorted(faults)
    at = np.searchsorted(cells["_row"].to_numpy(), np.array(numbers))
    texts = cells.take(pa.array(at))
    raw = {key: texts[f"c{n}"].to_pylist() for key, n in columns.items()}
    shifted = shifted_rows(profile, staged)
    for n, row in enumerate(numbers):
        kind, _, name = faults[row].partition(":")
        if kind == "skip":
            result.skipped[int(name)] += 1
            continue
        told = _told({k: raw[k][n] or "" for k in columns}, profile, name, row in shifted)
        original = masked(" | ".join(f"{profile.label(k)}={told[k]}" for k in shown if told[k]))
        if kind == "read":
            label, reason = profile.label(name), reasons.unread(profile, name, told[name])
        else:
            label, reason = broken(profile, rules[name], columns, told)
        result.rejected.append(Rejected(row, label, reason, original))


def _told(row: dict[str, str], profile: Profile, name: str, is_shifted: bool) -> dict[str, str]:
    """The cells of a faulty row as they may be shown; `name` is the read at fault, or a rule."""
    if is_shifted:
        return {key: certain(text) for key, text in row.items()}
    line = " | ".join(row.values())
    if masked(line) != line:  # seldom: the row is looked through once, not each of its cells
        row = {key: unnamed(text) for key, text in row.items()}
    if name in row and profile.reads[name].how is not As.TEXT:
        row[name] = misplaced(row[name])
    return row
