"""What the page says of the buyers as a whole: its headline, and whom it calls new.

What each section shows stands with the section.
"""

from __future__ import annotations

import pandas as pd

from fupan.analysis.finding import Finding
from fupan.analysis.lifecycle import states
from fupan.analysis.lifecycle.rhythm import Rhythm
from fupan.analysis.lifecycle.seen import Seen
from fupan.ground.language import Text
from fupan.ground.units import signed, spelled


def headline(moved: pd.DataFrame, found: list[Finding], own: Rhythm, unjudged: Text | None) -> Text:
    parts = states.change_of_active(moved)
    live = int(moved.loc[moved["now"].isin(states.LIVE), "buyers"].sum())
    odd = [f for f in found if f.subject_kind == "cohort"]
    first = next((f for f in odd if f.known_since is None), None)
    tail = Text("各月新客的回头率都正常", "every cohort returns as usual")
    if odd:
        tail = Text("各月新客的回头率没有新的异常", "no further cohort returns unlike the others")
    if first is not None and first.title is not None:
        tail = first.title
    elif unjudged is not None:
        tail = Text("数据还短，哪批新客不一样判断不了", "too early to tell cohorts apart")
    moved_by = {name: signed(people) for name, people in parts.items() if people}
    zh = "、".join(f"{_MOVED[name].zh} {people} 人" for name, people in moved_by.items())
    tail_en = tail.en[:1].upper() + tail.en[1:]
    en = ", ".join(f"{people} {_MOVED[name].en}" for name, people in moved_by.items())
    return Text(
        zh=f"还在购买节奏里（{own.active} 天内买过）的有 {spelled(live)} 人"
        f"{'：' if zh else ''}{zh}；{tail.zh}。",
        en=f"{spelled(live)} buyers are in rhythm (bought within {own.active} days)"
        f"{': ' if en else ''}{en}. {tail_en}.",
    )


_MOVED = {
    "new": Text("新客", "new buyers"),
    "returned": Text("风险客回来", "buyers back from at risk"),
    "woken": Text("唤回", "woken buyers"),
    "lapsed": Text("过了节奏没再来", "lapsed buyers"),
}


def two_kinds_of_new(kpis: pd.DataFrame, moved: pd.DataFrame) -> list[Text]:
    """Why the metric's new buyers are more than the first buyers of the month, where they are."""
    ruled = kpis.loc[kpis["metric"] == "new_buyers", "value"].dropna()
    first = states.change_of_active(moved)["new"]
    if ruled.empty or int(ruled.iloc[0]) <= first:
        return []
    several = spelled(int(ruled.iloc[0]) - first, "people")
    return [
        Text(
            zh=f"“支付新买家”按 365 天规则是 {spelled(int(ruled.iloc[0]), 'people')} 人，"
            f"桥图和同期群里的“新客”是头一回在本店买的，{spelled(first, 'people')} 人；"
            f"差的 {several} 人以前买过，隔了一年多又回来",
            en=f"New buyers by the 365-day rule are {spelled(int(ruled.iloc[0]), 'people')}; the "
            f"bridge and the cohorts count those who never bought before, "
            f"{spelled(first, 'people')}. The {several} buyers between had bought over a year ago",
        )
    ]


def early(seen: Seen) -> Text:
    first = seen.watched.start
    return Text(
        zh=f"订单从 {first} 开始：那之前买过的人会被当成新客，最早几个月的首购人数和复购偏高；"
        "订单满 365 天后，“新老”才按生意参谋的 365 天规则算得准",
        en=f"Orders begin on {first}: who bought before counts as new, so the earliest cohorts "
        "look larger and more loyal than they are; the 365-day rule needs 365 days of orders",
    )
