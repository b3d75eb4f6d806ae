"""fupan 复盘 replays a shop's month and says why it moved.

Nothing is imported here until it is asked for, so that `import fupan` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module

__version__ = "0.1.0"

_FRONT = {
    "Finding": "fupan.analysis.finding",
    "Period": "fupan.ground.periods",
    "compare": "fupan.metrics",
    "explain": "fupan.metrics",
    "measure": "fupan.metrics.noted",
    "open_shop": "fupan.store",
}

__all__ = ["Finding", "Period", "compare", "explain", "measure", "open_shop"]


def __getattr__(name: str) -> object:
    if name not in _FRONT:
        raise AttributeError(f"module 'fupan' has no attribute {name!r}")
    return getattr(import_module(_FRONT[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_FRONT])
