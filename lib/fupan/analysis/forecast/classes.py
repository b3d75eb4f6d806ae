"""How an item's demand comes: smooth, erratic, intermittent or lumpy.

Syntetos, Boylan & Croston (2005), Journal of the Operational Research Society 56, 495–503: mean
interval between demands against 1.32, squared variation of their sizes against 0.49.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.demand import Floats
from fupan.ground.language import Text

INTERVAL_CUT, VARIATION_CUT = 1.32, 0.49
CLASS_NAMES = {
    "smooth": Text("平稳", "smooth"),
    "erratic": Text("波动", "erratic"),
    "intermittent": Text("间歇", "intermittent"),
    "lumpy": Text("块状", "lumpy"),
    "none": Text("没有销量", "no demand"),
}


def demand_classes(demand: Floats, started: np.ndarray | None = None) -> pd.DataFrame:
    """One row per item: interval (ADI), variation (CV² of the sizes), and its class.

    The interval is days since `started` over days with demand; one demand alone has no variation.
    """
    days = demand.shape[1] - (np.zeros(len(demand), int) if started is None else started)
    hits = demand > 0
    count = hits.sum(axis=1)
    known = count > 0
    interval = np.divide(days, count, out=np.full(len(demand), np.nan), where=known)
    mean = np.divide(demand.sum(axis=1), count, out=np.ones(len(demand)), where=known)
    square = np.where(hits, (demand - mean[:, None]) ** 2, 0.0).sum(axis=1)
    spread = np.divide(square, count - 1, out=np.zeros(len(demand)), where=count > 1)
    variation = np.where(known, spread / mean**2, np.nan)
    names = np.array([["smooth", "erratic"], ["intermittent", "lumpy"]])
    sparse = np.nan_to_num(interval, nan=9) >= INTERVAL_CUT
    wild = np.nan_to_num(variation) >= VARIATION_CUT
    named = np.where(known, names[sparse.astype(int), wild.astype(int)], "none")
    return pd.DataFrame({"interval": interval, "variation": variation, "class": named})
