"""Ordered funnels and paths from clicks: who got how far, within a window after the first look.

Closed: each step after the one before. Open: anyone who did the step, however they came to it.
Where a shop has no clickstream the aggregated funnel stands alone.
"""

from __future__ import annotations

from dataclasses import replace

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
    counted = closed_counts(events)
    counted["baseline"] = open_counts(events)
    table = pd.DataFrame(
        {
            "step": list(TITLES),
            "value": [float(counted["value"][s]) for s in STEPS],
            "baseline": [float(counted["baseline"][s]) for s in STEPS],
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
        path=changed.event.collect(order_by=[changed.event_at, changed.event]).join(" ")
    )
    counted = (
        visits.group_by("path")
        .aggregate(visits=visits.count())
        .order_by(ibis.desc("visits"), "path")
        .to_pandas()
    )
    total = float(counted["visits"].sum())
    top = counted.head(MOST_PATHS)
    table = pd.DataFrame(
        {"label": [_path_title(p) for p in top["path"]], "value": top["visits"].astype(float)}
    )
    alone = float(counted.loc[counted["path"] == "view", "visits"].sum())
    return Exhibit(
        table,
        Text(
            zh=f"{rate(alone / total)} 的访问只看不动" if total else "没有访问",
            en=f"{rate(alone / total)} of visits only look" if total else "No visits",
        ),
        Text(zh=f"访问次数，{period.label.zh}", en=f"Visits, {period.label.en}"),
        _SOURCE,
    )


def closed_counts(events: ir.Table) -> dict[str, dict[str, int]]:
    """Users who did each step after the one before, within the window from their first view."""
    reached = events.filter(events.event == STEPS[0])
    reached = reached.group_by("user_id").aggregate(
        began=reached.event_at.min(), at=reached.event_at.min()
    )
    counts = [reached.count().name(STEPS[0])]
    for step in STEPS[1:]:
        later = events.filter(events.event == step).select("user_id", "event_at")
        # A user has one row on the left, so the join gives each event once.
        joined = reached.join(later, "user_id")
        in_time = joined.filter(
            joined.event_at >= joined["at"],
            joined.event_at < joined.began + ibis.interval(days=WINDOW_DAYS),
        )
        reached = in_time.group_by("user_id").aggregate(
            began=in_time.began.min(), at=in_time.event_at.min()
        )
        counts.append(reached.count().name(step))
    return {"value": {s: int(c.execute()) for s, c in zip(STEPS, counts, strict=True)}}


def open_counts(events: ir.Table) -> dict[str, int]:
    """Users who did each step at all."""
    row = (
        events.aggregate(**{s: events.user_id.nunique(where=events.event == s) for s in STEPS})
        .to_pandas()
        .iloc[0]
    )
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
