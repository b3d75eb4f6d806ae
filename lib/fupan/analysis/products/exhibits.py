"""The tables of roles, stages, refunds and verdicts, and the words that stand over them.

What the assortment earns as a whole is drawn by `assortment`.
"""

from __future__ import annotations

import pandas as pd

from fupan.analysis.products.roles import ROLES, pyramid
from fupan.analysis.products.seen import Seen
from fupan.analysis.products.stages import MOVING, STAGES
from fupan.analysis.products.verdicts import VERDICTS
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text

SOURCE = Text("来源：订单、商品、广告、费用表", "Source: orders, products, ads and costs")


def worded(**named: tuple[str, str]) -> dict[str, Text]:
    return {column: Text(*pair) for column, pair in named.items()}


def roles(seen: Seen, table: pd.DataFrame) -> Exhibit:
    declared = table["role"].isin(list(ROLES)).any()
    shown = pyramid(table, bool(declared))
    if shown.empty:
        return Exhibit.absent(Text("三个月里没有卖出商品", "nothing was sold in three months"))
    judged = [d for d in table["does"] if d is not None]
    failing = sum(d is False for d in judged)
    title = Text(
        f"{failing} 款没有做到自己的角色" if failing else "各款都在做自己的角色",
        f"{failing} products do not do their job" if failing else "Every product does its job",
    )
    if not declared:
        title = Text("没有标角色，按数据建议", "No roles declared; these are suggested by data")
    columns = [
        "label",
        "products",
        "sales_share",
        "contribution",
        "contribution_rate",
        "new_share",
        "does",
    ]
    return Exhibit(
        shown[columns],
        title,
        Text("最近 90 天，按商品角色", "last 90 days, by role"),
        SOURCE,
        options={
            "labels": worded(
                label=("角色", "Role"),
                products=("款数", "Products"),
                sales_share=("销售占比", "Share of sales"),
                contribution=("贡献", "Contribution"),
                contribution_rate=("贡献率", "Contribution rate"),
                new_share=("新客占比", "New buyers"),
                does=("做到的款数", "Doing their job"),
            ),
            "units": {
                "sales_share": "share",
                "contribution": "money",
                "contribution_rate": "share",
                "new_share": "share",
                "products": "count",
                "does": "count",
            },
        },
    )


def misfits(table: pd.DataFrame) -> Exhibit:
    """Products whose behaviour is not their declared role, largest sales first."""
    rows = table[[d is False for d in table["does"]]]
    if rows.empty:
        return Exhibit.absent(Text("没有和角色不符的商品", "no product contradicts its role"))
    shown = rows[["label", "role", "suggested", "gmv", "why"]].copy()
    for column in ("role", "suggested"):
        shown[column] = [ROLES.get(r, Text("–", "–")) for r in shown[column]]
    return Exhibit(
        shown.sort_values("gmv", ascending=False, ignore_index=True, kind="stable"),
        Text("这些款的表现和角色对不上", "These do not behave as their role asks"),
        Text("最近 90 天", "last 90 days"),
        SOURCE,
        options={
            "labels": worded(
                label=("商品", "Product"),
                role=("标的角色", "Declared"),
                suggested=("像什么", "Behaves like"),
                why=("依据", "Why"),
                gmv=("销售额", "Sales"),
            ),
            "units": {"gmv": "money"},
        },
    )


def stage_table(seen: Seen, table: pd.DataFrame) -> Exhibit:
    if table.empty:
        return Exhibit.absent(
            Text("不到四个月的销量，看不出阶段", "less than four months of sales are known")
        )
    rows = table[table["stage"].isin(MOVING)]
    counts = table["stage"].value_counts()
    told = {k: int(counts.get(k, 0)) for k in STAGES}
    shown_stages = [s for s in MOVING if told[s]]
    title = Text(
        "，".join(f"{STAGES[s].zh} {told[s]} 款" for s in shown_stages),
        ", ".join(f"{STAGES[s].en}: {told[s]}" for s in shown_stages),
    )
    if rows.empty:
        return Exhibit.absent(Text("没有明显在涨或在跌的商品", "no product clearly rises or falls"))
    labels = dict(zip(seen.quarter["product_id"], seen.quarter["label"], strict=True))
    shown = rows.assign(
        label=[labels.get(p, p) for p in rows["product_id"]],
        stage=[STAGES[s] for s in rows["stage"]],
    )
    shown = shown.reindex(shown["move"].abs().sort_values(ascending=False, kind="stable").index)
    return Exhibit(
        shown[["label", "stage", "now", "before", "move"]].reset_index(drop=True),
        title,
        Text(
            "最近 4 周对之前 12 周，相对全店；有去年同期的先看是不是季节",
            "last 4 weeks on the 12 before, against the shop; season where last year moved so too",
        ),
        SOURCE,
        options={
            "labels": worded(
                label=("商品", "Product"),
                stage=("阶段", "Stage"),
                now=("每周件数", "Units a week"),
                before=("之前每周", "Before"),
                move=("相对全店", "Against the shop"),
            ),
            "units": {"now": "items", "before": "items", "move": "share"},
        },
    )


def back(table: pd.DataFrame) -> Exhibit:
    rows = table[table["refunded"] > 0]
    if rows.empty:
        return Exhibit.absent(Text("没有退款", "nothing was refunded"))
    off = int(rows["is_off"].sum())
    shown = rows[["label", "lines", "share", "before", "reason", "amount"]].copy()
    shown["share_is_off"] = list(rows["is_off"])
    return Exhibit(
        shown.reset_index(drop=True),
        Text(
            f"{off} 款退款明显变多" if off else "没有哪款退款不寻常",
            f"{off} products with far more refunds" if off else "No product's refunds are unusual",
        ),
        Text("付款行里已退的比例，对比自己之前半年", "share of lines refunded, on its own past"),
        SOURCE,
        options={
            "labels": worded(
                label=("商品", "Product"),
                lines=("付款行", "Lines"),
                share=("退款率", "Refunded"),
                before=("之前", "Before"),
                reason=("主要原因", "Main reason"),
                amount=("退款额", "Refunds"),
            ),
            "units": {"share": "share", "before": "share", "amount": "money", "lines": "count"},
        },
    )


def what_to_do(seen: Seen, table: pd.DataFrame) -> Exhibit:
    if table.empty:
        return Exhibit.absent(Text("三个月里没有卖出商品", "nothing was sold in three months"))
    rows = table[table["verdict"] != "keep"]
    if rows.empty and seen.quarter["contribution"].isna().all():
        return Exhibit.absent(
            Text("没有成本，推谁清谁说不了", "no cost is known, so none can be pushed or cleared")
        )
    if rows.empty:
        return Exhibit.absent(Text("都可以保持", "every product may stay as it is"))
    counts = rows["verdict"].value_counts()
    zh = "，".join(f"{VERDICTS[v].zh} {counts[v]} 款" for v in VERDICTS if v in counts)
    en = ", ".join(f"{VERDICTS[v].en} {counts[v]}" for v in VERDICTS if v in counts)
    shown = rows[["label", "verdict", "worth", "low", "high", "stage", "reason"]].copy()
    shown["verdict"] = [VERDICTS[v] for v in shown["verdict"]]
    shown["stage"] = [STAGES.get(s, STAGES["unknown"]) for s in shown["stage"]]
    return Exhibit(
        shown.reset_index(drop=True),
        Text(f"{zh}，其余保持", f"{en.capitalize()}, keep the rest"),
        Text("每月值多少（按最近 90 天）", "worth per month, by the last 90 days"),
        SOURCE,
        options={
            "labels": worded(
                label=("商品", "Product"),
                verdict=("建议", "Verdict"),
                worth=("每月约值", "Worth a month"),
                low=("下限", "Low"),
                high=("上限", "High"),
                stage=("阶段", "Stage"),
                reason=("理由", "Why"),
            ),
            "units": {"worth": "money", "low": "money", "high": "money"},
            "sums": ("worth",),
        },
    )
