"""One honest test of an A/B experiment, and how many people and days it needs.

The split is checked before anything is read off it; a test whose split is broken has no verdict.
Which change to try is the analyses' business.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.stats import chisquare, norm, t
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_effectsize

from fupan.ground.errors import DataInvalid, WrongUse, listed
from fupan.ground.language import Text

BROKEN_SPLIT = 0.001  # below this chance the groups were not split as planned
FEWEST_HITS = 10  # of each outcome in each group, for the normal approximation
FEWEST_PEOPLE = 30


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a test says: both groups' figures, the difference with its interval, and a verdict.

    `verdict` is better, worse, unclear or broken; `variance_kept` is the share of variance that
    remains after what was known before the test was used (1 where nothing was).
    """

    method: str
    control: float
    treatment: float
    difference: float
    low: float
    high: float
    p_value: float
    split_p_value: float
    control_size: int
    treatment_size: int
    verdict: Literal["better", "worse", "unclear", "broken"]
    variance_kept: float = 1.0
    note: Text | None = None

    @property
    def relative(self) -> float:
        """The difference as a share of the control; empty where the control is 0."""
        return self.difference / self.control if self.control else math.nan


def ab_test(
    people: pd.DataFrame,
    *,
    group: str = "group",
    control: str = "A",
    treatment: str = "B",
    value: str = "value",
    per: str | None = None,
    before: str | None = None,
    share: float = 0.5,
    level: float = 0.95,
) -> Outcome:
    """Tests one experiment; `people` has one row per person who was split, bought or not.

    A column of 0 and 1 is tested as two proportions; other columns as means (Welch's t), lowered
    in variance by what is known from `before` (CUPED: Deng, Xu, Kohavi & Walker 2013, WSDM);
    with `per` as a ratio of sums, whose variance is the delta method's, since one person's rows
    are not independent. `share` is the planned share of the treatment.
    """
    needed = [group, value, *([per] if per else []), *([before] if before else [])]
    _check(people, needed, group, (control, treatment))
    a, b = (people[people[group] == name] for name in (control, treatment))
    split = _split_p_value(len(a), len(b), share)
    if per:
        told = _ratio(a, b, value, per, level)
    elif before is None and set(people[value].unique()) <= {0, 1}:
        told = _proportions(int(a[value].sum()), len(a), int(b[value].sum()), len(b), level)
    else:
        told = _means(a, b, value, before, level)
    return _outcome(told, split, len(a), len(b))


def ab_counts(
    control: tuple[int, int], treatment: tuple[int, int], *, share: float = 0.5,
    level: float = 0.95,
) -> Outcome:  # fmt: skip
    """Tests two proportions from counts: (hits, people) of each group."""
    for hits, size in (control, treatment):
        if not 0 <= hits <= size or size == 0:
            raise DataInvalid(
                Text(
                    zh=f"每组要写（成功人数, 总人数），且成功不多于总数；收到 {hits} / {size}。",
                    en=f"Give (hits, people) of each group, hits ≤ people; not {hits} of {size}.",
                )
            )
    split = _split_p_value(control[1], treatment[1], share)
    told = _proportions(*control, *treatment, level)
    return _outcome(told, split, control[1], treatment[1])


def people_needed(
    rate: float, relative_change: float, *, power: float = 0.8, alpha: float = 0.05
) -> int | None:
    """People per group to see a relative change of a rate; None where the change is impossible."""
    other = rate * (1 + relative_change)
    if not (0 < rate < 1 and 0 < other < 1) or rate == other:
        return None
    effect = abs(proportion_effectsize(other, rate))
    return math.ceil(NormalIndPower().solve_power(effect, power=power, alpha=alpha))


def days_needed(people: int, visitors_a_day: float, *, groups: int = 2) -> int | None:
    """Days until all groups have their people, in whole weeks, as weekdays differ."""
    if visitors_a_day <= 0:
        return None
    return 7 * math.ceil(people * groups / visitors_a_day / 7)


@dataclass(frozen=True, slots=True)
class _Told:
    method: str
    control: float
    treatment: float
    low: float
    high: float
    p_value: float
    variance_kept: float = 1.0
    is_thin: bool = False


def _check(people: pd.DataFrame, needed: list[str], group: str, names: tuple[str, str]) -> None:
    missing = [c for c in needed if c not in people.columns]
    if missing:
        raise WrongUse(
            Text(
                zh=f"试验表里没有列 {listed(missing)}；现有 {listed(people.columns)}。",
                en=f"The experiment has no column {listed(missing)}; it has "
                f"{listed(people.columns)}.",
            )
        )
    held = people[people[group].isin(names)]
    if held[needed].isna().any().any():
        raise DataInvalid(
            Text(
                zh="试验表里有空值；没买的人要写 0，不知道的人要先拿掉并说明。",
                en="The experiment has empty values; write 0 for who did not buy, and take out "
                "whom nothing is known of.",
            )
        )
    sizes = [(held[group] == name).sum() for name in names]
    if min(sizes) < 2:
        raise DataInvalid(
            Text(
                zh=f"组 {names[0]}、{names[1]} 的人数是 {sizes[0]} 和 {sizes[1]}，没法比较。",
                en=f"Groups {names[0]} and {names[1]} hold {sizes[0]} and {sizes[1]} people; "
                "there is nothing to compare.",
            )
        )


def _split_p_value(a: int, b: int, share: float) -> float:
    """The chance of a split this uneven if people were split as planned."""
    total = a + b
    return float(chisquare([a, b], [total * (1 - share), total * share]).pvalue)


def _proportions(hits_a: int, a: int, hits_b: int, b: int, level: float) -> _Told:
    """Pooled z test; interval by Newcombe's hybrid score (1998, method 10)."""
    pooled = (hits_a + hits_b) / (a + b)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / a + 1 / b))
    z = (hits_b / b - hits_a / a) / spread if spread else 0.0
    low, high = confint_proportions_2indep(
        hits_b, b, hits_a, a, method="newcomb", compare="diff", alpha=1 - level
    )
    thin = min(hits_a, hits_b, a - hits_a, b - hits_b) < FEWEST_HITS
    return _Told(
        "two proportions", hits_a / a, hits_b / b, float(low), float(high),
        float(2 * norm.sf(abs(z))), is_thin=thin,
    )  # fmt: skip


def _means(a: pd.DataFrame, b: pd.DataFrame, value: str, before: str | None, level: float) -> _Told:
    x, y = a[value].to_numpy(float), b[value].to_numpy(float)
    kept = 1.0
    if before is not None:
        prior = np.concatenate([a[before].to_numpy(float), b[before].to_numpy(float)])
        both = np.concatenate([x, y])
        spread = prior.var(ddof=1)
        slope = np.cov(both, prior)[0, 1] / spread if spread > 0 else 0.0
        raw = x.var(ddof=1) / len(x) + y.var(ddof=1) / len(y)
        x = x - slope * (a[before].to_numpy(float) - prior.mean())
        y = y - slope * (b[before].to_numpy(float) - prior.mean())
        now = x.var(ddof=1) / len(x) + y.var(ddof=1) / len(y)
        kept = float(now / raw) if raw > 0 else 1.0
    method = "means, CUPED" if before is not None else "means, Welch"
    return _welch(method, x, y, level, kept)


def _ratio(a: pd.DataFrame, b: pd.DataFrame, top: str, bottom: str, level: float) -> _Told:
    """Each person's part in the ratio, linearised; its mean is the ratio of the sums."""
    parts, ratios = [], []
    for rows in (a, b):
        tops, bottoms = rows[top].to_numpy(float), rows[bottom].to_numpy(float)
        if bottoms.sum() <= 0:
            raise DataInvalid(
                Text(zh=f"有一组的 {bottom} 合计为 0，算不出比率。",
                     en=f"{bottom} adds up to 0 in one group, so there is no ratio.")
            )  # fmt: skip
        ratio = tops.sum() / bottoms.sum()
        ratios.append(ratio)
        parts.append(ratio + (tops - ratio * bottoms) / bottoms.mean())
    return _welch("ratio of sums, delta method", parts[0], parts[1], level, 1.0)


def _welch(method: str, x: np.ndarray, y: np.ndarray, level: float, kept: float) -> _Told:
    parts = x.var(ddof=1) / len(x), y.var(ddof=1) / len(y)
    spread, difference = math.sqrt(sum(parts)), float(y.mean() - x.mean())
    if spread == 0:
        p_value = 1.0 if difference == 0 else 0.0
        return _Told(method, float(x.mean()), float(y.mean()), difference, difference, p_value)
    df = sum(parts) ** 2 / (parts[0] ** 2 / (len(x) - 1) + parts[1] ** 2 / (len(y) - 1))
    wide = float(t.ppf((1 + level) / 2, df)) * spread
    return _Told(
        method, float(x.mean()), float(y.mean()), difference - wide, difference + wide,
        float(2 * t.sf(abs(difference) / spread, df)), kept,
        min(len(x), len(y)) < FEWEST_PEOPLE,
    )  # fmt: skip


def _outcome(told: _Told, split: float, a: int, b: int) -> Outcome:
    verdict: Literal["better", "worse", "unclear", "broken"] = "unclear"
    note = None
    if split < BROKEN_SPLIT:
        verdict = "broken"
        note = Text(
            zh=f"两组人数 {a} 与 {b} 和计划的比例对不上，分流有问题；先修分流，再看差别",
            en=f"The groups hold {a} and {b} people, not as planned; mend the split before "
            "reading any difference",
        )
    elif told.is_thin:
        note = Text(zh="人数太少，还不能下结论", en="Too few people to conclude anything")
    elif told.low > 0:
        verdict = "better"
    elif told.high < 0:
        verdict = "worse"
    return Outcome(
        told.method, told.control, told.treatment, told.treatment - told.control, told.low,
        told.high, told.p_value, split, a, b, verdict, told.variance_kept, note,
    )  # fmt: skip
