"""The tables of causes, their evidence and the next tests, and the words that stand over them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.causes import CAUSES, Candidate, Diagnosis
from fupan.analysis.causes.shift import STEPS
from fupan.analysis.causes.telling import LEADING, STEP_TITLES, subject_title
from fupan.analysis.conversion.chain import Chain, chain_table
from fupan.analysis.review import Exhibit
from fupan.contract import TABLES
from fupan.ground.calendar import Event
from fupan.ground.language import Text, join
from fupan.ground.periods import Period
from fupan.ground.words import amount_text

CHART_DAYS_BEFORE = 28


def bridge_exhibit(held: Chain | Text, period: Period, baseline: Period | None, currency: str):
    """One row per link of the chain; the effects add up to the change of net sales."""
    if isinstance(held, Text):
        return Exhibit.absent(held)
    table = chain_table(held)
    largest = max(held.links, key=lambda n: (abs(held.bridge.effects[n]), n))
    row = table[table["factor"] == largest].iloc[0]
    money = amount_text(row["effect"], currency, signed=True)
    is_net = "kept" in held.links
    what = Text("净支付金额", "net sales") if is_net else Text("支付金额", "sales")
    return Exhibit(
        table,
        Text(
            zh=f"最大的一段是{row['label'].zh}：{money.zh}",
            en=f"{row['label'].en.capitalize()} moved sales most: {money.en}",
        ),
        Text(
            zh=f"{what.zh}的变化，{period.label.zh} 对比 {baseline.label.zh}；"
            f"各段相加等于总变化{_spread(row, currency).zh}",
            en=f"Change of {what.en}, {period.label.en} against {baseline.label.en}; the parts add "
            f"up{_spread(row, currency).en}",
        ),
        _bridge_source(held, is_net),
        options={
            "start": (baseline.label, float(table["start"].iloc[0])),
            "end": (period.label, float(table["end"].iloc[0])),
        },
    )


def _spread(row: pd.Series, currency: str) -> Text:
    """The interval of the largest part, where counts leave it one that is worth telling."""
    low, high = (amount_text(row[c], currency, signed=True) for c in ("low", "high"))
    if low == high:
        return Text("", "")
    return Text(
        zh=f"；最大一段的抽样范围 {low.zh} 至 {high.zh}",
        en=f"; the largest lies within {low.en} to {high.en} by chance of counts",
    )


def _bridge_source(held: Chain, is_net: bool) -> Text:
    taken = Text("已扣退款", "net of refunds") if is_net else Text("未扣退款", "before refunds")
    said = Text(f"来源：流量表与订单表；金额按付款时间，{taken.zh}",
                f"Source: traffic and orders, {taken.en}")  # fmt: skip
    return join([said, held.note]) if held.note else said


def causes_exhibit(
    found: list[Candidate], diagnosis: Diagnosis, titles: dict[str, str], period: Period
) -> Exhibit:
    """One row per cause found, dearest first; where there is none, that is the answer."""
    if not found:
        return Exhibit.absent(no_cause(diagnosis))
    table = pd.DataFrame(
        {
            "label": [subject_title(c, titles) for c in found],
            "cause": [c.definition.label for c in found],
            "since": [c.since for c in found],
            "impact": [c.loss.impact for c in found],
            "impact_low": [c.loss.low for c in found],
            "impact_high": [c.loss.high for c in found],
            "refuted_by": [c.definition.refuted_by for c in found],
        }
    )
    first = found[0]
    return Exhibit(
        table,
        Text(
            zh=f"最值钱的是{subject_title(first, titles).zh}：{first.definition.label.zh}",
            en=f"Worth most: {first.definition.label.en}, {subject_title(first, titles).en}",
        ),
        period.label,
        options={
            "labels": {
                "label": Text("对象", "Subject"),
                "cause": Text("原因", "Cause"),
                "since": Text("从哪天起", "Since"),
                "impact": Text("影响金额", "Worth"),
                "impact_low": Text("下限", "Low"),
                "impact_high": Text("上限", "High"),
                "refuted_by": Text("什么会推翻它", "What would refute it"),
            },
            "units": {"impact": "+money", "impact_low": "+money", "impact_high": "+money"},
        },
    )


def no_cause(diagnosis: Diagnosis) -> Text:
    """Why no cause is named: nothing moved beyond its usual, or it could not be checked."""
    if diagnosis.products is None and diagnosis.channels is None:
        return Text(
            "流量和订单的历史不足两个月，还不能判断什么算异常",
            "traffic and orders reach back less than two months, too little to know what is usual",
        )
    seen = sum(len(s) for s in diagnosis.signs.values())
    return Text(
        zh="没有找到原因：没有哪个商品、渠道或步骤的损失超出往常的波动"
        + (f"；看到 {seen} 处价格、库存或评价的异动，但没有带来可见的损失" if seen else ""),
        en="No cause found: no product, channel or step lost more than it usually strays"
        + (f"; {seen} moves of price, stock or reviews were seen and cost nothing" if seen else ""),
    )


def evidence_exhibit(
    found: list[Candidate],
    diagnosis: Diagnosis,
    titles: dict[str, str],
    period: Period,
    events: list[Event],
) -> Exhibit:
    """The day-by-day rate of the dearest cause's subject, its start marked."""
    for candidate in found:
        table = _daily(candidate, diagnosis, period)
        if table is None:
            continue
        step = LEADING[candidate.cause][0]
        who = subject_title(candidate, titles)
        shown = [e for e in events if e.period.overlaps(_window(period))]
        return Exhibit(
            table,
            Text(
                zh=f"{who.zh}的{STEP_TITLES[step].zh}自 {candidate.since:%m-%d} 起变了",
                en=f"{STEP_TITLES[step].en.capitalize()} of {who.en} since {candidate.since:%m-%d}",
            ),
            Text(
                zh="七天合计算的比率；灰线是大家一起的涨跌下应有的水平",
                en="Seven days pooled; grey: what was to be expected with the others",
            ),
            Text("来源：流量表、商品流量表", "Source: traffic and product traffic"),
            options={
                "events": [(candidate.since, candidate.definition.label)],
                "windows": [(e.period.start, e.period.last, e.name) for e in shown],
                "labels": (Text("实际", "actual"), Text("应有", "expected")),
                "unit": "count" if step == "visitors" else "rate",
            },
        )
    return Exhibit.absent(no_cause(diagnosis))


def _window(period: Period) -> Period:
    return Period.parse(f"{_first_day(period)}..{period.last}")


def _first_day(period: Period):
    return period.shifted(-CHART_DAYS_BEFORE).start


def _daily(candidate: Candidate, diagnosis: Diagnosis, period: Period) -> pd.DataFrame | None:
    """One row per day: the step's rate over seven days, and the same as expected."""
    shifts = diagnosis.products if candidate.subject_kind == "product" else diagnosis.channels
    top, bottom = STEPS[LEADING[candidate.cause][0]]
    if shifts is None or not shifts.has(LEADING[candidate.cause][0]):
        return None
    panel = shifts.panel
    units = slice(None)
    if candidate.subject in panel.units:
        place = panel.units.index(candidate.subject)
        units = slice(place, place + 1)
    first = max(panel.place(_first_day(period)), 7)
    tops = panel.counts[top][:, units].sum(axis=1)
    bottoms = panel.counts[bottom][:, units].sum(axis=1) if bottom else panel.held.astype(float)
    week = np.ones(7)
    pooled_top = np.convolve(tops, week)[: len(tops)]
    pooled_bottom = np.convolve(bottoms, week)[: len(bottoms)]
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(pooled_bottom > 0, pooled_top / pooled_bottom, np.nan)
    start = panel.place(candidate.since)
    move = next((m for m in candidate.moves if m.step == LEADING[candidate.cause][0]), None)
    expected = np.full(len(rate), np.nan)
    if move is not None:
        expected[start:] = move.expected
    return pd.DataFrame(
        {"day": list(panel.days[first:]), "value": rate[first:], "baseline": expected[first:]}
    )


def unchecked_notes(diagnosis: Diagnosis, notebook: str) -> list[Text]:
    """Which causes could not be checked, and for lack of which table."""
    by_tables: dict[tuple[str, ...], list[Text]] = {}
    for name, tables in diagnosis.unchecked.items():
        if CAUSES[name].notebook == notebook:
            by_tables.setdefault(tables, []).append(CAUSES[name].label)
    notes = []
    for tables, labels in sorted(by_tables.items()):
        lacking = "、".join(TABLES[t].title.zh for t in tables), ", ".join(tables)
        notes.append(
            Text(
                zh=f"没有{lacking[0]}表，查不了：{'、'.join(t.zh for t in labels)}",
                en=f"Without {lacking[1]} these causes cannot be checked: "
                f"{', '.join(t.en for t in labels)}",
            )
        )
    return notes


def trials_exhibit(table: pd.DataFrame) -> Exhibit:
    if table.empty:
        return Exhibit.absent(
            Text("没有足够的流量数据来算样本量", "traffic does not allow a sample size")
        )
    return Exhibit(
        table,
        Text("一次只改一处，先算好要多少人、多少天", "One change at a time, people and days known"),
        Text("", ""),
        options={
            "labels": {
                "subject": Text("对象", "Subject"),
                "change": Text("只改这一处", "The one change"),
                "metric": Text("看什么", "Metric"),
                "guard": Text("守住什么", "Guard"),
                "action": Text("先做什么", "Do first"),
                "people": Text("每组人数", "People per group"),
                "days": Text("要多少天", "Days"),
            },
            "units": {"people": "count", "days": "count"},
        },
    )
