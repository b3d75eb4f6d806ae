"""A finding: one thing that the reader should know, with its worth and its evidence.

The fields are the fixed interface of `findings.json`; the sentences are in both languages and
are computed, never typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from fupan.ground.language import Text, spoken

Kind = Literal["change", "cause", "opportunity", "risk", "result", "data"]
SUBJECT_KINDS = (
    "shop",
    "channel",
    "product",
    "sku",
    "campaign",
    "live",
    "streamer",
    "segment",
    "step",
    "cohort",
    "action",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One fact that speaks for a finding, and the table where it can be looked up."""

    text: Text
    table: str
    value: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Who or what, from what to what, worth how much, why, how sure, and what to do."""

    id: str
    notebook: str
    kind: Kind
    metric: str
    subject_kind: str
    subject: str
    statement: Text
    value: float | None = None
    baseline: float | None = None
    change: float | None = None
    unit: str = ""
    impact: float | None = None  # money over the period; negative = lost
    impact_low: float | None = None
    impact_high: float | None = None
    cause: str | None = None
    confidence: float | None = None
    evidence: tuple[Evidence, ...] = ()
    action: Text | None = None
    caveat: Text | None = None
    verdict: str | None = None
    low: float | None = None
    high: float | None = None
    since: str | None = None
    method: str | None = None
    within: str | None = None  # the product that a SKU belongs to
    known_since: str | None = None  # the day since which it could be told, where before the period
    title: Text | None = field(default=None)  # at most ten words, for charts

    def as_json(self, lang: str | None = None) -> dict[str, object]:
        """The finding as `findings.json` has it; sentences in one language."""
        lang = lang or spoken()
        record: dict[str, object] = {
            "id": self.id,
            "notebook": self.notebook,
            "kind": self.kind,
            "metric": self.metric,
            "subject_kind": self.subject_kind,
            "subject": self.subject,
            "value": self.value,
            "baseline": self.baseline,
            "change": self.change,
            "unit": self.unit,
            "impact": self.impact,
            "impact_low": self.impact_low,
            "impact_high": self.impact_high,
            "cause": self.cause,
            "confidence": self.confidence,
            "evidence": [
                {"text": e.text(lang), "table": e.table, "value": e.value} for e in self.evidence
            ],
            "statement": self.statement(lang),
            "action": self.action(lang) if self.action else None,
            "caveat": self.caveat(lang) if self.caveat else None,
        }
        further = {
            "verdict": self.verdict,
            "low": self.low,
            "high": self.high,
            "since": self.since,
            "method": self.method,
            "within": self.within,
            "known_since": self.known_since,
        }
        record.update({name: value for name, value in further.items() if value is not None})
        return record


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Largest worth first; findings without money last; ties by id, so the order is stable."""
    return sorted(findings, key=lambda f: (-abs(f.impact or 0.0), f.id))


def numbered(notebook: str, findings: Iterable[Finding]) -> list[Finding]:
    """The findings of one notebook, each id made of notebook, metric and subject, and unique."""
    seen: dict[str, int] = {}
    named = []
    for finding in findings:
        stem = f"{notebook}/{finding.kind}/{finding.metric}/{finding.subject}"
        seen[stem] = seen.get(stem, 0) + 1
        tail = f"/{seen[stem]}" if seen[stem] > 1 else ""
        named.append(replace(finding, id=stem + tail, notebook=notebook))
    return ranked(named)
