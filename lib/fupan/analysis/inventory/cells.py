"""ABC by money, XYZ by steadiness, and the way of ordering that fits each cell."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.inventory.seen import Seen
from fupan.ground.language import Text

A_SHARE, B_SHARE = 0.80, 0.95  # of the sales of a year, largest first
X_SPREAD, Y_SPREAD = 0.5, 1.0  # deviation of weekly demand over its mean
WEEKS = 26

WAYS = {
    "AX": Text("勤订少订，安全库存低", "order often and little, low safety stock"),
    "AY": Text("按预测订，安全库存中等", "order by forecast, medium safety stock"),
    "AZ": Text("专人盯，大促单独备", "watch by hand, stock promotions apart"),
    "BX": Text("自动补货", "reorder automatically"),
    "BY": Text("自动补货，按预测调整订货点", "reorder automatically, point by forecast"),
    "BZ": Text("少备，断了可以等", "keep little, let it wait"),
    "CX": Text("一次多订，少操心", "order much and seldom"),
    "CY": Text("按单采购或合并起订量", "buy to order, or join orders"),
    "CZ": Text("考虑下架", "consider delisting"),
}


def cell_of(seen: Seen) -> np.ndarray:
    """Each item's cell, such as AX; "" for items without a sale in half a year."""
    recent = seen.history[:, -7 * WEEKS :]
    worth = seen.history[:, -364:].sum(axis=1) * seen.terms.price
    order = np.lexsort((np.arange(len(worth)), -worth))
    before = np.zeros(len(worth))
    before[order] = np.concatenate([[0.0], np.cumsum(worth[order])[:-1]]) / max(worth.sum(), 1e-9)
    letter = np.where(before < A_SHARE, "A", np.where(before < B_SHARE, "B", "C"))
    whole = recent.shape[1] // 7 * 7
    weekly = recent[:, recent.shape[1] - whole :].reshape(len(recent), -1, 7).sum(axis=2)
    mean = weekly.mean(axis=1) if weekly.shape[1] else np.zeros(len(recent))
    spread = np.divide(
        weekly.std(axis=1, ddof=1) if weekly.shape[1] > 1 else mean,
        mean,
        out=np.full(len(mean), 9.0),
        where=mean > 0,
    )
    sign = np.where(spread < X_SPREAD, "X", np.where(spread < Y_SPREAD, "Y", "Z"))
    return np.where(mean > 0, np.char.add(letter, sign), "")


def cells(seen: Seen) -> pd.DataFrame:
    """One row per cell: items, share of sales, stock at cost, and how to order."""
    rows = pd.DataFrame(
        {
            "cell": cell_of(seen),
            "worth": seen.history[:, -364:].sum(axis=1) * seen.terms.price,
            "cash": seen.on_hand * seen.terms.cost if seen.demand.has_stock else np.nan,
        }
    )
    rows = rows[rows["cell"] != ""]
    table = rows.groupby("cell", sort=True).agg(
        items=("cell", "size"),
        worth=("worth", "sum"),
        cash=("cash", lambda c: c.sum(min_count=1)),  # not counted is empty, not zero
    )
    total = table["worth"].sum()
    table.insert(1, "sales_share", table.pop("worth") / total if total else np.nan)
    table["way"] = [WAYS[c] for c in table.index]
    return table.reset_index()
