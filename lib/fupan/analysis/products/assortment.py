"""What the assortment earns: contribution by product, how far sales gather, price bands.

Roles, stages and verdicts of single products are the business of `exhibits`.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from fupan.analysis.products.exhibits import SOURCE, worded
from fupan.analysis.products.seen import Seen
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.words import amount_text, count, share, symbol

TOP = 3
BANDS = 6


def contribution(seen: Seen) -> Exhibit:
    """One row per product of the period, by contribution."""
    rows = seen.now.dropna(subset=["contribution"])
    rows = rows[rows["gmv"] > 0]
    if rows.empty:
        return Exhibit.absent(Text("没有成本，算不出贡献", "no cost is known, so no contribution"))
    shown = rows[["label", "contribution", "product_id"]].sort_values(
        ["contribution", "product_id"], ascending=[False, True], ignore_index=True
    )
    total = amount_text(rows["contribution"].sum(), seen.currency)
    losing = int((rows["contribution"] < 0).sum())
    tail = Text(f"，{losing} 款亏钱", f", {losing} lose money") if losing else Text("", "")
    return Exhibit(
        shown[["label", "contribution"]].rename(columns={"contribution": "value"}).head(12),
        Text(f"商品共贡献 {total.zh}{tail.zh}", f"Products contribute {total.en}{tail.en}"),
        Text(
            f"扣退款、成本、广告、佣金和运费后，{seen.period.label.zh}",
            f"after refunds, cost, ads, fees and freight, {seen.period.label.en}",
        ),
        SOURCE,
        options={"unit": "money"},
    )


def moved(seen: Seen) -> Exhibit:
    """Concentration, and both definitions of 动销率, as one small table."""
    rows = seen.now[seen.now["gmv"] > 0]
    if rows.empty:
        return Exhibit.absent(Text("这段时间没有销售", "nothing was sold"))
    top = rows["gmv"].nlargest(TOP).sum() / rows["gmv"].sum()
    ordered = rows["gmv"].sort_values(ascending=False).cumsum() / rows["gmv"].sum()
    for_80 = int((ordered < 0.8).sum()) + 1
    table = pd.DataFrame(
        {
            "label": [
                Text(f"前 {TOP} 款占比", f"Share of the top {TOP}"),
                Text("卖到 80% 要几款", "Products that make 80%"),
                Text("卖出的款数", "Products sold"),
            ],
            "told": [share(top), str(for_80), count(len(seen.sold))],
        }
    )
    return Exhibit(
        table,
        Text(f"前 {TOP} 款占 {share(top)}", f"The top {TOP} make {share(top)}"),
        Text(f"支付金额，{seen.period.label.zh}", f"paid amount, {seen.period.label.en}"),
        SOURCE,
        options={"labels": worded(label=("项目", "Item"), told=("数值", "Figure"))},
    )


def bands(seen: Seen) -> Exhibit:
    """One row per price band: sales, units and contribution of the period."""
    rows = seen.now[seen.now["items"] > 0].copy()
    if len(rows) < BANDS:
        return Exhibit.absent(Text("商品太少，不分价格带", "too few products for price bands"))
    edges = _edges(rows["price"].to_numpy())
    rows["band"] = np.searchsorted(edges, rows["price"], side="right")
    found = rows.groupby("band").agg(value=("gmv", "sum"), products=("product_id", "size"))
    sign = symbol(seen.currency)
    spans = (
        f"<{sign}{edges[0]:g}",
        *(f"{sign}{a:g}–{b:g}" for a, b in pairwise(edges)),
        f"≥{sign}{edges[-1]:g}",
    )
    found.insert(0, "label", [spans[int(b)] for b in found.index])
    best = found.loc[found["value"].idxmax(), "label"]
    return Exhibit(
        found.reset_index(drop=True),
        Text(f"{best} 这一档卖得最多", f"The band {best} sells most"),
        Text(
            f"支付金额按成交单价，{seen.period.label.zh}",
            f"paid amount by price paid, {seen.period.label.en}",
        ),
        SOURCE,
        options={"unit": "money"},
    )


def _edges(prices: np.ndarray) -> list[float]:
    """Round prices that part the products into about equal bands."""
    cuts = np.quantile(prices, np.linspace(0, 1, BANDS + 1)[1:-1])
    rounded = [float(f"{c:.1g}") if c < 20 else float(round(c / 10) * 10) for c in cuts]
    return sorted(set(rounded))
