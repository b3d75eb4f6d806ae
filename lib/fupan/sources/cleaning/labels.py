"""Ids, buyers, flags and texts that a profile translates."""

from __future__ import annotations

from fupan.sources.cleaning.missing import is_missing
from fupan.sources.cleaning.spelling import SPACES, escaped, is_one_of, quoted, stripped
from fupan.sources.profile import Read

PLAIN_ID = "[0-9A-Za-z_-]+"
SCIENTIFIC = r"[0-9]+(\.[0-9]+)?[eE]\+[0-9]+|[0-9]\.[0-9]+[eE][0-9]+"
NAMED_PHONE = r"[\x{4e00}-\x{9fff}].*1[3-9][0-9]{9}|1[3-9][0-9]{9}.*[\x{4e00}-\x{9fff}]"
SHEET_ERROR = r"#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NULL!|NUM!|公式)"
_GUARD = "[''`＇‘’“”＂]"  # written before an id so that it stays text; a quote is doubled for SQL
_PSEUDONYM = "[0-9a-f]{16,24}"
_TRUE = ("true", "1", "t", "yes", "y", "是")
_FALSE = ("false", "0", "f", "no", "n", "否")


def quick_id() -> str:
    return f"case when regexp_full_match({{x}}, '{escaped(PLAIN_ID)}') then {{x}} end"


def id_layers() -> list[str]:
    """Steps to `v`: the id digit for digit, without what spreadsheets wrap around it."""
    return [
        rf"regexp_replace({stripped('x')}, '^=?\"(.*)\"$', '\1') as y0",
        f"trim(regexp_replace(y0, '^{_GUARD}', ''), {quoted(SPACES)}) as y1",
        r"regexp_replace(y1, '^([0-9]+)\.0+$', '\1') as y2",
        f"case when regexp_full_match(y2, '{SCIENTIFIC}|{SHEET_ERROR}') "
        f"or regexp_matches(y2, '{NAMED_PHONE}') then null "
        "else nullif(translate(y2, '０１２３４５６７８９', '0123456789'), '') end as v",
    ]


def buyer_layers(*, keep_pseudonyms: bool) -> list[str]:
    """Steps to `v`: HMAC-SHA-256 with the shop's key, its first 20 digits.

    A name that the platform has masked identifies nobody and becomes null; a pseudonym stays
    only in canonical tables, which may be a shop's own, come back.
    """
    kept = f"when regexp_full_match(x, '{_PSEUDONYM}') then x" if keep_pseudonyms else ""
    return [
        # Names are many and few of them hold a quote: only those are taken apart.
        rf"case when contains(x, '\"') then "
        rf"trim(regexp_replace({stripped('x')}, '^=?\"(.*)\"$', '\1'), {quoted(SPACES)}) "
        f"else {stripped('x')} end as y0",
        f"lower(case when starts_with(y0, '''') then trim(y0[2:], {quoted(SPACES)}) else y0 end) "
        "as y",
        "unhex(sha256(getvariable('inner_pad') || encode(y))) as inner_hash",
        "case when y = '' or contains(y, '*') or starts_with(y, '##') or starts_with(y, '$$') "
        f"then null {kept} else sha256(getvariable('outer_pad') || inner_hash)[1:20] end as v",
    ]


def flag() -> str:
    y = f"lower({stripped('x')})"
    return f"case when {is_one_of(y, _TRUE)} then true when {is_one_of(y, _FALSE)} then false end"


def chosen(how: Read) -> str:
    """A text looked up in a profile's list, whatever its spaces and commas."""
    arms = " ".join(
        f"when {quoted(_bare(text))} then {quoted(value)}"
        for text, value in (how.values or {}).items()
    )
    rest = ""
    if how.otherwise is not None:
        rest = f"else case when not {is_missing(how, 'x')} then {quoted(how.otherwise)} end"
    return f"case replace(replace({stripped('x')}, '，', ','), ' ', '') {arms} {rest} end"


def _bare(text: str) -> str:
    return text.replace("，", ",").replace(" ", "")
