"""What a metric is called on a page: label, unit, good direction, and whether it may be added."""

from __future__ import annotations

from dataclasses import dataclass

from fupan.ground.errors import WrongUse
from fupan.ground.language import Text
from fupan.metrics import find_metric


@dataclass(frozen=True, slots=True)
class Naming:
    """A metric in words; for a name the catalogue does not know, the name itself."""

    label: Text
    unit: str = ""
    good: str = "depends"
    adds: bool = False
    formula: Text | None = None
    trap: Text | None = None


def naming(name: str) -> Naming:
    """How the catalogue names a metric; an unknown name stands for itself."""
    try:
        metric = find_metric(name)
    except WrongUse:
        return Naming(Text(zh=name, en=name))
    if metric.name != name:  # a column called like a platform's metric is not that metric
        return Naming(Text(zh=name, en=name))
    return Naming(
        metric.label, metric.unit, metric.good, metric.kind == "Total", metric.formula, metric.trap
    )
