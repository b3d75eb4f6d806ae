"""Quality: channels whose rates moved beyond their usual drift."""

from __future__ import annotations

from fupan.analysis.finding import Evidence, Finding
from fupan.analysis.normal import Normal, unusual
from fupan.analysis.traffic.seen import NOTEBOOK, RATES, SMALLEST_SHARE, UNCAUSED, Seen
from fupan.contract.traffic import CHANNEL_TITLES
from fupan.ground.language import Text
from fupan.ground.words import amount_text, points, rate
from fupan.metrics import find_metric


def quality_findings(seen: Seen, qualities: dict[tuple[str, str], Normal]) -> list[Finding]:
    """One finding per channel whose quality moved: its dearest rate, the others as evidence."""
    named = {f"{c}|{r}": n for (c, r), n in qualities.items()}
    moved: dict[str, list[str]] = {}
    for key in unusual(named):
        channel, name = key.split("|")
        moved.setdefault(channel, []).append(name)
    found = []
    for channel, names in moved.items():
        finding = _quality_finding(seen, channel, names, qualities)
        if finding.impact is None or abs(finding.impact) >= SMALLEST_SHARE * seen.sales:
            found.append(finding)
    return found


def _quality_finding(
    seen: Seen, channel: str, names: list[str], qualities: dict[tuple[str, str], Normal]
) -> Finding:
    metric = min(names, key=list(RATES).index)
    normal, label = qualities[channel, metric], find_metric(metric).label
    title = CHANNEL_TITLES[channel]
    impact = _rate_worth(seen, channel, metric, normal)
    moved = points(normal.actual - normal.expected)
    worth = Text("", "")
    if impact is not None:
        money, lost = amount_text(abs(impact[0]), seen.currency), impact[0] < 0
        worth = Text(
            zh=f"，约{'少' if lost else '多'}成交 {money.zh}",
            en=f", worth about {money.en} {'lost' if lost else 'gained'}",
        )
    return Finding(
        id="",
        notebook=NOTEBOOK,
        kind="change",
        metric=metric,
        subject_kind="channel",
        subject=channel,
        value=normal.actual,
        baseline=normal.expected,
        change=normal.actual - normal.expected,
        unit="rate",
        impact=impact[0] if impact else None,
        impact_low=impact[1] if impact else None,
        impact_high=impact[2] if impact else None,
        confidence=round(1 - normal.p_value, 3),
        method="pooled rates, drift of the own past",
        title=Text(
            zh=f"{title.zh}{label.zh} {points(normal.actual - normal.expected, lang='zh')}",
            en=f"{title.en.capitalize()} {label.en.lower()} "
            f"{points(normal.actual - normal.expected, lang='en')}",
        ),
        statement=Text(
            zh=f"{title.zh}渠道的{label.zh}从 {rate(normal.expected)} 变到 {rate(normal.actual)}"
            f"（{points(normal.actual - normal.expected, lang='zh')}），超出它自己往常的波动"
            f"{worth.zh}。",
            en=f"{label.en} of {title.en} went from {rate(normal.expected)} to "
            f"{rate(normal.actual)} ({points(normal.actual - normal.expected, lang='en')}), "
            f"beyond its usual drift{worth.en}.",
        ),
        evidence=tuple(
            _rate_evidence(qualities[channel, n], n, moved) for n in names if n != metric
        ),
        action=Text(
            zh=f"看{title.zh}渠道来的是不是同一批人、落在哪些商品上，去转化笔记本找断点",
            en=f"Check whether {title.en} still brings the same people to the same "
            "products; the conversion notebook shows the step that broke",
        ),
        caveat=UNCAUSED,
    )


def _rate_evidence(normal: Normal, name: str, moved: str) -> Evidence:
    label, delta = find_metric(name).label, normal.actual - normal.expected
    return Evidence(
        Text(
            zh=f"{label.zh}同时变动 {points(delta, lang='zh')}，到 {rate(normal.actual)}",
            en=f"{label.en.lower()} moved {points(delta, lang='en')} too, to {rate(normal.actual)}",
        ),
        "traffic",
        normal.actual,
    )


def _rate_worth(
    seen: Seen, channel: str, metric: str, normal: Normal
) -> tuple[float, float, float] | None:
    """Money that the moved rate made or cost; a bounce has no price of its own."""
    if metric == "bounce_rate":
        return None
    row = seen.now[seen.now["channel"] == channel].iloc[0]
    spent = seen.per_visitor(channel)
    if not normal.expected or spent != spent:
        return None
    # At the old rate the same visitors would have spent what visitors spent before.
    full = float(row["visitors"]) * spent
    gap = full * (normal.actual / normal.expected - 1)
    wide = abs(full * normal.actual / normal.expected * 1.96 * normal.sd)
    return gap, gap - wide, gap + wide
