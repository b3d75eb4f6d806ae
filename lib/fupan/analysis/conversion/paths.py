"""Ordered funnels and paths from clicks: who got how far, within a window after the first look.

Closed: each step after the one before. Open: anyone who did the step, however they came to it.
Where a shop has no clickstream the aggregated funnel stands alone.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import ibis
import ibis.expr.types as ir
import pandas as pd

from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import rate
from fupan.store import Shop

STEPS = ("view", "cart", "order", "pay")
TITLES = (
    Text("看了商品", "viewed"),
    Text("加购", "added to cart"),
    Text("下单", "ordered"),
    Text("支付", "paid"),
)
WINDOW_DAYS = 7
MOST_PATHS = 8
_EVENTS = ("view", "favorite", "cart", "order", "pay")
_EVENT_TITLES = {
    "view": Text("看", "view"),
    "favorite": Text("收藏", "favourite"),
    "cart": Text("加购", "cart"),
    "order": Text("下单", "order"),
    "pay": Text("付款", "pay"),
}
_SOURCE = Text("来源：点击事件", "Source: clickstream")


def ordered_funnel(shop: Shop, period: Period) -> Exhibit:
    """One row per step: users in order within the window (value), and users at all (baseline)."""
    why = _why_not(shop, period)
    if why is not None:
        return Exhibit.absent(why)
    events = _events(shop, period)
    in_order, at_all = closed_counts(events), open_counts(events)
    table = pd.DataFrame(
        {
            "step": list(TITLES),
            "value": [float(in_order[s]) for s in STEPS],
            "baseline": [float(at_all[s]) for s in STEPS],
        }
    )
    whole = table["value"].iloc[-1] / table["value"].iloc[0] if table["value"].iloc[0] else None
    return Exhibit(
        table,
        Text(
            zh=f"看过的人里 {rate(whole)} 在 {WINDOW_DAYS} 天内付款",
            en=f"{rate(whole)} of viewers pay within {WINDOW_DAYS} days",
        ),
        Text(
            zh=f"用户数，{period.label.zh}；条：按顺序走完，线：不论顺序做过",
            en=f"Users, {period.label.en}; bar: in order, mark: in any order",
        ),
        _SOURCE,
    )


def with_clicks(totals: Exhibit, ordered: Exhibit) -> Exhibit:
    """The funnel of totals, with what the clickstream says of the same steps in order beside it."""
    if ordered.why_not is not None or totals.why_not is not None:
        return totals
    said, clicked = totals.subtitle, ordered.title
    return replace(
        totals,
        subtitle=Text(
            zh=f"{said.zh}；点击流按顺序看：{clicked.zh}",
            en=f"{said.en}; in order, by clicks: {clicked.en}",
        ),
    )


def paths(shop: Shop, period: Period) -> Exhibit:
    """One row per path of a visit, the most frequent first: the events in order, repeats once."""
    why = _why_not(shop, period)
    if why is not None:
        return Exhibit.absent(why)
    events = _events(shop, period)
    window = ibis.window(group_by="session_id", order_by=["event_at", "event"])
    marked = events.mutate(last=events.event.lag().over(window))
    changed = marked.filter(marked["last"].isnull() | (marked["last"] != marked.event))
    visits = changed.group_by("session_id").aggregate(
        path=changed.event.group_concat(" ", order_by=[changed.event_at, changed.event])
    )
    counted = visits.group_by("path").aggregate(visits=visits.count())
    top = (
        counted.mutate(
            total=counted.visits.sum().over(),
            alone=counted.visits.sum(where=counted["path"] == STEPS[0]).over(),
        )
        .order_by(ibis.desc("visits"), "path")
        .limit(MOST_PATHS)
        .to_pandas()
    )
    if top.empty:
        return Exhibit.absent(Text("这段时间没有访问", "there are no visits in this period"))
    table = pd.DataFrame(
        {"label": [_path_title(p) for p in top["path"]], "value": top["visits"].astype(float)}
    )
    total, alone = (top[n].fillna(0).astype(float).iloc[0] for n in ("total", "alone"))
    return Exhibit(
        table,
        Text(
            zh=f"{rate(alone / total)} 的访问只看不动",
            en=f"{rate(alone / total)} of visits only look",
        ),
        Text(zh=f"访问次数，{period.label.zh}", en=f"Visits, {period.label.en}"),
        _SOURCE,
    )


def closed_counts(events: ir.Table) -> dict[str, int]:
    """Users who did each step after the one before, within the window from their first view."""
    first = events.filter(events.event == STEPS[0])
    reached = first.group_by("user_id").aggregate(view=first.event_at.min())
    for before, step in pairwise(STEPS):
        later = events.filter(events.event == step).select("user_id", "event_at")
        # A user has one row on the left, so the join gives each event once.
        in_time = reached.left_join(
            later,
            [
                "user_id",
                reached[before] <= later.event_at,
                reached[STEPS[0]] + ibis.interval(days=WINDOW_DAYS) > later.event_at,
            ],
        )
        held = {s: in_time[s].min() for s in reached.columns if s != "user_id"}
        reached = in_time.group_by("user_id").aggregate(**held, **{step: in_time.event_at.min()})
    return _as_counts(reached.aggregate(**{s: reached[s].count() for s in STEPS}))


def open_counts(events: ir.Table) -> dict[str, int]:
    """Users who did each step at all."""
    did = {s: events.user_id.nunique(where=events.event == s) for s in STEPS}
    return _as_counts(events.aggregate(**did))


def _as_counts(answer: ir.Table) -> dict[str, int]:
    row = answer.to_pandas().iloc[0]
    return {s: int(row[s]) for s in STEPS}


def _events(shop: Shop, period: Period) -> ir.Table:
    events = shop.events
    return events.filter(
        events.event_at >= ibis.literal(str(period.start)),
        events.event_at < ibis.literal(str(period.end)),
        events.event.isin(_EVENTS),
    )


def _why_not(shop: Shop, period: Period) -> Text | None:
    if not shop.has("events"):
        return Text(
            "没有点击事件（events），只能看汇总漏斗",
            "there is no clickstream (events); see the totals",
        )
    held = shop.days("events")
    if held is None or held.start > period.start or held.end < period.end:
        return Text(
            zh="点击事件没有覆盖整个时间段",
            en="the clickstream does not cover the whole period",
        )
    return None


def _path_title(path: str) -> Text:
    steps = [_EVENT_TITLES[s] for s in path.split(" ")]
    shown, more = steps[:6], " …" if len(steps) > 6 else ""
    return Text(
        zh=" → ".join(s.zh for s in shown) + more, en=" → ".join(s.en for s in shown) + more
    )
