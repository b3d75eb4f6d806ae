"""The sample shop's goods: forty products of tea ware and tea, SKUs, suppliers, seasons."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

import numpy as np

from fupan.sources.sample.chance import Floats
from fupan.sources.sample.days import DAYS


@dataclass(frozen=True, slots=True)
class Product:
    """One product; money in yuan, rates as fractions, `pull` is its share of the shop's visits."""

    product_id: str
    title: str
    category: str
    brand: str
    role: str
    list_price: int
    price: int
    unit_cost: int
    pull: float
    cart_rate: float
    refund_rate: float
    supplier: str
    season: str
    options: tuple[str, ...]
    listed_on: date = date(2024, 3, 1)


# Supplier → days from order to arrival, as agreed.
LEAD_DAYS = {
    "德化瓷坊": 18,
    "宜兴陶业": 22,
    "中山电器": 15,
    "安溪茶厂": 9,
    "武夷茶厂": 10,
    "义乌礼品": 12,
    "杭州玻璃": 14,
}


def _read() -> tuple[Product, ...]:
    text = files("fupan.sources.sample").joinpath("goods.csv").read_text(encoding="utf-8")
    whole, real = ("list_price", "price", "unit_cost"), ("pull", "cart_rate", "refund_rate")
    return tuple(
        Product(
            **{
                **row,
                **{name: int(row[name]) for name in whole},
                **{name: float(row[name]) for name in real},
                "options": tuple(row["options"].split("|")),
            }
        )
        for row in csv.DictReader(text.splitlines())
    )


PRODUCTS: tuple[Product, ...] = _read()
IDS: tuple[str, ...] = tuple(p.product_id for p in PRODUCTS)
PLACE: dict[str, int] = {name: place for place, name in enumerate(IDS)}

# The first option sells most; (product's place, option, share of the product's units).
_SHARES = {1: (1.0,), 2: (0.62, 0.38), 3: (0.5, 0.3, 0.2)}
SKU_PRODUCT = np.repeat(np.arange(len(PRODUCTS)), [len(p.options) for p in PRODUCTS])
SKU_IDS: tuple[str, ...] = tuple(
    f"{p.product_id}-{n}" for p in PRODUCTS for n in range(1, len(p.options) + 1)
)
SKU_TITLES: tuple[str, ...] = tuple(option for p in PRODUCTS for option in p.options)
SKU_SHARE: Floats = np.array([s for p in PRODUCTS for s in _SHARES[len(p.options)]])
FIRST_SKU = np.searchsorted(SKU_PRODUCT, np.arange(len(PRODUCTS)))

# What is bought together with a category: tea asks for ware, and ware for tea.
COMPANIONS: dict[str, tuple[str, ...]] = {
    "茶具套装": ("T04", "R04", "R12", "R15"),
    "茶杯": ("T05", "T04", "R09"),
    "茶壶": ("R12", "T06", "R04", "T08"),
    "煮茶器": ("T07", "R14", "S11", "R05"),
    "冷泡壶": ("S03", "S03", "T04"),
    "茶叶": ("R09", "T05", "T02"),
    "茶叶罐": ("R04", "R10"),
    "茶盘": ("T08", "R16", "R03"),
    "茶配件": ("T02", "T04", "T08"),
    "礼盒": ("R04", "R05"),
}

# Month → strength, January first; the days in between are interpolated.
_SEASONS = {
    "flat": (1.05, 0.95, 1, 1, 1, 0.98, 0.95, 0.95, 1, 1.03, 1.06, 1.06),
    "cold": (0.25, 0.3, 0.5, 0.85, 1.35, 1.9, 2.2, 1.9, 1.05, 0.5, 0.3, 0.25),
    "warm": (1.65, 1.2, 0.85, 0.65, 0.5, 0.45, 0.45, 0.5, 0.8, 1.2, 1.65, 1.85),
    "spring": (0.4, 0.5, 1.6, 2.6, 1.7, 0.9, 0.7, 0.6, 0.6, 0.6, 0.5, 0.5),
}
# Gifts sell before their feast and not after it: Mid-Autumn 2025-10-06 and 2026-09-25,
# Spring Festival 2026-02-17.
_FEASTS = {
    "autumn": (date(2025, 10, 6), date(2026, 9, 25)),
    "newyear": (date(2025, 1, 29), date(2026, 2, 17)),
}


def season_strength() -> Floats:
    """One row per day, one column per product: 1 in an ordinary week."""
    month = DAYS.month.to_numpy()
    place = (month - 1) + (DAYS.day.to_numpy() - 15) / 30.0
    curves = {
        name: np.interp(place, np.arange(-1, 13), (year[-1], *year, year[0]))
        for name, year in _SEASONS.items()
    }
    for name, feasts in _FEASTS.items():
        curves[name] = np.full(len(DAYS), 0.3 if name == "autumn" else 0.15)
        for feast in feasts:
            ahead = (np.datetime64(feast) - DAYS.to_numpy()).astype("timedelta64[D]").astype(int)
            rising = np.where(
                (ahead >= 2) & (ahead <= 45), np.exp(-(((ahead - 13) / 13.0) ** 2)), 0
            )
            curves[name] = curves[name] + 3.2 * rising
    return np.stack([curves[p.season] for p in PRODUCTS], axis=1)
