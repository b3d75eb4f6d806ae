"""Which texts of a column say "not known"; they are listed per kind of column, never guessed."""

from __future__ import annotations

from fupan.sources.cleaning.spelling import is_one_of, stripped
from fupan.sources.profile import PERSONAL, As, Read

_NUMBERS = (
    "-",
    "--",
    "---",
    "—",
    "——",
    "－",
    "－－",
    "–",
    "/",
    "\\",
    "n/a",
    "na",
    "null",
    "none",
    "nan",
    "无",
    "暂无",
    "空",
    "未获取",
    "not stocked",
    "\\n",
)
_TEXTS = ("-", "--", "---", "—", "——", "－", "/", "null", "none")


def markers(how: Read) -> tuple[str, ...]:
    """The texts, in lower case, that say "not known" in this column."""
    if how.missing is not None:
        return how.missing
    if how.how is As.TEXT and how.values is None:
        return ()
    return _TEXTS if how.how in (As.TEXT, As.ID, *PERSONAL) else _NUMBERS


def is_missing(how: Read, x: str) -> str:
    """SQL: true of an empty cell and of a marker."""
    return f"({x} = '' or {is_one_of(f'lower({stripped(x)})', ('', *markers(how)))})"
