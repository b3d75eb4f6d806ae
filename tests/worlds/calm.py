"""The calm shop of a seed: what to expect of every day × channel × device × product.

Nothing is planted here; `effects` says what a cause changes and `play` lets visitors walk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from worlds.series import (
    Promotion,
    festival_dip,
    lasting_noise,
    month_days,
    own_promotions,
    promoted,
    year_wave,
)

CHANNELS = (
    "search", "recommend", "paid_search", "paid_feed", "live", "short_video", "content",
    "affiliate", "private", "direct",
)  # fmt: skip
PAID = ("paid_search", "paid_feed", "affiliate")
# How willing each channel's visitors are, before the shop's own luck: buyers come by search.
WILLING = dict(zip(CHANNELS, (1.3, 0.7, 1.2, 0.5, 0.9, 0.45, 0.5, 0.9, 1.8, 1.4), strict=True))
END_MONTHS = tuple(
    f"{year}-{month:02d}" for year in (2025, 2026) for month in range(1, 13)
    if (2025, 6) <= (year, month) <= (2026, 10)
)  # fmt: skip


@dataclass(frozen=True)
class Calm:
    """Expected figures; arrays are day × channel × device × product with 1 where not split."""

    month: str
    days: list[date]
    channels: tuple[str, ...]
    devices: tuple[str, ...]
    products: tuple[str, ...]
    listed: np.ndarray  # first day index of each product
    visits: np.ndarray  # product visits expected
    pages: float  # product pages per visitor
    cart: np.ndarray
    order: np.ndarray
    pay: np.ndarray
    bounce: np.ndarray
    dwell: np.ndarray
    price: np.ndarray  # own list price per product
    discount: np.ndarray  # per day, or per day × product
    promotions: list[Promotion]
    shape: dict[str, float | int | str]

    @property
    def first(self) -> int:
        """Index of the first day of the last month."""
        return len(self.days) - self.days[-1].day

    @property
    def rate(self) -> np.ndarray:
        """Expected buyers per product visit."""
        return self.cart * self.order * self.pay

    @property
    def full(self) -> tuple[int, int, int, int]:
        return len(self.days), len(self.channels), len(self.devices), len(self.products)


def calm_shop(chance: np.random.Generator, **shape: float | int | str) -> Calm:
    """The shop that a seed makes; `shape` fixes what would else be drawn."""
    drawn = _shape(chance, shape)
    days = month_days(str(drawn["month"]), int(drawn["months"]))
    channels = _channels(chance, int(drawn["channels"]))
    devices = ("mobile", "pc") if drawn["by_device"] else ("all",)
    count = int(drawn["products"])
    promotions_of = own_promotions(days, chance)
    pull, push, discount = promoted(promotions_of, len(days))
    visits, listed = _visits(chance, days, channels, devices, count, drawn)
    rates = _rates(chance, days, channels, devices, count, drawn)
    visits *= pull[:, None, None, None]
    cart = np.clip(rates["cart"] * np.sqrt(push)[:, None, None, None], 0.002, 0.5)
    order = np.clip(rates["order"] * np.sqrt(push)[:, None, None, None], 0.02, 0.9)
    return Calm(
        str(drawn["month"]), days, channels, devices,
        tuple(f"{100200300 + 17 * n}" for n in range(count)), listed, visits,
        float(chance.uniform(1.2, 2.4)), cart, order, rates["pay"], rates["bounce"],
        rates["dwell"], np.round(np.exp(chance.normal(4.4, 0.55, count))) + 0.9, discount,
        promotions_of, drawn,
    )  # fmt: skip


def _shape(chance: np.random.Generator, fixed: dict) -> dict[str, float | int | str]:
    drawn = {
        "month": str(chance.choice(END_MONTHS)),
        "months": 16,
        "visits": round(float(np.exp(chance.uniform(np.log(600), np.log(14_000))))),
        "products": int(chance.integers(14, 27)),
        "channels": 8,
        "noise": round(float(chance.uniform(0.5, 1.5)), 2),
        "by_device": int(chance.random() < 0.5),
        "products_by_channel": int(chance.random() < 0.3),
        "conversion": round(float(np.exp(chance.uniform(np.log(0.6), np.log(1.7)))), 2),
        "payment": round(float(chance.uniform(0.72, 0.94)), 3),
        "rough": 0,
    }
    unknown = set(fixed) - set(drawn)
    if unknown:
        raise ValueError(f"a world has no shape {sorted(unknown)}; it has {sorted(drawn)}")
    return drawn | fixed


def _channels(chance: np.random.Generator, count: int) -> tuple[str, ...]:
    kept = set(chance.choice(CHANNELS[1:], count - 1, replace=False)) | {"search"}
    if not kept & set(PAID):
        kept = (kept - {sorted(kept - {"search"})[0]}) | {"paid_feed"}
    return tuple(c for c in CHANNELS if c in kept)


def _visits(chance, days, channels, devices, count, drawn):
    """Expected product visits: channel level × rhythm × product share × device share."""
    length, noise = len(days), float(drawn["noise"])
    time = np.linspace(-1, 0, length)
    weekday = np.array([d.weekday() for d in days])
    rhythm = np.exp(chance.normal(0, 0.09, (7, 1)) + chance.normal(0, 0.06, (7, len(channels))))
    size = chance.dirichlet(np.full(len(channels), 2.5)) + 0.02
    level = float(drawn["visits"]) * size / size.sum()
    drift = np.exp(time[:, None] * chance.normal(0, 0.18, len(channels)))
    wobble = np.exp(
        lasting_noise(chance, (length, 1), 0.04 * noise, chance.uniform(0.4, 0.8))
        + lasting_noise(chance, (length, len(channels)), 0.07 * noise, chance.uniform(0.2, 0.6))
    )
    season = year_wave(days, chance, 0.12) * festival_dip(days, chance)
    by_channel = level * rhythm[weekday] * drift * wobble * season[:, None]

    liking = chance.dirichlet(np.full(count, 1.4)) + 0.012
    taste = np.exp(chance.normal(0, 0.35, (len(channels), count)))
    moves = np.exp(
        time[:, None] * chance.normal(0, 0.3, count)
        + lasting_noise(chance, (length, count), 0.09 * noise, 0.55)
    )
    listed = np.zeros(count, dtype=int)
    new = chance.choice(count, chance.integers(0, 3), replace=False)
    listed[new] = chance.integers(60, length - 120, len(new))
    moves *= np.arange(length)[:, None] >= listed
    share = (liking * taste)[None] * moves[:, None, :]
    share /= share.sum(axis=2, keepdims=True)
    split = np.array([1.0])
    if len(devices) == 2:
        split = np.array([1 - (pc := chance.uniform(0.1, 0.3)), pc])
    return (by_channel[:, :, None] * share)[:, :, None, :] * split[None, None, :, None], listed


def _rates(chance, days, channels, devices, count, drawn) -> dict[str, np.ndarray]:
    """Steps of the funnel and how people look, each with its own lasting noise."""
    length, noise = len(days), float(drawn["noise"])
    willing = np.array([WILLING[c] for c in channels]) * np.exp(
        chance.normal(0, 0.2, len(channels))
    )
    goods = np.exp(chance.normal(0, 0.35, count))
    shop = np.exp(
        lasting_noise(chance, (length, 1, 1), 0.025 * noise, 0.6)
        + np.linspace(-1, 0, length)[:, None, None] * chance.normal(0, 0.08)
    )
    alone = np.exp(lasting_noise(chance, (length, 1, count), 0.04 * noise, 0.5))
    weekday = np.exp(chance.normal(0, 0.04, 7))[[d.weekday() for d in days]][:, None, None]
    cart = 0.055 * float(drawn["conversion"]) * willing[None, :, None] * goods * shop * alone
    order = chance.uniform(0.38, 0.6) * np.exp(chance.normal(0, 0.1, count))
    order = order * np.exp(lasting_noise(chance, (length, 1, count), 0.03 * noise, 0.4)) * weekday
    device = np.ones(len(devices))
    if len(devices) == 2:
        device[1] = chance.uniform(0.9, 1.05)
    pay = float(drawn["payment"]) * device[None, None, :, None]
    pay = pay * np.exp(lasting_noise(chance, (length, 1, 1, 1), 0.008 * noise, 0.3))
    bounce = np.clip(0.55 - 0.12 * np.log(willing), 0.25, 0.8)[:, None] * np.exp(
        chance.normal(0, 0.06, count)
    )
    dwell = 55 * np.sqrt(willing)[:, None] * np.exp(chance.normal(0, 0.2, count))
    look = lasting_noise(chance, (length, len(channels), 1, count), 0.05 * noise, 0.3)
    return {
        "cart": cart[:, :, None, :],
        "order": order[:, :, None, :],
        "pay": np.clip(pay, 0.3, 0.99),
        "bounce": np.clip(bounce[None, :, None, :] * np.exp(look * 0.6), 0.05, 0.92),
        "dwell": dwell[None, :, None, :] * np.exp(look),
    }
