"""How a figure of each unit is spelled for a reader: value, change and signed difference.

The rounding itself stands in `words`; this module only chooses by unit, so that tables, charts
and sentences choose alike. Units: money, count, people, items, orders, rate, share, ratio, days,
seconds, score, growth (a relative change, with its sign); an unknown one is a plain number.
"""

from __future__ import annotations

from fupan.ground import words
from fupan.ground.language import Text, spoken

_FRACTIONS = ("rate", "share")
_DECIMALS = {"ratio": 2, "score": 2, "days": 1, "seconds": 0}
_AFTER = {
    "days": Text(zh=" 天", en=" days"),
    "seconds": Text(zh=" 秒", en=" s"),
}


def spelled(value: words.Number, unit: str = "count", currency: str = "CNY") -> str:
    """One figure as a reader sees it: ¥12.3万, 3.52%, 1,204, 8.5 天."""
    if not words.is_known(value):
        return words.UNKNOWN
    if unit == "money":
        return words.amount(value, currency)
    if unit == "growth":
        return words.change(value)
    if unit in _FRACTIONS:
        return words.rate(value) if unit == "rate" else words.share(value)
    return words.grouped(value, _DECIMALS.get(unit, 0)) + _after(unit)


def signed(value: words.Number, unit: str = "count", currency: str = "CNY") -> str:
    """A difference with its sign; differences of rates are points, never per cent."""
    if not words.is_known(value):
        return words.UNKNOWN
    if unit == "money":
        return words.amount(value, currency, signed=True)
    if unit in _FRACTIONS:
        return words.points(value)
    places = _DECIMALS.get(unit, 0)
    if words.rounded(value, places) == 0:
        return words.grouped(0, places) + _after(unit)
    sign = "+" if value > 0 else "−"
    return f"{sign}{words.grouped(abs(value), places)}{_after(unit)}"


def changed(value: words.Number, baseline: words.Number, unit: str = "count") -> str:
    """The change against a comparison: points for rates, per cent for the rest."""
    if not (words.is_known(value) and words.is_known(baseline)):
        return words.UNKNOWN
    if unit in _FRACTIONS:
        return words.points(float(value) - float(baseline))
    if float(baseline) == 0:
        return words.UNKNOWN
    return words.change(float(value) / float(baseline) - 1)


def _after(unit: str) -> str:
    return _AFTER[unit](spoken()) if unit in _AFTER else ""
