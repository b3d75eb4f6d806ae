"""Compares a period with another, or with the plan, fairly: per day where data are cut short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from fupan.ground.language import Text, join
from fupan.ground.periods import Period
from fupan.metrics.baselines import Baseline, To, baseline_of, planned
from fupan.metrics.catalogue import find_metric, leaves
from fupan.metrics.coverage import Coverage, covered
from fupan.metrics.kinds import Closing, Metric, Ratio
from fupan.metrics.measuring import measure, period_of
from fupan.metrics.possible import measurable
from fupan.metrics.ripening import RIPE, Ripeness, ripeness_of

if TYPE_CHECKING:
    from fupan.store import Shop

COLUMNS = (
    "value",
    "baseline",
    "change",
    "relative",
    "better",
    "value_per_day",
    "baseline_per_day",
    "relative_per_day",
    "days",
    "baseline_days",
    "unit",
    "per_day",
    "ripe",
    "baseline_period",
    "note",
)


@dataclass(frozen=True, slots=True)
class _Sides:
    """One metric's two sides: days covered by data, and what to tell of what is lacking.

    Where refunds of the period are still coming in, the other side counts those of equal age.
    """

    days: float
    baseline_days: float
    is_cut: bool
    note: Text | None
    ripeness: Ripeness = RIPE

    @property
    def is_comparable(self) -> bool:
        return self.ripeness.is_ripe or self.ripeness.known_by is not None


def compare(
    shop: Shop,
    names: str | Sequence[str],
    *,
    period: Period | str,
    to: To | Period = "previous",
    by: Sequence[str] = (),
    per_day: bool | None = None,
) -> pd.DataFrame:
    """One row per metric × combination of `by`, in the order asked, segments sorted.

    Columns: `metric`, `by`, then `value`, `baseline`, `change` (their difference; a rate's in
    points, as a fraction), `relative` (change ÷ baseline; empty for rates), `better` (True, False
    or None), `value_per_day`, `baseline_per_day`, `relative_per_day` (flows only, over the days
    really covered), `days`, `baseline_days`, `unit`, `per_day` (whether `relative` is the one
    per day), `ripe`, `baseline_period`, and `note` (a Text, or None) with what the data lack.

    While refunds of the period are still coming in, what they change is not `ripe`: its baseline
    is what was known of it at the same age (empty where that is unknown), and nothing is better
    or worse.

    `relative` is per day where data end early or begin late (`per_day` None), always (True),
    or never (False). A metric that cannot be computed has empty figures and a note.
    """
    period = period_of(period)
    by = (by,) if isinstance(by, str) else tuple(by)
    metrics = [find_metric(n) for n in ([names] if isinstance(names, str) else names)]
    base = baseline_of(shop, period, to)
    sides = {m.name: _sides(shop, m, period, base) for m in metrics}
    compared = _both(shop, metrics, period, base, by, sides)
    order = {m.name: place for place, m in enumerate(metrics)}
    compared["place"] = compared["metric"].map(order)
    compared = compared.sort_values(["place", *by]).reset_index(drop=True)
    compared = _judged(compared, {m.name: m for m in metrics}, sides, per_day)
    compared["baseline_period"] = base.period.name if base.period else None
    return compared[["metric", *by, *COLUMNS]]


def _both(
    shop: Shop,
    metrics: list[Metric],
    period: Period,
    base: Baseline,
    by: tuple[str, ...],
    sides: dict[str, _Sides],
) -> pd.DataFrame:
    """One row per metric × segment seen on either side; columns value and baseline."""
    names = list(dict.fromkeys(m.name for m in metrics))
    values = _long(measure(shop, names, period=period, by=by, missing="empty"), by, "value")
    if base.period is None or (base.plan and by):
        return values.assign(baseline=np.nan)
    if base.plan:
        plans = planned(shop, metrics, base.period)
        return values.assign(baseline=values["metric"].map({n: p[0] for n, p in plans.items()}))
    then = pd.concat(
        _long(
            measure(shop, group, period=base.period, by=by, missing="empty", known_by=known_by),
            by,
            "baseline",
        )
        for known_by, group in _by_age(names, sides).items()
    )
    both = values.merge(then, on=["metric", *by], how="outer", indicator="seen")
    # A segment seen on one side only is a 0 on the other, where the data reach so far.
    levels = {m.name for m in metrics if isinstance(m, Closing | Ratio)}
    flows = ~both["metric"].isin(levels)
    now = both["metric"].map({n: s.days > 0 for n, s in sides.items()}).astype(bool)
    before = both["metric"].map({n: s.baseline_days > 0 for n, s in sides.items()}).astype(bool)
    both.loc[(both["seen"] == "right_only") & flows & now, "value"] = 0.0
    both.loc[(both["seen"] == "left_only") & flows & before, "baseline"] = 0.0
    fair = both["metric"].map({n: s.is_comparable for n, s in sides.items()}).astype(bool)
    both["baseline"] = both["baseline"].where(fair)
    return both.drop(columns="seen")


def _by_age(names: list[str], sides: dict[str, _Sides]) -> dict[date | None, list[str]]:
    """The metrics by the day before which the other side's refunds count."""
    groups: dict[date | None, list[str]] = {}
    for name in names:
        groups.setdefault(sides[name].ripeness.known_by, []).append(name)
    return groups


def _long(measured: pd.DataFrame, by: tuple[str, ...], column: str) -> pd.DataFrame:
    # Keys as objects: pandas cannot join two empty columns of its own text type.
    long = measured.melt(id_vars=list(by), var_name="metric", value_name=column)
    texts = [key for key in ("metric", *by) if pd.api.types.is_string_dtype(long[key])]
    return long.astype(dict.fromkeys(texts, object))


def _judged(
    compared: pd.DataFrame,
    metrics: dict[str, Metric],
    sides: dict[str, _Sides],
    per_day: bool | None,
) -> pd.DataFrame:
    """The compared values with differences, the fair ones per day, and what they mean."""
    named = compared["metric"]
    value, baseline = compared["value"], compared["baseline"]
    rates = named.map({n: m.is_rate for n, m in metrics.items()}).astype(bool)
    flows = named.map({n: m.is_flow for n, m in metrics.items()}).astype(bool)
    cut = named.map({n: s.is_cut for n, s in sides.items()}).astype(bool)
    days = named.map({n: s.days for n, s in sides.items()}).astype(float)
    base_days = named.map({n: s.baseline_days for n, s in sides.items()}).astype(float)
    value_per_day = (value / days.where(days > 0)).where(flows)
    baseline_per_day = (baseline / base_days.where(base_days > 0)).where(flows)
    daily = flows & (cut if per_day is None else per_day)
    relative_per_day = _relative(value_per_day, baseline_per_day)
    relative = _relative(value, baseline).where(~daily, relative_per_day).where(~rates)
    change = value - baseline
    moved = relative.where(~rates, change)
    ripe = named.map({n: s.ripeness.is_ripe for n, s in sides.items()}).astype(bool)
    return compared.assign(
        change=change,
        relative=relative,
        # Kept as objects: True, False and None are three answers, not a number and a gap.
        better=pd.Series(
            [
                _better(metrics[n], c) if is_ripe else None
                for n, c, is_ripe in zip(named, moved, ripe, strict=True)
            ],
            index=compared.index,
            dtype=object,
        ),
        value_per_day=value_per_day,
        baseline_per_day=baseline_per_day,
        relative_per_day=relative_per_day,
        days=days,
        baseline_days=base_days,
        unit=[metrics[n].unit for n in named],
        per_day=daily,
        ripe=ripe,
        note=[sides[n].note for n in named],
    )


def _relative(value: pd.Series, baseline: pd.Series) -> pd.Series:
    return (value - baseline) / baseline.where(baseline != 0).abs()


def _better(metric: Metric, change: float) -> bool | None:
    if metric.good == "depends" or not np.isfinite(change) or change == 0:
        return None
    return bool((change > 0) == (metric.good == "up"))


def _sides(shop: Shop, metric: Metric, period: Period, base: Baseline) -> _Sides:
    lacks = measurable(shop, metric.name)[metric.name]
    if lacks:
        return _Sides(np.nan, np.nan, False, lacks)
    now, notes = _coverage(shop, metric, period)
    before: Coverage | None = None
    notes.append(base.note)
    if base.plan:
        notes.append(planned(shop, [metric], base.period)[metric.name][1])
    elif base.period is not None:
        before, then = _coverage(shop, metric, base.period)
        notes += then
    ripe = ripeness_of(shop, metric, period, None if base.plan else base.period)
    if not base.plan:
        notes.append(ripe.note(base.period))
    told = list(dict.fromkeys(n for n in notes if n is not None))
    is_cut = not now.is_whole or (before is not None and not before.is_whole)
    if before is not None:
        base_days: float = len(before.days)
    else:
        base_days = base.period.days if base.period is not None else np.nan
    return _Sides(len(now.days), base_days, is_cut, join(told) if told else None, ripe)


def _coverage(shop: Shop, metric: Metric, period: Period) -> tuple[Coverage, list[Text | None]]:
    """The coverage of the part that covers the fewest days, and what is lacking in any part."""
    flows: list[Coverage] = []
    levels: list[Coverage] = []
    for part in leaves([metric]):
        found = covered(shop, part.fact.table, period, part.fact.lasts_with)
        (levels if isinstance(part, Closing) else flows).append(found)
    notes = [*(c.note() for c in flows), *(_level_note(c) for c in levels)]
    return min(flows or levels, key=lambda coverage: len(coverage.days)), notes


def _level_note(coverage: Coverage) -> Text | None:
    """A level speaks of one day: only where that is not the period's last is there a note."""
    if coverage.is_none:
        return coverage.note()
    last = max(coverage.days)
    if last == coverage.period.last:
        return None
    return Text(
        zh=f"{coverage.table} 最后一次快照是 {last}，期末值取自那天",
        en=f"the last count in {coverage.table} is of {last}, and stands for the end",
    )
