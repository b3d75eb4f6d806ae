"""The shop's history played again with another way of ordering.

Demand is what sold and what empty shelves hid; a forecast at any day knows only the days before
it. What a policy orders is left to `policy`, the drawing to the notebook.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fupan.analysis.demand import Floats
from fupan.analysis.ordering import packed
from fupan.analysis.policy import ORDER_COST
from fupan.analysis.supply import REVIEW, Terms

# (day, stock on hand and on order) → (reorder point, order-up-to level) per item
Rule = Callable[[int], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Outcome:
    """Per item over the days replayed: units sold and lost, average stock, lines ordered."""

    sold: Floats
    lost: Floats
    stock: Floats
    orders: Floats
    days: int

    def profit(self, terms: Terms) -> Floats:
        """Margin of what sold, less carrying the stock and writing the orders."""
        carried = self.stock * terms.cost * terms.carrying * self.days / 365
        return self.sold * terms.margin - carried - ORDER_COST * self.orders

    def fill_rate(self) -> float:
        """Units sold ÷ units wanted, all items together; empty where nothing was wanted."""
        wanted = float(self.sold.sum() + self.lost.sum())
        return float(self.sold.sum()) / wanted if wanted else float("nan")

    def cash(self, terms: Terms) -> float:
        """Average money in stock, at cost."""
        return float((self.stock * terms.cost).sum())


def replay(
    demand: Floats,
    rule: Rule,
    terms: Terms,
    stock: Floats,
    due: Floats,
    *,
    review: int | None = None,
    seed: int = 0,
    luck: np.ndarray | None = None,
) -> Outcome:
    """Plays items × days of demand: goods come in the morning, orders are written at night.

    `due` holds what was on its way at the start, by day. Lead times are drawn around each item's
    mean with its spread, from one seed, alike for every rule; `luck` hands in the draws.
    """
    items, days = demand.shape
    review = review or terms.review
    wobble = _luck(seed, days, items, review) if luck is None else luck
    longest = int(np.ceil(terms.lead.max(initial=1) + 4 * terms.lead_sd.max(initial=1))) + 2
    coming = np.zeros((items, days + longest))
    coming[:, : due.shape[1]] += due[:, : days + longest]
    held, on_order = stock.astype(float).copy(), coming.sum(axis=1)
    sold, lost = np.zeros(items), np.zeros(items)
    kept, orders = np.zeros(items), np.zeros(items)
    for day in range(days):
        held += coming[:, day]
        on_order -= coming[:, day]
        taken = np.minimum(held, demand[:, day])
        sold, lost, held = sold + taken, lost + demand[:, day] - taken, held - taken
        kept += held
        if day % review:
            continue
        point, up_to = rule(day)
        position = held + on_order
        wanted = np.where(position <= point, up_to - position, 0.0)
        bought = packed(wanted, terms.pack, terms.least)
        lead = np.rint(terms.lead + terms.lead_sd * wobble[day // review])
        arrival = day + np.clip(lead, 1, longest - 1).astype(int)
        np.add.at(coming, (np.arange(items), arrival), bought)
        on_order, orders = on_order + bought, orders + (bought > 0)
    return Outcome(sold, lost, kept / max(days, 1), orders, days)


def hindsight(
    demand: Floats, terms: Terms, stock: Floats, due: Floats, *, seed: int = 0, steps: int = 24
) -> Outcome:
    """The best fixed base stock per item, chosen knowing all the demand that came.

    It looks once a week, as a base stock orders at every look and each order costs. Nobody can
    order so; it says how much there was to win.
    """
    items = len(demand)
    cover = terms.lead + REVIEW
    usual = demand.mean(axis=1) * cover
    share = np.linspace(0.0, 3.0, steps)
    levels = np.ceil(usual[:, None] * share + np.sqrt(usual)[:, None] * np.minimum(share, 1))
    many = np.repeat(np.arange(items), steps)
    flat = levels.ravel()

    def rule(_day: int) -> tuple[Floats, Floats]:
        return flat, flat

    luck = _luck(seed, demand.shape[1], items, REVIEW)[:, many]
    held = terms.only(many)
    tried = replay(demand[many], rule, held, stock[many], due[many], review=REVIEW, luck=luck)
    best = tried.profit(held).reshape(items, steps).argmax(axis=1)
    pick = np.arange(items) * steps + best
    return Outcome(
        tried.sold[pick], tried.lost[pick], tried.stock[pick], tried.orders[pick], tried.days
    )


def _luck(seed: int, days: int, items: int, review: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((days // review + 2, items))
