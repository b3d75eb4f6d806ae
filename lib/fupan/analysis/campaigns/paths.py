"""Paths: the channels a buyer came through before paying, from the clickstream."""

from __future__ import annotations

from datetime import timedelta

import ibis
import pandas as pd

from fupan.analysis.attribution import Path, credits
from fupan.analysis.review import Exhibit
from fupan.contract.traffic import CHANNEL_TITLES
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop

WINDOW_DAYS = 15  # how far back a touch may lie, as the platforms' longer windows have it


def paths_of(shop: Shop, period: Period) -> list[Path]:
    """The distinct paths of `period`, each with how many took it and how many paid.

    A touch is a session; a path ends with a payment, and what comes after begins the next.
    Touches up to `WINDOW_DAYS` before count.
    """
    if not shop.has("events"):
        return []
    events = shop.events
    first = period.start - timedelta(days=WINDOW_DAYS)
    held = events.filter(events.event_at >= str(first), events.event_at < str(period.end),
                         events.user_id.notnull())  # fmt: skip
    # The first event of a session tells where it came from; its first payment ends the path.
    sessions = (
        held.group_by("user_id", "session_id")
        .agg(
            at=held.event_at.min(),
            channel=held.channel.argmin(held.event_at),
            paid_at=held.event_at.min(where=held.event == "pay"),
        )
        .order_by("user_id", "at", "session_id")
    )
    rows = sessions.mutate(inside=sessions["at"] >= ibis.literal(str(period.start))).to_pandas()
    counted: dict[tuple, list[float]] = {}
    for path, won in _split(rows):
        entry = counted.setdefault(path, [0.0, 0.0])
        entry[0] += 1
        entry[1] += won
    return [Path(t, n, c, 0.0, a) for (t, a), (n, c) in sorted(counted.items())]


def _split(rows: pd.DataFrame) -> list[tuple[tuple, int]]:
    found, touches, times, user = [], [], [], None

    def close(won: int, end: pd.Timestamp) -> None:
        recent = [(c, (end - t).days) for c, t in zip(touches, times, strict=True)
                  if (end - t).days <= WINDOW_DAYS]  # fmt: skip
        if recent:
            found.append(((tuple(c for c, _ in recent), tuple(float(a) for _, a in recent)), won))

    for row in rows.itertuples():
        if row.user_id != user:
            if touches:
                close(0, times[-1])
            touches, times, user = [], [], row.user_id
        touches.append(row.channel or "other")
        times.append(row.at)
        if pd.notna(row.paid_at):
            if row.inside:
                close(1, row.paid_at)
            touches, times = [], []
    if touches:
        close(0, times[-1])
    return found


def attribution(paths: list[Path]) -> Exhibit:
    """One row per channel: the orders that each of seven rules credits it with."""
    if sum(p.conversions for p in paths) < 20:
        return Exhibit.absent(
            Text("没有点击流（events），或成交路径太少，归因算不出",
                 "there is no clickstream, or too few paths end in a sale, to share out credit")
        )  # fmt: skip
    table = credits(paths)
    table["channel"] = [CHANNEL_TITLES.get(c, Text(c, c)) for c in table["channel"]]
    rules = [c for c in table.columns if c != "channel"]
    return Exhibit(
        table,
        Text("换一种规则，功劳就换人", "Change the rule and the credit moves"),
        Text("各归因规则分到的成交单数", "orders credited by each rule"),
        Text("来源：点击流（events）", "Source: the clickstream"),
        options={
            "labels": {"channel": Text("渠道", "Channel"), **{r: _RULES[r] for r in rules}},
            "sums": rules,
        },
    )


_RULES = {
    "last": Text("末次", "Last"),
    "first": Text("首次", "First"),
    "linear": Text("平均", "Linear"),
    "position": Text("首尾 40%", "Position"),
    "decay": Text("时间衰减", "Decay"),
    "markov": Text("马尔可夫", "Markov"),
    "shapley": Text("Shapley", "Shapley"),
}
