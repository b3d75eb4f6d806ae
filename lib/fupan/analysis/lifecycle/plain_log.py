"""Lets a bare log of purchases (who, when, how much) be read by every section of the lifecycle.

Nothing is cleaned: returns, cancelled orders and rows without a customer are the caller's choice.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from fupan.analysis.lifecycle.seen import Seen, look
from fupan.ground.errors import DataInvalid, WrongUse, listed
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop


def follow(
    log: pd.DataFrame,
    *,
    customer: str = "customer",
    day: str = "date",
    amount: str = "amount",
    until: date | str | None = None,
) -> Seen:
    """A log with one row per purchase, watched up to `until` (by default its last day).

    Several rows of one customer and day are one purchase. `until` before the last day leaves out
    what came after it; after the last day it says that nothing more was bought up to then.
    """
    lacking = [name for name in (customer, day, amount) if name not in log.columns]
    if lacking:
        raise WrongUse(
            Text(
                zh=f"流水里没有列 {listed(lacking)}，有的是 {listed(map(str, log.columns))}。",
                en=f"The log has no {listed(lacking)}; it has {listed(map(str, log.columns))}.",
            )
        )
    # Days written as 19970101 would be read as nanoseconds.
    days = log[day].astype(str) if pd.api.types.is_integer_dtype(log[day]) else log[day]
    at = pd.to_datetime(days)
    money = pd.to_numeric(log[amount])
    for name, wrong in (
        (customer, log[customer].isna()),
        (day, at.isna()),
        (amount, ~(money >= 0)),
    ):
        if wrong.any():
            raise DataInvalid(
                Text(
                    zh=f"流水的 {name} 列有 {int(wrong.sum())} 行是空的或是负数，"
                    "请先去掉退货和没有客户的行。",
                    en=f"Column {name} of the log is empty or negative in {int(wrong.sum())} rows; "
                    "leave out returns and rows without a customer first.",
                )
            )
    end = at.max().date() if until is None else date.fromisoformat(str(until))
    kept = pd.DataFrame({"buyer": log[customer].astype(str), "at": at.dt.floor("D"), "paid": money})
    kept = kept[kept["at"].dt.date <= end].groupby(["buyer", "at"], as_index=False)["paid"].sum()
    shop = Shop.of("log", {"orders": _orders(kept, end)})
    seen = look(shop, Period.month_of(end))
    if isinstance(seen, Text):
        raise DataInvalid(seen)
    return seen


def _orders(kept: pd.DataFrame, end: date) -> pd.DataFrame:
    lines = pd.DataFrame({"buyer_id": kept["buyer"], "ordered_at": kept["at"],
                          "paid_at": kept["at"], "paid_amount": kept["paid"].round(2)})  # fmt: skip
    # An order that nobody paid says up to when the log was kept.
    last = pd.DataFrame({"ordered_at": [pd.Timestamp(end)], "paid_amount": [0.0]})
    lines = pd.concat([lines, last], ignore_index=True)
    return lines.assign(
        order_id=[str(n) for n in range(len(lines))],
        line_id="1", platform="log", status="completed", product_id="any", quantity=1,
    )  # fmt: skip
