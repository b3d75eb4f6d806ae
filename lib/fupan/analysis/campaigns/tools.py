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
COLUMNS = ("tool", "spend", "claimed", "roas", "kept_roas", "break_even", "next_yuan", "next_low",
           "next_high", "suggested", "verdict", "window_days")  # fmt: skip


def tool_table(shop: Shop, period: Period, refund_rate: float, margin_rate: float) -> pd.DataFrame:
    """One row per ad tool: spend, claims before and after refunds, break-even, next yuan.

    `suggested` is a weekly spend inside the range that was observed; empty where unknown.
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
                fit.suggested(break_even),
                _verdict(roas, break_even, fit),
                windows.get(row.tool),
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def title_of(tool: str) -> Text:
    return TITLES.get(tool, Text(tool, tool))


def tool_findings(tools: pd.DataFrame, currency: str) -> list[Finding]:
    """One result per tool: whether even the platform's own claim pays."""
    found = []
    for row in tools.itertuples():
        title, spent = title_of(row.tool), amount_text(row.spend, currency)
        below = row.verdict == "change"
        known = row.roas == row.roas and row.break_even == row.break_even
        gap = row.claimed / row.break_even - row.spend if known else None
        told = (
            Text(
                zh=f"平台口径投产比 {grouped(row.roas, 2)}，盈亏平衡要 "
                f"{grouped(row.break_even, 2)}，"
                + ("连平台自己的算法都不够本" if below else "但平台口径不等于增量，真实只会更低"),
                en=f"the platform claims {grouped(row.roas, 2)}, break-even is "
                f"{grouped(row.break_even, 2)}"
                + (": even by its own claim it loses" if below else "; a claim is no increment, "
                   "the truth is lower"),
            )
            if known
            else Text("缺成交归因或成本，投产比算不出", "claims or costs are missing")
        )  # fmt: skip
        found.append(
            Finding(
                id="",
                notebook="",
                kind="result",
                metric="roas",
                subject_kind="channel",
                subject=row.tool,
                value=None if row.roas != row.roas else float(row.roas),
                baseline=None if row.break_even != row.break_even else float(row.break_even),
                unit="ratio",
                impact=float(gap) if below else None,
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
                evidence=(
                    Evidence(
                        Text(
                            zh=f"归因窗口 {row.window_days or '不详'} 天，含间接成交，未扣退款",
                            en=f"attribution window {row.window_days or 'unknown'} days, halo "
                            "sales in, refunds not off",
                        ),
                        "ads",
                    ),
                ),
                action=Text(
                    zh=f"{title.zh}" + ("先降预算，再" if below else "")
                    + "选两三个地区停两周当对照，量出真实增量",
                    en=("Cut the budget of " if below else "Hold out two or three regions of ")
                    + f"{title.en}" + (", then hold out regions" if below else "")
                    + " for two weeks and measure what it adds",
                ),
                caveat=_CLAIM,
            )
        )  # fmt: skip
    return found


_CLAIM = Text(
    zh="推广工具一直在投，没有对照：平台口径是上限，不是增量",
    en="Tools run all the time without a control: the platform's claim is an upper bound, not "
    "an increment",
)


def _verdict(roas: float, break_even: float, fit: Response) -> str:
    return "change" if roas == roas and roas < break_even else "unclear"


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
