"""Loss: what a weakness cost in sales or refunds, and whether that is worth telling."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.livestream.causes import Weak
from fupan.analysis.livestream.signals import UNKNOWN, Signal

WORTH = 0.007  # of the month's live sales; single evenings that cost less are left alone
TICKET = 0.12  # by how much the money per order usually moves
FEWEST_ORDERS = 30  # from which a streamer's own money per order is taken


def matters(weak: Weak, sessions: pd.DataFrame) -> bool:
    """Whether it is a streamer's month, or evenings that cost a share of all live sales."""
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
        chance = weak.rate * (1 - weak.rate) / max(lines, 1)
        wide = 1.96 * np.sqrt(chance + weak.usual_sd**2) * sold
        return lost, lost - wide, min(lost + wide, 0.0)
    orders, ticket = (weak.signals.get(name, UNKNOWN) for name in ("orders", "ticket"))
    if not orders.is_known:
        return (float("nan"),) * 3
    parts = [orders, _shrunk(ticket)] if ticket.is_known else [orders]
    crowd = weak.signals.get("volume", UNKNOWN)
    if weak.cause == "live_audience" and crowd.is_known and crowd.size > 0:
        # A crowd that came by mistake would not have come at all: only the usual crowd is missed.
        parts.append(crowd)
    fall, wide = sum(s.size for s in parts), 1.96 * np.sqrt(sum(s.sd**2 for s in parts))
    past = _past_of(weak.streamer, sessions)
    sold = max(float(rows["pay_amount"].sum()), 0.5 * _each(past))
    # Some of what was not sold would have come back by now.
    kept = 1 - _usual_refunds(past) * float(rows["refund_due"].mean())
    lost, low, high = (min(sold * (1 - np.exp(-f)), 0.0) * kept
                       for f in (fall, fall - wide, fall + wide))  # fmt: skip
    if lost == 0.0 and crowd in parts:
        extra = float(rows["ad_cost"].fillna(0).sum()) * (1 - float(np.exp(-crowd.size)))
        return -extra, -extra, 0.0
    return lost, low, high


def _shrunk(ticket: Signal) -> Signal:
    """The money per order, pulled to the usual: a few dear orders are no news."""
    trust = TICKET**2 / (TICKET**2 + ticket.sd**2)
    return Signal(ticket.size * trust, ticket.sd * float(np.sqrt(trust)), ticket.df)


def _past_of(streamer: str, sessions: pd.DataFrame) -> pd.DataFrame:
    """The streamer's own earlier sessions; all streamers' where too few were sold."""
    past = sessions[~sessions["is_now"]]
    own = past[past["streamer"] == streamer]
    return own if own["orders"].sum() >= FEWEST_ORDERS else past


def _each(past: pd.DataFrame) -> float:
    sold = quotient(past["pay_amount"].sum(), past["orders"].sum())
    return sold if np.isfinite(sold) else 0.0


def _usual_refunds(past: pd.DataFrame) -> float:
    due = float((past["pay_amount"] * past["refund_due"]).sum())
    return min(float(past["refund_amount"].fillna(0.0).sum()) / due, 0.9) if due else 0.0


def quotient(top: float, bottom: float) -> float:
    return float(top / bottom) if bottom else float("nan")
