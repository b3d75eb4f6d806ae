"""How far a count or a rate of each unit moved in a window, beside its siblings and its own drift.

A window is held against the eight weeks before it. What moved in most units at once (a promotion,
a weekday, a season) is taken out; how far a unit usually strays is learnt from windows of the same
length in the past, so that a quiet month stays quiet. What a shift means is left to the causes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from fupan.analysis.causes.chance import as_normal, excess, medians_beside
from fupan.analysis.causes.panel import Panel
from fupan.analysis.causes.steps import SPREAD_BY_BOTTOM, STEPS

BASE_DAYS = 56
LENGTHS = (4, 7, 12, 20, 30)  # windows for which the usual drift is learnt
DAY_SPREAD = 4.0  # variance of daily counts over that of independent ones, about
UNIT_WEIGHT = 8  # past windows' worth of belief that all units drift alike
LARGEST_SHARE = 0.15  # of the say in what is common to all units
DRIFT_FLOOR = 0.01  # no rate is steadier than one per cent from two months to the next
GROWING_DAYS = 2  # a change may have grown before the day to which it is dated
FEWEST_PLAIN = 0.6  # share of ordinary days from which promotions may be left out


@dataclass(frozen=True)
class Shift:
    """One array element per unit: actual and expected top, the log effect, its error, and z.

    `z` is as unlikely as that of a normal variable; `clear` is z as if there were no drift.
    """

    actual: np.ndarray
    expected: np.ndarray
    effect: np.ndarray
    sd: np.ndarray
    z: np.ndarray
    clear: np.ndarray
    common: np.ndarray  # the log move of the others
    drift: np.ndarray  # relative error of `expected`


class Shifts:
    """The shifts of one panel's units, with their drift learnt once."""

    def __init__(self, panel: Panel, month_start: int, *, beside: bool = True) -> None:
        self.panel = panel
        self.beside = beside and len(panel.units) >= 4
        self.month_start = month_start
        inner = panel.held[month_start:]
        plain = panel.plain[month_start:]
        keep = inner.any() and plain.sum() >= FEWEST_PLAIN * inner.sum()
        self.mask = panel.plain if keep else panel.held
        self._sums: dict[str, np.ndarray] = {}
        self._days = np.concatenate([[0.0], self.mask.cumsum()])
        self.drift = lru_cache(maxsize=None)(self._drift)
        self.between = lru_cache(maxsize=None)(self._between)

    @cached_property
    def every_day(self) -> Shifts:
        """The same with promotions left in: what they lift is taken from the siblings."""
        if self.mask is self.panel.held:
            return self
        whole = Shifts(self.panel, self.month_start, beside=self.beside)
        whole.mask = self.panel.held
        whole._days = np.concatenate([[0.0], whole.mask.cumsum()])
        return whole

    def expected(self, step: str, start: int, end: int) -> np.ndarray:
        """What the step's top was to be over all held days of a window, by unit."""
        return self.every_day._parts(step, start, end)[1]

    def against(self, step: str, start: int, *, first: int, last: int) -> np.ndarray | None:
        """The log effect since `start` against the used days from `first` to `last` days before.

        None where the past does not reach back so far.
        """
        a, b = self._before(start, first), self._before(start, last)
        if self._days[b] - self._days[a] < 0.75 * (first - last):
            return None
        top, bottom = STEPS[step]
        rates = [
            (self.sum_of(top, *span) + 0.5) / np.maximum(self.sum_of(bottom, *span), 1e-9)
            for span in ((a, b), (start, len(self.panel.days)))
        ]
        logs = np.log(rates[1] / rates[0])
        if self.beside:
            weight = self.sum_of(top, a, b)
            weight = np.minimum(weight, max(weight.sum(), 1e-9) * LARGEST_SHARE)
            logs = logs - medians_beside(logs, weight)
        return logs

    def has(self, step: str) -> bool:
        top, bottom = STEPS[step]
        return self.panel.has(top) and (bottom is None or self.panel.has(bottom))

    def _between(self, step: str, start: int, end: int) -> Shift:
        """The shift of a step on the days from place `start` up to place `end`."""
        length = min(LENGTHS, key=lambda n: abs(n - (end - start)))
        return self._shift(step, start, end, self.drift(step, length))

    def scan(self, steps: Mapping[str, int], last_start: int) -> tuple[np.ndarray, np.ndarray]:
        """For each unit the likeliest start of a change, and the largest z of all starts.

        `steps` says which way each moves; their z are added and scaled to one. Whether something
        changed is asked against the usual drift; when it began only against the chance of days,
        since a drift is the same whatever day is asked.
        """
        starts = self.starts(last_start)
        end = len(self.panel.days)
        known = {s: way for s, way in steps.items() if self.has(s)}
        scale = np.sqrt(max(len(known), 1))
        z = np.array([sum(w * self.between(s, a, end).z for s, w in known.items()) for a in starts])
        clear = np.array(
            [sum(w * self.between(s, a, end).clear for s, w in known.items()) for a in starts]
        )
        best = clear.argmax(axis=0)
        return self.month_start + best, z.max(axis=0) / scale

    def starts(self, last_start: int) -> range:
        """The places within the period at which a change may begin."""
        return range(self.month_start, max(last_start, self.month_start) + 1)

    def near_starts(
        self, steps: Mapping[str, int], unit: int, last_start: int
    ) -> list[tuple[int, float]]:
        """The starts that one unit's days do not rule out, each with its weight; adding to one.

        Days of one week resemble each other, so their evidence counts for less (`DAY_SPREAD`).
        Each is put a little earlier: a change that grows is dated to where it was plain, and days
        on which nothing happened yet cost nothing.
        """
        end = len(self.panel.days)
        starts = list(self.starts(last_start))
        known = {s: way for s, way in steps.items() if self.has(s)}
        likely = np.array(
            [
                sum(
                    max(w * self.between(s, a, end).clear[unit], 0.0) ** 2 for s, w in known.items()
                )
                for a in starts
            ]
        )
        weight = np.exp((likely - likely.max()) / (2 * DAY_SPREAD))
        kept = weight > 0.02
        weight = np.where(kept, weight, 0.0) / weight[kept].sum()
        return [(self.before(a), float(w)) for a, w in zip(starts, weight, strict=True) if w > 0]

    def before(self, start: int) -> int:
        """The day from which the money of a change that was plain at `start` is counted."""
        return max(start - GROWING_DAYS, self.month_start)

    def bottom(self, step: str, start: int, end: int) -> np.ndarray:
        """The step's bottom over the used days of a window, by unit; days for a volume."""
        return self.sum_of(STEPS[step][1], start, end)

    def sum_of(self, name: str | None, start: int, end: int) -> np.ndarray:
        if name is None:
            return np.full(len(self.panel.units), self._days[end] - self._days[start])
        if name not in self._sums:
            self._sums[name] = self.panel.running(name, self.mask)
        return self._sums[name][end] - self._sums[name][start]

    def _parts(self, step: str, start: int, end: int) -> tuple[np.ndarray, ...]:
        """Actual, expected before drift, its variance by counts, and the relative variance of
        the past it stands on."""
        top, bottom = STEPS[step]
        base = self._base_start(start)
        actual, then = self.sum_of(top, start, end), self.sum_of(top, base, start)
        now_bottom, then_bottom = self.sum_of(bottom, start, end), self.sum_of(bottom, base, start)
        with np.errstate(divide="ignore", invalid="ignore"):
            rate = np.where(then_bottom > 0, then / np.maximum(then_bottom, 1e-9), 0.0)
        expected = now_bottom * rate
        common, shared = np.zeros(len(expected)), 0.0
        if top in SPREAD_BY_BOTTOM:
            count, past = now_bottom, 1 / np.maximum(then_bottom, 0.5)
        else:
            count, past = expected, 1 / np.maximum(then, 0.5)
        if self.beside:
            logs = np.log((actual + 0.5) / (expected + 0.5))
            weight = np.minimum(count, max(count.sum(), 1e-9) * LARGEST_SHARE)
            common = medians_beside(logs, weight)
            shared = 1.57 / max(count.sum(), 1.0)
        expected = expected * np.exp(common)
        if top in SPREAD_BY_BOTTOM:
            chance = expected**2 / np.maximum(now_bottom, 0.5)
        elif bottom is None:
            chance = expected
        else:
            chance = expected * np.clip(1 - rate, 0.05, 1.0)
        return actual, expected, chance, past + shared, common

    def _base_start(self, start: int) -> int:
        """Eight weeks of used days before `start`, wherever they lie."""
        return self._before(start, BASE_DAYS)

    def _before(self, start: int, days: int) -> int:
        """The place from which `days` used days lie before `start`."""
        wanted = self._days[start] - days
        return int(np.searchsorted(self._days[: start + 1], max(wanted, 0.0), side="right") - 1)

    def _shift(self, step: str, start: int, end: int, drift: np.ndarray) -> Shift:
        actual, expected, chance, past, common = self._parts(step, start, end)
        relative = np.sqrt(past + drift)
        spread = np.sqrt(chance + (expected * relative) ** 2)
        known = expected > 0
        if STEPS[step][1] is None:
            # A volume strays by factors: half as many is as far as twice as many.
            fewer = np.maximum(expected / (actual + 0.5), 1.0)
            relative_chance = chance / np.maximum(expected, 1e-9) ** 2 * fewer
            variance = relative_chance + past + drift
            raw = np.log((actual + 0.5) / (expected + 0.5)) / np.sqrt(variance)
            z = as_normal(np.where(known, raw, 0.0), drift, variance)
        else:
            raw = np.where(known, (actual - expected) / np.where(spread > 0, spread, 1.0), 0.0)
            z = as_normal(raw, drift * expected**2, spread**2)
        effect = np.where(known, np.log((actual + 0.5) / (expected + 0.5)), 0.0)
        sd = np.where(known, spread / np.maximum(expected, 0.5), 0.0)
        chance_only = np.sqrt(chance + expected**2 * past)
        clear = np.where(known, (actual - expected) / np.maximum(chance_only, 1e-9), 0.0)
        return Shift(actual, expected, effect, sd, z, clear, common, relative)

    def _drift(self, step: str, length: int) -> np.ndarray:
        """The variance by which each unit strays over a window of that length, beyond chance."""
        squares, errors = [], []
        end = self.month_start
        while end - length - BASE_DAYS // 2 > 0 and len(squares) < 26:
            used = self._days[end] - self._days[end - length]
            if used >= 0.7 * length and self._days[end - length] >= BASE_DAYS // 2:
                actual, expected, chance, past, _ = self._parts(step, end - length, end)
                seen = expected > 0.5
                with np.errstate(divide="ignore", invalid="ignore"):
                    squares.append(np.where(seen, (actual / expected - 1) ** 2, np.nan))
                    errors.append(np.where(seen, chance / expected**2 + past, np.nan))
            end -= max(length // 2, 4)
        if len(squares) < 4:
            # Too young a shop: believe that it strays by a tenth.
            return np.full(len(self.panel.units), 0.01)
        square, error = np.array(squares), np.array(errors)
        pooled = excess(square.ravel(), error.ravel())
        own = np.array([excess(square[:, u], error[:, u]) for u in range(square.shape[1])])
        seen = np.isfinite(square).sum(axis=0)
        mixed = (seen * own + UNIT_WEIGHT * pooled) / (seen + UNIT_WEIGHT)
        return np.maximum(mixed, DRIFT_FLOOR**2)
