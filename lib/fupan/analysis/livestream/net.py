"""What a livestream leaves: sales less refunds, goods and everything paid for it, per yuan paid.

Returned goods count as lost, as in the catalogue's `live_net_roi`; refunds still to come are
estimated by the sessions' usual refunds. Buyers who would have come anyway are not taken off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True)
class Net:
    """Net ROI with the interval that the chance of orders gives it; `profit` is its numerator."""

    roi: float
    low: float
    high: float
    profit: float
    profit_sd: float
    cost: float
    refunds_to_come: float
    pay_amount: float

    @property
    def is_known(self) -> bool:
        return bool(np.isfinite(self.roi))

    @property
    def is_young(self) -> bool:
        return self.refunds_to_come > 0.02 * self.pay_amount


UNKNOWN_NET = Net(*(float("nan"),) * 8)


def usual_refund_share(sessions: pd.DataFrame) -> float:
    """Refunds per yuan sold of the sessions whose refunds are nearly all in."""
    old = sessions[sessions["refund_due"] > 0.95]
    sold = float(old["pay_amount"].sum())
    return float(old["refund_amount"].fillna(0).sum() / sold) if sold else 0.0


def net_of(rows: pd.DataFrame, usual_refunds: float) -> Net:
    """The net ROI of one or several sessions: quotient of sums; empty without costs or goods."""
    cost, goods = rows["cost"].sum(min_count=1), _goods_cost(rows)
    sold = float(rows["pay_amount"].sum())
    if not (np.isfinite(cost) and cost > 0 and np.isfinite(goods)):
        return UNKNOWN_NET
    to_come = float((rows["pay_amount"] * (1 - rows["refund_due"]) * usual_refunds).sum())
    kept = sold - float(rows["refund_amount"].fillna(0.0).sum()) - to_come
    profit = kept - goods - float(cost)
    # Orders come by chance: the spread of their sum is that of its lines, times what each leaves.
    squares = rows["squares"].astype(float).sum()
    left = max((kept - goods) / sold, 0.05) if sold else 0.0
    sd = float(np.sqrt(squares) * left) if np.isfinite(squares) and squares > 0 else float("nan")
    return Net(
        profit / float(cost),
        (profit - 1.96 * sd) / float(cost),
        (profit + 1.96 * sd) / float(cost),
        profit,
        sd,
        float(cost),
        to_come,
        sold,
    )


def verdict_of(net: Net, has_cause: bool) -> str:
    """repeat where it pays beyond chance, stop where it loses, change where a cause is known."""
    if has_cause:
        return "change"
    if not (net.is_known and np.isfinite(net.low)):
        return "unclear"
    if net.low > 0:
        return "repeat"
    return "stop" if net.high < 0 else "unclear"


def _goods_cost(rows: pd.DataFrame) -> float:
    """The cost of goods of the sessions; empty where a session that sold has none known."""
    sold = rows[rows["pay_amount"] > 0]
    costs = sold["cogs"].astype(float)
    if len(sold) and costs.isna().any():
        return float("nan")
    return float(costs.sum())
