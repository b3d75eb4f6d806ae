"""Ageing: the share of its refunds that each session has seen by now.

How fast refunds come is learnt from the orders; what is unusual is judged in `returns`.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from fupan.store import Shop

MATURE_DAYS = 45  # refunds of older sessions are nearly all in


def aged(shop: Shop, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the share of refunds that have come at their age, and whether that is sure."""
    delays, is_told = _delays(shop, rows)
    last = _told_until(shop)
    ages = [max((last - d).days, 0) for d in rows["day"]]
    due = [float(delays[min(a, len(delays) - 1)]) for a in ages]
    sure = is_told & rows["is_refund_known"].eq(True)
    return rows.assign(refund_due=due, is_due_sure=sure)


def _told_until(shop: Shop) -> date:
    """The last day that the orders tell of: a refund may be later than the last order."""
    if not shop.has("orders"):
        return shop.days("lives").last
    last = shop.days("orders").last
    refunded = shop.orders.refunded_at.max().to_pandas()
    return last if pd.isna(refunded) else max(last, pd.Timestamp(refunded).date())


def _delays(shop: Shop, rows: pd.DataFrame) -> tuple[np.ndarray, bool]:
    """For each age in days, the share of refunds that have come by then; whether orders tell it."""
    if not shop.has("orders"):
        return np.ones(1), False
    last = _told_until(shop) - timedelta(days=MATURE_DAYS - 1)
    orders = shop.orders
    told = orders.filter(
        orders.paid_at < str(last),
        orders.paid_at >= str(last - timedelta(days=365)),
        orders.refunded_at.notnull(),
        orders.refund_amount > 0,
    )
    if not rows.empty and bool(told.live_id.notnull().sum().to_pandas() or 0):
        told = told.filter(told.live_id.notnull())
    late = told.select(
        late=told.refunded_at.date().delta(told.paid_at.date(), unit="day")
    ).to_pandas()["late"]
    if len(late) < 20:
        # Too few to learn a curve from: as much as the trade sees, half within ten days.
        curve = 1 - 0.5 ** (np.arange(MATURE_DAYS + 1) / 10)
        return curve / curve[-1], False
    counts = np.bincount(late.clip(0, MATURE_DAYS).astype(int), minlength=MATURE_DAYS + 1)
    return np.cumsum(counts) / counts.sum(), True
