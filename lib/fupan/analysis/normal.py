"""The normal range of a daily series: what a month should have been, judged by its own past.

Weekday and promotions are modelled, the slow level is followed, and how far a level usually
drifts from one month to the next is learnt from the series itself, so that a quiet month is
called quiet. It judges; what a deviation is worth is left to the analyses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from scipy.stats import norm, t
from statsmodels.stats.multitest import multipletests

from fupan.ground.calendar import Event, has_spring_festival, promotions, spring_festival
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.metrics.baselines import own_events
from fupan.store import Shop

HISTORY_DAYS = 56  # fewer ordinary days than these say too little about weekday and level
LEVEL_DAYS = 28  # the level is the median of four weeks, so every weekday counts alike
FEWEST_DRIFTS = 4  # windows needed to know how far the level drifts
DRIFT_FLOOR = 0.01  # no shop's month is steadier than one per cent
DAY_ALPHA = 0.01  # chance that any ordinary day of a quiet period is called unusual
HOLIDAY_BEFORE, HOLIDAY_AFTER = 18, 14  # days around Spring Festival that are unlike others
FEWEST_JUDGED = 10  # days; fewer say nothing about a month
# One wave pulls more or less than the last, or is not joined: the log of two waves' pulls differs
# by about this much. No series of a shop holds enough waves to learn it.
WAVE_SD = 0.25
MAD_TO_SD = 1.4826  # the median absolute deviation of a normal variable is sd / 1.4826


@dataclass(frozen=True)
class Normal:
    """How a period compares with what was to be expected.

    `days` has one row per day (day, value, expected, low, high, event, is_off). `deviation` is
    the log of actual over expected on the days that can be judged, `sd` its standard error, and
    `p_value` the chance of a deviation this large in an ordinary month. `why_not` says why
    nothing could be judged; then the figures are empty.
    """

    days: pd.DataFrame
    actual: float = float("nan")
    expected: float = float("nan")
    deviation: float = float("nan")
    sd: float = float("nan")
    p_value: float = float("nan")
    judged_days: int = 0
    why_not: Text | None = None

    @property
    def is_judged(self) -> bool:
        return self.why_not is None

    @property
    def low(self) -> float:
        """The lower end of the normal range of the judged days' total (95 %)."""
        return self.expected * float(np.exp(-1.96 * self.sd))

    @property
    def high(self) -> float:
        return self.expected * float(np.exp(1.96 * self.sd))

    def gap_range(self) -> tuple[float, float, float]:
        """Actual minus expected, with its 95 % interval, on the judged days."""
        return self.actual - self.expected, self.actual - self.high, self.actual - self.low


def judge(
    series: pd.Series, period: Period, events: Sequence[Event] = (), *, offset: float = 1.0
) -> Normal:
    """Judges `period` in a daily series (index: date, ascending) by the days before it.

    `offset` is added before taking logs (1 for counts; a small share for rates). Promotion days
    without a precedent in the series' own past are shown and not judged.
    """
    before_end = np.array([d < period.end for d in series.index], dtype=bool)
    series = series.loc[before_end].astype(float).dropna()
    marks = _event_marks(series.index, period, events)
    inside = np.array([d in period for d in series.index], dtype=bool)
    plain_past = ~inside & np.array([marks[d] == "" for d in series.index], dtype=bool)
    if plain_past.sum() < HISTORY_DAYS or not inside.any():
        return Normal(_bare_days(series[inside], marks), why_not=_too_short(plain_past.sum()))
    model = _fit(np.log(series + offset), marks, plain_past, inside)
    return _verdict(series, inside, marks, model, offset)


def judge_rate(
    tops: pd.Series, bottoms: pd.Series, period: Period, events: Sequence[Event] = ()
) -> Normal:
    """Judges a rate of `period` (tops ÷ bottoms, daily, same index) by the four weeks before it.

    Rates are pooled over four weeks of ordinary days and compared on the log-odds scale; how far
    they usually drift from four weeks to the next is learnt from the past, and is never taken
    for less than the counts themselves allow. `expected` and `actual` are rates here.
    """
    held = pd.DataFrame({"top": tops, "bottom": bottoms}).astype(float).dropna()
    held = held.loc[np.array([d < period.end for d in held.index], dtype=bool)]
    marks = _event_marks(held.index, period, events)
    plain = np.array([marks[d] == "" for d in held.index], dtype=bool)
    inside = np.array([d in period for d in held.index], dtype=bool)
    bare = _bare_days((held["top"] / held["bottom"].where(held["bottom"] > 0))[inside], marks)
    past, now = held[plain & ~inside], held[plain & inside]
    if len(past) < HISTORY_DAYS or now["bottom"].sum() == 0:
        return Normal(bare, why_not=_too_short(len(past)))
    windows = [
        past.iloc[end - LEVEL_DAYS : end].sum()
        for end in range(len(past), LEVEL_DAYS - 1, -LEVEL_DAYS // 2)
    ]
    odds = np.array([_log_odds(w["top"], w["bottom"]) for w in windows])
    drifts = odds[:-2] - odds[2:]
    before, after = windows[0], now.sum()
    if len(drifts) < FEWEST_DRIFTS or before["top"] == 0:
        return Normal(bare, why_not=_too_short(len(past)))
    counted = np.sqrt(_odds_variance(before) + _odds_variance(after))
    sd = max(float(np.median(np.abs(drifts))) * MAD_TO_SD, counted, DRIFT_FLOOR)
    deviation = float(_log_odds(after["top"], after["bottom"]) - odds[0])
    p_value = float(2 * t.sf(abs(deviation) / sd, df=max(len(drifts) / 2, 2)))
    return Normal(
        bare,
        float(after["top"] / after["bottom"]),
        float(before["top"] / before["bottom"]),
        deviation,
        sd,
        p_value,
        len(now),
    )


def unusual(normals: dict[str, Normal], rate: float = 0.05) -> list[str]:
    """The names whose deviation stays significant when all are judged together.

    Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57, 289–300: at most `rate` of those named
    are expected to be false. In a wholly quiet period any name at all has chance `rate`.
    """
    judged = {n: v for n, v in normals.items() if v.is_judged and np.isfinite(v.p_value)}
    if not judged:
        return []
    flagged = multipletests([v.p_value for v in judged.values()], rate, method="fdr_bh")[0]
    return [name for name, is_off in zip(judged, flagged, strict=True) if is_off]


@dataclass(frozen=True)
class _Model:
    logs: pd.Series
    pattern: pd.Series  # weekday + promotion, on the log scale
    level: float  # of the last ordinary days before the period
    local: pd.Series  # the level around each day, for judging single days
    day_sd: float
    drift_sd: float
    drifts: int
    known: dict[str, float]


def _event_marks(days: pd.Index, period: Period, events: Sequence[Event]) -> dict[date, str]:
    """The promotion and phase of each day, as a name that recurs from year to year.

    The first day of a phase is marked apart: that is when a wave breaks.
    """
    marks = dict.fromkeys(days, "")
    for event in events:
        for day in event.period.dates():
            if day in marks and (not marks[day] or event.phase == "main"):
                place = "first" if day == event.period.start else "rest"
                marks[day] = f"{event.name.zh}/{event.phase}/{place}"
    # Couriers stop before Spring Festival and carts wait after it: these days have twins only in
    # other years, three by three at the same distance from the festival.
    years = {e.year for e in events if e.promotion == "spring_festival"}
    for year in sorted(years):
        for apart in range(-HOLIDAY_BEFORE, HOLIDAY_AFTER + 1):
            day = spring_festival(year) + timedelta(apart)
            if day in marks:
                marks[day] = f"春节 {apart // 3}"
    return marks


def _fit(
    logs: pd.Series, marks: dict[date, str], plain_past: np.ndarray, inside: np.ndarray
) -> _Model:
    days = logs.index
    weekdays = np.array([d.weekday() for d in days])
    plain = np.array([marks[d] == "" for d in days])
    local = _local_level(logs, plain)
    past = logs[plain_past]
    rest = past - local[plain_past]
    effect = {
        w: float(rest[weekdays[plain_past] == w].median())
        for w in range(7)
        if (weekdays[plain_past] == w).any()
    }
    pattern = pd.Series([effect.get(w, 0.0) for w in weekdays], index=days)
    flat = logs - pattern
    local = _local_level(flat, plain)
    known = {}
    for mark in {m for d, m in marks.items() if m and not inside[days.get_loc(d)]}:
        held = np.array([marks[d] == mark for d in days]) & ~inside
        if held.sum() >= 2:
            known[mark] = float((flat - local)[held].median())
    pattern += pd.Series([known.get(marks[d], 0.0) for d in days], index=days)
    settled = flat[plain_past]
    noise = settled - local[plain_past]
    day_sd = max(float(noise.abs().median()) * MAD_TO_SD * 1.05, 1e-3)
    drifts = _drifts(settled)
    drift_sd = max(
        float(np.median(np.abs(drifts))) * MAD_TO_SD if len(drifts) else 0.0, DRIFT_FLOOR
    )
    level = float(settled.iloc[-LEVEL_DAYS:].median())
    return _Model(logs, pattern, level, local, day_sd, drift_sd, len(drifts), known)


def _local_level(logs: pd.Series, plain: np.ndarray) -> pd.Series:
    """The running median over four weeks of ordinary days, carried across promotions."""
    level = logs[plain].rolling(LEVEL_DAYS + 1, center=True, min_periods=7).median()
    return level.reindex(logs.index).interpolate(limit_direction="both")


def _drifts(settled: pd.Series) -> np.ndarray:
    """How far the level of four weeks lay from that of the four weeks before, through the past."""
    values = settled.to_numpy()
    ends = range(len(values), 2 * LEVEL_DAYS - 1, -LEVEL_DAYS // 2)
    return np.array(
        [
            values[end - LEVEL_DAYS : end].mean()
            - np.median(values[end - 2 * LEVEL_DAYS : end - LEVEL_DAYS])
            for end in ends
        ]
    )


def _log_odds(top: float, bottom: float) -> float:
    """Log odds with half a count added to both sides, so that 0 and 1 have them too."""
    return float(np.log((top + 0.5) / (max(bottom - top, 0.0) + 0.5)))


def _odds_variance(counts: pd.Series) -> float:
    return 1 / (counts["top"] + 0.5) + 1 / (max(counts["bottom"] - counts["top"], 0.0) + 0.5)


def _verdict(
    series: pd.Series, inside: np.ndarray, marks: dict[date, str], model: _Model, offset: float
) -> Normal:
    inner = series[inside]
    pattern = model.pattern[inside]
    expected = np.exp(model.level + pattern) - offset
    # The median of a log-normal is below its mean; totals are compared with means.
    expected = (expected + offset) * np.exp(model.day_sd**2 / 2) - offset
    judged = np.array([marks[d] == "" or marks[d] in model.known for d in inner.index])
    around = np.exp(model.local[inside] + pattern)
    cut = float(norm.ppf(1 - DAY_ALPHA / (2 * max(int(judged.sum()), 1))))
    band = cut * model.day_sd * 1.1
    low, high = around * np.exp(-band) - offset, around * np.exp(band) - offset
    days = pd.DataFrame(
        {
            "day": list(inner.index),
            "value": inner.to_numpy(),
            "expected": expected.to_numpy(),
            "low": low.clip(lower=0).to_numpy(),
            "high": high.to_numpy(),
            "event": [marks[d] for d in inner.index],
        }
    )
    days["is_off"] = judged & ((days["value"] < days["low"]) | (days["value"] > days["high"]))
    if model.drifts < FEWEST_DRIFTS or judged.sum() < min(FEWEST_JUDGED, len(judged)):
        return Normal(days, why_not=_too_short(len(series)))
    actual, wanted = float(inner[judged].sum()), float(expected[judged].sum())
    if actual <= 0 or wanted <= 0:
        return Normal(
            days,
            why_not=Text(
                "这段时间合计为 0，无法和往常比较", "the total is 0, so there is nothing to compare"
            ),
        )
    deviation, spread = _apart(days[judged], model.day_sd, offset)
    sd = float(np.hypot(model.drift_sd, spread))
    # What the days of a promotion were to bring is what they brought, but for the deviation.
    wanted = actual * float(np.exp(-deviation))
    # Few windows say how far the level drifts: Student's t pays for that.
    p_value = float(2 * t.sf(abs(deviation) / sd, df=max(model.drifts / 2, 2)))
    return Normal(days, actual, wanted, deviation, sd, p_value, int(judged.sum()))


def _apart(days: pd.DataFrame, day_sd: float, offset: float) -> tuple[float, float]:
    """The log of actual over expected, and its standard error, ordinary days and each promotion
    weighted by what they can tell: a promotion's last wave says little of how this one pulls."""
    names = days["event"].str.split("[/ ]").str[0]
    parts = days.groupby(names)[["value", "expected"]].sum() + offset
    waves = np.where(parts.index == "", 0.0, WAVE_SD)
    precision = 1 / (day_sd**2 / names.value_counts().reindex(parts.index) + waves**2)
    gaps = np.log(parts["value"] / parts["expected"])
    return float((gaps * precision).sum() / precision.sum()), float(precision.sum() ** -0.5)


def _bare_days(inner: pd.Series, marks: dict[date, str]) -> pd.DataFrame:
    days = pd.DataFrame({"day": list(inner.index), "value": inner.to_numpy()})
    for name in ("expected", "low", "high"):
        days[name] = np.nan
    days["event"] = [marks[d] for d in inner.index]
    days["is_off"] = False
    return days


def _too_short(days: int) -> Text:
    return Text(
        zh=f"此前只有 {days} 个平日的数据，不足以判断什么算正常（需要 {HISTORY_DAYS} 天）",
        en=f"only {days} ordinary days lie before it, too few to know what is normal "
        f"({HISTORY_DAYS} are needed)",
    )


def known_events(shop: Shop, span: Period) -> list[Event]:
    """The trade's promotions and the shop's own calendar, within `span`.

    618 and Spring Festival move shops that sell in China; elsewhere only the shop's own count.
    """
    own = own_events(shop)
    if shop.settings.market != "CN":
        return [event for event in own if event.period.overlaps(span)]
    return promotions(span, own)


def festivals(shop: Shop, span: Period) -> list[date]:
    """First days of Spring Festival in the years of `span`, where the market keeps it."""
    if shop.settings.market != "CN":
        return []
    years = range(span.start.year, span.last.year + 1)
    return [spring_festival(y) for y in years if has_spring_festival(y)]


def history(period: Period, days: int = 500) -> Period:
    """The span that `judge` reads for `period`: long enough to hold last year's promotions."""
    return Period(period.start - timedelta(days=days), period.end)
