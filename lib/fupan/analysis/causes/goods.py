"""Causes that lie in one product and that another table dates: price, rival, stock, reviews.

A product is held against the others on the same days, so promotions and seasons fall out. What its
own page shows, `pages` tells.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from fupan.analysis.causes.candidate import (
    SPEND_SPREAD,
    Candidate,
    Loss,
    buyers_lost,
    dated,
    misfit,
    moves_of,
    spend_per_buyer,
    with_log,
)
from fupan.analysis.causes.chance import tail
from fupan.analysis.causes.evidence import Entry, Sign
from fupan.analysis.causes.pages import (
    FEWEST_DAYS,
    MOVED,
    SMALLEST_EFFECT,
    STEPS_SHOWN,
    emptier_carts,
    worse_pages,
)
from fupan.analysis.causes.shift import Shifts

AFTER_CART = ("price", "competitor_promotion")
PLAIN_LIKELY = 0.02  # where another table shows the cause plainly
PLAIN_MOVE = {"price": 0.09, "competitor_promotion": 0.14}  # log change of a price
PLAIN_REVIEWS = 1e-3
# Of a flood of bad reviews nobody doubts that something is wrong: what is asked is whether it cost.
FLOOD, FLOOD_LIKELY = 1e-12, 0.1
REVIEWS_LATE, REVIEWS_EARLY = 10, 4  # days between a fall and the reviews that go with it
CART_HELD, STEADIER = 1.0, 0.75  # z of carts that stood still; error of one rate over another's
LIKELY = 0.007  # chance that a quiet month names a cause of one kind


def product_candidates(
    shifts: Shifts, signs: Mapping[str, Mapping[str, Sign]], entries: Sequence[Entry]
) -> list[Candidate]:
    """The causes that fit a product's loss, at most one per product, best fit first.

    `signs` holds per cause the signs by product. Where nobody counted who came, what a product
    sold a day stands for its conversion, and only plain signs are believed.
    """
    seen = shifts.has("conversion")
    found: list[Candidate] = []
    for cause in ("price", "competitor_promotion", "service_reviews"):
        held = {p: s for p, s in signs.get(cause, {}).items() if p in shifts.panel.units}
        for sign in held.values():
            candidate = _by_sign(shifts, cause, sign, _tries(sign, held.values()))
            if candidate is not None and (seen or candidate.proven):
                found.append(candidate)
    stock = signs.get("stockout", {})
    found += [c for s in stock.values() if (c := _by_stock(shifts, s, len(stock))) is not None]
    if seen:
        found += worse_pages(shifts)
        signed = {p for held in signs.values() for p in held} | {c.subject for c in found}
        found += [c for c in emptier_carts(shifts) if c.subject not in signed]
    found = [with_log(c, entries) for c in found]
    best: dict[str, Candidate] = {}
    for candidate in sorted(found, key=lambda c: (-c.score, c.cause)):
        best.setdefault(candidate.subject, candidate)
    return list(best.values())


def _rate_of(shifts: Shifts) -> str:
    """Sales over those who came, or over the days where nobody counted them."""
    return "conversion" if shifts.has("conversion") else "sales"


def _tries(sign: Sign, all_signs: Collection[Sign]) -> float:
    """How many looks this sign must pay for: the plainer the sign, the fewer.

    A weighted Bonferroni rule (Genovese, Roeder & Wasserman 2006, Biometrika 93, 509–524): a
    rival's −30 % is a likelier cause than another's −6 %.
    """
    sizes = [abs(s.size) for s in all_signs]
    return max(sum(sizes) / max(abs(sign.size), 1e-9), 1.0)


def _by_sign(shifts: Shifts, cause: str, sign: Sign, tries: float) -> Candidate | None:
    """A cause that another table dates: is the product's conversion lower since then?"""
    panel = shifts.panel
    unit = panel.units.index(sign.subject)
    end = len(panel.days)
    start = min(max(panel.place(sign.since), shifts.month_start), end)
    until = panel.place(sign.until) + 1
    near = [(start, 1.0)]
    if cause == "service_reviews":
        near = _about(shifts, unit, start)
        start = max(near, key=lambda n: n[1])[0]
        tries *= 2
    if cause == "competitor_promotion" and until <= end - 3:
        end = max(until, min(start + FEWEST_DAYS, end))
    if end - start < 3:
        return None
    shift = shifts.between(_rate_of(shifts), start, end)
    z, effect = float(shift.z[unit]), float(shift.effect[unit])
    if cause in AFTER_CART and shifts.has("close"):
        # What happens before the cart is noise to a cause that works after it.
        z = min(z, float(shifts.between("close", start, end).z[unit]))
        tries *= 1.5
    p_value = tail(-z, tries)
    plain = _is_plain(cause, sign)
    if p_value > _likely(cause, sign, plain):
        return None
    if effect > np.log(1 - SMALLEST_EFFECT):
        return None
    moves = moves_of(shifts, unit, STEPS_SHOWN, start, end)
    cost, against = misfit(cause, moves)
    step = _measured_by(shifts, cause, unit, start, end)
    loss = dated(
        lambda a: buyers_lost(shifts, unit, a, end, step=step, keep_price=cause == "price"), near
    )
    score = z**2 / 2 - cost - np.log(max(sign.p_value, 1e-4)) / 2 * (cause == "service_reviews")
    return Candidate(
        cause, "product", sign.subject, panel.days[start], panel.days[end - 1], loss,
        float(score), p_value, moves, (sign,), against=against, proven=plain,
    )  # fmt: skip


def _about(shifts: Shifts, unit: int, seen: int) -> list[tuple[int, float]]:
    """The days from which conversion may have fallen, about when the bad reviews were seen.

    Reviews are written after the goods came: the loss may have begun before them.
    """
    possible = shifts.near_starts(
        {_rate_of(shifts): -1}, unit, len(shifts.panel.days) - FEWEST_DAYS
    )
    kept = [(a, w) for a, w in possible if seen - REVIEWS_LATE <= a <= seen + REVIEWS_EARLY]
    whole = sum(w for _, w in kept)
    return [(a, w / whole) for a, w in kept] or [(seen, 1.0)]


def _measured_by(shifts: Shifts, cause: str, unit: int, start: int, end: int) -> str:
    """The rate that sizes the loss: what carts come to, where carts only add noise."""
    if cause not in AFTER_CART or not shifts.has("close"):
        return _rate_of(shifts)
    cart, close, whole = (shifts.between(s, start, end) for s in ("cart", "close", "conversion"))
    held = abs(float(cart.z[unit])) < CART_HELD
    return "close" if held and close.sd[unit] < STEADIER * whole.sd[unit] else "conversion"


def _is_plain(cause: str, sign: Sign) -> bool:
    """Whether the sign is so plain that the loss need not be as sure as with a faint one."""
    if cause == "service_reviews":
        return sign.p_value < PLAIN_REVIEWS
    return abs(sign.size) >= PLAIN_MOVE[cause]


def _likely(cause: str, sign: Sign, plain: bool) -> float:
    """The chance that a loss may have of being none and still be told beside such a sign."""
    if cause == "service_reviews" and sign.p_value < FLOOD:
        return FLOOD_LIKELY
    return PLAIN_LIKELY if plain else LIKELY


def _by_stock(shifts: Shifts, sign: Sign, tries: int) -> Candidate | None:
    """Out of stock: what did the days without goods bring, against the days before?"""
    panel = shifts.panel
    if sign.subject not in panel.units:
        return None
    unit = panel.units.index(sign.subject)
    start, end = panel.place(sign.since), min(panel.place(sign.until) + 1, len(panel.days))
    out = np.zeros(len(panel.days), dtype=bool)
    out[[panel.place(d) for d in sign.days if 0 <= panel.place(d) < len(panel.days)]] = True
    out &= panel.held
    # Of a shortage that began before the month, the weeks before tell too little.
    if not out.any() or end <= start:
        return None
    step = _rate_of(shifts)
    shift = shifts.between(step, start, end)
    bottom = shifts.every_day.bottom(step, start, end)[unit]
    usual = float(shifts.expected(step, start, end)[unit])
    if bottom <= 0 or usual <= 0:
        return None
    rate = usual / bottom
    came = _came(shifts, unit, out, start, end)
    expected = came * rate
    buyers = float(panel.total("pay_buyers", out)[unit])
    relative = float(shift.drift[unit])
    z = (buyers - expected) / np.sqrt(expected + (expected * relative) ** 2 + 1e-9)
    p_value = tail(-z, tries)
    if p_value > PLAIN_LIKELY or buyers > 0.7 * expected:
        return None
    spend = spend_per_buyer(shifts, unit, start, end)
    actual = float(panel.total("pay_amount", out)[unit])
    worth = expected * spend
    sd = np.hypot(worth * relative, spend * np.sqrt(SPEND_SPREAD * expected))
    loss = Loss(actual - worth, float(sd), actual, worth)
    moves = moves_of(shifts, unit, STEPS_SHOWN, start, end)
    # Empty shelves are proof of their own; that the page also looks worse then is no other cause.
    return Candidate(
        "stockout", "product", sign.subject, sign.since, sign.until, loss,
        float(z**2 / 2 + 50), p_value, moves, (sign,), proven=True,
    )  # fmt: skip


def _came(shifts: Shifts, unit: int, out: np.ndarray, start: int, end: int) -> float:
    """Who came, or would have come, on the days without goods; the days where nobody counted."""
    if not shifts.has("visitors"):
        return float(out.sum())
    came = float(shifts.panel.total("visitors", out)[unit])
    visits = shifts.between("visitors", start, end)
    if visits.z[unit] < -MOVED and visits.effect[unit] < np.log(0.85):
        came *= float(visits.expected[unit] / max(visits.actual[unit], 0.5))
    return came
