"""The tables of the campaign notebook and the words that stand over them."""

from __future__ import annotations

import pandas as pd

from fupan.analysis.attribution import Path, credits
from fupan.analysis.campaigns.findings import VERDICTS
from fupan.analysis.campaigns.result import Result
from fupan.analysis.campaigns.tools import title_of
from fupan.analysis.effect.effect import METHODS
from fupan.analysis.review import Exhibit
from fupan.contract.traffic import CHANNEL_TITLES
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import grouped

_ORDERS = Text("来源：订单、活动、推广表", "Source: orders, campaigns and ads")
_NONE = Text("这段时间没有有始有终的活动", "no campaign with a beginning fell into this period")


def money_table(results: list[Result], period: Period) -> Exhibit:
    """One row per campaign: spend, claim, increment with interval, net, break-even, verdict."""
    if not results:
        return Exhibit.absent(_NONE)
    rows = []
    for r in results:
        known = r.sales.is_estimated
        low, high = r.sales.interval() if known else (float("nan"),) * 2
        net = r.net
        rows.append(
            {
                "campaign": r.campaign.title,
                "spend": r.spend.cash,
                "discounts": r.spend.discounts,
                "claimed": float("nan") if r.claimed is None else r.claimed,
                "increment": r.sales.increment if known else float("nan"),
                "low": low,
                "high": high,
                "net": net[0],
                "break_even": r.break_even,
                "verdict": VERDICTS[r.verdict],
            }
        )
    table = pd.DataFrame(rows)
    return Exhibit(
        table,
        _headline_title(results),
        Text(f"{period.label.zh}，增量为 95% 区间", f"{period.label.en}, 95% intervals"),
        _ORDERS,
        options={
            "labels": {
                "campaign": Text("活动", "Campaign"),
                "spend": Text("投入", "Spend"),
                "discounts": Text("让利", "Discounts"),
                "claimed": Text("平台口径", "Claimed"),
                "increment": Text("增量", "Increment"),
                "low": Text("下限", "Low"),
                "high": Text("上限", "High"),
                "net": Text("净赚", "Net"),
                "break_even": Text("平衡投产比", "Break-even"),
                "verdict": Text("结论", "Verdict"),
            },
            "units": {
                **dict.fromkeys(("spend", "discounts", "claimed", "increment", "low", "high"),
                                "money"),
                "net": "+money",
                "break_even": "ratio",
            },
        },
    )  # fmt: skip


def claims(results: list[Result], period: Period) -> Exhibit:
    """One row per campaign: the increment beside what the platform claims."""
    known = [r for r in results if r.sales.is_estimated]
    if not known:
        return Exhibit.absent(_NONE)
    table = pd.DataFrame(
        {
            "label": [r.campaign.title for r in known],
            "value": [r.sales.increment for r in known],
            "baseline": [float("nan") if r.claimed is None else r.claimed for r in known],
        }
    ).sort_values(["value", "label"], ascending=[False, True], ignore_index=True)
    less = sum(r.claimed is not None and r.sales.increment < r.claimed for r in known)
    return Exhibit(
        table,
        Text(f"{less} 个活动的增量比平台口径少", f"{less} campaigns added less than is claimed"),
        Text(
            f"增量支付金额（蓝）与平台口径（灰），{period.label.zh}",
            f"incremental sales (blue) and the platform's claim (grey), {period.label.en}",
        ),
        _ORDERS,
        options={
            "unit": "money",
            "names": (Text("增量", "increment"), Text("平台口径", "claimed")),
        },
    )


def daily(results: list[Result], currency: str) -> Exhibit:
    """One row per day of the campaign with the largest stake, with what was to be expected."""
    known = [r for r in results if r.sales.is_estimated and not r.sales.days.empty]
    if not known:
        return Exhibit.absent(_NONE)
    first = max(known, key=lambda r: (r.scope.unit == "product_id", r.spend.cash, r.campaign.id))
    table = first.sales.days.rename(columns={"expected": "baseline"})
    campaign, method = first.campaign, METHODS[first.sales.method]
    words = first.words
    return Exhibit(
        table,
        Text(f"{campaign.title}：实际与不做活动", f"{campaign.title}: with and without it"),
        Text(
            f"每日支付金额，{words.zh}，{method.zh}，灰带是单日的正常波动",
            f"daily sales, {words.en}, {method.en}; the band is one day's normal range",
        ),
        _ORDERS,
        options={
            "windows": [(campaign.period.start, campaign.period.last, campaign.title)],
            "labels": (Text("实际", "actual"), Text("不做活动", "without it")),
            "unit": "money",
        },
    )


def checks(results: list[Result]) -> Exhibit:
    """One row per campaign: method, controls, placebo false alarms and assumptions that fail."""
    known = [r for r in results if r.sales.is_estimated]
    if not known:
        return Exhibit.absent(_NONE)
    rows = []
    for r in known:
        failed = [c.text for c in r.sales.checks if not c.holds]
        fine = Text("都站得住", "all hold")
        rows.append(
            {
                "campaign": r.campaign.title,
                "method": METHODS[r.sales.method],
                "scope": r.words,
                "placebos": float(len(r.sales.placebos)),
                "false_alarms": r.sales.false_positive_rate,
                "assumptions": Text(
                    "；".join(t.zh for t in failed) or fine.zh,
                    "; ".join(t.en for t in failed) or fine.en,
                ),
            }
        )
    return Exhibit(
        pd.DataFrame(rows),
        Text("方法与假设", "Methods and assumptions"),
        Text("安慰剂：同样的算法放到没有活动的时段", "placebos: the same method in quiet weeks"),
        _ORDERS,
        options={
            "labels": {
                "campaign": Text("活动", "Campaign"),
                "method": Text("方法", "Method"),
                "scope": Text("和谁比", "Against"),
                "placebos": Text("安慰剂次数", "Placebo runs"),
                "false_alarms": Text("误报率", "False alarms"),
                "assumptions": Text("假设", "Assumptions"),
            },
            "units": {"placebos": "count", "false_alarms": "share"},
        },
    )


def tools(table: pd.DataFrame, period: Period) -> Exhibit:
    """One row per ad tool: claim before and after refunds, break-even, next yuan, weekly spend."""
    if table.empty:
        return Exhibit.absent(
            Text("没有推广表（ads）或这段时间没有花费", "there are no ads, or nothing was spent")
        )
    shown = table.drop(columns=["claimed", "window_days", "next_low", "next_high"]).assign(
        next_yuan=[_next(row) for row in table.itertuples()],
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
                "suggested": Text("建议周花费", "Weekly spend"),
                "verdict": Text("结论", "Verdict"),
            },
            "units": {"spend": "money", "roas": "ratio", "kept_roas": "ratio",
                      "break_even": "ratio", "suggested": "money"},
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


def attribution(paths: list[Path]) -> Exhibit:
    """One row per channel: the orders that each of seven rules credits it with."""
    if sum(p.conversions for p in paths) < 20:
        return Exhibit.absent(
            Text("没有点击流（events），或成交路径太少，归因算不出",
                 "there is no clickstream, or too few paths end in a sale, to share out credit")
        )  # fmt: skip
    table = credits(paths)
    table["channel"] = [CHANNEL_TITLES.get(c, Text(c, c)) for c in table["channel"]]
    rules = [c for c in table.columns if c != "channel"]
    return Exhibit(
        table,
        Text("换一种规则，功劳就换人", "Change the rule and the credit moves"),
        Text("各归因规则分到的成交单数", "orders credited by each rule"),
        Text("来源：点击流（events）", "Source: the clickstream"),
        options={
            "labels": {"channel": Text("渠道", "Channel"), **{r: _RULES[r] for r in rules}},
            "sums": rules,
        },
    )


_RULES = {
    "last": Text("末次", "Last"),
    "first": Text("首次", "First"),
    "linear": Text("平均", "Linear"),
    "position": Text("首尾 40%", "Position"),
    "decay": Text("时间衰减", "Decay"),
    "markov": Text("马尔可夫", "Markov"),
    "shapley": Text("Shapley", "Shapley"),
}


def _headline_title(results: list[Result]) -> Text:
    paid = sum(r.verdict == "repeat" for r in results)
    return Text(
        f"{len(results)} 个活动，{paid} 个确定赚钱", f"{paid} of {len(results)} surely paid off"
    )
