"""Buyers who come back: each has an own rhythm and stays for a while, then drops out unseen.

The rates differ as a gamma distribution with shape ½ (the square of a normal number), so a few buy
often and many never again; the time until drop-out is exponential.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from fupan.sources.sample.chance import Chance, Floats, Ints, Keys, pick, pick_rows
from fupan.sources.sample.days import DAYS, month_numbers, rhythm
from fupan.sources.sample.goods import PRODUCTS, season_strength
from fupan.sources.sample.places import RETURN_SHARE
from fupan.sources.sample.rates import Rates, factors
from fupan.sources.sample.terms import COHORT, COHORT_RETURN

_MEAN_RATE = 1 / 46.0  # intentions per day and living buyer
_MEAN_LIFE_DAYS = 320.0
_LEAST_GAP_DAYS = 4.0
_MOST_RETURNS = 60
_COMES = 0.5  # of the intentions, how many lead to a visit on an ordinary day
# Buyers won in the year before the files begin.
_EARLIER_PER_DAY, _EARLIER_DAYS = 19, 365


@dataclass(frozen=True, slots=True)
class Returns:
    """One element per visit of a buyer who bought before."""

    day: Ints
    product: Ints
    channel: Ints
    platform: Ints
    key: Keys
    buyer: Keys


def returns(chance: Chance, rates: Rates, first: pd.DataFrame, active: frozenset[str]) -> Returns:
    """All later visits of the buyers in `first` and of those won before the files begin."""
    earlier = _earlier(chance)
    buyer = np.concatenate([first["buyer"].to_numpy(), earlier["buyer"].to_numpy()])
    since = np.concatenate([first["day"].to_numpy(), earlier["day"].to_numpy()])
    product = np.concatenate([first["product"].to_numpy(), earlier["product"].to_numpy()])
    platform = np.concatenate([first["platform"].to_numpy(), earlier["platform"].to_numpy()])
    who, when = _times(chance, buyer, since, active)
    key = chance.key("return", buyer[who], when)
    channel = pick(chance.uniform("return/channel", key), RETURN_SHARE)
    goods = _goods(chance, key, product[who], when)
    likely = _COMES * factors("visits", active)[when, goods, channel] * _season(when)
    comes = chance.uniform("return/comes", key) < likely
    return Returns(
        when[comes],
        goods[comes],
        channel[comes],
        platform[who][comes],
        key[comes],
        buyer[who][comes],
    )


def _earlier(chance: Chance) -> pd.DataFrame:
    count = np.arange(_EARLIER_PER_DAY * _EARLIER_DAYS)
    key = chance.key("earlier", count)
    share = np.array([0.46, 0.15, 0.17, 0.22])
    return pd.DataFrame(
        {
            "buyer": key,
            "day": -1 - count // _EARLIER_PER_DAY,
            "product": pick(chance.uniform("earlier/product", key), [p.pull for p in PRODUCTS]),
            "platform": pick(chance.uniform("earlier/platform", key), share),
        }
    )


def _times(chance: Chance, buyer: Keys, since: Ints, active: frozenset[str]) -> tuple[Ints, Ints]:
    """Place of the buyer and day of each intention inside the twenty months."""
    rate = _MEAN_RATE * np.maximum(chance.normal("buyer/rate", buyer) ** 2, 1e-6)
    if COHORT in active:
        month = month_numbers("2026-03")
        rate = np.where((since >= month.start) & (since < month.stop), rate * COHORT_RETURN, rate)
    life = -np.log(chance.uniform("buyer/life", buyer)) * _MEAN_LIFE_DAYS
    turn = np.arange(_MOST_RETURNS)
    luck = chance.uniform("buyer/gap", buyer[:, None], turn[None, :])
    after = np.cumsum(_LEAST_GAP_DAYS - np.log(luck) / rate[:, None], axis=1)
    day = np.floor(since[:, None] + after).astype(np.int64)
    inside = (after < life[:, None]) & (day >= 0) & (day < len(DAYS))
    who, which = np.nonzero(inside)
    return who, day[who, which]


def _goods(chance: Chance, key: Keys, before: Ints, day: Ints) -> Ints:
    """What is wanted next: more of the same kind, and tea to go with the ware."""
    kinds = sorted({p.category for p in PRODUCTS})
    kind = np.array([kinds.index(p.category) for p in PRODUCTS])
    liking = np.ones((len(kinds), len(PRODUCTS)))
    liking += 3.0 * (kind[None, :] == np.arange(len(kinds))[:, None])
    liking[:, kind == kinds.index("茶叶")] *= 2.2
    pull: Floats = np.array([p.pull for p in PRODUCTS])
    weights = liking[kind[before]] * season_strength()[day] * pull[None, :]
    return pick_rows(chance.uniform("return/goods", key), weights)


def _season(day: Ints) -> Floats:
    """How willing people are to come at all: weekday and Spring Festival, not promotions."""
    return np.clip(rhythm().crowd, 0.35, 1.5)[day]
