"""Signals: how far each session and each streamer lies from what is usual, step by step.

Expected is the streamer's own past, pulled towards all streamers where lives are few, and moved
with what others saw in the same days. What the pattern means is told in `causes`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import nbinom, t

MAD_TO_SD = 1.4826
NEAR_DAYS = 4  # sessions of others within so many days tell what the days were like
OWN_PAST = 5  # earlier lives from which a streamer's own past counts
DRIFT = 0.06  # a streamer's usual level moves by this much from season to season
SPREAD = 0.12  # how far streamers usually lie apart (log), before their own spread is known
SPREAD_WEIGHT = 3.0  # in streamers
SETTLED = 0.10  # least spread of single sessions, beyond the chance of counts

# Each step: numerator, denominator. Steps without counts are measured as they stand.
STEPS: dict[str, tuple[str, str | None]] = {
    "volume": ("viewers", None),
    "enter": ("viewers", "impressions"),
    "dwell": ("average_dwell_seconds", None),
    "follow": ("new_followers", "viewers"),
    "comment": ("comments", "viewers"),
    "click": ("product_clicks", "viewers"),
    "deal": ("orders", "product_clicks"),
    "skill": ("orders", "usual_deals"),  # deals with the goods that were clicked allowed for
    "orders": ("orders", "viewers"),
    "goods": ("pull", None),
}
COUNTED = {"follow", "comment", "click", "deal", "skill", "orders"}


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
    """One step of all sessions: `size` and `sd` per session, and streamers' own levels."""

    size: pd.Series  # deviation from the own level and from the days, by live_id
    value: pd.Series  # log rate moved with the days, by live_id
    chance: pd.Series  # variance of the counts alone
    session_variance: float
    df: float
    counts: pd.Series | None = None  # what was counted, and what was to be expected
    expected: pd.Series | None = None


def steps_of(sessions: pd.DataFrame) -> dict[str, Step]:
    """Every step that the data hold; a step is left out where fewer than ten sessions know it."""
    found = {}
    for name, (top, bottom) in STEPS.items():
        made = _step(sessions, name, top, bottom)
        if made is not None:
            found[name] = made
    return found


def session_signal(step: Step | None, live_id: str) -> Signal:
    if step is None or live_id not in step.size.index or not np.isfinite(step.size[live_id]):
        return UNKNOWN
    sd = float(np.sqrt(step.session_variance + step.chance[live_id] + DRIFT**2))
    chance = None
    if step.expected is not None:
        # Orders of a session vary as a negative binomial: a low count is no rare logarithm.
        spread = step.session_variance + DRIFT**2
        mean = float(step.expected[live_id])
        chance = float(nbinom.cdf(step.counts[live_id], 1 / spread, 1 / (1 + spread * mean)))
    return Signal(float(step.size[live_id]), sd, step.df, chance)


def streamer_signal(step: Step | None, sessions: pd.DataFrame, streamer: str) -> Signal:
    """The month of one streamer against the own past; unknown where the past is short."""
    if step is None:
        return UNKNOWN
    mine = sessions[sessions["streamer"] == streamer]
    past, now = mine[~mine["is_now"]], mine[mine["is_now"]]
    if len(past) < OWN_PAST or now.empty:
        return UNKNOWN
    return _pooled(step, now["live_id"], step.size, DRIFT**2 * 2)


def peer_signal(step: Step | None, sessions: pd.DataFrame, streamer: str) -> Signal:
    """The month of one streamer against the other streamers' level, partly pooled.

    How far streamers lie apart is learnt from the others and from what is usual, so that one of
    several ordinary streamers is not called weak.
    """
    if step is None:
        return UNKNOWN
    now = sessions[sessions["is_now"]]
    mine = _pooled(step, now[now["streamer"] == streamer]["live_id"], step.value, 0.0)
    others = []
    for name in sorted(set(now["streamer"]) - {streamer}):
        other = _pooled(step, now[now["streamer"] == name]["live_id"], step.value, 0.0)
        if other.is_known:
            others.append(other)
    if not mine.is_known or len(others) < 2:
        return UNKNOWN
    sizes = np.array([o.size for o in others])
    noise = float(np.mean([o.sd**2 for o in others]))
    middle = float(np.median(sizes))
    seen = max(float(((sizes - middle) ** 2).sum() / max(len(sizes) - 1, 1)) - noise, 0.0)
    weight = len(sizes) - 1
    spread = (weight * seen + SPREAD_WEIGHT * SPREAD**2) / (weight + SPREAD_WEIGHT)
    sd = np.sqrt(mine.sd**2 + spread * (1 + 1 / len(sizes)) + noise / len(sizes))
    return Signal(mine.size - middle, float(sd), 4.0 + weight)


def _pooled(step: Step, ids: pd.Series, values: pd.Series, extra: float) -> Signal:
    held = [i for i in ids if i in values.index and np.isfinite(values[i])]
    if not held:
        return UNKNOWN
    weights = np.array([1 / (step.session_variance + step.chance[i]) for i in held])
    size = float(np.average([values[i] for i in held], weights=weights))
    return Signal(size, float(np.sqrt(1 / weights.sum() + extra)), step.df)


def _step(sessions: pd.DataFrame, name: str, top: str, bottom: str | None) -> Step | None:
    logs, chance = _logs(sessions, name, top, bottom)
    known = logs.notna()
    if known.sum() < 10:
        return None
    rows = sessions.assign(log=logs.to_numpy(), chance=chance.to_numpy())[known.to_numpy()]
    past = rows[~rows["is_now"]] if (~rows["is_now"]).sum() >= 10 else rows
    levels = _levels(rows, past)
    rough = rows["log"] - rows["streamer"].map(levels)
    # What other streamers saw in the same days is not this streamer's doing.
    days = _days_like(rows.assign(rest=rough))
    size = rough - days
    in_past = size[past.index]
    variance = float((MAD_TO_SD * (in_past - in_past.median()).abs().median()) ** 2)
    variance = max(variance - float(past["chance"].median()), SETTLED**2)
    ids = rows["live_id"].to_numpy()
    counts = expected = None
    if name in COUNTED:
        counts = pd.Series(rows[top].to_numpy(float), ids)
        expected = (counts + 0.5) / np.exp(size.to_numpy())
    return Step(
        pd.Series(size.to_numpy(), ids),
        pd.Series((rows["log"] - days).to_numpy(), ids),
        pd.Series(rows["chance"].to_numpy(), ids),
        variance,
        float(max(min(len(past) / 2, 40), 4)),
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


def _levels(rows: pd.DataFrame, past: pd.DataFrame) -> dict[str, float]:
    """Each streamer's own level, pulled to the level of all as if by one more such streamer."""
    middle = float(past["log"].median())
    noise = float((MAD_TO_SD * (past["log"] - middle).abs().median()) ** 2) or SETTLED**2
    levels = {}
    for name, group in rows.groupby("streamer"):
        own = past[past["streamer"] == name]["log"]
        known = own if len(own) else group["log"].iloc[:0]
        pull = noise / (4 * SPREAD**2)
        levels[name] = (
            (len(known) * float(known.median()) + pull * middle) / (len(known) + pull)
            if len(known)
            else middle
        )
    return levels


def _days_like(rows: pd.DataFrame) -> pd.Series:
    """For each session, the deviation of others' sessions in the days around, shrunk."""
    days = np.array([d.toordinal() for d in rows["day"]])
    hosts, rest = rows["streamer"].to_numpy(), rows["rest"].to_numpy(float)
    near = (np.abs(days[:, None] - days[None, :]) <= NEAR_DAYS) & (hosts[:, None] != hosts[None, :])
    shift = np.zeros(len(rows))
    for place, held in enumerate(near):
        n = int(held.sum())
        if n:
            shift[place] = np.median(rest[held]) * n / (n + 2)
    return pd.Series(shift, rows.index)
