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
# Where orders lack a buyer, or one number stands under two, buyers multiply to what they paid
# alone; what the others paid is a part of its own.
OF_BUYERS = ("pay_buyers", "orders_per_buyer", "known_buyer_order_value")
OF_NOBODY = "unknown_buyer_gmv"
# Where each factor is looked into, and what moves it.
WHERE = {
    "visitors": Text(
        "看 01 页哪个渠道少了人，先恢复它", "page 01 names the channel that lost them"
    ),
    "pay_conversion": Text(
        "看 02 页是哪一步、哪些商品掉的，先修最值钱的一款",
        "page 02 names the step and the products; mend the one worth most first",
    ),
    "spend_per_daily_buyer": Text(
        "看 02 页是连带率还是件单价掉的；上满减和搭配，主推往高一档价格带挪",
        "page 02 says whether items per order or their price fell; bundle, and lead with the "
        "next price band",
    ),
    "pay_buyers": Text("看 04 页少的是新客还是老客", "page 04 says whether new or old ones"),
    "orders_per_buyer": Text("看 04 页该回来没回来的老客", "page 04 names those due to return"),
    "order_value": Text(
        "看 06 页价格带；上满减和搭配", "page 06 has the price bands; bundle, and set a threshold"
    ),
    "known_buyer_order_value": Text(
        "看 06 页价格带；上满减和搭配", "page 06 has the price bands; bundle, and set a threshold"
    ),
    OF_NOBODY: Text(
        "先看导出时带没带买家标识，再看散客少买了什么",
        "see whether the export lost buyer ids, then what buyers without an id bought less of",
    ),
    "paid_orders": Text("看 06 页哪些款少卖了", "page 06 names the products that sold less"),
}
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
    for chain in _chains(shop, period, baseline) if baseline else []:
        # The chain's product is the sales of one table; gmv comes from another, so the
        # last factor is what closes the product, and nothing is left over.
        product = tuple(n for n in chain if n != OF_NOBODY)
        whole = "known_buyer_gmv" if product == OF_BUYERS else "gmv"
        counts = [*product[:-1], whole, *chain[len(product) :]]
        now = measure(shop, counts, period=period).iloc[0]
        before = measure(shop, counts, period=baseline).iloc[0]
        factors = [_factors(row, product, whole) for row in (before, now)]
        if all(is_known(v) and v > 0 for f in factors for v in f.values()):
            split = product_bridge(*factors)
            return chain, split if product == chain else _with_nobody(split, before, now)
    return (), None


def _with_nobody(split: Bridge, before: pd.Series, now: pd.Series) -> Bridge:
    """The bridge of what known buyers paid, made whole by what was paid without a buyer id."""
    start, end = float(before[OF_NOBODY]), float(now[OF_NOBODY])
    effects = {**split.effects, OF_NOBODY: end - start}
    return Bridge(split.start + start, split.end + end, effects)


def chain_of(shop: Shop, period: Period, baseline: Period | None) -> tuple[str, ...]:
    """The factors that sales are split by; none where no chain can be computed."""
    return next(iter(_chains(shop, period, baseline)), ())


def _chains(shop: Shop, period: Period, baseline: Period | None) -> list[tuple[str, ...]]:
    chains = [chain for chain in CHAINS if all(can(shop, n) for n in chain)]
    return [
        _of_known(shop, [period, *([baseline] if baseline else [])])
        if chain == CHAINS[1]
        else chain
        for chain in chains
    ]


def _of_known(shop: Shop, periods: list[Period]) -> tuple[str, ...]:
    """The chain by buyers, as far as each order of these periods tells its buyer."""
    names = ["paid_orders", "known_buyer_orders", OF_NOBODY]
    rows = [measure(shop, names, period=p, missing="empty").iloc[0] for p in periods]
    has_nobody = any(row[OF_NOBODY] > 0 for row in rows)
    if has_nobody or any(row["known_buyer_orders"] != row["paid_orders"] for row in rows):
        return (*OF_BUYERS, OF_NOBODY) if has_nobody else OF_BUYERS
    return CHAINS[1]


def _factors(row: pd.Series, chain: Sequence[str], whole: str) -> dict[str, float]:
    factors = {name: float(row[name]) for name in chain[:-1]}
    rest = float(row[whole])
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


def plan_findings(
    shop: Shop, period: Period, baseline: Period | None, split: Bridge | None
) -> list[Finding]:
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
            action=_catch_up(shop, baseline, split) if less else None,
        )
    ]


def _catch_up(shop: Shop, baseline: Period | None, split: Bridge | None) -> Text:
    """What to begin with when the goal was missed: the factor that fell most."""
    if split is not None and baseline is not None:
        worst = min(split.effects, key=lambda n: (split.effects[n], n))
        if split.effects[worst] < 0:
            label, where = find_metric(worst).label, WHERE[worst]
            lost = amount_text(split.effects[worst], shop.currency, signed=True)
            return Text(
                zh=f"先补{label.zh}（比{baseline.label.zh} {lost.zh}）：{where.zh}",
                en=f"Begin with {label.en.lower()} ({lost.en} on {baseline.label.en}): {where.en}",
            )
    return Text(
        zh="没有哪一段退步：把目标比上期高出的部分拆给渠道和主推款，各定一个数",
        en="No factor fell: give each channel and lead product its share of what the goal asks "
        "beyond the last period",
    )
