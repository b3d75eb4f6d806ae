"""Whether a cohort comes back as cohorts of this shop do.

Judged is the 90-day return; of a young cohort, what it comes to by the pace of the others
(`ripening`). What is said of an odd one is left to `odd_cohorts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
from scipy import stats

from fupan.analysis.lifecycle.outlying import LEAST_OTHERS, Like, outlying
from fupan.analysis.lifecycle.ripening import WINDOW
from fupan.analysis.lifecycle.seen import SMALLEST_CELL, SOURCE, Seen, shown_rate
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period

HORIZONS = (7, 30, 60, 90, 180, 360)  # days after the first purchase
_LOOKED_BACK = 24  # months; what is older is history
_LEAST_SIZE = 30  # first buyers below which a rate says nothing


@dataclass(frozen=True)
class Returned:
    """One cohort's return within 90 days, against the other cohorts of the shop."""

    cohort: Period
    size: int
    back: int  # so far
    seen: float  # the share of the cohort's 90-day return that has been watched
    effective: float  # buyers worth of 90 days watched
    shape: float  # variance in logits of the projection to 90 days
    like: Like
    each: float  # what a buyer who came back spent within 90 days, in the other cohorts
    again: float  # and on how many days

    @property
    def error(self) -> float:
        """The standard error of the cohort's own rate."""
        rate = max(self.like.value, 0.5 / self.effective)
        own = rate * (1 - rate)
        return float(np.sqrt(max(own, 0.0) / self.effective + own**2 * self.shape))

    @property
    def gap_error(self) -> float:
        """The standard error of the rate less what the other cohorts lead one to expect."""
        usual = self.like.expected
        return float(np.hypot(self.error, usual * (1 - usual) * self.like.spread))

    @property
    def range(self) -> tuple[float, float]:
        """The 95 % range of the rate: Wilson's (1927) once 90 days are over."""
        if self.seen >= 1:
            found = stats.binomtest(self.back, self.size).proportion_ci(method="wilson")
            return float(found.low), float(found.high)
        return max(self.like.value - 1.96 * self.error, 0.0), self.like.value + 1.96 * self.error


def counted(seen: Seen) -> pd.DataFrame:
    """One row per cohort: first buyers, and per horizon who came back and what they spent.

    Columns cohort, size, back_<n>, again_<n> (purchases), spend_<n>; cells that have not matured
    are empty.
    """
    v = seen.visits
    age = v.day.delta(v.first_day, unit="day")
    again = v.turn > 1
    figures = {"size": (v.turn == 1).cast("int64").sum()}
    for days in HORIZONS:
        inside = again & (age <= days)
        figures[f"back_{days}"] = (inside & (v.turn == 2)).cast("int64").sum()
        figures[f"again_{days}"] = inside.cast("int64").sum()
        figures[f"spend_{days}"] = v.paid.cast("float64").sum(where=inside)
    told = v.group_by(cohort=v.first_day.strftime("%Y-%m")).agg(**figures)
    frame = told.order_by("cohort").to_pandas()
    for days in HORIZONS:
        young = [not is_mature(c, days, seen) for c in frame["cohort"]]
        columns = [f"back_{days}", f"again_{days}", f"spend_{days}"]
        frame[columns] = frame[columns].astype(float).fillna({f"spend_{days}": 0.0})
        frame.loc[young, columns] = float("nan")
    return frame


def is_mature(cohort: str, days: int, seen: Seen) -> bool:
    """Whether every buyer of the month has been watched for so many days."""
    return Period.parse(cohort).last + timedelta(days=days) <= seen.as_of


def judged(ripe: pd.DataFrame, table: pd.DataFrame, seen: Seen) -> list[Returned]:
    """Each cohort's 90-day return, as far as it has been watched, judged by the other cohorts.

    In the month in which the data begin part of the first buyers are old ones, who return more:
    that month judges nobody, and can itself only be found to return less.
    """
    ripe = ripe[ripe["size"] >= _LEAST_SIZE].tail(_LOOKED_BACK).reset_index(drop=True)
    begins = ripe["cohort"] == f"{seen.watched.start:%Y-%m}"
    whole = _likes(ripe)
    likes = dict(zip(ripe.loc[~begins, "cohort"], _likes(ripe[~begins]), strict=True))
    likes |= {
        name: one
        for name, one in zip(ripe["cohort"], whole, strict=True)
        if name not in likes and one is not None and one.is_off and one.value < one.expected
    }
    return [
        _returned(row, like, table)
        for _, row in ripe.iterrows()
        if (like := likes.get(row["cohort"])) is not None
    ]


def _likes(ripe: pd.DataFrame) -> list[Like | None]:
    return outlying(ripe["back"], ripe["effective"], ripe["shape"])


def _returned(row: pd.Series, like: Like, table: pd.DataFrame) -> Returned:
    others = table[table["cohort"] != row["cohort"]]
    back = float(others["back_90"].sum())
    each = float(others["spend_90"].sum()) / back if back else float("nan")
    again = float(others["again_90"].sum()) / back if back else float("nan")
    return Returned(
        Period.parse(row["cohort"]), int(row["size"]), int(row["back"]), float(row["seen"]),
        float(row["effective"]), float(row["shape"]), like, each, again,
    )  # fmt: skip


def returns_exhibit(table: pd.DataFrame, cohorts: list[Returned]) -> Exhibit:
    """Each cohort's 90-day return in its normal range; young cohorts stay blank."""
    known = {one.cohort.name: one for one in cohorts if one.seen >= 1}
    rows = []
    for row in table.tail(18).to_dict("records"):
        one, size = known.get(row["cohort"]), row["size"]
        value = shown_rate(row["back_90"], size)
        rows.append({
            "day": row["cohort"][2:], "cohort": row["cohort"], "size": size, "value": value,
            "low": one.like.low if one else float("nan"),
            "high": one.like.high if one else float("nan"),
            "is_off": bool(one and one.like.is_off),
        })  # fmt: skip
    frame = pd.DataFrame(rows)
    if len(frame) and table.tail(18)["back_90"].notna().any() and not frame["value"].notna().any():
        return Exhibit.absent(
            Text(
                f"近 {len(frame)} 批新客里，满 90 天又回来的每批不到 {SMALLEST_CELL} 人，不显示",
                f"none of the last {len(frame)} cohorts has {SMALLEST_CELL} buyers back in 90 days",
            )
        )
    if frame.empty or not frame["value"].notna().any():
        return Exhibit.absent(
            Text(
                "还没有一批新客观察满 90 天，90 天复购率算不出来",
                "no cohort has been watched for 90 days yet, so its return cannot be told",
            )
        )
    if not frame["low"].notna().any():
        frame = frame.drop(columns=["low", "high"])
    off = [one.cohort.label for one in cohorts if one.like.is_off]
    title = Text("各月新客的 90 天复购率都正常", "Every cohort's 90-day return is normal")
    if off:
        title = Text(
            zh=f"{'、'.join(t.zh for t in off[:3])}的新客回头率不寻常",
            en=f"Return is unusual for {', '.join(t.en for t in off[:3])}",
        )
    elif not known:
        title = Text("各月新客的 90 天复购率", "90-day return by cohort")
    elif ((frame["value"] < frame["low"]) | (frame["value"] > frame["high"])).any():
        title = Text(
            "各月新客的 90 天复购率没有超出碰巧", "No cohort's 90-day return is beyond chance"
        )
    return Exhibit(
        frame,
        title,
        Text(
            zh="首购后 90 天内换一天再买的人 ÷ 当月首购的人；灰带是按其他月份的正常范围",
            en="bought again within 90 days ÷ first buyers of the month; grey: as other cohorts",
        ),
        SOURCE,
        options={"unit": "rate", "labels": (Text("90 天复购率", "90-day return"), Text("", ""))},
    )


def unjudged(ripe: pd.DataFrame, cohorts: list[Returned]) -> Text | None:
    """Why no cohort could be judged, where none could."""
    if cohorts:
        return None
    enough = int((ripe["size"] >= _LEAST_SIZE).sum())
    return Text(
        zh=f"能看的首购月份只有 {enough} 个（至少要 {LEAST_OTHERS + 2} 个，每个不少于 "
        f"{_LEAST_SIZE} 人，并且最早的满 {WINDOW} 天），还不能判断哪批新客不一样",
        en=f"Only {enough} cohorts have been watched long enough ({LEAST_OTHERS + 2} of at "
        f"least {_LEAST_SIZE} buyers are needed, the oldest for {WINDOW} days), so none can be "
        "called different",
    )
