"""The judge of the ordering policy: true demand played again under the proposal.

The proposal knows only the days before each of its forecasts; it is held against the best fixed
base stock in hindsight and against what the world's shop did.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np

from fupan.analysis.inventory.seen import look
from fupan.analysis.policy import rolling_rule
from fupan.analysis.replay import Outcome, hindsight, replay
from fupan.analysis.supply import arrivals, deliveries, terms_of
from fupan.ground.periods import Period
from worlds import stock
from worlds.scoring import Findings, Score
from worlds.shops import in_memory
from worlds.truth import Truth

REPLAYED, LEARNT = 182, 168  # days
SHARE = 0.97  # of the profit in hindsight


def played(truth: Truth, tables: dict[str, object]) -> list[dict[str, object]]:
    """One row: the profit of the proposal, of hindsight and of what was done."""
    past = stock.history(truth.seed, truth.cause)
    shop = in_memory("world", tables)
    seen = look(shop, Period.parse(truth.month), None)
    place = [past.sku_ids.index(item) for item in seen.demand.items]
    days = len(past.demand)
    length = min(REPLAYED, days - LEARNT)
    start = seen.history.shape[1] - length
    begins = seen.demand.first + timedelta(days=start)
    terms, _ = terms_of(shop, seen.demand, begins)
    # The world's shop orders single units, whatever its packs; so do all that are held against it.
    terms = replace(terms, pack=np.ones(len(place)), least=np.zeros(len(place)))
    due = arrivals(deliveries(shop, begins), seen.demand, begins, length)
    wanted = past.demand[-length:, place].T.astype(float)
    opening = past.on_hand[days - length - 1, place].astype(float)
    rule = rolling_rule(seen.history, seen.demand.first, seen.marks, start, terms, named=seen.named)
    sold = past.sales[-length:, place].sum(axis=0)
    shelf = past.on_hand[-length:, place].mean(axis=0)
    lines = [sku for sku, ordered, *_ in past.purchases if ordered >= days - length]
    orders = np.bincount(lines, minlength=past.demand.shape[1])[place].astype(float)
    done = Outcome(sold, wanted.sum(axis=1) - sold, shelf, orders, length)
    ways = {
        "ours": replay(wanted, rule, terms, opening, due),
        "best": hindsight(wanted, terms, opening, due),
        "done": done,
    }
    return [{name: float(way.profit(terms).sum()) for name, way in ways.items()}]


def of_policy(truth: Truth, findings: Findings) -> list[Score]:
    """Right: at least 97 % of hindsight; covered: no less than the shop earned."""
    told = next(iter(findings))
    ours, best, done = (float(told[name]) for name in ("ours", "best", "done"))
    return [
        Score(
            truth.seed, truth.cause, 0.0, ours >= SHARE * best, None, ours >= done,
            f"{ours / best:.3f} of hindsight, {ours / done:.3f} of what was done",
            f"{SHARE} and 1",
        )
    ]  # fmt: skip
