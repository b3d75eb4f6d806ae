"""Small groups of buyers: their counts, and what could be computed of them, are not shown.

CMS's rule for cells (1 to 10 neither shown nor derivable, 0 allowed) with our bound: counts
below 10 are emptied with every figure of their row, and a second row keeps them company, so that
a total does not give the first away.
"""

from __future__ import annotations

import re

import pandas as pd

LEAST = 10
# Columns that count buyers: the catalogue's, and those that analyses name so.
_BUYERS = re.compile(r"(^|_)(buyers?|pairs|payers|repeaters|customers)(_count)?$")


def suppressed(frame: pd.DataFrame, least: int = LEAST) -> pd.DataFrame:
    """The table without counts of 1 to `least` - 1 buyers; the same table where there are none.

    Where exactly one row is emptied, the smallest count beside it is emptied too. A row loses all
    its figures, since a share or an amount of a few people tells of them as well.
    """
    counting = [name for name in frame.columns if _BUYERS.search(str(name))]
    rows: set[int] = set()
    for name in counting:
        counts = pd.to_numeric(frame[name], errors="coerce").reset_index(drop=True)
        few = set(counts.index[(counts > 0) & (counts < least)])
        others = counts[(counts >= least)].sort_values(kind="stable")
        if len(few) == 1 and len(others):
            few.add(others.index[0])
        rows |= few
    if not rows:
        return frame
    kept = frame.astype(object).copy()
    for place, name in enumerate(frame.columns):
        if pd.api.types.is_bool_dtype(frame[name]) or not _is_figures(frame[name]):
            continue
        for row in rows:
            kept.iat[row, place] = None
    return kept


def _is_figures(column: pd.Series) -> bool:
    if pd.api.types.is_numeric_dtype(column):
        return True
    known = column.dropna()
    return len(known) > 0 and all(
        hasattr(v, "as_tuple") or (isinstance(v, int | float) and not isinstance(v, bool))
        for v in known
    )
