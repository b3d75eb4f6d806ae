"""Turns the text of cells into values, as SQL over whole columns.

Each expression has a narrow fast branch for clean cells and a careful one for the rest; what
neither accepts becomes null, which the importer tells from an empty cell.
"""

from __future__ import annotations

from fupan.sources.places import city_of, province_of
from fupan.sources.profile import MISSING, MISSING_TEXT, PERSONAL, As, Read

_WIDE = "０１２３４５６７８９．，－＋％（）￥＄＝：／\u3000\u00a0"
_NARROW = "0123456789.,-+%()¥$=:/  "
_SPACES = " \t\r\n\u3000\u00a0\ufeff\u200b"
_MARKS = {
    "CNY": ("CNY", "RMB", "CN¥", "¥"),
    "JPY": ("JPY", "¥"),
    "USD": ("USD", r"US\$", r"\$"),
    "GBP": ("GBP", "£"),
    "EUR": ("EUR", "€"),
    "HKD": ("HKD", r"HK\$"),
    "BRL": ("BRL", r"R\$"),
}
FAST_NUMBER = r"-?[0-9]+(\.[0-9]+)?"
FAST_COUNT = "[0-9]{1,18}"
FAST_ID = "[0-9A-Za-z_-]+"
FAST_TIME = r"(19|20)\d\d-\d\d-\d\d ([01]\d|2[0-3]):[0-5]\d:[0-5]\d"
FAST_DAY = r"(19|20)\d\d-\d\d-\d\d"
SCIENTIFIC = r"[0-9]+(\.[0-9]+)?[eE]\+[0-9]+|[0-9]\.[0-9]+[eE][0-9]+"
_CLOCK = r"([01]?\d|2[0-3]):[0-5]?\d(:[0-5]?\d(\.\d+)?)?"
_TRUE = ("true", "1", "t", "yes", "y", "是")
_FALSE = ("false", "0", "f", "no", "n", "否")


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def stripped(x: str) -> str:
    return f"trim({x}, {quoted(_SPACES)})"


def _in(x: str, texts: tuple[str, ...]) -> str:
    return f"{x} in ({', '.join(quoted(t) for t in texts)})" if texts else "false"


def markers(how: Read) -> tuple[str, ...]:
    """The texts that say "not known" in this column."""
    if how.missing is not None:
        return how.missing
    if how.how is As.TEXT and how.values is None:
        return ()
    return MISSING_TEXT if how.how in (As.TEXT, As.ID, *PERSONAL) else MISSING


def is_missing(how: Read, x: str) -> str:
    """True of an empty cell and of a marker for "not known"."""
    return f"({x} = '' or {_in(f'lower({stripped(x)})', ('', *markers(how)))})"


def parsed(how: Read, x: str, *, currency: str, zone: str, source_zone: str | None) -> str:
    """The SQL value of the text `x`; null where it is empty or cannot be read."""
    match how.how:
        case As.MONEY:
            value = f"try_cast({_number(x, currency)} as decimal(18,2))"
        case As.NUMBER:
            value = f"try_cast({_number(x, currency)} as decimal(18,6))"
        case As.COUNT:
            value = _count(x, currency)
        case As.PERCENT:
            value = _percent(x)
        case As.TIME:
            value = _time(x, how.formats, zone, source_zone)
        case As.DAY:
            value = f"({_time(x, how.formats, zone, None)})::date"
        case As.MONTH:
            value = _month(x)
        case As.FLAG:
            y = f"lower({stripped(x)})"
            value = f"case when {_in(y, _TRUE)} then true when {_in(y, _FALSE)} then false end"
        case As.ID:
            value = _id(x)
        case As.BUYER:
            value = _buyer(x)
        case As.PSEUDONYM:
            kept = f"regexp_full_match({x}, '[0-9a-f]{{16,24}}')"
            value = f"case when {kept} then {x} else {_buyer(x)} end"
        case As.PROVINCE:
            value = province_of(x)
        case As.CITY:
            value = city_of(x)
        case _:
            value = f"nullif({x}, '')"
    if how.values is not None:
        value = _chosen(how, x)
    if how.zero:
        value = f"case when {_in(stripped(x), how.zero)} then 0 else {value} end"
    return value


def _chosen(how: Read, x: str) -> str:
    """A text looked up in a profile's list; bare of spaces and full-width commas."""
    y = f"replace(replace({stripped(x)}, '，', ','), ' ', '')"
    arms = " ".join(
        f"when {quoted(text.replace('，', ',').replace(' ', ''))} then {quoted(value)}"
        for text, value in (how.values or {}).items()
    )
    rest = (
        f"else case when not {is_missing(how, x)} then {quoted(how.otherwise)} end"
        if how.otherwise is not None
        else ""
    )
    return f"case {y} {arms} {rest} end"


def _number(x: str, currency: str) -> str:
    marks = "|".join(_MARKS.get(currency, tuple(m for ms in _MARKS.values() for m in ms)))
    y = f"trim(translate({stripped(x)}, {quoted(_WIDE)}, {quoted(_NARROW)}))"
    bare = rf"regexp_replace({y}, '^\((.+)\)$', '-\1')"
    bare = rf"regexp_replace({bare}, '^([-+]?) *(?:{marks}) *([-+]?)', '\1\2')"
    bare = rf"regexp_replace({bare}, ' *(?:元|圆|{marks})$', '')"
    scale = (
        f"case when {bare} like '%万' then 10000 when {bare} like '%亿' then 100000000 else 1 end"
    )
    digits = rf"regexp_replace({bare}, ' *(万|亿)$', '')"
    plain = (
        rf"case when regexp_full_match({digits}, '[-+]?\d{{1,3}}([, ]\d{{3}})+(\.\d+)?') "
        rf"then regexp_replace({digits}, '[, ]', '', 'g') "
        rf"when regexp_full_match({digits}, '[-+]?(\d+(\.\d*)?|\.\d+)') then {digits} end"
    )
    return (
        f"case when regexp_full_match({x}, '{FAST_NUMBER}') then try_cast({x} as decimal(30,6)) "
        f"else try_cast({plain} as decimal(30,6)) * ({scale}) end"
    )


def _count(x: str, currency: str) -> str:
    number = _number(x, currency)
    return (
        f"case when regexp_full_match({x}, '{FAST_COUNT}') then try_cast({x} as bigint) "
        f"when ({number}) = floor({number}) then try_cast({number} as bigint) end"
    )


def _percent(x: str) -> str:
    y = f"translate({stripped(x)}, {quoted(_WIDE)}, {quoted(_NARROW)})"
    digits = rf"regexp_extract({y}, '^(\d+(\.\d+)?) *%?$', 1)"
    value = f"try_cast(nullif({digits}, '') as decimal(18,6))"
    return (
        f"case when {y} like '%\\%' escape '\\' then ({value} / 100)::decimal(18,6) "
        f"when {value} <= 1 then {value} end"
    )


def _time(x: str, formats: tuple[str, ...], zone: str, source_zone: str | None) -> str:
    moved = f"timezone({quoted(zone)}, timezone({{}}, {{}}))"
    if formats:
        listed = ", ".join(quoted(f) for f in formats)
        local = f"try_strptime({stripped(x)}, [{listed}])"
        return moved.format(quoted(source_zone), local) if source_zone else local
    fast = f"try_cast({x} as timestamp)"
    if source_zone:
        fast = moved.format(quoted(source_zone), fast)
    return (
        f"case when regexp_full_match({x}, '{FAST_TIME}|{FAST_DAY}') then {fast} "
        f"else {_careful_time(x, moved, source_zone)} end"
    )


def _careful_time(x: str, moved: str, source_zone: str | None) -> str:
    y = f"translate({stripped(x)}, {quoted(_WIDE)}, {quoted(_NARROW)})"
    y = rf"regexp_replace({y}, '^(\d{{4}})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}})日?', '\1-\2-\3')"
    y = rf"regexp_replace({y}, '(\d{{1,2}})[时点](\d{{1,2}})分?', '\1:\2')"
    y = rf"regexp_replace({y}, ':(\d{{1,2}})(\d{{1,2}})秒$', ':\1:\2')"
    y = rf"regexp_replace({y}, '秒$', '')"
    y = rf"regexp_replace({y}, '(\d)T(\d)', '\1 \2')"
    offset = rf"regexp_extract({y}, '(Z|[+-]\d\d:?\d\d)$', 1)"
    local = rf"trim(regexp_replace({y}, ' *(Z|[+-]\d\d:?\d\d)$', ''))"
    minutes = (
        f"case when {offset} = 'Z' then 0 else (case when {offset}[1] = '-' then -1 else 1 end) * "
        f"(try_cast({offset}[2:3] as integer) * 60 + try_cast({offset}[-2:] as integer)) end"
    )
    told = rf"regexp_full_match({local}, '(19|20)\d\d-\d{{1,2}}-\d{{1,2}}( {_CLOCK})?')"
    here = f"try_cast({local} as timestamp)"
    plain = moved.format(quoted(source_zone), here) if source_zone else here
    utc = f"{here} - to_minutes({minutes})"
    epoch = moved.format("'UTC'", "epoch_ms({})")
    bare = stripped(x)
    return (
        rf"case when regexp_full_match({y}, '.*\d:\d\d?(:\d\d?(\.\d+)?)? *(Z|[+-]\d\d:?\d\d)') "
        f"and {told} then {moved.format(quoted('UTC'), utc)} "
        f"when {told} then {plain} "
        rf"when regexp_full_match({bare}, '(19|20)\d{{6}}') then try_strptime({bare}, '%Y%m%d') "
        rf"when regexp_full_match({bare}, '(19|20)\d{{6}}[ T]?\d{{6}}') "
        rf"then try_strptime(regexp_replace({bare}, '[ T]', ''), '%Y%m%d%H%M%S') "
        rf"when regexp_full_match({bare}, '1\d{{12}}') "
        f"then {epoch.format(f'try_cast({bare} as bigint)')} "
        rf"when regexp_full_match({bare}, '1\d{{9}}') "
        f"then {epoch.format(f'try_cast({bare} as bigint) * 1000')} "
        rf"when regexp_full_match({bare}, '\d{{5}}(\.\d+)?') "
        f"and try_cast({bare} as double) between 36526 and 73050 then {_serial(bare)} "
        rf"when regexp_full_match({bare}, '[A-Z][a-z]+ \d{{1,2}}, \d{{4}}') "
        f"then try_strptime({bare}, ['%B %d, %Y', '%b %d, %Y']) end"
    )


def _serial(x: str) -> str:
    """An Excel day number; its fraction is the time of day, to the second."""
    return (
        f"timestamp '1899-12-30 00:00:00' + "
        f"to_seconds(round(try_cast({x} as double) * 86400)::bigint)"
    )


def _month(x: str) -> str:
    y = stripped(x)
    found = rf"regexp_extract({y}, '^(20\d\d)[-/.年]?(\d{{1,2}})月?$', "
    year, month = f"{found}1)", f"{found}2)"
    return (
        f"case when regexp_full_match({y}, '20\\d\\d-(0[1-9]|1[0-2])') then {y} "
        f"when try_cast({month} as integer) between 1 and 12 "
        f"then {year} || '-' || lpad({month}, 2, '0') end"
    )


def _id(x: str) -> str:
    """An id digit for digit, without what spreadsheets wrap around it."""
    y = rf"regexp_replace({stripped(x)}, '^=?\"(.*)\"$', '\1')"
    y = rf"regexp_replace({y}, '^''', '')"
    y = rf"regexp_replace(trim({y}, {quoted(_SPACES)}), '^([0-9]+)\.0+$', '\1')"
    return (
        f"case when regexp_full_match({x}, '{FAST_ID}') then {x} "
        f"when regexp_full_match({y}, '{SCIENTIFIC}') then null "
        f"else nullif(translate({y}, '０１２３４５６７８９', '0123456789'), '') end"
    )


def _buyer(x: str) -> str:
    """HMAC-SHA-256 with the shop's key; a name the platform has masked identifies nobody."""
    y = rf"lower(regexp_replace({stripped(x)}, '^(=\"(.*)\"|''(.*))$', '\2\3'))"
    inner = f"unhex(sha256(getvariable('inner_pad') || encode({y})))"
    return (
        f"case when {y} = '' or {y} like '%*%' or {y} like '##%' or {y} like '$$%' then null "
        f"else sha256(getvariable('outer_pad') || {inner})[1:20] end"
    )
