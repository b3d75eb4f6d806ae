"""Attribution: how seven rules share the sales of buyers' paths among the channels on them.

None of them is causal: they share out what was sold, and cannot know what would have been sold
anyway. Side by side they show how much of a channel's credit is the rule's choice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import factorial

import numpy as np
import pandas as pd

from fupan.ground.errors import DataInvalid
from fupan.ground.language import Text

RULES = ("last", "first", "linear", "position", "decay", "markov", "shapley")
ENDS = 0.4  # the first and the last touch each, in the position rule (40–20–40)
HALF_LIFE = 7.0  # days, in the decay rule


@dataclass(frozen=True, slots=True)
class Path:
    """A buyer's touches in order, how many buyers went this way, and how many of them bought.

    `ages` are the days from each touch to the end of the path.
    """

    touches: tuple[str, ...]
    buyers: float = 1.0
    conversions: float = 0.0
    value: float = 0.0
    ages: tuple[float, ...] = ()


def credits(paths: Sequence[Path], rules: Iterable[str] = RULES) -> pd.DataFrame:
    """One row per channel, one column per rule: the conversions that the rule credits it with.

    Every rule shares out all conversions. Sorted by the first rule, then by name.
    """
    rules = list(rules)
    channels = sorted({c for p in paths for c in p.touches})
    columns = {}
    for rule in rules:
        shared = _shared(rule, paths, channels)
        columns[rule] = [shared.get(c, 0.0) for c in channels]
    table = pd.DataFrame(columns, index=pd.Index(channels, name="channel")).reset_index()
    return table.sort_values([rules[0], "channel"], ascending=[False, True], ignore_index=True)


def paths_in(
    table: pd.DataFrame,
    *,
    path: str = "path",
    conversions: str = "total_conversions",
    nulls: str | None = "total_null",
    value: str | None = None,
    separator: str = ">",
) -> list[Path]:
    """The paths of a table with one row per path, as analysts publish them (`a > b > a`, 2, 5).

    `nulls` counts the buyers who went this way and did not buy; without it all bought.
    """
    found = []
    for row in table.to_dict("records"):
        touches = tuple(t.strip() for t in str(row[path]).split(separator) if t.strip())
        won = float(row[conversions])
        lost = float(row[nulls]) if nulls is not None else 0.0
        worth = float(row[value]) if value is not None else 0.0
        found.append(Path(touches, won + lost, won, worth))
    return found


def removal_effects(paths: Sequence[Path]) -> dict[str, float]:
    """By how much the chance to convert falls when a channel is taken out of the chain.

    A first-order Markov chain from start through the channels to conversion or null, solved
    exactly as an absorbing chain (Anderl, Becker, von Wangenheim & Schumann 2016, Int. J.
    Research in Marketing 33, 457–474).
    """
    channels = sorted({c for p in paths for c in p.touches})
    chain = _chain(paths, channels)
    whole = _conversion(chain)
    if whole <= 0:
        return dict.fromkeys(channels, 0.0)
    effects = {}
    for place, channel in enumerate(channels, start=1):
        cut = chain.copy()
        cut[place, :] = 0.0  # who comes here is lost
        effects[channel] = 1 - _conversion(cut) / whole
    return effects


def shapley_values(
    worth: Mapping[str | Iterable[str], float], players: Sequence[str]
) -> dict[str, float]:
    """Each player's mean contribution over all orders in which they may join (Shapley 1953).

    `worth` gives the worth of each set (a frozenset or tuple of names, or one name); a set that
    is not named is worth 0.
    """
    worth = {frozenset([s] if isinstance(s, str) else s): v for s, v in worth.items()}
    if unknown := sorted({name for group in worth for name in group} - set(players)):
        raise DataInvalid(
            Text(
                zh=f"worth 里的 {unknown[0]} 不在 players 里，请补上或改名。",
                en=f"worth names {unknown[0]}, who is not among the players; add or rename it.",
            )
        )
    n = len(players)
    values = {}
    for player in players:
        others = [p for p in players if p != player]
        total = 0.0
        for size in range(n):
            weight = factorial(size) * factorial(n - size - 1) / factorial(n)
            for group in combinations(others, size):
                held = frozenset(group)
                total += weight * (worth.get(held | {player}, 0.0) - worth.get(held, 0.0))
        values[player] = total
    return values


def _shared(rule: str, paths: Sequence[Path], channels: list[str]) -> dict[str, float]:
    if rule == "markov":
        effects = removal_effects(paths)
        whole = sum(effects.values())
        sold = sum(p.conversions for p in paths)
        return {c: sold * e / whole for c, e in effects.items()} if whole else {}
    if rule == "shapley":
        return _shapley_credits(paths, channels)
    shared: dict[str, float] = dict.fromkeys(channels, 0.0)
    for path in paths:
        if path.conversions and path.touches:
            for channel, weight in zip(path.touches, _weights(rule, path), strict=True):
                shared[channel] += weight * path.conversions
    return shared


def _weights(rule: str, path: Path) -> np.ndarray:
    n = len(path.touches)
    weights = np.zeros(n)
    if rule == "last":
        weights[-1] = 1.0
    elif rule == "first":
        weights[0] = 1.0
    elif rule == "linear" or n == 1:
        weights[:] = 1.0
    elif rule == "position":
        weights[:] = 0.0 if n == 2 else (1 - 2 * ENDS) / (n - 2)
        weights[0] = weights[-1] = ENDS
    else:
        ages = path.ages or tuple(float(n - 1 - k) for k in range(n))
        weights[:] = 0.5 ** (np.array(ages) / HALF_LIFE)
    return weights / weights.sum()


def _shapley_credits(paths: Sequence[Path], channels: list[str]) -> dict[str, float]:
    """Shapley's value of the game in which a set is worth the sales of paths wholly inside it.

    That game is a sum of unanimity games, whose value shares each path's sales equally among
    its distinct channels; so it is exact for any number of channels.
    """
    shared = dict.fromkeys(channels, 0.0)
    for path in paths:
        names = set(path.touches)
        for channel in names:
            shared[channel] += path.conversions / len(names)
    return shared


def _chain(paths: Sequence[Path], channels: list[str]) -> np.ndarray:
    """Transition chances: row 0 is the start, then channels, then conversion and null."""
    place = {c: n for n, c in enumerate(channels, start=1)}
    size = len(channels) + 3
    won, lost = size - 2, size - 1
    counts = np.zeros((size, size))
    for path in paths:
        states = [0, *(place[c] for c in path.touches)]
        missed = max(path.buyers - path.conversions, 0.0)
        both = path.conversions + missed
        for here, there in pairwise(states):
            counts[here, there] += both
        counts[states[-1], won] += path.conversions
        counts[states[-1], lost] += missed
    rows = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, rows, out=np.zeros_like(counts), where=rows > 0)


def _conversion(chain: np.ndarray) -> float:
    """The chance to end in conversion, from the start."""
    moving = len(chain) - 2
    stay = chain[:moving, :moving]
    return float(np.linalg.solve(np.eye(moving) - stay, chain[:moving, moving])[0])
