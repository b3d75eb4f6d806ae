"""Ahead: the promotions of the weeks to come, and what the shop made of them a year before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pandas as pd

from fupan.analysis.normal import known_events
from fupan.analysis.review import Exhibit
from fupan.ground.calendar import Event
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import grouped
from fupan.store import Shop

DAYS = 45  # what can still be bought, booked and briefed for
YEAR = 365
USUAL_DAYS = 28  # before a promotion's first phase
MUCH = 1.3  # times the usual day: from there goods and people are to be planned
LEAD_DAYS = 7  # goods and people stand ready a week before


def ahead(shop: Shop, period: Period, sales: pd.Series) -> Exhibit:
    """One row per phase that begins or lasts after the period: event, days, last_year, todo."""
    span = Period(period.end, period.end + timedelta(days=DAYS))
    past = known_events(shop, Period(span.start - timedelta(days=400), span.start))
    coming = _coming(known_events(shop, span), past, span)
    if not coming:
        return Exhibit.absent(
            Text(
                f"往后 {DAYS} 天没有已知的大促；自家的活动可以导入 calendar 表",
                f"no known promotion in the next {DAYS} days; import your own as table calendar",
            )
        )
    rows = []
    for event in coming:
        times = _times(sales, event, past, span)
        rows.append(
            {
                "event": event.label,
                "span": f"{event.period.start:%m-%d} – {event.period.last:%m-%d}",
                "times": times,
                "todo": _todo(event, times, period),
            }
        )
    first = coming[0].short_label
    return Exhibit(
        pd.DataFrame(rows),
        Text(f"接下来：{first.zh}", f"Next: {first.en}"),
        Text("去年同一档期的日均支付金额，是它之前四周的几倍",
             "daily sales in last year's phase, as a multiple of the four weeks before it"),
        options={
            "labels": {
                "event": Text("档期", "Phase"), "span": Text("日期", "Days"),
                "times": Text("去年日均是平时的几倍", "Last year, times the usual day"),
                "todo": Text("先做什么", "What to do first"),
            },
            "units": {"times": "ratio"},
        },
    )  # fmt: skip


def _coming(known: list[Event], past: Sequence[Event], span: Period) -> list[Event]:
    """The phases known of the weeks to come, and last year's that nobody has announced yet."""
    held = [*known, *past]
    again = [
        replace(e, period=e.period.shifted(YEAR), basis="usual", year=e.year + 1)
        for e in past
        if e.period.shifted(YEAR).overlaps(span)
    ]
    added = [
        e
        for e in again
        if not any(h.promotion == e.promotion and h.period.overlaps(e.period) for h in held)
    ]
    return sorted([*known, *added], key=lambda e: (e.period.start, e.promotion))


def _times(sales: pd.Series, event: Event, past: Sequence[Event], span: Period) -> float:
    """Sales per day of last year's phase over those of the weeks before its first phase.

    Of a phase that has begun, only the days to come count.
    """
    twins = [e for e in past if e.promotion == event.promotion and e.year == event.year - 1]
    same = [e.period for e in twins if e.phase == event.phase]
    if not same:
        return float("nan")
    to_come = Period(max(event.period.start, span.start), event.period.end).shifted(-YEAR)
    nearest = min(same, key=lambda p: abs((p.start - to_come.start).days))
    days = [d for p in same for d in p.dates() if d in to_come] or nearest.dates()
    start = min(e.period.start for e in twins)
    usual = Period(start - timedelta(days=USUAL_DAYS), start).dates()
    then, before = sales.reindex(days), sales.reindex(usual)
    if then.isna().any() or before.isna().any() or before.sum() <= 0:
        return float("nan")
    return float(then.mean() / before.mean())


def _todo(event: Event, times: float, period: Period) -> Text:
    until = event.period.start - timedelta(days=LEAD_DAYS)
    by = Text("现在就要", "right away") if until < period.end else Text(
        f"{until:%m-%d} 前", f"by {until:%m-%d}"
    )  # fmt: skip
    if times >= MUCH:
        much = grouped(times, 1)
        return Text(
            f"{by.zh}按平时的 {much} 倍备好货和赠品，排好客服和发货",
            f"have goods, gifts, desk and dispatch for {much} times the usual day, {by.en}",
        )
    if times < MUCH:
        return Text("去年没有明显多卖，不必加备", "no more was sold last year: nothing extra")
    return Text(
        f"没有去年的数；{by.zh}定下主推款、备货量和预算",
        f"no figures of last year; settle lead products, stock and budget {by.en}",
    )
