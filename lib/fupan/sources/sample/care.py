"""Care: inquiries at the service desks, and the reviews that buyers leave."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.sources.sample.chance import pick_rows
from fupan.sources.sample.days import DAYS
from fupan.sources.sample.goods import IDS
from fupan.sources.sample.places import PLATFORMS
from fupan.sources.sample.play import Shop
from fupan.sources.sample.rates import effects, strength
from fupan.sources.sample.refunds import REASONS

_REVIEW_SHARE = 0.075
_REVIEW_WHEN_RETURNED = 0.22
_STARS = (0.012, 0.014, 0.040, 0.150, 0.784)
_STARS_BAD = (0.30, 0.24, 0.16, 0.14, 0.16)
_STARS_RETURNED = (0.34, 0.22, 0.18, 0.14, 0.12)
_TOPICS_GOOD = ("颜值高", "质感好", "送礼合适", "物流快", "味道好", "性价比高")
_TOPICS_BAD = ("质量", "包装破损", "与描述不符", "物流慢", "客服")
_INQUIRY_PER_ORDER = 0.95


def reviews(shop: Shop) -> pd.DataFrame:
    """One row per review, ordered by time."""
    chance, lines = shop.chance, shop.lines[shop.lines["paid"]]
    returned = (lines["refund_cents"] > 0) & (lines["reason"] != REASONS.index("价保补差"))
    speaks = np.where(returned, _REVIEW_WHEN_RETURNED, _REVIEW_SHARE)
    lines = lines[chance.uniform("review", lines["key"]) < speaks]
    key, returned = lines["key"], returned[lines.index].to_numpy()
    bad = np.zeros(len(lines), dtype=bool)
    for effect in effects("refund", shop.active):
        bad |= np.isin(np.array(IDS)[lines["product"]], effect.products) & (
            strength(effect)[lines["day"]] != 1
        )
    weights = np.array([_STARS, _STARS_BAD, _STARS_RETURNED])[np.where(bad, 1, returned * 2)]
    rating = 1 + pick_rows(chance.uniform("review/stars", key), weights)
    days = 5 + (14 * chance.uniform("review/days", key)).astype(np.int64)
    clock = ((8 + 15 * chance.uniform("review/clock", key)) * 3600).astype(np.int64)
    second = (lines["paid_second"].to_numpy() // 86_400 + days) * 86_400 + clock
    luck = chance.uniform("review/topic", key)
    good = np.array(_TOPICS_GOOD)[(luck * len(_TOPICS_GOOD)).astype(int)]
    poor = np.array(_TOPICS_BAD)[(luck * len(_TOPICS_BAD)).astype(int)]
    poor = np.where(bad & (luck < 0.75), "质量", poor)
    table = pd.DataFrame(
        {
            "second": second,
            "order_key": lines["order_key"].to_numpy(),
            "product": lines["product"].to_numpy(),
            "rating": rating,
            "sentiment": np.select([rating <= 2, rating == 3], ["negative", "neutral"], "positive"),
            "topic": np.where(rating <= 3, poor, good),
            "key": key.to_numpy(),
        }
    )
    table = table[table["second"] < len(DAYS) * 86_400]
    return table.sort_values(["second", "key"], ignore_index=True)


def service(shop: Shop) -> pd.DataFrame:
    """One row per day × platform's desk."""
    chance, lines = shop.chance, shop.lines
    shape = (len(DAYS), len(PLATFORMS))
    day, desk = np.indices(shape)
    ordered = np.bincount(
        np.ravel_multi_index((lines["day"], lines["platform"]), shape), minlength=day.size
    ).reshape(shape)
    trouble = lines[lines["reason"] >= 0]
    troubles = np.zeros(shape, dtype=np.int64)
    np.add.at(troubles, (trouble["refund_second"] // 86_400, trouble["platform"]), 1)
    asked = (ordered * _INQUIRY_PER_ORDER + troubles * 1.5) * chance.jitter(
        "service/asked", 0.12, day, desk
    )
    inquiries = np.round(asked).astype(np.int64)
    busy = 1 + 0.004 * inquiries
    answered = np.minimum(
        np.round(inquiries * (0.975 - 0.02 * np.abs(chance.normal("service/missed", day, desk)))),
        inquiries,
    ).astype(np.int64)
    buyers = np.minimum(np.round(inquiries * 0.72), inquiries).astype(np.int64)
    turned = np.clip(0.46 + 0.05 * chance.normal("service/turned", day, desk), 0.2, 0.8)
    complaints = (chance.uniform("service/complaint", day, desk) < 0.10 * troubles).astype(int)
    disputes = (chance.uniform("service/dispute", day, desk) < 0.04 * troubles).astype(int)
    table = pd.DataFrame(
        {
            "day": day.ravel(),
            "desk": np.array(PLATFORMS)[desk.ravel()],
            "inquiries": inquiries.ravel(),
            "answered": answered.ravel(),
            "first_response_seconds": np.round(
                26 * busy * chance.jitter("service/seconds", 0.15, day, desk), 1
            ).ravel(),
            "inquiry_buyers": buyers.ravel(),
            "inquiry_pay_buyers": np.round(buyers * turned).ravel().astype(int),
            "complaints": complaints.ravel(),
            "disputes": disputes.ravel(),
        }
    )
    return table
