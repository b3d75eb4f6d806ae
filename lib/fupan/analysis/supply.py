"""On what terms goods come: cost, price, lead times and their spread, packs, what is on its way.

Read per item of a `Demand`; what is not known has a stated stand-in and a note. How much to order
is `policy`'s business.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd

from fupan.analysis.demand import Demand, Floats
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop

CARRYING = 0.30  # of the cost per year: capital, space, what spoils or goes out of fashion
LEAD_DAYS, LEAD_SD = 14.0, 4.0  # where neither purchases nor SKUs tell
REVIEW = 7  # days between two looks at the shelf; fewer where orders are written more often
HABIT = 182  # days of purchases that tell how often
COST_SHARE = 0.5  # of the price, where no cost is known
PRICED_DAYS = 90
SHARED = ("carrying", "guessed", "review")  # what a shop's terms have once, not by item
DRAWN = 4.0  # deliveries at which an item's own lead time weighs as much as its supplier's


@dataclass(frozen=True)
class Terms:
    """One entry per item. `price` is what buyers paid for one, `margin` that less cost and fees."""

    cost: Floats
    price: Floats
    margin: Floats
    lead: Floats
    lead_sd: Floats
    pack: Floats
    least: Floats
    shelf_life: Floats
    supplier: np.ndarray
    carrying: float = CARRYING
    guessed: float = 0.0  # share of the items whose cost is not known
    review: int = REVIEW  # days between two looks at the shelf

    def only(self, items: np.ndarray) -> Terms:
        """The terms of some items, by place; items may repeat."""
        by_item = [f.name for f in fields(self) if f.name not in SHARED]
        return replace(self, **{n: getattr(self, n)[items] for n in by_item})


def deliveries(shop: Shop, until: date) -> pd.DataFrame:
    """One row per purchase-order line ordered before `until`, as it was known then.

    Columns sku_id, product_id, supplier, ordered_on, expected_on, received_on, quantity, unit_cost,
    lead (days, empty until received), late (days, of open lines up to `until`).
    """
    names = ["sku_id", "supplier", "ordered_on", "expected_on", "received_on", "quantity",
             "unit_cost"]  # fmt: skip
    if not shop.has("purchases"):
        return pd.DataFrame(columns=[*names, "product_id", "lead", "late"])
    bought = shop.purchases.filter(shop.purchases.ordered_on < until).order_by("po_id", "line_id")
    lines = bought.select(*names).to_pandas()
    for name in ("ordered_on", "expected_on", "received_on"):
        lines[name] = pd.to_datetime(lines[name])
    now = pd.Timestamp(until)
    lines["received_on"] = lines["received_on"].where(lines["received_on"] < now)
    lines["lead"] = (lines["received_on"] - lines["ordered_on"]).dt.days
    lines["late"] = (lines["received_on"].fillna(now) - lines["expected_on"]).dt.days
    pending = lines["received_on"].isna() & (lines["late"] <= 0)
    lines.loc[pending, "late"] = np.nan
    owner = _owners(shop)
    lines["product_id"] = [owner.get(s, s) for s in lines["sku_id"]]
    return lines


def terms_of(shop: Shop, demand: Demand, until: date) -> tuple[Terms, list[Text]]:
    """Every item's terms as known before `until`, and what had to be assumed."""
    items, notes = pd.Index(demand.items), []
    price = _prices(shop, demand, until)
    cost = _costs(shop, demand, until)
    guessed = int(np.isnan(cost).sum())
    if guessed:
        notes.append(Text(zh=f"{guessed} 个 SKU 没有成本，按售价的 {COST_SHARE:.0%} 估",
                          en=f"{guessed} SKUs have no cost; {COST_SHARE:.0%} of the price is "
                          "assumed"))  # fmt: skip
    cost = np.where(np.isnan(cost), COST_SHARE * np.nan_to_num(price), cost)
    price = np.where(np.isnan(price), cost / COST_SHARE, price)
    lead, lead_sd, supplier, unknown = _leads(shop, demand, until)
    if unknown:
        notes.append(Text(zh=f"{unknown} 个 SKU 没有到货周期，按 {LEAD_DAYS:.0f} 天估",
                          en=f"{unknown} SKUs have no lead time; {LEAD_DAYS:.0f} days are "
                          "assumed"))  # fmt: skip
    sku = _sku_facts(shop, demand.by).reindex(items)
    margin = price - cost - price * _fees(shop, demand)
    return Terms(
        cost, price, margin, lead, lead_sd,
        sku["pack_size"].fillna(1).clip(lower=1).to_numpy(float),
        sku["min_order"].fillna(0).to_numpy(float),
        sku["shelf_life_days"].to_numpy(float), supplier, guessed=guessed / max(len(items), 1),
        review=review_of(deliveries(shop, until), until),
    ), notes  # fmt: skip


def review_of(lines: pd.DataFrame, until: date) -> int:
    """The usual days between two days on which orders were written: how often the shop looks."""
    days = pd.to_datetime(lines["ordered_on"]).dropna().drop_duplicates().sort_values()
    days = days[days >= pd.Timestamp(until - timedelta(days=HABIT))]
    return int(min(max(days.diff().dt.days.median(), 1), REVIEW)) if len(days) > 2 else REVIEW


def arrivals(
    lines: pd.DataFrame, demand: Demand, day: date, horizon: int, patience: int = 3
) -> Floats:
    """Items × days from `day` on: units open on that day, on the day they are expected.

    What is overdue is taken to come `patience` days from now.
    """
    found = np.zeros((len(demand.items), horizon))
    place = {item: n for n, item in enumerate(demand.items)}
    now = pd.Timestamp(day)
    open_lines = lines[(lines["ordered_on"] < now) & ~(lines["received_on"] < now)]
    for row in open_lines.to_dict("records"):
        item = place.get(row[demand.by])
        due = row["expected_on"]
        wait = patience if pd.isna(due) else max((due - now).days, patience if due < now else 0)
        if item is not None and wait < horizon:
            found[item, wait] += row["quantity"]
    return found


def _owners(shop: Shop) -> dict[str, str]:
    if not shop.has("skus"):
        return {}
    rows = shop.skus.select("sku_id", "product_id").to_pandas()
    return dict(zip(rows["sku_id"], rows["product_id"], strict=True))


def _prices(shop: Shop, demand: Demand, until: date) -> Floats:
    """Paid per unit over the last 90 days; over all days where there was no sale since."""
    lines = shop.orders
    lines = lines.filter(
        lines.paid_at.notnull() & (lines.paid_at.cast("date") < until)
        & ~lines.is_gift.fill_null(False) & ~lines.is_suspect.fill_null(False)
    )  # fmt: skip
    recent = lines.paid_at.cast("date") >= until - timedelta(days=PRICED_DAYS)
    paid, units = lines.paid_amount.cast("float64"), lines.quantity
    rows = lines.mutate(item=lines[demand.by]).group_by("item").aggregate(
        new=paid.sum(where=recent) / units.sum(where=recent), old=paid.sum() / units.sum()
    )  # fmt: skip
    found = rows.to_pandas().dropna(subset=["item"]).set_index("item").reindex(demand.items)
    return found["new"].fillna(found["old"]).to_numpy(float)


def _costs(shop: Shop, demand: Demand, until: date) -> Floats:
    """The newest known cost: of the stock count, else of the SKU, else of the product."""
    found = pd.Series(np.nan, index=pd.Index(demand.items), dtype=float)
    if shop.has("inventory"):
        kept = shop.inventory.filter(
            (shop.inventory.date < until) & shop.inventory.unit_cost.notnull()
        )
        newest = kept.group_by(demand.by).aggregate(
            cost=kept.unit_cost.cast("float64").argmax(kept.date)
        )
        found = found.fillna(newest.to_pandas().set_index(demand.by)["cost"])
    if shop.has("skus"):
        rows = shop.skus.select(demand.by, cost=shop.skus.unit_cost.cast("float64")).to_pandas()
        found = found.fillna(rows.groupby(demand.by)["cost"].mean())
    if shop.has("products"):
        table = shop.products
        rows = table.select("product_id", cost=table.unit_cost.cast("float64")).to_pandas()
        of = rows.set_index("product_id")["cost"]
        found = found.fillna(pd.Series([of.get(p, np.nan) for p in demand.products], found.index))
    return found.to_numpy(float)


def _fees(shop: Shop, demand: Demand) -> Floats:
    """The platform's commission as a share of the price; 0 where none is known."""
    if not shop.has("products"):
        return np.zeros(len(demand.items))
    table = shop.products
    rows = table.select("product_id", rate=table.commission_rate.cast("float64")).to_pandas()
    rate = rows.set_index("product_id")["rate"].fillna(0.0)
    return np.array([float(rate.get(p, 0.0)) for p in demand.products])


def _sku_facts(shop: Shop, by: str) -> pd.DataFrame:
    names = ["lead_time_days", "pack_size", "min_order", "shelf_life_days"]
    if not shop.has("skus"):
        return pd.DataFrame(columns=names, dtype=float)
    rows = shop.skus.select(by, *names).to_pandas()
    return rows.groupby(by)[names].min().astype(float)


def _leads(shop: Shop, demand: Demand, until: date) -> tuple[Floats, Floats, np.ndarray, int]:
    """Mean and spread of the lead time per item, drawn to its supplier's; and who supplies it."""
    lines = deliveries(shop, until)
    index = pd.Index(demand.items)
    said = _sku_facts(shop, demand.by)["lead_time_days"].reindex(index)
    done = lines.dropna(subset=["lead"])
    supplier = lines.groupby(demand.by)["supplier"].last().reindex(index)
    usual = supplier.map(done.groupby("supplier")["lead"].mean())
    spread = supplier.map(_spread(done, demand.by))
    own = done.groupby(demand.by)["lead"].agg(["mean", "count"]).reindex(index).astype(float)
    count = own["count"].fillna(0)
    prior = said.astype(float).fillna(usual.astype(float))
    unknown = int((prior.isna() & (count == 0)).sum())
    prior = prior.fillna(own["mean"]).fillna(LEAD_DAYS)
    lead = (own["mean"].fillna(0) * count + DRAWN * prior) / (count + DRAWN)
    sd = spread.fillna(LEAD_SD if unknown else 0.2 * lead).clip(lower=0.5)
    return (
        lead.to_numpy(float), sd.to_numpy(float),
        supplier.fillna("").to_numpy(object), unknown,
    )  # fmt: skip


def _spread(done: pd.DataFrame, by: str) -> pd.Series:
    """Per supplier: how deliveries of the same item differ; items of theirs may take unlike times.

    Empty where no item came twice.
    """
    own = done.groupby(["supplier", by])["lead"]
    off = (done["lead"] - own.transform("mean")) ** 2
    free = own.size().sub(1).groupby("supplier").sum()
    return np.sqrt(off.groupby(done["supplier"]).sum() / free.where(free > 0))


def window(period: Period, days: int) -> Period:
    """The `days` days that end with the period."""
    return Period(period.end - timedelta(days=days), period.end)
