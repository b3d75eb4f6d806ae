"""Where every buyer stands — new, active, loyal, won back, at risk, silent, lost — and who moved.

A buyer's state on a day follows from the last purchase up to that day, the wait before it and the
number of purchases; the thresholds are the shop's own rhythm.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from fupan.analysis.lifecycle.rhythm import Rhythm
from fupan.analysis.lifecycle.seen import SMALLEST_CELL, SOURCE, Seen
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.units import signed, spelled

if TYPE_CHECKING:
    from ibis.expr.types import StringValue, Table

LOYAL_PURCHASES = 4  # purchase days from which a buyer in rhythm is called loyal
STATES = {
    "new": Text("新客", "new"),
    "active": Text("活跃老客", "active"),
    "loyal": Text("忠诚", "loyal"),
    "won_back": Text("唤回", "won back"),
    "at_risk": Text("有流失风险", "at risk"),
    "silent": Text("沉默", "silent"),
    "lost": Text("流失", "lost"),
}
LIVE = ("new", "active", "loyal", "won_back")
NOBODY = "none"  # not yet a buyer
_FROM = {NOBODY: Text("还没买过", "not yet a buyer"), **STATES}


def standing(visits: Table, on: date, own: Rhythm) -> Table:
    """One row per buyer who had paid by `on`: since, purchases, state; no grouping is needed."""
    day = ibis.literal(on)
    last = visits.filter(visits.day <= day, visits.next_day.isnull() | (visits.next_day > day))
    since = day.delta(last.day, unit="day")
    return last.select("buyer_id", since=since, purchases=last.turn, state=_state(since, last, own))


def _state(since: ibis.Value, last: Table, own: Rhythm) -> StringValue:
    slept = (last.day.delta(last.previous, unit="day") > own.at_risk).fill_null(False)
    return ibis.cases(
        (since > own.silent, "lost"),
        (since > own.at_risk, "silent"),
        (since > own.active, "at_risk"),
        (last.turn == 1, "new"),
        (slept, "won_back"),
        (last.turn >= LOYAL_PURCHASES, "loyal"),
        else_="active",
    )


def moves(seen: Seen, own: Rhythm) -> pd.DataFrame:
    """One row per state at the period's start × at its end, with the buyers who so moved.

    Columns before, now, buyers, bought (paid within the period). Sorted by the states' order.
    """
    then = standing(seen.visits, seen.before, own).select("buyer_id", before="state")
    now = standing(seen.visits, seen.as_of, own)
    joined = now.left_join(then, "buyer_id")
    bought = (joined.since < (seen.as_of - seen.before).days).cast("int64")
    rows = joined.mutate(before=joined.before.fill_null(NOBODY), now=joined.state, bought=bought)
    told = rows.group_by("before", "now").agg(buyers=rows.count(), bought=rows.bought.sum())
    frame = told.to_pandas()
    order = {name: n for n, name in enumerate(_FROM)}
    return frame.sort_values(
        ["before", "now"], key=lambda c: c.map(order), ignore_index=True
    ).astype({"buyers": int, "bought": int})


def history(seen: Seen, own: Rhythm, months: int = 12) -> pd.DataFrame:
    """One row per month × state at its start: buyers, and those who bought within the month.

    The months are the period and up to `months` before it, so far back as the longest threshold
    still fits into the data. Sorted by month and state.
    """
    spans, month = [], seen.period
    while len(spans) <= months and (month.start - seen.watched.start).days > own.silent:
        spans.append((month.name, month.previous().last, min(month.last, seen.as_of)))
        month = month.previous()
    if not spans:
        return pd.DataFrame(columns=["month", "state", "buyers", "bought"])
    names, starts, ends = zip(*spans, strict=True)
    steps = ibis.memtable({"month": names, "start": starts, "finish": ends})
    v = seen.visits
    last = v.cross_join(steps).filter(
        lambda t: (t.day <= t.start) & (t.next_day.isnull() | (t.next_day > t.start))
    )
    since = last.start.delta(last.day, unit="day")
    bought = (last.next_day <= last.finish).fill_null(False).cast("int64")
    rows = last.select("month", state=_state(since, last, own), bought=bought)
    told = rows.group_by("month", "state").agg(buyers=rows.count(), bought=rows.bought.sum())
    frame = told.order_by("month", "state").to_pandas()
    return frame.astype({"buyers": int, "bought": int})


def counts(moved: pd.DataFrame) -> pd.DataFrame:
    """One row per state: buyers at the end and at the start of the period, in the states' order."""
    now = moved.groupby("now")["buyers"].sum()
    then = moved[moved["before"] != NOBODY].groupby("before")["buyers"].sum()
    rows = [(s, int(now.get(s, 0)), int(then.get(s, 0))) for s in STATES]
    return pd.DataFrame(rows, columns=["state", "value", "baseline"])


def change_of_active(moved: pd.DataFrame) -> dict[str, int]:
    """Why the number of buyers in rhythm changed: the parts add up to the change exactly."""
    is_live, was_live = moved["now"].isin(LIVE), moved["before"].isin(LIVE)

    def people(rows: pd.Series) -> int:
        return int(moved.loc[rows, "buyers"].sum())

    return {
        "new": people(is_live & (moved["before"] == NOBODY)),
        "returned": people(is_live & (moved["before"] == "at_risk")),
        "woken": people(is_live & moved["before"].isin(["silent", "lost"])),
        "lapsed": -people(~is_live & was_live),
    }


_EFFECTS = {
    "new": Text("新客", "new buyers"),
    "returned": Text("风险客回来", "back from at risk"),
    "woken": Text("沉默/流失客唤回", "woken from silent or lost"),
    "lapsed": Text("过了节奏没再来", "lapsed"),
}


def states_exhibit(moved: pd.DataFrame, seen: Seen, own: Rhythm) -> Exhibit:
    table = counts(moved)
    table["label"] = [STATES[s] for s in table["state"]]
    table.loc[table["value"] < SMALLEST_CELL, ["value"]] = float("nan")
    table["value"] = table["value"].astype(float)
    table["baseline"] = table["baseline"].astype(float).where(table["baseline"] >= SMALLEST_CELL)
    live = int(moved.loc[moved["now"].isin(LIVE), "buyers"].sum())
    return Exhibit(
        table,
        Text(
            zh=f"{spelled(live)} 人还在购买节奏里",
            en=f"{spelled(live)} buyers are in rhythm",
        ),
        _until(seen, Text("各状态的买家数", "buyers by state")),
        SOURCE,
        options={"unit": "people"},
    )


def matrix_exhibit(moved: pd.DataFrame, seen: Seen) -> Exhibit:
    """Who moved from which state to which; cells under ten buyers are blank."""
    known = {(r.before, r.now): r.buyers for r in moved.itertuples()}
    rows = []
    for before in _FROM:
        if not any(b == before for b, _ in known):
            continue
        for now in STATES:
            cell = known.get((before, now), 0)
            few = 0 < cell < SMALLEST_CELL
            rows.append((_FROM[before], STATES[now], float("nan") if few or not cell else cell))
    table = pd.DataFrame(rows, columns=["row", "column", "value"])
    stayed = moved[(moved["before"] != NOBODY) & (moved["before"] == moved["now"])]["buyers"].sum()
    whole = moved[moved["before"] != NOBODY]["buyers"].sum()
    if not whole:
        return Exhibit.absent(
            Text("期初之前没有买家，谈不上流转", "nobody had bought before the period")
        )
    return Exhibit(
        table,
        Text(
            zh=f"{stayed / whole:.0%} 的老买家状态没变",
            en=f"{stayed / whole:.0%} of earlier buyers kept their state",
        ),
        _until(seen, Text("行：期初状态，列：期末状态（人）", "rows: at the start; columns: now")),
        SOURCE,
        options={"unit": "people"},
    )


def flow_exhibit(moved: pd.DataFrame, seen: Seen) -> Exhibit:
    """The same moves as a picture of flows, silent and lost in the background."""
    rows = [
        (_FROM[r.before], STATES[r.now], r.buyers)
        for r in moved.itertuples()
        if r.buyers >= SMALLEST_CELL and (r.before, r.now) != ("lost", "lost")
    ]
    if not rows:
        return Exhibit.absent(Text("人数太少，画不出流向", "too few buyers to draw flows"))
    gone = moved[moved["before"].isin(LIVE) & (moved["now"] == "at_risk")]["buyers"].sum()
    return Exhibit(
        pd.DataFrame(rows, columns=["source", "target", "value"]),
        Text(
            zh=f"{spelled(int(gone))} 人从活跃滑到有流失风险",
            en=f"{spelled(int(gone))} slipped from active to at risk",
        ),
        _until(seen, Text("左：期初状态，右：期末状态；一直流失的、少于 10 人的流向不画",
                          "left: at the start, right: now; not drawn: lost all along, below 10")),
        SOURCE,
        options={"unit": "people"},
    )  # fmt: skip


def bridge_exhibit(moved: pd.DataFrame, seen: Seen) -> Exhibit:
    """From the buyers in rhythm at the start to those at the end."""
    parts = change_of_active(moved)
    start = int(moved.loc[moved["before"].isin(LIVE), "buyers"].sum())
    end = start + sum(parts.values())
    return Exhibit(
        pd.DataFrame({"label": [_EFFECTS[n] for n in parts], "effect": list(parts.values())}),
        Text(
            zh=f"活跃买家 {signed(end - start, 'people')}",
            en=f"Buyers in rhythm {signed(end - start, 'people')}",
        ),
        _until(seen, Text("新客 + 回来的 − 过了节奏没再来的", "new + returned − lapsed")),
        SOURCE,
        options={
            "start": (Text("期初", "at the start"), start),
            "end": (Text("期末", "at the end"), end),
            "unit": "people",
        },
    )


def _until(seen: Seen, measure: Text) -> Text:
    return Text(
        zh=f"{measure.zh}，{seen.before} 到 {seen.as_of}",
        en=f"{measure.en}, {seen.before} to {seen.as_of}",
    )
