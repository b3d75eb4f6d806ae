"""Times and days: only spellings that mean one thing; offsets and other zones become shop time."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fupan.sources.cleaning.spelling import escaped, narrowed, quoted, stripped

PLAIN_TIME = r"(19|20)\d\d-\d\d-\d\d ([01]\d|2[0-3]):[0-5]\d:[0-5]\d"
PLAIN_DAY = r"(19|20)\d\d-\d\d-\d\d"
_CLOCK = r"([01]?\d|2[0-3]):[0-5]?\d(:[0-5]?\d(\.\d+)?)?"
_TWELVE = r"(?:0?[1-9]|1[0-2]):[0-5]\d(?::[0-5]\d)?"
_MORNING, _EVENING = "上午|AM|am", "下午|PM|pm"
_OFFSET = r"(Z|[+-]\d\d:?\d\d)"
_NAMED_MONTH = (
    r"(?i)^([a-z]{3,9}\.? \d{1,2},? (?:19|20)\d\d|"
    r"\d{1,2}[- ][a-z]{3,9}\.?[- ,]{1,2}(?:(?:19|20)\d\d|\d\d\b))"
)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(?:19|20)\d\d(?: .*)?")
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050  # the years 2000 to 2099 as Excel counts days


def _by_twelve(text: str) -> str:
    """A day and a clock of twelve hours with its half of the day, on the clock of 24."""
    hour = rf"(try_cast(regexp_extract({text}, '(\d{{1,2}}):', 1) as integer) % 12"
    return (
        rf"regexp_replace({text}, ' \d{{1,2}}:.*$', '') || ' ' || ({hour} + "
        rf"case when regexp_matches({text}, '({_EVENING})$') then 12 else 0 end)) || "
        rf"regexp_extract({text}, '\d{{1,2}}(:[\d:.]*\d)', 1)"
    )


def _numbered_month(text: str) -> str:
    """A day such as Mar 5, 2026 or 5-Mar-26 as 2026-03-05, with what follows it; others as is."""
    day = rf"regexp_extract({text}, '{_NAMED_MONTH}', 1)"
    orders = ["%d %b %y", "%d %B %y", "%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y"]
    told = f"regexp_replace(regexp_replace({day}, '[.,-]', ' ', 'g'), ' +', ' ', 'g')"
    rest = rf"regexp_replace({text}, '{_NAMED_MONTH}(?:,? +(?:at )?)?', ' ')"
    return (
        rf"case when regexp_matches({text}, '{_NAMED_MONTH}') then coalesce(trim("
        f"strftime(try_strptime({told}, [{', '.join(map(quoted, orders))}]), '%Y-%m-%d') "
        f"|| {rest}), {text}) else {text} end"
    )


def quick_time() -> str:
    return (
        f"case when regexp_full_match({{x}}, '{escaped(PLAIN_TIME)}') "
        "then try_cast({x} as timestamp) end"
    )


def quick_day() -> str:
    plain = f"regexp_full_match({{x}}, '{escaped(PLAIN_DAY)}')"
    return f"case when {plain} then try_cast({{x}} as date) end"


def format_layers(formats: tuple[str, ...], zone: str, source_zone: str | None) -> list[str]:
    """Steps to the moment `t` by the formats that a profile declares, and no others."""
    listed = ", ".join(quoted(f) for f in formats)
    return [
        f"try_strptime({stripped('x')}, [{listed}]) as here",
        f"{_moved('here', source_zone, zone)} as t",
    ]


def order_of(texts: Iterable[str]) -> str:
    """The order of day and month in texts such as 30/09/2026, if they leave but one.

    One day above 12 tells it for its column; 05/09/2026 alone tells nothing and is not read.
    """
    pairs = [(int(m[1]), int(m[2])) for text in texts if (m := _SLASHED.fullmatch(text.strip()))]
    day_first = any(a > 12 for a, _ in pairs)
    month_first = any(b > 12 for _, b in pairs)
    if day_first == month_first:
        return ""
    return "%d/%m/%Y" if day_first else "%m/%d/%Y"


def time_layers(zone: str, source_zone: str | None, slashed: str = "") -> list[str]:
    """Steps from the text `x` to the moment `t` in the shop's time."""
    return [
        f"{narrowed('x')} as given",
        f"{_numbered_month('given')} as bare",
        r"regexp_replace(bare, '^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?', '\1-\2-\3') as y0",
        r"regexp_replace(y0, '(\d{1,2})[时点](\d{1,2})分?(?:(\d{1,2})秒)?$', '\1:\2:\3') as y0a",
        rf"regexp_replace(y0a, ' *({_MORNING}|{_EVENING}) *({_TWELVE})$', ' \2 \1') as y0b",
        rf"case when regexp_full_match(y0b, '.* {_TWELVE} *({_MORNING}|{_EVENING})') "
        rf"then {_by_twelve('y0b')} else y0b end as y0c",
        r"regexp_replace(y0c, ' *(?:UTC|GMT)([+-])(\d{1,2})$', '\1\2:00') as y0d",
        r"regexp_replace(regexp_replace(y0d, ' *(?:UTC|GMT)$', 'Z'), '([+-])(\d:00)$', '\10\2') "
        r"as y1",
        r"regexp_replace(regexp_replace(y1, ':$', ''), '(\d)T(\d)', '\1 \2') as y",
        rf"case when regexp_matches(y, ':\d+(\.\d+)? *{_OFFSET}$') "
        rf"then regexp_extract(y, '{_OFFSET}$', 1) else '' end as shift",
        "trim(y[1:length(y) - length(shift)]) as local",
        rf"case when regexp_full_match(local, '(19|20)\d\d-\d{{1,2}}-\d{{1,2}}( {_CLOCK})?') "
        "then try_cast(local as timestamp) end as here, "
        "case when shift in ('', 'Z') then 0 else (case when shift[1] = '-' then -1 else 1 end) * "
        "(try_cast(shift[2:3] as integer) * 60 + try_cast(shift[-2:] as integer)) end as minutes",
        f"case when here is not null and shift <> '' "
        f"then {_moved('here - to_minutes(minutes)', 'UTC', zone)} "
        f"when here is not null then {_moved('here', source_zone, zone)} "
        f"else {_digits(zone, source_zone, slashed)} end as t",
    ]


def _moved(moment: str, source_zone: str | None, zone: str) -> str:
    if source_zone is None or source_zone == zone:
        return moment
    return f"timezone({quoted(zone)}, timezone({quoted(source_zone)}, {moment}))"


def _digits(zone: str, source_zone: str | None, slashed: str) -> str:
    """Moments written without separators: 20240105, 20240105 090301, an epoch, an Excel serial.

    And days between slashes, in the order that the column shows.
    """
    told = ", ".join(quoted(slashed + clock) for clock in ("", " %H:%M", " %H:%M:%S"))
    days = f"try_strptime(bare, [{told}])"
    slashes = (
        rf"when regexp_full_match(bare, '\d{{1,2}}/\d{{1,2}}/(19|20)\d\d( {_CLOCK})?') "
        f"then {_moved(days, source_zone, zone)} "
        if slashed
        else ""
    )
    return (
        r"case when regexp_full_match(bare, '(19|20)\d{6}') then try_strptime(bare, '%Y%m%d') "
        r"when regexp_full_match(bare, '(19|20)\d{6}[ T]?\d{6}') "
        r"then try_strptime(regexp_replace(bare, '[ T]', ''), '%Y%m%d%H%M%S') "
        r"when regexp_full_match(bare, '1\d{12}') "
        f"then {_moved('epoch_ms(try_cast(bare as bigint))', 'UTC', zone)} "
        r"when regexp_full_match(bare, '1\d{9}') "
        f"then {_moved('epoch_ms(try_cast(bare as bigint) * 1000)', 'UTC', zone)} "
        rf"when regexp_full_match(bare, '\d{{5}}(\.\d+)?') "
        f"and try_cast(bare as double) between {_FIRST_SERIAL} and {_LAST_SERIAL} "
        "then timestamp '1899-12-30 00:00:00' "
        f"+ to_seconds(round(try_cast(bare as double) * 86400)::bigint) {slashes}end"
    )


def month_layers() -> list[str]:
    """Steps to the month `m` as YYYY-MM."""
    found = r"regexp_extract(bare, '^(20\d\d)[-/.年]?(\d{1,2})月?$', "
    return [
        f"{narrowed('x')} as bare",
        f"{found}1) as year, try_cast({found}2) as integer) as month",
        "case when month between 1 and 12 then year || '-' || lpad(month::varchar, 2, '0') end "
        "as m",
    ]
