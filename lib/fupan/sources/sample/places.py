"""Where the sample shop's visitors come from: channels, platforms, devices, provinces, hours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fupan.sources.sample.chance import Floats


@dataclass(frozen=True, slots=True)
class Channel:
    """One channel; `pull` is its share of visits, the rates are relative to the shop's mean."""

    name: str
    pull: float
    cart: float
    order: float
    bounce_rate: float
    dwell_seconds: float
    pages: float
    new_share: float
    platforms: tuple[float, float, float, float]
    roles: tuple[float, float, float, float]  # traffic, profit, image, seasonal


PLATFORMS: tuple[str, ...] = ("tmall", "jd", "pdd", "douyin")
ROLES: tuple[str, ...] = ("traffic", "profit", "image", "seasonal")
DEVICES: tuple[str, ...] = ("mobile", "pc", "mini_program")
DEVICE_SHARE = (0.84, 0.09, 0.07)
DEVICE_CART = np.array([1.0, 1.12, 0.9])

CHANNELS: tuple[Channel, ...] = (
    Channel(
        "search", 0.255, 1.08, 1.06, 0.40, 68, 3.1, 0.62, (0.50, 0.25, 0.22, 0.03), (1, 1, 1, 1)
    ),
    Channel(
        "recommend",
        0.225,
        0.90,
        0.95,
        0.47,
        55,
        2.7,
        0.70,
        (0.56, 0.10, 0.20, 0.14),
        (1.1, 0.95, 0.8, 1.1),
    ),
    Channel(
        "paid_search",
        0.115,
        1.05,
        1.04,
        0.43,
        63,
        2.9,
        0.74,
        (0.48, 0.27, 0.25, 0),
        (0.9, 1.2, 0.7, 1),
    ),
    Channel(
        "paid_feed",
        0.105,
        0.72,
        0.84,
        0.57,
        41,
        2.1,
        0.85,
        (0.45, 0.07, 0.13, 0.35),
        (1.2, 0.9, 0.6, 1.1),
    ),
    Channel("live", 0.012, 1.05, 1.02, 0.38, 95, 2.6, 0.66, (0.25, 0.03, 0.02, 0.70), (1, 1, 1, 1)),
    Channel(
        "short_video",
        0.09,
        0.60,
        0.80,
        0.60,
        36,
        1.9,
        0.88,
        (0.18, 0.02, 0.08, 0.72),
        (1.3, 0.8, 0.6, 1.2),
    ),
    Channel(
        "content",
        0.05,
        0.78,
        0.88,
        0.50,
        74,
        2.4,
        0.78,
        (0.55, 0.05, 0.05, 0.35),
        (0.9, 1, 1.6, 1.1),
    ),
    Channel(
        "affiliate",
        0.055,
        0.95,
        1.02,
        0.45,
        48,
        2.3,
        0.75,
        (0.55, 0.20, 0.20, 0.05),
        (1.3, 0.8, 0.4, 1),
    ),
    Channel(
        "private",
        0.05,
        1.55,
        1.22,
        0.25,
        120,
        4.4,
        0.12,
        (0.72, 0.08, 0.02, 0.18),
        (0.8, 1.2, 1.5, 1.1),
    ),
    Channel(
        "direct",
        0.06,
        1.30,
        1.14,
        0.30,
        98,
        3.8,
        0.30,
        (0.55, 0.28, 0.12, 0.05),
        (0.9, 1.1, 1.3, 1),
    ),
)
NAMES: tuple[str, ...] = tuple(c.name for c in CHANNELS)
AT: dict[str, int] = {name: place for place, name in enumerate(NAMES)}
PLATFORM_SHARE: Floats = np.array([c.platforms for c in CHANNELS])

# Where buyers who come back enter.
RETURN_SHARE = np.array(
    [
        {"private": 0.40, "direct": 0.30, "search": 0.20, "recommend": 0.10}.get(name, 0.0)
        for name in NAMES
    ]
)

# Share of an ordinary day's visits by hour: lunch, and the evening when people drink tea.
HOURS = np.array(
    [
        1.6,
        0.8,
        0.4,
        0.3,
        0.3,
        0.5,
        1.2,
        2.4,
        3.6,
        4.8,
        5.6,
        5.4,
        5.6,
        5.2,
        4.8,
        4.8,
        4.7,
        4.4,
        4.6,
        6.2,
        8.2,
        8.8,
        7.4,
        4.4,
    ]
)

CITIES: tuple[tuple[str, str, float], ...] = (
    ("广东", "深圳", 6.2),
    ("广东", "广州", 5.6),
    ("广东", "佛山", 2.1),
    ("浙江", "杭州", 5.4),
    ("浙江", "宁波", 2.6),
    ("江苏", "苏州", 4.2),
    ("江苏", "南京", 3.6),
    ("上海", "上海", 7.4),
    ("北京", "北京", 6.8),
    ("福建", "福州", 3.4),
    ("福建", "泉州", 3.6),
    ("福建", "厦门", 2.8),
    ("四川", "成都", 4.6),
    ("湖北", "武汉", 3.2),
    ("湖南", "长沙", 2.6),
    ("山东", "青岛", 2.6),
    ("山东", "济南", 2.4),
    ("河南", "郑州", 2.8),
    ("陕西", "西安", 2.4),
    ("重庆", "重庆", 2.6),
    ("安徽", "合肥", 1.8),
    ("辽宁", "沈阳", 1.5),
    ("河北", "石家庄", 1.6),
    ("云南", "昆明", 1.4),
    ("江西", "南昌", 1.2),
    ("广西", "南宁", 1.3),
    ("天津", "天津", 1.2),
    ("黑龙江", "哈尔滨", 0.9),
)
