"""Words for a row that breaks a rule of the contract, with the file's own names for its columns."""

from __future__ import annotations

import re

from fupan.contract import TABLES, Rule
from fupan.ground.language import Text
from fupan.sources.profile import PERSONAL, Profile
from fupan.sources.reasons import shown


def broken(
    profile: Profile, rule: Rule, columns: dict[str, int], raw: dict[str, str]
) -> tuple[str, Text]:
    """The column, by the file's own name, and the rule of the contract that a row breaks."""
    sources = {c: _sources(profile, c, columns) for c in rule.columns}
    named = {c: "、".join(profile.label(k) for k in keys) for c, keys in sources.items() if keys}
    label = rule.columns[0] if profile.exact else named.get(rule.columns[0])
    if label is None:
        return rule.columns[0], rule.says
    shown_keys = dict.fromkeys(k for keys in sources.values() for k in keys)
    values = ", ".join(
        f"{profile.label(k)}={shown(raw[k] or '')}"
        for k in shown_keys
        if profile.reads[k].how not in PERSONAL
    )
    words = {} if profile.exact else named
    zh, en = _in_words(rule.says.zh, words), _in_words(rule.says.en, words)
    return label, Text(f"{zh}（{values}）", f"{en} ({values})")


def _sources(profile: Profile, column: str, columns: dict[str, int]) -> list[str]:
    """The reads that a column is filled from: those of its own kind, if there are any."""
    feeding = [k for k in columns if _feeds(profile, k, column)]
    kind = TABLES[profile.table].column(column).kind
    alike = [k for k in feeding if profile.reads[k].how.value == kind.value]
    return (alike or feeding)[:3]


def _in_words(says: str, named: dict[str, str]) -> str:
    """What a rule says, with the file's own names for the contract's columns."""
    return re.sub(r"[a-z_]+", lambda word: named.get(word[0], word[0]), says)


def _feeds(profile: Profile, key: str, column: str) -> bool:
    words = re.findall(r'"[^"]+"|\w+', profile.fills.get(column, ""))
    return key in words or f'"{key}"' in words
