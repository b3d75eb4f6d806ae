"""Measuring by hand: the same figures, with a word where the data do not reach.

An analysis asks for the coverage itself; who tries things in a notebook would see an empty cell
and not know why.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

import pandas as pd

from fupan.ground.language import Text, join
from fupan.ground.periods import Period
from fupan.metrics import measuring
from fupan.metrics.asked import Grain
from fupan.metrics.catalogue import find_metric, leaves
from fupan.metrics.coverage import covered

if TYPE_CHECKING:
    from fupan.store import Shop


def measure(
    shop: Shop,
    names: str | Sequence[str],
    *,
    period: Period | str,
    by: Sequence[str] = (),
    grain: Grain | None = None,
    missing: Literal["raise", "empty"] = "raise",
) -> pd.DataFrame:
    """One row per combination of `by` (and per step of `grain`), as `fupan.metrics.measure`.

    Warns where a table that is needed covers nothing of the period: its figures are empty.
    """
    measured = measuring.measure(shop, names, period=period, by=by, grain=grain, missing=missing)
    note = _uncovered(shop, names, measuring.period_of(period))
    if note is not None:
        warnings.warn(str(note), stacklevel=2)
    return measured


def _uncovered(shop: Shop, names: str | Sequence[str], period: Period) -> Text | None:
    metrics = [find_metric(name) for name in ([names] if isinstance(names, str) else names)]
    notes = {}
    for part in leaves(metrics):
        if shop.has(part.fact.table):
            found = covered(shop, part.fact.table, period, part.fact.lasts_with)
            notes |= {found.note(): None} if found.is_none else {}
    return join([n for n in notes if n is not None]) if notes else None
