"""The cover's one sentence: how much was sold, against what, by which factor, and by which day.

A longer month and one large day move a total without moving the shop; the sentence says so where
they do.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from fupan.analysis.bridge import Bridge
from fupan.ground.calendar import Event
from fupan.ground.language import Text, join
from fupan.ground.periods import Period
from fupan.ground.units import changed
from fupan.ground.words import amount_text, change, is_known
from fupan.metrics import find_metric

CLEAR = 1.5  # times the next effect: below it, no factor is the main one
TOLD = 0.2  # of the change: what the length of a month must make up to be named
A_LARGE_DAY = 2.0  # times the usual day
ANY = 0.005  # a smaller change of the rest is none


def headline(
    kpi: pd.Series,
    baseline: Period | None,
    bridge: Bridge | None,
    sales: pd.Series,
    period: Period,
    events: list[Event],
    currency: str,
) -> Text:
    """Sales, their change in all and per day, the factors, and a day without which it turns."""
    sold = amount_text(kpi["value"], currency)
    if bridge is None or baseline is None or not is_known(kpi["baseline"]):
        return Text(
            zh=f"支付金额 {sold.zh}，没有可比的数据来说明涨跌。",
            en=f"Sales of {sold.en}; there is nothing to compare them with.",
        )
    moved = changed(bridge.end, bridge.start)
    daily = _per_day(kpi, bridge, period, baseline)
    factors = _factors(bridge, currency)
    peak = _without_peak(sales, period, baseline, events)
    return Text(
        zh=f"支付金额 {sold.zh}，比{baseline.label.zh} {moved}{daily.zh}，{factors.zh}{peak.zh}。",
        en=f"Sales of {sold.en}, {moved} on {baseline.label.en}{daily.en}, {factors.en}{peak.en}.",
    )


def _per_day(kpi: pd.Series, bridge: Bridge, period: Period, baseline: Period) -> Text:
    """The change per day, where the two periods differ in length enough to change the picture."""
    are_whole = kpi["days"] == period.days and kpi["baseline_days"] == baseline.days
    whole = bridge.end / bridge.start - 1
    daily = (whole + 1) * baseline.days / period.days - 1
    if not are_whole or abs(daily - whole) < TOLD * abs(whole):
        return Text("", "")
    return Text(zh=f"（日均 {change(daily)}）", en=f" ({change(daily)} per day)")


def main_factor(bridge: Bridge) -> str | None:
    """The factor that moved sales most, where one stands out."""
    first, *rest = sorted(bridge.effects, key=lambda n: (-abs(bridge.effects[n]), n))
    if rest and abs(bridge.effects[first]) < CLEAR * abs(bridge.effects[rest[0]]):
        return None
    return first


def _factors(bridge: Bridge, currency: str) -> Text:
    """The main factor, or all of them where none stands out."""
    told = {n: amount_text(e, currency, signed=True) for n, e in bridge.effects.items()}
    labels = {n: find_metric(n).label for n in bridge.effects}
    first = main_factor(bridge)
    if first is None:
        parts = join(
            [Text(f"{labels[n].zh} {told[n].zh}", f"{labels[n].en.lower()} {told[n].en}")
             for n in bridge.effects],
            zh="、", en=", ",
        )  # fmt: skip
        return Text(zh=f"其中{parts.zh}", en=f"of which {parts.en}")
    return Text(
        zh=f"主要在{labels[first].zh}（{told[first].zh}）",
        en=f"most of it by {labels[first].en.lower()} ({told[first].en})",
    )


def _without_peak(sales: pd.Series, period: Period, baseline: Period, events: list[Event]) -> Text:
    """The largest day, where without it the daily mean would have moved the other way."""
    now, before = (sales.reindex(p.dates()).dropna() for p in (period, baseline))
    if len(now) < 7 or before.empty or before.mean() <= 0:
        return Text("", "")
    top: date = now.idxmax()
    rest = now.drop(top).mean() / before.mean() - 1
    whole = now.mean() / before.mean() - 1
    turns = rest * whole < 0 and abs(rest) >= ANY
    if not turns or now[top] < A_LARGE_DAY * now.median():
        return Text("", "")
    held = [e.short_label for e in events if top in e.period]
    zh, en = (f"（{held[0].zh}）", f" ({held[0].en})") if held else ("", "")
    return Text(
        zh=f"；去掉 {top:%m-%d}{zh}一天，日均 {change(rest)}",
        en=f"; without {top:%m-%d}{en}, {change(rest)} per day",
    )
