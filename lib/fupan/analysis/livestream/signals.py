"""Signals: how far sessions and streamers lie from what is usual, step by step.

Expected is the streamer's own past, pulled towards all streamers where lives are few, and moved
with what others saw in the same days. What the pattern means is told in `causes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import nbinom, t

from fupan.analysis.livestream.alike import days_like, hours_like
from fupan.analysis.livestream.drift import drift_of
from fupan.analysis.livestream.levels import MAD_TO_SD, SETTLED, Level, levels_of, others_of

DRIFT = 0.06  # a streamer's usual level moves by this much from season to season
CROWD_DRIFT = 0.15  # and the crowd that the platform sends, or that is paid for, by this much
FEWEST = 10  # sessions that must know a step

# Each step: numerator, denominator. Steps without counts are measured as they stand.
STEPS: dict[str, tuple[str, str | None]] = {
    "volume": ("viewers", None),
    "shown": ("impressions", None),
    "enter": ("viewers", "impressions"),
    "paid": ("paid_reach", None),
    "fresh": ("fresh_share", None),
    "dwell": ("average_dwell_seconds", None),
    "follow": ("new_followers", "viewers"),
    "comment": ("comments", "viewers"),
    "click": ("product_clicks", "viewers"),
    "deal": ("orders", "product_clicks"),
    "skill": ("orders", "usual_deals"),  # deals with the goods that were clicked allowed for
    "orders": ("orders", "viewers"),
    "reach": ("orders", "impressions"),
    "price": ("pay_amount", "usual_amount"),
    "ticket": ("pay_amount", "orders"),
    "goods": ("pull", None),
}
HELD = ("dwell", "follow", "comment", "click", "deal")  # together: how well people were held
COUNTED = {"follow", "comment", "click", "deal", "skill", "orders", "reach"}


@dataclass(frozen=True)
class Signal:
    """A deviation on the log scale, its standard error and the degrees of freedom behind it."""

    size: float
    sd: float
    df: float = 30.0
    counted_chance: float | None = None

    @property
    def z(self) -> float:
        return self.size / self.sd if self.sd > 0 else float("nan")

    @property
    def p_low(self) -> float:
        """The chance of lying this low in an ordinary time; counts by their own distribution."""
        if self.counted_chance is not None:
            return self.counted_chance
        return float(t.cdf(self.z, self.df)) if np.isfinite(self.z) else float("nan")

    @property
    def is_known(self) -> bool:
        return bool(np.isfinite(self.z))


UNKNOWN = Signal(float("nan"), float("nan"))


@dataclass(frozen=True)
class Step:
    """One step of all sessions, by live_id, and the streamers' usual levels."""

    size: dict[str, float]  # deviation from the own level and from the days
    value: dict[str, float]  # log rate moved with the days
    chance: dict[str, float]  # variance of the counts alone
    session_variance: float
    levels: dict[str, Level]
    others: dict[str, Level]
    drift: float = DRIFT
    counts: dict[str, float] | None = None  # what was counted, and what was to be expected
    expected: dict[str, float] | None = None


def steps_of(sessions: pd.DataFrame) -> dict[str, Step]:
    """Every step that the data hold; a step is left out where fewer than ten sessions know it."""
    found = {}
    for name, (top, bottom) in STEPS.items():
        made = _step(sessions, name, top, bottom)
        if made is not None:
            found[name] = made
    held = _step(sessions.assign(held=_held(sessions, found)), "held", "held", None)
    return found if held is None else {**found, "held": held}


def _held(sessions: pd.DataFrame, steps: dict[str, Step]) -> pd.Series:
    """How well each session held its people: the steps' rates together, surer ones weighing more.

    As one step of its own it is as noisy as sessions are seen to be, however its parts go along.
    """
    weights, logs = [], []
    for step in (steps[n] for n in HELD if n in steps):
        if len(step.value) >= 0.9 * len(sessions):
            chance = float(np.median(list(step.chance.values())))
            weights.append(1 / (step.session_variance + chance))
            logs.append(sessions["live_id"].map(step.value).to_numpy(float))
    if len(logs) < 2:
        return pd.Series(np.nan, sessions.index)
    return pd.Series(np.exp(np.average(logs, axis=0, weights=weights)), sessions.index)


def signal_of(step: Step | None, streamer: str, ids: Sequence[str]) -> Signal:
    """Some lives of one streamer against what is usual; the others' level where no past is."""
    held = [i for i in ids if step is not None and i in step.size]
    if step is None or not held:
        return UNKNOWN
    level = step.levels[streamer]
    if len(held) == 1:
        return _single(step, held[0], level)
    return _pooled(step, held, step.size, level.variance + 2 * step.drift**2, level.df)


def peer_signal(step: Step | None, streamer: str, ids: Sequence[str]) -> Signal:
    """Some lives of one streamer against the level of the other streamers, partly pooled.

    How far streamers lie apart is learnt from the others and from what is usual, so that one of
    several ordinary streamers is not called weak.
    """
    held = [i for i in ids if step is not None and i in step.value]
    if step is None or not held or streamer not in step.others:
        return UNKNOWN
    others = step.others[streamer]
    mine = _pooled(step, held, step.value, others.variance, others.df)
    return Signal(mine.size - others.middle, mine.sd, mine.df)


def fall_since(step: Step, ids: Sequence[str]) -> float:
    """How much likelier (twice the log) these lives are with a fall of their own than without."""
    held = [i for i in ids if i in step.size]
    if not held:
        return 0.0
    fall = _pooled(step, held, step.size, 0.0, 30.0)
    return fall.z**2 if fall.size < 0 else 0.0


def _single(step: Step, live_id: str, level: Level) -> Signal:
    spread = step.session_variance + step.drift**2 + level.variance
    chance = None
    if step.expected is not None and step.counts is not None:
        # Orders of a session vary as a negative binomial: a low count is no rare logarithm.
        mean = step.expected[live_id]
        chance = float(nbinom.cdf(step.counts[live_id], 1 / spread, 1 / (1 + spread * mean)))
    sd = float(np.sqrt(spread + step.chance[live_id]))
    return Signal(step.size[live_id], sd, level.df, chance)


def _pooled(step: Step, ids: list[str], values: dict[str, float], extra: float, df: float) -> (
    Signal
):  # fmt: skip
    weights = np.array([1 / (step.session_variance + step.chance[i]) for i in ids])
    size = float(np.average([values[i] for i in ids], weights=weights))
    return Signal(size, float(np.sqrt(1 / weights.sum() + extra)), df)


def _step(sessions: pd.DataFrame, name: str, top: str, bottom: str | None) -> Step | None:
    logs, chance = _logs(sessions, name, top, bottom)
    known = logs.notna()
    if known.sum() < FEWEST:
        return None
    rows = sessions.assign(log=logs.to_numpy(), chance=chance.to_numpy())[known.to_numpy()]
    in_past = ~rows["is_now"] if (~rows["is_now"]).sum() >= FEWEST else rows["is_now"].notna()
    rows["log"] -= hours_like(rows, rows[in_past])
    past = rows[in_past]
    levels = levels_of(sorted(set(rows["streamer"])), past)
    middles = {s: level.middle for s, level in levels.items()}
    rough = rows["log"] - rows["streamer"].map(middles)
    # What other streamers saw in the same days is not this streamer's doing.
    days = days_like(rows.assign(rest=rough))
    size = rough - days
    beside = size[past.index]
    variance = float((MAD_TO_SD * (beside - beside.median()).abs().median()) ** 2)
    variance = max(variance - float(past["chance"].median()), SETTLED**2)
    usual_drift = CROWD_DRIFT if name in ("volume", "shown", "paid") else DRIFT
    drift = drift_of(past.assign(size=beside), variance, usual_drift)
    ids = rows["live_id"]
    counts = expected = None
    if name in COUNTED:
        tops = rows[top].to_numpy(float)
        counts = dict(zip(ids, tops, strict=True))
        expected = dict(zip(ids, (tops + 0.5) / np.exp(size.to_numpy()), strict=True))
    return Step(
        dict(zip(ids, size, strict=True)),
        dict(zip(ids, rows["log"] - days, strict=True)),
        dict(zip(ids, rows["chance"], strict=True)),
        variance,
        levels,
        others_of(sorted(set(rows["streamer"])), past),
        drift,
        counts,
        expected,
    )


def _logs(
    sessions: pd.DataFrame, name: str, top: str, bottom: str | None
) -> tuple[pd.Series, pd.Series]:
    """The log rate of each session, and the variance that the counts alone give it."""
    tops = sessions[top].astype(float)
    if bottom is None:
        return np.log(tops.where(tops > 0)), pd.Series(0.0, sessions.index)
    bottoms = sessions[bottom].astype(float)
    bottoms = bottoms.where(bottoms > 0)
    if name not in COUNTED:
        return np.log((tops / bottoms).where(tops > 0)), pd.Series(0.0, sessions.index)
    usual = tops.sum() / bottoms[tops.notna()].sum() if bottoms[tops.notna()].sum() else np.nan
    expected = bottoms * usual
    # Half an order on both sides: a session that sold nothing has a place too.
    return np.log((tops + 0.5) / (expected + 0.5)), 1 / (expected + 0.5)
