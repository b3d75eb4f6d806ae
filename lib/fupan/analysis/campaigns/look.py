"""Reads a shop's campaigns and estimates each: scope, effect on sales and on contribution."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pandas as pd

from fupan.analysis.campaigns.people import people_of
from fupan.analysis.campaigns.protection import protection_paid
from fupan.analysis.campaigns.result import Result, effect_of
from fupan.analysis.campaigns.sales import Costs, daily
from fupan.analysis.campaigns.scope import (
    WHOLE_SHOP,
    Campaign,
    Scope,
    busy_days,
    campaigns_of,
    same_time,
    scope_of,
)
from fupan.analysis.campaigns.spend import Tagged, books_of, spend_of, tagged_lines
from fupan.analysis.effect import Effect
from fupan.analysis.health import missing_days
from fupan.analysis.normal import known_events
from fupan.ground.calendar import Event
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop

HISTORY_DAYS = 200  # read before the first campaign of the period
AFTER_DAYS = 15  # read after the last one, for sales that were only moved
COSTS_KNOWN = 0.8  # of sales must have a cost, or contribution is not computed


def results_of(
    shop: Shop, period: Period, costs: Costs
) -> tuple[list[Result], dict[str, Tagged], list[Campaign]]:
    """The campaigns of the period that had a beginning, estimated; and those that always run."""
    all_campaigns = campaigns_of(shop)
    mine = [c for c in all_campaigns if c.period.overlaps(period)]
    dated = [c for c in mine if not c.is_always_on and c.held is not None]
    always = [c for c in mine if c.is_always_on]
    if not dated:
        return [], {}, always
    held = shop.days("orders")
    first = min(c.period.start for c in dated) - timedelta(days=HISTORY_DAYS)
    last = max(c.period.end for c in dated) + timedelta(days=AFTER_DAYS)
    span = Period(max(held.start, first), min(held.end, last))
    sales = daily(shop, span, costs)
    categories = _categories(shop)
    events, empty = known_events(shop, span), frozenset(missing_days(shop, "orders", span))
    sums = sales.groupby("product_id")["paid"].sum()
    books = books_of(shop, dated, costs.refund_rate)
    marked = people_of(shop, dated, costs)
    results, tagged = [], {}
    for campaign in dated:
        people = marked.get(campaign.id)
        scope = WHOLE_SHOP if people else scope_of(campaign, sales, categories)
        busy = busy_days(campaign, scope, all_campaigns, sums)

        def added(column: str, people=people, scope=scope, busy=busy, campaign=campaign) -> Effect:
            if people:
                return people.effect(column)
            return effect_of(sales, scope, span, campaign.period, column, events, busy, empty)

        margin, rate = _margin(sales, campaign, scope, added)
        lines = tagged_lines(campaign, books)
        spend, claimed = spend_of(campaign, books, lines)
        results.append(
            Result(
                campaign,
                scope,
                added("paid"),
                margin,
                spend,
                claimed if claimed is not None else (lines.paid or None),
                rate,
                tuple(same_time(campaign, all_campaigns)),
                _is_presale(campaign, events),
                people,
                protection_paid(shop, campaign),
            )
        )
        tagged[campaign.id] = lines
    return results, tagged, always


def _margin(
    sales: pd.DataFrame, campaign: Campaign, scope: Scope, added: Callable[[str], Effect]
) -> tuple[Effect, float]:
    """The effect on contribution, where costs are known, and the contribution per yuan before."""
    before = sales[(sales["day"] < campaign.period.start).astype(bool)]
    treated = before[before[scope.unit].isin(scope.treated)] if scope.unit else before
    known = _quotient(treated["cost_known"].sum(), treated["paid"].sum())
    rate = _quotient(treated["margin"].sum(), treated["cost_known"].sum())
    return added("margin") if known >= COSTS_KNOWN else Effect(why_not=_NO_COSTS), rate


def shop_margin_rate(shop: Shop, period: Period, costs: Costs) -> float:
    """Contribution per yuan sold over the quarter that ends with the period."""
    held = shop.days("orders")
    start = max(held.start, period.end - timedelta(days=91))
    end = min(held.end, period.end)
    if start >= end:
        return float("nan")
    sales = daily(shop, Period(start, end), costs)
    return _quotient(sales["margin"].sum(), sales["cost_known"].sum())


def _is_presale(campaign: Campaign, events: list[Event]) -> bool:
    """Whether most of its days are a pre-sale, in which little is paid yet."""
    if campaign.kind not in ("promotion", "coupon"):
        return False
    days = campaign.period.dates()
    inside = [d for d in days if any(e.phase == "presale" and d in e.period for e in events)]
    return "预售" in campaign.title or (not campaign.discount_rate and len(inside) * 2 > len(days))


def _categories(shop: Shop) -> dict[str, str]:
    if not shop.has("products"):
        return {}
    rows = shop.table("products").select("product_id", "category").to_pandas()
    return {r.product_id: r.category for r in rows.itertuples() if pd.notna(r.category)}


def _quotient(top: float, bottom: float) -> float:
    return float(top / bottom) if bottom else float("nan")


_NO_COSTS = Text(
    zh="多数商品没有成本，边际贡献算不出；请在 products 或 skus 里补 unit_cost",
    en="most goods have no cost, so contribution cannot be computed; fill in unit_cost in "
    "products or skus",
)
