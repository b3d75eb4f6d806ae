"""What comes and what is to be ordered as tables, and the words that stand over them."""

from __future__ import annotations

import pandas as pd

from fupan.analysis.forecast import CLASS_NAMES
from fupan.analysis.inventory.proof import Proof, service_against_cash
from fupan.analysis.inventory.seen import Seen
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.words import amount_text, share

_STOCK = Text("来源：库存表、订单表", "Source: inventory and orders")
_BOUGHT = Text("来源：采购表", "Source: purchases")
_MADE = Text(
    "来源：订单、库存、采购，按本店历史推算", "Source: orders, inventory and purchases, worked out"
)


def _words(**named: tuple[str, str]) -> dict[str, Text]:
    return {column: Text(*pair) for column, pair in named.items()}


def supply(seen: Seen, table: pd.DataFrame) -> Exhibit:
    if table.empty:
        return Exhibit.absent(Text("没有采购表（purchases）", "there is no purchases table"))
    first = table.iloc[0]
    late = first["now_late"] if pd.notna(first["now_late"]) else 0.0
    title = (
        Text(
            f"{first['supplier']}这个月晚到 {share(late)}",
            f"{first['supplier']} late on {share(late)} this month",
        )
        if late > 0.1
        else Text("供应商基本准时", "Suppliers came on time")
    )
    return Exhibit(
        table,
        title,
        Text("到货周期与晚到", "lead times and lateness"),
        _BOUGHT,
        options={
            "labels": _words(
                supplier=("供应商", "Supplier"),
                lines=("采购行", "Lines"),
                lead=("到货周期", "Lead time"),
                spread=("波动", "Spread"),
                worst=("最晚", "Worst"),
                late_share=("晚到率", "Late share"),
                due=("本期应到", "Due"),
                now_late=("本期晚到率", "Late now"),
            ),
            "units": {
                "lead": "days",
                "spread": "days",
                "worst": "days",
                "late_share": "share",
                "now_late": "share",
            },
        },
    )


def purchases(seen: Seen, table: pd.DataFrame, proved: Proof | Text) -> Exhibit:
    if table.empty:
        return Exhibit.absent(Text("未来 30 天不需要下单", "nothing has to be ordered in 30 days"))
    money = amount_text(table["cost"].sum(), seen.currency)
    stands = _standing(proved)
    return Exhibit(
        table,
        Text(
            f"30 天内要订 {len(table)} 个 SKU，共 {money.zh}{stands.zh}",
            f"{len(table)} SKUs to order in 30 days for {money.en}{stands.en}",
        ),
        Text(
            "已扣在途，整箱、起订量、保质期都算在内",
            "open orders netted; packs and least orders kept",
        ),
        _MADE,
        options={
            "columns": ["label", "quantity", "order_by", "arrives", "cost", "why"],
            "labels": _words(
                label=("商品", "Item"),
                quantity=("件数", "Quantity"),
                why=("为什么", "Why"),
                order_by=("最晚下单", "Order by"),
                arrives=("到货", "Arrives"),
                cost=("金额", "Cost"),
            ),
            "units": {"quantity": "items", "cost": "money"},
            "sums": ("quantity", "cost"),
        },
    )


def _standing(proved: Proof | Text) -> Text:
    """How far the list may be followed: it stands as long as the replay does not speak against."""
    if isinstance(proved, Text) or proved.is_better:
        return Text("", "")
    return Text(
        "；重放没显出比你现在的好：节奏照旧，件数作参考",
        "; not shown to beat what you do: keep your rhythm, take it as a check",
    )


def _verdict(seen: Seen, proved: Proof) -> Text:
    gain, least = (
        amount_text(money, seen.currency, signed=True) for money in (proved.gain, proved.least)
    )
    if proved.is_better:
        return Text(
            f"建议的订法半年利润 {gain.zh}，至少 {least.zh}",
            f"The proposal is worth {gain.en} of profit, at least {least.en}",
        )
    if proved.gain > 0:
        return Text(
            f"建议的订法多赚 {gain.zh}，但可能只是运气", f"{gain.en} by the proposal may be chance"
        )
    return Text("现在的订法不比建议的差，不用改", "What you do is as good as the proposal")


def replayed(seen: Seen, proved: Proof | Text) -> Exhibit:
    if isinstance(proved, Text):
        return Exhibit.absent(proved)
    table = proved.table
    by = table.set_index("way")["profit"]
    reach = share(by["proposed"] / by["hindsight"]) if by["hindsight"] > 0 else "–"
    return Exhibit(
        table.drop(columns="way"),
        _verdict(seen, proved),
        Text(
            f"同一段历史重放，是事后最优的 {reach}",
            f"the same history replayed; {reach} of the best in hindsight",
        ),
        _MADE,
        options={
            "labels": _words(
                label=("订法", "Way of ordering"),
                fill_rate=("满足率", "Fill rate"),
                lost=("少卖件数", "Units lost"),
                margin_lost=("少赚毛利", "Margin lost"),
                stock=("平均库存", "Average stock"),
                cash=("占用现金", "Cash"),
                profit=("利润（毛利−持有−下单）", "Profit after holding and orders"),
            ),
            "units": {
                "fill_rate": "share",
                "margin_lost": "money",
                "cash": "money",
                "profit": "money",
                "lost": "items",
                "stock": "items",
            },
        },
    )


def levels(seen: Seen) -> Exhibit:
    if seen.terms.guessed == 1:
        return Exhibit.absent(
            Text(
                "没有成本，算不出要压多少现金", "no cost is known, so neither is the cash it takes"
            )
        )
    table = service_against_cash(seen)
    own = Text("各 SKU 自己的", "each SKU's own")
    named = [own if pd.isna(v) else Text(f"{v:.0%}", f"{v:.0%}") for v in table["level"]]
    table.insert(0, "label", named)
    return Exhibit(
        table.drop(columns="level"),
        Text("服务水平越高，压的现金越多", "More service ties up more cash"),
        Text("按建议的订法估算，每月", "estimated for the proposal, per month"),
        _MADE,
        options={
            "labels": _words(
                label=("服务水平", "Service level"),
                safety=("安全库存", "Safety stock"),
                stock=("平均库存", "Average stock"),
                cash=("占用现金", "Cash"),
                short=("每月少卖", "Units short a month"),
                margin_short=("每月少赚", "Margin short a month"),
            ),
            "units": {
                "cash": "money",
                "margin_short": "money",
                "safety": "items",
                "stock": "items",
                "short": "items",
            },
        },
    )


def accuracy(seen: Seen) -> Exhibit:
    trial = seen.forecast.trial
    table = trial.unseen() if trial is not None else pd.DataFrame()
    if table.empty:
        return Exhibit.absent(
            Text("历史太短，预测没法回测", "the history is too short to back-test the forecast")
        )
    whole = table[table["class"] == "all"].iloc[0]
    table["label"] = [CLASS_NAMES.get(c, Text("合计", "all")) for c in table["class"]]
    own, naive = Text("逐个 SKU 选", "chosen per SKU"), Text("季节性朴素法", "seasonal naive")
    table["used"] = [naive if y else own for y in table["yields"]]
    better = 1 - whole["error"] / whole["naive_error"] if whole["naive_error"] else float("nan")
    return Exhibit(
        table[["label", "items", "used", "error", "naive_error"]],
        Text(f"误差比季节性朴素法小 {share(better)}", f"Error {share(better)} below seasonal naive")
        if better > 0
        else Text("误差和季节性朴素法一样", "Error as large as seasonal naive's"),
        Text(
            "28 天销量的均方根误差 ÷ 平均销量，最新两个起点；输给朴素法的类型改用朴素法",
            "root mean squared error of 28-day demand, newest two origins; a class that loses to "
            "naive uses naive",
        ),
        _MADE,
        options={
            "labels": _words(
                label=("需求类型", "Demand"),
                items=("SKU 数", "Items"),
                used=("用的方法", "Method used"),
                error=("误差", "Error"),
                naive_error=("朴素法误差", "Naive error"),
            ),
            "units": {"error": "share", "naive_error": "share"},
        },
    )
