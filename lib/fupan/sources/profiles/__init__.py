"""The kinds of export file that are understood: one file each, found by looking into this folder.

A file that defines `PROFILE` (or `PROFILES`) is all that a new format takes.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from fupan.sources.profile import Profile


@cache
def known_profiles() -> tuple[Profile, ...]:
    """All profiles of platform exports, in the order of their names; canonical tables last."""
    found: list[Profile] = []
    for info in pkgutil.iter_modules(__path__):
        module = import_module(f"{__name__}.{info.name}")
        found.extend(getattr(module, "PROFILES", ()))
        if hasattr(module, "PROFILE"):
            found.append(module.PROFILE)
    return tuple(sorted(found, key=lambda p: (p.exact, p.name)))
