"""What a new buyer is worth by channel, and so the most one may pay for one.

Values are what buyers of the shop's own mature cohorts brought within a fixed time, goods' cost and
refunds taken off; they are measured, not extrapolated. Forecasts are `forecast`'s business.
"""

from __future__ import annotations

from datetime import timedelta

import ibis
import numpy as np
import pandas as pd
from scipy import stats

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.lifecycle.acquiring import ALL, Cost
from fupan.analysis.lifecycle.origins import UNKNOWN, label_of
from fupan.analysis.lifecycle.seen import NOTEBOOK, SOURCE, Seen
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.units import spelled
from fupan.ground.words import amount_text

_HORIZONS = (365, 180, 90)
_STEP = 30  # days of a month, for payback
_LEAST_BUYERS = 30
_LEAST_SPAN = 90  # days of first purchases that must have matured


def horizon(seen: Seen) -> int | None:
    """The longest time over which enough first purchases have been watched, in days."""
    return next((h for h in _HORIZONS if seen.watched.days - h >= _LEAST_SPAN), None)


def by_channel(seen: Seen, first: ibis.Table, days: int) -> pd.DataFrame:
    """One row per first channel and one for all: buyers, value with interval, month by month.

    Columns channel, buyers, value, low, high, and m0, m1, … the cumulative value per buyer after
    each 30 days. Value is margin where goods' costs are known, else spend net of refunds.
    """
    money = "margin" if seen.has_cost else "net"
    mature = first.filter(first.first_day <= ibis.literal(seen.as_of - timedelta(days=days)))
    v = seen.visits.select("buyer_id", "day", worth=seen.visits[money].cast("float64"))
    joined = mature.select("buyer_id", "channel", "first_day").join(v, "buyer_id")
    age = joined.day.delta(joined.first_day, unit="day")
    steps = range(0, days // _STEP + 1)
    sums = {f"m{n}": joined.worth.sum(where=age <= n * _STEP) for n in steps}
    each = joined.group_by("buyer_id", "channel").agg(
        value=joined.worth.sum(where=age <= days), unknown=joined.worth.isnull().any(), **sums
    )
    each = each.filter(~each.unknown)
    figures = {
        "buyers": each.count(), "value": each.value.mean(), "sd": each.value.std(),
        **{f"m{n}": each[f"m{n}"].mean() for n in steps},
    }  # fmt: skip
    parts = each.group_by("channel").agg(**figures).to_pandas()
    whole = each.agg(**figures).to_pandas().assign(channel=ALL)
    told = pd.concat([whole, parts.sort_values("channel")], ignore_index=True)
    wide = 1.96 * told["sd"] / np.sqrt(told["buyers"].where(told["buyers"] > 1))
    return told.assign(low=told["value"] - wide, high=told["value"] + wide).drop(columns="sd")


def value_exhibit(
    told: pd.DataFrame | None, costs: dict[str, Cost], days: int | None, seen: Seen
) -> Exhibit:
    """One row per channel: value with interval = the most one may pay, and months to pay back.

    `costs` are what a new buyer of a channel cost in ads; channels without are not paid back.
    """
    if told is None or days is None:
        return Exhibit.absent(
            Text(
                f"订单至少要有 {_HORIZONS[-1] + _LEAST_SPAN} 天，才看得到新客 90 天的价值",
                f"{_HORIZONS[-1] + _LEAST_SPAN} days of orders are needed to see what a new buyer "
                "brings in 90",
            )
        )
    kept = told[(told["buyers"] >= _LEAST_BUYERS) & (told["channel"] != UNKNOWN)]
    kept = kept.assign(part=kept["channel"] != ALL)
    kept = kept.sort_values(["part", "value", "channel"], ascending=[True, False, True])
    if kept.empty:
        return Exhibit.absent(
            Text("观察期满的新客太少", "too few new buyers have been watched long enough")
        )
    best = kept[kept["channel"] != ALL].head(1)
    what = _what(seen)
    title = Text(zh=f"新客 {days} 天{what.zh}", en=f"A new buyer's {what.en} in {days} days")
    if len(best):
        name = label_of("channel", best["channel"].iloc[0], seen)
        title = Text("各渠道的新客值多少，分不出高下", "Channels' new buyers are worth alike")
        if _is_best(kept):
            title = Text(
                zh=f"{name.zh}的新客最值钱",
                en=f"{name.en.capitalize()} brings the best new buyers",
            )
        elif _is_above(kept):
            title = Text(
                zh=f"{name.zh}的新客比全店值钱",
                en=f"{name.en.capitalize()} brings better new buyers than the shop does",
            )
    return Exhibit(
        pd.DataFrame([_row(row, costs, seen) for row in kept.to_dict("records")]),
        title,
        Text(
            zh=f"新客首购后 {days} 天的人均{what.zh}"
            f"{'；就是拉一个新客最多能花的钱' if seen.has_cost else ''}",
            en=f"{what.en} per new buyer in {days} days"
            f"{': the most one may pay for one' if seen.has_cost else ''}",
        ),
        SOURCE,
        options=_columns(days, seen),
    )


def _row(row: dict[str, float], costs: dict[str, Cost], seen: Seen) -> dict[str, object]:
    channel = str(row["channel"])
    cost = costs[channel].each if channel in costs else None
    return {
        "label": _name(channel, seen),
        "buyers": row["buyers"],
        "first": row["m0"],
        "value": row["value"],
        "low": row["low"],
        "high": row["high"],
        "cost": cost,
        "payback": _payback(row, cost),
    }


def _name(channel: str, seen: Seen) -> Text:
    return Text("全店", "whole shop") if channel == ALL else label_of("channel", channel, seen)


def _is_best(kept: pd.DataFrame) -> bool:
    """Whether the first channel surely brings more per buyer than each of the others."""
    channels = kept[kept["channel"] != ALL]
    best, others = channels.iloc[0], channels.iloc[1:]
    wide = np.hypot(best["high"] - best["value"], others["high"] - others["value"])
    return bool(len(others) and (best["value"] - others["value"] > _sure(others) * wide).all())


def _is_above(kept: pd.DataFrame) -> bool:
    """Whether the first channel surely brings more per buyer than the shop."""
    channels, whole = kept[kept["channel"] != ALL], kept[kept["channel"] == ALL]
    best = channels.iloc[0]
    wide = _sure(channels) * (best["high"] - best["value"])
    return bool(len(whole) and best["value"] - wide > whole["value"].iloc[0])


def _sure(tried: pd.DataFrame) -> float:
    """How much wider than its 95 % an interval must be, where the best of many is looked at."""
    return float(stats.norm.ppf(1 - 0.025 / max(len(tried), 1)) / 1.96)


def _columns(days: int, seen: Seen) -> dict[str, object]:
    worth = Text(f"{days} 天消费（扣退款）", f"Spend in {days} days, net")
    if seen.has_cost:
        worth = Text(f"{days} 天价值 = 拉新成本上限", f"Value in {days} days = ceiling")
    return {
        "labels": {
            "label": Text("首购渠道", "First channel"),
            "buyers": Text("新客数", "New buyers"),
            "first": Text("首日", "First day"),
            "value": worth,
            "low": Text("95% 下限", "95 %, low"),
            "high": Text("95% 上限", "95 %, high"),
            "cost": Text("本期拉新花费", "Cost of one"),
            "payback": Text("几个月回本", "Months to pay back"),
        },
        "most": 12,
        "units": {"buyers": "people", "first": "money", "value": "money", "low": "money",
                  "high": "money", "cost": "money", "payback": "count"},
    }  # fmt: skip


def value_findings(
    told: pd.DataFrame | None, costs: dict[str, Cost], days: int | None, seen: Seen
) -> list[Finding]:
    """A risk where a new buyer, of the shop or a channel, surely costs more than one brings back.

    Channels are told only where the shop as a whole is not.
    """
    if told is None or not seen.has_cost:
        return []
    dear = [
        (row, costs[row["channel"]])
        for row in told[told["buyers"] >= _LEAST_BUYERS].to_dict("records")
        if row["channel"] in costs and costs[row["channel"]].each > row["high"]
    ]
    whole = [(row, cost) for row, cost in dear if row["channel"] == ALL]
    return [_finding(row, cost, days, seen) for row, cost in whole or dear]


def _finding(row: dict[str, float], cost: Cost, days: int | None, seen: Seen) -> Finding:
    channel, is_whole = str(row["channel"]), row["channel"] == ALL
    name = _name(channel, seen)
    gap, low, high = (cost.buyers * (row[n] - cost.each) for n in ("value", "low", "high"))
    currency, people = seen.shop.currency, spelled(cost.buyers, "people")
    money = amount_text(abs(gap), currency)
    each, paid = (spelled(part, "money", currency) for part in (row["value"], cost.each))
    return Finding(
        id="", notebook=NOTEBOOK, kind="risk", metric="cac",
        subject_kind="shop" if is_whole else "channel", subject="shop" if is_whole else channel,
        value=cost.each, baseline=float(row["value"]), change=cost.each - float(row["value"]),
        unit="money", impact=gap, impact_low=low, impact_high=high,
        method=f"margin of mature cohorts within {days} days",
        title=Text(
            f"{'' if is_whole else name.zh}拉新成本超过新客价值",
            f"New buyers{'' if is_whole else f' of {name.en}'} cost more than they bring",
        ),
        statement=Text(
            zh=f"{name.zh}拉一个新客花 {paid}，{days} 天里只带回毛利 {each}，"
            f"这个月 {people} 个新客约亏 {money.zh}。",
            en=f"A new buyer ({name.en}) costs {paid} and brings a margin of {each} in "
            f"{days} days: about {money.en} lost on {people} buyers.",
        ),
        evidence=(Evidence(Text("按成熟同期群实测", "measured on mature cohorts"), "orders"),),
        action=Text("把拉新出价压到新客价值以内", "Cap bids at what a new buyer brings"),
        caveat=Text(
            "花费里也有维护老客的，拉新成本偏高", "ad spend on old buyers is in the cost"
        ),
    )  # fmt: skip


def value_note(seen: Seen) -> Text:
    if seen.has_cost:
        return Text(
            "新客价值是毛利：扣了退款和货品成本，没扣平台扣点、运费和佣金",
            "A new buyer's value is margin: refunds and goods' cost are off, platform fees, "
            "freight and commission are not",
        )
    return Text(
        "没有货品成本，新客价值只能用扣退款后的消费额，不能直接当拉新成本上限",
        "Goods' costs are unknown: value is spend net of refunds and no ceiling for cost",
    )


def _what(seen: Seen) -> Text:
    return (
        Text("毛利", "margin") if seen.has_cost else Text("消费（扣退款）", "spend net of refunds")
    )


def _payback(row: dict[str, float], cost: float | None) -> float | None:
    """The months after which a buyer has brought back the cost; None where never, or unknown."""
    steps = [float(v) for k, v in row.items() if str(k).startswith("m") and str(k)[1:].isdigit()]
    if cost is None:
        return None
    return next((float(n) for n, brought in enumerate(steps) if brought >= cost), None)
