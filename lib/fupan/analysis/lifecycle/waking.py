"""Whether more or fewer of those who had fallen silent bought this month than usual.

A month's promotion lifts everybody; so each state is held against the buyers in rhythm of the
same month. That is a comparison, not an experiment: only a group left unaddressed proves effect.
"""

from __future__ import annotations

import pandas as pd

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.lifecycle.outlying import Like, called, latest
from fupan.analysis.lifecycle.seen import NOTEBOOK, SMALLEST_CELL, SOURCE, Seen, shown_rate
from fupan.analysis.lifecycle.states import LIVE, STATES
from fupan.analysis.review import Exhibit
from fupan.ground.language import Text
from fupan.ground.units import spelled
from fupan.ground.words import amount_text, points, rate

SLEEPING = ("at_risk", "silent", "lost")


def judged(told: pd.DataFrame, seen: Seen) -> dict[str, Like | None]:
    """Each sleeping state's share that bought this month, judged by the months before."""
    if told.empty:
        return dict.fromkeys(SLEEPING)
    live = told[told["state"].isin(LIVE)].groupby("month")[["bought", "buyers"]].sum()
    likes = []
    for state in SLEEPING:
        rows = told[told["state"] == state].set_index("month").reindex(live.index).dropna()
        beside = live.loc[rows.index]
        is_now = len(rows) and rows.index[-1] == seen.period.name
        likes.append(
            latest(rows["bought"], rows["buyers"], (beside["bought"], beside["buyers"]))
            if is_now
            else None
        )
    return dict(zip(SLEEPING, called(likes), strict=True))


def waking_exhibit(told: pd.DataFrame, likes: dict[str, Like | None], seen: Seen) -> Exhibit:
    """One row per state at the start of the period: buyers, who bought, and the usual range."""
    now = told[told["month"] == seen.period.name].set_index("state")
    rows = []
    for state, label in STATES.items():
        if state not in now.index or now.loc[state, "buyers"] < SMALLEST_CELL:
            continue
        buyers, bought = (int(now.loc[state, name]) for name in ("buyers", "bought"))
        like = likes.get(state)
        rows.append({
            "label": label, "buyers": buyers,
            "bought": bought if bought >= SMALLEST_CELL or not bought else None,
            "share": shown_rate(bought, buyers),
            "low": like.low if like else None, "high": like.high if like else None,
            "share_is_off": bool(like and like.is_off),
        })  # fmt: skip
    if not rows:
        return Exhibit.absent(
            Text(
                "期初没有足够的老买家，谈不上唤醒",
                "there were too few earlier buyers to speak of waking them",
            )
        )
    off = [STATES[s] for s, like in likes.items() if like and like.is_off]
    title = Text("沉默客的回来比例没有异常", "Silent buyers returned as usual")
    if off:
        title = Text(
            zh=f"{'、'.join(t.zh for t in off)}客的回来比例不寻常",
            en=f"Unusual share back from {', '.join(t.en for t in off)}",
        )
    elif beyond := [STATES[s] for s, like in likes.items() if like and not _is_within(like)]:
        title = Text(
            zh=f"{'、'.join(t.zh for t in beyond)}客的回来比例略出往常，还可能是碰巧",
            en=f"Share back from {', '.join(t.en for t in beyond)}: past the usual, maybe chance",
        )
    elif not any(likes.values()):
        title = Text("各状态本月回来买的比例", "Who came back, by state")
    return Exhibit(
        pd.DataFrame(rows),
        title,
        Text("期初各状态的人，本期买了的比例", "share of each state that bought in the period"),
        SOURCE,
        options={
            "labels": {
                "label": Text("期初状态", "State at the start"),
                "buyers": Text("人数", "Buyers"),
                "bought": Text("本期买了", "Bought"),
                "share": Text("比例", "Share"),
                "low": Text("往常下限", "Usual, low"),
                "high": Text("往常上限", "Usual, high"),
            },
            "units": {"buyers": "people", "bought": "people", "share": "rate", "low": "rate",
                      "high": "rate"},
        },
    )  # fmt: skip


def _is_within(like: Like) -> bool:
    return like.low <= like.value <= like.high


def waking_findings(
    told: pd.DataFrame, likes: dict[str, Like | None], each: float, seen: Seen
) -> list[Finding]:
    """One finding per sleeping state whose return left its usual range."""
    now = told[told["month"] == seen.period.name].set_index("state")["buyers"]
    return [
        _finding(state, like, int(now[state]), each, seen)
        for state, like in likes.items()
        if like is not None and like.is_off
    ]


def _finding(state: str, like: Like, buyers: int, each: float, seen: Seen) -> Finding:
    less, title = like.value < like.expected, STATES[state]
    gap, low, high = (
        buyers * step * each
        for step in (like.value - like.expected, like.value - like.high, like.value - like.low)
    )
    money = amount_text(abs(gap), seen.shop.currency)
    zh, en = (points(like.value - like.expected, lang=lang) for lang in ("zh", "en"))
    return Finding(
        id="",
        notebook=NOTEBOOK,
        kind="change",
        metric="wake_rate",
        subject_kind="segment",
        subject=state,
        value=like.value,
        baseline=like.expected,
        change=like.value - like.expected,
        unit="rate",
        impact=gap,
        impact_low=low,
        impact_high=high,
        confidence=round(1 - like.p_value, 3),
        method="share of the state that bought, held against buyers in rhythm of the same month",
        title=Text(
            zh=f"{title.zh}客回来得{'少' if less else '多'}了",
            en=f"{'Fewer' if less else 'More'} {title.en} buyers came back",
        ),
        statement=Text(
            zh=f"期初{title.zh}的 {spelled(buyers, 'people')} 人里，{rate(like.value)} 本期又买了，"
            f"按往常应有 {rate(like.expected)}（{rate(like.low)}–{rate(like.high)}），差 {zh}，"
            f"约{'少' if gap < 0 else '多'}成交 {money.zh}。",
            en=f"Of the {spelled(buyers, 'people')} buyers who were {title.en} at the start, "
            f"{rate(like.value)} bought where {rate(like.expected)} is usual "
            f"({rate(like.low)}–{rate(like.high)}): {en}, worth about {money.en} "
            f"{'lost' if gap < 0 else 'gained'}.",
        ),
        evidence=(
            Evidence(
                Text(
                    zh="大促等全店因素已用同月活跃买家的回购抵掉",
                    en="what moved buyers in rhythm too, such as a promotion, is taken off",
                ),
                "orders",
            ),
        ),
        action=Text(
            zh="查这个月对这批人发过什么、停过什么；下次发之前留 10% 不发作对照",
            en="Check what was sent to them, or stopped; leave 10 % unaddressed next time",
        ),
        caveat=Text(
            zh="没有留对照组，只能说“和往常不一样”，不能说是触达带来的",
            en="Without a group left unaddressed this is a difference, not an effect of addressing",
        ),
    )
