"""Freight: from what order value shipping is free, and who pays it when the line is raised."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.sources.sample.chance import Ints
from fupan.sources.sample.days import DAYS
from fupan.sources.sample.facts import find_fact
from fupan.sources.sample.terms import FREE_SHIPPING_FROM, FREIGHT, FRICTION, RAISED_TO


def freight_cents(day: Ints, goods: Ints, active: frozenset[str]) -> Ints:
    """The freight of orders with goods of that much, by the rule of their day."""
    line = np.where(_raised(day) & (FRICTION in active), RAISED_TO, FREE_SHIPPING_FROM) * 100
    return np.where(goods < line, FREIGHT * 100, 0)


def newly_charged(day: Ints, goods: Ints) -> np.ndarray:
    """Whether an order pays freight only because the line was raised."""
    between = (goods >= FREE_SHIPPING_FROM * 100) & (goods < RAISED_TO * 100)
    return _raised(day) & between


def order_goods(wishes: pd.DataFrame, price: Ints) -> Ints:
    """What the goods of each wish's order cost together, in cents."""
    line = price[wishes["day"], wishes["product"]] * wishes["quantity"] * wishes["ordered"]
    return line.groupby(wishes["parent"]).transform("sum").to_numpy()


def _raised(day: Ints) -> np.ndarray:
    fact, when = find_fact(FRICTION), DAYS.to_numpy()[day]
    return (when >= np.datetime64(fact.start)) & (when <= np.datetime64(fact.end))
