"""Exports that are recognised and hold nothing that a table takes: each says what to bring instead.

Settlements and ledgers tell fees and pay-outs; their refunds are read where a row names its order
(`jd_settlement`, `douyin_refunds`).
"""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read

LEDGER = Text(
    "账单里是到账和费用，没有表可放；"
    "费率（platform_fee_rate、payment_fee_rate）请按月登记在 costs 表里",
    "it tells pay-outs and fees, which fill no table; put the rates (platform_fee_rate, "
    "payment_fee_rate) into the costs table, month by month",
)


def closed_export(name: str, title: Text, needs: tuple[str, ...], why: Text) -> Profile:
    """A kind of file known by the columns `needs` and refused because of `why`."""
    return Profile(
        name=name,
        title=title,
        table="",
        reads={f"c{n}": read(As.TEXT, header) for n, header in enumerate(needs)},
        fills={},
        needs=tuple(f"c{n}" for n in range(len(needs))),
        closed=Text(f"这是“{title.zh}”：{why.zh}。", f"This is “{title.en}”: {why.en}."),
    )
