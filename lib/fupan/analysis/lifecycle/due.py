"""Who is due: buyers whose wait has come to the point where buyers like them come back.

The chance to buy within 30 days follows from the shop's own waits, after the first, second, third
and later purchases apart; the list made 30 days ago is held against what happened.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import ibis
import pandas as pd

from fupan.analysis.lifecycle.listing import write_list
from fupan.analysis.lifecycle.rhythm import curve_of
from fupan.analysis.lifecycle.seen import SMALLEST_CELL, SOURCE, Seen, demand
from fupan.analysis.review import Exhibit
from fupan.analysis.survival import Curve
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import share
from fupan.store import Shop

DAYS = 30
_TIMES = 2.0  # who is due has at least so many times the odds of all buyers together
_MOST_TURN = 4
_LEAST_WATCHED = 30
_LEAST_HISTORY = 120


def chances(seen: Seen, on: date) -> pd.DataFrame:
    """One row per purchases so far × days waited: buyers, their chance, and whether they are due.

    Only what was known on `on` is used; `came` is who then bought within 30 days.
    """
    v, day = seen.visits, ibis.literal(on)
    known = v.filter(v.day <= day).mutate(turns=ibis.least(v.turn, _MOST_TURN))
    ended = (known.next_day <= day).fill_null(False)
    wait = ibis.ifelse(ended, known.next_day, day).delta(known.day, unit="day")
    soon = (known.next_day <= ibis.literal(on + timedelta(days=DAYS))) & ~ended
    rows = known.mutate(
        days=wait, back=ended.cast("int64"), came=soon.fill_null(False).cast("int64")
    )
    told = rows.group_by("turns", "days").agg(
        back=rows.back.sum(), running=(1 - rows.back).sum(), came=rows.came.sum()
    )
    waits = told.order_by("turns", "days").to_pandas()
    curves = {turns: curve_of(part) for turns, part in waits.groupby("turns")}
    waits["chance"] = [
        _chance(curves[t], d) for t, d in zip(waits["turns"], waits["days"], strict=True)
    ]
    waits = waits[waits["running"] > 0].rename(columns={"running": "buyers"})
    mean = (waits["chance"] * waits["buyers"]).sum() / waits["buyers"].sum()
    # Odds rather than chances: twice a chance of a half nobody can have.
    waits["is_due"] = waits["chance"] * (1 - mean) >= _TIMES * mean * (1 - waits["chance"])
    waits["is_due"] &= waits["chance"] > 0
    columns = ["turns", "days", "buyers", "chance", "came", "is_due"]
    return waits[columns].reset_index(drop=True)


def due_exhibit(seen: Seen) -> Exhibit:
    """The list now by purchases so far, and how the list of 30 days ago came true."""
    cut = seen.as_of - timedelta(days=DAYS)
    if (cut - seen.watched.start).days < _LEAST_HISTORY:
        need = _LEAST_HISTORY + DAYS
        return Exhibit.absent(
            Text(
                f"订单不足 {need} 天，还看不出谁该来了",
                f"{need} days of orders are needed to tell who is due",
            )
        )
    now, then = chances(seen, seen.as_of), chances(seen, cut)
    if not now["is_due"].any() or not then["is_due"].any():
        return Exhibit.absent(Text("没有人到了该来的时候", "nobody is due by the shop's rhythm"))
    rows = [_row(Text("合计", "all"), now, then)]
    rows += [
        _row(_TURNS[t], now[now["turns"] == t], then[then["turns"] == t])
        for t in sorted(now["turns"].unique())
    ]
    table = pd.DataFrame([r for r in rows if r["buyers"] >= SMALLEST_CELL])
    if table.empty:
        return Exhibit.absent(Text("到期的人太少", "too few buyers are due"))
    precision, everybody = table["precision"].iloc[0], table["everybody"].iloc[0]
    times = precision / everybody if everybody else float("nan")
    return Exhibit(
        table,
        Text(
            zh=f"按名单找人，命中率 {share(precision)}，是随便找的 {times:.1f} 倍",
            en=f"The list hits {share(precision)}, {times:.1f} times chance",
        ),
        Text(
            zh="未来 30 天该来的人；命中率 = 30 天前同样做的名单里，后来真的买了的比例",
            en="due within 30 days; hits = of the list made 30 days ago, who then bought",
        ),
        SOURCE,
        options={
            "labels": {
                "label": Text("已买次数", "Purchases so far"),
                "buyers": Text("名单人数", "On the list"),
                "expected": Text("预计会来", "Expected to come"),
                "likely": Text("30 天前预计", "Foreseen 30 days ago"),
                "precision": Text("实际命中", "Hits"),
                "everybody": Text("不挑人", "Anybody"),
                "recall": Text("来的人里在名单上", "Of those who came, listed"),
            },
            "units": {"buyers": "people", "expected": "people", "likely": "rate",
                      "precision": "rate", "everybody": "rate", "recall": "share"},
        },
    )  # fmt: skip


def export_due(shop: Shop, period: Period, path: str | Path) -> int:
    """Writes who is due as CSV, most likely first; returns how many.

    One row per buyer: buyer_id, purchases, days since the last, chance to buy within 30 days.
    """
    seen = demand(shop, period)
    told = chances(seen, seen.as_of)
    told = told[told["is_due"]]
    v = seen.visits
    last = v.filter(v.next_day.isnull())
    last = last.select(
        "buyer_id",
        purchases=last.turn,
        days=ibis.literal(seen.as_of).delta(last.day, unit="day"),
    )
    frame = last.to_pandas()
    frame["turns"] = frame["purchases"].clip(upper=_MOST_TURN)
    listed = frame.merge(told[["turns", "days", "chance"]], on=["turns", "days"])
    listed = listed.sort_values(["chance", "buyer_id"], ascending=[False, True])
    listed["chance"] = listed["chance"].round(4)
    return write_list(listed[["buyer_id", "purchases", "days", "chance"]], path)


_TURNS = {
    1: Text("1 次", "1"),
    2: Text("2 次", "2"),
    3: Text("3 次", "3"),
    4: Text("4 次及以上", "4 or more"),
}


def _chance(curve: Curve, days: int) -> float:
    """Of those still waiting after `days`, the share who buy within the next 30."""
    left = curve.at(days)
    if left <= 0 or days + DAYS > curve.reach(_LEAST_WATCHED):
        return 0.0
    return 1.0 - curve.at(days + DAYS) / left


def _row(label: Text, now: pd.DataFrame, then: pd.DataFrame) -> dict[str, object]:
    listed, past = now[now["is_due"]], then[then["is_due"]]
    whole, hit, came = past["buyers"].sum(), past["came"].sum(), then["came"].sum()
    return {
        "label": label,
        "buyers": float(listed["buyers"].sum()),
        "expected": float((listed["chance"] * listed["buyers"]).sum()),
        "likely": _part((past["chance"] * past["buyers"]).sum(), whole),
        "precision": _part(hit, whole),
        "everybody": _part(came, then["buyers"].sum()),
        "recall": _part(hit, came),
    }


def _part(top: float, bottom: float) -> float:
    return float(top) / float(bottom) if bottom else float("nan")
