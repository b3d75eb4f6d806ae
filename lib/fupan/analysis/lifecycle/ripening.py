"""How much of its 90 days each cohort has been watched, and so how many have come back for it.

A young cohort is held against complete ones cut at the same age (the chain ladder of insurers'
claims), so that it need not be waited for. Judging is left to `returns`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from fupan.analysis.lifecycle.seen import Seen
from fupan.ground.periods import Period

WINDOW = 90  # days after the first purchase
LEAST_SEEN = 0.35  # a cohort of whose returns less has been seen is not projected
_LEAST_COMPLETE = 3  # cohorts from which the pace is learnt
_LEAST_SHAPE = 0.1  # logits, times what is unseen: cohorts do not all come back at one pace


@dataclass(frozen=True)
class _Pace:
    """The share of a 90-day return that has come by some age, and its variance in logits."""

    share: float
    shape: float


def ripened(seen: Seen) -> pd.DataFrame:
    """One row per cohort that is over: size, back (within 90 days, so far), effective, seen, shape.

    `seen` is the share of the cohort's return that should have come by now; `effective` are its
    first buyers times that share, so back ÷ effective is the 90-day return, projected where
    `seen` is below 1. `shape` is the variance in logits of that projection beyond chance.
    """
    waits = _waits(seen)
    whole = {c.name: waits[waits["cohort"] == c.name] for c in seen.cohorts if c.last <= seen.as_of}
    whole = {name: part for name, part in whole.items() if len(part)}
    done = {
        name: part
        for name, part in whole.items()
        if Period.parse(name).last + timedelta(days=WINDOW) <= seen.as_of
    }
    told = []
    for name, part in whole.items():
        pace = _Pace(1.0, 0.0)
        if name not in done:
            pace = _pace(done, (seen.as_of - Period.parse(name).last).days)
        size = float(part["buyers"].sum())
        told.append(
            (name, size, _back(part, seen.as_of), size * pace.share, pace.share, pace.shape)
        )
    frame = pd.DataFrame(told, columns=["cohort", "size", "back", "effective", "seen", "shape"])
    return frame[frame["seen"] >= LEAST_SEEN].reset_index(drop=True)


def _waits(seen: Seen) -> pd.DataFrame:
    """One row per first day × wait up to 90 days (empty: none so far): cohort and buyers."""
    v = seen.visits.filter(seen.visits.turn == 1)
    wait = v.next_day.delta(v.day, unit="day")
    rows = v.select("day", wait=(wait <= WINDOW).ifelse(wait, None))
    told = rows.group_by("day", "wait").agg(buyers=rows.count()).order_by("day", "wait")
    frame = told.to_pandas()
    frame["day"] = pd.to_datetime(frame["day"])
    return frame.assign(cohort=frame["day"].dt.strftime("%Y-%m"), wait=frame["wait"].astype(float))


def _back(part: pd.DataFrame, end: date) -> float:
    """The buyers of a cohort who were back by a day."""
    watched = (pd.Timestamp(end) - part["day"]).dt.days
    return float(part.loc[part["wait"] <= watched, "buyers"].sum())


def _pace(done: dict[str, pd.DataFrame], after: int) -> _Pace:
    """What complete cohorts had shown of their return so many days after the month's end."""
    early, final = [], []
    for name, part in done.items():
        early.append(_back(part, Period.parse(name).last + timedelta(days=after)))
        final.append(float(part.loc[part["wait"].notna(), "buyers"].sum()))
    if len(done) < _LEAST_COMPLETE or not sum(final):
        return _Pace(0.0, 0.0)
    share = min(sum(early) / sum(final), 1.0)
    floor = (_LEAST_SHAPE * (1 - share)) ** 2
    top, bottom = np.array(early) + 0.5, np.array(final) + 0.5
    off = np.log(top / bottom)
    wide = 1.4826 * float(np.median(np.abs(off - np.median(off))))
    return _Pace(share, max(wide**2 - float(np.median(1 / top - 1 / bottom)), floor))
