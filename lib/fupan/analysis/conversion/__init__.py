"""Conversion: where visitors are lost, what it costs, the likeliest cause, and what to test next.

Quiet months yield no cause; what could not be checked for lack of a table is said.
"""

from __future__ import annotations

from fupan.analysis.causes import Candidate, Diagnosis, diagnose
from fupan.analysis.causes.telling import cause_findings, product_titles, subject_title, worth
from fupan.analysis.conversion.chain import chain
from fupan.analysis.conversion.exhibits import (
    bridge_exhibit,
    causes_exhibit,
    evidence_exhibit,
    no_cause,
    trials_exhibit,
    unchecked_notes,
)
from fupan.analysis.conversion.mix import mix_exhibit, split_by_goods
from fupan.analysis.conversion.paths import ordered_funnel, paths, with_clicks
from fupan.analysis.conversion.segments import segment_drivers, segments_exhibit
from fupan.analysis.conversion.steps import funnel, leaks
from fupan.analysis.conversion.trials import trials
from fupan.analysis.finding import Finding, numbered
from fupan.analysis.health import health
from fupan.analysis.normal import history, known_events
from fupan.analysis.provenance import provenance
from fupan.analysis.review import Review, pictured_span
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.metrics import compare, measurable
from fupan.store import Shop

NOTEBOOK = "02_conversion"
KPIS = (
    "pay_conversion",
    "cart_rate",
    "order_conversion",
    "order_to_pay",
    "spend_per_daily_buyer",
    "gmv",
)


def review(shop: Shop, period: Period, compare_to: str = "previous") -> Review:
    """Reviews the conversion of one period; what the data do not allow is said and left out."""
    state = health(shop, period)
    baseline = pictured_span(shop, period, compare_to)
    diagnosis = diagnose(shop, period)
    found = diagnosis.of(NOTEBOOK)
    titles = product_titles(shop)
    held = chain(shop, period, baseline)
    known = [n for n, why in measurable(shop, list(KPIS)).items() if why is None]
    events = known_events(shop, history(period))
    segments = segment_drivers(shop, period)
    ordered = ordered_funnel(shop, period)
    tried = trials(found, diagnosis.products, diagnosis.channels, titles)
    return Review(
        notebook=NOTEBOOK,
        shop=shop.name,
        currency=shop.currency,
        period=period,
        baseline=baseline,
        compare_to=compare_to,
        headline=_headline(found, diagnosis, titles, shop.currency),
        kpis=compare(shop, known or list(KPIS), period=period, to=compare_to),
        findings=tuple(numbered(NOTEBOOK, [*cause_findings(found, shop, NOTEBOOK),
                                           *_gaps(state.findings())])),
        exhibits={
            "funnel": with_clicks(funnel(shop, period, baseline), ordered),
            "ordered": ordered,
            "leaks": leaks(diagnosis.channels, diagnosis.products, period, titles),
            "bridge": bridge_exhibit(held, period, baseline, shop.currency),
            "mix": mix_exhibit(
                split_by_goods(shop, period, baseline), period, baseline, shop.currency
            ),
            "segments": segments_exhibit(segments, period, titles, shop.currency),
            "causes": causes_exhibit(found, diagnosis, titles, period),
            "evidence": evidence_exhibit(found, diagnosis, titles, period, events),
            "trials": trials_exhibit(tried),
            "paths": paths(shop, period),
        },
        notes=(*unchecked_notes(diagnosis, NOTEBOOK), *state.notes),
        definitions=KPIS,
        versions=shop.versions,
        sources=provenance(shop, period),
    )  # fmt: skip


def _headline(
    found: list[Candidate], diagnosis: Diagnosis, titles: dict[str, str], currency: str
) -> Text:
    if not found:
        return _sentence(no_cause(diagnosis))
    first = found[0]
    who, money = subject_title(first, titles), worth(first, currency)
    more = len(found) - 1
    return Text(
        zh=f"{who.zh}{money.zh}，最可能是{first.definition.label.zh}"
        + (f"；另有 {more} 处" if more else "")
        + "。",
        en=f"{who.en[:1].upper()}{who.en[1:]}: {money.en}, most likely {first.definition.label.en}"
        + (f"; and {more} more" if more else "")
        + ".",
    )


def _sentence(text: Text) -> Text:
    return Text(zh=f"{text.zh}。", en=f"{text.en[:1].upper()}{text.en[1:]}.")


def _gaps(findings: list[Finding]) -> list[Finding]:
    return [f for f in findings if f.subject in ("product_traffic", "prices", "inventory")]
