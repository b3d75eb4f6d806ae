"""Numbers: thousands marks, currency signs, full-width digits, 万 and 亿, brackets or a sign
behind for minus.
"""

from __future__ import annotations

from fupan.sources.cleaning.spelling import escaped, narrowed

_MARKS = {
    "CNY": ("CNY", "RMB", "CN¥", "¥"),
    "JPY": ("JPY", "¥"),
    "USD": ("USD", r"US\$", r"\$"),
    "GBP": ("GBP", "£"),
    "EUR": ("EUR", "€"),
    "HKD": ("HKD", r"HK\$"),
    "BRL": ("BRL", r"R\$"),
}
PIECES = "件|个|人|次|单|笔|条|份|元|圆"  # what counts may carry
_DECIMAL_COMMA = ("", "EUR", "BRL")  # where 1.234,56 is written; empty: nobody says
PLAIN_NUMBER = r"-?[0-9]+(\.[0-9]+)?"
PLAIN_COUNT = "[0-9]{1,18}"
PLAIN_MONEY = r"-?[0-9]+(\.[0-9]{1,2})?"
FINER = r"\.[0-9]{2}[0-9]*[1-9]|[0-9][eE]-[0-9]+"  # finer than a hundredth, or a float's dust
_DUST = r"[-+]?\d+(\.\d+)?[eE]-\d{1,3}"


def number_layers(currency: str, units: str = "元|圆") -> list[str]:
    """Steps from `x` to the exact decimal `n`; only marks of the file's own currency pass.

    A float's dust (1.776357e-15) is a number near 0; positive exponents stay unread, since
    spreadsheets write them where digits are lost.
    """
    every = tuple(m for marks in _MARKS.values() for m in marks)
    marks = "|".join(_MARKS.get(currency, every))
    return [
        f"{narrowed('x')} as y",
        r"regexp_replace(regexp_replace(y, '^\((.+)\)$', '-\1'), '^(\d.*\d) ?-$', '-\1') as bare0",
        rf"regexp_replace(bare0, '^([-+]?) *(?:{marks}) *([-+]?)', '\1\2') as bare1",
        rf"regexp_replace(bare1, ' *(?:{units}|{marks})$', '') as bare2",
        f"{_comma_read(currency)} as bare3",
        r"regexp_replace(bare3, ' *(万|亿)$', '') as digits, "
        "case when bare3 like '%万' then 10000 when bare3 like '%亿' then 100000000 else 1 end "
        "as scale",
        r"case when regexp_full_match(digits, '[-+]?\d{1,3}([, ]\d{3})+(\.\d+)?') "
        r"then regexp_replace(digits, '[, ]', '', 'g') "
        r"when regexp_full_match(digits, '[-+]?(\d+(\.\d*)?|\.\d+)') then digits end as plain",
        "case when plain is not null then try_cast(plain as decimal(30,6)) * scale "
        rf"when regexp_full_match(digits, '{_DUST}') "
        "then try_cast(try_cast(digits as double) as decimal(30,6)) end as n",
    ]


def _comma_read(currency: str) -> str:
    """`bare2` with a decimal point, where its comma can be nothing but a decimal comma."""
    if currency not in _DECIMAL_COMMA:
        return "bare2"
    return (
        r"case when regexp_full_match(bare2, '[-+]?(\d{1,3}([. ]\d{3})+|\d+),\d{1,2}') "
        r"then replace(regexp_replace(bare2, '[. ]', '', 'g'), ',', '.') else bare2 end"
    )


def quick_number(places: int) -> str:
    return _quick(PLAIN_MONEY if places == 2 else PLAIN_NUMBER, f"decimal(18,{places})")


def quick_count() -> str:
    return _quick(PLAIN_COUNT, "bigint")


def _quick(pattern: str, kind: str) -> str:
    plain = f"regexp_full_match({{x}}, '{escaped(pattern)}')"
    return f"case when {plain} then try_cast({{x}} as {kind}) end"


def whole() -> str:
    """`n` as a count, where it is whole."""
    return "case when n = floor(n) then try_cast(n as bigint) end"


def percent_layers() -> list[str]:
    """Steps to the fraction `n`: "3.5%" and 0.035 are the same, a bare 3.5 is ambiguous."""
    return [
        f"{narrowed('x')} as y",
        r"try_cast(nullif(regexp_extract(y, '^(\d+(\.\d+)?) *%?$', 1), '') as decimal(18,6)) as p",
        "case when ends_with(y, '%') then (p / 100)::decimal(18,6) when p <= 1 then p end as n",
    ]
