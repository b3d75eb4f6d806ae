"""What each cause does: it acts on the mechanism (visits, steps, prices, stock), never on labels.

`planted` draws subject, first day and size; the evidence that shows in other tables is written
by `evidence` from the same `Effect`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from worlds.calm import PAID, Calm

ENOUGH_POWER = 5.0  # expected loss over its chance spread; below it nobody could tell


@dataclass
class Effect:
    """Factors on the calm shop (broadcast over day × channel × device × product), and the plan."""

    cause: str
    subject_kind: str = ""
    subjects: tuple[str, ...] = ()
    first: int = 0  # day index
    last: int = -1
    size: float = 0.0
    product: int | None = None
    channel: int | None = None
    visits: np.ndarray = field(default_factory=lambda: np.ones((1, 1, 1, 1)))
    cart: np.ndarray = field(default_factory=lambda: np.ones((1, 1, 1, 1)))
    order: np.ndarray = field(default_factory=lambda: np.ones((1, 1, 1, 1)))
    pay: np.ndarray = field(default_factory=lambda: np.ones((1, 1, 1, 1)))
    bounce: np.ndarray = field(default_factory=lambda: np.ones((1, 1, 1, 1)))
    dwell: np.ndarray = field(default_factory=lambda: np.ones((1, 1, 1, 1)))
    price: float = 1.0  # own price of the product
    rival_price: float = 1.0
    joined: tuple[Effect, ...] = ()  # the single effects, where this one is several at once

    @property
    def parts(self) -> tuple[Effect, ...]:
        return self.joined or (self,)

    @property
    def span(self) -> slice:
        return slice(self.first, self.last + 1)


FACTORS = ("visits", "cart", "order", "pay", "bounce", "dwell")


def together(effects: list[Effect]) -> Effect:
    """Several effects at once: their factors multiply, their evidence stands side by side."""
    whole = Effect("several", joined=tuple(effects))
    for name in FACTORS:
        for effect in effects:
            setattr(whole, name, getattr(whole, name) * getattr(effect, name))
    return whole


def phased_in(effect: Effect, days: int) -> None:
    """Lets the effect on people grow over its first days instead of beginning whole."""
    for name in FACTORS:
        factor = getattr(effect, name)
        if len(factor) > 1:
            factor = factor.copy()
            for n in range(days):
                factor[effect.first + n] **= (n + 1) / (days + 1)
            setattr(effect, name, factor)


def _product_mask(calm: Calm, effect: Effect, factor: float) -> np.ndarray:
    mask = np.ones((len(calm.days), 1, 1, len(calm.products)))
    mask[effect.span, :, :, effect.product] = factor
    return mask


def _channel_mask(calm: Calm, effect: Effect, channel: int, factor: float) -> np.ndarray:
    mask = np.ones((len(calm.days), len(calm.channels), 1, 1))
    mask[effect.span, channel] = factor
    return mask


def _price(calm: Calm, e: Effect, chance: np.random.Generator) -> None:
    """Dearer: a few fewer put it into the cart, many fewer order."""
    e.price = 1 + chance.uniform(0.1, 0.35)
    left, early = (1 - e.size) / e.price, chance.uniform(0.1, 0.35)
    e.cart = _product_mask(calm, e, left**early)
    e.order = _product_mask(calm, e, left ** (1 - early))


def _detail_page(calm: Calm, e: Effect, chance: np.random.Generator) -> None:
    early = chance.uniform(0.75, 1.0)
    e.cart = _product_mask(calm, e, (1 - e.size) ** early)
    e.order = _product_mask(calm, e, (1 - e.size) ** (1 - early))
    e.bounce = _product_mask(calm, e, chance.uniform(1.15, 1.45))
    e.dwell = _product_mask(calm, e, chance.uniform(0.55, 0.78))


def _competitor_promotion(calm: Calm, e: Effect, chance: np.random.Generator) -> None:
    e.rival_price = chance.uniform(0.65, 0.85)
    late = chance.uniform(0.3, 0.7)
    e.order = _product_mask(calm, e, (1 - e.size) ** (1 - late))
    e.pay = _product_mask(calm, e, (1 - e.size) ** late)


def _stockout(calm: Calm, e: Effect, chance: np.random.Generator) -> None:
    e.last = min(e.last, e.first + int(chance.integers(5, 19)))
    e.size = 1.0
    e.cart = _product_mask(calm, e, chance.uniform(0.75, 1.0))
    e.order = _product_mask(calm, e, 0.0)


def _payment_friction(calm: Calm, e: Effect, chance: np.random.Generator) -> None:
    """The whole shop, one device, or one channel: people order and do not manage to pay."""
    where = chance.choice(["shop", "device", "channel"], p=[0.6, 0.2, 0.2])
    mask = np.ones((len(calm.days), len(calm.channels), len(calm.devices), 1))
    e.subject_kind, e.subjects = "shop", ("shop",)
    if where == "device" and len(calm.devices) == 2:
        mask[e.span, :, 0] = 1 - e.size
        e.subject_kind, e.subjects = "segment", (calm.devices[0], f"device:{calm.devices[0]}",
                                                 "shop")  # fmt: skip
    elif where == "channel":
        mask[e.span, e.channel] = 1 - e.size
        e.subject_kind, e.subjects = "channel", (calm.channels[e.channel],)
    else:
        mask[e.span] = 1 - e.size
    e.pay = mask


def _service_reviews(calm: Calm, e: Effect, chance: np.random.Generator) -> None:
    early = chance.uniform(0.35, 0.65)
    e.cart = _product_mask(calm, e, (1 - e.size) ** early)
    e.order = _product_mask(calm, e, (1 - e.size) ** (1 - early))


def _traffic_mix(calm: Calm, e: Effect, chance: np.random.Generator) -> None:
    """As many visitors as before, but more of them from a channel whose visitors buy less.

    They come from one good channel, or from all the others, which make room for it. The subject
    is the channel that grew: it is what somebody did, and where the shop's conversion went.
    """
    value = _month_buyers(calm).sum(axis=(0, 2, 3)) / _month_visits(calm).sum(axis=(0, 2, 3))
    weight = _month_visits(calm).sum(axis=(0, 2, 3))
    good = np.argsort(-value)[:3]
    bad = np.argsort(value)[:3]
    source = int(max(good, key=lambda c: weight[c] * value[c]))
    target = int(chance.choice(bad))
    e.size = max(e.size, 0.35)
    givers = [c for c in range(len(weight)) if c != target] if chance.random() < 0.3 else [source]
    moved = calm.visits[:, givers].sum(axis=(1, 2, 3)) * (given := _given(e.size, givers))
    room = calm.visits[:, target].sum(axis=(1, 2))
    mask = np.ones((len(calm.days), len(calm.channels), 1, 1))
    mask[e.span, givers] = 1 - given
    mask[e.span, target, 0, 0] = (1 + moved / room)[e.span]
    e.visits, e.channel = mask, source
    e.subject_kind, e.subjects = "channel", (calm.channels[target],)


def _given(size: float, givers: list[int]) -> float:
    """What share of its visitors each giver loses: many give less each than one does."""
    return size if len(givers) == 1 else size / 2


def _channel_volume(calm: Calm, e: Effect, chance: np.random.Generator) -> None:
    e.visits = _channel_mask(calm, e, e.channel, 1 - e.size)


def _audience_mismatch(calm: Calm, e: Effect, chance: np.random.Generator) -> None:
    """A wider target: more visitors, of whom fewer stay and far fewer buy."""
    more = chance.uniform(1.25, 2.0)
    e.visits = _channel_mask(calm, e, e.channel, more)
    e.cart = _channel_mask(calm, e, e.channel, (1 - e.size) / more)
    e.bounce = _channel_mask(calm, e, e.channel, chance.uniform(1.15, 1.35))
    e.dwell = _channel_mask(calm, e, e.channel, chance.uniform(0.55, 0.8))


ON_PRODUCT = {
    "price": _price,
    "detail_page": _detail_page,
    "competitor_promotion": _competitor_promotion,
    "stockout": _stockout,
    "service_reviews": _service_reviews,
}
ON_SHOP: dict[str, Callable[[Calm, Effect, np.random.Generator], None]] = {
    "payment_friction": _payment_friction,
    "traffic_mix": _traffic_mix,
    "channel_volume": _channel_volume,
    "audience_mismatch": _audience_mismatch,
}
CAUSES = (*ON_PRODUCT, *ON_SHOP)


def planted(calm: Calm, cause: str, chance: np.random.Generator) -> tuple[Effect, float]:
    """An effect big enough to be seen, and its power; the best of forty where none is."""
    if cause == "none":
        return Effect("none"), 0.0
    best, most = Effect("none"), -1.0
    for _ in range(40):
        effect = _drawn(calm, cause, chance)
        power = _power(calm, effect)
        if power > most:
            best, most = effect, power
        if power >= ENOUGH_POWER:
            return effect, power
    return best, most


def _drawn(calm: Calm, cause: str, chance: np.random.Generator) -> Effect:
    month = len(calm.days) - calm.first
    start = 0 if chance.random() < 0.2 else int(chance.integers(0, month - 6))
    effect = Effect(cause, first=calm.first + start, last=len(calm.days) - 1)
    effect.size = float(chance.uniform(0.2, 0.6))
    buyers = _month_buyers(calm)
    if cause in ON_PRODUCT:
        worth = buyers.sum(axis=(0, 1, 2)) * (calm.listed == 0)
        effect.product = int(chance.choice(len(worth), p=worth / worth.sum()))
        effect.subject_kind, effect.subjects = "product", (calm.products[effect.product],)
        ON_PRODUCT[cause](calm, effect, chance)
        return effect
    worth = buyers.sum(axis=(0, 2, 3))
    if cause == "audience_mismatch":
        worth = worth * np.isin(calm.channels, (*PAID, "live", "short_video"))
    effect.channel = int(chance.choice(len(worth), p=worth / worth.sum()))
    effect.subject_kind, effect.subjects = "channel", (calm.channels[effect.channel],)
    ON_SHOP[cause](calm, effect, chance)
    return effect


def _month_visits(calm: Calm) -> np.ndarray:
    return calm.visits[calm.first :]


def _month_buyers(calm: Calm) -> np.ndarray:
    return (calm.visits * calm.rate)[calm.first :]


def _power(calm: Calm, e: Effect) -> float:
    """Expected buyers lost, over the chance spread of the buyers who could be touched."""
    before = (calm.visits * calm.rate)[e.span]
    factor = (e.visits * e.cart * e.order * e.pay) + np.zeros(calm.full)
    after = before * factor[e.span]
    touched = np.abs(factor[e.span] - 1) > 1e-9
    total = before[touched].sum()
    return float((before - after).sum() / np.sqrt(total)) if total else 0.0
