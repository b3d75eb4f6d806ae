"""Writes docs/sources.md from the profiles: which export fills what, and what stays closed."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.openings import closed_questions, filled
from fupan.sources.profile import Profile
from fupan.sources.profiles import known_profiles

_HEAD = """# Sources: which export fills which table

由导入配置生成，勿手改：`python -m fupan.sources.handbook > docs/sources.md`。

A file is recognised by its header, not by its name; the columns a row needs are listed under
“needs”. “Closed” is what cannot be answered with such files alone: bring another export beside
them. How to add one: [add-a-source.md](add-a-source.md). Tables of the contract themselves
(`orders.csv`, `traffic.xlsx`, …) need no profile: [tables.md](tables.md).

| 导出 / export | profile | table | needs | closed 算不了 |
|---|---|---|---|---|
"""
_REFUSED = """
## Recognised, and not imported

Files that hold nothing a table takes; the import says what to bring instead.

| 导出 / export | profile | why 为什么 |
|---|---|---|
"""
_FILLED = """
## Columns filled

| profile | columns |
|---|---|
"""


def handbook() -> str:
    """The page, in the order of the profiles' names."""
    open_, closed = exports(), [p for p in known_profiles() if p.closed]
    rows = [_row(p) for p in open_]
    refused = [f"| {_both(p.title)} | `{p.name}` | {_both(p.closed)} |" for p in closed if p.closed]
    columns = [f"| `{p.name}` | {', '.join(filled(p))} |" for p in open_]
    return (
        _HEAD
        + "\n".join(rows)
        + "\n"
        + _REFUSED
        + "\n".join(refused)
        + "\n"
        + _FILLED
        + "\n".join(columns)
        + "\n"
    )


def exports() -> list[Profile]:
    """The platforms' exports that can be imported, without the canonical tables."""
    return [p for p in known_profiles() if not p.exact and not p.closed]


def _row(profile: Profile) -> str:
    needs = "、".join(profile.lacks(frozenset()))
    closed = "; ".join(_both(says) for says in closed_questions(profile)) or "–"
    table = f"{profile.table}{'（补退款）' if profile.amends else ''}"
    return f"| {_both(profile.title)} | `{profile.name}` | {table} | {needs} | {closed} |"


def _both(text: Text) -> str:
    return f"{text.zh} / {text.en}".replace("|", "\\|")


if __name__ == "__main__":
    print(handbook(), end="")
