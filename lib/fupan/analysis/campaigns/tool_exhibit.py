"""The table of ad tools: what each claims, and the weekly spend that this allows to suggest."""

from __future__ import annotations

import pandas as pd

from fupan.analysis.campaigns.tools import title_of, weekly_words
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import grouped


def tools(table: pd.DataFrame, period: Period, currency: str) -> Exhibit:
    """One row per ad tool: claim before and after refunds, break-even, next yuan, weekly spend."""
    if table.empty:
        return Exhibit.absent(
            Text("没有推广表（ads）或这段时间没有花费", "there are no ads, or nothing was spent")
        )
    hidden = ["claimed", "window_days", "next_low", "next_high", "why_not"]
    shown = table.drop(columns=hidden).assign(
        next_yuan=[_next(row) for row in table.itertuples()],
        plan=[weekly_words(row, currency) for row in table.itertuples()],
        tool=[title_of(t) for t in table["tool"]],
        verdict=[_PAYS[v == "unclear"] for v in table["verdict"]],
    )  # fmt: skip
    below = int((table["verdict"] == "change").sum())
    return Exhibit(
        shown,
        _tools_title(table, below),
        Text(f"{period.label.zh}，括号里是 95% 区间", f"{period.label.en}, 95 % ranges"),
        Text("来源：推广表", "Source: the ads table"),
        options={
            "labels": {
                "tool": Text("工具", "Tool"),
                "spend": Text("花费", "Spend"),
                "roas": Text("投产比（平台）", "ROAS (claimed)"),
                "kept_roas": Text("扣退款后", "After refunds"),
                "break_even": Text("平衡投产比", "Break-even"),
                "next_yuan": Text("多花 1 元换来", "Next 1 brings"),
                "plan": Text("每周花费", "Weekly spend"),
                "verdict": Text("结论", "Verdict"),
            },
            "columns": ["tool", "verdict", "plan", "roas", "kept_roas", "break_even", "next_yuan",
                        "spend"],
            "units": {"spend": "money", "roas": "ratio", "kept_roas": "ratio",
                      "break_even": "ratio"},
        },
    )  # fmt: skip


_PAYS = {True: Text("还分不清", "unclear"), False: Text("不够本，先降", "cut first")}


def _tools_title(table: pd.DataFrame, below: int) -> Text:
    known = int((table["roas"].notna() & table["break_even"].notna()).sum())
    if below:
        return Text(f"{below} 个工具连平台口径都不够本", f"{below} tools lose by their own claim")
    if known < len(table):
        return Text("缺成交归因或成本，够不够本说不清", "Claims or costs are missing to judge by")
    return Text("平台口径都过了盈亏平衡，但不等于增量",
                "All claims clear break-even; claims are no increments")  # fmt: skip


def _next(row: object) -> Text:
    """What the next yuan claims to bring, with its range; a dash where the past does not say."""
    low, high = (grouped(v, 1) for v in (row.next_low, row.next_high))
    if row.next_yuan != row.next_yuan:
        return Text("—", "—")
    if row.next_yuan <= 0:
        return Text(f"至多 {high}", f"at most {high}")
    told = grouped(row.next_yuan, 1)
    return Text(f"{told}（{low}–{high}）", f"{told} ({low}–{high})")
