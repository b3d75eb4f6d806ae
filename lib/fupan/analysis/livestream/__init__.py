"""Livestreams: what each left, who sells the same goods better, and why one was weak.

A weak session is weak against the streamer's own past, a weak streamer also against the others;
in an ordinary month no cause is named. What a livestream added beyond the shelf is not told here.
"""

from __future__ import annotations

import pandas as pd

from fupan.analysis.finding import Finding, numbered
from fupan.analysis.health import health
from fupan.analysis.livestream import exhibits, standings
from fupan.analysis.livestream.causes import Weak, weaknesses
from fupan.analysis.livestream.comparing import compared
from fupan.analysis.livestream.findings import TITLES, live_findings
from fupan.analysis.livestream.loss import matters
from fupan.analysis.livestream.net import net_of, usual_refund_share
from fupan.analysis.livestream.sessions import sessions_of
from fupan.analysis.provenance import provenance
from fupan.analysis.review import Exhibit, Review, pictured_span
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import amount_text, grouped
from fupan.metrics import compare
from fupan.store import Shop

NOTEBOOK = "07_livestream"
KPIS = ("live_pay_amount", "live_viewers", "live_click_rate", "live_conversion",
        "live_refund_rate", "live_net_roi")  # fmt: skip
DEFINITIONS = (*KPIS, "gpm_viewers", "gpm_impressions", "gpm_exposures", "live_enter_rate")
_SHOWN = ("funnel", "streamers", "goods", "lives", "ledger", "steps", "slots")


def review(shop: Shop, period: Period, compare_to: str = "previous") -> Review:
    """Reviews the livestreams of one period; without any it says so."""
    state = health(shop, period)
    baseline = pictured_span(shop, period, compare_to)
    sessions = sessions_of(shop, period) if shop.has("lives") else None
    notes: tuple[Text, ...] = (_GPM, *state.notes)
    found: list[Finding]
    if sessions is None or not sessions["is_now"].any():
        why = (
            Text("没有直播表（lives）", "there is no table of livestreams")
            if sessions is None
            else Text(f"{period.label.zh}没有直播", f"no livestream fell into {period.label.en}")
        )
        shown = dict.fromkeys(_SHOWN, Exhibit.absent(why))
        found, headline = [], Text(f"{why.zh}，没有可复盘的。", f"{why.en.capitalize()}.")
    else:
        weak = [w for w in weaknesses(sessions) if matters(w, sessions)]
        held = compared(shop, sessions)
        found = live_findings(sessions, weak, held, shop.currency)
        shown = {
            "funnel": exhibits.funnel(shop, period, baseline),
            "streamers": standings.streamers(shop, sessions, period, held),
            "goods": standings.goods(shop, held),
            "lives": exhibits.lives(sessions, period, shop.currency),
            "ledger": exhibits.ledger(sessions, period),
            "steps": exhibits.steps(sessions, weak, period),
            "slots": standings.slots(held),
        }
        notes = (*_roi_with_all_refunds(sessions), *notes)
        headline = _headline(sessions[sessions["is_now"]], weak, shop.currency)
        if (~sessions["is_now"]).sum() < 10:
            notes = (_SHORT, *notes)
    return Review(
        notebook=NOTEBOOK,
        shop=shop.name,
        currency=shop.currency,
        period=period,
        baseline=baseline,
        compare_to=compare_to,
        headline=headline,
        kpis=compare(shop, list(KPIS), period=period, to=compare_to),
        findings=tuple(numbered(NOTEBOOK, found)),
        exhibits=shown,
        notes=notes,
        definitions=DEFINITIONS,
        versions=shop.versions,
        sources=provenance(shop, period),
    )


def _roi_with_all_refunds(sessions: pd.DataFrame) -> tuple[Text, ...]:
    """Why the net ROI above and those of streamers differ: refunds that are still to come."""
    net = net_of(sessions[sessions["is_now"]], usual_refund_share(sessions))
    if not (net.is_known and net.is_young):
        return ()
    roi = grouped(net.roi, 2)
    return (
        Text(
            zh="上方直播净ROI只扣了已到的退款；主播和场次的净 ROI 还按往常补足了会来的退款，"
            f"合起来是 {roi}",
            en="Net ROI at the top takes off the refunds that have come; those of streamers and "
            f"sessions also take off what usually still comes, together {roi}",
        ),
    )


def _headline(now: pd.DataFrame, weak: list[Weak], currency: str) -> Text:
    sold = amount_text(float(now["pay_amount"].sum()), currency)
    start = Text(zh=f"{len(now)} 场直播成交 {sold.zh}", en=f"{len(now)} livestreams sold {sold.en}")
    if not weak:
        return Text(
            zh=f"{start.zh}，没有哪一场或哪位主播不正常。",
            en=f"{start.en}; no session and no streamer was out of the ordinary.",
        )
    told = list(dict.fromkeys((w.streamer, w.cause) for w in weak))
    zh = "；".join(f"{streamer}{TITLES[cause].zh}" for streamer, cause in told)
    en = "; ".join(f"{streamer} {TITLES[cause].en}" for streamer, cause in told)
    return Text(f"{start.zh}；{zh}。", f"{start.en}; {en}.")


_GPM = Text(
    zh="GPM 有三种分母（观看人数、直播间曝光、商品曝光），表里分开列，和别人比之前先问是哪一种",
    en="GPM has three bottoms (viewers, room impressions, product exposures), listed apart; ask "
    "which before comparing",
)
_SHORT = Text(
    zh="此前的直播不到 10 场，只能互相比，判断会很保守",
    en="Fewer than 10 livestreams lie before: sessions are compared with one another, with care",
)
