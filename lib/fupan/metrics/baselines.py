"""Baselines: the span or the plan that a period is held against, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd

from fupan.ground.calendar import Event, event_twin, lunar_twin, own_event, promotions
from fupan.ground.errors import WrongUse, listed, suggestion
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.metrics.catalogue import find_metric
from fupan.metrics.kinds import Metric, Total

if TYPE_CHECKING:
    from fupan.store import Shop

To = Literal["previous", "year_ago", "plan", "event", "lunar"]
TOS: tuple[str, ...] = get_args(To)
# What people write for them, too far from the names to be found by their letters.
_MEANT = {"last_year": "year_ago", "yoy": "year_ago", "同比": "year_ago", "环比": "previous",
          "last_month": "previous", "mom": "previous", "last": "previous", "目标": "plan",
          "goal": "plan", "target": "plan", "budget": "plan"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Baseline:
    """The span held against; `plan` says that its figures are targets.

    `note` tells how the span was chosen, or why there is none.
    """

    period: Period | None
    plan: bool = False
    note: Text | None = None


def baseline_of(shop: Shop, period: Period, to: To | Period | str) -> Baseline:
    """What `to` means for this period."""
    if isinstance(to, Period):
        return Baseline(to)
    if to == "previous":
        return Baseline(period.previous())
    if to == "year_ago":
        return Baseline(period.year_ago())
    if to == "plan":
        return Baseline(period, plan=True)
    if to == "lunar":
        return _lunar(period)
    if to == "event":
        return _event(shop, period)
    hint = suggestion(_MEANT.get(str(to).casefold(), str(to)), TOS)
    raise WrongUse(
        Text(
            zh=f"对比方式只能是 {listed(TOS)} 或一个时间段，收到的是 {to!r}。{hint.zh}",
            en=f"Compare to one of {listed(TOS)}, or to a period; not {to!r}.{hint.en}",
        )
    )


def own_events(shop: Shop) -> list[Event]:
    """The promotions of the shop's own calendar table; none where it has none."""
    if not shop.has("calendar"):
        return []
    rows = shop.table("calendar").order_by("starts_on", "name", "phase").to_pandas()
    days = zip(pd.to_datetime(rows["starts_on"]), pd.to_datetime(rows["ends_on"]), strict=True)
    return [
        own_event(name, phase, first.date(), last.date())
        for name, phase, (first, last) in zip(rows["name"], rows["phase"], days, strict=True)
    ]


def _lunar(period: Period) -> Baseline:
    twin = lunar_twin(period)
    return Baseline(
        twin,
        note=Text(
            zh=f"按春节对齐，对比 {twin.start} 至 {twin.last}",
            en=f"aligned by Spring Festival with {twin.start} to {twin.last}",
        ),
    )


def _event(shop: Shop, period: Period) -> Baseline:
    around = Period(period.start.replace(day=1) - timedelta(days=730), period.end)
    events = promotions(Period(around.start, around.end + timedelta(days=92)), own_events(shop))
    twin = event_twin(period, events)
    if twin is None:
        return Baseline(
            None,
            note=Text(
                zh=f"{period.label.zh}没有可对齐的大促，或去年同一大促的日期不详",
                en=f"no promotion to align {period.label.en} by, or last year's dates are unknown",
            ),
        )
    usual = any(e.basis == "usual" for e in events if e.period.overlaps(period))
    hint = Text("（今年的档期按往年推）", " (this year's dates are the usual ones)")
    return Baseline(
        twin,
        note=Text(
            zh=f"按大促对齐，对比 {twin.start} 至 {twin.last}{hint.zh if usual else ''}",
            en=f"aligned by promotion with {twin.start} to {twin.last}{hint.en if usual else ''}",
        ),
    )


def planned(
    shop: Shop, metrics: list[Metric], period: Period
) -> dict[str, tuple[float, Text | None]]:
    """For each metric: its target in the period, or empty with the reason."""
    wanted = {m.name: m for m in metrics}
    targets = _targets(shop, period)
    months = [month.name for month in period.months()]
    whole = period.months()[0].start == period.start and period.months()[-1].end == period.end
    plans = {}
    for name, metric in wanted.items():
        known = targets[targets["metric"] == name].set_index("month")["value"]
        missing = [m for m in months if m not in known.index]
        if not whole:
            reason = Text(
                "目标按月定，这段不是整月", "targets are monthly and this is no whole month"
            )
        elif missing:
            reason = Text(
                f"{listed(missing)} 没有这个指标的目标",
                f"no target for this metric in {listed(missing)}",
            )
        elif len(months) > 1 and not isinstance(metric, Total):
            reason = Text(
                "几个月的目标不能相加", "targets of several months cannot be added for it"
            )
        else:
            plans[name] = (float(known[months].sum()), None)
            continue
        plans[name] = (float("nan"), reason)
    return plans


def _targets(shop: Shop, period: Period) -> pd.DataFrame:
    """One row per month × metric with a target; columns month, metric (its name), value."""
    if not shop.has("targets"):
        return pd.DataFrame({"month": [], "metric": [], "value": []})
    rows = shop.table("targets")
    rows = rows.filter(rows.month.isin([m.name for m in period.months()]))
    targets = rows.select("month", "metric", value=rows.value.cast("float64")).to_pandas()
    targets["metric"] = [_name_of(metric) for metric in targets["metric"]]
    return targets.sort_values(["month", "metric"]).drop_duplicates(["month", "metric"])


def _name_of(metric: str) -> str:
    # The plan is typed by people: 客单价 and spend_per_buyer are the same target.
    try:
        return find_metric(metric).name
    except WrongUse:
        return metric
