"""Small groups of buyers: their counts, and what could be computed of them, are not shown.

CMS's rule for cells (1 to 10 neither shown nor derivable, 0 allowed) with our bound: counts
below 10 are emptied with every figure of their row, and a second row keeps them company, so that
a total does not give the first away. Sentences and findings are `discreet`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

LEAST = 10
# Columns that count buyers: the catalogue's, and those that analyses name so.
_BUYERS = re.compile(
    r"(^|_)(buyers?|pairs|payers|repeaters|customers|people|bought|foreseen)(_count)?$|^(size|back)$"
)


def is_few(value: object) -> bool:
    """Whether a count, or a difference of counts, is of 1 to `LEAST` - 1 people."""
    number = pd.to_numeric(value, errors="coerce")
    return bool(pd.notna(number)) and 0 < abs(float(number)) < LEAST


def suppressed(
    frame: pd.DataFrame,
    least: int = LEAST,
    *,
    people: Collection[str] = (),
    row_wise: bool = False,
) -> pd.DataFrame:
    """The table without counts of 1 to `least` - 1 buyers; the same table where there are none.

    `people` names columns that count people, beside those known by name; with `row_wise` the
    column `unit` says which rows count them. Where exactly one row is emptied, the smallest count
    beside it is emptied too. A row loses all its figures, since a share or an amount of a few
    people tells of them as well.
    """
    counting = [n for n in frame.columns if _BUYERS.search(str(n)) or n in people]
    rows: set[int] = set()
    for name in counting:
        rows |= _few(pd.to_numeric(frame[name], errors="coerce").reset_index(drop=True), least)
    if row_wise:
        rows |= _few_by_unit(frame, least)
    if not rows:
        return frame
    kept = frame.astype(object).copy()
    for place, name in enumerate(frame.columns):
        if not _is_figures(frame[name]):
            continue
        for row in rows:
            kept.iat[row, place] = None
    return kept


def _few(counts: pd.Series, least: int) -> set[int]:
    sizes = counts.abs()
    few = set(counts.index[(sizes > 0) & (sizes < least)])
    others = sizes[sizes >= least].sort_values(kind="stable")
    if len(few) == 1 and len(others):
        few.add(others.index[0])
    return few


def _few_by_unit(frame: pd.DataFrame, least: int) -> set[int]:
    """Rows of a table of metrics that count people: each stands alone, so none keeps company."""
    figures = [name for name in frame.columns if _is_figures(frame[name])]
    sizes = frame[figures].apply(pd.to_numeric, errors="coerce").abs().reset_index(drop=True)
    few = ((sizes > 0) & (sizes < least)).any(axis=1)
    of_people = frame["unit"].reset_index(drop=True) == "people"
    return set(few.index[few & of_people])


def _is_figures(column: pd.Series) -> bool:
    if pd.api.types.is_bool_dtype(column):  # yes and no are no counts of people
        return False
    if pd.api.types.is_numeric_dtype(column):
        return True
    known = column.dropna()
    return len(known) > 0 and all(
        hasattr(v, "as_tuple") or (isinstance(v, int | float) and not isinstance(v, bool))
        for v in known
    )
