"""The tables of the cover and the words that stand over them."""

from __future__ import annotations

import pandas as pd

from fupan.analysis.bridge import Bridge
from fupan.analysis.health import Health
from fupan.analysis.normal import Normal
from fupan.analysis.retro.headline import main_factor
from fupan.analysis.retro.sales import can
from fupan.analysis.review import Exhibit
from fupan.ground.calendar import Event
from fupan.ground.language import Text, join
from fupan.ground.periods import Period
from fupan.ground.units import signed
from fupan.ground.words import amount_text
from fupan.metrics import compare, find_metric
from fupan.store import Shop

SCORES = (
    "gmv",
    "net_paid",
    "paid_orders",
    "pay_buyers",
    "visitors",
    "pay_conversion",
    "spend_per_daily_buyer",
    "spend_per_buyer",
    "order_value",
    "items_per_order",
    "refund_rate",
    "refund_rate_cohort",
    "ad_cost",
    "ad_cost_ratio",
    "new_buyers",
    "old_buyer_share",
)
SOURCE = Text(
    "来源：订单表；退款未扣，按付款时间", "Source: orders; refunds not removed, by payment"
)


def scorecard(shop: Shop, period: Period) -> Exhibit:
    """One row per metric: actual, goal, the month before and the year before."""
    names = [n for n in SCORES if can(shop, n)]
    if "items_per_order" in names and not _knows_quantities(shop):
        names.remove("items_per_order")
    table = pd.DataFrame({"metric": names})
    for column, to in (("previous", "previous"), ("year_ago", "year_ago"), ("target", "plan")):
        held = compare(shop, names, period=period, to=to).set_index("metric")
        table["value"] = held["value"].reindex(names).to_numpy()
        table["unit"] = held["unit"].reindex(names).to_numpy()
        table["ripe"] = held["ripe"].reindex(names).to_numpy()
        table[column] = held["baseline"].reindex(names).to_numpy()
    table["label"] = [find_metric(n).label for n in names]
    table = table[["metric", "label", "unit", "value", "target", "previous", "year_ago", "ripe"]]
    return Exhibit(
        table,
        Text("目标、实际、上月、去年同月", "Goal, actual, last month, last year"),
        period.label,
        SOURCE,
    )


def bridge_exhibit(
    shop: Shop,
    period: Period,
    baseline: Period | None,
    chain: tuple[str, ...],
    bridge: Bridge | None,
) -> Exhibit:
    if bridge is None:
        return Exhibit.absent(
            Text(
                "缺少可比时间段的数据，拆不了涨跌",
                "the period to compare with has no data to split by",
            )
        )
    shown = bridge.in_cents()
    table = pd.DataFrame(
        {
            "factor": chain,
            "label": [find_metric(n).label for n in chain],
            "effect": [shown.effects[n] for n in chain],
            "start": shown.start,
            "end": shown.end,
        }
    )
    moved = signed(bridge.change, "money", shop.currency)
    return Exhibit(
        table,
        _bridge_title(bridge, shop.currency),
        Text(
            zh=f"支付金额的变化 {moved}，{period.label.zh} 对比 {baseline.label.zh}；"
            "各段相加等于总变化",
            en=f"Change of sales {moved}, {period.label.en} against {baseline.label.en}; "
            "the parts add up",
        ),
        SOURCE,
        options={"start": (baseline.label, shown.start), "end": (period.label, shown.end)},
    )


def _bridge_title(bridge: Bridge, currency: str) -> Text:
    """The main factor; where none stands out, what rose and what fell."""
    main = main_factor(bridge)
    if main is not None:
        label = find_metric(main).label
        money = amount_text(bridge.effects[main], currency, signed=True)
        return Text(
            zh=f"涨跌主要在{label.zh}：{money.zh}", en=f"{label.en} moved sales most: {money.en}"
        )
    parts = []
    for sign in (1, -1):
        names = [n for n, effect in bridge.effects.items() if effect * sign > 0]
        if names:
            labels = [find_metric(n).label for n in names]
            summed = sum(bridge.effects[n] for n in names)
            money = amount_text(summed, currency, signed=True)
            who = join(labels, zh="、", en=", ")
            parts.append(Text(f"{who.zh} {money.zh}", f"{who.en} {money.en}"))
    return join(parts)


def daily(
    period: Period, baseline: Period | None, sales: pd.Series, normal: Normal, events: list[Event]
) -> Exhibit:
    table = normal.days[["day", "value", "low", "high", "event"]].copy()
    days = baseline.dates()[: len(table)] if baseline else []
    other = [sales.get(d, float("nan")) for d in days]
    table["baseline"] = other + [float("nan")] * (len(table) - len(other))
    best = table.loc[table["value"].idxmax()] if table["value"].notna().any() else None
    title = (
        Text("每天的支付金额", "Sales by day")
        if best is None
        else Text(
            zh=f"最高的一天是 {best['day']:%m-%d}", en=f"The best day was {best['day']:%m-%d}"
        )
    )
    shown = [e for e in events if e.period.overlaps(period)]
    that = baseline.label if baseline else Text("", "")
    return Exhibit(
        table,
        title,
        Text(
            zh=f"每日支付金额（按付款时间，退款未扣），{period.label.zh}",
            en=f"Daily sales by payment time, refunds not removed, {period.label.en}",
        ),
        SOURCE,
        options={
            "windows": [(e.period.start, e.period.last, e.short_label) for e in shown],
            "labels": (period.label, that),
            "unit": "money",
        },
    )


def data(state: Health, period: Period) -> Exhibit:
    table = state.tables.assign(missing=[len(m) for m in state.tables["missing"]])
    gaps = sum(len(d) for d in state.gaps.values())
    title = Text(
        zh=f"{period.label.zh}缺 {gaps} 天数据" if gaps else f"{period.label.zh}没有缺天",
        en=f"{gaps} {'day' if gaps == 1 else 'days'} of data missing in {period.label.en}"
        if gaps
        else f"No day of {period.label.en} is missing",
    )
    return Exhibit(table, title, period.label, Text("", ""), options={"most": 30})


def cannot(state: Health) -> Exhibit:
    """What cannot be computed, and for lack of what."""
    table = state.cannot()
    if table.empty:
        return Exhibit.clear(Text("所有指标都算得出来", "Every metric can be computed"))
    shut = int(table["count"].sum())
    return Exhibit(
        table,
        Text(zh=f"{shut} 个指标算不出，以及缺什么", en=f"{shut} metrics are closed, and why"),
        Text(
            "导入缺的表或列，就会自己出现", "they open as soon as the table or column is imported"
        ),
        options={
            "labels": {
                "lack": Text("缺什么", "Lacking"),
                "metrics": Text("算不出的指标", "Closed metrics"),
                "count": Text("个数", "Count"),
            },
            "most": 30,
        },
    )


def _knows_quantities(shop: Shop) -> bool:
    """Whether any line holds more than one item; order files without quantities say 1 always."""
    return bool(shop.orders.quantity.max().execute() > 1)
