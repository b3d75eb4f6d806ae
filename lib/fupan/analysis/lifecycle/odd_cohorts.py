"""What is said of a cohort that returns unlike the others: how much less, what it costs, why not.

Which cohort is odd is `returns`' business, by what it differs `origins`'.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.lifecycle.returns import Returned
from fupan.analysis.lifecycle.ripening import WINDOW
from fupan.analysis.lifecycle.seen import NOTEBOOK, Seen
from fupan.ground.language import Text
from fupan.ground.units import spelled
from fupan.ground.words import amount_text, points, rate, share


def return_findings(cohorts: list[Returned], origins: dict[str, Text], seen: Seen) -> list[Finding]:
    """One finding per cohort whose return is not like the others'."""
    return [_finding(one, origins.get(one.cohort.name), seen) for one in cohorts if one.like.is_off]


def missed(one: Returned, worth: float) -> tuple[float, float, float]:
    """What was made or missed within 90 days, and its range: buyers × change × `worth`."""
    scale, gap = one.size * worth, one.like.value - one.like.expected
    return tuple(scale * (gap + side * 1.96 * one.gap_error) for side in (0, -1, 1))


def ratio(one: Returned) -> tuple[float, float, float]:
    """The rate over what was expected of it, and its range."""
    like = one.like
    error = float(
        np.hypot(
            one.error / max(like.value, 0.5 / one.effective), (1 - like.expected) * like.spread
        )
    )
    found = like.value / like.expected
    return found, found * float(np.exp(-1.96 * error)), found * float(np.exp(1.96 * error))


def _finding(one: Returned, origin: Text | None, seen: Seen) -> Finding:
    like, less, month = one.like, one.like.value < one.like.expected, one.cohort.label
    gap, low, high = missed(one, one.each)
    bottom, top = one.range
    early = one.seen < 1
    return Finding(
        id="",
        notebook=NOTEBOOK,
        kind="change",
        metric="repeat_rate_90d",
        subject_kind="cohort",
        subject=one.cohort.name,
        value=like.value,
        baseline=like.expected,
        change=like.value - like.expected,
        unit="rate",
        impact=gap,
        impact_low=low,
        impact_high=high,
        low=bottom,
        high=top,
        since=str(one.cohort.start),
        known_since=_known_since(one, seen),
        confidence=round(1 - like.p_value, 3),
        method="cohort against the shop's other cohorts, drift and spread between them allowed for"
        + ("; projected to 90 days by their pace" if early else ""),
        title=Text(
            zh=f"{month.zh}首购的人{'不大' if less else '更'}爱回来",
            en=f"First buyers of {month.en} return {'less' if less else 'more'}",
        ),
        statement=_statement(one, gap, seen),
        evidence=tuple(_evidence(one, origin, seen.shop.currency)),
        action=_action(month, less),
        caveat=_caveat(early),
    )


def _known_since(one: Returned, seen: Seen) -> str | None:
    """The day on which the cohort's last 90 days were over, where that was before the period."""
    over = one.cohort.last + timedelta(days=WINDOW)
    return str(over) if over < seen.period.start else None


def _statement(one: Returned, gap: float, seen: Seen) -> Text:
    like, month = one.like, one.cohort.label
    money = amount_text(abs(gap), seen.shop.currency)
    size, early = spelled(one.size, "people"), one.seen < 1
    zh, en = (points(like.value - like.expected, lang=lang) for lang in ("zh", "en"))
    return Text(
        zh=f"{month.zh}首购的 {size} 人，90 天内再来买的{'预计' if early else ''}占 "
        f"{rate(like.value)}，按其他月份应有 {rate(like.expected)}（正常范围 "
        f"{rate(like.low)}–{rate(like.high)}），差 {zh}，90 天里约{'少' if gap < 0 else '多'}成交 "
        f"{money.zh}"
        f"{f'；这批人 90 天的回头才看到 {share(one.seen)}，先当早期信号看' if early else ''}。",
        en=f"Of the {size} first buyers of {month.en}, {rate(like.value)} "
        f"{'are on course to buy' if early else 'bought'} again within 90 days where other cohorts "
        f"lead one to expect {rate(like.expected)} (normal range {rate(like.low)}–"
        f"{rate(like.high)}): {en}, worth about {money.en} {'lost' if gap < 0 else 'gained'} in "
        f"those days{f'; {share(one.seen)} of it has been seen, an early sign' if early else ''}.",
    )


def _evidence(one: Returned, origin: Text | None, currency: str) -> list[Evidence]:
    each = spelled(one.each, "money", currency)
    times, low, high = ratio(one)
    gap, least, most = missed(one, one.again)
    ends = sorted(abs(v) for v in (least, most)) if least * most > 0 else [0.0, abs(least)]
    facts = [
        Evidence(
            Text(
                zh=f"回头率是应有的 {times:.2f} 倍（95% 区间 {low:.2f}–{high:.2f}）",
                en=f"the return is {times:.2f} times what was expected ({low:.2f}–{high:.2f})",
            ),
            "orders",
            times,
        ),
        Evidence(
            Text(
                zh=f"90 天里约{'少' if gap < 0 else '多'}了 {spelled(abs(gap), 'count')} 次购买"
                f"（{spelled(ends[0], 'count')}–{spelled(ends[1], 'count')}）",
                en=f"about {spelled(abs(gap), 'count')} purchases "
                f"{'lost' if gap < 0 else 'gained'} in 90 days "
                f"({spelled(ends[0], 'count')}–{spelled(ends[1], 'count')})",
            ),
            "orders",
            gap,
        ),
        Evidence(
            Text(
                zh=f"{one.size} 人里 {one.back} 人再购；其他月份回来的人 90 天里人均再花 {each}",
                en=f"{one.back} of {one.size} came back; in other cohorts who comes back spends "
                f"{each} more within 90 days",
            ),
            "orders",
            float(one.back),
        ),
    ]
    return [*facts, *([Evidence(origin, "orders")] if origin else [])]


def _caveat(early: bool) -> Text:
    late = Text("；没满 90 天的部分按其他月份的快慢推算", "; what is not over follows their pace")
    tail = late if early else Text("", "")
    return Text(
        zh="和本店其他月份的首购买家相比：说明这批人不一样，还没有证明原因；慢慢变化的季节和趋势"
        f"已算在内，首购后正赶上大促的人本来就更容易再来{tail.zh}",
        en="Against the shop's other cohorts: these buyers differ, why is not proven; slow seasons "
        "and drift are allowed for, but who starts before a promotion returns more readily"
        f"{tail.en}",
    )


def _action(month: Text, less: bool) -> Text:
    if less:
        return Text(
            zh=f"查{month.zh}拉新靠什么（渠道、引流款、折扣），同样的打法先停；"
            "对这批人做一次小样本唤醒，留一组不发作对照",
            en=f"Find what won the buyers of {month.en} (channel, lead-in goods, discount) and "
            "pause it; wake a sample of them and keep a group unaddressed for comparison",
        )
    return Text(
        zh=f"查{month.zh}的新客从哪来、首单买了什么，能复制就加预算",
        en=f"Find where the buyers of {month.en} came from and what they bought first; repeat it",
    )
