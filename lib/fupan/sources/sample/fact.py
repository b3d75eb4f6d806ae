"""What a planted fact is: where it lies, how it works, and where a reader can see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fupan.ground.language import Text

Stage = Literal[
    "visits",
    "cart",
    "order",
    "pay",
    "bounce",
    "dwell",
    "refund",
    "price",
    "rival_price",
    "discount",
]


@dataclass(frozen=True, slots=True)
class Effect:
    """A factor on one step of the shop, for some products and channels and between two days.

    `fades_after` lets the factor drift back to 1 with that many days as its time constant.
    """

    stage: Stage
    factor: float
    start: date
    end: date
    products: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    fades_after: float | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that truly happened to the sample shop.

    `cause` is the name that the findings use; empty where a fact is a result or a plain truth.
    `measure` says in what the true size is counted: paid (money), refunds (money), units or days.
    """

    fact_id: str
    month: str
    kind: Literal["cause", "result", "risk", "data", "quiet"]
    cause: str
    subject_kind: str
    subject: str
    start: date
    end: date
    tables: tuple[str, ...]
    title: Text
    mechanism: Text
    visible: Text
    measure: Literal["paid", "refunds", "discount", "units", "days", "none"] = "paid"
    effects: tuple[Effect, ...] = ()
