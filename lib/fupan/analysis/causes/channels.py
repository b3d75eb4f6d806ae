"""Causes that lie in a channel: fewer people, other people, or a mix that converts less.

A channel is held against the other channels on the same days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from fupan.analysis.causes.candidate import (
    SPEND_SPREAD,
    Candidate,
    Loss,
    dated,
    misfit,
    moves_of,
    spend_per_buyer,
)
from fupan.analysis.causes.chance import tail
from fupan.analysis.causes.definitions import CAUSES
from fupan.analysis.causes.evidence import Entry, entries_about
from fupan.analysis.causes.shift import Shifts

LIKELY = 0.001  # chance that a quiet month names a cause of one kind
SMALLEST_FALL = 0.12  # of a channel's visitors
SMALLEST_RISE = 0.15
SMALLEST_DILUTION = 0.02  # relative fall of the shop's conversion by mix alone
SURE_RISE = 4.0  # z
SAME_TIME_DAYS = 6
MATCHED = 0.4  # of a channel's lost visitors came by another: the mix moved, not the volume
NOTICED = 2.2  # z of a channel that moved too, on the day on which another surely did
FEWEST_DAYS = 5
BACK_WITHIN = 0.05  # log; a fall to within this of the earlier level is no loss
LOOKS = 4
MOVED = 3.0
_WORSE = {"bounce": +1, "dwell": -1, "cart": -1}
STEPS_SHOWN = ("visitors", "bounce", "dwell", "cart", "order", "pay", "conversion")


def channel_candidates(shifts: Shifts, entries: Sequence[Entry]) -> list[Candidate]:
    """The causes that fit a channel's loss; a loss is named once."""
    wrong = _mismatches(shifts)
    taken = {c.subject for c in wrong}
    fallen = [m for m in _volumes(shifts, -1) if m.channel not in taken]
    risen = [m for m in _volumes(shifts, +1) if m.channel not in taken]
    mix = _mix(shifts, fallen, risen)
    if mix is not None:
        candidate, used = mix
        fallen = [m for m in fallen if m.channel not in used]
        wrong = [*wrong, candidate]
    wrong += [_volume_loss(shifts, m) for m in fallen if m.is_sure]
    return [_with_log(c, entries) for c in wrong]


@dataclass(frozen=True)
class _Moved:
    channel: str
    unit: int
    start: int
    z: float
    effect: float
    p_value: float
    is_sure: bool


def _volumes(shifts: Shifts, way: int) -> list[_Moved]:
    """Channels whose visitors fell (−1) or rose (+1), the surest first; unsure ones are marked."""
    panel, end = shifts.panel, len(shifts.panel.days)
    starts, z = shifts.scan({"visitors": way}, end - FEWEST_DAYS)
    least = np.log(1 - SMALLEST_FALL) if way < 0 else np.log(1 + SMALLEST_RISE)
    moved = []
    for unit, channel in enumerate(panel.units):
        start = int(starts[unit])
        effect = float(shifts.between("visitors", start, end).effect[unit])
        p_value = tail(float(z[unit]), len(panel.units) * LOOKS)
        sure = p_value < LIKELY and effect * way > least * way
        if way < 0 and _only_back(shifts, unit, start):
            continue
        if sure or (z[unit] > NOTICED and effect * way > 0.08):
            moved.append(_Moved(channel, unit, start, float(z[unit]), effect, p_value, sure))
    return sorted(moved, key=lambda m: (-m.z, m.channel))


def _only_back(shifts: Shifts, unit: int, start: int) -> bool:
    """Whether a fall only ends a rise: the level is what it was lately, or before the rise."""
    lately = shifts.against("visitors", start, first=28, last=0)
    earlier = shifts.against("visitors", start, first=112, last=56)
    return any(e is not None and float(e[unit]) > -BACK_WITHIN for e in (lately, earlier))


def _mismatches(shifts: Shifts) -> list[Candidate]:
    """Channels whose visitors leave sooner, stay shorter and buy less than they used to."""
    panel, end = shifts.panel, len(shifts.panel.days)
    looks = [s for s in ("bounce", "dwell") if shifts.has(s)]
    if not shifts.has("conversion") or not (looks or shifts.has("cart")):
        return []
    starts, z = shifts.scan(_WORSE, end - FEWEST_DAYS)
    found = []
    for unit, channel in enumerate(panel.units):
        p_value = tail(float(z[unit]), len(panel.units) * LOOKS)
        if p_value > LIKELY:
            continue
        start = int(starts[unit])
        moves = moves_of(shifts, unit, STEPS_SHOWN, start, end)
        if not _worse_people({m.step: m for m in moves}, looks):
            continue
        found.append(
            Candidate(
                "audience_mismatch",
                "channel",
                channel,
                panel.days[start],
                panel.days[-1],
                dated(
                    lambda a, u=unit: _sales_lost(shifts, u, a),
                    shifts.near_starts(_WORSE, unit, end - FEWEST_DAYS),
                ),
                float(z[unit]) ** 2 / 2,
                p_value,
                moves,
            )
        )
    return found


def _worse_people(moves: dict[str, object], looks: Sequence[str]) -> bool:
    way = {"dwell": -1, "bounce": +1}
    looked = [moves[s].z * way[s] > MOVED and moves[s].effect * way[s] > 0.05
              for s in looks if s in moves]  # fmt: skip
    bought = [
        moves[s].z < -2 and moves[s].effect < np.log(0.9)
        for s in ("cart", "conversion")
        if s in moves
    ]
    falling = "conversion" in moves and moves["conversion"].effect < 0
    return any(bought) and falling and (any(looked) if looks else all(bought))


def _sales_lost(shifts: Shifts, unit: int, start: int) -> Loss:
    """Sales of a channel against what it would have brought: its people and their conversion."""
    panel, end = shifts.panel, len(shifts.panel.days)
    days = panel.window(panel.days[start], panel.days[-1] + timedelta(days=1))
    shift = shifts.between("sales", start, end)
    expected = float(shifts.expected("sales", start, end)[unit])
    spend = spend_per_buyer(shifts, unit, start, end)
    actual = float(panel.total("pay_amount", days)[unit])
    worth = expected * spend
    sd = np.hypot(
        worth * float(shift.drift[unit]), spend * np.sqrt(SPEND_SPREAD * max(expected, 1.0))
    )
    return Loss(actual - worth, float(sd), actual, worth)


def _volume_loss(shifts: Shifts, moved: _Moved) -> Candidate:
    panel, end = shifts.panel, len(shifts.panel.days)
    moves = moves_of(shifts, moved.unit, STEPS_SHOWN, moved.start, end)
    cost, against = misfit("channel_volume", moves)
    return Candidate(
        "channel_volume", "channel", moved.channel, panel.days[moved.start], panel.days[-1],
        dated(
            lambda a: _people_lost(shifts, moved.unit, a),
            shifts.near_starts({"visitors": -1}, moved.unit, end - FEWEST_DAYS),
        ), moved.z**2 / 2 - cost, moved.p_value,
        moves, against=against,
    )  # fmt: skip


def _people_lost(shifts: Shifts, unit: int, start: int) -> Loss:
    """What fewer (or more) people meant at what people of the channel spend now."""
    panel, end = shifts.panel, len(shifts.panel.days)
    shift = shifts.between("visitors", start, end)
    days = panel.window(panel.days[start], panel.days[-1] + timedelta(days=1))
    actual = float(panel.total("pay_amount", days)[unit])
    visitors = float(panel.total("visitors", days)[unit])
    expected = float(shift.expected[unit] / max(shift.actual[unit], 1.0)) * visitors
    past = np.zeros(len(panel.days), dtype=bool)
    past[max(start - 56, 0) : end] = True
    past &= panel.held
    value = actual / visitors if visitors else 0.0
    if panel.total("pay_buyers", days)[unit] < 20:
        people = panel.total("visitors", past)[unit]
        value = float(panel.total("pay_amount", past)[unit] / people) if people else 0.0
    buyers = max(float(panel.total("pay_buyers", days)[unit]), 1.0)
    impact = (visitors - expected) * value
    sd = np.hypot(
        expected * float(shift.drift[unit]) * value, abs(impact) * np.sqrt(SPEND_SPREAD / buyers)
    )
    # People lost would have bought by chance more or less than their mean.
    sd = np.hypot(sd, np.sqrt(SPEND_SPREAD * abs(impact) * max(actual / buyers, 1e-9)))
    return Loss(impact, float(sd), actual, actual - impact)


def _mix(
    shifts: Shifts, fallen: list[_Moved], risen: list[_Moved]
) -> tuple[Candidate, set[str]] | None:
    """More people by a channel that converts less, while every channel converts as before."""
    # Asked first from the day a channel fell: when people went elsewhere, that day is the clearer.
    leads = [*(m for m in fallen if m.is_sure), *(m for m in risen if m.is_sure)]
    for lead in leads:
        together = [m for m in fallen if abs(m.start - lead.start) <= SAME_TIME_DAYS]
        ups = _moved_since(shifts, lead.start, risen, +1)
        downs = [m for m in _moved_since(shifts, lead.start, together, -1) if m.is_sure]
        for up in ups:
            if lead.channel != up.channel and lead.channel not in {m.channel for m in downs}:
                continue
            if (found := _mixed(shifts, lead.start, up, downs)) is not None:
                return found, {up.channel, *(m.channel for m in downs)}
    return None


def _moved_since(shifts: Shifts, start: int, moved: list[_Moved], way: int) -> list[_Moved]:
    """Those of the channels that moved whose visitors moved since that very day, most first."""
    shift = shifts.between("visitors", start, len(shifts.panel.days))
    kept = [
        m for m in moved if shift.z[m.unit] * way > NOTICED and abs(shift.effect[m.unit]) > 0.08
    ]
    return sorted(kept, key=lambda m: (-abs(shift.actual - shift.expected)[m.unit], m.channel))


def _mixed(shifts: Shifts, start: int, up: _Moved, downs: list[_Moved]) -> Candidate | None:
    """The mix as a cause, if the moved channels alone dilute the shop's conversion."""
    panel, end = shifts.panel, len(shifts.panel.days)
    shift = shifts.between("visitors", start, end)
    rate = _usual_rate(shifts, start)
    if rate is None or not _is_diluted(shift.actual, shift.expected, rate, up, downs):
        return None
    gained = float(shift.actual[up.unit] - shift.expected[up.unit])
    missing = sum(float(shift.expected[m.unit] - shift.actual[m.unit]) for m in downs)
    if gained < MATCHED * missing:
        return None
    # A rise that is not sure on that day must at least be the people whom the others lost.
    error = float(shift.sd[up.unit] * shift.expected[up.unit])
    if shift.z[up.unit] < SURE_RISE and abs(gained - missing) > min(1.5 * error, 0.75 * gained):
        return None
    parts = [_people_lost(shifts, m.unit, start) for m in (up, *downs)]
    loss = Loss(
        sum(p.impact for p in parts),
        float(np.sqrt(sum(p.sd**2 for p in parts))),
        sum(p.actual for p in parts),
        sum(p.expected for p in parts),
    )
    moves = moves_of(shifts, up.unit, STEPS_SHOWN, start, end)
    cost, against = misfit("traffic_mix", moves)
    return Candidate(
        "traffic_mix", "channel", up.channel, panel.days[start], panel.days[-1], loss,
        up.z**2 / 2 - cost, min(m.p_value for m in (up, *downs)), moves, against=against,
    )  # fmt: skip


def _usual_rate(shifts: Shifts, start: int) -> np.ndarray | None:
    """Payment conversion by channel in the eight weeks before."""
    panel = shifts.panel
    past = np.zeros(len(panel.days), dtype=bool)
    past[max(start - 56, 0) : start] = True
    visitors, buyers = panel.total("visitors", past), panel.total("pay_buyers", past)
    if visitors.sum() == 0 or buyers.sum() == 0:
        return None
    return buyers / np.maximum(visitors, 1.0)


def _is_diluted(
    actual: np.ndarray, expected: np.ndarray, rate: np.ndarray, up: _Moved, down: list[_Moved]
) -> bool:
    """Whether the moved channels alone lower the shop's conversion."""
    after = expected.copy()
    for moved in (up, *down):
        after[moved.unit] = actual[moved.unit]
    before = float((expected * rate).sum() / expected.sum())
    now = float((after * rate).sum() / after.sum())
    return now < before * (1 - SMALLEST_DILUTION)


def _with_log(candidate: Candidate, entries: Sequence[Entry]) -> Candidate:
    kinds = CAUSES[candidate.cause].log_kinds
    near = tuple(
        e
        for e in entries_about(entries, candidate.subject, kinds)
        if candidate.since - timedelta(days=5) <= e.day <= candidate.since + timedelta(days=3)
    )
    return replace(candidate, entries=near, score=candidate.score + 2.0 * bool(near))
