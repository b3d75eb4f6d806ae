"""Buying for promotions (大促备货): each one a newsvendor on what the promotion adds.

The ordinary demand of those days is the purchase list's business; bought here is what is still
missing when the promotion begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd

from fupan.analysis.demand import Floats
from fupan.analysis.forecast.outlook import quantile
from fupan.analysis.inventory.buying import AHEAD as LISTED
from fupan.analysis.inventory.seen import HORIZON, Seen
from fupan.analysis.occasions import APART, spells_of
from fupan.analysis.ordering import packed
from fupan.analysis.policy import LEAST_LEVEL, MOST_LEVEL
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import amount_text

AHEAD = 100  # days that are looked ahead for promotions
IN_HAND = 3  # days before the start that the goods should be there
FEWEST_EXTRA = 1.0  # units that a promotion must add to an item
MARKDOWN = 0.5  # of the cost is lost on what does not sell off within a year
COLUMNS = [
    "promotion", "starts", "item", "label", "plain", "extra", "low", "high", "level", "have",
    "listed", "quantity", "order_by", "cost", "note",
]  # fmt: skip


@dataclass(frozen=True)
class Promotion:
    """One promotion to come: its days counted from the period's end, and the items it names."""

    title: str
    first: int
    stop: int
    items: np.ndarray


def promotion_buys(seen: Seen, listed: pd.DataFrame) -> pd.DataFrame:
    """One row per promotion to come and item that it lifts: what it adds, and what to buy for it.

    `level` is the newsvendor's: margin lost against carrying the leftover until ordinary sales
    have used it up. `have` is stock and open orders less sales until the start, or until an order
    of today can come where that is later; `listed` is what the purchase list brings by then.
    """
    rows: list[list[object]] = []
    for one in to_come(seen):
        rows += _rows(seen, one, listed)
    table = pd.DataFrame(rows, columns=COLUMNS)
    # What is to be bought stands first; what there is enough of follows, for the check.
    order = ["enough", "starts", "promotion", "cost", "item"]
    table = table.assign(enough=table["quantity"] == 0).sort_values(
        order, ascending=[True, True, True, False, True], ignore_index=True
    )
    return table.drop(columns="enough")


def to_come(seen: Seen) -> list[Promotion]:
    """Promotions of the calendar and of the shop that begin within the days looked ahead."""
    found, every = [], np.arange(len(seen.demand.items))
    names = [_name(m) for m in seen.marks[-HORIZON:]][:AHEAD]
    for n, name in enumerate(names):
        if name and (n == 0 or names[n - 1] != name):
            stop = next((k for k in range(n, AHEAD) if names[k] != name), AHEAD)
            found.append(Promotion(name, n, stop, every))
    ahead = Period(seen.period.end, seen.period.end + timedelta(days=AHEAD))
    for spell in spells_of(seen.shop, ahead, seen.demand.products, seen.demand.sold):
        found.append(Promotion(spell.title, spell.first, spell.stop, spell.items))
    return sorted(found, key=lambda p: (p.first, p.title))


def _name(mark: str) -> str:
    """The promotion of a day; none where the shop leaves it out."""
    name, *phase = mark.split("/")
    return name if phase and phase != [APART] else ""


def _rows(seen: Seen, one: Promotion, listed: pd.DataFrame) -> list[list[object]]:
    extra, plain = _sold(seen, one.first, one.stop)
    low, high = (quantile(at, extra, _variance(seen, extra)) for at in (0.1, 0.9))
    high = np.maximum(high, extra)  # a very wide spread has its mean beyond nine in ten
    # An order of today may come when the promotion runs already, or is over: it serves the rest.
    waits = np.ceil(seen.terms.lead).astype(int)
    begin = np.clip(waits, one.first, one.stop)
    rest, ordinary = _sold(seen, begin, one.stop)
    variance = _variance(seen, rest)
    level = _level(seen, ordinary / np.maximum(one.stop - begin, 1), np.sqrt(variance))
    wanted = np.where(begin < one.stop, quantile(level, rest, variance), 0.0)
    comes = _listed(seen, listed, begin)
    due = np.pad(np.cumsum(seen.due, axis=1), ((0, 0), (1, 0)))[np.arange(len(begin)), begin + 1]
    have = np.maximum(seen.on_hand + due - seen.forecast.mean(begin), 0.0)
    # Where the list does not reach, the ordinary sales of those days are ordered by later lists.
    spare = np.maximum(have + comes - ordinary, 0.0)
    later = begin - waits > LISTED
    missing = np.where(later, wanted - spare, ordinary + wanted - have - comes).clip(min=0)
    bought = packed(np.where(missing >= 1, missing, 0.0), seen.terms.pack, seen.terms.least)
    bought = np.where(begin < one.stop, bought, 0.0)
    held = seen.on_hand + seen.due[:, : one.stop].sum(axis=1)
    short = seen.forecast.mean(one.stop) - held >= 1
    starts = seen.period.end + timedelta(days=one.first)
    rows = []
    for n in one.items[extra[one.items] >= FEWEST_EXTRA].tolist():
        by = max(starts - timedelta(days=int(waits[n]) + IN_HAND), seen.period.end)
        rows.append(
            [one.title, starts, seen.demand.items[n], seen.titles[n],
             *(round(float(v[n]), 1) for v in (plain, extra, low, high)),
             round(float(level[n]), 3), round(float(have[n]), 1), int(comes[n]), int(bought[n]), by,
             round(float(bought[n] * seen.terms.cost[n]), 2),
             _too_late(seen, one, int(waits[n])) if short[n] else Text("", "")]
        )  # fmt: skip
    return rows


def _sold(seen: Seen, begin: np.ndarray | int, stop: int) -> tuple[Floats, Floats]:
    """Units that the days from `begin` to `stop` add by promotion, and what sells anyway."""
    extra = seen.forecast.promoted(stop - begin, begin)
    return extra, seen.forecast.mean(stop - begin, begin) - extra


def _variance(seen: Seen, extra: Floats) -> Floats:
    return seen.forecast.variance(extra) + (seen.forecast.surprise * extra) ** 2


def _too_late(seen: Seen, one: Promotion, wait: int) -> Text:
    """What an order of today cannot do any more; nothing where it comes in time."""
    comes = seen.period.end + timedelta(days=wait)
    if wait <= one.first:
        return Text("", "")
    if wait >= one.stop:
        return Text(f"来不及：{comes} 才到，大促已过", f"too late: arrives {comes}, after its end")
    return Text(f"{comes} 才到，只赶得上后半段", f"arrives {comes}, for the rest of it")


def _level(seen: Seen, rate: Floats, spread: Floats) -> Floats:
    """Margin lost ÷ (that + carrying a usual leftover until ordinary sales have used it up)."""
    days = np.minimum(spread / np.maximum(rate, 1e-6), 365.0)
    cost = np.maximum(seen.terms.cost, 0.01)
    over = cost * seen.terms.carrying * days / 365 + np.where(days >= 365, MARKDOWN * cost, 0.0)
    under = np.maximum(seen.terms.margin, 0.0)
    return np.clip(under / (under + over + 1e-9), LEAST_LEVEL, MOST_LEVEL)


def _listed(seen: Seen, listed: pd.DataFrame, begin: np.ndarray) -> Floats:
    """Units per item that the purchase list brings by the day it is counted from."""
    found = np.zeros(len(seen.demand.items))
    place = {item: n for n, item in enumerate(seen.demand.items)}
    for row in listed.to_dict("records"):
        n = place[row["item"]]
        if row["arrives"] <= seen.period.end + timedelta(days=int(begin[n])):
            found[n] = row["quantity"]
    return found


def promotion_exhibit(seen: Seen, table: pd.DataFrame) -> Exhibit:
    """The plan as a table; a Text says why there is none."""
    if table.empty:
        return Exhibit.absent(
            Text(
                f"未来 {AHEAD} 天没有会多卖的大促",
                f"no promotion of the next {AHEAD} days is expected to add sales",
            )
        )
    money = amount_text(table["cost"].sum(), seen.currency)
    return Exhibit(
        table,
        Text(f"大促还要多备 {money.zh} 的货", f"Promotions need {money.en} of further stock"),
        Text(
            "大促多卖的量按报童模型备，采购清单之外还差的",
            "newsvendor on what promotions add; beyond the purchase list",
        ),
        Text("来源：订单、库存、活动日历", "Source: orders, inventory, promotion calendar"),
        options={
            "columns": [
                "label", "promotion", "starts", "extra", "high", "have", "quantity", "order_by",
                "cost", "note",
            ],
            "labels": {
                "promotion": Text("大促", "Promotion"),
                "starts": Text("开始", "Starts"),
                "label": Text("商品", "Item"),
                "plain": Text("平日会卖", "Sold anyway"),
                "extra": Text("大促多卖", "Promotion adds"),
                "high": Text("多卖上沿", "Adds at most"),
                "level": Text("服务水平", "Service level"),
                "have": Text("到时有货", "On hand by then"),
                "quantity": Text("还要订", "Still to order"),
                "order_by": Text("最晚下单", "Order by"),
                "cost": Text("金额", "Cost"),
                "note": Text("提醒", "Note"),
            },
            "units": {
                "plain": "items", "extra": "items", "high": "items", "have": "items",
                "level": "share", "quantity": "items", "cost": "money",
            },
            "sums": ("quantity", "cost"),
        },
    )  # fmt: skip
