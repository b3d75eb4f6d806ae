"""Loss: what a weakness cost in sales or refunds, and whether that is worth telling."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.livestream.causes import Weak

WORTH = 0.01  # of the month's live sales; single evenings that cost less are left alone
FEWEST_ORDERS = 30  # from which a streamer's own money per order is taken


def matters(weak: Weak, sessions: pd.DataFrame) -> bool:
    """Whether it is a streamer's month, or evenings that cost a hundredth of all live sales."""
    sold = float(sessions[sessions["is_now"]]["pay_amount"].sum())
    lost = loss_of(weak, sessions)[0]
    return weak.is_month or not np.isfinite(lost) or abs(lost) >= WORTH * sold


def loss_of(weak: Weak, sessions: pd.DataFrame) -> tuple[float, float, float]:
    """What the weakness cost in sales, or in refunds; with the range of its own uncertainty."""
    rows = sessions[sessions["live_id"].isin(weak.lives)]
    if weak.cause == "live_returns":
        sold = float(rows["pay_amount"].sum())
        lost = -(weak.rate - weak.usual_rate) * sold
        lines = float(rows["lines"].fillna(rows["orders"]).sum())
        wide = 1.96 * np.sqrt(weak.rate * (1 - weak.rate) / max(lines, 1)) * sold
        return lost, lost - wide, min(lost + wide, 0.0)
    signal = weak.signals.get("orders")
    if signal is None or not signal.is_known:
        return (float("nan"),) * 3
    viewers = rows["viewers"].sum()
    past = sessions[~sessions["is_now"]]
    own = past[past["streamer"] == weak.streamer]
    past = own if own["orders"].sum() >= FEWEST_ORDERS else past
    per_order = quotient(past["pay_amount"].sum(), past["orders"].sum())
    orders = float(rows["orders"].sum()) + 0.5
    crowd = weak.signals.get("volume")
    # A crowd that came by mistake would not have come at all: only the usual crowd is missed.
    usual_crowd = 1.0
    if weak.cause == "live_audience" and crowd is not None and crowd.is_known:
        usual_crowd = float(np.exp(-max(crowd.size, 0.0)))
    ends = [signal.size, signal.size - 1.96 * signal.sd, signal.size + 1.96 * signal.sd]
    # The count says how much was sold; the signal, how much the same crowd usually buys.
    usual = [orders / np.exp(s) * usual_crowd for s in ends]
    lost = [min(orders - u, 0.0) * per_order for u in usual]
    if lost[0] == 0.0 and viewers:
        extra = float(rows["ad_cost"].fillna(0).sum()) * (1 - usual_crowd)
        return -extra, -extra, 0.0
    return lost[0], lost[1], lost[2]


def quotient(top: float, bottom: float) -> float:
    return float(top / bottom) if bottom else float("nan")
