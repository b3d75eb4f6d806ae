"""Ad tools: what each spent, what it claims, what it must bring to pay, and the next yuan."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.response import Response, response
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import amount_text, grouped
from fupan.metrics import measure
from fupan.store import Shop

TITLES: dict[str, Text] = {
    "zhitongche": Text("直通车", "Zhitongche"),
    "wanxiangtai": Text("万相台", "Wanxiangtai"),
    "jingdong_kuaiche": Text("京东快车", "JD Kuaiche"),
    "duoduo_search": Text("多多搜索", "Duoduo search"),
    "qianchuan": Text("千川", "Qianchuan"),
    "feed": Text("信息流", "feed ads"),
    "kol": Text("达人种草", "creators"),
    "cps": Text("淘宝客", "affiliates"),
}
CUT = 0.8  # of the weekly spend, where even the claim does not pay
STEP = 0.98  # a smaller change of the weekly spend is none
COLUMNS = ("tool", "spend", "claimed", "roas", "kept_roas", "break_even", "next_yuan", "next_low",
           "next_high", "weekly", "suggested", "why_not", "verdict", "window_days")  # fmt: skip


def tool_table(shop: Shop, period: Period, refund_rate: float, margin_rate: float) -> pd.DataFrame:
    """One row per ad tool: spend, claims before and after refunds, break-even, next yuan.

    `weekly` is what it spent a week of late, `suggested` a weekly spend inside the range that was
    observed: lower where even the claim does not pay, and empty, with `why_not`, where unknown.
    """
    if not shop.has("ads"):
        return pd.DataFrame(columns=list(COLUMNS))
    now = measure(shop, ["ad_cost", "ad_amount"], period=period, by=["tool"], missing="empty")
    now = now[now["ad_cost"] > 0].sort_values(["ad_cost", "tool"], ascending=[False, True])
    if now.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    weekly = _weekly(shop, period)
    windows = _windows(shop, period)
    break_even = 1 / margin_rate if margin_rate > 0 else float("nan")
    rows = []
    for row in now.itertuples():
        mine = weekly[weekly["tool"] == row.tool].set_index("day")
        fit = response(mine["ad_cost"], mine["ad_amount"])
        kept = 1 - refund_rate
        roas = row.ad_amount / row.ad_cost
        verdict = "change" if roas == roas and roas < break_even else "unclear"
        rows.append(
            (
                row.tool,
                row.ad_cost,
                row.ad_amount,
                roas,
                roas * kept,
                break_even,
                fit.marginal,
                fit.marginal_low,
                fit.marginal_high,
                *_next_week(mine["ad_cost"], fit, verdict, break_even),
                verdict,
                windows.get(row.tool),
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def title_of(tool: str) -> Text:
    return TITLES.get(tool, Text(tool, tool))


def tool_findings(tools: pd.DataFrame, currency: str) -> list[Finding]:
    """One result per tool: whether even the platform's own claim pays."""
    return [_finding(row, currency) for row in tools.itertuples()]


def _finding(row: object, currency: str) -> Finding:
    title, spent = title_of(row.tool), amount_text(row.spend, currency)
    below, told = row.verdict == "change", _judged(row)
    return Finding(
        id="",
        notebook="",
        kind="result",
        metric="roas",
        subject_kind="channel",
        subject=row.tool,
        value=None if row.roas != row.roas else float(row.roas),
        baseline=None if row.break_even != row.break_even else float(row.break_even),
        unit="ratio",
        impact=float(row.claimed / row.break_even - row.spend) if below else None,
        verdict=row.verdict,
        method="platform attribution, upper bound",
        title=Text(
            zh=f"{title.zh}{'不够本' if below else '的增量还说不清'}",
            en=f"{title.en} {'does not pay' if below else 'cannot be judged yet'}",
        ),
        statement=Text(
            zh=f"{title.zh}花了 {spent.zh}：{told.zh}。",
            en=f"{title.en} cost {spent.en}: {told.en}.",
        ),
        evidence=(Evidence(_window(row.window_days), "ads"),),
        action=_action(row, title, currency),
        caveat=_CLAIM,
    )


def _judged(row: object) -> Text:
    if row.roas != row.roas or row.break_even != row.break_even:
        return Text("缺成交归因或成本，投产比算不出", "claims or costs are missing")
    roas, level = grouped(row.roas, 2), grouped(row.break_even, 2)
    told = Text(f"平台口径投产比 {roas}，盈亏平衡要 {level}",
                f"the platform claims {roas}, break-even is {level}")  # fmt: skip
    if row.verdict == "change":
        return Text(
            f"{told.zh}，连平台自己的算法都不够本", f"{told.en}: even by its own claim it loses"
        )
    return Text(f"{told.zh}，但平台口径不等于增量，真实只会更低",
                f"{told.en}; a claim is no increment, the truth is lower")  # fmt: skip


def _window(days: float | None) -> Text:
    known = days is not None and days == days
    return Text(
        zh=f"归因窗口{f' {days:.0f} 天' if known else '不详'}，含间接成交，未扣退款",
        en=f"attribution window {f'{days:.0f} days' if known else 'unknown'}, halo sales in, "
        "refunds not off",
    )


def _action(row: object, title: Text, currency: str) -> Text:
    if row.verdict != "change":
        return Text(
            f"{title.zh}选两三个地区停两周当对照，量出真实增量",
            f"Hold out two or three regions of {title.en} for two weeks and measure what it adds",
        )
    plan = weekly_words(row, currency)
    return Text(
        f"{title.zh}先降预算（每周 {plan.zh}），再选两三个地区停两周当对照，量出真实增量",
        f"Cut the budget of {title.en} (a week: {plan.en}), then hold out regions for two weeks "
        "and measure what it adds",
    )


_CLAIM = Text(
    zh="推广工具一直在投，没有对照：平台口径是上限，不是增量",
    en="Tools run all the time without a control: the platform's claim is an upper bound, not "
    "an increment",
)


def _next_week(
    spend: pd.Series, fit: Response, verdict: str, break_even: float
) -> tuple[float, float, Text | None]:
    """Weekly spend of late, the one suggested, and why none is."""
    now = float(spend.iloc[-4:].mean())
    if verdict != "change":
        return now, fit.suggested(break_even), fit.why_not
    lowest = float(spend[spend > 0].min())
    less = max(now * CUT, lowest)
    if less < now * STEP:
        return now, less, None
    return now, float("nan"), Text("已经是花过的最低，先停两周看", "the least so far: pause it for "
                                   "two weeks")  # fmt: skip


def weekly_words(row: object, currency: str) -> Text:
    """The weekly spend of late and where it should go; where nothing is suggested, why."""
    now = amount_text(row.weekly, currency)
    if row.suggested != row.suggested:
        why = row.why_not or Text("成本不全", "costs are missing")
        if row.verdict == "change":
            return Text(f"{now.zh}，{why.zh}", f"{now.en}, {why.en}")
        return Text(f"{now.zh}，先不动：{why.zh}", f"keep {now.en}: {why.en}")
    to = amount_text(row.suggested, currency)
    if abs(row.suggested - row.weekly) < (1 - STEP) * row.weekly:
        return Text(f"{now.zh}，先不动", f"keep {now.en}")
    if (
        row.suggested > row.weekly
    ):  # on claims alone, which are an upper bound: no more than a trial
        return Text(f"{now.zh}，可以试到 {to.zh}", f"{now.en}, try {to.en}")
    return Text(f"{now.zh} → {to.zh}", f"{now.en} → {to.en}")


def _weekly(shop: Shop, period: Period) -> pd.DataFrame:
    """One row per tool × whole week of the half year up to the period's end."""
    held = shop.days("ads")
    end = min(period.end, held.end)
    start = max(held.start, end - timedelta(days=7 * 26))
    start = end - timedelta(days=(end - start).days // 7 * 7)
    if start >= end:
        return pd.DataFrame(columns=["tool", "day", "ad_cost", "ad_amount"])
    daily = measure(shop, ["ad_cost", "ad_amount"], period=Period(start, end), by=["tool"],
                    grain="day", missing="empty")  # fmt: skip
    places = (pd.to_datetime(daily["day"]) - pd.Timestamp(start)).dt.days // 7
    return (
        daily.assign(day=places)
        .groupby(["tool", "day"])[["ad_cost", "ad_amount"]]
        .sum(min_count=1)
        .reset_index()
    )


def _windows(shop: Shop, period: Period) -> dict[str, int]:
    ads = shop.table("ads")
    rows = ads.filter(ads.date >= str(period.start), ads.date < str(period.end))
    rows = rows.group_by("tool").agg(w=rows.window_days.max()).to_pandas()
    return {r.tool: int(r.w) for r in rows.itertuples() if pd.notna(r.w)}
