"""What lies on the shelf as tables, and the words that stand over them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.inventory.cells import cells
from fupan.analysis.inventory.seen import Seen
from fupan.analysis.inventory.stuck import ageing
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.words import amount_text, count, share

_STOCK = Text("来源：库存表、订单表", "Source: inventory and orders")
_BOUGHT = Text("来源：采购表", "Source: purchases")
_MADE = Text(
    "来源：订单、库存、采购，按本店历史推算", "Source: orders, inventory and purchases, worked out"
)


def _words(**named: tuple[str, str]) -> dict[str, Text]:
    return {column: Text(*pair) for column, pair in named.items()}


def daily(seen: Seen) -> Exhibit:
    """One row per day of the period: units on the shelf, all items together."""
    if not seen.demand.has_stock:
        return Exhibit.absent(Text("没有库存表（inventory）", "there is no inventory table"))
    shelf = seen.demand.on_hand[:, seen.first :]
    value = np.where(np.isfinite(shelf).any(axis=0), np.nansum(shelf, axis=0), np.nan)
    table = pd.DataFrame({"day": seen.period.dates(), "value": value})
    known = table["value"].dropna()
    if known.empty:
        return Exhibit.absent(Text("这段时间没有库存快照", "no stock was counted in this period"))
    rose = known.iloc[-1] >= known.iloc[0]
    title = Text(
        f"库存{'升' if rose else '降'}到 {count(known.iloc[-1])} 件",
        f"Stock {'rose' if rose else 'fell'} to {count(known.iloc[-1])} units",
    )
    this = seen.period.label
    return Exhibit(
        table,
        title,
        Text(f"每天在库件数，{this.zh}", f"units on hand by day, {this.en}"),
        _STOCK,
        options={"unit": "items", "labels": (this, Text("", ""))},
    )


def lost(seen: Seen, table: pd.DataFrame) -> Exhibit:
    if not seen.demand.has_stock:
        return Exhibit.absent(
            Text(
                "没有库存表（inventory），看不到断货",
                "there is no inventory table, so empty shelves cannot be seen",
            )
        )
    if table.empty:
        return Exhibit.absent(Text("这个月没有断货", "nothing was out of stock"))
    shown = table[["label", "days_out", "lost", "low", "high", "amount", "margin", "why"]].copy()
    sure = table["sure"]
    shown.loc[~sure, ["lost", "amount", "margin"]] = np.nan
    money = amount_text(table.loc[sure, "amount"].sum(), seen.currency)
    return Exhibit(
        shown.reset_index(drop=True),
        Text(f"断货约少卖 {money.zh}", f"Empty shelves cost about {money.en} of sales")
        if sure.any()
        else Text("断过货，但看不出少卖", "Shelves were empty, no lost sale shows"),
        Text(
            "估计的少卖件数与 95% 区间；九成五把握少卖过才算金额",
            "units lost, with 95% interval; in money where 95% sure that any was",
        ),
        _STOCK,
        options={
            "labels": _words(
                label=("商品", "Item"),
                days_out=("断货天数", "Days out"),
                lost=("少卖件数", "Units lost"),
                low=("下限", "Low"),
                high=("上限", "High"),
                amount=("成交额", "Sales"),
                margin=("毛利", "Margin"),
                why=("原因", "Why"),
            ),
            "units": {"amount": "money", "margin": "money", "days_out": "count", "lost": "items"},
            "sums": ("lost", "amount", "margin"),
        },
    )


def stuck(seen: Seen, table: pd.DataFrame) -> Exhibit:
    rows = table[table["state"] != ""]
    if rows.empty:
        return Exhibit.absent(Text("没有呆滞或积压的库存", "no stock is dead or in excess"))
    states = {"dead": Text("呆滞", "dead"), "over": Text("积压", "excess")}
    shown = rows[["label", "state", "on_hand", "recent", "cover_days", "excess", "cash"]].copy()
    shown["state"] = [states[s] for s in shown["state"]]
    sums = rows.groupby("state")["cash"].sum()
    dead = amount_text(sums.get("dead", 0.0), seen.currency)
    over = amount_text(sums.get("over", 0.0), seen.currency)
    return Exhibit(
        shown.reset_index(drop=True),
        Text(
            f"呆滞占用 {dead.zh}，积压占用 {over.zh}",
            f"{dead.en} lies in dead stock, {over.en} in excess",
        ),
        Text("按成本", "at cost"),
        _STOCK,
        options={
            "labels": _words(
                label=("商品", "Item"),
                state=("状态", "State"),
                on_hand=("在库", "On hand"),
                recent=("近 30 天卖出", "Sold in 30 days"),
                excess=("多余件数", "Excess"),
                cover_days=("够卖天数", "Days of cover"),
                cash=("占用现金", "Cash"),
            ),
            "units": {"cover_days": "days", "cash": "money"},
            "sums": ("on_hand", "excess", "cash"),
        },
    )


def ages(seen: Seen) -> Exhibit:
    table = ageing(seen)
    if table.empty:
        return Exhibit.absent(Text("期末没有库存", "there is no stock at the end"))
    if set(table["age"]) == {"?"}:
        return Exhibit.absent(
            Text("没有采购到货记录，不知道库龄", "no deliveries are known, so age is not")
        )
    named = {
        "?": Text("更早或不明", "older or unknown"),
        "365+": Text("365 天以上", "over 365 days"),
    }
    table["label"] = [named.get(a, Text(f"{a} 天", f"{a} days")) for a in table["age"]]
    old = table.loc[table["age"].isin(["180–365", "365+", "?"]), "cash"].sum() / table["cash"].sum()
    return Exhibit(
        table[["label", "cash", "units"]].rename(columns={"cash": "value"}),
        Text(
            f"{share(old)} 的库存金额超过 180 天",
            f"{share(old)} of stock value is over 180 days old",
        )
        if old > 0.0005
        else Text("没有超过 180 天的库存", "No stock is over 180 days old"),
        Text("库存金额按库龄（先进先出）", "stock value by age, first in first out"),
        _BOUGHT,
        options={"unit": "money"},
    )


def abc(seen: Seen) -> Exhibit:
    table = cells(seen)
    if table.empty:
        return Exhibit.absent(Text("半年内没有销量", "nothing was sold in half a year"))
    return Exhibit(
        table,
        Text("每格用不同的订法", "Each cell is ordered in its own way"),
        Text(
            "A/B/C 按一年销售额 80%/95%，X/Y/Z 按周销量波动",
            "A/B/C by sales, X/Y/Z by weekly spread",
        ),
        _STOCK,
        options={
            "labels": _words(
                cell=("格", "Cell"),
                items=("SKU 数", "Items"),
                cash=("库存金额", "Stock value"),
                sales_share=("销售占比", "Share of sales"),
                way=("订法", "How to order"),
            ),
            "units": {"sales_share": "share", "cash": "money"},
        },
    )
