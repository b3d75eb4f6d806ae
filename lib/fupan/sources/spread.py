"""SQL that spreads an order's amount over its lines, to the cent and without remainder."""

from __future__ import annotations

_OF_ORDER = "over (partition by order_id)"
_SO_FAR = "over (partition by order_id order by _row)"


def spread(amount: str, worth: str) -> str:
    """The part of `amount` that falls to one line by its `worth`; the parts add up exactly.

    Each line takes the rounded share up to and with it, less what went before; where lines have
    no worth the amount falls to the first.
    """
    amount = f"({amount})"
    upto = f"round({amount} * sum({worth}) {_SO_FAR} / sum({worth}) {_OF_ORDER}, 2)"
    before = f"round({amount} * (sum({worth}) {_SO_FAR} - {worth}) / sum({worth}) {_OF_ORDER}, 2)"
    return (
        f"case when sum({worth}) {_OF_ORDER} > 0 then {upto}::decimal(18,2) "
        f"- {before}::decimal(18,2) when row_number() {_SO_FAR} = 1 then {amount} else 0 end"
    )
