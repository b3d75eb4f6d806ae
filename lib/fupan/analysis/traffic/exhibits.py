"""The tables of the traffic notebook and the words that stand over them."""

from __future__ import annotations

import pandas as pd

from fupan.analysis.normal import Normal, unusual
from fupan.analysis.review import Exhibit
from fupan.analysis.traffic.seen import RATES, Seen
from fupan.contract.traffic import CHANNEL_TITLES
from fupan.ground.language import Text
from fupan.ground.units import changed, spelled


def headline(seen: Seen, whole: Normal, volumes: dict[str, Normal]) -> Text:
    now = float(seen.now["visitors"].sum())
    came = spelled(now, "people")
    if seen.before.empty:
        return Text(
            zh=f"访客 {came}（日累加），没有可比的时间段。",
            en=f"{came} visitors (daily, summed); there is no period to compare with.",
        )
    before = float(seen.before["visitors"].sum())
    label, off = seen.baseline.label, unusual(volumes)
    names = Text(
        "、".join(CHANNEL_TITLES[c].zh for c in off), ", ".join(CHANNEL_TITLES[c].en for c in off)
    )
    if off:
        verdict = Text(zh=f"不寻常的是{names.zh}", en=f"unusual: {names.en}")
    elif whole.is_judged:
        verdict = Text(zh="各渠道都在往常的波动之内", en="every channel is within its usual range")
    else:
        verdict = Text(zh=f"{whole.why_not.zh}", en=f"{whole.why_not.en}")
    return Text(
        zh=f"访客 {came}（日累加），比{label.zh} {changed(now, before)}；{verdict.zh}。",
        en=f"{came} visitors (daily, summed), {changed(now, before)} on {label.en}; {verdict.en}.",
    )


def daily(seen: Seen, whole: Normal) -> Exhibit:
    table = whole.days[["day", "value", "low", "high", "event", "is_off"]].copy()
    if seen.baseline is not None:
        held = seen.series("visitors")
        days = seen.baseline.dates()[: len(table)]
        other = [held.get(d, float("nan")) for d in days]
        table["baseline"] = other + [float("nan")] * (len(table) - len(other))
    off = int(table["is_off"].sum())
    title = Text(
        zh=f"有 {off} 天访客超出日常波动" if off else "每天的访客都在日常波动之内",
        en=f"{off} {'day' if off == 1 else 'days'} outside the normal range"
        if off
        else "Every day within the normal range",
    )
    if not whole.is_judged:
        title = Text("每天的访客", "Visitors by day")
    shown = [e for e in seen.events if e.period.overlaps(seen.period)]
    return Exhibit(
        table,
        title,
        _subtitle(seen, Text("每日访客（渠道相加）", "daily visitors, channels added")),
        _SOURCE,
        options={
            "windows": [(e.period.start, e.period.last, e.short_label) for e in shown],
            "labels": _labels(seen),
            "unit": "people",
        },
    )


def channels(seen: Seen, volumes: dict[str, Normal]) -> Exhibit:
    table = seen.now[["channel", "visitors"]].rename(columns={"visitors": "value"})
    before = dict(zip(seen.before["channel"], seen.before["visitors"], strict=True))
    table["baseline"] = [before.get(c, float("nan")) for c in table["channel"]]
    table["label"] = [CHANNEL_TITLES[c] for c in table["channel"]]
    for name in ("expected", "low", "high"):
        # The range is of the judged days; the bar beside it of all.
        table[name] = [
            getattr(volumes[c], name) / volumes[c].actual * came
            for c, came in zip(table["channel"], table["value"], strict=True)
        ]
    table = table.sort_values(["value", "channel"], ascending=[False, True], ignore_index=True)
    first = table.iloc[0]
    part = first["value"] / table["value"].sum()
    title = Text(
        zh=f"{first['label'].zh}带来 {part:.0%} 的访客",
        en=f"{first['label'].en.capitalize()} brings {part:.0%} of visitors",
    )
    return Exhibit(
        table,
        title,
        _subtitle(seen, Text("各渠道访客（日累加）", "visitors by channel, daily summed")),
        _SOURCE,
        options={"unit": "people"},
    )


def shift(seen: Seen) -> Exhibit:
    """Which channels carry the change of visitors; the parts add up to the whole change."""
    if seen.before.empty:
        return Exhibit.absent(Text("没有可比的时间段", "there is no period to compare with"))
    before = dict(zip(seen.before["channel"], seen.before["visitors"], strict=True))
    now = dict(zip(seen.now["channel"], seen.now["visitors"], strict=True))
    rows = [
        (CHANNEL_TITLES[c], c, now.get(c, 0.0) - before.get(c, 0.0))
        for c in dict.fromkeys([*now, *before])
    ]
    table = pd.DataFrame(rows, columns=["label", "channel", "change"])
    table = table.reindex(table["change"].abs().sort_values(ascending=False).index)
    table = table.reset_index(drop=True)
    first = table.iloc[0]
    up = first["change"] >= 0
    title = Text(
        zh=f"{first['label'].zh}{'增加' if up else '减少'}最多",
        en=f"{first['label'].en.capitalize()} {'gained' if up else 'lost'} most",
    )
    return Exhibit(
        table,
        title,
        _subtitle(seen, Text("各渠道访客增减", "change of visitors")),
        _SOURCE,
        options={"unit": "people"},
    )


def rates(seen: Seen, qualities: dict[tuple[str, str], Normal]) -> Exhibit:
    """One row per channel: its rates now, how far they moved, and whether that is unusual."""
    named = {f"{c}|{r}": n for (c, r), n in qualities.items()}
    off = set(unusual(named))
    rows = []
    for channel in seen.now.sort_values(["visitors", "channel"], ascending=[False, True])[
        "channel"
    ]:
        row: dict[str, object] = {"channel": CHANNEL_TITLES[channel]}
        for name, (top, bottom) in RATES.items():
            now = seen.now[seen.now["channel"] == channel].iloc[0]
            row[name] = now[top] / now[bottom] if now[bottom] else float("nan")
            normal = qualities[channel, name]
            row[f"{name}_change"] = normal.actual - normal.expected
            row[f"{name}_is_off"] = f"{channel}|{name}" in off
        rows.append(row)
    names = sorted({k.split("|")[0] for k in off})
    title = Text(
        zh=f"{'、'.join(CHANNEL_TITLES[c].zh for c in names)}的质量变了"
        if names
        else "各渠道质量没有不寻常的变化",
        en=f"Quality moved in {', '.join(CHANNEL_TITLES[c].en for c in names)}"
        if names
        else "No channel's quality moved unusually",
    )
    return Exhibit(
        pd.DataFrame(rows),
        title,
        _subtitle(
            seen,
            Text("支付转化率、加购率、跳失率", "payment conversion, add-to-cart and bounce rate"),
        ),
        _SOURCE,
    )


_SOURCE = Text("来源：流量表（平台导出）", "Source: the platform's traffic export")


def _subtitle(seen: Seen, measure_words: Text) -> Text:
    this, that = seen.period.label, seen.baseline.label if seen.baseline else None
    return Text(
        zh=f"{measure_words.zh}，{this.zh}" + (f"，对比{that.zh}" if that else ""),
        en=f"{measure_words.en}, {this.en}" + (f", compared with {that.en}" if that else ""),
    )


def _labels(seen: Seen) -> tuple[Text, Text]:
    that = seen.baseline.label if seen.baseline else Text("", "")
    return seen.period.label, that
