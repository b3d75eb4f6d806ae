"""nbformat, without the second that one of its checkers takes to load.

jsonschema looks for a grammar of internationalised addresses that takes about a second to build.
Notebooks are checked without it, so it is kept from loading in the process that runs reports.
Every module of this room takes nbformat from here.
"""

from __future__ import annotations

import sys

sys.modules.setdefault("rfc3987_syntax", None)

import nbformat  # noqa: E402

__all__ = ["nbformat"]
