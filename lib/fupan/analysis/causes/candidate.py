"""A candidate: one cause of one loss, with its size, its evidence and what speaks against it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from fupan.analysis.causes.definitions import CAUSES, Cause
from fupan.analysis.causes.evidence import Entry, Sign
from fupan.analysis.causes.shift import Shifts

INTERVAL = 2.18  # two-sided 95 % of Student's t with 12 degrees: the drift is learnt, not known
LOG_BEFORE, LOG_AFTER = timedelta(days=5), timedelta(days=3)  # of a start, an entry that fits
SPEND_SPREAD = 1.5  # variance of a sum of amounts over that of its count: baskets differ


@dataclass(frozen=True)
class Loss:
    """Money over the period against what was to be expected; negative is lost."""

    impact: float
    sd: float
    actual: float
    expected: float

    @property
    def low(self) -> float:
        return self.impact - INTERVAL * self.sd

    @property
    def high(self) -> float:
        return self.impact + INTERVAL * self.sd


@dataclass(frozen=True)
class StepMove:
    """One step of the funnel: its rate (or count) as expected and as it was, and how sure."""

    step: str
    actual: float
    expected: float
    z: float

    @property
    def effect(self) -> float:
        """The log of actual over expected."""
        return float(np.log((self.actual + 1e-12) / (self.expected + 1e-12)))


@dataclass(frozen=True)
class Candidate:
    cause: str
    subject_kind: str
    subject: str
    since: date
    until: date
    loss: Loss
    score: float  # how well its prediction fits, in units of z²/2
    p_value: float
    moves: tuple[StepMove, ...] = ()
    signs: tuple[Sign, ...] = ()
    entries: tuple[Entry, ...] = ()
    against: tuple[str, ...] = field(default=())  # steps that do not fit
    proven: bool = False  # shown beyond doubt by more than the money, which may then be open

    @property
    def definition(self) -> Cause:
        return CAUSES[self.cause]


def moves_of(shifts: Shifts, unit: int, steps: tuple[str, ...], start: int, end: int):
    """How each of the steps moved for one unit over one window."""
    moves = []
    for step in steps:
        if not shifts.has(step):
            continue
        shift = shifts.between(step, start, end)
        bottom = shifts.bottom(step, start, end)[unit]
        if bottom <= 0:
            continue
        moves.append(
            StepMove(
                step,
                float(shift.actual[unit] / bottom),
                float(shift.expected[unit] / bottom),
                float(shift.z[unit]),
            )
        )
    return tuple(moves)


def misfit(cause: str, moves: tuple[StepMove, ...]) -> tuple[float, tuple[str, ...]]:
    """How far the moves contradict what the cause predicts, and which steps do."""
    cost, against = 0.0, []
    for move in moves:
        way = CAUSES[cause].predicts.get(move.step)
        if way is None:
            continue
        beyond = abs(move.z) - 2 if way == 0 else -move.z * way - 2
        if beyond > 0 and abs(move.effect) > 0.04:
            cost += beyond**2 / 2
            against.append(move.step)
    return cost, tuple(against)


def buyers_lost(
    shifts: Shifts, unit: int, start: int, end: int, *, step: str = "conversion",
    keep_price: bool = False,
) -> Loss:  # fmt: skip
    """What a moved rate cost from `start` to `end`, promotions included; `step` is the rate.

    The expected buyers spend what buyers spent: in the window itself, or before it where the
    cause changed the price.
    """
    panel = shifts.panel
    shift = shifts.between(step, start, end)
    days = np.zeros(len(panel.days), dtype=bool)
    days[start:end] = True
    days &= panel.held
    expected = float(shifts.expected(step, start, end)[unit])
    actual = float(panel.total("pay_amount", days)[unit])
    buyers = float(panel.total("pay_buyers", days)[unit])
    spend = spend_per_buyer(shifts, unit, start, end)
    now = actual / buyers if buyers >= 5 and not keep_price else spend
    worth = expected * now
    # The buyers there would have been vary by chance too.
    spread = np.hypot(
        worth * float(shift.drift[unit]), now * np.sqrt(SPEND_SPREAD * max(expected, 1.0))
    )
    return Loss(float(actual - worth), float(spread), actual, float(worth))


def spend_per_buyer(shifts: Shifts, unit: int, start: int, end: int) -> float:
    """What a buyer of the unit spent in the eight weeks before, moved as all units moved since."""
    panel = shifts.panel
    before = np.zeros(len(panel.days), dtype=bool)
    before[max(start - 56, 0) : start] = True
    inside = np.zeros(len(panel.days), dtype=bool)
    inside[start:end] = True
    with np.errstate(divide="ignore", invalid="ignore"):
        old = panel.total("pay_amount", before) / panel.total("pay_buyers", before)
        new = panel.total("pay_amount", inside) / panel.total("pay_buyers", inside)
        moved = np.log(new / old)
    common = float(np.median(moved[np.isfinite(moved)])) if np.isfinite(moved).sum() >= 5 else 0.0
    return float(old[unit] * np.exp(common)) if np.isfinite(old[unit]) else 0.0


def dated(loss_since: Callable[[int], Loss], starts: list[tuple[int, float]]) -> Loss:
    """The loss, averaged over the starts that are possible; not knowing the day widens it."""
    losses = [(loss_since(start), weight) for start, weight in starts]
    mean = {
        name: sum(getattr(loss, name) * weight for loss, weight in losses)
        for name in ("impact", "actual", "expected")
    }
    variance = sum(w * (o.sd**2 + (o.impact - mean["impact"]) ** 2) for o, w in losses)
    return Loss(
        float(mean["impact"]), float(np.sqrt(variance)), float(mean["actual"]),
        float(mean["expected"]),
    )  # fmt: skip


def with_log(candidate: Candidate, entries: Sequence[Entry]) -> Candidate:
    """The candidate with the log entries that fit it in kind and subject, while the loss lasted.

    Only an entry near the start makes the cause likelier: a later one may be its remedy.
    """
    first, soon = candidate.since - LOG_BEFORE, candidate.since + LOG_AFTER
    fitting = tuple(
        e
        for e in entries
        if e.subject == candidate.subject
        and e.kind in candidate.definition.log_kinds
        and first <= e.day <= max(candidate.until, soon)
    )
    near = any(e.day <= soon for e in fitting)
    return replace(candidate, entries=fitting, score=candidate.score + 2.0 * near)
