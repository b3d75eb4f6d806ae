"""Causes that lie in a channel: fewer people, other people, or a mix that converts less.

A channel is held against the other channels on the same days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from fupan.analysis.causes.candidate import (
    SPEND_SPREAD,
    Candidate,
    Loss,
    dated,
    moves_of,
    spend_per_buyer,
    with_log,
)
from fupan.analysis.causes.chance import tail
from fupan.analysis.causes.evidence import Entry
from fupan.analysis.causes.mix import moved_mix
from fupan.analysis.causes.shift import Shifts
from fupan.analysis.causes.volume import (
    FEWEST_DAYS,
    LIKELY,
    LOOKS,
    STEPS_SHOWN,
    SURE,
    moved_channels,
    volume_loss,
)

MOVED = 3.0
_WORSE = {"bounce": +1, "dwell": -1, "cart": -1}


def channel_candidates(shifts: Shifts, entries: Sequence[Entry]) -> list[Candidate]:
    """The causes that fit a channel's loss; a loss is named once."""
    wrong = _mismatches(shifts)
    taken = {c.subject for c in wrong}
    fallen = [m for m in moved_channels(shifts, -1) if m.channel not in taken]
    risen = [m for m in moved_channels(shifts, +1) if m.channel not in taken]
    mix = moved_mix(shifts, fallen, risen)
    if mix is not None:
        candidate, used = mix
        fallen = [m for m in fallen if m.channel not in used]
        # A mix that sells no less is no loss, and what moved with it no loss of volume.
        wrong += [candidate] if candidate.loss.impact < 0 else []
    wrong += [volume_loss(shifts, m) for m in fallen if m.is_sure]
    return [with_log(c, entries) for c in wrong]


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
                proven=p_value < SURE,
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
