"""What a page was made from, as short hashes: code, libraries, data, question, and the asking.

Two pages with one mark are the same page; whether to make it again is `resume`'s business.
"""

from __future__ import annotations

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fupan.report.replay import Order

LIBRARIES = ("deltalake", "duckdb", "ibis-framework", "matplotlib", "nbclient", "numpy", "pandas",
             "papermill", "pyarrow", "scipy", "statsmodels")  # fmt: skip
_LIB = Path(__file__).parents[1]
# What decides a page's content: how words are read from files and typed at a prompt does not.
_ROOMS = ("ground", "contract", "store", "metrics", "analysis", "charts", "report")
_KINDS = (".py", ".css", ".j2")
_LENGTH = 16


@cache
def code_mark() -> str:
    """The code that a report is made by, as it lies on disk."""
    digest = hashlib.sha256()
    for room in _ROOMS:
        for path in sorted(p for p in (_LIB / room).rglob("*") if p.suffix in _KINDS):
            digest.update(path.relative_to(_LIB).as_posix().encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:_LENGTH]


@cache
def libraries() -> dict[str, str]:
    """The versions of the libraries that a figure may hang on."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def page_mark(order: Order, path: Path) -> str:
    """One notebook's page in one order: equal marks promise an equal page."""
    made_from = {
        "notebook": path.stem, "source": hashlib.sha256(path.read_bytes()).hexdigest(),
        "code": code_mark(), "libraries": libraries(), "python": platform.python_version(),
        "data": order.shop.mark, "tables": dict(order.shop.tables),
        "shop": order.shop.shop, "month": order.month.name,
        "compare_to": order.compare_to, "lang": order.lang,
    }  # fmt: skip
    text = json.dumps(made_from, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]
