"""Causes: which of four patterns a weak session or streamer shows, if any.

Wrong goods: people stay, and do not click or buy what is shown. Streamer: the same people with
the same goods stay shorter or buy less, live after live. Audience: people leave early, and they
came in another way than usual. Returns: it sold, and came back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import betabinom, chi2

from fupan.analysis.livestream.signals import (
    UNKNOWN,
    Signal,
    Step,
    peer_signal,
    session_signal,
    steps_of,
    streamer_signal,
)

ALPHA = 0.02  # chance that an ordinary month raises any alarm, over all sessions and steps
LEAST = 0.22  # a step must be down by a fifth to matter
NEWCOMER = 45  # days after the first streamer; who came later is held against the others
MANY = 0.4  # of a streamer's lives: from here on it is the month, not single evenings
GAP = 0.35  # below the other streamers by three tenths
RETURN_POINTS = 0.10  # refund rates closer to the usual than this are left alone
WEAK_STEPS = ("orders", "click", "deal", "dwell")
STYLE = ("dwell", "comment", "follow")


@dataclass(frozen=True)
class Weak:
    """One weak session, or the whole month of a streamer (`live_id` is None)."""

    cause: str
    streamer: str
    live_id: str | None
    lives: tuple[str, ...]
    signals: dict[str, Signal]
    p_value: float
    against: str  # own_past or peers
    rate: float = float("nan")  # refunds, for returns
    usual_rate: float = float("nan")


def weaknesses(sessions: pd.DataFrame) -> list[Weak]:
    """The causes that the sessions of the period show; none in an ordinary month."""
    now = sessions[sessions["is_now"]]
    if now.empty:
        return []
    steps = steps_of(sessions)
    streamers = sorted(set(now["streamer"]))
    tests = max((len(now) + 2 * len(streamers)) * len(WEAK_STEPS), 1)
    found: list[Weak] = []
    for streamer in streamers:
        singles = _singles(sessions, steps, streamer, tests)
        lives = int((now["streamer"] == streamer).sum())
        apart = {w.live_id for w in singles}
        # Few bad evenings are told one by one; many of them are the streamer's month.
        few = len(apart) < max(MANY * lives, 2)
        rest = sessions[~sessions["live_id"].isin(apart)] if few else sessions
        month = _month(rest, steps, streamer, tests)
        if month is not None and month.against == "own_past":
            singles = []
        found += [*([month] if month else []), *singles]
    return [*found, *_returns(sessions)]


def _month(
    sessions: pd.DataFrame, steps: dict[str, Step], streamer: str, tests: int
) -> Weak | None:
    now = sessions[sessions["is_now"] & (sessions["streamer"] == streamer)]
    if len(now) < 3:
        return None
    own = {n: streamer_signal(s, sessions, streamer) for n, s in steps.items()}
    # Streamers differ for good; only one who came later than the others has no past to show it.
    is_new = _joined_late(sessions, streamer)
    peers = {n: peer_signal(s, sessions, streamer) for n, s in steps.items()} if is_new else {}
    ids = tuple(now["live_id"])
    p_value = _lowest(own, tests)
    if p_value is None and _low(own, ("orders",), LEAST) and _low(own, ("dwell",), LEAST):
        both = _both(own["orders"].p_low, own["dwell"].p_low)
        p_value = both if both * tests < ALPHA else None
    if p_value is not None and _down(own, LEAST):
        return Weak(_cause(own, is_month=True), streamer, None, ids, own, p_value, "own_past")
    seen = _behind(peers)
    sells_less = peers.get("orders", UNKNOWN)
    if seen * 3 * max(len(set(sessions["streamer"])), 1) < ALPHA and sells_less.size < -LEAST:
        # Against peers only style can be told: their rooms have other crowds by nature.
        skill = peers.get("skill", UNKNOWN)
        goods = skill.is_known and skill.size > -0.5 * GAP and not _low(peers, STYLE, 0.15)
        cause = "live_product_selection" if goods else "live_streamer"
        return Weak(cause, streamer, None, ids, peers, seen, "peers")
    return None


def _joined_late(sessions: pd.DataFrame, streamer: str) -> bool:
    first = sessions.groupby("streamer")["day"].min()
    return bool((first[streamer] - first.min()).days >= NEWCOMER)


def _behind(peers: dict[str, Signal]) -> float:
    """The chance to sell this much less than the others, and to be left this much earlier.

    Both together by Fisher's rule (1932, Statistical Methods for Research Workers, 21.1): sales
    and stays are counted apart.
    """
    sells = [peers.get(n, UNKNOWN) for n in ("skill", "deal", "orders")]
    low = min((s.p_low for s in sells if s.is_known and s.size < -GAP), default=1.0)
    stays = peers.get("dwell", UNKNOWN)
    if low < 1 and stays.is_known and stays.size < -0.15:
        return _both(low, stays.p_low)
    return low


def _both(one: float, other: float) -> float:
    """Fisher's chance of two independent findings together."""
    return float(chi2.sf(-2 * (np.log(max(one, 1e-300)) + np.log(max(other, 1e-300))), 4))


def _singles(
    sessions: pd.DataFrame,
    steps: dict[str, Step],
    streamer: str,
    tests: int,
) -> list[Weak]:
    now = sessions[sessions["is_now"] & (sessions["streamer"] == streamer)]
    found = []
    for live_id in now["live_id"]:
        signals = {n: session_signal(s, live_id) for n, s in steps.items()}
        p_value = _lowest(signals, tests)
        if p_value is None or not _down(signals, LEAST):
            continue
        cause = _cause(signals, is_month=False)
        found.append(Weak(cause, streamer, live_id, (live_id,), signals, p_value, "own_past"))
    return found


def _lowest(signals: dict[str, Signal], tests: int) -> float | None:
    """The smallest chance among the steps, where it stays small for the number of tests."""
    chances = [
        signals[n].p_low
        for n in WEAK_STEPS
        if n in signals and signals[n].is_known and signals[n].size < -LEAST
    ]
    low = min(chances, default=1.0)
    return low if low * tests < ALPHA else None


def _down(signals: dict[str, Signal], least: float) -> bool:
    """Whether fewer orders per viewer go with it: a step alone that costs nothing is no cause."""
    orders = signals.get("orders", UNKNOWN)
    return not orders.is_known or orders.size < -least * 0.7


def _cause(signals: dict[str, Signal], *, is_month: bool) -> str:
    leave = _low(signals, ("dwell",), 0.15)
    if not signals.get("dwell", UNKNOWN).is_known:
        leave = _low(signals, ("comment", "follow"), 0.25)
    if leave:
        crowd = signals.get("volume", UNKNOWN)
        enter = signals.get("enter", UNKNOWN)
        more = crowd.is_known and crowd.size > 0.25 and crowd.z > 2
        turned = enter.is_known and abs(enter.size) > 0.15 and abs(enter.z) > 2.5
        if more or turned:
            return "live_audience"
        return "live_streamer" if is_month else "live_audience"
    click, goods = signals.get("click", UNKNOWN), signals.get("goods", UNKNOWN)
    if click.is_known and click.size < -LEAST and click.z < -2:
        return "live_product_selection"
    if goods.is_known and goods.size < -0.2 and goods.z < -2:
        return "live_product_selection"
    return "live_streamer" if is_month else "live_product_selection"


def _low(signals: dict[str, Signal], names: tuple[str, ...], least: float) -> bool:
    held = [signals[n] for n in names if n in signals and signals[n].is_known]
    return any(s.size < -least and s.z < -2 for s in held)


def _returns(sessions: pd.DataFrame) -> list[Weak]:
    """Sessions, and months of streamers, whose refunds lie beyond the usual at their age."""
    rows = sessions.assign(**_counted_returns(sessions))
    past = rows[~rows["is_now"] & (rows["sold"] > 0)]
    if len(past) < 10:
        past = rows[rows["sold"] > 0]
    due = float((past["sold"] * past["refund_due"]).sum())
    if due <= 0:
        return []
    usual = min(max(float(past["back"].sum() / due), 0.01), 0.9)
    strength = _strength(past, usual)
    now = rows[rows["is_now"] & (rows["sold"] > 0)]
    found = []
    tests = len(now) + now["streamer"].nunique()
    for streamer, mine in now.groupby("streamer", sort=True):
        flagged = []
        for row in mine.itertuples():
            weak = _too_many(mine[mine["live_id"] == row.live_id], usual, strength, tests)
            if weak is not None:
                flagged.append((row.live_id, *weak))
        rest = mine[~mine["live_id"].isin([f[0] for f in flagged])]
        whole = _too_many(mine, usual, strength, tests)
        others = _too_many(rest, usual, strength, tests) if len(rest) >= 2 else None
        if whole and (others or len(flagged) >= 3 or not flagged):
            ids = tuple(mine["live_id"])
            found.append(Weak("live_returns", str(streamer), None, ids, {}, whole[0], "own_past",
                              whole[1], whole[2]))  # fmt: skip
            continue
        found += [
            Weak("live_returns", str(streamer), i, (i,), {}, p, "own_past", r, u)
            for i, p, r, u in flagged
        ]
    return found


def _counted_returns(sessions: pd.DataFrame) -> dict[str, pd.Series]:
    """Lines sold and returned; by money where the orders do not name their livestream."""
    by_line = sessions["lines"].astype(float).where(sessions["lines"].astype(float) > 0)
    share = (sessions["refund_amount"] / sessions["pay_amount"]).where(sessions["pay_amount"] > 0)
    sold = by_line.fillna(sessions["orders"]).fillna(0.0)
    back = sessions["returned"].astype(float).where(by_line.notna())
    return {"sold": sold, "back": back.fillna((share * sold).round()).fillna(0.0)}


def _strength(past: pd.DataFrame, usual: float) -> float:
    """How alike sessions are: the pseudo-count of a beta-binomial, by moments, within limits."""
    wanted = past["refund_due"] * usual
    spread = past["sold"] * wanted * (1 - wanted)
    over = float(((past["back"] - past["sold"] * wanted) ** 2).sum() / max(spread.sum(), 1e-9))
    size = float((past["sold"] ** 2).sum() / past["sold"].sum())
    if over <= 1.05:
        return 200.0
    return float(np.clip((size - over) / (over - 1), 8.0, 200.0))


def _too_many(
    rows: pd.DataFrame, usual: float, strength: float, tests: int
) -> tuple[float, float, float] | None:
    """Chance, rate and usual rate at that age, where more came back than chance allows."""
    sold, back = int(rows["sold"].sum()), int(rows["back"].sum())
    if not sold:
        return None
    due = float((rows["sold"] * rows["refund_due"]).sum() / sold)
    wanted = min(max(usual * due, 0.004), 0.95)
    # Sessions differ from one another, so their sum has a strength for each of them.
    strength *= max(len(rows) / 2, 1)
    chance = float(betabinom.sf(back - 1, sold, wanted * strength, (1 - wanted) * strength))
    if chance * tests >= ALPHA or back / sold - wanted < RETURN_POINTS * max(due, 0.5):
        return None
    return chance, back / sold, wanted
