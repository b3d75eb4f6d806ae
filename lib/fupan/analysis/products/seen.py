"""What the product analysis reads: sales, buyers, ads and refunds by product, and its costs."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
import numpy as np
import pandas as pd

from fupan.analysis.demand import Demand, demand_of
from fupan.analysis.shortage import filled_demand
from fupan.analysis.supply import window
from fupan.ground.language import Text, join
from fupan.ground.periods import Period
from fupan.metrics import find_metric, measurable, measure
from fupan.store import Shop

NOTEBOOK = "06_products"
COUNTS = (
    "gmv",
    "items",
    "paid_lines",
    "cogs",
    "gross_profit",
    "refunds_of_orders",
    "ad_cost",
    "item_visitors",
    "pay_buyers",
    "new_buyers",
)
SEASON_DAYS = 90  # contribution is judged over three months, so that one bad week does not decide
HISTORY = 504  # days: the stages want last year's sixteen weeks too
SMALLEST_SHARE = 0.002  # of sales: what is worth less is not a finding
PER_ORDER = ("shipping_per_order", "packaging_per_order")
RATES = ("platform_fee_rate", "payment_fee_rate")


@dataclass(frozen=True)
class Seen:
    """One row per product in `now` (the period) and `quarter` (90 days up to its end)."""

    shop: Shop
    period: Period
    baseline: Period | None
    now: pd.DataFrame
    quarter: pd.DataFrame
    demand: Demand
    history: np.ndarray  # products × days, what empty shelves hid put back
    lacking: tuple[Text, ...]

    @property
    def currency(self) -> str:
        return self.shop.currency

    @property
    def sold(self) -> pd.DataFrame:
        """The products of the period with a paid line, be it at a price of 0."""
        return self.now[self.now["paid_lines"] > 0]

    @property
    def sales(self) -> float:
        return float(self.now["gmv"].sum())


def look(shop: Shop, period: Period, baseline: Period | None) -> Seen:
    reasons: dict[Text, list[Text]] = {}
    for name, why in measurable(shop, COUNTS).items():
        if why:
            reasons.setdefault(why, []).append(find_metric(name).label)
    lacking = tuple(
        Text(f"{join(names, zh='、').zh}（{why.zh}）", f"{join(names, en=', ').en} ({why.en})")
        for why, names in reasons.items()
    )
    span = window(period, HISTORY)
    items = demand_of(shop, span)
    names = sorted(set(items.products))
    place = np.searchsorted(names, items.products)
    filled = filled_demand(items, items.sold.shape[1])
    history = np.zeros((len(names), filled.shape[1]))
    np.add.at(history, place, filled)
    return Seen(
        shop,
        period,
        baseline,
        _with_facts(shop, by_product(shop, period), period),
        _with_facts(shop, by_product(shop, window(period, SEASON_DAYS)), period),
        items,
        history,
        lacking,
    )


def by_product(shop: Shop, period: Period) -> pd.DataFrame:
    """One row per product with sales or visitors: the counts, empty where not known.

    Contribution is what buyers paid, less refunds, the cost of goods kept, ads, commission and
    payment fees, and the freight of its share of the orders. Goods sent back are taken to be
    sellable again.
    """
    names = [n for n, why in measurable(shop, COUNTS).items() if why is None]
    rows = measure(shop, names, period=period, by=["product_id"])
    for name in COUNTS:
        rows[name] = rows[name].astype(float) if name in rows else np.nan
    rows = rows[rows["product_id"].notna() & (rows["product_id"] != "unknown")]
    for name in ("gmv", "items", "paid_lines"):
        rows[name] = rows[name].fillna(0.0)
    return _contribution(shop, rows.reset_index(drop=True), period)


def _contribution(shop: Shop, rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    cost = _monthly_costs(shop, period)
    fee = _commission(shop).reindex(rows["product_id"]).to_numpy(float)
    rate = np.where(np.isnan(fee), cost.get("platform_fee_rate", 0.0), fee)
    rate = rate + cost.get("payment_fee_rate", 0.0)
    back = rows["refunds_of_orders"].fillna(0.0)
    kept = 1 - np.divide(back, rows["gmv"], out=np.zeros(len(rows)), where=rows["gmv"] > 0)
    freight = rows["paid_lines"] * sum(cost.get(n, 0.0) for n in PER_ORDER)
    rows["net"] = rows["gmv"] - back
    rows["contribution"] = (
        rows["net"] * (1 - rate) - rows["cogs"] * kept - rows["ad_cost"].fillna(0.0) - freight
    )
    rows["contribution_rate"] = (rows["contribution"] / rows["net"]).where(rows["net"] > 0)
    rows["refund_share"] = (back / rows["gmv"]).where(rows["gmv"] > 0)
    rows["price"] = (rows["gmv"] / rows["items"]).where(rows["items"] > 0)
    rows["new_share"] = (rows["new_buyers"] / rows["pay_buyers"]).where(rows["pay_buyers"] > 0)
    return rows


def _monthly_costs(shop: Shop, period: Period) -> dict[str, float]:
    """The latest known value of each cost item up to the period's last month."""
    if not shop.has("costs"):
        return {}
    rows = shop.costs.filter(shop.costs.month <= period.last.strftime("%Y-%m"))
    rows = rows.order_by("month").select("item", "value").to_pandas()
    return {str(k): float(v) for k, v in rows.groupby("item")["value"].last().items()}


def _commission(shop: Shop) -> pd.Series:
    if not shop.has("products"):
        return pd.Series(dtype=float)
    rows = shop.products.select(
        "product_id", rate=shop.products.commission_rate.cast("float64")
    ).to_pandas()
    return rows.set_index("product_id")["rate"]


def _with_facts(shop: Shop, rows: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Title, category, declared role and first day of each product, where the shop says so."""
    columns = ["title", "category", "role", "listed_on"]
    if not shop.has("products"):
        return rows.assign(**dict.fromkeys(columns), label=rows["product_id"])
    facts = shop.products.select("product_id", *columns).to_pandas()
    rows = rows.merge(facts, on="product_id", how="left", validate="one_to_one")
    rows["label"] = [
        f"{t}（{p}）" if isinstance(t, str) and t else p
        for t, p in zip(rows["title"], rows["product_id"], strict=True)
    ]
    return rows.sort_values(["gmv", "product_id"], ascending=[False, True], ignore_index=True)


def followed(shop: Shop, period: Period, days: int = 60) -> pd.DataFrame:
    """One row per product: new buyers it won half a year up to `days` before the end, and how
    many of them came back for a profit product (any product where no role is declared)."""
    lines = shop.orders
    lines = lines.filter(
        lines.paid_at.notnull()
        & lines.buyer_id.notnull()
        & ~lines.is_suspect.fill_null(False)
        & ~lines.is_gift.fill_null(False)
        & (lines.paid_at.cast("date") < period.end)
    ).select("buyer_id", "product_id", "order_id", day=lines.paid_at.cast("date"))
    first = lines.group_by("buyer_id").aggregate(began=lines.day.min())
    profit = _profit_products(shop)
    again = lines.filter(lines.product_id.isin(profit)) if profit else lines
    # One row per buyer on either side, so the join cannot multiply.
    since = window(period, 180).start
    until = period.end - pd.Timedelta(days=days)
    won = first.filter((first.began >= since) & (first.began < until))
    later = again.inner_join(won, "buyer_id")
    back = (
        later.filter(
            (later.day > later.began) & (later.day <= later.began + ibis.interval(days=days))
        )
        .select("buyer_id")
        .distinct()
    )
    came = lines.inner_join(won, "buyer_id").filter(lambda t: t.day == t.began)
    pairs = came.select("product_id", "buyer_id").distinct()
    marked = pairs.left_join(back.mutate(is_back=True), "buyer_id")
    found = marked.group_by("product_id").aggregate(
        won=marked.count(), back=marked.is_back.fill_null(False).cast("int64").sum()
    )
    return found.order_by("product_id").to_pandas()


def _profit_products(shop: Shop) -> list[str]:
    if not shop.has("products"):
        return []
    table = shop.products.filter(shop.products.role == "profit").select("product_id")
    return sorted(table.to_pandas()["product_id"])
