"""Comparing: streamers with the same goods at the same hour, few lives pulled to the middle.

Orders of a product in a session are its viewers × streamer × product × hour × how the streamer
does with that product; every factor is a gamma-Poisson posterior mean. What is unusual this month
is told in `signals`, what it means in `causes`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from fupan.analysis.livestream.alike import part_of_day
from fupan.store import Shop

ROUNDS = 25
LEAST_SPREAD, MOST_SPREAD = 0.02, 1.0  # of a factor, as variance
FEWEST_ORDERS = 60
ALL = "*"


@dataclass(frozen=True)
class Compared:
    """Factors beside 1 (the middle): of streamers with their interval, and of pairs.

    `streamers` has the columns streamer, factor, low, high, orders; `goods` and `slots` have
    streamer, product_id or hour, factor (with the streamer's own in it), orders.
    """

    streamers: pd.DataFrame
    goods: pd.DataFrame
    slots: pd.DataFrame


def compared(shop: Shop, sessions: pd.DataFrame) -> Compared | None:
    """The comparison over half a year; None with one streamer or too few orders."""
    rows = _rows(shop, sessions)
    if rows["streamer"].nunique() < 2 or rows["orders"].sum() < FEWEST_ORDERS:
        return None
    counts, viewers = rows["orders"].to_numpy(float), rows["viewers"].to_numpy(float)
    keys = [rows["streamer"], rows["product_id"], rows["hour"]]
    sides = [pd.factorize(key, sort=True) for key in keys]
    codes, names = [s[0] for s in sides], [s[1] for s in sides]
    expected = viewers * counts.sum() / viewers.sum()
    factors, expected, loose = _fitted(counts, expected, codes)
    whole = expected * np.prod([f[c] for f, c in zip(factors, codes, strict=True)], axis=0)
    rest = whole / factors[0][codes[0]]
    held = np.bincount(codes[0], counts)
    shape = _shape(counts / loose, rest / loose, codes[0]) + held / loose
    wide = np.exp(1.96 / np.sqrt(shape))
    streamers = pd.DataFrame(
        {"streamer": names[0], "factor": factors[0], "low": factors[0] / wide,
         "high": factors[0] * wide, "orders": held}
    )  # fmt: skip
    pairs = []
    for side in (1, 2):
        pair = codes[0] * len(names[side]) + codes[side]
        own = _posterior(counts / loose, whole / loose, pair)
        table = pd.DataFrame({"pair": pair, "orders": counts}).groupby("pair").sum().reset_index()
        host = table["pair"].to_numpy() // len(names[side])
        pairs.append(
            pd.DataFrame(
                {"streamer": np.asarray(names[0])[host],
                 ("product_id", "hour")[side - 1]:
                     np.asarray(names[side])[table["pair"] % len(names[side])],
                 "factor": factors[0][host] * own[table["pair"]], "orders": table["orders"]}
            )
        )  # fmt: skip
    return Compared(streamers, pairs[0], pairs[1])


def _rows(shop: Shop, sessions: pd.DataFrame) -> pd.DataFrame:
    """One row per session × product shown; one per session where the goods are not known."""
    held = sessions.assign(hour=part_of_day(sessions["started_at"]))
    held = held[held["viewers"] > 0][["live_id", "streamer", "hour", "viewers", "orders"]]
    if not shop.has("live_products"):
        return held.assign(product_id=ALL)
    goods = shop.live_products.select("live_id", "product_id", "orders").to_pandas()
    rows = held.drop(columns="orders").merge(goods, on="live_id", validate="one_to_many")
    return rows.sort_values(["live_id", "product_id"]) if len(rows) else held.assign(product_id=ALL)


def _fitted(
    counts: np.ndarray, expected: np.ndarray, codes: list[np.ndarray]
) -> tuple[list[np.ndarray], np.ndarray, float]:
    """The factors of each side, what they multiply, and how much looser than a Poisson it is."""
    factors = [np.ones(code.max() + 1) for code in codes]
    loose = 1.0
    for _ in range(ROUNDS):
        for side, code in enumerate(codes):
            others = [
                f[c] for n, (f, c) in enumerate(zip(factors, codes, strict=True)) if n != side
            ]
            base = expected * np.prod(others, axis=0)
            made = _posterior(counts / loose, base / loose, code)
            # The middle of streamers and of hours is 1, so that a factor is told beside it.
            factors[side] = made / np.exp(np.log(made).mean())
        whole = expected * np.prod([f[c] for f, c in zip(factors, codes, strict=True)], axis=0)
        expected = expected * counts.sum() / whole.sum()
        whole *= counts.sum() / whole.sum()
        loose = max(float(((counts - whole) ** 2 / whole).sum() / max(len(counts) - 1, 1)), 1.0)
    return factors, expected, loose


def _posterior(counts: np.ndarray, expected: np.ndarray, code: np.ndarray) -> np.ndarray:
    """The gamma-Poisson posterior mean of each group's factor."""
    shape = _shape(counts, expected, code)
    return (np.bincount(code, counts) + shape) / (np.bincount(code, expected) + shape)


def _shape(counts: np.ndarray, expected: np.ndarray, code: np.ndarray) -> float:
    """The gamma's shape by moments: 1 ÷ the variance between groups, beyond that of counts."""
    seen, wanted = np.bincount(code, counts), np.bincount(code, expected)
    beyond = float(((seen - wanted) ** 2 - wanted).sum() / max((wanted**2).sum(), 1e-9))
    return 1 / float(np.clip(beyond, LEAST_SPREAD, MOST_SPREAD))
