"""Retro: the cover of the month. Goal against actual, the bridge of sales, the state of the data.

The findings of the other notebooks are gathered by the runner; this analysis adds those about
the shop as a whole and knows no other notebook.
"""

from __future__ import annotations

import pandas as pd

from fupan.analysis.bridge import Bridge
from fupan.analysis.finding import numbered
from fupan.analysis.health import health
from fupan.analysis.normal import history, judge, known_events
from fupan.analysis.retro.exhibits import SCORES, bridge_exhibit, cannot, daily, data, scorecard
from fupan.analysis.retro.refunds import denominators, young_refunds
from fupan.analysis.retro.sales import (
    NOTEBOOK,
    bridge,
    can,
    daily_sales,
    plan_findings,
    sales_finding,
)
from fupan.analysis.review import Review, pictured_span
from fupan.ground.errors import DataMissing
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.units import changed
from fupan.ground.words import amount_text, is_known
from fupan.metrics import compare, find_metric
from fupan.store import Shop

KPIS = (
    "gmv",
    "net_paid",
    "visitors",
    "pay_conversion",
    "spend_per_buyer",
    "order_value",
    "refund_rate",
    "ad_cost_ratio",
)


def review(shop: Shop, period: Period, compare_to: str = "previous") -> Review:
    """Reviews the shop's month as a whole."""
    _demand_orders(shop, period)
    state = health(shop, period)
    baseline = pictured_span(shop, period, compare_to)
    kpis = compare(shop, [n for n in KPIS if can(shop, n)], period=period, to=compare_to)
    sales = daily_sales(shop, period)
    events = known_events(shop, history(period))
    normal = judge(sales, period, events)
    chain, split = bridge(shop, period, baseline)
    found = [
        *sales_finding(shop, period, baseline, normal, chain, split),
        *plan_findings(shop, period),
        *state.findings(),
    ]
    return Review(
        notebook=NOTEBOOK,
        shop=shop.name,
        currency=shop.currency,
        period=period,
        baseline=baseline,
        compare_to=compare_to,
        headline=headline(shop, kpis, baseline, chain, split),
        kpis=kpis,
        findings=tuple(numbered(NOTEBOOK, found)),
        exhibits={
            "scorecard": scorecard(shop, period),
            "bridge": bridge_exhibit(shop, period, baseline, chain, split),
            "daily": daily(period, baseline, sales, normal, events),
            "data": data(state, period),
            "cannot": cannot(state),
        },
        notes=(
            *denominators(shop, period),
            *young_refunds(shop, period, baseline),
            *state.notes_in_full,
        ),
        definitions=tuple(n for n in SCORES if can(shop, n)),
        versions=shop.versions,
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


def headline(
    shop: Shop,
    kpis: pd.DataFrame,
    baseline: Period | None,
    chain: tuple[str, ...],
    bridge: Bridge | None,
) -> Text:
    row = kpis[kpis["metric"] == "gmv"].iloc[0]
    sold = amount_text(row["value"], shop.currency)
    if bridge is None or not is_known(row["baseline"]):
        return Text(
            zh=f"支付金额 {sold.zh}，没有可比的数据来说明涨跌。",
            en=f"Sales of {sold.en}; there is nothing to compare them with.",
        )
    moved = changed(bridge.end, bridge.start)
    largest = max(bridge.effects, key=lambda n: (abs(bridge.effects[n]), n))
    money = amount_text(bridge.effects[largest], shop.currency, signed=True)
    label = find_metric(largest).label
    return Text(
        zh=f"支付金额 {sold.zh}，比{baseline.label.zh} {moved}，主要在{label.zh}（{money.zh}）。",
        en=f"Sales of {sold.en}, {moved} on {baseline.label.en}, most of it by "
        f"{label.en.lower()} ({money.en}).",
    )
