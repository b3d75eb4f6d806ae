"""Days: runs of days outside the normal range, with the promotion calendar known."""

from __future__ import annotations

import pandas as pd

from fupan.analysis.finding import Finding
from fupan.analysis.normal import Normal
from fupan.analysis.traffic.seen import NOTEBOOK, SMALLEST_SHARE, UNCAUSED, Seen
from fupan.ground.language import Text
from fupan.ground.units import spelled


def day_findings(seen: Seen, whole: Normal) -> list[Finding]:
    """One finding per run of days on which the shop's visitors left the normal range."""
    worth, found = seen.per_visitor(None), []
    for run in _runs(whole.days):
        extra = float((run["value"] - (run["low"] * run["high"]) ** 0.5).sum())
        if abs(extra * worth) < SMALLEST_SHARE * seen.sales:
            continue
        first, last = run["day"].iloc[0], run["day"].iloc[-1]
        when = (
            Text(zh=f"{first:%m-%d}", en=f"{first:%m-%d}")
            if first == last
            else Text(zh=f"{first:%m-%d} 至 {last:%m-%d}", en=f"{first:%m-%d} to {last:%m-%d}")
        )
        less, came = extra < 0, float(run["value"].sum())
        usual = came - extra
        found.append(
            Finding(
                id="",
                notebook=NOTEBOOK,
                kind="change",
                metric="visitors",
                subject_kind="shop",
                subject=str(first),
                value=came,
                baseline=usual,
                change=extra,
                unit="people",
                impact=extra * worth,
                since=str(first),
                method="daily normal range",
                title=Text(
                    zh=f"{when.zh} 访客异常{'偏低' if less else '偏高'}",
                    en=f"Visitors unusually {'low' if less else 'high'} on {when.en}",
                ),
                statement=Text(
                    zh=f"{when.zh} 访客 {spelled(came, 'people')}，同期常态约 "
                    f"{spelled(usual, 'people')}，{'低' if less else '高'}出日常波动；"
                    "这几天不在大促日历里。",
                    en=f"{when.en}: {spelled(came, 'people')} visitors where about "
                    f"{spelled(usual, 'people')} are usual, {'below' if less else 'above'} daily "
                    "variation, and no promotion is in the calendar.",
                ),
                action=Text(
                    zh="对一下那几天的运营日志、活动和平台公告，记进日志",
                    en="Compare with the log, campaigns and platform notices of those days, "
                    "and note what it was",
                ),
                caveat=UNCAUSED,
            )
        )
    return found


def _runs(days: pd.DataFrame) -> list[pd.DataFrame]:
    """The unusual days outside promotions, neighbours of one direction together."""
    off = days[days["is_off"] & (days["event"] == "")]
    runs: list[list[int]] = []
    for place in off.index:
        low = off.loc[place, "value"] < off.loc[place, "low"]
        if (
            runs
            and runs[-1][-1] == place - 1
            and low == (off.loc[runs[-1][-1], "value"] < off.loc[runs[-1][-1], "low"])
        ):
            runs[-1].append(place)
        else:
            runs.append([place])
    return [off.loc[run] for run in runs]
