"""Causes: which of the trade's causes explains a loss of the month, tested against the others.

Definitions are data; each loss is named once, and only when it is significant and the cause's
own prediction is confirmed and not refuted. "No cause found" is an answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from fupan.analysis.causes.candidate import Candidate
from fupan.analysis.causes.channels import channel_candidates
from fupan.analysis.causes.definitions import CAUSES, Cause
from fupan.analysis.causes.evidence import (
    Entry,
    Sign,
    log_entries,
    review_signs,
    stock_signs,
)
from fupan.analysis.causes.goods import product_candidates
from fupan.analysis.causes.panel import (
    Panel,
    channel_panel,
    product_days_of_orders,
    product_panel,
    span_of,
)
from fupan.analysis.causes.payment import payment_candidates
from fupan.analysis.causes.prices import own_price_signs, rival_signs
from fupan.analysis.causes.shift import Shifts
from fupan.analysis.normal import known_events
from fupan.ground.periods import Period
from fupan.store import Shop

__all__ = ["CAUSES", "Candidate", "Cause", "Diagnosis", "diagnose"]

FEWEST_PAST_DAYS = 60  # before the period; fewer say too little about what is usual


@dataclass(frozen=True)
class Diagnosis:
    """The causes found, the largest loss first; what was seen and not blamed; what is unknown."""

    found: tuple[Candidate, ...]
    signs: dict[str, dict[str, Sign]]
    entries: tuple[Entry, ...]
    products: Shifts | None
    channels: Shifts | None
    unchecked: dict[str, tuple[str, ...]]  # cause → tables that are missing

    def of(self, notebook: str) -> list[Candidate]:
        """The causes that belong to one notebook's question."""
        return [c for c in self.found if c.definition.notebook == notebook]


def diagnose(shop: Shop, period: Period, *, products: bool = True) -> Diagnosis:
    """Finds the causes of the period's losses in traffic and conversion.

    Without `products` only channels are looked at: whose question traffic alone is need not wait.
    """
    events = known_events(shop, span_of(period))
    channels = _shifts(channel_panel(shop, period, events), period)
    entries = log_entries(shop, period)
    if not products:
        found = channel_candidates(channels, entries) if channels is not None else []
        return Diagnosis(_dearest(found), {}, entries, None, channels, _unchecked(shop))
    goods_panel = product_panel(shop, period, events) or product_days_of_orders(
        shop, period, events
    )
    goods = _shifts(goods_panel, period)
    signs = {
        "price": own_price_signs(shop, period, goods_panel),
        "competitor_promotion": rival_signs(shop, period),
        "stockout": stock_signs(shop, period),
        "service_reviews": review_signs(shop, period),
    }
    found: list[Candidate] = []
    if channels is not None:
        found += channel_candidates(channels, entries)
    found += payment_candidates(shop, channels, goods, entries)
    if goods is not None:
        found += product_candidates(goods, signs, entries)
    return Diagnosis(_dearest(found), signs, entries, goods, channels, _unchecked(shop))


def _dearest(found: list[Candidate]) -> tuple[Candidate, ...]:
    """The causes worth telling, the largest loss first.

    A loss that may as well be none is no loss, unless more than the money shows it.
    """
    told = [c for c in found if c.loss.high < 0 or c.loss.low > 0 or c.proven]
    return tuple(sorted(told, key=lambda c: (-abs(c.loss.impact), c.cause, c.subject)))


def _unchecked(shop: Shop) -> dict[str, tuple[str, ...]]:
    return {
        name: missing
        for name, cause in CAUSES.items()
        if (missing := tuple(t for t in cause.tables if not shop.has(t)))
    }


def _shifts(panel: Panel | None, period: Period) -> Shifts | None:
    """The shifts of a panel; None where it is too young to know what is usual."""
    if panel is None:
        return None
    start = panel.place(period.start)
    if start < FEWEST_PAST_DAYS or start >= len(panel.days):
        return None
    return Shifts(panel, start)
