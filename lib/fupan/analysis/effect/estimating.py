"""Estimates an effect: the best reference by its placebo errors, then the window itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from fupan.analysis.effect.checks import checks_of
from fupan.analysis.effect.effect import BESIDE, Effect, Side
from fupan.analysis.effect.material import Material
from fupan.analysis.effect.placebo import Errors, Run, level_at, placebo_errors, usable_days
from fupan.analysis.effect.reference import (
    crossed,
    pooled,
    rhythm,
    steady_controls,
    synthetic,
    unprecedented,
)
from fupan.ground.language import Text
from fupan.ground.periods import Period

FEWEST_DAYS = 21  # ordinary days before the window; fewer give no level to speak of
LONGEST = 62  # days of a window; what runs longer has no before to be held against
HALF_LIVES = (10.0, 28.0)  # how fast the level forgets, in days; the placebos choose
UNKNOWN_DRIFT = 0.15  # relative sd where the past is too short for placebo runs
UNSHARED = 1 / 3  # of that, what controls do not go through as well
FITTED = 1.1  # fitted weights must beat the pooled controls clearly, not by luck
# The way to compute is chosen by the errors that then size its interval, and shocks have long
# tails: placebo campaigns on a real chain's year held zero in 91 to 94 of 100 without this.
CHOSEN = 1.1
OWN_LUCK = 0.5  # share of the extra orders' own chance that the interval carries


def estimate(material: Material, window: Period) -> Effect:
    """The effect on `treated` in `window`, against the best counterfactual the data allow."""
    days = material.days
    inside = np.array([d in window and d not in material.empty for d in days])
    if not inside.any():
        return Effect(why_not=Text("活动期间没有订单数据", "no orders are held for its days"))
    start, end = int(np.flatnonzero(inside)[0]), int(np.flatnonzero(inside)[-1]) + 1
    if window.days > LONGEST:
        return Effect(actual=float(material.treated[inside].sum()), why_not=_ALWAYS_ON)
    marks = material.marks()
    past = usable_days(material, marks, start)
    if past.sum() < FEWEST_DAYS:
        return Effect(actual=float(material.treated[inside].sum()), why_not=_short(past.sum()))
    if material.treated.to_numpy(float)[past].sum() <= 0:
        return _from_nothing(material, inside)
    if not material.is_random:
        material = steady_controls(material, past, inside)
    runs = _candidates(material, past, marks)
    tried = [(run, placebo_errors(run, past, end - start)) for run in runs]
    run, errors = min(tried, key=lambda pair: (_handicap(*pair), runs.index(pair[0])))
    past, before = _without_dip(run, errors, past, start)
    return _assembled(_Seen(material, marks, past, inside, start, end), run, errors, before)


def _from_nothing(material: Material, inside: np.ndarray) -> Effect:
    """What sold nothing before: all of it is new here, and may be missing elsewhere."""
    actual = float(material.treated[inside].sum())
    if actual <= 0:
        return Effect(
            actual=0.0, why_not=Text("前后都没有成交", "nothing was sold before or in it")
        )
    luck = float(np.sqrt(OWN_LUCK * material.squares[inside].sum()))
    return Effect("plain_baseline", actual, 0.0, luck, 60.0)


def _handicap(run: Run, errors: Errors) -> float:
    """The score by which ways to compute compete: weights fitted to the past must win clearly."""
    return errors.score * (FITTED if run.method == "synthetic_control" else 1.0)


@dataclass(frozen=True)
class _Seen:
    material: Material
    marks: list[str]
    past: np.ndarray
    inside: np.ndarray
    start: int
    end: int


def _candidates(material: Material, past: np.ndarray, marks: list[str]) -> list[Run]:
    lump, other = material.lumps()
    values = material.treated.to_numpy(float)
    if material.has_controls:
        whole = pooled(material)
        method = "holdout" if material.is_random else "difference_in_differences"
        ways = [(method, whole, None)]
        if not material.is_random:
            weighted, tried = synthetic(material, past), crossed(material, past)
            if weighted is not None and tried is not None:
                # In money like the pooled controls, so that the chance of orders fits.
                money = whole[past].mean()
                scaled = weighted / weighted[past].mean() * money
                ways.append(("synthetic_control", scaled, tried * money))
    elif past.sum() >= 56:
        ways, other = [("interrupted_time_series", rhythm(material, past, marks), None)], 0.0
    else:
        ways, other = [("plain_baseline", np.ones(len(values)), None)], 0.0
    return [Run(m, values, r, h, lump, other, t) for m, r, t in ways for h in HALF_LIVES]


def _without_dip(
    run: Run, errors: Errors, past: np.ndarray, start: int
) -> tuple[np.ndarray, Side | None]:
    """The days before the window: a dip of buyers who wait is a loss, and no baseline."""
    near = past.copy()
    near[: max(start - BESIDE, 0)] = False
    far = past & ~near
    if near.sum() < 7 or far.sum() < FEWEST_DAYS:
        return past, None
    level = level_at(run, far, max(start - BESIDE, 0))
    side = _side("before", run, errors, level, near)
    return (far, side) if side.is_seen else (past, side)


def _side(where: str, run: Run, errors: Errors, level: tuple[float, float], days: np.ndarray):
    expected = level[0] * run.reference[days].sum()
    variance = run.chance(expected, float(run.reference[days].sum()), level[1])
    # Farther from the level than the window itself: a drifting level has drifted farther.
    drift = errors.drift_variance * 2 * expected**2
    return Side(
        where,
        float(run.values[days].sum() - expected),
        CHOSEN * float(np.sqrt(variance + drift)),
        int(days.sum()),
    )


def _assembled(seen: _Seen, run: Run, errors: Errors, before: Side | None) -> Effect:
    level = level_at(run, seen.past, seen.start)
    reference = float(run.reference[seen.inside].sum())
    expected, actual = level[0] * reference, float(run.values[seen.inside].sum())
    chance = run.chance(expected, reference, level[1])
    chance += OWN_LUCK * run.lump * max(actual - expected, 0.0)
    drift = errors.drift_variance
    drift += _unknown(seen) ** 2
    drift *= expected**2
    # Satterthwaite: a drift known from few windows makes the whole less certain.
    df = (chance + drift) ** 2 / (chance**2 / 60 + drift**2 / max(errors.windows - 1, 2))
    after = _after(seen, run, errors, level)
    sides = tuple(s for s in (before, after) if s is not None)
    sd = CHOSEN * float(np.sqrt(chance + drift))
    return Effect(
        run.method,
        actual,
        float(expected),
        sd,
        float(df),
        sides,
        tuple(float(e) for e in errors.relative),
        errors.false_positive_rate(run, df),
        checks_of(errors, sides, has_precedent=not _unknown(seen)),
        _days(seen, run, level[0], errors),
    )


def _unknown(seen: _Seen) -> float:
    """The relative sd that a promotion without precedent adds: controls share most of it, and
    all of it where chance chose them."""
    window = slice(seen.start, seen.end)
    material = seen.material
    if material.is_random or not unprecedented(material, seen.past, seen.marks, window):
        return 0.0
    new = set(seen.marks[window]) - set(seen.marks[: seen.start]) - {""}
    # A pre-sale or a warm-up moves a shop's paid sales about half as much as the main days do.
    most = UNKNOWN_DRIFT * (1.0 if any(m.endswith("/main") for m in new) else 0.5)
    return most * (UNSHARED if material.has_controls else 1.0)


def _after(seen: _Seen, run: Run, errors: Errors, level: tuple[float, float]) -> Side:
    """The two weeks after it; where too few are held, nothing is known of them."""
    held = np.zeros(len(run.values), bool)
    held[seen.end : seen.end + BESIDE] = True
    held &= np.array([d not in seen.material.empty for d in seen.material.days])
    held &= np.array([d not in seen.material.busy for d in seen.material.days])
    if not seen.material.has_controls:
        held &= np.array([m == "" for m in seen.marks])
    if held.sum() < 5:
        return Side("after", 0.0, float("inf"), 0)
    return _side("after", run, errors, level, held)


def _days(seen: _Seen, run: Run, level: float, errors: Errors) -> pd.DataFrame:
    """One row per day from four weeks before to two weeks after the window."""
    first, last = max(seen.start - 28, 0), min(seen.end + BESIDE, len(run.values))
    expected = level * run.reference[first:last]
    # The band of one day; the window's own interval is narrower, as days average out.
    wide = 1.96 * np.sqrt(run.lump * np.maximum(expected, 0) + errors.drift_variance * expected**2)
    return pd.DataFrame(
        {
            "day": seen.material.days[first:last],
            "value": run.values[first:last],
            "expected": expected,
            "low": np.maximum(expected - wide, 0.0),
            "high": expected + wide,
        }
    )


_ALWAYS_ON = Text(
    zh=f"连续投放超过 {LONGEST} 天，没有“之前”可比；要知道增量，得停一段或留出对照",
    en=f"it ran for more than {LONGEST} days, so there is no before to hold it against; only a "
    "pause or a holdout would tell",
)


def _short(days: int) -> Text:
    return Text(
        zh=f"活动前只有 {days} 个没有别的活动的平日（需要 {FEWEST_DAYS} 天）",
        en=f"only {days} ordinary days without other campaigns lie before it "
        f"({FEWEST_DAYS} are needed)",
    )
