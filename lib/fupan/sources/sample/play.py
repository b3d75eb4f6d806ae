"""Plays the sample shop once: rates, livestreams, demand, stock, and the orders that remain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from fupan.sources.sample import stock as shelves
from fupan.sources.sample.chance import Chance, Floats, Ints
from fupan.sources.sample.days import DAYS, rhythm
from fupan.sources.sample.demand import Visits, all_visits
from fupan.sources.sample.facts import ALL
from fupan.sources.sample.goods import SKU_IDS
from fupan.sources.sample.lives import Lives, schedule
from fupan.sources.sample.orders import order_lines
from fupan.sources.sample.rates import Rates, expected
from fupan.sources.sample.stock import Stock
from fupan.sources.sample.terms import DEAD_STOCK

SEED = 20260217


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything that happened; the tables are made from it."""

    chance: Chance
    active: frozenset[str]
    rates: Rates
    lives: Lives
    visits: Visits
    carts: pd.DataFrame  # one row per visit that put something in the cart
    lines: pd.DataFrame  # one row per order line
    stock: Stock


def play(seed: int = SEED, active: frozenset[str] = ALL) -> Shop:
    """The shop with the given facts in force; equal seeds share all their luck."""
    chance = Chance(seed)
    rates = expected(active, chance)
    lives = schedule(chance, rhythm(), active)
    visits, wishes = all_visits(chance, rates, lives, active)
    stock = shelves.play(chance, _plan(seed), _wanted(wishes), active)
    carts = _served(wishes, stock)
    return Shop(
        chance,
        active,
        rates,
        lives,
        visits,
        carts,
        order_lines(chance, carts, lives, active),
        stock,
    )


# The buyers of stock know what the shop itself decides, and none of the other facts.
_PLANNED = frozenset({"campaign-2026-01", DEAD_STOCK})


@lru_cache(maxsize=1)
def _plan(seed: int) -> Floats:
    chance = Chance(seed)
    rates = expected(_PLANNED, chance)
    wishes = all_visits(chance, rates, schedule(chance, rhythm(), _PLANNED), _PLANNED)[1]
    return shelves.planned_units(expected(_PLANNED, None), _wanted(wishes))


def _wanted(wishes: pd.DataFrame) -> Ints:
    """Day × SKU: units that buyers would take and pay for."""
    paid = wishes[wishes["paid"]]
    wanted = np.zeros((len(DAYS), len(SKU_IDS)), dtype=np.int64)
    np.add.at(wanted, (paid["day"].to_numpy(), paid["sku"].to_numpy()), paid["quantity"].to_numpy())
    return wanted


def _served(wishes: pd.DataFrame, stock: Stock) -> pd.DataFrame:
    """The wishes that met goods on the shelf: first come, first served.

    From the moment an SKU is sold out, nobody can put it in the cart any more.
    """
    wishes = wishes.sort_values(["day", "sku", "second", "key"], kind="stable", ignore_index=True)
    taken = (wishes["quantity"] * wishes["paid"]).groupby([wishes["day"], wishes["sku"]]).cumsum()
    there = stock.offered[wishes["day"], wishes["sku"]]
    before = taken - wishes["quantity"] * wishes["paid"]
    possible = (before < there) & (taken <= there)
    return wishes[possible].reset_index(drop=True)
