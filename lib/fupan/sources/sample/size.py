"""True sizes: the shop is played again without each fact, with the same luck, and compared."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from fupan.sources.sample.days import DAYS, day_number, month_numbers
from fupan.sources.sample.fact import Fact
from fupan.sources.sample.facts import ALL, FACTS
from fupan.sources.sample.goods import PRODUCTS, SKU_PRODUCT
from fupan.sources.sample.play import Shop, play
from fupan.sources.sample.terms import DEAD_STOCK, LATE_SUPPLIER


@dataclass(frozen=True, slots=True)
class Size:
    """What one fact truly did, with it minus without it; money in cents.

    `month_…` counts the fact's own month, `span_…` its own days, `total_…` everything until the
    files end, with the repeat purchases that followed or did not.
    """

    fact: Fact
    month_paid: int
    month_units: int
    span_paid: int
    span_units: int
    total_paid: int
    total_units: int
    total_refunds: int
    extra: dict[str, float]


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes of all facts, in the order of `FACTS`."""

    sizes: tuple[Size, ...]

    def records(self) -> list[dict[str, object]]:
        """One record per fact, as `facts.json` holds them; money in yuan."""
        return [
            {
                "id": s.fact.fact_id,
                "month": s.fact.month,
                "kind": s.fact.kind,
                "cause": s.fact.cause,
                "subject_kind": s.fact.subject_kind,
                "subject": s.fact.subject,
                "start": str(s.fact.start),
                "end": str(s.fact.end),
                "tables": list(s.fact.tables),
                "month_paid": s.month_paid / 100,
                "month_units": s.month_units,
                "span_paid": s.span_paid / 100,
                "span_units": s.span_units,
                "total_paid": s.total_paid / 100,
                "total_units": s.total_units,
                "total_refunds": s.total_refunds / 100,
                "extra": s.extra,
            }
            for s in self.sizes
        ]


def sizes(shop: Shop, seed: int) -> Sizes:
    """The true size of every fact in `shop`."""
    return Sizes(tuple(_size(shop, fact, seed) for fact in FACTS))


def _size(shop: Shop, fact: Fact, seed: int) -> Size:
    unchanged = fact.measure in ("none", "days")
    without = shop if unchanged else play(seed, ALL - {fact.fact_id})
    month = month_numbers(fact.month)
    span = slice(day_number(fact.start), day_number(fact.end) + 1)
    parts = [_less(shop, without, days) for days in (month, span, slice(0, len(DAYS)))]
    amounts = [number for paid, units, _ in parts for number in (paid, units)]
    return Size(fact, *amounts, parts[2][2], _extra(shop, without, fact))


def _less(shop: Shop, without: Shop, days: slice) -> tuple[int, int, int]:
    """Cents paid, units, and cents refunded of what was paid on those days: the difference."""
    columns = ["paid_cents", "quantity", "refund_cents"]
    sums = [
        paid.loc[paid["paid_day"].between(days.start, days.stop - 1), columns].sum()
        for paid in (_paid(shop), _paid(without))
    ]
    return tuple(int(number) for number in sums[0] - sums[1])


def _paid(shop: Shop) -> pd.DataFrame:
    lines = shop.lines[shop.lines["paid"]]
    return lines.assign(paid_day=lines["paid_second"] // 86_400)


def _extra(shop: Shop, without: Shop, fact: Fact) -> dict[str, float]:
    """What else can be counted: days on empty shelves, days late, units left, discount given."""
    sku = [n for n, p in enumerate(SKU_PRODUCT) if PRODUCTS[p].product_id == fact.subject]
    first, last = max(day_number(fact.start), 0), min(day_number(fact.end), len(DAYS) - 1)
    if fact.cause == "stockout":
        empty = shop.stock.on_hand[first : last + 1, sku] == 0
        extra = {"sku_days_out": int(empty.sum())}
        if fact.fact_id == LATE_SUPPLIER:
            mine = pd.Series(shop.stock.po_sku).isin(sku).to_numpy()
            late = (shop.stock.po_received - shop.stock.po_expected)[mine]
            extra["days_late"] = int(late.max())
        return extra
    if fact.fact_id == DEAD_STOCK:
        left, usual = (int(s.stock.on_hand[-1, sku].sum()) for s in (shop, without))
        cost = next(p.unit_cost for p in PRODUCTS if p.product_id == fact.subject)
        return {"units_left": left, "units_more": left - usual, "cash_tied_up": left * cost}
    if fact.measure == "discount":
        mine = _paid(shop)[lambda p: p["campaign_id"] == fact.subject]
        return {"discount_given": _given(mine), "lines": len(mine)}
    return {}


def _given(lines: pd.DataFrame) -> float:
    """Yuan given away: what the lines would have cost ordinarily, minus what they did cost."""
    ordinary = pd.Series([p.price * 100 for p in PRODUCTS]).reindex(lines["product"]).to_numpy()
    goods = lines["list_cents"] - lines["discount_cents"]
    return float((ordinary * lines["quantity"] - goods).sum() / 100)
