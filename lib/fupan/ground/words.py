"""Numbers as words: the one place where a figure is rounded for a reader.

Titles, sentences and tables all go through here, so that they agree to the last digit.
Rounding is half-up on decimals (`ROUND_HALF_UP`), and an unknown number is a dash, never a zero.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

from fupan.ground.language import Text, spoken

Number = int | float | Decimal | None

UNKNOWN = "–"
SMALL = 10  # amounts below it are told to the cent: ¥5.96 a visitor is not ¥6
SYMBOLS = {"CNY": "¥", "USD": "$", "GBP": "£", "EUR": "€", "BRL": "R$", "JPY": "¥", "HKD": "HK$"}


def is_known(value: Number) -> bool:
    if value is None:
        return False
    return not (isinstance(value, float) and not math.isfinite(value)) and value == value


def rounded(value: Number, places: int = 0) -> Decimal:
    """Half-up, as people and ledgers round; binary halves do not decide."""
    exact = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def grouped(value: Number, places: int = 0) -> str:
    """1,234,567 with thousands marks and a true minus; a dash when unknown."""
    if not is_known(value):
        return UNKNOWN
    exact = rounded(value, places)
    return f"{'−' if exact < 0 else ''}{abs(exact):,f}"


def count(value: Number) -> str:
    return grouped(value, 0)


def money(value: Number, currency: str = "CNY", *, places: int = 0, signed: bool = False) -> str:
    """¥12,345 to the last unit; for sentences use `amount`."""
    if not is_known(value):
        return UNKNOWN
    sign = "−" if rounded(value, places) < 0 else ("+" if signed else "")
    return f"{sign}{symbol(currency)}{grouped(abs(value), places)}"


def amount(
    value: Number, currency: str = "CNY", *, signed: bool = False, lang: str | None = None
) -> str:
    """Money short enough for a sentence: ¥12.3万 / ¥123k."""
    if not is_known(value):
        return UNKNOWN
    short = _short_zh(abs(value)) if (lang or spoken()) == "zh" else _short_en(abs(value))
    sign = "−" if value < 0 and short != "0" else ("+" if signed and short != "0" else "")
    return f"{sign}{symbol(currency)}{short}"


def amount_text(value: Number, currency: str = "CNY", *, signed: bool = False) -> Text:
    return Text(
        zh=amount(value, currency, signed=signed, lang="zh"),
        en=amount(value, currency, signed=signed, lang="en"),
    )


def share(value: Number, places: int = 1) -> str:
    """A fraction as per cent: 0.0352 → 3.5%."""
    return UNKNOWN if not is_known(value) else f"{grouped(float(value) * 100, places)}%"


def rate(value: Number) -> str:
    """A rate as per cent with two places: 0.0352 → 3.52%."""
    return share(value, 2)


def points(value: Number, *, lang: str | None = None, places: int = 2) -> str:
    """A difference of two rates: +0.35 个百分点 / +0.35 pp; never per cent of per cent."""
    if not is_known(value):
        return UNKNOWN
    unit = " 个百分点" if (lang or spoken()) == "zh" else " pp"
    return f"{_signed(float(value) * 100, places)}{unit}"


def change(value: Number, places: int = 1) -> str:
    """A relative change with its sign: +12.3%."""
    return UNKNOWN if not is_known(value) else f"{_signed(float(value) * 100, places)}%"


def symbol(currency: str) -> str:
    return SYMBOLS.get(currency, f"{currency} ")


def _signed(value: float, places: int) -> str:
    exact = rounded(value, places)
    if exact == 0:
        return f"{Decimal(0):.{places}f}"
    return f"{'+' if exact > 0 else '−'}{abs(exact):,f}"


def _short_zh(value: Number) -> str:
    value = float(value)
    if _is_small(value):
        return grouped(value, 2)
    if value >= 99_995_000:
        return f"{grouped(value / 1e8, 2)}亿"
    if value >= 9_999.5:
        return f"{grouped(value / 1e4, 1)}万"
    return grouped(value)


def _short_en(value: Number) -> str:
    value = float(value)
    if _is_small(value):
        return grouped(value, 2)
    if value >= 999_950:
        return f"{grouped(value / 1e6, 2)}M"
    if value >= 9_999.5:
        return f"{grouped(value / 1e3, 1)}k"
    return grouped(value)


def _is_small(value: float) -> bool:
    """Whether a rounding to whole units would hide what the amount says."""
    return rounded(value, 2) < SMALL and rounded(value, 2) != rounded(value, 0)
