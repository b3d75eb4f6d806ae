"""One increment by five names: in its days, net of moved sales, after refunds, in contribution.

Readers and platforms mean different things by 增量; each is given its own name and interval.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from fupan.analysis.campaigns.people import People
from fupan.analysis.campaigns.result import Result
from fupan.analysis.campaigns.spend import Tagged
from fupan.analysis.finding import Evidence
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import amount_text, grouped

NAMES: dict[str, Text] = {
    "window": Text("活动期内多卖", "In its days"),
    "net_of_moved": Text("扣掉挪走的（主口径）", "Net of moved (headline)"),
    "after_refunds": Text("再扣退款", "After refunds"),
    "contribution": Text("多赚的贡献", "Contribution"),
    "net": Text("扣投入后净赚", "Net of spend"),
}


@dataclass(frozen=True)
class Measure:
    """One reading of the increment with its 95 % interval."""

    name: str
    value: float
    low: float
    high: float


def measures_of(result: Result, tagged: Tagged, refund_rate: float) -> list[Measure]:
    """The increment of one campaign, by all its names; empty where it could not be estimated."""
    sales, margin = result.sales, result.margin
    if not sales.is_estimated:
        return []
    low, high = sales.interval()
    found = [
        Measure("window", sales.inside, *sales.interval_inside()),
        Measure("net_of_moved", sales.increment, low, high),
    ]
    # Buyers of a campaign may send back more than usual: their own refunds count where known.
    more = (tagged.refund_rate - refund_rate) * tagged.paid if tagged.paid else 0.0
    more += result.protection
    kept = 1 - refund_rate
    found.append(Measure("after_refunds", *(kept * v - more for v in (sales.increment, low, high))))
    if margin.is_estimated:
        found.append(Measure("contribution", margin.increment, *margin.interval()))
        found.append(Measure("net", *result.net))
    return found


def measures_evidence(result: Result, tagged: Tagged, refund_rate: float, currency: str):
    """Each reading that is not the finding's own value, in words."""
    return [
        Evidence(
            Text(
                zh=f"{NAMES[m.name].zh} {_money(m.value, currency).zh}"
                f"（{_money(m.low, currency).zh} 至 {_money(m.high, currency).zh}）",
                en=f"{NAMES[m.name].en} {_money(m.value, currency).en} "
                f"({_money(m.low, currency).en} to {_money(m.high, currency).en})",
            ),
            "increments",
            m.value,
        )
        for m in measures_of(result, tagged, refund_rate)
        if m.name in ("window", "after_refunds", "contribution")
    ]


def increments(
    results: list[Result], tagged: dict[str, Tagged], refund_rate: float, period: Period
) -> Exhibit:
    """One row per campaign: each reading of its increment; `_low` and `_high` bound it."""
    rows = []
    for r in results:
        row: dict[str, object] = {"campaign": r.campaign.title}
        for m in measures_of(r, tagged[r.campaign.id], refund_rate):
            row |= {m.name: m.value, f"{m.name}_low": m.low, f"{m.name}_high": m.high}
        rows.append(row)
    held = [n for n in NAMES if any(n in row for row in rows)]
    if not held:
        return Exhibit.absent(Text("没有算得出增量的活动", "no increment could be estimated"))
    columns = [f"{n}{end}" for n in held for end in ("", "_low", "_high")]
    return Exhibit(
        pd.DataFrame(rows, columns=["campaign", *columns]),
        Text("“增量”有五种说法", "One increment, five readings"),
        Text(f"{period.label.zh}", f"{period.label.en}"),
        Text("来源：订单、活动、推广表", "Source: orders, campaigns and ads"),
        options={
            "columns": ["campaign", *held],
            "labels": {"campaign": Text("活动", "Campaign"), **NAMES},
            "units": dict.fromkeys(held, "+money"),
        },
    )


def uplift(results: list[Result]) -> Exhibit:
    """One row per campaign with marked buyers, and one per segment that the data can carry."""
    rows, scores = [], []
    for r in results:
        if r.people is None:
            continue
        mean = r.people.average()
        rows.append((r.campaign.title, _SEGMENTS["all"], len(r.people.rows), mean.effect, mean.low,
                     mean.high, _FOUND[mean.low > 0 or mean.high < 0]))  # fmt: skip
        rows += [
            (r.campaign.title, _SEGMENTS.get(s.segment, Text(s.segment, s.segment)), s.people,
             s.effect, s.low, s.high, _FOUND[bool(s.is_found)])
            for s in r.people.segments().itertuples()
        ]  # fmt: skip
        scores += _scored(r.campaign.title, r.people)
    if not rows:
        return Exhibit.absent(
            Text(
                "没有标出随机分的人群（campaign_buyers 表：谁发了、谁没发）",
                "no buyers are marked as split by chance (table campaign_buyers: treated, control)",
            )
        )
    columns = ["campaign", "segment", "people", "effect", "low", "high", "found"]
    note = Text("；".join(t.zh for t in scores), "; ".join(t.en for t in scores))
    return Exhibit(
        pd.DataFrame(rows, columns=columns),
        Text("发给谁真的多买？", "Who bought more for being addressed?"),
        Text(
            "活动期内每人多买的钱；分人群已控制误报（FDR 5%）" + ("；" + note.zh if scores else ""),
            "more spent per person in its days; segments at a false-discovery rate of 5 %"
            + ("; " + note.en if scores else ""),
        ),
        Text("来源：活动人群、订单", "Source: campaign buyers and orders"),
        options={
            "labels": {
                "campaign": Text("活动", "Campaign"),
                "segment": Text("人群", "Segment"),
                "people": Text("人数", "People"),
                "effect": Text("每人多买", "More per person"),
                "low": Text("下限", "Low"),
                "high": Text("上限", "High"),
                "found": Text("结论", "Reading"),
            },
            "units": {"people": "count", **dict.fromkeys(("effect", "low", "high"), "+price")},
        },
    )


def _scored(title: str, people: People) -> list[Text]:
    area = people.qini()
    if area is None:
        return []
    told = grouped(area, 2)
    return [
        Text(f"{title}按打分先发，Qini 系数 {told}/人", f"{title} by its score: Qini {told} a head")
    ]


def _money(value: float, currency: str) -> Text:
    return amount_text(value, currency, signed=True)


_SEGMENTS = {
    "all": Text("全部", "all"),
    "old": Text("90 天内买过", "bought within 90 days"),
    "new": Text("90 天内没买过", "not within 90 days"),
}
_FOUND = {True: Text("分得清", "told apart"), False: Text("分不清", "not told apart")}
