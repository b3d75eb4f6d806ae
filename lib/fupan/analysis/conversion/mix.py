"""Price, volume and mix of goods: did the shop sell less, cheaper, or other things.

The split itself is `analysis.bridge`; this reads what it needs and words what came out.
"""

from __future__ import annotations

import pandas as pd

from fupan.analysis.bridge import Bridge, price_volume_mix
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import amount_text
from fupan.metrics import measurable, measure
from fupan.store import Shop

PARTS = {
    "volume": Text("卖的件数", "units sold"),
    "mix": Text("贵贱搭配", "mix of goods"),
    "price": Text("成交单价", "price paid"),
    "new": Text("上期没卖的商品", "goods not sold before"),
    "gone": Text("本期没卖的商品", "goods no longer sold"),
}


def split_by_goods(shop: Shop, period: Period, baseline: Period | None) -> Bridge | Text:
    """The change of paid sales, gifts out, by price, volume and mix; a Text says why there is none.

    Goods are products: dearer variants of one product count as price.
    """
    if baseline is None:
        return Text("没有可比的时间段", "there is no period to compare with")
    if any(measurable(shop, ["gmv", "items"]).values()):
        return Text("没有按商品的成交金额和件数", "there are no paid sales and items by product")
    sides = [
        measure(shop, ["gmv", "items"], by=["product_id"], period=p, missing="empty")
        .dropna(subset=["gmv", "items"])
        .set_index("product_id")
        for p in (baseline, period)
    ]
    if any(side["items"].sum() <= 0 for side in sides):
        return Text("两个时间段里有一个没有成交", "one of the two periods has no sales")
    units, amounts = ([side[n].to_dict() for side in sides] for n in ("items", "gmv"))
    return price_volume_mix((units[0], units[1]), (amounts[0], amounts[1]))


def mix_exhibit(
    held: Bridge | Text, period: Period, baseline: Period | None, currency: str
) -> Exhibit:
    """One row per part that is not zero; the parts add up to the change of paid sales."""
    if isinstance(held, Text):
        return Exhibit.absent(held)
    shown = held.in_cents()
    parts = [n for n in PARTS if shown.effects[n]]
    if not parts:
        return Exhibit.absent(Text("两期成交一样", "both periods sold the same"))
    table = pd.DataFrame(
        {
            "factor": parts,
            "label": [PARTS[n] for n in parts],
            "effect": [shown.effects[n] for n in parts],
        }
    )
    largest = max(parts, key=lambda n: abs(shown.effects[n]))
    money = amount_text(shown.effects[largest], currency, signed=True)
    return Exhibit(
        table,
        Text(
            zh=f"影响最大的是{PARTS[largest].zh}：{money.zh}",
            en=f"{PARTS[largest].en.capitalize()} mattered most: {money.en}",
        ),
        Text(
            zh=f"支付金额的变化，{period.label.zh} 对比 {baseline.label.zh}，按商品拆；未扣退款",
            en=f"Change of paid sales, {period.label.en} against {baseline.label.en}, by product; "
            "refunds not taken off",
        ),
        Text("来源：订单表（赠品和刷单不算）", "Source: orders, gifts and brushed ones left out"),
        options={
            "start": (baseline.label, shown.start),
            "end": (period.label, shown.end),
        },
    )
