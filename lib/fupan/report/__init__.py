"""Reports: what a notebook shows, how notebooks are run, and how the result is published.

Nothing heavy is imported until it is asked for, so that a notebook that only shows a page does
not pay for the runner.
"""

from __future__ import annotations

from importlib import import_module

_FRONT = {
    "ReportResult": "fupan.report.replay",
    "listing": "fupan.report.parameters",
    "retro": "fupan.report.replay",
    "run_notebook": "fupan.report.run",
}

__all__ = ["ReportResult", "listing", "retro", "run_notebook"]


def __getattr__(name: str) -> object:
    if name not in _FRONT:
        raise AttributeError(f"module 'fupan.report' has no attribute {name!r}")
    return getattr(import_module(_FRONT[name]), name)
