"""The KPI strip: each figure with its change, good or bad, against the comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fupan.ground import words
from fupan.ground.language import Text, join
from fupan.ground.units import changed, spelled
from fupan.report.blocks import Block, clean, element, said
from fupan.report.naming import Naming


def strip(rows: Iterable[tuple[Naming, Mapping[str, object]]], currency: str = "CNY") -> Block:
    """One entry per metric: value, change, and what it is compared with; none of the unknown."""
    entries = [_kpi(m, row, currency) for m, row in rows if words.is_known(row.get("value"))]
    html = element("ul", "".join(entry.html for entry in entries), "fp-kpis") if entries else ""
    return Block(html, "\n".join(entry.text for entry in entries))


def _kpi(metric: Naming, row: Mapping[str, object], currency: str) -> Block:
    value, baseline = row.get("value"), row.get("baseline")
    now, before = (spelled(v, metric.unit, currency) for v in (value, baseline))
    moved = changed(value, baseline, metric.unit)
    colour, arrow = _direction(value, baseline, metric.good)
    if not any(digit in moved for digit in "123456789"):  # rounds to nothing: neither good nor bad
        colour, arrow = "fp-flat", ""
    is_young = row.get("ripe") in (False, 0)
    if is_young:  # refunds are still coming in: a figure, and no verdict
        colour = "fp-flat"
    html = _named(metric) + said("span", now, "fp-kpi-value")
    text = f"{clean(metric.label)}: {now}"
    if moved != words.UNKNOWN:
        html += said("span", f"{arrow} {moved}".strip(), f"fp-change {colour}")
    base = _against(before, is_young)
    html += said("span", base, "fp-base")
    text += f" ({moved}, {base})" if moved != words.UNKNOWN else f" ({base})"
    return Block(element("li", html), text)


def _against(before: str, is_young: bool) -> Text:
    """What the figure is held against."""
    if is_young and before == words.UNKNOWN:
        return Text(zh="还没退完，暂不可比", en="refunds still to come, nothing to compare yet")
    if is_young:
        return Text(
            zh=f"还没退完；退到同样天数时 {before}",
            en=f"refunds still to come; {before} at the same age",
        )
    if before == words.UNKNOWN:
        return Text(zh="没有可比的数", en="nothing to compare")
    return Text(zh=f"对比 {before}", en=f"from {before}")


def _named(metric: Naming) -> str:
    """The metric's name; opened, what it counts and the trap in it."""
    told = [part for part in (metric.formula, metric.trap) if part]
    if not told:
        return said("span", metric.label, "fp-kpi-name")
    inside = said("summary", metric.label) + "".join(said("p", part) for part in told)
    return element("details", inside, "fp-kpi-name", title=clean(join(told)))


def _direction(value: words.Number, baseline: words.Number, good: str) -> tuple[str, str]:
    if not (words.is_known(value) and words.is_known(baseline)) or value == baseline:
        return "fp-flat", ""
    up = float(value) > float(baseline)
    colour = "fp-flat" if good == "depends" else "fp-good" if up == (good == "up") else "fp-bad"
    return colour, "▲" if up else "▼"
