"""Rows whose cells stand in the wrong columns, so that a name may stand where a date belongs.

Two unreadable cells in one row are taken for that; of such a row only numbers, dates, signs and a
sheet's own errors are shown.
"""

from __future__ import annotations

import re
from collections import Counter

from fupan.ground.personal import masked
from fupan.sources.cleaning import Staged
from fupan.sources.profile import Profile

_HIDDEN = "***"
_CERTAIN = re.compile(r"[\W\d_年月日时点分秒上下午元万亿EeTZ]*|#[A-Z/0!?]{3,8}")


def shifted_rows(profile: Profile, staged: Staged) -> frozenset[int]:
    """The rows in which two or more cells hold what their columns cannot."""
    times: Counter[int] = Counter()
    for key, unread in staged.unread.items():
        if not profile.reads[key].advisory:
            times.update(staged.table["_row"].filter(unread).to_pylist())
    return frozenset(row for row, count in times.items() if count > 1)


def certain(text: str) -> str:
    """The text of a cell, if it can be nobody's name, number or address."""
    return masked(text) if _CERTAIN.fullmatch(text.strip()) else _HIDDEN
