"""The purchase list: what to order, how many, by which day, and why; and who runs out first."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pandas as pd

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.inventory.seen import NOTEBOOK, SMALLEST_SHARE, Seen
from fupan.analysis.ordering import packed
from fupan.analysis.policy import policy_of
from fupan.ground.language import Text
from fupan.ground.words import amount_text, count

AHEAD = 30  # days that the list looks ahead
_TO_THE_END = 7  # days early that a lateness is told

COLUMNS = [
    "item",
    "label",
    "supplier",
    "quantity",
    "order_by",
    "arrives",
    "runs_out",
    "cost",
    "on_hand",
    "on_order",
    "promotion_units",
    "why",
]


def purchase_list(seen: Seen, level: float | None = None) -> pd.DataFrame:
    """One row per item to be ordered within 30 days after the period, soonest first.

    Open purchase orders are netted; quantities are whole packs, at least the least order, no more
    than sells within the shelf life. The order day is the first on which stock and orders no
    longer cover the lead time and the review at the service level.
    """
    # Ordering on day t must protect until the order after it arrives.
    today = policy_of(seen.forecast, seen.terms, level=level)
    on_order = seen.due.sum(axis=1)
    position = seen.on_hand + on_order
    day = np.full(len(position), -1)
    up_to, held, need = today.up_to.copy(), position.copy(), np.zeros(len(position))
    for ahead in range(0, AHEAD, 1):
        policy = (
            today if not ahead else policy_of(seen.forecast, seen.terms, start=ahead, level=level)
        )
        left = position - seen.forecast.mean(float(ahead))
        due = (day < 0) & (left <= policy.point) & (policy.up_to >= 1)
        day = np.where(due, ahead, day)
        up_to, held = np.where(due, policy.up_to, up_to), np.where(due, left, held)
        need = np.where(due, np.maximum(policy.up_to - left, 0), need)
    alive = _alive(seen)
    chosen = np.flatnonzero((day >= 0) & (need > 0) & alive)
    quantity = packed(need, seen.terms.pack, seen.terms.least)
    runs_out = _runs_out(seen)
    sums = [_sum_of(seen, n, up_to[n], held[n], quantity[n]) for n in chosen]
    rows = [
        _row(seen, int(n), int(day[n]), float(quantity[n]), int(runs_out[n]), told)
        for n, told in zip(chosen, sums, strict=True)
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.sort_values(
        ["order_by", "cost", "item"], ascending=[True, False, True], ignore_index=True
    )


def buying_findings(seen: Seen, listed: pd.DataFrame) -> list[Finding]:
    """Items that are expected to be out before an order of today could arrive."""
    found = []
    place = {item: n for n, item in enumerate(seen.demand.items)}
    for row in listed.to_dict("records"):
        n = place[row["item"]]
        gap = _gap_units(seen, n)
        money = gap * seen.terms.price[n]
        if pd.isna(row["runs_out"]) or gap < 1 or money < SMALLEST_SHARE * seen.sales:
            continue
        found.append(_finding(seen, row, n, gap, money))
    return sorted(found, key=lambda f: (f.impact or 0.0, f.subject))[:5]


def _finding(seen: Seen, row: dict[str, object], n: int, gap: float, money: float) -> Finding:
    told, label = amount_text(money, seen.currency), row["label"]
    out = (
        Text(f"预计 {row['runs_out']} 卖完", f"out by {row['runs_out']}")
        if row["on_hand"]
        else Text("已经断货", "already out")
    )
    spread = 1.96 * float(np.sqrt(seen.forecast.variance(np.array([gap]))[n])) * seen.terms.price[n]
    return Finding(
        id="",
        notebook=NOTEBOOK,
        kind="risk",
        metric="days_of_supply",
        subject_kind=seen.subject_kind,
        subject=str(row["item"]),
        value=float((row["runs_out"] - seen.period.end).days),
        unit="days",
        impact=-money,
        impact_low=-money - spread,
        impact_high=min(-money + spread, 0.0),
        confidence=0.8,
        method="forecast against stock and open orders",
        title=Text(
            f"{row['item']} 预计 {row['runs_out']} 断货",
            f"{row['item']} runs out on {row['runs_out']}",
        )
        if row["on_hand"]
        else Text(f"{row['item']} 已经断货", f"{row['item']} is out of stock"),
        statement=Text(
            zh=f"{label.zh}在库 {count(row['on_hand'])} 件、在途 {count(row['on_order'])} 件，"
            f"{out.zh}；现在下单也要到 {row['arrives']} 才到，约少卖 {count(gap)} 件、{told.zh}。",
            en=f"{label.en}: {count(row['on_hand'])} on hand, {count(row['on_order'])} on the way, "
            f"{out.en}; an order placed now arrives on {row['arrives']}, about "
            f"{count(gap)} units or {told.en} too late.",
        ),
        evidence=(Evidence(row["why"], "inventory", float(row["on_hand"])),),
        action=Text(
            f"今天下单 {count(row['quantity'])} 件并催加急",
            f"Order {count(row['quantity'])} today and ask for express delivery",
        ),
        caveat=Text(
            "按预测的中值；实际早晚看大促力度", "By the middle of the forecast; promotions move it"
        ),
    )


def _sum_of(seen: Seen, n: int, up_to: float, held: float, quantity: float) -> Text:
    """How the quantity comes about, so that it can be added up by hand."""
    pack, least = int(seen.terms.pack[n]), int(seen.terms.least[n])
    zh = "、".join([f"每箱 {pack} 件"] * (pack > 1) + [f"起订 {least} 件"] * (least > max(pack, 1)))
    en = " and ".join(
        [f"packs of {pack}"] * (pack > 1) + [f"a least order of {least}"] * (least > max(pack, 1))
    )
    return Text(
        f"；补到 {count(up_to)} 件，减去那天在库和在途约 {count(held)} 件，"
        + (f"按{zh}取 {count(quantity)} 件" if zh else f"订 {count(quantity)} 件"),
        f"; up to {count(up_to)}, less about {count(held)} on hand and on the way that day"
        + (f", by {en}: {count(quantity)}" if en else f": {count(quantity)}"),
    )


def _row(seen: Seen, n: int, ahead: int, quantity: float, out: int, told: Text) -> list[object]:
    order_by = seen.period.end + timedelta(days=ahead)
    lead = int(np.ceil(seen.terms.lead[n]))
    policy, rate = seen.policy, float(seen.rate[n])
    covered = ahead + float(seen.terms.lead[n] + policy.cycle[n])
    promotion = round(float(seen.forecast.promoted(covered)[n]))
    runs_out = seen.period.end + timedelta(days=out) if out >= 0 else None
    on_order = float(seen.due[n].sum())
    extra = (
        Text(f"；其中大促多备约 {promotion} 件", f"; about {promotion} of them for promotions")
        if promotion >= 1
        else Text("", "")
    )
    why = Text(
        zh=f"日均约 {rate:.1f} 件，到货要 {lead}±{seen.terms.lead_sd[n]:.0f} 天，"
        f"服务水平 {policy.level[n]:.0%}，安全库存 {count(policy.safety[n])} 件{told.zh}{extra.zh}",
        en=f"about {rate:.1f} a day, {lead}±{seen.terms.lead_sd[n]:.0f} days to arrive, service "
        f"level {policy.level[n]:.0%}, {count(policy.safety[n])} of safety stock"
        f"{told.en}{extra.en}",
    )
    return [
        seen.demand.items[n],
        seen.titles[n],
        str(seen.terms.supplier[n]),
        int(quantity),
        order_by,
        order_by + timedelta(days=lead),
        runs_out,
        round(quantity * float(seen.terms.cost[n]), 2),
        int(seen.on_hand[n]),
        int(on_order),
        promotion,
        why,
    ]


def _runs_out(seen: Seen) -> np.ndarray:
    """The first day after the period on which expected demand empties the shelf; −1 for none."""
    left = _left(seen)
    empty = left <= 0
    return np.where(empty.any(axis=1), empty.argmax(axis=1), -1)


def _left(seen: Seen) -> np.ndarray:
    """Items × days: stock if nothing more is ordered, with what is on its way."""
    return seen.on_hand[:, None] + np.cumsum(seen.due - seen.forecast.path, axis=1)


def _gap_units(seen: Seen, n: int) -> float:
    """Expected units that nobody can buy before an order of today arrives."""
    lead = int(np.ceil(seen.terms.lead[n]))
    held, short = float(seen.on_hand[n]), 0.0
    for day in range(lead):
        held += float(seen.due[n, day]) - float(seen.forecast.path[n, day])
        short, held = short + max(-held, 0.0), max(held, 0.0)
    return short


def _alive(seen: Seen) -> np.ndarray:
    """Items that sold in the last 60 days, or will by the season; the rest are not bought again."""
    recent = seen.demand.sold[:, -60:].sum(axis=1)
    return (recent >= 2) | (seen.forecast.mean(45.0) >= 5)
