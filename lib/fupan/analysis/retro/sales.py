"""Sales: why the month's amount moved, split into factors that add up, and against the plan."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from fupan.analysis.bridge import Bridge, product_bridge
from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.normal import Normal, history
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.units import changed, spelled
from fupan.ground.words import amount_text, is_known
from fupan.metrics import compare, find_metric, measurable, measure
from fupan.store import Shop

NOTEBOOK = "00_retro"
# The chains of factors by which sales are split; the first that can be computed is taken.
CHAINS = (
    ("visitors", "pay_conversion", "spend_per_daily_buyer"),
    ("pay_buyers", "orders_per_buyer", "order_value"),
    ("paid_orders", "order_value"),
)
MISSED_PLAN = 0.05  # missing the goal by less than this is no finding


def can(shop: Shop, name: str) -> bool:
    return measurable(shop, name)[name] is None


def daily_sales(shop: Shop, period: Period) -> pd.Series:
    daily = measure(shop, "gmv", period=history(period), grain="day")
    return daily.set_index(daily["day"].astype("datetime64[s]").dt.date)["gmv"]


def bridge(
    shop: Shop, period: Period, baseline: Period | None
) -> tuple[tuple[str, ...], Bridge | None]:
    """Sales of the baseline to sales of the period, by the first chain that can be computed."""
    for chain in CHAINS:
        if baseline is None or not all(can(shop, n) for n in chain):
            continue
        # The chain's product is the sales of one table; gmv comes from another, so the
        # last factor is what closes the product, and nothing is left over.
        counts = [*chain[:-1], "gmv"]
        now = measure(shop, counts, period=period).iloc[0]
        before = measure(shop, counts, period=baseline).iloc[0]
        factors = [_factors(row, chain) for row in (before, now)]
        if all(is_known(v) and v > 0 for f in factors for v in f.values()):
            return chain, product_bridge(*factors)
    return (), None


def _factors(row: pd.Series, chain: Sequence[str]) -> dict[str, float]:
    factors = {name: float(row[name]) for name in chain[:-1]}
    rest = float(row["gmv"])
    for value in factors.values():
        rest = rest / value if value else float("nan")
    return {**factors, chain[-1]: rest}


def sales_finding(
    shop: Shop,
    period: Period,
    baseline: Period | None,
    normal: Normal,
    chain: tuple[str, ...],
    bridge: Bridge | None,
) -> list[Finding]:
    """A finding only where the month's sales left the normal range of the shop's own past."""
    if not normal.is_judged or normal.p_value > 0.05:
        return []
    gap, low, high = normal.gap_range()
    less, money = gap < 0, amount_text(abs(gap), shop.currency)
    value = float(measure(shop, "gmv", period=period)["gmv"].iloc[0])
    before = bridge.start if bridge else None
    evidence = (
        tuple(_effect(shop, name, effect) for name, effect in bridge.effects.items())
        if bridge
        else ()
    )
    return [
        Finding(
            id="",
            notebook=NOTEBOOK,
            kind="change",
            metric="gmv",
            subject_kind="shop",
            subject="shop",
            value=value,
            baseline=before,
            change=value - before if before is not None else None,
            unit="money",
            impact=gap,
            impact_low=low,
            impact_high=high,
            confidence=round(1 - normal.p_value, 3),
            method="normal range of the own past",
            evidence=evidence,
            title=Text(
                zh=f"成交比往常{'少' if less else '多'} {money.zh}",
                en=f"Sales {money.en} {'below' if less else 'above'} normal",
            ),
            statement=Text(
                zh=f"全店支付金额比按往常节奏该有的{'少' if less else '多'} {money.zh}"
                f"（{changed(normal.actual, normal.expected)}），超出正常波动。",
                en=f"Sales were {money.en} {'below' if less else 'above'} what the shop's own past "
                f"would lead one to expect ({changed(normal.actual, normal.expected)}), beyond "
                "normal variation.",
            ),
            caveat=Text(
                zh="有先例的大促日已按上次的幅度扣除；没有先例的不参加判断",
                en="Promotion days with a precedent are allowed for; others are not judged",
            ),
        )
    ]


def _effect(shop: Shop, name: str, effect: float) -> Evidence:
    label, money = find_metric(name).label, amount_text(effect, shop.currency, signed=True)
    return Evidence(
        Text(zh=f"{label.zh} {money.zh}", en=f"{label.en} {money.en}"), "orders", effect
    )


def plan_findings(shop: Shop, period: Period) -> list[Finding]:
    """Sales clearly above or below the month's goal."""
    if not shop.has("targets"):
        return []
    row = compare(shop, "gmv", period=period, to="plan").iloc[0]
    if (
        not is_known(row["baseline"])
        or not row["baseline"]
        or abs(row["change"]) < MISSED_PLAN * row["baseline"]
    ):
        return []
    less = row["change"] < 0
    money = amount_text(abs(row["change"]), shop.currency)
    reached = spelled(row["value"] / row["baseline"], "share")
    return [
        Finding(
            id="",
            notebook=NOTEBOOK,
            kind="result",
            metric="gmv",
            subject_kind="shop",
            subject="plan",
            value=float(row["value"]),
            baseline=float(row["baseline"]),
            change=float(row["change"]),
            unit="money",
            impact=float(row["change"]),
            title=Text(zh=f"目标完成 {reached}", en=f"{reached} of plan"),
            statement=Text(
                zh=f"支付金额完成目标的 {reached}，{'差' if less else '超出'} {money.zh}。",
                en=f"Sales reached {reached} of plan, {money.en} {'short' if less else 'above'}.",
            ),
            action=Text(
                zh="看桥图里差在哪一段，下月目标按这一段拆",
                en="See in the bridge where the gap lies, and split next month's goal by it",
            )
            if less
            else None,
        )
    ]
