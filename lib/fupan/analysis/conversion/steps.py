"""The funnel of the month against its baseline, and who leaks at which step."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.causes.shift import Shifts
from fupan.analysis.causes.telling import STEP_TITLES
from fupan.analysis.review import Exhibit
from fupan.contract.traffic import CHANNEL_TITLES
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import is_known, points, rate
from fupan.metrics import measurable, measure
from fupan.store import Shop

FUNNEL = ("visitors", "daily_cart_visitors", "daily_order_buyers", "daily_pay_buyers")
_FUNNEL_TITLES = (
    Text("访客", "visitors"),
    Text("加购", "added to cart"),
    Text("下单", "ordered"),
    Text("支付", "paid"),
)
SOURCE = Text(
    "来源：流量表（按天、按渠道去重后相加）", "Source: traffic (daily uniques per channel, added)"
)
_HEAT_STEPS = ("cart", "order", "pay", "conversion")
_MOST_ROWS = 6  # of each kind


def funnel(shop: Shop, period: Period, baseline: Period | None) -> Exhibit:
    """One row per step: people now and in the baseline."""
    known = [n for n in FUNNEL if measurable(shop, n)[n] is None]
    if len(known) < 2:
        if not shop.has("traffic"):
            return Exhibit.absent(Text("没有流量表", "there is no traffic table"))
        return Exhibit.absent(
            Text(
                "流量表里没有加购、下单、支付人数", "traffic holds no cart, order or payment counts"
            )
        )
    now = measure(shop, known, period=period, missing="empty").iloc[0]
    before = measure(shop, known, period=baseline, missing="empty").iloc[0] if baseline else None
    table = pd.DataFrame(
        {
            "step": [_FUNNEL_TITLES[FUNNEL.index(n)] for n in known],
            "value": [float(now[n]) for n in known],
        }
    )
    if before is not None:
        table["baseline"] = [float(before[n]) for n in known]
    return Exhibit(
        table,
        _funnel_title(table),
        Text(
            zh=f"各步人数，{period.label.zh}" + (f"，对比{baseline.label.zh}" if baseline else ""),
            en=f"People at each step, {period.label.en}"
            + (f", against {baseline.label.en}" if baseline else ""),
        ),
        SOURCE,
    )


def _funnel_title(table: pd.DataFrame) -> Text:
    """Names the step whose share moved most, in relation to itself."""
    whole = table["value"].iloc[-1] / table["value"].iloc[0] if table["value"].iloc[0] else None
    plain = Text(zh=f"每百个访客有 {rate(whole)} 付款", en=f"{rate(whole)} of visitors pay")
    if "baseline" not in table.columns:
        return plain
    moves = []
    for n in range(1, len(table)):
        pair = [
            table[c].iloc[n] / table[c].iloc[n - 1] if table[c].iloc[n - 1] else np.nan
            for c in ("value", "baseline")
        ]
        if all(is_known(v) and v > 0 for v in pair):
            moves.append((abs(np.log(pair[0] / pair[1])), n, pair[0] - pair[1]))
    if not moves:
        return plain
    _, n, change = max(moves)
    step = table["step"].iloc[n]
    return Text(
        zh=f"“{step.zh}”这一步变化最大：{points(change, lang='zh')}",
        en=f"The step “{step.en}” moved most: {points(change, lang='en')}",
    )


def leaks(
    channels: Shifts | None, goods: Shifts | None, period: Period, titles: dict[str, str]
) -> Exhibit:
    """One cell per channel or product and step: the rate as a share of what was to be expected.

    Expected is the subject's own eight weeks before, moved as the others moved.
    """
    rows = [*_cells(channels, {}), *_cells(goods, titles)]
    if not rows:
        return Exhibit.absent(
            Text(
                "没有足够长的分渠道、分商品流量，看不出哪一步漏",
                "traffic is too short to tell where it leaks",
            )
        )
    table = pd.DataFrame(rows, columns=["row", "column", "value", "subject", "step"])
    lowest = table.dropna(subset=["value"]).sort_values(["value", "subject", "step"])
    title = Text("各步都接近往常", "Every step is close to its usual")
    if len(lowest) and lowest["value"].iloc[0] < 0.85:
        worst = lowest.iloc[0]
        title = Text(
            zh=f"离往常最远的是{worst['row'].zh}的{worst['column'].zh}",
            en=f"Furthest below its usual: {worst['column'].en} of {worst['row'].en}",
        )
    return Exhibit(
        table,
        title,
        Text(
            zh=f"实际 ÷ 应有（自己前八周，扣掉大家一起的涨跌），{period.label.zh}",
            en=f"Actual ÷ expected (own eight weeks, moved as the others), {period.label.en}",
        ),
        SOURCE,
        options={"unit": "share"},
    )


def _cells(shifts: Shifts | None, titles: dict[str, str]) -> list[tuple[object, ...]]:
    """The largest channels or products: title, step, share of the expected, subject, step name."""
    if shifts is None or not shifts.panel.has("visitors"):
        return []
    panel, end = shifts.panel, len(shifts.panel.days)
    size = panel.counts["visitors"][shifts.month_start :].sum(axis=0)
    rows = []
    for unit in np.argsort(-size, kind="stable")[:_MOST_ROWS]:
        name = panel.units[unit]
        title = CHANNEL_TITLES.get(name, Text(*[titles.get(name, name)] * 2))
        for step in (s for s in _HEAT_STEPS if shifts.has(s)):
            shift = shifts.between(step, shifts.month_start, end)
            expected = float(shift.expected[unit])
            ratio = float(shift.actual[unit]) / expected if expected >= 1 else np.nan
            rows.append((title, STEP_TITLES[step], ratio, name, step))
    return rows
