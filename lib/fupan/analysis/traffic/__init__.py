"""Traffic: who came, from where, what changed, and which channel's quality moved.

A change is a finding only where it leaves the normal range of the shop's own past; what follows
from it for conversion is left to the conversion analysis.
"""

from __future__ import annotations

import pandas as pd

from fupan.analysis.causes import diagnose
from fupan.analysis.causes.telling import cause_findings
from fupan.analysis.finding import Finding, numbered
from fupan.analysis.health import health
from fupan.analysis.normal import judge, judge_rate
from fupan.analysis.provenance import provenance
from fupan.analysis.review import Exhibit, Review, pictured_span
from fupan.analysis.traffic.days import day_findings
from fupan.analysis.traffic.exhibits import channels, daily, headline, rates, shift
from fupan.analysis.traffic.quality import quality_findings
from fupan.analysis.traffic.seen import NOTEBOOK, RATES, look
from fupan.analysis.traffic.volume import volume_findings
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.metrics import compare
from fupan.store import Shop

KPIS = (
    "visitors",
    "new_visitor_share",
    "bounce_rate",
    "cart_rate",
    "pay_conversion",
    "visitor_value",
)


def review(shop: Shop, period: Period, compare_to: str = "previous") -> Review:
    """Reviews the traffic of one period; without a traffic table it says what is missing."""
    state = health(shop, period)
    baseline = pictured_span(shop, period, compare_to)
    if (
        not shop.has("traffic")
        or shop.days("traffic") is None
        or not shop.days("traffic").overlaps(period)
    ):
        return _without_traffic(shop, period, baseline, compare_to, state.notes_on("traffic"))
    seen = look(shop, period, baseline)
    names = sorted(seen.now["channel"])
    whole = judge(seen.series("visitors"), period, seen.events)
    volumes = {c: judge(seen.series("visitors", c), period, seen.events) for c in names}
    qualities = {
        (c, r): judge_rate(seen.series(top, c), seen.series(bottom, c), period, seen.events)
        for c in names
        for r, (top, bottom) in RATES.items()
    }
    causes = cause_findings(diagnose(shop, period, products=False).of(NOTEBOOK), shop, NOTEBOOK)
    explained = {f.subject for f in causes}
    found = [
        *causes,
        # A loss whose cause is named is not told a second time.
        *(f for f in volume_findings(seen, volumes) if f.subject not in explained),
        *(f for f in quality_findings(seen, qualities) if f.subject not in explained),
        *day_findings(seen, whole),
        *(f for f in state.findings() if f.subject == "traffic"),
    ]
    kpis = compare(shop, list(KPIS), period=period, to=compare_to)
    return Review(
        notebook=NOTEBOOK,
        shop=shop.name,
        currency=shop.currency,
        period=period,
        baseline=baseline,
        compare_to=compare_to,
        headline=headline(seen, whole, volumes),
        kpis=kpis,
        findings=tuple(numbered(NOTEBOOK, found)),
        exhibits={
            "daily": daily(seen, whole),
            "channels": channels(seen, volumes),
            "shift": shift(seen),
            "quality": rates(seen, qualities),
        },
        notes=(_TRAP, *state.notes_on("traffic")),
        definitions=KPIS,
        versions=shop.versions,
        sources=provenance(shop, period),
    )


_TRAP = Text(
    zh="访客数是每天、每个渠道各自去重后相加：同一个人来两天、走两个渠道会算两次，所以是上限；"
    "月与月、渠道与渠道之间可以比，但不要当成真实人数。",
    en="Visitors are daily uniques per channel, added: who comes on two days or by two channels "
    "counts twice. The sum is an upper bound, good for comparing and not a head count.",
)


def _without_traffic(
    shop: Shop, period: Period, baseline: Period | None, compare_to: str, notes: tuple[Text, ...]
) -> Review:
    held = shop.days("traffic") if shop.has("traffic") else None
    why = (
        Text("没有流量表（traffic）", "there is no traffic table")
        if held is None
        else Text(
            zh=f"流量表只有 {held.start} 至 {held.last} 的数据",
            en=f"the traffic table only holds {held.start} to {held.last}",
        )
    )
    finding = Finding(
        id="",
        notebook=NOTEBOOK,
        kind="data",
        metric="visitors",
        subject_kind="shop",
        subject="traffic",
        statement=Text(
            zh=f"{period.label.zh}{why.zh}，访客、转化率和渠道都算不出来；空着，不当作 0。",
            en=f"{period.label.en}: {why.en}, so visitors, conversion and channels cannot be "
            "computed; they stay empty and are not zero.",
        ),
        action=Text(
            zh="从平台后台导出“流量来源”（生意参谋、京东商智、罗盘……），再运行 fupan import",
            en="Export the traffic sources from the platform and run fupan import",
        ),
    )
    reason = Text(zh=f"{why.zh}，这张图画不出来", en=f"{why.en}, so this cannot be drawn")
    names = ("daily", "channels", "shift", "quality")
    kpis = pd.DataFrame(
        {
            "metric": list(KPIS),
            "value": float("nan"),
            "baseline": float("nan"),
            "change": float("nan"),
        }
    ).iloc[:0]
    return Review(
        notebook=NOTEBOOK,
        shop=shop.name,
        currency=shop.currency,
        period=period,
        baseline=baseline,
        compare_to=compare_to,
        headline=Text(
            zh=f"{why.zh}，这个月的“谁来了、从哪来”回答不了。",
            en=f"{why.en.capitalize()}: who came, and from where, cannot be told.",
        ),
        kpis=kpis,
        findings=tuple(numbered(NOTEBOOK, [finding])),
        exhibits={n: Exhibit.absent(reason) for n in names},
        notes=notes,
        definitions=KPIS,
        versions=shop.versions,
        sources=provenance(shop, period),
    )
