"""Refunds lag: how young the month's refunds are, and what the month before had at that age."""

from __future__ import annotations

from datetime import timedelta

import ibis.expr.types as ir

from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import count, rate
from fupan.metrics import measurable, measure
from fupan.store import Shop

UNPAID_SHARE = 0.05  # of the orders placed; below it the two bases hardly differ
MATURE_DAYS = 30  # price protection and returns land two to five weeks after the sale


def young_refunds(shop: Shop, period: Period, baseline: Period | None) -> list[Text]:
    """A note where refunds of the period are still to come, with the baseline at the same age."""
    held = shop.days("orders")
    if held is None or held.end >= period.end + timedelta(days=MATURE_DAYS):
        return []
    paid = _paid(shop, period)
    known = paid.aggregate(n=paid.refunded_at.notnull().sum()).to_pandas()["n"].iloc[0]
    if not known:
        return []
    note = Text(
        zh="本期订单的退款还没到齐（退货和价保要 2–5 周），退款率以后还会上升",
        en="refunds of these orders are still to come (returns and price protection take two to "
        "five weeks), so the refund rate will rise",
    )
    if baseline is None:
        return [note]
    age = held.end - period.end
    then, now = (_refunded_share(_paid(shop, p), p.end + age) for p in (baseline, period))
    if then is None or now is None:
        return [note]
    return [
        Text(
            zh=f"{note.zh}；同样时点上，{baseline.label.zh}是 {rate(then)}，本期是 {rate(now)}",
            en=f"{note.en}; at the same age {baseline.label.en} stood at {rate(then)} and this "
            f"period stands at {rate(now)}",
        )
    ]


def denominators(shop: Shop, period: Period) -> list[Text]:
    """A note where many orders were never paid: no sales, and no base for a refund rate."""
    names = [
        "orders_placed",
        "placed_paid_orders",
        "placed_refunded_orders",
        "refund_share_of_placed",
    ]
    if any(measurable(shop, names).values()):
        return []
    row = measure(shop, names, period=period).iloc[0]
    placed, paid, refunded = (float(row[n]) for n in names[:3])
    if not paid or (placed - paid) / placed < UNPAID_SHARE:
        return []
    return [
        Text(
            zh=f"下单 {count(placed)} 单，付款 {count(paid)} 单；没付款的 {count(placed - paid)} 单"
            f"不算销售。退款 {count(refunded)} 单，占付款单 {rate(refunded / paid)}"
            f"（拿全部下单做分母会错成 {rate(refunded / placed)}）",
            en=f"{count(placed)} orders were placed and {count(paid)} paid; the "
            f"{count(placed - paid)} unpaid are no sales. {count(refunded)} were refunded, "
            f"{rate(refunded / paid)} of the paid ones (of all placed it would wrongly be "
            f"{rate(refunded / placed)})",
        )
    ]


def _paid(shop: Shop, period: Period) -> ir.Table:
    """One row per line paid in the period, without gifts and brushed orders."""
    orders = shop.orders
    return orders.filter(
        orders.paid_at >= str(period.start),
        orders.paid_at < str(period.end),
        ~orders.is_gift.fill_null(False),
        ~orders.is_suspect.fill_null(False),
    )


def _refunded_share(paid: ir.Table, before: object) -> float | None:
    """Share of paid orders with a refund before a day; None where nothing was paid."""
    counted = (
        paid.aggregate(
            orders=paid.order_id.nunique(),
            refunded=paid.order_id.nunique(
                where=(paid.refund_amount > 0) & (paid.refunded_at < str(before))
            ),
        )
        .to_pandas()
        .iloc[0]
    )
    return float(counted["refunded"] / counted["orders"]) if counted["orders"] else None
