"""What the stock analysis reads and works out once: demand, shelves, terms, forecast, policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
import pandas as pd

from fupan.analysis.demand import Demand, Flags, Floats, demand_of
from fupan.analysis.forecast import Forecast, forecast_of
from fupan.analysis.occasions import day_marks, named_days, wide_promotions
from fupan.analysis.policy import Policy, policy_of
from fupan.analysis.shortage import Shortage, filled_demand, shortage
from fupan.analysis.supply import Terms, arrivals, deliveries, terms_of
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop

NOTEBOOK = "05_inventory"
HISTORY_DAYS = 730
HORIZON = 150  # days forecast: the longest lead time, review and cycle
SMALLEST_SHARE = 0.001  # of the period's sales: what is worth less is not a finding


@dataclass(frozen=True)
class Seen:
    """One shop's stock at the end of `period`; arrays have one entry per item of `demand`."""

    shop: Shop
    period: Period
    baseline: Period | None
    demand: Demand
    hidden: Shortage
    history: Floats
    terms: Terms
    lines: pd.DataFrame
    marks: tuple[str, ...]
    named: Flags | None
    forecast: Forecast
    policy: Policy
    titles: tuple[Text, ...]
    notes: tuple[Text, ...]

    @property
    def currency(self) -> str:
        return self.shop.currency

    @property
    def first(self) -> int:
        return self.demand.place(self.period.start)

    @cached_property
    def on_hand(self) -> Floats:
        """Units that can be sold at the end of the period; 0 where the item was not counted."""
        return np.nan_to_num(last_known(self.demand.on_hand)).clip(min=0)

    @cached_property
    def due(self) -> Floats:
        """Items × days after the period: units on their way, on the day they are expected."""
        return arrivals(self.lines, self.demand, self.period.end, HORIZON)

    @cached_property
    def sales(self) -> float:
        """What the period's units were worth at their prices."""
        return float((self.demand.sold[:, self.first :].sum(axis=1) * self.terms.price).sum())

    @cached_property
    def rate(self) -> Floats:
        """Units a day that are expected over the next 60 days."""
        return self.forecast.mean(60.0) / 60.0

    @property
    def subject_kind(self) -> str:
        return "sku" if self.demand.by == "sku_id" else "product"


def look(shop: Shop, period: Period, baseline: Period | None) -> Seen:
    """Reads two years up to the end of the period, and forecasts from there."""
    held = shop.days("orders")
    start = max(period.end - timedelta(days=HISTORY_DAYS), held.start) if held else period.start
    start = min(start, period.start)
    span = Period(start, period.end)
    demand = demand_of(shop, span)
    history = filled_demand(demand, demand.sold.shape[1])
    ends = period.end + timedelta(days=HORIZON)
    wide = wide_promotions(shop, demand.products, demand.sold)
    marks = day_marks(shop, Period(start, ends), wide)
    named = named_days(shop, Period(start, ends), demand.products, demand.sold)
    forecast = forecast_of(history, start, marks, HORIZON, started=demand.started, named=named)
    terms, notes = terms_of(shop, demand, period.end)
    return Seen(
        shop,
        period,
        baseline,
        demand,
        shortage(demand, demand.place(period.start), demand.place(period.end)),
        history,
        terms,
        deliveries(shop, period.end),
        marks,
        named,
        forecast,
        policy_of(forecast, terms),
        titles_of(shop, demand),
        tuple(notes),
    )


def last_known(counts: Floats) -> Floats:
    """The last count of each item; NaN where there was none."""
    known = np.isfinite(counts)
    last = counts.shape[1] - 1 - known[:, ::-1].argmax(axis=1)
    return np.where(known.any(axis=1), counts[np.arange(len(counts)), last], np.nan)


def titles_of(shop: Shop, demand: Demand) -> tuple[Text, ...]:
    """Each item by product title and option, its id in brackets."""
    names: dict[str, str] = {}
    if shop.has("products"):
        rows = shop.products.select("product_id", "title").to_pandas()
        names = dict(zip(rows["product_id"], rows["title"], strict=True))
    options: dict[str, str] = {}
    if shop.has("skus") and demand.by == "sku_id":
        rows = shop.skus.select("sku_id", "title").to_pandas().dropna()
        options = dict(zip(rows["sku_id"], rows["title"], strict=True))
    found = []
    for item, product in zip(demand.items, demand.products, strict=True):
        words = [names.get(product, ""), options.get(item, "")]
        told = " ".join(w for w in words if w)
        found.append(
            Text(f"{told}（{item}）" if told else item, f"{told} ({item})" if told else item)
        )
    return tuple(found)
