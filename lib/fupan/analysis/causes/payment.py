"""Payment friction: orders are placed and not paid, in the whole shop or in one channel.

A product whose orders are left unpaid is no friction: the fall must be common to products.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from fupan.analysis.causes.baskets import Baskets
from fupan.analysis.causes.candidate import (
    SPEND_SPREAD,
    Candidate,
    Loss,
    dated,
    misfit,
    moves_of,
    with_log,
)
from fupan.analysis.causes.chance import tail
from fupan.analysis.causes.evidence import Entry
from fupan.analysis.causes.shift import Shifts
from fupan.store import Shop

LIKELY = 0.002
SMALLEST_FALL = 0.04  # of the payment rate of a shop; friction of a channel must be twice that
COMMON_SHARE = 0.5  # of the shop's fall that the typical product and channel must show too
FEWEST_DAYS = 5
LOOKS = 4
STEPS_SHOWN = ("visitors", "cart", "order", "pay", "conversion")


def payment_candidates(
    shop: Shop, channels: Shifts | None, goods: Shifts | None, entries: Sequence[Entry]
) -> list[Candidate]:
    """Friction of single channels, else of the shop.

    Where traffic does not count orders and payments, products tell of the shop as a whole.
    """
    by_channel = channels if channels is not None and channels.has("pay") else None
    counted = by_channel or (goods if goods is not None and goods.has("pay") else None)
    if counted is None:
        return []
    # A channel that stands apart from the others is told first: it also lowers the whole.
    baskets = Baskets(shop, counted.panel)
    found = _single(by_channel, baskets) if by_channel is not None else []
    if not found and (whole := _shop(counted, goods, baskets)) is not None:
        found = [whole]
    return [with_log(c, entries) for c in found]


def _shop(channels: Shifts, goods: Shifts | None, baskets: Baskets) -> Candidate | None:
    whole = Shifts(channels.panel.whole(), channels.month_start, beside=False)
    end = len(whole.panel.days)
    starts, z = whole.scan({"pay": -1}, end - FEWEST_DAYS)
    start, p_value = int(starts[0]), tail(float(z[0]), LOOKS)
    effect = float(whole.between("pay", start, end).effect[0])
    if p_value > LIKELY or effect > np.log(1 - SMALLEST_FALL):
        return None
    parts = [s for s in (channels, goods) if s is not None and s.beside and s.has("pay")]
    typical = (float(np.median(s.between("pay", start, end).common)) for s in parts)
    if any(common > COMMON_SHARE * effect for common in typical):
        return None
    moves = moves_of(whole, 0, STEPS_SHOWN, start, end)
    cost, against = misfit("payment_friction", moves)
    return Candidate(
        "payment_friction", "shop", "shop", whole.panel.days[start], whole.panel.days[-1],
        dated(
            # What went unpaid on promotion days counts too.
            lambda a: _unpaid(whole.every_day, 0, a, baskets.ratio(a, None)),
            whole.near_starts({"pay": -1}, 0, end - FEWEST_DAYS),
        ), float(z[0]) ** 2 / 2 - cost, p_value, moves, against=against,
    )  # fmt: skip


def _single(channels: Shifts, baskets: Baskets) -> list[Candidate]:
    panel, end = channels.panel, len(channels.panel.days)
    starts, z = channels.scan({"pay": -1}, end - FEWEST_DAYS)
    found = []
    for unit, channel in enumerate(panel.units):
        start = int(starts[unit])
        p_value = tail(float(z[unit]), len(panel.units) * LOOKS)
        effect = float(channels.between("pay", start, end).effect[unit])
        if p_value > LIKELY or effect > np.log(1 - 2 * SMALLEST_FALL):
            continue
        moves = moves_of(channels, unit, STEPS_SHOWN, start, end)
        cost, against = misfit("payment_friction", moves)
        found.append(
            Candidate(
                "payment_friction",
                "channel",
                channel,
                panel.days[start],
                panel.days[-1],
                dated(
                    lambda a, u=unit, c=channel: _unpaid(channels, u, a, baskets.ratio(a, c)),
                    channels.near_starts({"pay": -1}, unit, end - FEWEST_DAYS),
                ),
                float(z[unit]) ** 2 / 2 - cost,
                p_value,
                moves,
                against=against,
            )
        )
    return found


def _unpaid(shifts: Shifts, unit: int, start: int, basket: float) -> Loss:
    """What the orders would have brought at the usual payment rate.

    `basket` is the worth of an order that was lost, over that of one that was paid.
    """
    panel, end = shifts.panel, len(shifts.panel.days)
    days = panel.window(panel.days[start], panel.days[-1] + timedelta(days=1))
    shift = shifts.between("pay", start, end)
    actual = float(panel.total("pay_amount", days)[unit])
    buyers = max(float(panel.total("pay_buyers", days)[unit]), 1.0)
    usual = actual * float(shift.expected[unit] / max(shift.actual[unit], 0.5))
    impact = (actual - usual) * basket
    worth = actual - impact
    spend = max(actual / buyers, 1e-9) * basket
    chance = np.hypot(
        usual * basket * float(shift.sd[unit]), np.sqrt(SPEND_SPREAD * abs(impact) * spend)
    )
    # What an order left unpaid would have come to in the end its lines tell only roughly.
    rough = abs(actual - usual) * abs(basket - 1) / 2
    return Loss(impact, float(np.hypot(chance, rough)), actual, worth)
