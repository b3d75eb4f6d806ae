"""Causes: which streamer's month, or which single evenings, went wrong, and by which pattern.

Wrong goods: people stay, and do not click or buy what is shown. Streamer: the same people with
the same goods stay shorter and buy less. Audience: people leave early, and they came in another
way than usual. The patterns stand in `patterns`, refunds in `returns`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy.stats import chi2

from fupan.analysis.livestream.levels import OWN_PAST
from fupan.analysis.livestream.patterns import WAY_IN, WAYS, fits
from fupan.analysis.livestream.returns import ALPHA, many_returns
from fupan.analysis.livestream.signals import (
    UNKNOWN,
    Signal,
    Step,
    fall_since,
    peer_signal,
    signal_of,
    steps_of,
)

LEAST = 0.22  # a step must be down by a fifth to matter
LATER = 4.0  # a fall began later than the month only where that is likelier by e² or more
DEARER = 0.08  # goods dearer by so much, and bought less, are told together
MANY = 0.4  # of a streamer's lives: from here on it is the month, not single evenings
GAP = 0.35  # a newcomer must lie below the other streamers by three tenths
NEWCOMER_ALPHA = 0.05  # chance that a month whose newcomers are ordinary raises an alarm
NEWCOMER = 45  # days after the first streamer; who came later is held against the others
WEAK_STEPS = ("orders", "click", "deal", "dwell", "enter", "held")
SINGLE = {"live_streamer": 0.25}  # one evening is seldom the streamer's style


@dataclass(frozen=True)
class Tests:
    """How many chances to be wrong are asked: of months, of single evenings."""

    months: int
    evenings: int


@dataclass(frozen=True)
class Weak:
    """The lives of one streamer that went wrong for one cause."""

    cause: str
    streamer: str
    lives: tuple[str, ...]
    p_value: float
    against: str  # own_past or peers
    fit: float = 1.0  # belief in this cause among those that the steps can show
    is_month: bool = False
    signals: dict[str, Signal] = field(default_factory=dict)
    rate: float = float("nan")  # refunds, for returns
    usual_rate: float = float("nan")
    usual_sd: float = 0.0


def weaknesses(sessions: pd.DataFrame) -> list[Weak]:
    """The causes that the sessions of the period show; none in an ordinary month."""
    now = sessions[sessions["is_now"]]
    if now.empty:
        return []
    steps = steps_of(sessions)
    streamers = sorted(set(now["streamer"]))
    # Half of the chance of a false alarm is for the months, half for the single evenings.
    tests = Tests(2 * len(streamers) * len(WEAK_STEPS), 2 * len(now) * len(WEAK_STEPS))
    late = [s for s in streamers if _joined_late(sessions, s)]
    found: list[Weak] = []
    for streamer in streamers:
        mine = sessions[sessions["streamer"] == streamer]
        ids = tuple(mine[mine["is_now"]]["live_id"])
        weak = []
        if (~mine["is_now"]).sum() >= OWN_PAST:
            weak = _against_past(steps, streamer, ids, tests)
        if streamer in late and not any(w.is_month for w in weak):
            weak = _against_peers(steps, streamer, ids, len(late)) or weak
        found += weak
    back = [
        Weak("live_returns", r.streamer, r.lives, r.p_value, "own_past", is_month=r.is_month,
             rate=r.rate, usual_rate=r.usual_rate, usual_sd=r.usual_sd)
        for r in many_returns(sessions)
    ]  # fmt: skip
    return [*found, *back]


def _against_past(
    steps: dict[str, Step], streamer: str, ids: tuple[str, ...], tests: Tests
) -> list[Weak]:
    """Few bad evenings are told as evenings; many of them, or all, are the streamer's month."""
    alone = {i: _signals(steps, streamer, (i,)) for i in ids}
    flagged = [i for i in ids if _alarm(alone[i], tests.evenings) is not None]
    month = _worst_span(steps, streamer, ids, tests.months)
    if month is not None and _goes_on(steps, streamer, month[1], flagged):
        p_value, lives, signals = month
        cause, fit = _likeliest(signals, tuple(WAYS))
        return [Weak(cause, streamer, lives, p_value, "own_past", fit, True, signals)]
    by_cause: dict[str, list[str]] = {}
    for live_id in flagged:
        by_cause.setdefault(_likeliest(alone[live_id], tuple(WAYS), SINGLE)[0], []).append(live_id)
    found = []
    for cause, lives in sorted(by_cause.items()):
        signals = _signals(steps, streamer, tuple(lives))
        fit = fits(signals, WAYS)[cause]
        p_value = min(_alarm(alone[i], tests.evenings) or 1.0 for i in lives)
        found.append(Weak(cause, streamer, tuple(lives), p_value, "own_past", fit, False, signals))
    return found


def _worst_span(
    steps: dict[str, Step], streamer: str, ids: tuple[str, ...], tests: float
) -> tuple[float, tuple[str, ...], dict[str, Signal]] | None:
    """The month, or its end from some live on, if alarming: where the fall most likely began."""
    best: tuple[float, float, tuple[str, ...], dict[str, Signal]] | None = None
    # Ends of a month overlap: twice as many of them are one test more.
    tests *= 1 + np.log2(max(len(ids), 1))
    for start in range(max(len(ids) - 1, 0)):
        signals = _signals(steps, streamer, ids[start:])
        p_value = _alarm(signals, tests)
        if p_value is None:
            continue
        # Twice the log likelihood of a fall from this live on, each step on its own.
        depth = max(fall_since(steps[n], ids[start:]) for n in WEAK_STEPS if n in steps)
        if best is None or depth > best[0] + LATER:
            best = (depth, p_value, ids[start:], signals)
    return best and best[1:]


def _goes_on(
    steps: dict[str, Step], streamer: str, lives: tuple[str, ...], flagged: list[str]
) -> bool:
    """Whether the span is weak beyond a few bad evenings in it."""
    rest = tuple(i for i in lives if i not in flagged)
    if len(lives) - len(rest) >= max(MANY * len(lives), 2) or not rest:
        return True
    signals = _signals(steps, streamer, rest)
    return any(_low(signals.get(n, UNKNOWN), 0.7 * LEAST) for n in ("orders", "held"))


def _against_peers(
    steps: dict[str, Step], streamer: str, ids: tuple[str, ...], tests: int
) -> list[Weak]:
    """A newcomer against the others, whose levels lie as far apart as they are seen to."""
    if len(ids) < 2:
        return []
    signals = {name: peer_signal(step, streamer, ids) for name, step in steps.items()}
    sells = [signals.get(n, UNKNOWN) for n in ("orders", "skill", "deal", "click")]
    low = min((2 * s.p_low for s in sells if _low(s, GAP)), default=1.0)
    stays, sold = signals.get("dwell", UNKNOWN), sells[0]
    if _low(stays, GAP) and sold.is_known:
        low = min(low, _both(sold.p_low, stays.p_low))
    held = signals.get("held", UNKNOWN)
    if _low(held, LEAST):
        low = min(low, held.p_low)
    if low * tests >= NEWCOMER_ALPHA or not _low(signals.get("orders", UNKNOWN), 0.1):
        return []
    # How people come in differs from room to room by nature: only goods and style can be told.
    told = {n: s for n, s in signals.items() if n not in WAY_IN}
    skill = told.get("skill", UNKNOWN)
    is_goods = skill.is_known and not _low(skill, GAP / 2) and not _low(stays, 0.15)
    cause = "live_product_selection" if is_goods else "live_streamer"
    return [Weak(cause, streamer, ids, low, "peers", 1.0, True, told)]


def _joined_late(sessions: pd.DataFrame, streamer: str) -> bool:
    first = sessions.groupby("streamer")["day"].min()
    return bool((first[streamer] - first.min()).days >= NEWCOMER)


def _signals(steps: dict[str, Step], streamer: str, ids: tuple[str, ...]) -> dict[str, Signal]:
    return {name: signal_of(step, streamer, ids) for name, step in steps.items()}


def _alarm(signals: dict[str, Signal], tests: float) -> float | None:
    """The chance of the worst step, where it is small for the number of tests and cost sales."""
    entered = _low(signals.get("orders", UNKNOWN), 0.7 * LEAST)
    reached = _low(signals.get("reach", UNKNOWN), 0.7 * LEAST)
    orders = signals.get("orders", UNKNOWN)
    chances = []
    for name in WEAK_STEPS:
        signal = signals.get(name, UNKNOWN)
        costs = reached if name == "enter" else entered or not orders.is_known
        if costs and _low(signal, LEAST * (0.7 if name == "held" else 1.0)):
            chances.append(signal.p_low)
    stays = signals.get("dwell", UNKNOWN)
    if _low(orders, LEAST) and _low(stays, LEAST):
        chances.append(_both(orders.p_low, stays.p_low))
    price, deal = signals.get("price", UNKNOWN), signals.get("deal", UNKNOWN)
    if _low(orders, 0.7 * LEAST) and _low(deal, LEAST) and price.is_known and price.size > DEARER:
        chances.append(_both(deal.p_low, 1 - price.p_low))
    low = min(chances, default=1.0)
    return low if low * tests < ALPHA else None


def _low(signal: Signal, least: float) -> bool:
    return signal.is_known and signal.size < -least


def _both(one: float, other: float) -> float:
    """Fisher's chance of two independent findings together.

    Fisher (1932), Statistical Methods for Research Workers, 21.1: sales and stays, orders and
    prices are counted apart.
    """
    return float(chi2.sf(-2 * (np.log(max(one, 1e-300)) + np.log(max(other, 1e-300))), 4))


def _likeliest(
    signals: dict[str, Signal], among: tuple[str, ...], before: dict[str, float] | None = None
) -> tuple[str, float]:
    """The cause that fits best, and its share of belief."""
    belief = {c: f * (before or {}).get(c, 1.0) for c, f in fits(signals, among).items()}
    cause = max(sorted(belief), key=lambda c: belief[c])
    return cause, belief[cause] / sum(belief.values())
