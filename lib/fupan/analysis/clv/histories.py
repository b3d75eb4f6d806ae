"""Purchase histories as the models need them: repeat purchases, the last of them, time watched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Histories:
    """One row per distinct history: `repeats` after the first purchase, the time from the first
    to the `last` one, the time `watched` since the first, and how many `buyers` have it."""

    repeats: Floats
    last: Floats
    watched: Floats
    buyers: Floats

    @classmethod
    def of(
        cls,
        repeats: ArrayLike,
        last: ArrayLike,
        watched: ArrayLike,
        buyers: ArrayLike | None = None,
    ) -> Histories:
        """The histories with equal ones put together; impossible ones are refused."""
        rows = np.column_stack([np.asarray(c, dtype=float) for c in (repeats, last, watched)])
        weights = np.ones(len(rows)) if buyers is None else np.asarray(buyers, dtype=float)
        x, t, whole = rows.T
        wrong = (x < 0) | (t < 0) | (t > whole) | ((x > 0) & (t <= 0)) | ((x == 0) & (t != 0))
        if not len(rows) or wrong.any() or not np.isfinite(rows).all():
            raise DataInvalid(
                Text(
                    zh=f"有 {int(wrong.sum())} 条购买历史不成立：回购 ≥ 0 次，最后一次在首购之后、"
                    "观察期之内，没有回购的为 0；至少要有一条。",
                    en=f"{int(wrong.sum())} histories are impossible: repeats are 0 or more, the "
                    "last lies after the first purchase and within the time watched, and is 0 "
                    "without repeats; at least one history is needed.",
                )
            )
        distinct, place = _distinct(rows)
        return cls(*distinct.T, np.bincount(place, weights, len(distinct)))

    @property
    def count(self) -> float:
        """How many buyers there are."""
        return float(self.buyers.sum())


def _distinct(rows: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """Distinct rows in order and the place of each row; sorting columns beats sorting rows."""
    order = np.lexsort(rows.T[::-1])
    ordered = rows[order]
    starts = np.concatenate([[True], (ordered[1:] != ordered[:-1]).any(axis=1)])
    place = np.empty(len(rows), dtype=np.intp)
    place[order] = np.cumsum(starts) - 1
    return ordered[starts], place
