"""What orders that were left unpaid were worth, beside those that were paid.

A freight line stops small baskets and a limit on an amount large ones: counting heads alone would
price both alike. Whether anything stopped people is left to the payment cause.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import ibis
import numpy as np
import pandas as pd

from fupan.analysis.causes.panel import Panel
from fupan.analysis.causes.shift import BASE_DAYS
from fupan.store import Shop

FEWEST_UNPAID = 20  # orders on either side; fewer say too little about their size
FEWEST_SEVERAL = 10  # unpaid orders of several pieces that would not fail to come by chance
SMALLEST_RATIO, LARGEST_RATIO = 0.2, 3.0


@dataclass(frozen=True)
class Baskets:
    """The orders of a shop by day and channel, as far as they were placed and paid."""

    shop: Shop
    panel: Panel

    def ratio(self, start: int, channel: str | None) -> float:
        """The worth of an order lost since a place of the panel, over that of an order paid.

        1 where orders do not tell: no unpaid ones are kept, too few, or without their quantities.
        """
        daily = self._daily
        if daily is None or _is_without_quantities(daily):
            return 1.0
        if channel is not None:
            daily = daily[daily["channel"] == channel]
        since = self.panel.days[start]
        before = self.panel.days[max(start - BASE_DAYS, 0)]
        now = daily[daily["date"] >= since].sum(numeric_only=True)
        then = daily[(daily["date"] >= before) & (daily["date"] < since)].sum(numeric_only=True)
        if min(now["placed"] - now["paid"], then["placed"] - then["paid"]) < FEWEST_UNPAID:
            return 1.0
        heads = _lost_over_paid(now["paid"] / now["placed"], then["paid"] / then["placed"])
        money = _lost_over_paid(
            now["paid_worth"] / now["placed_worth"], then["paid_worth"] / then["placed_worth"]
        )
        if heads <= 0 or not np.isfinite(money):
            return 1.0
        return float(np.clip(money / heads, SMALLEST_RATIO, LARGEST_RATIO))

    @cached_property
    def _daily(self) -> pd.DataFrame | None:
        """Day × channel: orders placed and paid, and their worth at the price of the day."""
        if not self.shop.has("orders"):
            return None
        lines = self.shop.orders
        lines = lines.filter(
            ~lines.is_gift.fill_null(False),
            ~lines.is_suspect.fill_null(False),
            lines.ordered_at >= ibis.literal(str(self.panel.days[0])),
            lines.ordered_at < ibis.literal(str(self.panel.days[-1] + timedelta(days=1))),
        )
        unit = (lines.paid_amount.sum() / lines.quantity.sum()).cast("float64")
        usual = lines.filter(lines.paid_at.notnull()).group_by("product_id").aggregate(unit=unit)
        paid = lines.paid_at.notnull()
        lines = lines.left_join(usual, "product_id").mutate(
            date=lines.ordered_at.date(),
            paid=paid,
            worth=lines.quantity * usual.unit,
        )
        found = (
            lines.group_by("date", "channel")
            .aggregate(
                placed=lines.order_id.nunique(),
                paid=lines.order_id.nunique(where=lines.paid),
                placed_worth=lines.worth.sum(),
                paid_worth=lines.worth.sum(where=lines.paid),
                paid_lines=lines.paid.sum(),
                unpaid_lines=(~lines.paid).sum(),
                paid_several=(lines.paid & (lines.quantity > 1)).sum(),
                unpaid_several=(~lines.paid & (lines.quantity > 1)).sum(),
            )
            .order_by("date", "channel")
            .to_pandas()
        )
        if found.empty:
            return None
        found["date"] = pd.to_datetime(found["date"]).dt.date
        return found


def _is_without_quantities(daily: pd.DataFrame) -> bool:
    """Whether unpaid orders are written down as one piece each, whatever was asked for."""
    lines = daily.sum(numeric_only=True)
    awaited = lines["unpaid_lines"] * lines["paid_several"] / max(lines["paid_lines"], 1)
    return bool(lines["unpaid_several"] == 0 and awaited >= FEWEST_SEVERAL)


def _lost_over_paid(now: float, then: float) -> float:
    """What is missing, as a multiple of what came: the usual rate over the rate now, less one."""
    return float(then / now - 1) if now > 0 else float("inf")
