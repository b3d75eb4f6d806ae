"""Which steps of SQL read each kind of cell: the quick one for plain spellings, and the careful."""

from __future__ import annotations

from dataclasses import dataclass

from fupan.sources.cleaning import labels, numbers, times
from fupan.sources.cleaning.places import city_of, province_of
from fupan.sources.cleaning.spelling import is_one_of, stripped
from fupan.sources.profile import As, Read


@dataclass(frozen=True, slots=True)
class Locale:
    """How the file writes money and time."""

    currency: str
    zone: str
    slashed: str = ""  # %d/%m/%Y or %m/%d/%Y, where the column itself shows which


def quick(how: Read, source_zone: str | None) -> str | None:
    """SQL for the plain spelling of a kind of cell, null for any other; None where it has none."""
    if how.values is not None or how.formats:
        return None
    match how.how:
        case As.MONEY:
            return numbers.quick_number(2)
        case As.NUMBER:
            return numbers.quick_number(6)
        case As.COUNT:
            return numbers.quick_count()
        case As.ID:
            return labels.quick_id()
        case As.TIME if source_zone is None:
            return times.quick_time()
        case As.DAY:
            return times.quick_day()
    return None


def careful(how: Read, locale: Locale, source_zone: str | None) -> tuple[list[str], str]:
    """The steps from a text `x`, and the value after the last of them."""
    layers, value = _steps(how, locale, source_zone)
    if how.zero:
        value = f"case when {is_one_of(stripped('x'), how.zero)} then 0 else {value} end"
    return layers, value


def _steps(how: Read, locale: Locale, source_zone: str | None) -> tuple[list[str], str]:
    if how.values is not None:
        return [], labels.chosen(how)
    match how.how:
        case As.MONEY:
            return numbers.number_layers(locale.currency), "try_cast(n as decimal(18,2))"
        case As.NUMBER:
            return numbers.number_layers(locale.currency), "try_cast(n as decimal(18,6))"
        case As.COUNT:
            return numbers.number_layers(locale.currency, numbers.PIECES), numbers.whole()
        case As.PERCENT:
            return numbers.percent_layers(), "n"
        case As.TIME | As.DAY:
            zone = source_zone if how.how is As.TIME else None
            layers = (
                times.format_layers(how.formats, locale.zone, zone)
                if how.formats
                else times.time_layers(locale.zone, zone, locale.slashed)
            )
            return layers, "t" if how.how is As.TIME else "t::date"
        case As.MONTH:
            return times.month_layers(), "m"
        case As.FLAG:
            return [], labels.flag()
        case As.ID:
            return labels.id_layers(), "v"
        case As.BUYER | As.PSEUDONYM:
            return labels.buyer_layers(keep_pseudonyms=how.how is As.PSEUDONYM), "v"
        case As.PROVINCE:
            return [], province_of("x")
        case As.CITY:
            return [f"{province_of('x')} as province"], city_of("x")
    return [], "nullif(x, '')"
