"""Metrics: what each figure means, and how it is measured, compared and explained.

Loaded on first use, so that explaining a metric does not wait for the database; no module has
the name of a function, as it would hide it.
"""

from __future__ import annotations

from importlib import import_module

_FRONT = {
    "METRICS": "fupan.metrics.catalogue",
    "catalogue_table": "fupan.metrics.explaining",
    "compare": "fupan.metrics.comparing",
    "explain": "fupan.metrics.explaining",
    "find_metric": "fupan.metrics.catalogue",
    "find_metrics": "fupan.metrics.catalogue",
    "measurable": "fupan.metrics.possible",
    "measure": "fupan.metrics.measuring",
    "total": "fupan.metrics.adding",
}

__all__ = [
    "METRICS",
    "catalogue_table",
    "compare",
    "explain",
    "find_metric",
    "find_metrics",
    "measurable",
    "measure",
    "total",
]


def __getattr__(name: str) -> object:
    if name not in _FRONT:
        raise AttributeError(f"module 'fupan.metrics' has no attribute {name!r}")
    return getattr(import_module(_FRONT[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_FRONT])
