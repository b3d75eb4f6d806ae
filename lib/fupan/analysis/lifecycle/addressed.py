"""Whom the shop addressed in the period, and whether more of them bought than of those left out.

Only a group left out by chance proves an effect; without one the share that bought is told, and
nothing is claimed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import ibis
import pandas as pd

from fupan.analysis.experiment import ab_counts
from fupan.analysis.lifecycle.rhythm import Rhythm
from fupan.analysis.lifecycle.seen import SMALLEST_CELL, SOURCE, Seen
from fupan.analysis.lifecycle.states import standing
from fupan.analysis.lifecycle.waking import SLEEPING
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.words import points

if TYPE_CHECKING:
    from ibis.expr.types import Table

KINDS = ("private", "email", "coupon")  # campaigns that speak to buyers whom the shop knows


def addressed(seen: Seen, own: Rhythm) -> pd.DataFrame:
    """One row per campaign of the period that addressed known buyers, by its first day.

    Columns campaign_id, title, people, sleeping (of these, at risk, silent or lost when it
    began), bought and slept_bought (within its days), left_out, left_bought; empty without a list
    of buyers: then `bought` are the buyers of its orders and `slept_bought` those who had slept.
    """
    rows = [_one(row, seen, own) for row in _campaigns(seen).to_dict("records")]
    columns = ["campaign_id", "title", "people", "sleeping", "bought", "slept_bought", "left_out",
               "left_bought"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _campaigns(seen: Seen) -> pd.DataFrame:
    if not seen.shop.has("campaigns"):
        return pd.DataFrame(columns=["campaign_id", "title", "kind", "starts_on", "ends_on"])
    told = seen.shop.campaigns
    told = told.filter(
        told.starts_on <= ibis.literal(seen.as_of),
        told.ends_on >= ibis.literal(seen.period.start),
        told.starts_on > ibis.literal(seen.watched.start),
    )
    told = told.select("campaign_id", "title", "kind", "starts_on", "ends_on")
    frame = told.order_by("starts_on", "campaign_id").to_pandas()
    listed = frame["campaign_id"].isin(_listed(seen))
    return frame[listed | frame["kind"].isin(KINDS)]


def _listed(seen: Seen) -> set[str]:
    if not seen.shop.has("campaign_buyers"):
        return set()
    marks = seen.shop.campaign_buyers.select("campaign_id").distinct()
    return set(marks.to_pandas()["campaign_id"])


def _one(row: dict[str, object], seen: Seen, own: Rhythm) -> dict[str, object]:
    start, end = pd.Timestamp(row["starts_on"]).date(), pd.Timestamp(row["ends_on"]).date()
    v = seen.visits
    inside = v.filter(v.day >= ibis.literal(start), v.day <= ibis.literal(min(end, seen.as_of)))
    came = inside.select("buyer_id").distinct().mutate(came=ibis.literal(1))
    stood = standing(v, start - timedelta(days=1), own).select("buyer_id", "state")
    told = {"campaign_id": row["campaign_id"], "title": row["title"]}
    if row["campaign_id"] in _listed(seen):
        marks = seen.shop.campaign_buyers
        people = marks.filter(marks.campaign_id == row["campaign_id"]).select("buyer_id", "arm")
        counts = _counted(people, stood, came)
        sent, out = counts["arm"] != "control", counts["arm"] == "control"
        return told | {
            "people": _sum(counts[sent], "people"),
            "sleeping": _sum(counts[sent & counts["slept"]], "people"),
            "bought": _sum(counts[sent], "came"),
            "slept_bought": _sum(counts[sent & counts["slept"]], "came"),
            "left_out": _sum(counts[out], "people"),
            "left_bought": _sum(counts[out], "came"),
        }
    lines = seen.lines.filter(
        seen.lines.campaign_id == row["campaign_id"],
        seen.lines.day >= ibis.literal(start),
        seen.lines.day <= ibis.literal(min(end, seen.as_of)),
    )
    people = lines.select("buyer_id").distinct().mutate(arm=ibis.literal("treated"))
    counts = _counted(people, stood, came)
    return told | {
        "people": None, "sleeping": None, "bought": _sum(counts, "people"),
        "slept_bought": _sum(counts[counts["slept"]], "people"),
        "left_out": None, "left_bought": None,
    }  # fmt: skip


def _counted(people: Table, stood: Table, came: Table) -> pd.DataFrame:
    rows = people.left_join(stood, "buyer_id").drop("buyer_id_right")
    rows = rows.left_join(came, "buyer_id")
    told = rows.group_by(arm="arm", slept=rows.state.isin(SLEEPING).fill_null(False)).agg(
        people=rows.count(), came=rows.came.count()
    )
    return told.order_by("arm", "slept").to_pandas()


def _sum(rows: pd.DataFrame, name: str) -> int:
    return int(rows[name].sum())


def addressed_exhibit(told: pd.DataFrame, seen: Seen) -> Exhibit:
    """One row per campaign that addressed known buyers, with its effect where one can be told."""
    if told.empty:
        return Exhibit.absent(
            Text(
                "本期没有登记触达老客的活动（campaigns 表里 private、email、coupon，或 "
                "campaign_buyers 名单），看不出触达有没有用",
                "no campaign to known buyers is on record for the period (kinds private, email, "
                "coupon, or lists in campaign_buyers), so what addressing did cannot be told",
            )
        )
    rows = [_shown(row) for row in told.to_dict("records")]
    proven = [row for row in rows if row["difference"] is not None]
    title = Text("触达没留对照组，证明不了效果", "No group was left out, so no effect is proven")
    if proven:
        best = max(proven, key=lambda row: abs(row["difference"]))
        zh, en = (points(best["difference"], lang=lang) for lang in ("zh", "en"))
        unsure = best["low"] <= 0 <= best["high"]
        title = Text(
            zh=f"{best['label'].zh}：{zh}{'，看不出效果' if unsure else ''}",
            en=f"{best['label'].en}: {en}{', may be chance' if unsure else ''}",
        )
    table = pd.DataFrame(rows)
    return Exhibit(
        table.dropna(axis=1, how="all"),
        title,
        Text(
            "触达当时沉睡 = 有流失风险、沉默、流失；有随机留出的人才算得出多买",
            "asleep = at risk, silent or lost when it began; an effect needs a group left out",
        ),
        SOURCE,
        options=_COLUMNS,
    )


_LABELS = {
    "label": Text("触达", "Addressed by"),
    "people": Text("发给", "Sent to"),
    "sleeping": Text("其中沉睡的", "Of these asleep"),
    "bought": Text("期间买了", "Bought"),
    "slept_bought": Text("沉睡里买了", "Asleep, bought"),
    "share": Text("买的比例", "Share"),
    "left": Text("没发的人里", "Left out"),
    "difference": Text("多买", "Effect"),
    "low": Text("95% 下限", "95 %, low"),
    "high": Text("95% 上限", "95 %, high"),
}
_UNITS = (
    dict.fromkeys(("people", "sleeping", "bought", "slept_bought"), "people")
    | dict.fromkeys(("share", "left"), "rate")
    | dict.fromkeys(("difference", "low", "high"), "+rate")
)
_COLUMNS = {"labels": _LABELS, "units": _UNITS}


def _shown(row: dict[str, object]) -> dict[str, object]:
    shown: dict[str, object] = {
        "label": Text(str(row["title"]), str(row["title"])),
        "people": row["people"], "sleeping": row["sleeping"], "bought": row["bought"],
        "slept_bought": row["slept_bought"], "share": None, "left": None, "difference": None,
        "low": None, "high": None,
    }  # fmt: skip
    people, left = row["people"], row["left_out"]
    if pd.notna(people) and people >= SMALLEST_CELL:
        shown["share"] = row["bought"] / people
        if pd.notna(left) and left >= SMALLEST_CELL:
            found = ab_counts(
                (int(row["left_bought"]), int(left)), (int(row["bought"]), int(people))
            )
            shown |= {"left": found.control, "difference": found.difference, "low": found.low,
                      "high": found.high}  # fmt: skip
    return shown
