"""Splits a change exactly: a product into its factors, a sum into its parts, a ratio into
mix and rate. The parts always add up to the change, to the cent.

Methods: additive LMDI-I (Ang, B. W. (2005), "The LMDI approach to decomposition analysis: a
practical guide", Energy Policy 33, 867–871) and the Shapley value over the factors (Shapley
1953; for decompositions Shorrocks 2013, J. Econ. Inequality 11, 99–126), which equals the mean
over all orders of changing one factor after the other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from fupan.ground.errors import WrongUse
from fupan.ground.language import Text


@dataclass(frozen=True, slots=True)
class Bridge:
    """From `start` to `end`; `effects` add up to the difference."""

    start: float
    end: float
    effects: dict[str, float]

    @property
    def change(self) -> float:
        return self.end - self.start

    def frame(self) -> pd.DataFrame:
        """One row per effect, in the order of the factors; columns factor, effect."""
        return pd.DataFrame({"factor": list(self.effects), "effect": list(self.effects.values())})

    def in_cents(self) -> Bridge:
        """The same bridge with every figure rounded to cents, still adding up exactly.

        Largest-remainder rounding: the cents that rounding loses go to the effects that were
        cut the most.
        """
        start, end = round(self.start * 100), round(self.end * 100)
        exact = {name: effect * 100 for name, effect in self.effects.items()}
        floors = {name: math.floor(value) for name, value in exact.items()}
        missing = (end - start) - sum(floors.values())
        order = sorted(exact, key=lambda n: (floors[n] - exact[n], n))
        if exact:
            # The remainder may exceed one cent each where start and end were rounded too.
            for step in range(abs(missing)):
                floors[order[step % len(order)]] += 1 if missing > 0 else -1
        return Bridge(start / 100, end / 100, {n: floors[n] / 100 for n in self.effects})


def product_bridge(
    before: Mapping[str, float], after: Mapping[str, float], *, method: str = "lmdi"
) -> Bridge:
    """Splits the change of a product of factors; both mappings name the same factors.

    Factors are at least 0. Where a factor vanishes or appears, the limit of the method is taken:
    with LMDI the whole change then belongs to the factors that went to, or came from, zero.
    """
    if list(before) != list(after):
        raise WrongUse(
            Text(
                zh=f"两期的因子不一致：{list(before)} 与 {list(after)}。",
                en=f"The two periods name different factors: {list(before)} and {list(after)}.",
            )
        )
    for name in before:
        if not (before[name] >= 0 and after[name] >= 0):
            raise WrongUse(
                Text(
                    zh=f"因子 {name} 为负或缺失（{before[name]}、{after[name]}），不能做乘法拆解。",
                    en=f"Factor {name} is negative or missing ({before[name]}, {after[name]}); "
                    "a product cannot be split by it.",
                )
            )
    start, end = math.prod(before.values()), math.prod(after.values())
    if method == "lmdi":
        effects = _lmdi(before, after, start, end)
    elif method == "shapley":
        effects = _shapley(before, after)
    else:
        raise WrongUse(
            Text(
                zh=f"没有拆解方法 {method!r}，可选 lmdi、shapley。",
                en=f"There is no method {method!r}; choose lmdi or shapley.",
            )
        )
    return Bridge(start, end, effects)


def sum_bridge(before: Mapping[str, float], after: Mapping[str, float]) -> Bridge:
    """Splits the change of a sum: every part's own change; a part may be new or gone."""
    names = [*before, *(n for n in after if n not in before)]
    effects = {n: after.get(n, 0.0) - before.get(n, 0.0) for n in names}
    return Bridge(sum(before.values()), sum(after.values()), effects)


def ratio_bridge(
    segments: Sequence[str],
    tops: tuple[Sequence[float], Sequence[float]],
    bottoms: tuple[Sequence[float], Sequence[float]],
) -> pd.DataFrame:
    """One row per segment: how the mix and the segment's own rate moved the overall ratio.

    Columns segment, mix, rate; all cells add up to the change of sum(top)/sum(bottom). The mix
    effect is measured against the overall rate, so a growing segment counts against the shop
    only when it is below average. Weights and rates enter at the mean of both periods
    (Marshall–Edgeworth), so there is no residual.
    """
    rows = []
    totals = [sum(b) for b in bottoms]
    if not all(totals):
        return pd.DataFrame(columns=["segment", "mix", "rate"])
    overall = sum(sum(tops[i]) / totals[i] for i in (0, 1)) / 2
    for n, segment in enumerate(segments):
        weight = [bottoms[i][n] / totals[i] for i in (0, 1)]
        known = [tops[i][n] / bottoms[i][n] if bottoms[i][n] else None for i in (0, 1)]
        # A segment that is new or gone has a rate in one period only: all of it is mix.
        rates = [r if r is not None else known[1 - i] for i, r in enumerate(known)]
        if rates[0] is None:
            rows.append((segment, 0.0, 0.0))
            continue
        mix = (weight[1] - weight[0]) * ((rates[0] + rates[1]) / 2 - overall)
        rate = (rates[1] - rates[0]) * (weight[0] + weight[1]) / 2
        rows.append((segment, mix, rate))
    return pd.DataFrame(rows, columns=["segment", "mix", "rate"])


def effect_errors(bridge: Bridge, log_variances: Mapping[str, float]) -> dict[str, float]:
    """The standard error of each effect of a product bridge, by the counts behind its factor.

    `log_variances` holds the variance of the log change of each factor: for a rate
    `rate_log_variance` of both periods added; a factor that is counted whole has 0. An LMDI effect
    is a weight times that log change, so its error is the weight times the log change's.
    """
    weight = _log_mean(bridge.start, bridge.end)
    return {name: weight * math.sqrt(log_variances.get(name, 0.0)) for name in bridge.effects}


def rate_log_variance(top: float, bottom: float) -> float:
    """The variance of the log of a rate, by chance alone (delta method); of 0 it is infinite."""
    if top <= 0 or bottom <= 0:
        return math.inf
    return max(1 / top - 1 / bottom, 0.0)


def price_volume_mix(
    units: tuple[Mapping[str, float], Mapping[str, float]],
    amounts: tuple[Mapping[str, float], Mapping[str, float]],
) -> Bridge:
    """Splits a change of sales into price, volume, mix, and goods that are new or gone.

    Volume: the units of the goods sold in both periods at the old mean price; mix: their shares
    at old prices; price: new units at the changed price. Goods without units in one period have
    no price to compare, and are parts of their own.
    """
    before, after = amounts
    start, end = sum(before.values()), sum(after.values())
    both = [p for p in before if units[0].get(p, 0) > 0 and units[1].get(p, 0) > 0]
    gone = sum(before[p] for p in before if p not in both)
    new = sum(after[p] for p in after if p not in both)
    old_units, new_units = (sum(u[p] for p in both) for u in units)
    price = {p: before[p] / units[0][p] for p in both}
    volume = mix = dearer = 0.0
    if both:
        mean = sum(before[p] for p in both) / old_units
        volume = (new_units - old_units) * mean
        mix = sum(units[1][p] * price[p] for p in both) - new_units * mean
        dearer = sum(after.get(p, 0.0) - units[1][p] * price[p] for p in both)
    effects = {"volume": volume, "mix": mix, "price": dearer, "new": new, "gone": -gone}
    return Bridge(start, end, effects)


def _log_mean(start: float, end: float) -> float:
    if start <= 0 or end <= 0:
        return 0.0
    if math.isclose(start, end, rel_tol=1e-12):
        return start
    return (end - start) / math.log(end / start)


def _lmdi(
    before: Mapping[str, float], after: Mapping[str, float], start: float, end: float
) -> dict[str, float]:
    if start > 0 and end > 0:
        weight = _log_mean(start, end)
        return {n: weight * math.log(after[n] / before[n]) for n in before}
    # Ang & Liu (2007), "Handling zero values in the logarithmic mean Divisia index
    # decomposition approach", Energy Policy 35, 238–246: the limit as the zeros go to zero.
    vanished = [n for n in before if (before[n] == 0) != (after[n] == 0)]
    shares = (
        {n: (1 / len(vanished) if n in vanished else 0.0) for n in before}
        if vanished
        else dict.fromkeys(before, 0.0)
    )
    return {n: (end - start) * shares[n] for n in before}


def _shapley(before: Mapping[str, float], after: Mapping[str, float]) -> dict[str, float]:
    names = list(before)
    size = len(names)

    def product(changed: frozenset[str]) -> float:
        return math.prod(after[n] if n in changed else before[n] for n in names)

    effects = {}
    for name in names:
        others = [n for n in names if n != name]
        effect = 0.0
        for k in range(size):
            share = math.factorial(k) * math.factorial(size - k - 1) / math.factorial(size)
            for chosen in combinations(others, k):
                without = frozenset(chosen)
                effect += share * (product(without | {name}) - product(without))
        effects[name] = effect
    return effects
