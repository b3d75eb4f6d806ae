"""What prices say about each product: dearer at home, cheaper at a rival's.

What most products do on the same days (a promotion, a price war) is no sign of one of them.
"""

from __future__ import annotations

from datetime import date, timedelta

import ibis
import numpy as np
import pandas as pd

from fupan.analysis.causes.evidence import PAST_DAYS, Sign
from fupan.analysis.causes.panel import Panel
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop

PRICE_ROSE = 0.03  # a dearer price than this is a rise
RIVAL_FELL = 0.05
FEWEST_DAYS = 3  # a price seen for fewer days is a slip of the observer
SEEN_FOR_DAYS = 31  # a price stands until it is seen anew, for a month at most
FEWEST_ALIKE = 5  # products, to tell what moved in all of them


def own_price_signs(shop: Shop, period: Period, panel: Panel | None) -> dict[str, Sign]:
    """Products that became dearer within the period, by product."""
    prices = _prices(shop, period)
    own = prices[prices["seller"] == "self"] if prices is not None else None
    seen = _wide(own, period) if own is not None and len(own) else pd.DataFrame()
    found = _price_signs(seen, period, "prices") if len(seen) else {}
    if panel is not None and panel.has("pay_units") and panel.has("pay_amount"):
        # What nobody watched can still be read off the payments.
        paid = _paid_prices(panel, period)
        rest = _price_signs(paid, period, "orders")
        found = {**{p: s for p, s in rest.items() if p not in seen.columns}, **found}
    return found


def _price_signs(wide: pd.DataFrame, period: Period, table: str) -> dict[str, Sign]:
    found = {}
    for product, run in _runs(wide, period, PRICE_ROSE, up=True).items():
        old, new, since, until = run
        found[product] = Sign(
            product, since, until, float(np.log(new / old)),
            Text(zh=f"自家售价 {since:%m-%d} 起从 {old:,.2f} 变为 {new:,.2f}"
                 f"（{new / old - 1:+.0%}）",
                 en=f"own price went from {old:,.2f} to {new:,.2f} ({new / old - 1:+.0%}) "
                 f"on {since:%m-%d}"),
            table, new,
        )  # fmt: skip
    return found


def _paid_prices(panel: Panel, period: Period) -> pd.DataFrame:
    """Day × product: what a unit was paid for, the median of a week."""
    with np.errstate(divide="ignore", invalid="ignore"):
        paid = panel.counts["pay_amount"] / panel.counts["pay_units"]
    wide = pd.DataFrame(paid, index=list(panel.days), columns=list(panel.units))
    first = period.start - timedelta(days=PAST_DAYS)
    wide = wide[[d >= first for d in wide.index]].where(np.isfinite)
    return wide.rolling(3, min_periods=1).median().ffill(limit=10)


def rival_signs(shop: Shop, period: Period) -> dict[str, Sign]:
    """Products whose competitor became cheaper within the period, by product."""
    prices = _prices(shop, period)
    if prices is None:
        return {}
    found: dict[str, Sign] = {}
    for seller, rows in prices[prices["seller"] != "self"].groupby("seller"):
        for product, run in _runs(_wide(rows, period), period, RIVAL_FELL, up=False).items():
            old, new, since, until = run
            sign = Sign(
                product, since, until, float(np.log(new / old)),
                Text(zh=f"竞品 {seller} {since:%m-%d} 起从 {old:,.2f} 降到 {new:,.2f}"
                     f"（{new / old - 1:+.0%}）",
                     en=f"rival {seller} went from {old:,.2f} to {new:,.2f} "
                     f"({new / old - 1:+.0%}) on {since:%m-%d}"),
                "prices", new,
            )  # fmt: skip
            if product not in found or sign.size < found[product].size:
                found[product] = sign
    return found


def _prices(shop: Shop, period: Period) -> pd.DataFrame | None:
    if not shop.has("prices"):
        return None
    prices = shop.prices
    rows = (
        prices.filter(
            prices.date >= ibis.literal(period.start - timedelta(days=PAST_DAYS)),
            prices.date < ibis.literal(period.end),
        )
        .select("date", "product_id", "seller", price=prices.price.cast("float64"))
        .order_by("date", "product_id", "seller")
        .to_pandas()
    )
    if rows.empty:
        return None
    rows["date"] = pd.to_datetime(rows["date"]).dt.date
    return rows


def _wide(rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    wide = rows.pivot_table(index="date", columns="product_id", values="price", aggfunc="min")
    first = min(wide.index)
    days = [first + timedelta(days=n) for n in range((period.end - first).days)]
    return wide.reindex(days).ffill(limit=SEEN_FOR_DAYS)


def _runs(
    wide: pd.DataFrame, period: Period, least: float, *, up: bool
) -> dict[str, tuple[float, float, date, date]]:
    """Old price, new price, first and last day, of every product that left its usual price.

    What most products do at once (a promotion, a price war) is taken out, so that the end of a
    discount is no rise.
    """
    inside = np.array([d in period for d in wide.index])
    logs = np.log(wide.where(wide > 0))
    if inside.all() or not inside.any():
        return {}
    moved = logs - logs[~inside].median()
    if wide.shape[1] >= FEWEST_ALIKE:
        moved = moved.sub(moved.median(axis=1), axis=0)
    usual = np.exp(logs[~inside].median())
    moved = moved if up else -moved
    past = moved[~inside]
    # A price that moves about must move further than it usually does.
    usual_top, stray = past.quantile(0.9), past.abs().quantile(0.8)
    found = {}
    for product in wide.columns:
        level = max(least, 1.5 * float(stray[product]), float(usual_top[product]) + least / 2)
        if not np.isfinite(level):
            continue
        flagged = moved[product][inside] >= level
        days = list(flagged.index[flagged.to_numpy()])
        if len(days) < FEWEST_DAYS:
            continue
        size = float(moved.loc[days, product].median())
        old = float(usual[product])
        found[product] = (old, old * float(np.exp(size if up else -size)), days[0], days[-1])
    return found
