"""The detail page as a cause: what people do on it got worse for one product since some day.

No other table dates it; what other tables date, `goods` tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from fupan.analysis.causes.candidate import (
    Candidate,
    StepMove,
    buyers_lost,
    dated,
    moves_of,
)
from fupan.analysis.causes.chance import tail
from fupan.analysis.causes.shift import Shifts

LOOK_LIKELY = 0.005
SURE = 1e-5  # chance below which a page has changed, whatever it cost
CART_LIKELY = 0.002
SMALLEST_CART_FALL = 0.15
SMALLEST_EFFECT = 0.08  # a rate that fell by less is not blamed on one thing
FEWEST_DAYS = 5
LOOKS = 4  # independent starts within a month, about
MOVED = 3.0  # z of a look (stay, bounce) that has moved for sure
LOOK_EFFECT = 0.05
STEPS_SHOWN = ("visitors", "bounce", "dwell", "cart", "order", "pay", "close", "conversion")


def worse_pages(shifts: Shifts) -> list[Candidate]:
    """The detail page: since some day people stay shorter, leave sooner and buy less."""
    panel = shifts.panel
    looks = [s for s in ("dwell", "bounce") if shifts.has(s)]
    end = len(panel.days)
    steps = {"dwell": -1, "bounce": +1, "cart": -1}
    starts, z = shifts.scan(steps, end - FEWEST_DAYS)
    found = []
    for unit in range(len(panel.units)):
        p_value = tail(float(z[unit]), len(panel.units) * LOOKS)
        if p_value > LOOK_LIKELY:
            continue
        start = int(starts[unit])
        moves = {m.step: m for m in moves_of(shifts, unit, STEPS_SHOWN, start, end)}
        if "conversion" not in moves or not _worse_page(moves, looks):
            continue
        found.append(_page(shifts, unit, start, steps, float(z[unit]), p_value, moves))
    return found


def emptier_carts(shifts: Shifts) -> list[Candidate]:
    """The detail page once more: people stay as long, and far fewer of them fill the cart.

    The page is then the likeliest cause only because nothing else speaks of the product.
    """
    panel, end = shifts.panel, len(shifts.panel.days)
    if not shifts.has("cart"):
        return []
    starts, z = shifts.scan({"cart": -1}, end - FEWEST_DAYS)
    found = []
    for unit in range(len(panel.units)):
        start, p_value = int(starts[unit]), tail(float(z[unit]), len(panel.units) * LOOKS)
        moves = {m.step: m for m in moves_of(shifts, unit, STEPS_SHOWN, start, end)}
        if p_value > CART_LIKELY or "conversion" not in moves or "cart" not in moves:
            continue
        fell = moves["cart"].effect < np.log(1 - SMALLEST_CART_FALL)
        if not fell or moves["conversion"].z > -2:
            continue
        held = tuple(s for s in ("dwell", "bounce") if s in moves)
        found.append(_page(shifts, unit, start, {"cart": -1}, float(z[unit]), p_value, moves, held))
    return found


def _page(
    shifts: Shifts, unit: int, start: int, steps: Mapping[str, int], z: float, p_value: float,
    moves: Mapping[str, StepMove], against: tuple[str, ...] = (),
) -> Candidate:  # fmt: skip
    """The detail page as the cause of what one product lost since a day."""
    panel, end = shifts.panel, len(shifts.panel.days)
    near = shifts.near_starts(steps, unit, end - FEWEST_DAYS)
    loss = dated(lambda a: buyers_lost(shifts, unit, a, end), near)
    return Candidate(
        "detail_page", "product", panel.units[unit], panel.days[start], panel.days[-1], loss,
        z**2 / 2, p_value, tuple(moves.values()), against=against,
        proven=p_value < SURE and not against,
    )  # fmt: skip


def _worse_page(moves: Mapping[str, StepMove], looks: Sequence[str]) -> bool:
    """Whether the look moved for sure and sales with it."""
    cart, conversion = moves.get("cart"), moves["conversion"]
    fell = conversion.z < -1.3 and conversion.effect < np.log(1 - SMALLEST_EFFECT)
    carted = cart is not None and cart.z < -2 and cart.effect < np.log(1 - SMALLEST_EFFECT)
    if not looks:
        return carted and fell
    way = {"dwell": -1, "bounce": +1}
    moved = [
        moves[s].z * way[s] > MOVED and moves[s].effect * way[s] > LOOK_EFFECT
        for s in looks
        if s in moves
    ]
    return any(moved) and (fell or carted) and conversion.effect < 0
