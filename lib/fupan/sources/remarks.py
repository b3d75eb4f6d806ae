"""Facts that operators write into remarks: brushed orders, gifts, small refunds, by a shop's rules.

The rules are the user's (`remarks.toml` in the shop's folder); a remark is searched, never kept.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from fupan.ground.errors import DataInvalid, listed, suggestion
from fupan.ground.language import Text
from fupan.sources.cleaning.spelling import quoted
from fupan.sources.header import Header
from fupan.sources.profile import As, Case, Profile, Read

REMARKS = "remarks.toml"
COLUMNS = (
    "商家备注",
    "订单备注",
    "商家备忘",
    "卖家备注",
    "备注",
    "备注标签",
    "买家留言",
    "Notes",
    "Note Attributes",
    "Tags",
)
FLAGS = ("is_suspect", "is_gift")
_ENTRIES = ("name", "when", "flag", "refund", "columns")


@dataclass(frozen=True, slots=True)
class RemarkRule:
    """One regular expression over remarks, and what its match says of the order's row."""

    name: str
    when: str
    flag: str = ""
    refund: int = 0  # the group of `when` that holds an amount refunded; 0: none does
    columns: tuple[str, ...] = COLUMNS

    def holds(self, cells: Sequence[str]) -> str:
        return " or ".join(
            f"coalesce(regexp_matches({c}, {quoted(self.when)}), false)" for c in cells
        )

    def amount(self, cells: Sequence[str]) -> str:
        found = ", ".join(
            f"nullif(regexp_extract({c}, {quoted(self.when)}, {self.refund}), '')" for c in cells
        )
        return f"try_cast(coalesce({found}, null) as decimal(18,2))"


def read_remarks(path: Path) -> tuple[RemarkRule, ...]:
    """The rules of a shop; none where it has no such file."""
    if not path.exists():
        return ()
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong("", f"不是有效的 TOML（{error}）", f"is no valid TOML ({error})") from error
    _only(told, ("rule",), "")
    return tuple(_rule(n + 1, entry) for n, entry in enumerate(told.get("rule", [])))


def with_remarks(profile: Profile, rules: Sequence[RemarkRule], header: Header) -> Profile:
    """The profile of an order file that also searches the remarks which the file has."""
    if not rules or profile.table != "orders" or profile.amends or profile.exact:
        return profile
    reads, fills, warns = dict(profile.reads), dict(profile.fills), list(profile.warns)
    cells: dict[str, str] = {}
    for name in dict.fromkeys(c for rule in rules for c in rule.columns):
        if len(header.positions(name)) == 1:
            cells[name] = f'"remark {len(cells)}"'
            reads[cells[name].strip('"')] = Read((name,), As.REMARK)
    for rule in rules:
        if not (found := [cells[c] for c in rule.columns if c in cells]):
            continue
        warns.append(Case(f"({rule.holds(found)})", _told(rule)))
        if rule.flag:
            before = fills.get(rule.flag, "null")
            fills[rule.flag] = f"(coalesce({before}, false) or {rule.holds(found)})"
        if rule.refund:
            before, amount = fills.get("refund_amount", "null"), rule.amount(found)
            fills["refund_amount"] = (
                f"case when {amount} is null then ({before}) "
                f"else coalesce(({before}), 0) + {amount} end"
            )
    return replace(profile, reads=reads, fills=fills, warns=tuple(warns))


def _told(rule: RemarkRule) -> Text:
    name = rule.name.replace("{", "{{").replace("}", "}}")
    means = {
        "is_suspect": Text(
            "记为刷单，不计入任何数字", "marked as brushed and left out of every figure"
        ),
        "is_gift": Text("记为赠品，不算销售", "marked as gifts, which are no sale"),
        "": Text("备注里的金额计入退款", "the amount in the remark counts as refunded"),
    }[rule.flag]
    return Text(
        f"备注规则“{name}”：{{n}} 行{means.zh}", f"remark rule “{name}”: {{n}} rows {means.en}"
    )


def _rule(number: int, entry: dict[str, object]) -> RemarkRule:
    where = f"第 {number} 条"
    _only(entry, _ENTRIES, where)
    when, flag, refund = entry.get("when"), entry.get("flag", ""), entry.get("refund", 0)
    if not isinstance(when, str) or not when:
        raise _wrong(where, "缺少 when（正则表达式）", "lacks when, a regular expression")
    if bool(flag) == bool(refund) or (flag and flag not in FLAGS):
        raise _wrong(
            where,
            f"要写 flag（{listed(FLAGS)}）或 refund（金额在第几个括号里），二选一",
            f"needs either flag ({listed(FLAGS)}) or refund (the group that holds the amount)",
        )
    try:
        duckdb.execute("select regexp_extract('', ?)", [when])
        if re.compile(when).groups < int(refund):
            raise ValueError(f"{when!r}: {refund} > {re.compile(when).groups}")
    except (duckdb.Error, re.error, ValueError, TypeError) as error:
        reason = str(error).partition("\n")[0]
        raise _wrong(where, f"的 when 用不了（{reason}）", f"has a bad when ({reason})") from error
    columns = entry.get("columns", COLUMNS)
    names = (columns,) if isinstance(columns, str) else tuple(str(c) for c in columns)
    return RemarkRule(str(entry.get("name", when)), when, str(flag), int(refund), names)


def _only(entry: dict[str, object], allowed: tuple[str, ...], where: str) -> None:
    for key in entry:
        if key not in allowed:
            hint = suggestion(key, allowed)
            raise _wrong(
                where, f"里的 {key!r} 不认识。{hint.zh}", f"has the unknown entry {key!r}.{hint.en}"
            )


def _wrong(where: str, zh: str, en: str) -> DataInvalid:
    return DataInvalid(
        Text(
            zh=f"{REMARKS} {where}{zh}；格式见 docs/add-a-source.md。",
            en=f"{REMARKS} {where} {en}; see docs/add-a-source.md.",
        )
    )
