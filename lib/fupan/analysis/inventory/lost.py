"""Empty shelves: what they cost in units and money, and why they were empty."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.inventory.reasons import Foreseen, since, why_out
from fupan.analysis.inventory.seen import NOTEBOOK, Seen
from fupan.ground.language import Text
from fupan.ground.words import amount_text, count

MOST_TOLD = 200
SURE = 0.95  # chance that anything was lost, from which on a loss is told

_SUBSTITUTES = Text(
    zh="没有扣掉改买同店其他款的人；如果换款的人多，真实损失更小",
    en="Buyers who took another item of the shop instead are not taken off; with many of them the "
    "true loss is smaller",
)


def lost_table(seen: Seen) -> pd.DataFrame:
    """One row per item that was out: days, units lost with interval, sales, margin, cause.

    `sure` where something was lost with a chance of 95 % or more; else the shelf may have been
    empty while nobody came.
    """
    hidden, rows = seen.hidden, []
    out = np.flatnonzero(hidden.days_out > 0)
    foreseen = Foreseen(seen, out)
    for n in out:
        cause, why, supplier = why_out(seen, int(n), foreseen)
        rows.append(
            {
                "item": seen.demand.items[n],
                "product_id": seen.demand.products[n],
                "label": seen.titles[n],
                "days_out": hidden.days_out[n],
                "lost": hidden.lost[n],
                "low": hidden.low[n],
                "high": hidden.high[n],
                "sure": bool(hidden.chance[n] >= SURE),
                "amount": hidden.lost[n] * seen.terms.price[n],
                "amount_low": hidden.low[n] * seen.terms.price[n],
                "amount_high": hidden.high[n] * seen.terms.price[n],
                "margin": hidden.lost[n] * seen.terms.margin[n],
                "cause": cause,
                "why": why,
                "supplier": supplier,
                "since": since(seen, int(n)),
            }
        )
    columns = [
        "item",
        "product_id",
        "label",
        "days_out",
        "lost",
        "low",
        "high",
        "sure",
        "amount",
        "amount_low",
        "amount_high",
        "margin",
        "cause",
        "why",
        "supplier",
        "since",
    ]
    table = pd.DataFrame(rows, columns=columns)
    table["sure"] = table["sure"].astype(bool)
    return table.sort_values(["amount", "item"], ascending=[False, True], ignore_index=True)


def lost_findings(seen: Seen, lost: pd.DataFrame) -> list[Finding]:
    """A risk per item that surely lost sales, a cause per product, and what was behind it.

    The money stands with the risks alone, so that no sum over findings counts it twice.
    """
    told = lost[lost["sure"]].head(MOST_TOLD)
    found = [_risk(seen, row) for row in told.to_dict("records")]
    for (product, cause), rows in told.groupby(["product_id", "cause"], sort=True):
        found.append(_cause(seen, str(product), str(cause), rows))
        if cause == "forecast_miss":
            found.append(_missed_finding(str(product), rows))
    return found


def _risk(seen: Seen, row: dict[str, object]) -> Finding:
    label, money = row["label"], amount_text(row["amount"], seen.currency)
    low, high = count(row["low"]), count(row["high"])
    margin = amount_text(row["margin"], seen.currency)
    return Finding(
        id="",
        notebook=NOTEBOOK,
        kind="risk",
        metric="lost_units",
        subject_kind=seen.subject_kind,
        subject=str(row["item"]),
        within=str(row["product_id"]),
        value=round(float(row["lost"]), 1),
        low=float(row["low"]),
        high=float(row["high"]),
        baseline=0.0,
        change=round(float(row["lost"]), 1),
        unit="items",
        impact=-float(row["amount"]),
        impact_low=-float(row["amount_high"]),
        impact_high=-float(row["amount_low"]),
        confidence=0.95,
        since=row["since"],
        method="level × day factor of the shop; interval by placebo stock-outs",
        title=Text(
            zh=f"断货少卖约 {count(row['lost'])} 件",
            en=f"About {count(row['lost'])} units lost to empty shelves",
        ),
        statement=Text(
            zh=f"{label.zh}断货 {count(row['days_out'])} 天，少卖约 {count(row['lost'])} 件"
            f"（{low}–{high}），按成交价约 {money.zh}，毛利约 {margin.zh}。",
            en=f"{label.en} was out for {count(row['days_out'])} days and lost about "
            f"{count(row['lost'])} units ({low}–{high}), {money.en} of sales and {margin.en} of "
            "margin.",
        ),
        evidence=(Evidence(row["why"], "inventory", float(row["days_out"])),),
        action=_remedy(str(row["cause"])),
        caveat=_SUBSTITUTES,
    )


def _cause(seen: Seen, product: str, cause: str, rows: pd.DataFrame) -> Finding:
    money = amount_text(rows["amount"].sum(), seen.currency)
    units = count(rows["lost"].sum())
    items = "、".join(rows["item"])
    worded = {
        "late_supplier": Text("供应商晚到", "a late supplier"),
        "forecast_miss": Text("需求超出当时能预计的", "demand beyond what could be foreseen"),
        "stockout": Text("订得太晚或太少", "ordering too late or too little"),
    }[cause]
    return Finding(
        id="",
        notebook=NOTEBOOK,
        kind="cause",
        metric="paid_amount",
        subject_kind="product",
        subject=product,
        cause="stockout",
        value=-float(rows["amount"].sum()),
        unit="money",
        confidence=0.9 if cause == "late_supplier" else 0.75,
        since=min(rows["since"]),
        statement=Text(
            zh=f"商品 {product} 断货（{items}）少卖约 {units} 件、{money.zh}，原因是{worded.zh}："
            f"{rows['why'].iloc[0].zh}。",
            en=f"Product {product} ran out ({', '.join(rows['item'])}) and lost about "
            f"{units} units, {money.en}, because of {worded.en}: {rows['why'].iloc[0].en}.",
        ),
        title=Text(zh=f"{product} 断货：{worded.zh}", en=f"{product} out: {worded.en}"),
        evidence=tuple(
            Evidence(w, "purchases" if cause == "late_supplier" else "inventory")
            for w in rows["why"]
        ),
        action=_remedy(cause),
        caveat=_SAME_MONEY,
    )


def _missed_finding(product: str, rows: pd.DataFrame) -> Finding:
    return Finding(
        id="",
        notebook=NOTEBOOK,
        kind="cause",
        metric="lost_units",
        subject_kind="product",
        subject=product,
        cause="forecast_miss",
        value=float(rows["lost"].sum()),
        low=float(rows["low"].sum()),
        high=float(rows["high"].sum()),
        unit="items",
        confidence=0.7,
        since=min(rows["since"]),
        statement=Text(
            zh=f"商品 {product} 断货之前卖得比当时能预计的上沿还多，不是下单晚了。",
            en=f"Product {product} sold beyond the upper end of what could be foreseen before it "
            "ran out; the order was not late.",
        ),
        action=_remedy("forecast_miss"),
        caveat=_SAME_MONEY,
    )


_SAME_MONEY = Text(
    "钱记在各 SKU 的“少卖件数”上，这里只说原因，不重复算",
    "The money stands with the lost units of its SKUs; this only says why",
)


def _remedy(cause: str) -> Text:
    return {
        "late_supplier": Text(
            "跟供应商谈晚到赔付，找第二家，把它的到货周期按实际的加安全库存重算",
            "Agree a penalty for late delivery, find a second source, and set safety stock by the "
            "lead times it really keeps",
        ),
        "forecast_miss": Text(
            "大促前按预测的上沿备货，开卖后头两天看进度追单",
            "Stock to the upper end of the forecast before promotions and reorder after two days",
        ),
        "stockout": Text(
            "按下面的采购清单的订货日下单，把订货点调到能撑过到货周期",
            "Order on the days of the purchase list, at a reorder point that covers the lead time",
        ),
    }[cause]
