"""A note that counts something, so that those of a long file's pieces add up to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fupan.ground.language import Text
from fupan.ground.words import count, grouped


@dataclass(frozen=True, slots=True)
class Tally(Text):
    """`says` with `{n}` and `{amount}` filled in."""

    says: Text
    n: int
    amount: Decimal | None


def tally(says: Text, n: int, amount: Decimal | None = None) -> Tally:
    told = {"n": count(n), "amount": grouped(amount, 2)}
    return Tally(says.zh.format(**told), says.en.format(**told), says, n, amount)


def total(tallies: Sequence[Tally]) -> Tally:
    amounts = [t.amount for t in tallies if t.amount is not None]
    return tally(
        tallies[0].says, sum(t.n for t in tallies), sum(amounts, Decimal(0)) if amounts else None
    )
