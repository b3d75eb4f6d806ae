"""Whether a cohort comes back as cohorts of this shop do: found, sized and dated.

A cohort is judged once its youngest buyer has been watched for 90 days; younger ones by 60 or
30 days, as an early sign. By what an odd cohort differs is left to `origins`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
from scipy import stats

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.lifecycle.outlying import LEAST_OTHERS, Like, outlying
from fupan.analysis.lifecycle.seen import NOTEBOOK, SMALLEST_CELL, SOURCE, Seen
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.units import spelled
from fupan.ground.words import amount_text, points, rate

HORIZONS = (90, 60, 30)  # days; the longest that a cohort has completed is the one it is judged by
_LOOKED_BACK = 24  # months; what is older is history
_LEAST_SIZE = 30  # first buyers below which a rate says nothing


@dataclass(frozen=True)
class Returned:
    """One cohort's return within `horizon` days, against the other cohorts of the shop."""

    cohort: Period
    horizon: int
    size: int
    back: int
    like: Like
    each: float  # what a buyer who came back spent within the horizon, in the other cohorts


def counted(seen: Seen) -> pd.DataFrame:
    """One row per cohort: first buyers, and per horizon who came back and what they spent.

    Columns cohort, size, back_<n>, spend_<n>; cells that have not matured are empty.
    """
    v = seen.visits
    age = v.day.delta(v.first_day, unit="day")
    again = v.turn > 1
    figures = {"size": (v.turn == 1).cast("int64").sum()}
    for days in HORIZONS:
        inside = again & (age <= days)
        figures[f"back_{days}"] = (inside & (v.turn == 2)).cast("int64").sum()
        figures[f"spend_{days}"] = v.paid.cast("float64").sum(where=inside)
    told = v.group_by(cohort=v.first_day.strftime("%Y-%m")).agg(**figures)
    frame = told.order_by("cohort").to_pandas()
    for days in HORIZONS:
        young = [not is_mature(c, days, seen) for c in frame["cohort"]]
        columns = [f"back_{days}", f"spend_{days}"]
        frame[columns] = frame[columns].astype(float).fillna({f"spend_{days}": 0.0})
        frame.loc[young, columns] = float("nan")
    return frame


def is_mature(cohort: str, days: int, seen: Seen) -> bool:
    """Whether every buyer of the month has been watched for so many days."""
    return Period.parse(cohort).last + timedelta(days=days) <= seen.as_of


def judged(table: pd.DataFrame, seen: Seen) -> list[Returned]:
    """Each cohort with its longest mature horizon, judged by the cohorts that completed it too.

    The month in which the data begin is left out: its first buyers are old ones in part.
    """
    table = table[(table["size"] >= _LEAST_SIZE)]
    table = table[table["cohort"] > f"{seen.watched.start:%Y-%m}"].tail(_LOOKED_BACK)
    done: set[str] = set()
    found = []
    for days in HORIZONS:
        rows = table[table[f"back_{days}"].notna()]
        likes = outlying(rows[f"back_{days}"], rows["size"])
        for row, like in zip(rows.to_dict("records"), likes, strict=True):
            if row["cohort"] in done or like is None:
                continue
            done.add(row["cohort"])
            others = rows[rows["cohort"] != row["cohort"]]
            back = float(others[f"back_{days}"].sum())
            each = float(others[f"spend_{days}"].sum()) / back if back else float("nan")
            found.append(
                Returned(
                    Period.parse(row["cohort"]),
                    days,
                    int(row["size"]),
                    int(row[f"back_{days}"]),
                    like,
                    each,
                )
            )
    return sorted(found, key=lambda one: one.cohort)


def return_findings(cohorts: list[Returned], origins: dict[str, Text], seen: Seen) -> list[Finding]:
    """One finding per cohort whose return is not like the others'."""
    return [_finding(one, origins.get(one.cohort.name), seen) for one in cohorts if one.like.is_off]


def missed(one: Returned) -> tuple[float, float, float]:
    """Money made or missed within the horizon, and its range: buyers × change × spend."""
    like = one.like
    back = like.expected
    noise = (
        one.size * like.value * (1 - like.value) + (one.size * back * (1 - back) * like.spread) ** 2
    )
    gap = one.size * (like.value - back) * one.each
    wide = 1.96 * np.sqrt(noise) * one.each
    return gap, gap - wide, gap + wide


def value_range(one: Returned) -> tuple[float, float]:
    """The 95 % range of the rate itself (Wilson 1927)."""
    found = stats.binomtest(one.back, one.size).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def _finding(one: Returned, origin: Text | None, seen: Seen) -> Finding:
    like, less, month = one.like, one.like.value < one.like.expected, one.cohort.label
    gap, low, high = missed(one)
    bottom, top = value_range(one)
    return Finding(
        id="",
        notebook=NOTEBOOK,
        kind="change",
        metric=f"repeat_rate_{one.horizon}d",
        subject_kind="cohort",
        subject=one.cohort.name,
        value=like.value,
        baseline=like.expected,
        change=like.value - like.expected,
        unit="rate",
        impact=gap,
        impact_low=low,
        impact_high=high,
        low=bottom,
        high=top,
        since=str(one.cohort.start),
        confidence=round(1 - like.p_value, 3),
        method="cohort against the shop's other cohorts, spread between cohorts allowed for",
        title=Text(
            zh=f"{month.zh}首购的人{'不大' if less else '更'}爱回来",
            en=f"First buyers of {month.en} return {'less' if less else 'more'}",
        ),
        statement=_statement(one, gap, seen),
        evidence=tuple(_evidence(one, origin)),
        action=_action(month, less),
        caveat=Text(
            zh="和本店其他月份的首购买家相比：说明这批人不一样，还没有证明原因；"
            "季节没有扣除，首购后正赶上旺季的人本来就更容易再来",
            en="Against the shop's other cohorts: these buyers differ, why is not proven; the "
            "season is not taken off, and who starts before a peak returns more readily",
        ),
    )


def _statement(one: Returned, gap: float, seen: Seen) -> Text:
    like, days, month = one.like, one.horizon, one.cohort.label
    money = amount_text(abs(gap), seen.shop.currency)
    size = spelled(one.size, "people")
    early = days < HORIZONS[0]
    zh, en = (points(like.value - like.expected, lang=lang) for lang in ("zh", "en"))
    return Text(
        zh=f"{month.zh}首购的 {size} 人，{days} 天内再来买的占 {rate(like.value)}，按其他月份应有 "
        f"{rate(like.expected)}（正常范围 {rate(like.low)}–{rate(like.high)}），差 {zh}，"
        f"{days} 天里约{'少' if gap < 0 else '多'}成交 {money.zh}"
        f"{'；还没满 90 天，先当早期信号看' if early else ''}。",
        en=f"Of the {size} first buyers of {month.en}, {rate(like.value)} bought again within "
        f"{days} days where other cohorts lead one to expect {rate(like.expected)} (normal range "
        f"{rate(like.low)}–{rate(like.high)}): {en}, worth about {money.en} "
        f"{'lost' if gap < 0 else 'gained'} in those days"
        f"{'; 90 days are not over, take it as an early sign' if early else ''}.",
    )


def _evidence(one: Returned, origin: Text | None) -> list[Evidence]:
    each = spelled(one.each, "money")
    facts = [
        Evidence(
            Text(
                zh=f"{one.size} 人里 {one.back} 人再购；"
                f"其他月份回来的人 {one.horizon} 天里人均再花 {each}",
                en=f"{one.back} of {one.size} came back; in other cohorts who comes back spends "
                f"{each} more within {one.horizon} days",
            ),
            "orders",
            float(one.back),
        )
    ]
    return [*facts, *([Evidence(origin, "orders")] if origin else [])]


def _action(month: Text, less: bool) -> Text:
    if less:
        return Text(
            zh=f"查{month.zh}拉新靠什么（渠道、引流款、折扣），同样的打法先停；"
            "对这批人做一次小样本唤醒，留一组不发作对照",
            en=f"Find what won the buyers of {month.en} (channel, lead-in goods, discount) and "
            "pause it; wake a sample of them and keep a group unaddressed for comparison",
        )
    return Text(
        zh=f"查{month.zh}的新客从哪来、首单买了什么，能复制就加预算",
        en=f"Find where the buyers of {month.en} came from and what they bought first; repeat it",
    )


def returns_exhibit(table: pd.DataFrame, cohorts: list[Returned]) -> Exhibit:
    """Each cohort's 90-day return in its normal range; young cohorts stay blank."""
    known = {one.cohort.name: one for one in cohorts if one.horizon == HORIZONS[0]}
    rows = []
    for row in table.tail(18).to_dict("records"):
        one, size = known.get(row["cohort"]), row["size"]
        value = row["back_90"] / size if size >= SMALLEST_CELL else float("nan")
        rows.append({
            "day": row["cohort"][2:], "cohort": row["cohort"], "size": size, "value": value,
            "low": one.like.low if one else float("nan"),
            "high": one.like.high if one else float("nan"),
            "is_off": bool(one and one.like.is_off),
        })  # fmt: skip
    frame = pd.DataFrame(rows)
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


def unjudged(table: pd.DataFrame, cohorts: list[Returned]) -> Text | None:
    """Why no cohort could be judged, where none could."""
    if cohorts:
        return None
    full = int(table["back_30"].notna().sum()) if len(table) else 0
    return Text(
        zh=f"观察满 30 天的首购月份只有 {full} 个（至少要 {LEAST_OTHERS + 2} 个，每个不少于 "
        f"{_LEAST_SIZE} 人），还不能判断哪批新客不一样",
        en=f"Only {full} cohorts have been watched for 30 days ({LEAST_OTHERS + 2} of at least "
        f"{_LEAST_SIZE} buyers are needed), so none can be called different",
    )
