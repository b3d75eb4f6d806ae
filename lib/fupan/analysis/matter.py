"""Matters: what several notebooks found of one event, told once and counted once.

A stock-out is a lost conversion on one page and lost units of two SKUs on another: one event,
one amount of money. Each finding stays as it is; how a matter is shown is the report's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fupan.analysis.finding import Finding, ranked

# Causes and metrics that speak of the same event; any other is a family of its own.
_FAMILIES = {
    "stockout": "stock",
    "lost_units": "stock",
    "forecast_miss": "stock",
    "late_supplier": "stock",
}
# The page that looks into an event most closely, and so says best what to do.
_PAGES = {"stock": "05_inventory"}


@dataclass(frozen=True, slots=True)
class Matter:
    """One event: the finding that holds its money, and the others that tell of the same."""

    lead: Finding
    others: tuple[Finding, ...] = ()

    @property
    def doer(self) -> Finding | None:
        """The finding whose action is to be taken: that of the page closest to the matter."""
        acting = [f for f in (self.lead, *self.others) if f.action]
        closest = [f for f in acting if f.notebook == _PAGES.get(family(self.lead))]
        return next(iter([*closest, *acting]), None)

    @property
    def is_old(self) -> bool:
        """Whether it was there to be told before the period, and is still so."""
        return self.lead.known_since is not None

    @property
    def turn(self) -> int:
        """When it can be acted upon: 0 now, 1 next time, 2 only by another trial next time.

        What has stood for months waits for the news: 3.
        """
        if self.is_old:
            return 3
        return {"unclear": 2, "repeat": 1}.get(self.lead.verdict or "", 0)


def matters(findings: Iterable[Finding]) -> list[Matter]:
    """The findings as matters, largest worth first; what was known before comes after the news.

    What is told of a whole (a product) takes in what is told of its parts (its SKUs), and what
    other pages tell of the same whole. Parts without a whole stay apart: their money adds up.
    """
    every = ranked(findings)
    groups: dict[tuple[str, str, str], list[Finding]] = {}
    for found in every:
        groups.setdefault((*_root(found), family(found)), []).append(found)
    leads: dict[str, str] = {}
    for (_, root, _), group in groups.items():
        lead = next(
            (f for f in group if f.subject == root and (f.impact or f.kind == "data")), None
        )
        if lead is not None:
            leads |= {f.id: lead.id for f in group if f is not lead and _agree(f, lead)}
    told = [
        Matter(f, tuple(o for o in every if leads.get(o.id) == f.id))
        for f in every
        if f.id not in leads
    ]
    return sorted(told, key=lambda matter: matter.is_old)


def same_as(findings: Iterable[Finding]) -> dict[str, str]:
    """For each finding whose money another one holds already: that one's id."""
    told = matters(findings)
    return {o.id: m.lead.id for m in told for o in m.others if o.impact}


def by_turn(told: Iterable[Matter]) -> list[Matter]:
    """What can be done now first, then by worth."""
    return sorted(told, key=lambda m: (m.turn, -abs(m.lead.impact or 0.0), m.lead.id))


def family(found: Finding) -> str:
    """What kind of event a finding tells of."""
    name = found.cause or found.metric
    return _FAMILIES.get(name, _FAMILIES.get(found.metric, name))


def _root(found: Finding) -> tuple[str, str]:
    """The subject that a finding is of, or is part of."""
    if found.within:
        return ("product", found.within)
    return (found.subject_kind, found.subject)


def _agree(found: Finding, lead: Finding) -> bool:
    """Whether both tell of a loss, or both of a gain."""
    return not found.impact or (found.impact < 0) == (lead.impact < 0)
