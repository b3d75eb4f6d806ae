"""What is bought together, and what is bought next: for cross-selling and for the pyramid.

A pair counts only where it occurs more often than chance allows (Fisher's exact test, one-sided,
with the share of false finds held down over all pairs tried). Together needs no buyers.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis
import pandas as pd
from scipy import stats
from statsmodels.stats.multitest import multipletests

from fupan.analysis.lifecycle.seen import SMALLEST_CELL, Seen
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop

if TYPE_CHECKING:
    from ibis.expr.types import Table

LOOKED_BACK_DAYS = 180
_MOST_ITEMS = 30  # an order with more products is a reseller's or a test
# The pairs with the most orders beyond chance are found among the products bought most.
_MOST_PRODUCTS = 500
_FALSE_FINDS = 0.05
_SHOWN = 8


def together(lines: Table) -> pd.DataFrame:
    """One row per pair of products found in the same order more often than by chance.

    Columns first, next, pairs, support, confidence (of the better direction), lift, extra (orders
    beyond chance); most extra first. `lines` are order lines paid.
    """
    items = lines.select("order_id", "product_id").distinct()
    sizes = items.group_by("order_id").agg(size=items.count())
    items = items.semi_join(sizes.filter(sizes["size"] <= _MOST_ITEMS), "order_id")
    whole = int(items.order_id.nunique().execute())
    items = _of_most(items).cache()
    other = items.view()
    joined = items.join(
        other, [items.order_id == other.order_id, items.product_id < other.product_id]
    ).select(first=items.product_id, next=other.product_id)
    alone = items.group_by("product_id").agg(n=items.count())
    return _significant(joined, alone, alone, whole, both_ways=True)


def following(seen: Seen, lines: Table) -> pd.DataFrame:
    """One row per product and what the same buyer bought on the next day of purchase; as above.

    `lines` are those of the last days looked back on, and so are the steps counted.
    """
    v = seen.visits
    first = ibis.literal(_start(seen.watched))
    steps = v.filter(v.next_day.notnull(), v.day >= first).select("buyer_id", "day", "next_day")
    items = _of_most(lines.select("buyer_id", "day", "product_id").distinct()).cache()
    before = steps.join(items, ["buyer_id", "day"]).select(
        "buyer_id", "day", "next_day", first="product_id"
    )
    later = items.rename(next_day="day", next="product_id")
    joined = before.join(later, ["buyer_id", "next_day"])
    tops = before.group_by(product_id="first").agg(n=before.count())
    after = steps.join(later, ["buyer_id", "next_day"])
    bottoms = after.group_by(product_id="next").agg(n=after.count())
    whole = int(steps.count().execute())
    told = joined.filter(joined["first"] != joined.next).select("first", "next")
    return _significant(told, tops, bottoms, whole, both_ways=False)


def _of_most(items: Table) -> Table:
    """The rows of the products bought most; ties go by the product's number."""
    sums = items.group_by("product_id").agg(n=items.count())
    most = sums.order_by(ibis.desc("n"), "product_id").limit(_MOST_PRODUCTS)
    return items.semi_join(most, "product_id")


def basket_exhibit(shop: Shop, lines: Table, watched: Period) -> Exhibit:
    told = together(_recent(lines, watched))
    return _exhibit(
        told,
        shop,
        watched,
        Text("同一单里一起买", "bought in one order"),
        Text("没有哪两样商品一起买得比碰巧多", "No pair is bought together beyond chance"),
        "+",
    )


def sequence_exhibit(seen: Seen) -> Exhibit:
    told = following(seen, _recent(seen.lines, seen.watched))
    return _exhibit(
        told,
        seen.shop,
        seen.watched,
        Text("下一次买", "bought next"),
        Text("没有哪样商品明显带出下一样", "No product leads to another beyond chance"),
        "→",
    )


def _recent(lines: Table, watched: Period) -> Table:
    return lines.filter(lines.day >= ibis.literal(_start(watched)))


def _start(watched: Period) -> date:
    return watched.end - timedelta(days=LOOKED_BACK_DAYS)


def _significant(
    pairs: Table, tops: Table, bottoms: Table, whole: int, *, both_ways: bool
) -> pd.DataFrame:
    counted = pairs.group_by("first", "next").agg(pairs=pairs.count())
    tried = int(counted.count().execute())
    counted = counted.filter(counted.pairs >= SMALLEST_CELL)
    found = counted.order_by("first", "next").to_pandas()
    sizes = [
        dict(zip(f["product_id"], f["n"], strict=True))
        for f in (
            tops.order_by("product_id").to_pandas(),
            bottoms.order_by("product_id").to_pandas(),
        )
    ]
    found["a"] = [float(sizes[0][p]) for p in found["first"]]
    found["b"] = [float(sizes[1][p]) for p in found["next"]]
    chance = found["a"] * found["b"] / max(whole, 1)
    found["support"] = found["pairs"] / max(whole, 1)
    bottom = found[["a", "b"]].min(axis=1) if both_ways else found["a"]
    found["confidence"] = found["pairs"] / bottom
    found["lift"] = found["pairs"] / chance
    found["extra"] = found["pairs"] - chance
    p = stats.hypergeom.sf(found["pairs"] - 1, whole, found["a"], found["b"])
    if len(found):
        # Pairs too rare to be shown were tried as well: each counts as one with p = 1.
        padded = [*p, *[1.0] * (tried - len(found))]
        found = found[multipletests(padded, alpha=_FALSE_FINDS, method="fdr_bh")[0][: len(found)]]
    found = found.sort_values(["extra", "first", "next"], ascending=[False, True, True])
    columns = ["first", "next", "pairs", "support", "confidence", "lift", "extra"]
    return found[columns].reset_index(drop=True)


def _exhibit(
    told: pd.DataFrame, shop: Shop, watched: Period, what: Text, nothing: Text, mark: str
) -> Exhibit:
    if told.empty:
        return Exhibit.absent(nothing)
    titles: dict[str, str] = {}
    if shop.has("products"):
        rows = shop.products.select("product_id", "title").order_by("product_id").to_pandas()
        titles = dict(zip(rows["product_id"], rows["title"], strict=True))
    top = told.head(_SHOWN)
    pairs = [
        f"{titles.get(a, a)} {mark} {titles.get(b, b)}"
        for a, b in zip(top["first"], top["next"], strict=True)
    ]
    table = top.drop(columns=["first", "next", "extra"])
    table.insert(0, "label", pairs)
    most = top["lift"].max()
    return Exhibit(
        table,
        Text(
            zh=f"{what.zh}：最强一对是碰巧的 {most:.1f} 倍",
            en=f"{what.en.capitalize()}: at best {most:.1f} times chance",
        ),
        Text(
            zh=f"{what.zh}，近 {LOOKED_BACK_DAYS} 天，超出碰巧的次数多的在前",
            en=f"{what.en}, last {LOOKED_BACK_DAYS} days, most beyond chance first",
        ),
        Text(f"来源：订单表，至 {watched.last}", f"Source: orders up to {watched.last}"),
        options={
            "labels": {
                "label": Text("商品", "Products"),
                "pairs": Text("次数", "Times"),
                "support": Text("支持度", "Support"),
                "confidence": Text("置信度", "Confidence"),
                "lift": Text("提升度", "Lift"),
            },
            "units": {"pairs": "count", "support": "rate", "confidence": "rate", "lift": "ratio"},
        },
    )
