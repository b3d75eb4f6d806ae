"""Retro: the cover of the month. Goal against actual, the bridge of sales, the state of the data.

The findings of the other notebooks are gathered by the runner; this analysis adds those about
the shop as a whole and knows no other notebook.
"""

from __future__ import annotations

from fupan.analysis.finding import numbered
from fupan.analysis.health import health
from fupan.analysis.normal import history, judge, known_events
from fupan.analysis.provenance import provenance
from fupan.analysis.retro.ahead import ahead
from fupan.analysis.retro.exhibits import SCORES, bridge_exhibit, cannot, daily, data, scorecard
from fupan.analysis.retro.headline import headline
from fupan.analysis.retro.refunds import denominators, first_buyers, nobody, young_refunds
from fupan.analysis.retro.sales import (
    NOTEBOOK,
    bridge,
    can,
    chain_of,
    daily_sales,
    plan_findings,
    sales_finding,
)
from fupan.analysis.review import Review, pictured_span
from fupan.ground.errors import DataMissing
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.metrics import compare
from fupan.store import Shop

BEFORE, AFTER = ("gmv", "net_paid"), ("refund_rate", "ad_cost_ratio")


def review(shop: Shop, period: Period, compare_to: str = "previous") -> Review:
    """Reviews the shop's month as a whole."""
    _demand_orders(shop, period)
    state = health(shop, period)
    baseline = pictured_span(shop, period, compare_to)
    sales = daily_sales(shop, period)
    events = known_events(shop, history(period))
    normal = judge(sales, period, events)
    chain, split = bridge(shop, period, baseline)
    # The factors of the bridge stand on the strip, so that the cards multiply to the sales.
    shown = [
        n
        for n in dict.fromkeys([*BEFORE, *chain_of(shop, period, baseline), *AFTER])
        if can(shop, n)
    ]
    kpis = compare(shop, shown, period=period, to=compare_to)
    sold = kpis[kpis["metric"] == "gmv"].iloc[0]
    found = [
        *sales_finding(shop, period, baseline, normal, chain, split),
        *plan_findings(shop, period, baseline, split),
        *state.findings(),
    ]
    files = provenance(shop, period)
    return Review(
        notebook=NOTEBOOK,
        shop=shop.name,
        currency=shop.currency,
        period=period,
        baseline=baseline,
        compare_to=compare_to,
        headline=headline(sold, baseline, split, sales, period, events, shop.currency),
        kpis=kpis,
        findings=tuple(numbered(NOTEBOOK, found)),
        exhibits={
            "scorecard": scorecard(shop, period),
            "bridge": bridge_exhibit(shop, period, baseline, chain, split),
            "daily": daily(period, baseline, sales, normal, events),
            "data": data(state, period),
            "cannot": cannot(state),
            "sources": files,
            "ahead": ahead(shop, period, sales),
        },
        notes=(
            *denominators(shop, period),
            *young_refunds(shop, period, baseline),
            *first_buyers(shop),
            *nobody(shop, period),
            *state.notes_in_full,
        ),
        definitions=tuple(n for n in SCORES if can(shop, n)),
        versions=shop.versions,
        sources=files,
    )


def _demand_orders(shop: Shop, period: Period) -> None:
    held = shop.days("orders") if shop.has("orders") else None
    if held is None:
        raise DataMissing(
            Text(
                zh=f"店铺 {shop.name} 没有订单，做不了复盘；先用 fupan import 导入订单。",
                en=f"Shop {shop.name} has no orders, so there is nothing to review; "
                "run fupan import on an order export first.",
            )
        )
    if not held.overlaps(period):
        raise DataMissing(
            Text(
                zh=f"{period.label.zh}没有订单数据（现有 {held.start} 至 {held.last}）；"
                "换一个月份，或先导入这个月。",
                en=f"There are no orders for {period.label.en} (they run from {held.start} to "
                f"{held.last}); choose another month or import this one.",
            )
        )
