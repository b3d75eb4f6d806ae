"""Order logs of shops whose buyers come back at their own pace; one cohort returns half as often.

Each buyer has a pace (gamma) and a chance to leave after every order (beta), as in the trade's
models of repeat purchase; many buyers are older than the log, as in any real export.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from worlds.arrow import ids, money, picked, times
from worlds.calm import CHANNELS, END_MONTHS
from worlds.series import lasting_noise, month_days, year_wave
from worlds.truth import Truth

CAUSES = ("cohort_return", "none")
MOST_ORDERS = 24
WINDOW = 90  # days after the first order
OLDER_DAYS = 540  # how far before the log buyers are followed


@dataclass(frozen=True)
class Bought:
    """Days of each buyer's orders (buyer × order; -1 where there is none), in the log's days."""

    day: np.ndarray

    @property
    def there(self) -> np.ndarray:
        return self.day >= 0

    @property
    def first(self) -> np.ndarray:
        """The first day seen; orders are in time order, with the missing ones anywhere."""
        return np.where(self.there, self.day, 1 << 30).min(axis=1)

    def return_rate(self, who: np.ndarray) -> float:
        """Share of these buyers with another order within the window of their first."""
        first = self.first[:, None]
        again = self.there & (self.day > first) & (self.day <= first + WINDOW)
        return float(again[who].any(axis=1).mean())


def world(seed: int, cause: str, **shape: float | int | str) -> tuple[Truth, dict[str, pa.Table]]:
    """A shop's orders over 18 to 24 months; the truth is the cohort and its 90-day return."""
    drawn = _shape(np.random.default_rng([seed, 51]), shape)
    days = month_days(str(drawn["month"]), int(drawn["months"]))
    calm = _bought(days, drawn, np.random.default_rng([seed, 52]))
    money_seed = [seed, 53]
    if cause == "none":
        tables, _ = _orders(days, calm, calm, np.random.default_rng(money_seed))
        return Truth(seed, cause, str(drawn["month"]), shape=drawn), tables
    plan = np.random.default_rng([seed, 54])
    months = np.array([d.year * 12 + d.month - 1 for d in days])
    subject = _mature_cohort(days, months, plan)
    mine = months[calm.first] == subject
    # Half of them never come back, which halves the chance to return within any window.
    gone = mine & (plan.random(len(mine)) < 0.5)
    later = calm.day > calm.first[:, None]
    kept = Bought(np.where(gone[:, None] & later, -1, calm.day))
    tables, lost = _orders(days, kept, calm, np.random.default_rng(money_seed))
    rate, usual = kept.return_rate(mine), calm.return_rate(mine)
    name = f"{subject // 12}-{subject % 12 + 1:02d}"
    power = (usual - rate) / np.sqrt(usual * (1 - usual) / mine.sum())
    return Truth(
        seed, cause, str(drawn["month"]), "cohort", (name,), f"{name}-01", "", 0.5,
        round(-lost, 2), value=round(rate, 5), power=round(float(power), 2), shape=drawn,
        parts=({"calm_rate": round(usual, 5), "buyers": int(mine.sum())},),
    ), tables  # fmt: skip


def _shape(chance: np.random.Generator, fixed: dict) -> dict[str, float | int | str]:
    return {
        "month": str(chance.choice(END_MONTHS)),
        "months": int(chance.integers(18, 25)),
        "new_buyers": round(float(np.exp(chance.uniform(np.log(350), np.log(2500))))),
        "gap_days": round(float(chance.uniform(35, 80)), 1),
        "leave": round(float(chance.uniform(0.45, 0.68)), 3),
        "unlike": round(float(chance.uniform(0.0, 0.04)), 3),
    } | fixed


def _bought(days: list[date], drawn: dict, chance: np.random.Generator) -> Bought:
    """Every buyer's orders that fall into the log; cohorts differ a little by nature."""
    length = len(days)
    wave = year_wave(days, chance, 0.15) * np.exp(lasting_noise(chance, (length,), 0.08, 0.5))
    per_day = np.concatenate([np.full(OLDER_DAYS, wave[:60].mean()), wave])
    arrivals = chance.poisson(per_day * float(drawn["new_buyers"]) / 30)
    start = np.repeat(np.arange(-OLDER_DAYS, length), arrivals)
    count = len(start)
    pace = chance.gamma(1.4, 1 / (1.4 * float(drawn["gap_days"])), count)
    spread = 6.0
    leave = chance.beta(spread * float(drawn["leave"]), spread * (1 - float(drawn["leave"])), count)
    month = (start + OLDER_DAYS) // 30
    luck = np.exp(chance.normal(0, float(drawn["unlike"]), month.max() + 1))[month]
    stay = np.clip((1 - leave) * luck, 0, 0.98)
    gaps = np.ceil(chance.exponential(1, (count, MOST_ORDERS - 1)) / pace[:, None])
    at = np.concatenate([start[:, None], start[:, None] + np.cumsum(gaps, axis=1)], axis=1)
    goes_on = chance.random((count, MOST_ORDERS - 1)) < stay[:, None]
    alive = np.concatenate([np.ones((count, 1), bool), np.cumprod(goes_on, axis=1) > 0], axis=1)
    seen = alive & (at >= 0) & (at < length)
    day = np.where(seen, at, -1).astype(np.int64)
    return Bought(day[seen.any(axis=1)])


def _mature_cohort(days: list[date], months: np.ndarray, chance: np.random.Generator) -> int:
    """A month late enough to hold few old buyers, whose last buyer has had the whole window."""
    names = np.unique(months)
    last = [np.flatnonzero(months == m)[-1] for m in names]
    ripe = [m for m, end in zip(names, last, strict=True) if end + WINDOW < len(days)]
    return int(chance.choice(ripe[7:]))


def _orders(
    days: list[date], kept: Bought, calm: Bought, chance: np.random.Generator
) -> tuple[dict[str, pa.Table], float]:
    """One row per order line of what was kept, and the money that was not."""
    buyer, nth = np.nonzero(calm.there)
    count = len(buyer)
    cents = np.round(np.exp(chance.normal(4.6, 0.6, count)) * 100).astype(np.int64)
    product, channel = chance.integers(0, 20, count), chance.integers(0, 6, count)
    second = (np.abs(chance.normal(14.5, 5, count)) % 23.9 * 3600).astype(np.int64)
    place = chance.integers(0, 1 << 30, count)
    there = kept.there[buyer, nth]
    order = np.flatnonzero(there)
    order = order[np.lexsort((place[order], calm.day[buyer, nth][order]))]
    day = calm.day[buyer, nth][order]
    fresh = calm.first[buyer[order]] == day
    lines = pa.table(
        {
            "order_id": ids(630_000_000_000_000_000 + np.arange(len(order)) * 11),
            "line_id": ids(np.ones(len(order))),
            "platform": picked(("tmall",), np.zeros(len(order))),
            "ordered_at": times(days[0], day, second[order]),
            "paid_at": times(days[0], day, second[order] + 90),
            "status": picked(("completed",), np.zeros(len(order))),
            "buyer_id": ids(buyer[order] + 1, "b"),
            "product_id": ids(product[order] + 100),
            "quantity": pa.array(np.ones(len(order), dtype=np.int64)),
            "paid_amount": money(cents[order]),
            "channel": picked(CHANNELS, np.where(fresh, channel[order], 8)),
        }
    )
    goods = pa.table(
        {
            "product_id": ids(np.arange(20) + 100),
            "title": [f"商品{n + 1}号" for n in range(20)],
            "category": picked(("甲类", "乙类"), np.arange(20) % 2),
        }
    )
    return {"orders": lines, "products": goods}, float(cents[~there].sum()) / 100
