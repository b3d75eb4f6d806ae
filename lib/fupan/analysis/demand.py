"""What was sold and what was on the shelf, day by day: one row per item, one column per day.

An item is a SKU, or a product where the orders do not name SKUs. What empty shelves hid is left
to `shortage`, what comes next to `forecast`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fupan.analysis.occasions import Flags, Floats, Spell, spells_of
from fupan.contract.orders import UNKNOWN_PRODUCT
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop

FEWEST_WEEKS, ONE_DAY = 8, 0.97  # weeks booked, and share of units on one weekday
GIVEN_UP = 90  # days empty, with nothing ordered, after which nobody is taken to look for it
FEWEST_NAMED = 0.5  # share of paid lines that must name a SKU to work by SKU
NO_PRODUCTS = Text(
    "这份订单没有商品，分不到款；再导入宝贝报表/商品明细",
    "these orders name no products; import the item report as well",
)


@dataclass(frozen=True)
class Demand:
    """Items × days. `on_hand` is NaN where no count is known; `started` the first day on sale."""

    items: tuple[str, ...]
    products: tuple[str, ...]
    first: date
    sold: Floats
    on_hand: Floats
    started: NDArray[np.int64]
    by: str = "sku_id"
    groups: tuple[NDArray[np.int64], ...] = field(default=())  # coarse to fine, one int per item
    ended: NDArray[np.int64] | None = None  # the first day on which an item was given up
    spells: tuple[Spell, ...] = ()  # promotions of some items
    is_weekly: bool = False  # the shop books whole weeks; a week's units stand evenly on its days

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(self.sold.shape[1])]

    @property
    def has_stock(self) -> bool:
        return bool(np.isfinite(self.on_hand).any())

    def place(self, day: date) -> int:
        return (day - self.first).days

    @property
    def weekdays(self) -> NDArray[np.int64]:
        return (np.arange(self.sold.shape[1]) + self.first.weekday()) % 7

    @property
    def on_sale(self) -> Flags:
        days = np.arange(self.sold.shape[1])[None, :]
        begun = days >= self.started[:, None]
        return begun if self.ended is None else begun & (days < self.ended[:, None])

    def empty(self) -> Flags:
        """Days that began and ended without stock and sold nothing: nobody could buy."""
        nothing = (self.on_hand <= 0) & (self.sold == 0)
        before = np.zeros_like(nothing)
        before[:, 1:] = self.on_hand[:, :-1] <= 0
        return nothing & before

    def broken(self) -> Flags:
        """Days on which the shelf was empty for a part: the day it ran out, the day it filled."""
        none = self.on_hand <= 0
        refilled = np.zeros_like(none)
        refilled[:, 1:] = none[:, :-1] & ~none[:, 1:]
        return (none & ~self.empty()) | refilled


def demand_of(shop: Shop, span: Period) -> Demand:
    """Reads `span` of a shop; an item appears if it was sold or counted within it."""
    by = _by(shop)
    sold = _sold(shop, span, by)
    counted = _counted(shop, span, by)
    named = pd.concat([counted, sold])[["item", "product_id"]].drop_duplicates("item", keep="last")
    owner = dict(zip(named["item"], named["product_id"], strict=True))
    items = tuple(sorted(owner))
    size = (len(items), span.days)
    amount, shelf = np.zeros(size), np.full(size, np.nan)
    if len(sold):
        amount[_cells(sold, items, span)] = sold["units"].astype(float)
    if len(counted):
        shelf[_cells(counted, items, span)] = counted["on_hand"].astype(float)
        shelf = _fill_counts(shelf, amount)
    weekly = _is_weekly(amount)
    if weekly:
        amount, shelf = _by_day(amount), _carried(shelf)
    products = tuple(str(owner[i]) for i in items)
    return Demand(
        items, products, span.start, amount, shelf, _started(amount, shelf), by,
        _groups(shop, products),
        _ended(shop, span, by, items, products, amount, shelf),
        spells_of(shop, span, products, amount),
        weekly,
    )  # fmt: skip


def is_paid(shop: Shop, span: Period | None = None) -> bool:
    """Whether any line (of `span`) was paid, whatever was bought."""
    lines = shop.orders.filter(shop.orders.paid_at.notnull())
    if span is not None:
        day = lines.paid_at.cast("date")
        lines = lines.filter((day >= span.start) & (day < span.end))
    return lines.count().to_pyarrow().as_py() > 0


def _by(shop: Shop) -> str:
    paid = shop.orders.filter(shop.orders.paid_at.notnull())
    named = paid.aggregate(share=paid.sku_id.notnull().cast("float64").mean()).to_pandas()
    return "sku_id" if (named["share"].iloc[0] or 0) >= FEWEST_NAMED else "product_id"


def _sold(shop: Shop, span: Period, by: str) -> pd.DataFrame:
    """One row per item × day: units paid; gifts and brushed orders left out."""
    lines = shop.orders
    lines = lines.filter(
        lines.paid_at.notnull()
        & ~lines.is_suspect.fill_null(False)
        & ~lines.is_gift.fill_null(False)
    ).mutate(day=lines.paid_at.cast("date"), item=lines[by])
    named = lines.item.notnull() & (lines.item != UNKNOWN_PRODUCT)
    inside = lines.filter((lines.day >= span.start) & (lines.day < span.end) & named)
    rows = inside.group_by(["item", "day"]).aggregate(
        product_id=inside.product_id.min(), units=inside.quantity.sum()
    )
    return rows.order_by(["item", "day"]).to_pandas()


def _counted(shop: Shop, span: Period, by: str) -> pd.DataFrame:
    """One row per item × day: what could be sold at the day's end, all warehouses together."""
    if not shop.has("inventory"):
        return pd.DataFrame({"item": [], "day": [], "product_id": [], "on_hand": []})
    kept = shop.inventory
    kept = kept.filter((kept.date >= span.start) & (kept.date < span.end))
    kept = kept.mutate(day=kept.date.cast("date"), item=kept[by])
    rows = kept.group_by(["item", "day"]).aggregate(
        product_id=kept.product_id.min(),
        on_hand=(kept.on_hand - kept.reserved.fill_null(0)).sum(),
    )
    return rows.order_by(["item", "day"]).to_pandas()


def _cells(
    rows: pd.DataFrame, items: tuple[str, ...], span: Period
) -> tuple[np.ndarray, np.ndarray]:
    day = pd.to_datetime(rows["day"]).to_numpy().astype("datetime64[D]")
    column = (day - np.datetime64(span.start)).astype(np.int64)
    return pd.Index(items).get_indexer(pd.Index(rows["item"])).astype(np.int64), column


def _is_weekly(sold: Floats) -> bool:
    """Whether all units of some months are booked on one day of the week."""
    weeks = sold.shape[1] // 7
    days = sold.sum(axis=0)[: weeks * 7].reshape(weeks, 7) if weeks else np.zeros((0, 7))
    booked = int((days.sum(axis=1) > 0).sum())
    return booked >= FEWEST_WEEKS and float(days.sum(axis=0).max()) >= ONE_DAY * float(days.sum())


def _by_day(sold: Floats) -> Floats:
    """Each booked week spread over the seven days that end with its booking."""
    ahead = np.pad(np.cumsum(sold, axis=1), ((0, 0), (1, 6)), mode="edge")
    ahead[:, 0] = 0.0
    return (ahead[:, 7:] - ahead[:, :-7]) / 7


def _carried(shelf: Floats) -> Floats:
    """The last count stands until the next, for a week at most."""
    spot = np.where(np.isfinite(shelf), np.arange(shelf.shape[1])[None, :], -7)
    last = np.maximum.accumulate(spot, axis=1)
    age = np.arange(shelf.shape[1])[None, :] - last
    held = np.take_along_axis(shelf, np.maximum(last, 0), axis=1)
    return np.where((age < 7) & (last >= 0), held, np.nan)


def _fill_counts(shelf: Floats, sold: Floats) -> Floats:
    """A count missing among others is an empty shelf where the export leaves out rows of zero.

    It does so if it never writes a zero; otherwise only a gap without a sale is read as empty.
    """
    counted = np.isfinite(shelf).any(axis=0)[None, :]
    there = np.isfinite(shelf)
    begun = np.cumsum(there, axis=1) > 0
    if not (shelf == 0).any():
        return np.where(~there & begun & counted, 0.0, shelf)
    inside = begun & (np.cumsum(there[:, ::-1], axis=1)[:, ::-1] > 0)
    return np.where(~there & inside & counted & (sold == 0), 0.0, shelf)


def _ended(
    shop: Shop, span: Period, by: str, items: tuple[str, ...], products: tuple[str, ...],
    sold: Floats, shelf: Floats,
) -> NDArray[np.int64]:  # fmt: skip
    """The first day on which an item was delisted, or had been empty for long with none ordered."""
    days = sold.shape[1]
    alive = (sold > 0) | (shelf > 0)
    seen = np.where(alive.any(axis=1), days - alive[:, ::-1].argmax(axis=1), 0)
    left = np.isin(np.array(items), sorted(_ordered(shop, span, by)), invert=True)
    ended = np.where(left, np.minimum(seen + GIVEN_UP, days), days)
    if shop.has("products"):
        table = shop.products.filter(shop.products.delisted_on.notnull())
        rows = table.select("product_id", "delisted_on").to_pandas()
        off = {
            p: (d - span.start).days for p, d in zip(rows["product_id"], _dates(rows), strict=True)
        }
        ended = np.minimum(ended, [max(off.get(p, days), 0) for p in products])
    return np.asarray(ended, dtype=np.int64)


def _dates(rows: pd.DataFrame) -> list[date]:
    return [d.date() for d in pd.to_datetime(rows["delisted_on"])]


def _ordered(shop: Shop, span: Period, by: str) -> set[str]:
    """Items with a purchase order of the span that had not come by its end."""
    if not shop.has("purchases") or by != "sku_id":
        return set()
    lines = shop.purchases
    waits = lines.received_on.isnull() | (lines.received_on >= span.end)
    lines = lines.filter((lines.ordered_on >= span.start) & (lines.ordered_on < span.end) & waits)
    return set(lines.select("sku_id").distinct().to_pandas()["sku_id"])


def _started(sold: Floats, shelf: Floats) -> NDArray[np.int64]:
    """The first day on which an item was sold or lay on the shelf."""
    seen = (sold > 0) | (np.nan_to_num(shelf) > 0)
    return np.where(seen.any(axis=1), seen.argmax(axis=1), sold.shape[1])


def _groups(shop: Shop, products: tuple[str, ...]) -> tuple[NDArray[np.int64], ...]:
    """Each item's category and product as numbers: what moves together."""
    finer = np.unique(np.array(products, dtype=str), return_inverse=True)[1]
    if not shop.has("products"):
        return (finer,)
    known = shop.products.select("product_id", "category").to_pandas()
    of = dict(zip(known["product_id"], known["category"].fillna(""), strict=True))
    names = np.array([str(of.get(p, "")) for p in products], dtype=str)
    return np.unique(names, return_inverse=True)[1], finer
