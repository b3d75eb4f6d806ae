"""The shop's own repurchase rhythm: how long buyers take to come back, and who is late by it.

Waits that are still running count as watched until now (right-censoring), so that recent buyers
are not taken for lost ones. Quartiles are among those who come back within a year at most.
"""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import pandas as pd

from fupan.analysis.lifecycle.seen import SMALLEST_CELL, SOURCE, Seen
from fupan.analysis.review import Exhibit
from fupan.analysis.survival import Curve, kaplan_meier
from fupan.ground.language import Text
from fupan.ground.units import spelled
from fupan.metrics.asked import Asked
from fupan.metrics.dimensions import with_columns

LONGEST_DAYS = 365
_LEAST_WATCHED = 30  # a curve is read only as far as so many are still watched
_LEAST_GAPS = 50
_LEAST_HORIZON = 120  # days; in a shorter past only quick returns could be seen
_SHOWN_CATEGORIES = 8
# Shares of those who come back: past the first one is late, past the last one is gone.
ACTIVE, AT_RISK, SILENT = 0.5, 0.8, 0.9
_STAND_IN = (60, 120, 180)  # days, where the shop has too few repeat purchases to tell


@dataclass(frozen=True)
class Rhythm:
    """The waits between purchases: the curve, how far it can be read, and the quartiles in days.

    `active`, `at_risk`, `silent` are the days since the last purchase up to which a buyer
    counts as such; beyond `silent` the buyer counts as lost.
    """

    curve: Curve
    horizon: int
    gaps: int
    lower: float | None
    median: float | None
    upper: float | None
    active: int
    at_risk: int
    silent: int
    is_own: bool

    @property
    def back(self) -> float:
        """The share of waits that end in a purchase within the horizon."""
        return self.curve.happened(self.horizon)


def shop_rhythm(seen: Seen) -> Rhythm:
    """The rhythm of the whole shop."""
    return of_waits(waits(seen))


def waits(seen: Seen) -> pd.DataFrame:
    """One row per length of wait in days: how many ended in a purchase, how many still run."""
    v = seen.visits
    ended = v.next_day.notnull()
    last = ibis.ifelse(ended, v.next_day, ibis.literal(seen.as_of))
    rows = v.mutate(days=last.delta(v.day, unit="day"), ended=ended.cast("int64"))
    told = rows.group_by("days").agg(back=rows.ended.sum(), running=(1 - rows.ended).sum())
    return told.order_by("days").to_pandas()


def of_waits(rows: pd.DataFrame) -> Rhythm:
    curve = curve_of(rows)
    horizon = int(min(LONGEST_DAYS, curve.reach(_LEAST_WATCHED)))
    gaps = int(rows.loc[rows["days"] <= horizon, "back"].sum())
    ever = curve.happened(horizon) if horizon else 0.0
    own = gaps >= _LEAST_GAPS and horizon >= _LEAST_HORIZON and ever > 0
    quarter = {p: curve.quantile(p, of=ever) if own else None for p in (0.25, 0.5, 0.75)}
    active, at_risk, silent = _STAND_IN
    if own:
        active, at_risk, silent = (
            int(curve.quantile(p, of=ever)) for p in (ACTIVE, AT_RISK, SILENT)
        )
        # Each state lasts a day at least, however regular the shop's buyers are.
        at_risk = max(at_risk, active + 1)
        silent = max(silent, at_risk + 1)
    return Rhythm(curve, horizon, gaps, quarter[0.25], quarter[0.5], quarter[0.75],
                  active, at_risk, silent, own)  # fmt: skip


def curve_of(rows: pd.DataFrame) -> Curve:
    """The curve of a table of waits (columns days, back, running)."""
    days = [*rows["days"], *rows["days"]]
    happened = [1] * len(rows) + [0] * len(rows)
    return kaplan_meier(days, happened, [*rows["back"], *rows["running"]])


def cycle_exhibit(seen: Seen, own: Rhythm) -> Exhibit:
    """One row for the shop and per category: waits, quartiles in days, and who comes back.

    A category's wait ends when the same buyer buys in the same category again.
    """
    rows = [_row(Text("全店（任何商品）", "whole shop, any goods"), own)]
    if seen.shop.has("products"):
        found = _category_waits(seen)
        sizes = found.groupby("category")["back"].sum().sort_values(ascending=False, kind="stable")
        for category in sizes.index[:_SHOWN_CATEGORIES]:
            one = of_waits(found[found["category"] == category])
            if one.gaps >= SMALLEST_CELL:
                rows.append(_row(Text(category, category), one))
    title = Text(
        zh=f"回来的人里一半在 {own.active} 天内回来",
        en=f"Half of those who return do so within {own.active} days",
    )
    if not own.is_own:
        title = Text("复购太少，还看不出节奏", "Too few repeat purchases to show a rhythm")
    return Exhibit(
        pd.DataFrame(rows),
        title,
        Text("两次购买之间的天数，仍在等的按截至今天算", "days between purchases, waits censored"),
        SOURCE,
        options={
            "labels": {
                "label": Text("范围", "Scope"),
                "gaps": Text("回购次数", "Repeat purchases"),
                "lower": Text("四分之一在…天内", "A quarter within"),
                "median": Text("一半在…天内", "Half within"),
                "upper": Text("四分之三在…天内", "Three quarters within"),
                "ever": Text("看得到的天数里再买的", "Back within the days watched"),
                "horizon": Text("看得到的天数", "Watched for"),
            },
            "units": {"gaps": "count", "lower": "count", "median": "count", "upper": "count",
                      "ever": "rate", "horizon": "count"},
        },
    )  # fmt: skip


def rule(own: Rhythm) -> Text:
    """The thresholds in one sentence, and where they come from."""
    a, r, s = own.active, own.at_risk, own.silent
    if not own.is_own:
        return Text(
            zh=f"看到的回购太少或太短（{own.gaps} 次，{own.horizon} 天），"
            f"状态暂用通用门槛：{a} / {r} / {s} 天",
            en=f"Too few repeat purchases, or too short a past ({own.gaps}; {own.horizon} days): "
            f"states use stand-in thresholds of {a} / {r} / {s} days",
        )
    return Text(
        zh=f"状态按本店的回购节奏划分（{spelled(own.gaps)} 次回购）：≤ {a} 天活跃，"
        f"≤ {r} 天有流失风险，≤ {s} 天沉默，更久算流失；分别是回来的人里 50%、80%、90% "
        "所用的天数。上月和本月用同一把尺子",
        en=f"States follow the shop's own rhythm ({spelled(own.gaps)} repeat purchases): up to "
        f"{a} days active, {r} at risk, {s} silent, then lost; by these days 50, 80 and "
        "90 % of those who come back have done so. Both months are measured alike",
    )


def _row(label: Text, one: Rhythm) -> dict[str, object]:
    return {
        "label": label,
        "gaps": one.gaps,
        "lower": one.lower,
        "median": one.median,
        "upper": one.upper,
        "ever": one.back if one.is_own else None,
        "horizon": one.horizon,
    }


def _category_waits(seen: Seen) -> pd.DataFrame:
    lines = with_columns(seen.lines, ("category",), seen.shop, Asked(seen.watched))
    days = lines.filter(lines.category.notnull()).select("buyer_id", "category", "day").distinct()
    mine = ibis.window(group_by=["buyer_id", "category"], order_by="day")
    rows = days.mutate(next_day=days.day.lead().over(mine))
    ended = rows.next_day.notnull()
    last = ibis.ifelse(ended, rows.next_day, ibis.literal(seen.as_of))
    rows = rows.mutate(days=last.delta(rows.day, unit="day"), ended=ended.cast("int64"))
    told = rows.group_by("category", "days").agg(
        back=rows.ended.sum(), running=(1 - rows.ended).sum()
    )
    return told.order_by("category", "days").to_pandas()
