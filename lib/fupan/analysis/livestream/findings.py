"""Findings of livestreams: why one was weak, and what each session and streamer left."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.livestream.behind import behind_of
from fupan.analysis.livestream.causes import Weak
from fupan.analysis.livestream.comparing import Compared
from fupan.analysis.livestream.loss import loss_of, quotient
from fupan.analysis.livestream.net import net_of, usual_refund_share, verdict_of
from fupan.analysis.livestream.results import result_of
from fupan.analysis.livestream.signals import Signal
from fupan.ground.language import Text
from fupan.ground.words import amount_text, change, rate

MOST_SESSIONS = 5  # that lost money; the rest stand in the table
TITLES = {
    "live_product_selection": Text("选品没对路", "showed the wrong goods"),
    "live_streamer": Text("讲得留不住人、卖不动", "loses and converts fewer viewers"),
    "live_audience": Text("来的人不精准", "drew the wrong viewers"),
    "live_returns": Text("卖得好、退得多", "sold what came back"),
}
STEP_NAMES = {
    "volume": Text("观看人数", "viewers"),
    "enter": Text("曝光进入率", "enter rate"),
    "dwell": Text("人均停留", "stay per viewer"),
    "follow": Text("转粉率", "follow rate"),
    "comment": Text("评论率", "comments per viewer"),
    "click": Text("人均商品点击", "product clicks per viewer"),
    "deal": Text("点击成交率", "orders per click"),
    "skill": Text("同样货品下的点击成交率", "orders per click with the same goods"),
    "orders": Text("每个观众的成交", "orders per viewer"),
    "goods": Text("货品往常的吸引力", "usual pull of the goods"),
}
_ACTIONS = {
    "live_product_selection": Text(
        "下一场把点击最低的几款换成往常点得多、卖得动的，开场先上引流款",
        "Replace the least clicked goods by those that usually draw and sell, and open with one "
        "that draws",
    ),
    "live_streamer": Text(
        "同样的货、同样的时段换人讲一场做对照；同时复盘开场、讲解和逼单",
        "Let another streamer sell the same goods at the same hour as a test, and rehearse "
        "opening, explanation and close",
    ),
    "live_audience": Text(
        "收窄投流人群、换封面和开场，先看进入率和停留再加预算",
        "Narrow the targeting, change cover and opening, and raise the budget only when stays "
        "recover",
    ),
    "live_returns": Text(
        "查退货原因和话术，承诺过头的改口播和详情，退得多的货先下架",
        "Look at the reasons and at what was promised, correct script and page, and take off the "
        "goods that come back",
    ),
}


def live_findings(
    sessions: pd.DataFrame, weak: list[Weak], held: Compared | None, currency: str
) -> list[Finding]:
    """Causes first; then what each streamer left, who could learn, and sessions that lost money.

    All sessions stand in the notebook's table; findings are the few that matter.
    """
    now = sessions[sessions["is_now"]]
    usual = usual_refund_share(sessions)
    found = [_cause(w, sessions, currency) for w in weak]
    blamed_hosts = {w.streamer for w in weak if w.is_month}
    for streamer, rows in now.groupby("streamer", sort=True):
        found.append(
            result_of("streamer", str(streamer), rows, usual, streamer in blamed_hosts, currency)
        )
    lost = []
    for live_id, rows in now.groupby("live_id", sort=True):
        net = net_of(rows, usual)
        if net.is_known and verdict_of(net, has_cause=False) == "stop":
            lost.append((net.profit, str(live_id), rows))
    for _, live_id, rows in sorted(lost, key=lambda one: one[:2])[:MOST_SESSIONS]:
        found.append(result_of("live", live_id, rows, usual, False, currency))
    behind = [] if held is None else behind_of(held, now, {w.streamer for w in weak}, currency)
    return [*found, *behind]


def _cause(weak: Weak, sessions: pd.DataFrame, currency: str) -> Finding:
    lost, low, high = loss_of(weak, sessions)
    title, host = TITLES[weak.cause], weak.streamer
    rows = sessions[sessions["live_id"].isin(weak.lives)]
    days = sorted(rows["day"])
    when = _when(weak, sessions, days)
    evidence = _returns_evidence(weak) if weak.cause == "live_returns" else _step_evidence(weak)
    money = amount_text(abs(lost), currency) if np.isfinite(lost) else Text("–", "–")
    what = (
        Text("多退约", "about more refunded:")
        if weak.cause == "live_returns"
        else Text("扣掉退款少卖约", "sales lost net of refunds, about")
    )
    is_returns = weak.cause == "live_returns"
    return Finding(
        id="",
        notebook="",
        kind="cause",
        metric="live_refund_rate" if is_returns else "live_conversion",
        subject_kind="streamer",
        subject=host,
        value=weak.rate if is_returns else quotient(rows["orders"].sum(), rows["viewers"].sum()),
        baseline=weak.usual_rate if is_returns else None,
        unit="rate",
        impact=lost if np.isfinite(lost) else None,
        impact_low=low if np.isfinite(low) else None,
        impact_high=high if np.isfinite(high) else None,
        cause=weak.cause,
        confidence=round(float(np.clip((1 - weak.p_value) * weak.fit, 0, 0.999)), 3),
        evidence=tuple(evidence),
        since=str(days[0]),
        method="own past and other streamers, partly pooled",
        title=Text(f"{host}{title.zh}", f"{host} {title.en}"),
        statement=Text(
            zh=f"{host}{when.zh}{title.zh}：{_because(evidence, 'zh')}，{what.zh} {money.zh}。",
            en=f"{host}, {when.en}, {title.en}: {_because(evidence, 'en')}; {what.en} {money.en}.",
        ),
        action=Text(
            zh=f"{host}：{_ACTIONS[weak.cause].zh}", en=f"{host}: {_ACTIONS[weak.cause].en}"
        ),
        caveat=_PATTERN,
    )


def _when(weak: Weak, sessions: pd.DataFrame, days: list[date]) -> Text:
    first, count = f"{days[0]:%m-%d}", len(days)
    now = sessions[sessions["is_now"]]
    if count == 1:
        return Text(f" {first} 那场", f"the livestream of {first}")
    if not weak.is_month:
        return Text(f"有 {count} 场", f"{count} of the livestreams")
    if count == int((now["streamer"] == weak.streamer).sum()):
        return Text(f"本月 {count} 场", f"{count} livestreams this month")
    return Text(f"{first} 起 {count} 场", f"{count} livestreams since {first}")


_PATTERN = Text(
    zh="原因是按“哪一步掉了、别的步骤没掉”的形状认出来的，要确认得换人、换货或换人群试一场",
    en="The cause is read from which step fell while others held; only a trial with another "
    "streamer, other goods or another audience confirms it",
)


def _because(evidence: list[Evidence], lang: str) -> str:
    mark = "，" if lang == "zh" else ", "
    return mark.join(e.text(lang) for e in evidence[:2])


def _step_evidence(weak: Weak) -> list[Evidence]:
    order = {
        "live_product_selection": ("click", "dwell", "deal", "goods", "orders"),
        "live_streamer": ("skill", "dwell", "click", "volume", "orders"),
        "live_audience": ("dwell", "volume", "enter", "click", "orders"),
    }[weak.cause]
    shown = [n for n in order if n in weak.signals and weak.signals[n].is_known]
    than = Text("比往常", "on its usual") if weak.against == "own_past" else Text(
        "比其他主播", "against the other streamers")  # fmt: skip
    found = []
    for name in shown:
        signal: Signal = weak.signals[name]
        moved = float(np.expm1(signal.size))
        calm = abs(signal.z) < 2
        found.append(
            Evidence(
                Text(
                    zh=f"{STEP_NAMES[name].zh}{than.zh} {change(moved, 0)}"
                    + ("（正常波动内）" if calm else ""),
                    en=f"{STEP_NAMES[name].en} {change(moved, 0)} {than.en}"
                    + (" (within chance)" if calm else ""),
                ),
                "live_products" if name in ("goods", "skill") else "lives",
                moved,
            )
        )
    return found


def _returns_evidence(weak: Weak) -> list[Evidence]:
    return [
        Evidence(
            Text(
                zh=f"退了 {rate(weak.rate)}，同样时点上往常是 {rate(weak.usual_rate)}",
                en=f"{rate(weak.rate)} came back, usual at that age is {rate(weak.usual_rate)}",
            ),
            "orders",
            weak.rate,
        )
    ]
