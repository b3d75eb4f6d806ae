"""Holds findings (as `findings.json` has them) against a world's truth; one function per question.

Findings are judged by their fields alone, so the fast path and the full path score alike.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from worlds.truth import Truth

NEUTRAL = ("promotion_calendar", "pull_forward")  # calendar effects count neither way
LIVE_CAUSES = ("live_product_selection", "live_streamer", "live_audience", "live_returns")
FEWEST_LOST = 5  # units; of less, neither a finding nor silence is wrong
Findings = Iterable[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Score:
    """One world judged. `right` and `covered` are None where the question does not arise."""

    seed: int
    cause: str
    power: float
    right: bool | None
    right_subject: bool | None
    covered: bool | None
    said: str
    truth: str


def largest_cause(findings: Findings, among: tuple[str, ...] = ()) -> dict[str, object] | None:
    """The cause worth most money; calendar effects aside."""
    causes = [
        f
        for f in findings
        if f["kind"] == "cause" and f["cause"] not in NEUTRAL and (not among or f["cause"] in among)
    ]
    return max(causes, key=lambda f: (abs(float(f["impact"] or 0)), str(f["id"])), default=None)


def of_cause(truth: Truth, findings: Findings, among: tuple[str, ...] = ()) -> Score:
    """Right cause at rank 1, right subject of those, true size inside the interval of those."""
    top = largest_cause(findings, among)
    said = "quiet" if top is None else f"{top['cause']} {top['subject']} {_money(top)}"
    true = f"{truth.cause} {truth.subjects[0] if truth.subjects else ''} {truth.impact:,.0f}"
    if truth.cause == "none":
        return Score(truth.seed, "none", 0.0, top is None, None, None, said, true)
    right = top is not None and top["cause"] == truth.cause
    subject = top["subject"] in truth.subjects if right else None
    return Score(
        truth.seed, truth.cause, truth.power, right, subject,
        _inside(truth.impact, top["impact_low"], top["impact_high"]) if right else None, said, true,
    )  # fmt: skip


def of_two_causes(truth: Truth, findings: Findings) -> list[Score]:
    """Both of two causes are named with their subjects, whichever comes first; nothing else is."""
    told = [f for f in findings if f["kind"] == "cause" and f["cause"] not in NEUTRAL]
    scores = []
    for part in truth.parts:
        top = next((f for f in told if f["cause"] == part["cause"]), None)
        subject = None if top is None else top["subject"] in part["subjects"]
        loss = float(part["impact"])
        covered = _inside(loss, top["impact_low"], top["impact_high"]) if subject else None
        said = "; ".join(f"{f['cause']} {f['subject']} {_money(f)}" for f in told) or "quiet"
        true = f"{part['cause']} {part['subjects'][0]} {loss:,.0f}"
        name = str(part["cause"])
        scores.append(Score(truth.seed, name, 0.0, top is not None, subject, covered, said, true))
    named = {str(p["cause"]) for p in truth.parts}
    wrong = sorted({str(f["cause"]) for f in told} - named)
    scores.append(
        Score(truth.seed, "none", 0.0, not wrong, None, None, ",".join(wrong) or "—",
              "no third cause")
    )  # fmt: skip
    return scores


def of_campaign(truth: Truth, findings: Findings) -> Score:
    """The increment inside the interval; a campaign without lift not called a success.

    The truth is the increment over the campaign and its two weeks before and after (`impact`);
    an interval around the increment of its days alone (`value`) counts as well if it says so.
    """
    name = truth.subjects[0]
    told = [
        f
        for f in findings
        if f["kind"] == "result" and f["metric"] == "incremental_paid_amount"
        and f["subject"] == name
    ]  # fmt: skip
    true = f"{name} {truth.impact:,.0f} (its days {truth.value:,.0f})"
    if not told or told[0]["value"] is None:
        reason = told[0]["verdict"] if told else "not told"
        return Score(truth.seed, truth.cause, truth.power, None, None, None, str(reason), true)
    top = told[0]
    covered = _inside(truth.impact, top.get("low"), top.get("high"))
    said = f"{float(top['value']):,.0f} [{_short(top.get('low'))}, {_short(top.get('high'))}] "
    right = top.get("verdict") != "repeat" if truth.cause.endswith("no_lift") else None
    return Score(
        truth.seed, truth.cause, truth.power, right, None, covered,
        said + str(top.get("verdict")), true,
    )  # fmt: skip


def of_cohort(truth: Truth, findings: Findings) -> Score:
    """The halved cohort is the change of return worth most; no such change in a quiet shop."""
    told = [
        f
        for f in findings
        if f["kind"] in ("change", "cause", "risk") and f["subject_kind"] == "cohort"
        and f["metric"] == "repeat_rate_90d"
    ]  # fmt: skip
    top = max(told, key=lambda f: (abs(float(f["change"] or 0)), str(f["id"])), default=None)
    said = "quiet" if top is None else f"{top['subject']} {top['value']} from {top['baseline']}"
    true = f"{truth.subjects[0] if truth.subjects else 'none'} {truth.value}"
    if truth.cause == "none":
        return Score(truth.seed, "none", 0.0, top is None, None, None, said, true)
    right = top is not None
    subject = top["subject"] in truth.subjects if right else None
    covered = _cohort_size(truth, top) if subject else None
    return Score(truth.seed, truth.cause, truth.power, right, subject, covered, said, true)


def _cohort_size(truth: Truth, top: dict[str, object]) -> bool:
    """The rate to a point, and the rate that would have been to 15 % of itself."""
    usual = float(truth.parts[0]["calm_rate"])
    rate, baseline = top["value"], top["baseline"]
    return (
        rate is not None and baseline is not None
        and abs(float(rate) - float(truth.value or 0)) < 0.01
        and abs(float(baseline) / usual - 1) < 0.15
    )  # fmt: skip


def of_stock(truth: Truth, findings: Findings) -> list[Score]:
    """One score per SKU that lost enough: found, and the true lost units inside the interval."""
    told = {
        f["subject"]: f
        for f in findings
        if f["kind"] == "risk" and f["subject_kind"] == "sku" and f["metric"] == "lost_units"
    }
    scores = []
    for part in truth.parts:
        sku, lost = str(part["sku_id"]), float(part["lost_units"])
        if lost < FEWEST_LOST:
            continue
        top = told.get(sku)
        said = "not told" if top is None else (
            f"{top['value']} [{_short(top.get('low'))}, {_short(top.get('high'))}]")  # fmt: skip
        covered = None if top is None else _inside(lost, top.get("low"), top.get("high"))
        scores.append(
            Score(
                truth.seed, "stockout", lost, top is not None, None, covered, said, f"{sku} {lost}"
            )
        )
    planted = {str(p["sku_id"]) for p in truth.parts}
    invented = sorted(set(map(str, told)) - planted)
    scores.append(
        Score(truth.seed, "none", 0.0, not invented, None, None, ",".join(invented) or "quiet",
              "no other SKU was empty")
    )  # fmt: skip
    return scores


def _inside(true: float | None, low: object, high: object) -> bool:
    return (
        true is not None and low is not None and high is not None
        and float(low) <= true <= float(high)
    )  # fmt: skip


def _money(f: dict[str, object]) -> str:
    return f"{_short(f['impact'])} [{_short(f['impact_low'])}, {_short(f['impact_high'])}]"


def _short(value: object) -> str:
    return "—" if value is None else f"{float(value):,.0f}"
