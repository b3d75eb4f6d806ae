"""Which column of a table a header could be, by its words and its first values.

It only guesses; what to ask a person and how to write it down is `drafting`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from fupan.contract import TABLES, Column, Kind, Table
from fupan.sources.header import plain
from fupan.sources.headwords import NEVER, NOT_PAID, SAID
from fupan.sources.mapping import left_out
from fupan.sources.profiles import known_profiles

Samples = Mapping[str, Sequence[str]]  # header → its first values

_DATE = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
_DAY_FIRST = r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}"
_NUMBER = r"[-+(]?[¥￥$€£]? ?[\d,]+(\.\d+)?[万亿元%)]?"
_LOOKS = {
    Kind.TIME: re.compile(rf"({_DATE}|{_DAY_FIRST}|\d{{8}})([ T].*)?"),
    Kind.DAY: re.compile(rf"({_DATE}|{_DAY_FIRST}|\d{{8}})([ T].*)?"),
    Kind.MONEY: re.compile(_NUMBER),
    Kind.NUMBER: re.compile(_NUMBER),
    Kind.COUNT: re.compile(r"-?[\d,]+(\.0+)?万?"),
    Kind.ID: re.compile(r"[^\s].*"),
}


def likeliest(headers: Sequence[str], samples: Samples) -> tuple[Table, bool]:
    """The table that uses most of the columns and lacks least; whether it truly looks like one."""

    def score(table: Table) -> tuple[int, int]:
        used, lacks = _used_and_lacking(table, headers, samples)
        return used - 2 * lacks, used

    best = max(TABLES.values(), key=score)
    return best, 2 * _used_and_lacking(best, headers, samples)[1] <= len(needed(best))


def _used_and_lacking(table: Table, headers: Sequence[str], samples: Samples) -> tuple[int, int]:
    found = matched(table, headers, samples)
    lacks = [c for c in needed(table) if c not in found]
    if "paid_amount" in lacks and unit_price(table, found, samples):
        return len(found) + 1, len(lacks) - 1
    return len(found), len(lacks)


def unit_price(table: Table, found: Mapping[str, str], samples: Samples) -> str | None:
    """The header of a price per piece, where lines tell that and the pieces, but no amount."""
    if table.name != "orders" or "paid_amount" in found or "quantity" not in found:
        return None
    free = [n for n in samples if n not in found.values()]
    return matched(TABLES["prices"], free, samples).get("price")


def moments_of_payment(column: Column, found: Mapping[str, str], samples: Samples) -> list[str]:
    """The free columns of dates that could be when an order was paid."""
    taken = found.values()
    free = [n for n in samples if n not in taken and samples[n] and agrees(column, samples[n])]
    return [n for n in free if not any(w in plain(n) for w in NOT_PAID)]


def needed(table: Table) -> list[str]:
    """The columns that only the file can tell; a status may be said once for all its rows."""
    free = ("shop", "status", *left_out(table))
    return [c for c in table.required if c not in free and not table.column(c).sparse]


def matched(table: Table, headers: Sequence[str], samples: Samples) -> dict[str, str]:
    """Column → header, each once, the likeliest pairs first.

    First by a profile's name for the column, then by its own, then by the word that makes up most
    of the header: 买家实际支付金额 is an amount before it is a buyer.
    """
    pairs = []
    for at, column in enumerate(table.columns):
        if column.name == "shop":
            continue
        for place, name in enumerate(headers):
            likeness = _likeness(table, column, name, samples.get(name, ())) if name else None
            if likeness is not None:
                pairs.append((likeness, at, place, column.name, name))
    found: dict[str, str] = {}
    for *_, column, name in sorted(pairs):
        if column not in found and name not in found.values():
            found[column] = name
    return {c.name: found[c.name] for c in table.columns if c.name in found}


def _likeness(
    table: Table, column: Column, name: str, values: Sequence[str]
) -> tuple[int, float, int] | None:
    """How alike, least first; None where header and values do not allow it."""
    bare = _bare(name)
    if not agrees(column, values) or any(plain(w) in bare for w in NEVER.get(column.name, ())):
        return None
    first = int(column.name not in table.required)  # what is needed chooses first
    if (table.name, column.name) in known_names().get(plain(name), ()):
        return first, 0.0, 0
    words = [_bare(column.name), *(plain(w) for w in SAID.get(column.name, ()))]
    if bare in words:
        return first, 1.0, words.index(bare)
    covers = [(-len(w) / len(bare), n) for n, w in enumerate(words) if w in bare]
    return (2, *min(covers)) if covers else None


def agrees(column: Column, values: Sequence[str]) -> bool:
    """Whether the first values could be of the column's kind; no values agree with anything."""
    looks = _LOOKS.get(column.kind)
    if column.kind is Kind.ID and values and all(map(_LOOKS[Kind.DAY].fullmatch, values)):
        return False
    seen = [v for v in values if v not in ("-", "--", "无", "null", "None")]
    if column.name == "title":  # a number names nothing
        return not seen or sum(bool(_LOOKS[Kind.MONEY].fullmatch(v)) for v in seen) * 2 < len(seen)
    return looks is None or not seen or sum(bool(looks.fullmatch(v)) for v in seen) * 2 > len(seen)


@cache
def known_names() -> dict[str, set[tuple[str, str]]]:
    """Per plain header the (table, column) pairs for which some profile takes it as it stands."""
    known: dict[str, set[tuple[str, str]]] = {}
    for profile in known_profiles():
        for column, value in profile.fills.items():
            read = profile.reads.get(value.strip('"'))
            for name in read.names if read else ():
                known.setdefault(plain(name), set()).add((profile.table, column))
    return known


def _bare(name: str) -> str:
    return plain(name).replace("_", "")
