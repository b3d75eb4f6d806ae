"""Daily sales and contribution by product, channel and province group: what effects are read from.

Contribution is what an order line leaves after goods, fees, freight and the returns to be
expected; advertising and fixed costs come off later, campaign by campaign.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import ibis
import ibis.expr.types as ir
import pandas as pd

from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop

MATURE_DAYS = 45  # refunds of older sales are nearly all in
_RATES = ("platform_fee_rate", "payment_fee_rate")
_PER_ORDER = ("shipping_per_order", "packaging_per_order")


@dataclass(frozen=True)
class Costs:
    """What an order costs beyond its goods; `unknown` names what the shop has not told."""

    fee_rate: float
    per_order: float
    per_return: float
    refund_rate: float
    unknown: tuple[Text, ...]


def paid_lines(shop: Shop, span: Period) -> ir.Table:
    """One row per order line paid in `span`, gifts and brushed lines left out, costs beside it."""
    orders = shop.orders
    lines = orders.filter(
        orders.paid_at >= str(span.start),
        orders.paid_at < str(span.end),
        ~orders.is_gift.fill_null(False),
        ~orders.is_suspect.fill_null(False),
    )
    # products and skus are joined by their keys, so no line is repeated.
    for table, key, name in (("products", "product_id", "goods"), ("skus", "sku_id", "variant")):
        if shop.has(table):
            held = shop.table(table).select(key, **{f"{name}_cost": "unit_cost"})
            lines = lines.left_join(held, key).drop(f"{key}_right")
        else:
            lines = lines.mutate(**{f"{name}_cost": ibis.null("decimal(18,2)")})
    return lines.mutate(
        day=lines.paid_at.date(),
        item_cost=ibis.coalesce(lines.variant_cost, lines.goods_cost).cast("float64"),
        paid=lines.paid_amount.cast("float64"),
    )


def costs_of(shop: Shop, period: Period) -> Costs:
    """The rates that hold in `period`: of its month, or of the latest month before it."""
    known: dict[str, float] = {}
    if shop.has("costs"):
        rows = shop.table("costs")
        rows = rows.filter(rows.month <= f"{period.start:%Y-%m}").order_by("month", "item")
        for month_item in rows.select("item", "value").to_pandas().itertuples():
            known[month_item.item] = float(month_item.value)
    unknown = []
    if not any(name in known for name in _RATES):
        unknown.append(Text("平台扣点和支付手续费", "platform and payment fees"))
    if not any(name in known for name in _PER_ORDER):
        unknown.append(Text("运费和包装", "freight and packaging"))
    return Costs(
        sum(known.get(n, 0.0) for n in _RATES),
        sum(known.get(n, 0.0) for n in _PER_ORDER),
        known.get("returns_handling_per_order", 0.0),
        _mature_refund_rate(shop, period),
        tuple(unknown),
    )


def daily(shop: Shop, span: Period, costs: Costs) -> pd.DataFrame:
    """One row per day × product × channel × province: paid, margin, and their squares by line."""
    lines = with_margin(paid_lines(shop, span), costs)
    keys = ["day", "product_id", "channel", "province"]
    table = (
        lines.group_by(keys)
        .agg(
            paid=lines.paid.sum(),
            paid_squares=(lines.paid * lines.paid).sum(),
            margin=lines.margin.sum(),
            margin_squares=(lines.margin * lines.margin).sum(),
            cost_known=lines.paid.sum(where=lines.item_cost.notnull()),
        )
        .order_by(keys)
        .to_pandas()
    )
    table["day"] = pd.to_datetime(table["day"]).dt.date
    return table


def with_margin(lines: ir.Table, costs: Costs) -> ir.Table:
    """Adds `margin`: what a line leaves, returns to be expected taken off; empty without a cost."""
    # Freight is paid once per order and shared by its lines.
    share = 1.0 / lines.count().over(ibis.window(group_by="order_id")).cast("float64")
    kept = 1.0 - costs.refund_rate
    each = costs.per_order + costs.refund_rate * costs.per_return
    left = lines.paid * (1 - costs.fee_rate) - lines.quantity.cast("float64") * lines.item_cost
    return lines.mutate(margin=left * kept - share * each)


def _mature_refund_rate(shop: Shop, period: Period) -> float:
    """The share of money refunded among sales of the half year that are old enough; 0 if none."""
    held = shop.days("orders")
    if held is None:
        return 0.0
    last = min(period.start, held.end - timedelta(days=MATURE_DAYS))
    if last <= held.start:
        return 0.0
    lines = paid_lines(shop, Period(max(held.start, last - timedelta(days=180)), last))
    summed = (
        lines.aggregate(
            refunded=lines.refund_amount.fill_null(0).cast("float64").sum(), paid=lines.paid.sum()
        )
        .to_pandas()
        .iloc[0]
    )
    return float(summed["refunded"] / summed["paid"]) if summed["paid"] else 0.0
