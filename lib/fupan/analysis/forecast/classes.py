"""How an item's demand comes: smooth, erratic, intermittent or lumpy.

Syntetos, Boylan & Croston (2005), Journal of the Operational Research Society 56, 495–503: mean
interval between demands against 1.32, squared variation of their sizes against 0.49.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from fupan.analysis.demand import Flags, Floats
from fupan.ground.language import Text

Interval = Literal["periods", "gaps", "between"]
INTERVAL_CUT, VARIATION_CUT = 1.32, 0.49
CLASS_NAMES = {
    "smooth": Text("平稳", "smooth"),
    "erratic": Text("波动", "erratic"),
    "intermittent": Text("间歇", "intermittent"),
    "lumpy": Text("块状", "lumpy"),
    "none": Text("没有销量", "no demand"),
}


def demand_classes(
    demand: Floats,
    started: np.ndarray | None = None,
    *,
    interval: Interval = "periods",
    ddof: int = 1,
    above: bool = False,
    cuts: tuple[float, float] = (INTERVAL_CUT, VARIATION_CUT),
) -> pd.DataFrame:
    """One row per item: interval (ADI), variation (CV² of the sizes), and its class.

    Publications differ, so their conventions can be asked for. `interval`: "periods", days since
    `started` over days with demand; "gaps", the mean interval with the first, up to the last
    demand (R's tsintermittent); "between", the mean of the intervals between demands. `ddof` 1 is
    the sample's variance, 0 the population's; one demand alone has no variation. On a cut an item
    is sparse or wild, unless `above` asks for more than the cut. `cuts` are those of interval and
    variation; M5's own counts stand on (4/3, 0.5). Empty (NaN) days do not count.
    """
    begun = np.zeros(len(demand), int) if started is None else started
    held = np.isfinite(demand) & (np.arange(demand.shape[1]) >= np.asarray(begun)[:, None])
    hits = held & (np.nan_to_num(demand) > 0)
    count = hits.sum(axis=1)
    known = count > 0
    spread = _spread(demand, hits, ddof)
    gap = _interval(held, hits, interval)
    variation = np.where(known, spread, np.nan)
    names = np.array([["smooth", "erratic"], ["intermittent", "lumpy"]])
    beyond = np.greater if above else np.greater_equal
    sparse = beyond(np.nan_to_num(gap, nan=9), cuts[0])
    wild = beyond(np.nan_to_num(variation), cuts[1])
    named = np.where(known, names[sparse.astype(int), wild.astype(int)], "none")
    return pd.DataFrame({"interval": gap, "variation": variation, "class": named})


def _spread(demand: Floats, hits: Flags, ddof: int) -> Floats:
    """CV² of the sizes of each item's demands."""
    count = hits.sum(axis=1)
    sizes = np.where(hits, demand, 0.0)
    mean = sizes.sum(axis=1) / np.maximum(count, 1)
    square = np.where(hits, (sizes - mean[:, None]) ** 2, 0.0).sum(axis=1)
    even = np.maximum(count - ddof, 1) * np.maximum(mean, 1e-12) ** 2
    return np.where(count > 1, square / even, 0.0)


def _interval(held: Flags, hits: Flags, kind: Interval) -> Floats:
    """Mean periods per demand; empty where there is none (of "between", where there is one)."""
    count = hits.sum(axis=1)
    total, parts = held.sum(axis=1), count
    if kind != "periods":
        nth = np.cumsum(held, axis=1)  # which of its own days each day is
        last = np.where(hits, nth, 0).max(axis=1, initial=0)
        first = np.where(count > 0, nth[np.arange(len(nth)), hits.argmax(axis=1)], 0)
        total = last if kind == "gaps" else last - first
        parts = count if kind == "gaps" else count - 1
    return np.divide(total, parts, out=np.full(len(hits), np.nan), where=parts > 0)
