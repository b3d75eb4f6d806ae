"""The tables of campaigns and the words that stand over them; tools and paths have their own."""

from __future__ import annotations

import pandas as pd

from fupan.analysis.campaigns.findings import VERDICTS
from fupan.analysis.campaigns.result import Result
from fupan.analysis.campaigns.spend import Tagged
from fupan.analysis.effect.effect import METHODS
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import amount_text, share

_ORDERS = Text("来源：订单、活动、推广表", "Source: orders, campaigns and ads")
_NONE = Text("这段时间没有有始有终的活动", "no campaign with a beginning fell into this period")


def money_table(
    results: list[Result], tagged: dict[str, Tagged], period: Period, currency: str
) -> Exhibit:
    """One row per campaign: verdict, increment and net with intervals, spend by kind, claim,
    refunds, break-even."""
    if not results:
        return Exhibit.absent(_NONE)
    rows = [_money_row(r, tagged[r.campaign.id], currency) for r in results]
    table = pd.DataFrame(rows)
    return Exhibit(
        table,
        _headline_title(results),
        Text(f"{period.label.zh}，增量为 95% 区间", f"{period.label.en}, 95% intervals"),
        _ORDERS,
        options={"columns": list(_MONEY), "labels": _MONEY, "units": _UNITS},
    )


def _money_row(r: Result, tagged: Tagged, currency: str) -> dict[str, object]:
    empty = float("nan")
    low, high = r.sales.interval() if r.sales.is_estimated else (empty, empty)
    net, net_low, net_high = r.net
    return {
        "campaign": r.campaign.title,
        "verdict": VERDICTS[r.verdict],
        "increment": r.sales.increment if r.sales.is_estimated else empty,
        "low": low,
        "high": high,
        "interval": _interval(low, high, currency),
        "net": net,
        "net_low": net_low,
        "net_high": net_high,
        "spend": r.spend.cash,
        "ads": r.spend.ads,
        "fixed": r.spend.fixed,
        "commission": r.spend.commission,
        "gifts": r.spend.gifts,
        "price_protection": r.protection,
        "discounts": r.spend.discounts,
        "claimed": empty if r.claimed is None else r.claimed,
        "refund_rate": tagged.refund_rate,
        "refunds": _refunds(tagged),
        "break_even": r.break_even,
    }


def _refunds(tagged: Tagged) -> Text:
    """Refunds of the orders that carry its mark, those still to come by the shop's usual delays."""
    if tagged.refund_rate != tagged.refund_rate:
        return Text("–", "–")
    sent = share(tagged.refund_rate)
    return Text(f"{sent}（未到齐）", f"{sent} (young)") if tagged.is_young else Text(sent, sent)


# What a reader looks for first stands first: a phone shows three columns.
_MONEY = {
    "campaign": Text("活动", "Campaign"),
    "verdict": Text("结论", "Verdict"),
    "increment": Text("增量", "Increment"),
    "interval": Text("95% 区间", "95 % interval"),
    "net": Text("净赚", "Net"),
    "spend": Text("投入", "Spend"),
    "discounts": Text("让利", "Discounts"),
    "claimed": Text("平台口径", "Claimed"),
    "refunds": Text("退款率", "Refunded"),
    "break_even": Text("平衡投产比", "Break-even"),
}
_UNITS = {
    **dict.fromkeys(("spend", "discounts", "claimed"), "money"),
    **dict.fromkeys(("increment", "net"), "+money"),
    "break_even": "ratio",
}


def _interval(low: float, high: float, currency: str) -> Text:
    if low != low:
        return Text("–", "–")
    bottom, top = (amount_text(v, currency) for v in (low, high))
    return Text(f"{bottom.zh} 至 {top.zh}", f"{bottom.en} to {top.en}")


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
        fine = Text("没有", "none")
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
                "assumptions": Text("站不住的假设", "Assumptions that fail"),
            },
            "units": {"placebos": "count", "false_alarms": "share"},
        },
    )


def _headline_title(results: list[Result]) -> Text:
    paid = sum(r.verdict == "repeat" for r in results)
    if not paid:
        return Text(f"{len(results)} 个活动，还没有一个确定赚钱",
                    f"None of {len(results)} surely paid off yet")  # fmt: skip
    return Text(
        f"{len(results)} 个活动，{paid} 个确定赚钱", f"{paid} of {len(results)} surely paid off"
    )
