"""The life of a product: launch, growth, mature, decline, told apart from chance and season."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.products.seen import Seen
from fupan.ground.language import Text

STAGES = {
    "launch": Text("导入", "launch"),
    "growth": Text("成长", "growth"),
    "mature": Text("成熟", "mature"),
    "decline": Text("衰退", "decline"),
    "in_season": Text("应季上量", "in season"),
    "off_season": Text("过季", "out of season"),
    "unknown": Text("看不出", "cannot tell"),
}
MOVING = ("launch", "growth", "decline", "in_season", "off_season")
ENDING = ("decline", "off_season")
NEW_DAYS = 60
LATE, EARLY = 28, 84  # days compared: the last four weeks with the twelve before
LEAST_MOVE = 0.25  # a smaller change of its share of the shop is no stage
SIGMAS = 3.0
LEAST_BEFORE = 0.5  # units a week; less is read as none
FEWEST_LINES = 12  # fewer order lines in the sixteen weeks show no stage
DRIFT = 0.12  # products drift by this much without any cause
YEAR = 364  # days back to the same weeks and weekdays of the year before


def stages(seen: Seen) -> pd.DataFrame:
    """One row per product: units now and before per week, its move against the shop, its stage.

    The move is of the product's share of the shop's units, so a promotion that lifts all is none.
    Where the same weeks of the year before are known, only what goes beyond its move then is growth
    or decline; the rest of it is season.
    """
    history = seen.history
    names = sorted(set(seen.demand.products))
    if history.shape[1] < LATE + EARLY:
        return pd.DataFrame(columns=["product_id", "now", "before", "move", "stage"])
    now = history[:, -LATE:].sum(axis=1)
    before = history[:, -LATE - EARLY : -LATE].sum(axis=1)
    shop = now.sum() / max(before.sum(), 1e-9)
    expected = before * shop
    lump = _lump(seen, names)
    spread = _spread(expected, lump, shop)
    move = np.divide(now, expected, out=np.full(len(now), np.nan), where=expected > 0) - 1
    clear = (np.abs(now - expected) > SIGMAS * spread) & (np.abs(np.nan_to_num(move)) > LEAST_MOVE)
    season = clear & _is_season(history, now, expected, lump, shop)
    seen_day = np.where((history > 0).any(axis=1), (history > 0).argmax(axis=1), history.shape[1])
    age = history.shape[1] - seen_day
    young = (age <= NEW_DAYS) & (seen_day > 0)
    few = now + before < FEWEST_LINES * lump
    stage = np.where(clear, np.where(now > expected, "growth", "decline"), "mature")
    stage = np.where(season, np.where(now > expected, "in_season", "off_season"), stage)
    stage = np.where(few, "unknown", stage)
    stage = np.where(young, "launch", stage)
    return pd.DataFrame(
        {
            "product_id": names,
            "now": now / LATE * 7,
            "before": before / EARLY * 7,
            # What was hardly sold before has no change that means anything.
            "move": np.where(before / EARLY * 7 < LEAST_BEFORE, np.nan, move),
            "stage": stage,
        }
    )


def _spread(expected: np.ndarray, lump: np.ndarray, shop: float) -> np.ndarray:
    """Standard deviation of the units of four weeks by chance and by drift."""
    return np.sqrt(1.5 * lump * np.maximum(expected, 1) * (1 + shop) + (DRIFT * expected) ** 2)


def _is_season(
    history: np.ndarray, now: np.ndarray, expected: np.ndarray, lump: np.ndarray, shop: float
) -> np.ndarray:
    """True of products that sell as their own move a year ago foretells; False where none is known.

    The move then is itself known by few sales, which widens what it foretells.
    """
    if history.shape[1] < YEAR + LATE + EARLY:
        return np.zeros(len(history), dtype=bool)
    then = history[:, : history.shape[1] - YEAR]
    late, early = then[:, -LATE:].sum(axis=1), then[:, -LATE - EARLY : -LATE].sum(axis=1)
    whole = late.sum() / max(early.sum(), 1e-9)
    known = (then[:, : -LATE - EARLY + 7].sum(axis=1) > 0) & (late + early >= FEWEST_LINES * lump)
    moved = (late + 0.5 * lump) / (early * whole + 0.5 * lump)
    foretold = expected * moved
    chance = lump / (late + 0.5 * lump) + lump / (early + 0.5 * lump)
    around = np.sqrt(foretold**2 * chance + _spread(foretold, lump, shop) ** 2)
    far = (np.abs(now - foretold) > SIGMAS * around) & (
        np.abs(now - foretold) > LEAST_MOVE * foretold
    )
    other_way = np.sign(now - foretold) != np.sign(now - expected)
    return known & (~far | other_way)


def _lump(seen: Seen, names: list[str]) -> np.ndarray:
    """Units per paid line of each product, at least one: who buys four at once is one chance."""
    rows = seen.quarter.set_index("product_id")
    units = (rows["items"] / rows["paid_lines"]).where(rows["paid_lines"] > 0)
    return units.reindex(names).fillna(units.median()).fillna(1.0).clip(lower=1).to_numpy(float)
