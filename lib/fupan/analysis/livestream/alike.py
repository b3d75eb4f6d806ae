"""Alike: what sessions of the same hour, and of the days around, have in common.

That is taken off before a session is held against its streamer's own past, in `signals`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

HOURS = (0, 6, 12, 18)  # night, morning, afternoon, evening
NEAR_DAYS = 4  # sessions of others within so many days tell what the days were like
HOUR_WEIGHT = 5.0  # sessions from which the part of a day counts half
ROUNDS = 3


def part_of_day(started_at: pd.Series) -> pd.Series:
    """The hour at which each session's part of the day begins."""
    hours = started_at.dt.hour.to_numpy()
    return pd.Series(np.array(HOURS)[np.searchsorted(HOURS, hours, "right") - 1], started_at.index)


def hours_like(rows: pd.DataFrame, past: pd.DataFrame) -> pd.Series:
    """For each session, by how much its part of the day lies off the streamers' usual, shrunk."""
    part, hosts = part_of_day(past["started_at"]), past["streamer"]
    shift = pd.Series(0.0, past.index)
    counts = part.value_counts()
    by_part = pd.Series(0.0, counts.index)
    for _ in range(ROUNDS):
        middles = (past["log"] - shift).groupby(hosts).median()
        rest = past["log"] - hosts.map(middles)
        by_part = rest.groupby(part).median() * (counts / (counts + HOUR_WEIGHT))
        shift = part.map(by_part)
    return part_of_day(rows["started_at"]).map(by_part).fillna(0.0)


def days_like(rows: pd.DataFrame) -> pd.Series:
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
