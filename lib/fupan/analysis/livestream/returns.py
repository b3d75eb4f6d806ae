"""Returns: whose sales came back more than that streamer's sales usually do at the same age.

The usual share is the streamer's own past, pulled to all streamers where it is short; sessions of
one streamer differ, so chance is a beta-binomial. What else went wrong is told in `causes`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import betabinom

ALPHA = 0.02  # chance that an ordinary month raises any alarm, over all sessions and steps
RETURN_POINTS = 0.03  # refund rates closer to the usual than this are left alone
REST_ALPHA = 0.05  # chance for the sessions that are left when the worst are set aside
OWN_LINES, OWN_BACK = 40.0, 0.1  # a streamer's own refunds count from about so many lines sold on
MONTH_RETURNS = 20.0  # other streamers' returns tell of the month from about so many on
LOOSEST, TIGHTEST = 8.0, 200.0  # pseudo-count of the beta-binomial


@dataclass(frozen=True)
class Returned:
    """Lives of one streamer whose sales came back beyond chance."""

    streamer: str
    lives: tuple[str, ...]
    p_value: float
    rate: float
    usual_rate: float
    usual_sd: float
    is_month: bool


def many_returns(sessions: pd.DataFrame) -> list[Returned]:
    """The streamers' months and single sessions with refunds beyond the usual at their age."""
    rows = sessions.assign(**_counted(sessions))
    rows = rows[rows["sold"] > 0]
    past, now = rows[~rows["is_now"]], rows[rows["is_now"]]
    if len(past) < 10:
        past = rows
    due = float((past["sold"] * past["refund_due"]).sum())
    if due <= 0:
        return []
    whole = min(max(float(past["back"].sum() / due), 0.01), 0.9)
    usual = {s: _usual(past[past["streamer"] == s], whole) for s in sorted(set(rows["streamer"]))}
    now = now.assign(usual=now["streamer"].map(usual))
    strength = _strength(past.assign(usual=past["streamer"].map(usual)))
    if not now["is_due_sure"].all():
        now = now.assign(refund_due=_ripe(now, strength))
    now = now.assign(usual=now["usual"] * _of_the_month(now), unsure=_unsure(past, now))
    # Half of the chance of a false alarm is for the months, half for the single sessions.
    months, evenings = (ALPHA / 2 / n for n in (now["streamer"].nunique(), len(now)))
    found: list[Returned] = []
    for streamer, mine in now.groupby("streamer", sort=True):
        found += _of_streamer(str(streamer), mine, strength, months, evenings)
    return found


def _of_streamer(
    streamer: str, mine: pd.DataFrame, strength: float, months: float, evenings: float
) -> list[Returned]:
    each = ((i, mine[mine["live_id"] == i]) for i in mine["live_id"])
    flagged = [i for i, one in each if _too_many(one, strength, evenings)]
    is_bad = mine["live_id"].isin(flagged)
    some, rest = mine[is_bad], mine[~is_bad]
    unsure = float(mine["unsure"].iloc[0])
    whole = _too_many(mine, strength, months)
    # A few bad sessions are told as such, unless the rest lies above the usual as well.
    goes_on = len(rest) >= 2 and _too_many(rest, strength, REST_ALPHA)
    if whole and (goes_on or len(flagged) >= 3 or some.empty or rest.empty):
        return [Returned(streamer, tuple(mine["live_id"]), *whole, unsure * whole[2], True)]
    told = None if some.empty else _too_many(some, strength, evenings)
    return [Returned(streamer, tuple(flagged), *told, unsure * told[2], False)] if told else []


def _unsure(past: pd.DataFrame, now: pd.DataFrame) -> pd.Series:
    """By which share of itself each streamer's usual rate may be wrong: it is counted as well."""
    before, during = past.groupby("streamer")["back"].sum(), now.groupby("streamer")["back"].sum()
    own = now["streamer"].map(before).fillna(0.0) + OWN_LINES * OWN_BACK
    others = during.sum() - now["streamer"].map(during) + MONTH_RETURNS
    return (1 / own + 1 / others) ** 0.5


def _counted(sessions: pd.DataFrame) -> dict[str, pd.Series]:
    """Lines sold and returned; by money where the orders do not name their livestream."""
    lines = sessions["lines"].astype(float)
    by_line = lines.where((lines > 0) & sessions["is_refund_known"].eq(True))
    share = (sessions["refund_amount"] / sessions["pay_amount"]).where(sessions["pay_amount"] > 0)
    sold = by_line.fillna(sessions["orders"]).fillna(0.0)
    back = sessions["returned"].astype(float).where(by_line.notna())
    return {"sold": sold, "back": back.fillna((share * sold).round()).fillna(0.0)}


def _usual(past: pd.DataFrame, whole: float) -> float:
    """A streamer's own refunds per line, pulled to all streamers' as if by some lines more."""
    due = float((past["sold"] * past["refund_due"]).sum())
    return float(min((past["back"].sum() + OWN_LINES * whole) / (due + OWN_LINES), 0.9))


def _strength(past: pd.DataFrame) -> float:
    """How alike sessions are: the pseudo-count of a beta-binomial, by moments, within limits."""
    wanted = past["refund_due"] * past["usual"]
    spread = past["sold"] * wanted * (1 - wanted)
    over = float(((past["back"] - past["sold"] * wanted) ** 2).sum() / max(spread.sum(), 1e-9))
    size = float((past["sold"] ** 2).sum() / past["sold"].sum())
    if over <= 1.05:
        return TIGHTEST
    return float(np.clip((size - over) / (over - 1), LOOSEST, TIGHTEST))


def _of_the_month(now: pd.DataFrame) -> pd.Series:
    """By how much the other streamers' refunds lie off their usual, pulled to not at all.

    After a promotion more comes back from everybody: that is not one streamer's doing.
    """
    wanted = now["sold"] * now["usual"] * now["refund_due"]
    streamers = sorted(set(now["streamer"]))
    factor = {}
    for name in streamers:
        others = now["streamer"] != name
        back = float(now["back"][others].sum()) + MONTH_RETURNS
        factor[name] = back / (float(wanted[others].sum()) + MONTH_RETURNS)
    return now["streamer"].map(factor).clip(0.8, 2.0)


def _ripe(now: pd.DataFrame, strength: float) -> pd.Series:
    """The share of refunds that have come: by the age, or all where the sessions tell so.

    Some exports were made long after the last order. The streamers vote, each with a limited
    voice, so that one with many refunds does not make the refunds of all look complete.
    """
    votes = 0.0
    for _, mine in now.groupby("streamer", sort=True):
        sold, back = float(mine["sold"].sum()), float(mine["back"].sum())
        due = float((mine["sold"] * mine["refund_due"]).sum() / sold)
        usual, spread = float(mine["usual"].iloc[0]), strength * max(len(mine) / 2, 1)
        fits = [
            betabinom.logpmf(int(back), int(sold), w * spread, (1 - w) * spread)
            for w in (min(max(usual * due, 0.004), 0.95), min(usual, 0.95))
        ]
        votes += float(np.clip(fits[1] - fits[0], -3, 3))
    return now["refund_due"] if votes <= 0 else pd.Series(1.0, now.index)


def _too_many(
    rows: pd.DataFrame, strength: float, alpha: float
) -> tuple[float, float, float] | None:
    """Chance, rate and usual rate at that age, where more came back than chance allows."""
    sold, back = int(rows["sold"].sum()), int(rows["back"].sum())
    if not sold:
        return None
    due = float((rows["sold"] * rows["refund_due"]).sum() / sold)
    wanted = min(max(float(rows["usual"].iloc[0]) * due, 0.004), 0.95)
    # Sessions differ from one another, so their sum has a strength for each of them.
    strength *= max(len(rows) / 2, 1)
    # What is usual is itself only known so well: that makes the sum looser.
    loose = 1 / (strength + 1) + float(rows["unsure"].iloc[0]) ** 2 * wanted / (1 - wanted)
    strength = 1 / loose - 1
    chance = float(betabinom.sf(back - 1, sold, wanted * strength, (1 - wanted) * strength))
    least = max(RETURN_POINTS * max(due, 0.5), 0.35 * wanted)
    if chance >= alpha or back / sold - wanted < least:
        return None
    return chance, back / sold, wanted
