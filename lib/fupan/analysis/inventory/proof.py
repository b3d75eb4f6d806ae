"""Whether the proposal is better: the last months played again, and service against cash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import pandas as pd
from scipy.stats import norm

from fupan.analysis.demand import Floats
from fupan.analysis.inventory.seen import Seen
from fupan.analysis.policy import policy_of, rolling_rule
from fupan.analysis.replay import Outcome, hindsight, replay
from fupan.analysis.supply import Terms, arrivals, deliveries, terms_of
from fupan.ground.language import Text

REPLAYED = 182  # days
FEWEST_REPLAYED = 56
LEARNT = 168  # days of history that the first forecast needs
MOST_ITEMS = 2000  # more are not replayed in a notebook; the busiest are
LEVELS = (0.50, 0.70, 0.80, 0.90, 0.95, 0.98, 0.99)


SURE = 1.64  # standard errors: nineteen in twenty


@dataclass(frozen=True)
class Proof:
    """One row per way of ordering, and what the proposal earns more, at least by 95 %.

    Ways: what was done, the proposal, and the best fixed stock in hindsight; columns fill rate,
    units lost, margin lost, stock, cash, profit.
    """

    table: pd.DataFrame
    gain: float
    least: float

    @property
    def is_better(self) -> bool:
        """Whether the proposal is shown to be better, and not by the luck of a few items."""
        return self.least > 0


def proof(seen: Seen) -> Proof | Text:
    """The last months played again; a Text says why the history cannot be replayed."""
    days = seen.history.shape[1]
    length = min(REPLAYED, days - LEARNT)
    if length < FEWEST_REPLAYED or not seen.demand.has_stock:
        need = LEARNT + FEWEST_REPLAYED
        return Text(
            f"重放需要至少 {need} 天的订单和库存", f"a replay needs {need} days of orders and stock"
        )
    start = days - length
    opening = _opening(seen, start)
    if opening is None:
        return Text(
            "重放开始那天没有库存快照", "there is no stock count on the day the replay begins"
        )
    return _played(seen, start, opening)


def _played(seen: Seen, start: int, opening: np.ndarray) -> Proof:
    busy = np.sort(np.argsort(-seen.history.sum(axis=1), kind="stable")[:MOST_ITEMS])
    begins = seen.demand.first + timedelta(days=start)
    # Lead times as known on the first day: what came later must not help.
    terms = terms_of(seen.shop, seen.demand, begins)[0].only(busy)
    wanted = np.rint(seen.history[busy, start:])
    due = arrivals(deliveries(seen.shop, begins), seen.demand, begins, wanted.shape[1])[busy]
    named = None if seen.named is None else seen.named[busy]
    rule = rolling_rule(
        seen.history[busy], seen.demand.first, seen.marks, start, terms, named=named
    )
    proposed = replay(wanted, rule, terms, opening[busy], due)
    done = _done(seen, busy, start, wanted)
    ways = [
        ("done", Text("实际做法", "what was done"), done),
        ("proposed", Text("建议的订法", "the proposal"), proposed),
        (
            "hindsight",
            Text("事后最优（做不到）", "best in hindsight (out of reach)"),
            hindsight(wanted, terms, opening[busy], due),
        ),
    ]
    more = proposed.profit(terms) - done.profit(terms)
    gain = float(more.sum())
    return Proof(_table(ways, terms), gain, gain - SURE * float(more.std() * np.sqrt(len(more))))


def _table(ways: list[tuple[str, Text, Outcome]], terms: Terms) -> pd.DataFrame:
    return pd.DataFrame(
        [
            [
                name,
                label,
                o.fill_rate(),
                o.lost.sum(),
                float((o.lost * terms.margin).sum()),
                o.stock.sum(),
                o.cash(terms),
                float(o.profit(terms).sum()),
            ]
            for name, label, o in ways
        ],
        columns=["way", "label", "fill_rate", "lost", "margin_lost", "stock", "cash", "profit"],
    )


def _opening(seen: Seen, start: int) -> np.ndarray | None:
    if start < 1 or not np.isfinite(seen.demand.on_hand[:, start - 1]).any():
        return None
    return np.nan_to_num(seen.demand.on_hand[:, start - 1]).clip(min=0)


def _done(seen: Seen, busy: np.ndarray, start: int, wanted: np.ndarray) -> Outcome:
    """What the shop really did on the same days, with the orders it wrote."""
    sold = seen.demand.sold[busy, start:].sum(axis=1)
    lost = np.maximum(wanted.sum(axis=1) - sold, 0.0)
    shelf = np.nan_to_num(seen.demand.on_hand[busy, start:]).clip(min=0).mean(axis=1)
    begins = pd.Timestamp(seen.demand.first + timedelta(days=start))
    written = seen.lines[seen.lines["ordered_on"] >= begins].groupby(seen.demand.by).size()
    orders = written.reindex([seen.demand.items[n] for n in busy]).fillna(0).to_numpy(float)
    return Outcome(sold, lost, shelf, orders, wanted.shape[1])


def unit_loss(level: Floats | float) -> Floats:
    """Units short per cycle at a service level, in standard deviations of the demand protected.

    The standard normal loss function G(k) = φ(k) − k (1 − Φ(k)): Silver, Pyke and Thomas (2017),
    Inventory and Production Management in Supply Chains, 4th ed., appendix on the unit normal.
    """
    k = norm.ppf(level)
    return norm.pdf(k) - k * norm.sf(k)


def service_against_cash(seen: Seen) -> pd.DataFrame:
    """One row per service level: safety stock, average stock and its cash, units short a month.

    The last row's level "own" is each item's own by the newsvendor ratio.
    """
    rows = []
    for level in (*LEVELS, None):
        policy = policy_of(seen.forecast, seen.terms, level=level)
        safety = np.maximum(policy.safety, 0.0)
        stock = safety + seen.rate * policy.cycle / 2
        spread = np.sqrt(seen.forecast.variance(seen.forecast.mean(policy.protected)))
        lack = unit_loss(policy.level if level is None else level)
        short = 30 / np.maximum(policy.cycle, 1.0) * lack * spread
        rows.append(
            [
                float("nan") if level is None else level,
                float(safety.sum()),
                float(stock.sum()),
                float((stock * seen.terms.cost).sum()),
                float(short.sum()),
                float((short * np.maximum(seen.terms.margin, 0)).sum()),
            ]
        )
    return pd.DataFrame(rows, columns=["level", "safety", "stock", "cash", "short", "margin_short"])
