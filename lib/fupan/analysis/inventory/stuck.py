"""Stock that does not move: dead, or more than will sell; the cash in it, and how old it is."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import poisson

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.inventory.promotions import MARKDOWN
from fupan.analysis.inventory.seen import NOTEBOOK, Seen
from fupan.ground.language import Text
from fupan.ground.words import amount_text, count

DEAD_DAYS = 30  # without a sale
CHANCE = 0.001  # that so few sales are chance
LONGEST_COVER = 1500.0  # days; beyond it a cover is no number but never
DEAD_COVER = 730.0  # days: at the last month's pace it would take two years
OVER_COVER = 180.0  # days of forecast demand beyond lead time and review
LEAST_CASH = 0.01  # of all stock value: less is not worth a line
AGES = ((0, 30), (30, 90), (90, 180), (180, 365))


def stuck_table(seen: Seen) -> pd.DataFrame:
    """One row per item with stock: cover, excess units and cash, days since the last sale, state.

    State is dead, over or "" (moves). Goods new on the shelf are neither.
    """
    demand, terms = seen.demand, seen.terms
    recent = demand.sold[:, -DEAD_DAYS:].sum(axis=1)
    idle = _idle_days(demand.sold)
    ahead = seen.forecast.mean(seen.forecast.path.shape[1]) / seen.forecast.path.shape[1]
    # A season ahead counts: who sold last year in the coming months is not dead now.
    season = _year_ago(seen)
    pace = np.maximum(ahead, season)
    need = pace * (OVER_COVER + seen.policy.protected)
    excess = np.maximum(
        seen.on_hand + seen.due.sum(axis=1) - np.maximum(need, seen.policy.up_to), 0
    )
    excess = np.minimum(excess, seen.on_hand)
    dead = (seen.on_hand > 0) & _asleep(seen, recent)
    # Without the same months a year ago nobody knows whether a season lies ahead.
    year = demand.sold.shape[1] - demand.started >= 364
    over = year & ~dead & (excess * terms.cost > 0)
    cash = np.where(dead, seen.on_hand, excess) * terms.cost
    rows = pd.DataFrame(
        {
            "item": demand.items,
            "product_id": demand.products,
            "label": list(seen.titles),
            "on_hand": seen.on_hand,
            "recent": recent,
            "idle_days": idle,
            "cover_days": np.divide(
                seen.on_hand,
                ahead,
                out=np.full(len(ahead), np.nan),
                where=ahead * LONGEST_COVER > seen.on_hand,
            ),
            "excess": np.where(dead, seen.on_hand, excess),
            "cash": cash,
            "state": np.where(dead, "dead", np.where(over, "over", "")),
        }
    )
    rows = rows[(rows["on_hand"] > 0)]
    return rows.sort_values(["cash", "item"], ascending=[False, True], ignore_index=True)


def stuck_findings(seen: Seen, stuck: pd.DataFrame) -> list[Finding]:
    """Per product: dead stock and overstock whose cash is worth a line."""
    total = float((seen.on_hand * seen.terms.cost).sum())
    found = []
    for state, cause in (("dead", "dead_stock"), ("over", "overstock")):
        rows = stuck[stuck["state"] == state].groupby("product_id", sort=True)
        worth = [(p, r) for p, r in rows if r["cash"].sum() >= LEAST_CASH * total]
        worth.sort(key=lambda pair: (-pair[1]["cash"].sum(), pair[0]))
        found += [_finding(seen, str(p), cause, r) for p, r in worth[:10]]
    return found


def _finding(seen: Seen, product: str, cause: str, rows: pd.DataFrame) -> Finding:
    cash, units = float(rows["cash"].sum()), count(rows["excess"].sum())
    money, sold = amount_text(cash, seen.currency), count(rows["recent"].sum())
    carried = cash * seen.terms.carrying
    dead = cause == "dead_stock"
    # The cash is no loss: dead goods are cleared below cost, too many are carried until they sell.
    loss = MARKDOWN * cash if dead else carried
    lost = amount_text(loss, seen.currency)
    label = rows["label"].iloc[0]
    return Finding(
        id="",
        notebook=NOTEBOOK,
        kind="cause",
        metric="stock_value",
        subject_kind="product",
        subject=product,
        cause=cause,
        value=cash,
        unit="money",
        impact=-loss,
        impact_low=-cash if dead else -max(MARKDOWN * cash, carried),
        impact_high=-carried / 12,
        confidence=0.9 if dead else 0.7,
        method="cover by forecast and by the same months a year ago",
        title=Text(
            zh=f"{product} {'呆滞' if dead else '积压'}占用 {money.zh}",
            en=f"{product}: {money.en} in {'dead' if dead else 'excess'} stock",
        ),
        statement=Text(
            zh=f"{label.zh}等 {product} 的库存{'几乎不动' if dead else '远多于能卖的'}："
            f"最近 30 天卖了 {sold} 件，{'压着' if dead else '多出'} {units} 件，"
            f"占用现金 {money.zh}；{_zh_loss(lost, dead)}。",
            en=f"Stock of {product} ({label.en}) "
            f"{'hardly moves' if dead else 'is far above what will sell'}: {sold} sold in 30 days, "
            f"{units} units {'lie' if dead else 'too many'}, {money.en} of cash; "
            f"{_en_loss(lost, dead)}.",
        ),
        evidence=tuple(
            Evidence(
                Text(
                    f"{r['item']} 在库 {count(r['on_hand'])}，{count(r['idle_days'])} 天没有卖出",
                    f"{r['item']}: {count(r['on_hand'])} on hand, {count(r['idle_days'])} days "
                    "without a sale",
                ),
                "inventory",
                float(r["on_hand"]),
            )
            for r in rows.to_dict("records")
        ),
        action=Text(
            "停止补货；搭赠、换季清仓或退回供应商，越早越值钱",
            "Stop buying; bundle, clear or return it, the sooner the more it brings",
        )
        if dead
        else Text(
            "暂停补货，取消还没到的采购，做一次组合促销",
            "Pause buying, cancel open orders, run one bundle offer",
        ),
        caveat=Text(
            f"占用的现金还不是损失；清货收回 {1 - MARKDOWN:.0%} 成本是假设，实际多少看怎么清",
            f"Cash tied up is not yet lost; that clearing brings back {1 - MARKDOWN:.0%} of the "
            "cost is assumed",
        ),
    )


def _zh_loss(lost: Text, dead: bool) -> str:
    return f"按成本的一半清掉，亏 {lost.zh}" if dead else f"压一年的资金和仓储成本约 {lost.zh}"


def _en_loss(lost: Text, dead: bool) -> str:
    return (
        f"cleared at half its cost, it loses {lost.en}"
        if dead
        else f"carrying it for a year costs about {lost.en}"
    )


def ageing(seen: Seen) -> pd.DataFrame:
    """One row per age of the stock on the shelf: units and cash, newest deliveries last sold.

    First in, first out: what lies there came with the newest deliveries. What no known delivery
    explains is older than the purchases table, or of unknown age.
    """
    left = dict(zip(seen.demand.items, seen.on_hand, strict=True))
    cost = dict(zip(seen.demand.items, seen.terms.cost, strict=True))
    buckets = {f"{a}–{b}": [0.0, 0.0] for a, b in AGES} | {"365+": [0.0, 0.0], "?": [0.0, 0.0]}
    done = seen.lines.dropna(subset=["received_on"])
    done = done.sort_values(["received_on", "sku_id"], ascending=[False, True], kind="stable")
    for row in done.to_dict("records"):
        item = row[seen.demand.by]
        taken = min(left.get(item, 0.0), float(row["quantity"]))
        if taken > 0:
            age = (pd.Timestamp(seen.period.end) - row["received_on"]).days
            name = next((f"{a}–{b}" for a, b in AGES if a <= age < b), "365+")
            buckets[name][0] += taken
            buckets[name][1] += taken * cost[item]
            left[item] -= taken
    for item, rest in left.items():
        buckets["?"][0] += rest
        buckets["?"][1] += rest * cost[item]
    rows = [[name, *sums] for name, sums in buckets.items() if sums[0] > 0]
    return pd.DataFrame(rows, columns=["age", "units", "cash"])


def _asleep(seen: Seen, recent: np.ndarray) -> np.ndarray:
    """Items whose sales stopped: not by chance, given how they sold before, and not for a month.

    A product's sizes are judged together. Without a year of history only two months without any
    sale count, as the season may be over.
    """
    demand = seen.demand
    group = demand.groups[-1]
    count = int(group.max()) + 1

    def together(values: np.ndarray) -> np.ndarray:
        return np.bincount(group, values, count)[group]

    before = together(demand.sold[:, -30 - 180 : -DEAD_DAYS].sum(axis=1)) / 180 * DEAD_DAYS
    now, held = together(recent), together(seen.on_hand)
    fell = poisson.cdf(now, np.maximum(before, 1e-9)) < CHANCE
    slow = now / DEAD_DAYS * DEAD_COVER < held
    stopped = together(demand.sold[:, -90:].sum(axis=1)) == 0
    age = demand.sold.shape[1] - demand.started
    quiet = together(demand.sold[:, -60:].sum(axis=1)) == 0
    gone = slow & (fell | stopped) & (together(_year_ago(seen)) * 150 < 0.5 * held)
    return np.where(age >= 364, gone, quiet & fell & (age >= 120))


def _idle_days(sold: np.ndarray) -> np.ndarray:
    hit = sold > 0
    return np.where(hit.any(axis=1), hit[:, ::-1].argmax(axis=1), sold.shape[1]).astype(float)


def _year_ago(seen: Seen) -> np.ndarray:
    """Units a day in the five months after the same date a year before; 0 where not known."""
    days = seen.demand.sold.shape[1]
    start = days - 364
    if start < 0:
        return np.zeros(len(seen.demand.items))
    return seen.history[:, start : start + 150].sum(axis=1) / 150
