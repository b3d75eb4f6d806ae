"""Demand: visits become carts, orders and payments, one visitor at a time.

Every visit has a key, and its luck is hashed from that key, so a visitor who is not touched by a
fact does the same with and without it. Stock comes later: a wish is what would be bought if it
were there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from fupan.sources.sample.buyers import returns
from fupan.sources.sample.chance import Chance, Floats, Ints, Keys, poisson
from fupan.sources.sample.choices import devices, platforms, quantities, seconds, skus
from fupan.sources.sample.days import day_number
from fupan.sources.sample.facts import find_fact
from fupan.sources.sample.freight import newly_charged, order_goods
from fupan.sources.sample.goods import COMPANIONS, PLACE, PRODUCTS
from fupan.sources.sample.lives import STREAMERS, Lives
from fupan.sources.sample.places import AT, DEVICE_CART, PLATFORMS
from fupan.sources.sample.prices import asked
from fupan.sources.sample.rates import Rates
from fupan.sources.sample.terms import DEAD_STOCK, FRICTION, FRICTION_PAY

LIVE = AT["live"]
_S02_LEAVES = day_number(find_fact(DEAD_STOCK).start)  # the dead stock is no longer shown
# A cart leads to a look at something that goes with it; some take both.
_ADDON_LOOK, _ADDON_CART, _ADDON_ORDER = 0.22, 0.62, 0.85
_RETURN_CART, _RETURN_ORDER, _RETURN_PAY = 3.2, 1.5, 1.05


@dataclass(frozen=True, slots=True)
class Visits:
    """One element per visit of a product page."""

    day: Ints
    product: Ints
    channel: Ints
    live: Ints
    key: Keys
    buyer: Keys  # 0 where nobody known
    platform: Ints  # −1 where not settled yet
    device: Ints
    is_addon: np.ndarray

    def __len__(self) -> int:
        return len(self.day)


def all_visits(
    chance: Chance, rates: Rates, lives: Lives, active: frozenset[str]
) -> tuple[Visits, pd.DataFrame]:
    """The visits of the twenty months, and one row per visit that put something in the cart."""
    fresh = _fresh(chance, rates, lives)
    wishes = _wishes(chance, rates, lives, fresh, active)
    again = returns(chance, rates, first_purchases(wishes), active)
    back = Visits(
        again.day,
        again.product,
        again.channel,
        np.full(len(again.day), -1),
        again.key,
        again.buyer,
        again.platform,
        devices(chance, again.key),
        np.zeros(len(again.day), dtype=bool),
    )
    more = _wishes(chance, rates, lives, back, active)
    addons = [_addon_visits(w) for w in (wishes, more)]
    visits = Visits(
        *(
            np.concatenate([getattr(part, name) for part in (fresh, back, *addons)])
            for name in Visits.__slots__
        )
    )
    return visits, pd.concat([wishes, more], ignore_index=True)


def first_purchases(wishes: pd.DataFrame) -> pd.DataFrame:
    """One row per buyer who is new in `wishes` and paid."""
    paid = wishes[wishes["paid"] & ~wishes["is_addon"]]
    return paid[["buyer", "day", "product", "platform"]]


def _fresh(chance: Chance, rates: Rates, lives: Lives) -> Visits:
    day, product, channel = np.indices(rates.visits.shape)
    cell = np.ravel_multi_index((day, product, channel), rates.visits.shape)
    counts = poisson(chance.uniform("visits", cell), rates.visits)
    spread = counts.ravel()
    slot_cell = (
        lives.day[lives.slot_live] * 100_000
        + lives.streamer[lives.slot_live] * 100
        + lives.slot_product
    )
    clicks = poisson(chance.uniform("clicks", slot_cell), lives.slot_clicks)
    key = np.concatenate(
        [
            chance.key("visit", np.repeat(cell.ravel(), spread), _within(spread)),
            chance.key("click", np.repeat(slot_cell, clicks), _within(clicks)),
        ]
    )
    live = np.repeat(lives.slot_live, clicks)
    slots = np.repeat(np.arange(len(clicks)), clicks)
    quiet = np.full(int(spread.sum()), -1)
    return Visits(
        np.concatenate([np.repeat(day.ravel(), spread), lives.day[live]]),
        np.concatenate([np.repeat(product.ravel(), spread), lives.slot_product[slots]]),
        np.concatenate([np.repeat(channel.ravel(), spread), np.full(len(live), LIVE)]),
        np.concatenate([quiet, slots]),
        key,
        np.zeros(len(key), dtype=np.uint64),
        np.full(len(key), -1),
        devices(chance, key),
        np.zeros(len(key), dtype=bool),
    )


def _wishes(
    chance: Chance, rates: Rates, lives: Lives, visits: Visits, active: frozenset[str]
) -> pd.DataFrame:
    known = visits.buyer != 0
    cell = (visits.day, visits.product, visits.channel)
    cart = rates.cart[cell] * DEVICE_CART[visits.device] * np.where(known, _RETURN_CART, 1)
    on_air = visits.live >= 0
    cart[on_air] *= lives.slot_cart[visits.live[on_air]]
    hit = np.flatnonzero(chance.uniform("cart", visits.key) < np.minimum(cart, 0.85))
    known, on_air = known[hit], on_air[hit]
    key, cell = visits.key[hit], tuple(part[hit] for part in cell)
    order = rates.order[cell] * np.where(known, _RETURN_ORDER, 1)
    live = np.full(len(hit), -1)
    live[on_air] = lives.slot_live[visits.live[hit][on_air]]
    wishes = pd.DataFrame(
        {
            "key": key,
            "day": cell[0],
            "product": cell[1],
            "channel": cell[2],
            "live": live,
            "device": visits.device[hit],
            "is_back": known,
            "buyer": np.where(known, visits.buyer[hit], key),
            "ordered": chance.uniform("order", key) < np.minimum(order, 0.93),
            "is_addon": False,
            "parent": np.arange(len(hit)),
        }
    )
    host = np.array([PLATFORMS.index(s.platform) for s in STREAMERS])
    drawn = platforms(chance, key, cell[2])
    wishes["platform"] = np.where(
        known, visits.platform[hit], np.where(live >= 0, host[lives.streamer[live]], drawn)
    )
    wishes["second"] = seconds(chance, rates, lives, wishes)
    wishes = pd.concat([wishes, _addons(chance, wishes)], ignore_index=True)
    wishes["sku"] = skus(chance, wishes)
    wishes["quantity"] = quantities(chance, wishes)
    pay = rates.pay[wishes["day"], wishes["product"], wishes["channel"]]
    wishes["paid"] = _paid(chance, wishes, pay, active)
    wishes["order_key"] = wishes["key"].to_numpy()[wishes.pop("parent")]
    return wishes


def _addons(chance: Chance, wishes: pd.DataFrame) -> pd.DataFrame:
    looks = chance.uniform("addon/look", wishes["key"]) < _ADDON_LOOK * _ADDON_CART
    addons = wishes[looks].copy()
    parent_key = addons["key"].to_numpy()
    addons["key"] = chance.key("addon", parent_key)
    luck = chance.uniform("addon/what", parent_key)
    places = [[PLACE[c] for c in COMPANIONS[p.category]] for p in PRODUCTS]
    addons["product"] = [
        places[p][int(u * len(places[p]))] for p, u in zip(addons["product"], luck, strict=True)
    ]
    takes = chance.uniform("addon/order", parent_key) < _ADDON_ORDER
    addons["ordered"] &= takes
    addons["is_addon"] = True
    retired = (addons["product"] == PLACE["S02"]) & (addons["day"] >= _S02_LEAVES)
    return addons[~retired]


def _addon_visits(wishes: pd.DataFrame) -> Visits:
    """The looks that led to an add-on; each is a visit of its own."""
    addons = wishes[wishes["is_addon"]]
    columns = [addons[name].to_numpy() for name in ("day", "product", "channel")]
    return Visits(
        *columns,
        np.full(len(addons), -1),
        addons["key"].to_numpy(),
        addons["buyer"].to_numpy(),
        addons["platform"].to_numpy(),
        addons["device"].to_numpy(),
        np.ones(len(addons), dtype=bool),
    )


def _paid(chance: Chance, wishes: pd.DataFrame, pay: Floats, active: frozenset[str]) -> np.ndarray:
    """Whether the order is paid: decided once per order, by its first line's luck."""
    goods = order_goods(wishes, asked(active))
    first = wishes["parent"].to_numpy()
    chance_of = np.where(wishes["is_back"], np.minimum(pay * _RETURN_PAY, 0.97), pay)
    if FRICTION in active:
        charged = newly_charged(wishes["day"].to_numpy(), goods)
        chance_of = np.where(charged, chance_of * FRICTION_PAY, chance_of)
    luck = chance.uniform("pay", wishes["key"])[first]
    return wishes["ordered"].to_numpy() & (luck < chance_of[first])


def _within(counts: Ints) -> Ints:
    """0, 1, … inside each repeat."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1]) - np.repeat(ends - counts, counts)
