"""Channels whose visitors fell or rose beside the other channels, and what that is worth.

Whether a fall is a loss of its own or part of a moved mix is asked elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from fupan.analysis.causes.candidate import (
    SPEND_SPREAD,
    Candidate,
    Loss,
    dated,
    misfit,
    moves_of,
)
from fupan.analysis.causes.chance import tail
from fupan.analysis.causes.shift import Shifts

LIKELY = 0.003  # chance that a quiet month names a cause of one kind
SURE = 1e-5  # chance below which people have changed, whatever it cost
SMALLEST_FALL = 0.12  # of a channel's visitors
SMALLEST_RISE = 0.15
NOTICED = 2.2  # z of a channel that moved too, on the day on which another surely did
FEWEST_DAYS = 5
BACK_WITHIN = 0.05  # log; a fall to within this of the earlier level is no loss
LOOKS = 4
STEPS_SHOWN = ("visitors", "bounce", "dwell", "cart", "order", "pay", "conversion")


@dataclass(frozen=True)
class Moved:
    channel: str
    unit: int
    start: int
    z: float
    effect: float
    p_value: float
    is_sure: bool


def moved_channels(shifts: Shifts, way: int) -> list[Moved]:
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
            moved.append(Moved(channel, unit, start, float(z[unit]), effect, p_value, sure))
    return sorted(moved, key=lambda m: (-m.z, m.channel))


def _only_back(shifts: Shifts, unit: int, start: int) -> bool:
    """Whether a fall only ends a rise: the level is what it was lately, or before the rise."""
    lately = shifts.against("visitors", start, first=28, last=0)
    earlier = shifts.against("visitors", start, first=112, last=56)
    return any(e is not None and float(e[unit]) > -BACK_WITHIN for e in (lately, earlier))


def volume_loss(shifts: Shifts, moved: Moved) -> Candidate:
    panel, end = shifts.panel, len(shifts.panel.days)
    moves = moves_of(shifts, moved.unit, STEPS_SHOWN, moved.start, end)
    cost, against = misfit("channel_volume", moves)
    return Candidate(
        "channel_volume", "channel", moved.channel, panel.days[moved.start], panel.days[-1],
        dated(
            lambda a: people_lost(shifts, moved.unit, a),
            shifts.near_starts({"visitors": -1}, moved.unit, end - FEWEST_DAYS),
        ), moved.z**2 / 2 - cost, moved.p_value,
        moves, against=against,
    )  # fmt: skip


def people_lost(shifts: Shifts, unit: int, start: int) -> Loss:
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
