"""Volume: channels whose visitors left their normal range."""

from __future__ import annotations

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.normal import Normal, unusual
from fupan.analysis.traffic.seen import (
    NOTEBOOK,
    SMALLEST_SHARE,
    UNCAUSED,
    Seen,
    comparable_days,
    percent,
    visitors_of,
)
from fupan.contract.traffic import CHANNEL_TITLES
from fupan.ground.language import Text
from fupan.ground.units import changed, spelled
from fupan.ground.words import amount_text, change


def volume_findings(seen: Seen, volumes: dict[str, Normal]) -> list[Finding]:
    """One finding per channel whose visitors left their normal range."""
    found = []
    for channel in unusual(volumes):
        normal = volumes[channel]
        worth = seen.per_visitor(channel)
        gap, low, high = (g * worth for g in normal.gap_range())
        if abs(gap) < SMALLEST_SHARE * seen.sales:
            continue
        value, before = visitors_of(seen.now, channel), visitors_of(seen.before, channel)
        title, money = CHANNEL_TITLES[channel], amount_text(abs(gap), seen.currency)
        less = gap < 0
        on = comparable_days(normal)
        who = title.en if on.en else title.en.capitalize()
        found.append(
            Finding(
                id="",
                notebook=NOTEBOOK,
                kind="change",
                metric="visitors",
                subject_kind="channel",
                subject=channel,
                value=value,
                baseline=before,
                unit="people",
                change=value - before if before is not None else None,
                impact=gap,
                impact_low=low,
                impact_high=high,
                confidence=round(1 - normal.p_value, 3),
                method="normal range of the own past",
                title=Text(
                    zh=f"{title.zh}访客比往常{'少' if less else '多'} "
                    f"{change(abs(normal.actual / normal.expected - 1)).lstrip('+')}",
                    en=f"{title.en.capitalize()} visitors {percent(normal)} "
                    f"{'below' if less else 'above'} normal",
                ),
                statement=Text(
                    zh=f"{on.zh}{title.zh}渠道访客 {spelled(normal.actual, 'people')}，按往常应有 "
                    f"{spelled(normal.expected, 'people')}（正常范围 "
                    f"{spelled(normal.low, 'people')}–{spelled(normal.high, 'people')}），"
                    f"{'少' if less else '多'}了 {percent(normal)}，"
                    f"约{'少' if less else '多'}成交 {money.zh}。",
                    en=f"{on.en}{who} brought {spelled(normal.actual, 'people')} visitors "
                    f"where {spelled(normal.expected, 'people')} were to be expected "
                    f"(normal range {spelled(normal.low, 'people')}–"
                    f"{spelled(normal.high, 'people')}): "
                    f"{percent(normal)} {'fewer' if less else 'more'}, worth about {money.en} "
                    f"{'lost' if less else 'gained'}.",
                ),
                evidence=tuple(_volume_evidence(seen, channel, normal, value, before)),
                action=_volume_action(title, less, seen.acts.get(channel, [])),
                caveat=UNCAUSED,
            )
        )
    return found


def _volume_evidence(
    seen: Seen, channel: str, normal: Normal, value: float, before: float | None
) -> list[Evidence]:
    facts = []
    if before:
        label = seen.baseline.label
        facts.append(
            Evidence(
                Text(
                    zh=f"{label.zh}为 {spelled(before, 'people')}（{changed(value, before)}）",
                    en=f"{label.en}: {spelled(before, 'people')} ({changed(value, before)})",
                ),
                "traffic",
                before,
            )
        )
    worth = seen.per_visitor(channel)
    facts.append(
        Evidence(
            Text(
                zh=f"此前四周每个访客带来 {spelled(worth, 'money', seen.currency)}",
                en=f"a visitor brought {spelled(worth, 'money', seen.currency)} "
                "in the four weeks before",
            ),
            "traffic",
            worth,
        )
    )
    return [*facts, *seen.acts.get(channel, [])]


def _volume_action(title: Text, less: bool, acts: list[Evidence]) -> Text:
    if acts:
        act = acts[0].text
        if less:
            return Text(
                zh=f"对一下日子：{title.zh}渠道少掉的访客是不是从{act.zh} 开始的；是的话，先调回去",
                en=f"Hold the days against each other: did {title.en} lose its visitors with "
                f"{act.en}? If so, undo that first",
            )
        return Text(
            zh=f"对一下日子：{title.zh}渠道多出来的访客是不是从{act.zh} 开始的；"
            "是的话，看能不能再做一次",
            en=f"Hold the days against each other: did the extra visitors of {title.en} come with "
            f"{act.en}? If so, see whether it can be repeated",
        )
    if less:
        return Text(
            zh=f"查{title.zh}渠道：从哪天开始少、少在哪些商品、运营日志里那几天动过什么",
            en=f"Look into {title.en}: since when, on which products, and what the log says was "
            "changed then",
        )
    return Text(
        zh=f"弄清{title.zh}渠道多出来的访客从哪来，能不能复制",
        en=f"Find out where the extra visitors of {title.en} came from, and whether it "
        "can be repeated",
    )
