"""RFM: how recently, how often and for how much each buyer bought in the last 365 days.

Recency and money are scored by the shop's own quintiles, frequency by rule (1, 2, 3, 4, 5 and
more days), because most buyers bought once and quintiles of that cannot be drawn.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from fupan.analysis.lifecycle.listing import write_list
from fupan.analysis.lifecycle.seen import SMALLEST_CELL, SOURCE, Seen, demand
from fupan.analysis.review import Exhibit
from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import share
from fupan.store import Shop

if TYPE_CHECKING:
    from ibis.expr.types import IntegerValue, Table

WINDOW_DAYS = 365
_HIGH_R, _HIGH_F, _HIGH_M = 4, 2, 4  # scores from which a buyer counts as recent, frequent, big
# The eight groups of Chinese CRM practice, by (recent, frequent, big).
SEGMENTS: dict[str, tuple[Text, Text]] = {
    "champions": (Text("重要价值", "champions"),
                  Text("新品先给他们看，请评价、请带新", "early access, ask for referrals")),
    "big_once": (Text("重要发展", "big spenders, once"),
                 Text("首购后按节奏推搭配品，促第二单", "offer what goes with it: second order")),
    "keep": (Text("重要保持", "valuable, slipping"),
             Text("专属客服 + 到期提醒，别等沉默", "personal reminder before they fall silent")),
    "rescue": (Text("重要挽留", "big spenders, gone"),
               Text("一次高价值唤回，留对照组", "one strong offer, with a control group")),
    "loyal_small": (Text("一般价值", "frequent, small"),
                    Text("满减、组合装，提客单", "bundles and thresholds to lift the basket")),
    "newcomers": (Text("一般发展", "newcomers"),
                  Text("首购关怀 + 第二单券", "welcome and second-order coupon")),
    "small_slipping": (Text("一般保持", "small, slipping"),
                       Text("低成本触达，随大促带一下", "cheap contact with promotions")),
    "dormant": (Text("一般挽留", "dormant"),
                Text("不单独花钱，只进大促名单", "no spend of their own")),
}  # fmt: skip


def scores(visits: Table, on: date, cuts: pd.Series | None = None) -> Table:
    """One row per buyer of the 365 days up to `on`: recency, frequency, money, r, f, m, segment.

    `cuts` are the limits between scores, by default those of these very buyers.
    """
    first = ibis.literal(on - timedelta(days=WINDOW_DAYS - 1))
    inside = visits.filter(visits.day >= first, visits.day <= ibis.literal(on))
    each = inside.group_by("buyer_id").agg(
        last=inside.day.max(), frequency=inside.count(), money=inside.net.sum().cast("float64")
    )
    each = each.mutate(recency=ibis.literal(on).delta(each["last"], unit="day"))
    if cuts is None:
        cuts = limits(each)
    scored = each.mutate(
        r=6 - _score(each.recency, cuts, "recency"),
        f=ibis.least(each.frequency, 5),
        m=_score(each.money, cuts, "money"),
    )
    recent, often, big = scored.r >= _HIGH_R, scored.f >= _HIGH_F, scored.m >= _HIGH_M
    segment = ibis.cases(
        (recent & often & big, "champions"),
        (recent & big, "big_once"),
        (often & big, "keep"),
        (big, "rescue"),
        (recent & often, "loyal_small"),
        (recent, "newcomers"),
        (often, "small_slipping"),
        else_="dormant",
    )
    return scored.mutate(segment=segment).drop("last")


def limits(each: Table) -> pd.Series:
    """The quintile limits of recency and money; ties fall on one side whatever the row order."""
    shares = (0.2, 0.4, 0.6, 0.8)
    figures = {
        f"{name}_{n}": each[name].quantile(part)
        for name in ("recency", "money")
        for n, part in enumerate(shares)
    }
    return each.agg(**figures).to_pandas().iloc[0].astype(float)


def _score(value: ibis.Value, cuts: pd.Series, name: str) -> IntegerValue:
    limit = [float(cuts[f"{name}_{n}"]) for n in range(4)]
    return ibis.cases(
        (value <= limit[0], 1),
        (value <= limit[1], 2),
        (value <= limit[2], 3),
        (value <= limit[3], 4),
        else_=5,
    )


def segments(seen: Seen) -> pd.DataFrame:
    """One row per segment: size, money, movement since the period's start, and the next month.

    Columns segment, buyers, money, baseline (buyers at the start, same limits), returned (share
    of those that bought in the period), spend (what each of these paid).
    """
    now = scores(seen.visits, seen.as_of).cache()
    cuts = limits(now)
    told = now.group_by("segment").agg(buyers=now.count(), money=now.money.sum())
    frame = told.to_pandas().set_index("segment").reindex(list(SEGMENTS)).fillna(0.0)
    then = scores(seen.visits, seen.before, cuts)
    v = seen.visits
    month = v.filter(v.day > ibis.literal(seen.before), v.day <= ibis.literal(seen.as_of))
    paid = month.group_by("buyer_id").agg(paid=month.paid.sum().cast("float64"))
    joined = then.left_join(paid, "buyer_id")
    before = (
        joined.group_by("segment")
        .agg(baseline=joined.count(), back=joined.paid.count(), paid=joined.paid.sum())
        .to_pandas()
        .set_index("segment")
        .reindex(list(SEGMENTS))
    )
    known = before["baseline"].fillna(0) > 0
    frame["baseline"] = before["baseline"].fillna(0.0)
    frame["returned"] = (before["back"] / before["baseline"]).where(known).astype(float)
    frame["spend"] = (before["paid"] / before["back"].where(before["back"] > 0)).astype(float)
    return frame.reset_index()


def segments_exhibit(told: pd.DataFrame, seen: Seen) -> Exhibit:
    """One row per segment with its action and the size of what that action can bring."""
    told = told[told["buyers"] >= SMALLEST_CELL]
    if told.empty:
        return Exhibit.absent(Text("买家太少，分不了层", "too few buyers to be segmented"))
    whole = float(told["money"].sum())
    rows = [
        {
            "label": SEGMENTS[row["segment"]][0],
            "buyers": row["buyers"],
            "moved": row["buyers"] / row["baseline"] - 1 if row["baseline"] else None,
            "part": row["money"] / whole if whole else None,
            "returned": row["returned"],
            "expected": _expected(row),
            "extra": _extra(row),
            "action": SEGMENTS[row["segment"]][1],
        }
        for row in told.to_dict("records")
    ]
    best = told[told["segment"] == "champions"]
    part = float(best["money"].sum()) / whole if whole else 0.0
    people = float(best["buyers"].sum()) / float(told["buyers"].sum())
    return Exhibit(
        pd.DataFrame(rows),
        Text(
            zh=f"{share(people)} 的重要价值客贡献 {share(part)}",
            en=f"Champions: {share(people)} of buyers, {share(part)} of money",
        ),
        Text("近 365 天买过的人，按最近、频次、金额分层", "buyers of the last 365 days by RFM"),
        SOURCE,
        options={
            "labels": {
                "label": Text("人群", "Segment"),
                "buyers": Text("人数", "Buyers"),
                "moved": Text("人数比期初", "Buyers, change"),
                "part": Text("金额占比", "Money"),
                "returned": Text("本期自然回购", "Bought"),
                "expected": Text("下期预计来买", "Expected"),
                "extra": Text("多唤回 1% 值", "+1 % brings"),
                "action": Text("怎么做", "What to do"),
            },
            "units": {"buyers": "people", "moved": "growth", "part": "share",
                      "returned": "rate", "expected": "people", "extra": "money"},
        },
    )  # fmt: skip


def _expected(row: dict[str, float]) -> float | None:
    return row["buyers"] * row["returned"] if row["returned"] == row["returned"] else None


def _extra(row: dict[str, float]) -> float | None:
    return row["buyers"] * 0.01 * row["spend"] if row["spend"] == row["spend"] else None


def find_segment(name: str) -> str:
    """The segment of this name, in English, Chinese or as it is stored."""
    for segment, (title, _) in SEGMENTS.items():
        if name.strip().casefold() in (segment, title.zh, title.en):
            return segment
    hint = suggestion(name, [*SEGMENTS, *(title.zh for title, _ in SEGMENTS.values())])
    both = listed(f"{segment} {title.zh}" for segment, (title, _) in SEGMENTS.items())
    raise WrongUse(
        Text(
            zh=f"没有人群 {name!r}。{hint.zh}有：{both}。",
            en=f"There is no segment {name!r}.{hint.en} There are: {both}.",
        )
    )


def export_segment(shop: Shop, period: Period, segment: str, path: str | Path) -> int:
    """Writes the pseudonymous ids of one segment as CSV for the CRM; returns how many.

    One row per buyer, by id: buyer_id, recency, frequency, money, r, f, m. An existing file is
    replaced. The ids are the keyed hashes made at import; names never were in the store.
    """
    segment = find_segment(segment)
    seen = demand(shop, period)
    scored = scores(seen.visits, seen.as_of)
    chosen = scored.filter(scored.segment == segment).order_by("buyer_id")
    frame = chosen.select(
        "buyer_id", "recency", "frequency", "money", "r", "f", "m"
    ).to_pandas()  # fmt: skip
    return write_list(frame, path)
