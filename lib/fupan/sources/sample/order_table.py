"""The orders table: ids in each platform's manner, statuses, gifts, and marked fake orders."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.sources.sample.chance import Keys, pick
from fupan.sources.sample.days import DAYS, PROMOTIONS, day_number
from fupan.sources.sample.goods import FIRST_SKU, IDS, PLACE, PRODUCTS, SKU_IDS
from fupan.sources.sample.orders import END_SECOND, moments
from fupan.sources.sample.places import CITIES, NAMES, PLATFORMS
from fupan.sources.sample.play import Shop
from fupan.sources.sample.refunds import REASONS

# Gifts go with large orders in promotions; fake orders were found and marked later.
GIFT, _GIFT_FROM_CENTS, _GIFT_SHARE = "T05", 26_000, 0.5
SUSPECTS = (("2025-12-03", 7, "T08", 36), ("2026-09-18", 4, "T05", 18))
_DAY = 86_400


def orders(shop: Shop) -> pd.DataFrame:
    """One row per order line, ordered by time; money in cents."""
    lines = shop.lines
    names = order_names(shop)
    city = pick(shop.chance.uniform("city", lines["buyer"]), [c[2] for c in CITIES])
    product = lines["product"].to_numpy()
    refunded, paid = lines["refund_cents"] > 0, lines["paid"]
    live = lines["live"].to_numpy()
    table = pd.DataFrame(
        {
            "order_id": names.loc[lines["order_key"]].to_numpy(),
            "line_id": lines["position"].astype(str),
            "platform": np.array(PLATFORMS)[lines["platform"]],
            "ordered_at": moments(lines["ordered_second"]),
            "paid_at": np.where(paid, moments(lines["paid_second"]), np.datetime64("NaT")),
            "status": _status(lines),
            "buyer_id": _pseudonyms(lines["buyer"].to_numpy()),
            "product_id": np.array(IDS)[product],
            "sku_id": np.array(SKU_IDS)[lines["sku"]],
            "quantity": lines["quantity"],
            "list_amount": lines["list_cents"],
            "discount_amount": lines["discount_cents"],
            "paid_amount": lines["paid_cents"],
            "deposit_amount": np.where(lines["is_presale"], lines["deposit_cents"], -1),
            "refund_amount": np.where(paid, lines["refund_cents"], -1),
            "refunded_at": np.where(
                refunded, moments(lines["refund_second"]), np.datetime64("NaT")
            ),
            "refund_reason": np.where(refunded, np.array([*REASONS, ""])[lines["reason"]], None),
            "channel": np.array(NAMES)[lines["channel"]],
            "campaign_id": lines["campaign_id"],
            "live_id": np.where(live >= 0, np.array(shop.lives.live_ids)[live], None),
            "province": np.array([c[0] for c in CITIES])[city],
            "city": np.array([c[1] for c in CITIES])[city],
            "is_gift": False,
            "is_suspect": False,
        }
    )
    table = pd.concat([table, _gifts(shop, table), _suspects(shop)], ignore_index=True)
    return table.sort_values(["ordered_at", "order_id", "line_id"], ignore_index=True)


def order_names(shop: Shop) -> pd.Series:
    """The order number of each order key, unique, in the manner of its platform."""
    first = shop.lines.drop_duplicates("order_key")
    count = first.groupby("day").cumcount().to_numpy()
    ids = _numbers(
        shop,
        first["platform"].to_numpy(),
        first["ordered_second"].to_numpy(),
        count,
        first["order_key"].to_numpy(),
        first["buyer"].to_numpy(),
    )
    return pd.Series(ids, index=first["order_key"])


def _numbers(
    shop: Shop, platform: np.ndarray, second: np.ndarray, count: np.ndarray, key: Keys, buyer: Keys
) -> list[str]:
    luck = shop.chance.key("order number", key)
    tail = (shop.chance.key("buyer number", buyer) % np.uint64(10_000)).astype(int)
    made = []
    for place, at, turn, chance, last in zip(platform, second, count, luck, tail, strict=True):
        chance, day = int(chance), int(at) // _DAY
        name = PLATFORMS[place]
        if name == "tmall":
            made.append(
                f"{2_500_000 + int(at) // 250:07d}{turn:04d}{chance % 10_000:04d}{last:04d}"
            )
        elif name == "jd":
            made.append(f"3{day + 100:03d}{turn:04d}{chance % 10_000:04d}")
        elif name == "pdd":
            made.append(f"{DAYS[day]:%y%m%d}-{turn:04d}{chance % 10**11:011d}")
        else:
            made.append(f"69{20_000 + day:05d}{turn:04d}{chance % 10**8:08d}")
    return made


def _pseudonyms(buyer: Keys) -> list[str]:
    return [f"{int(key) >> 16:012x}" for key in buyer]


def _status(lines: pd.DataFrame) -> np.ndarray:
    age = (END_SECOND - lines["paid_second"]) / _DAY
    returned = lines["refund_cents"] >= np.maximum(lines["paid_cents"], 1)
    waiting = ~lines["paid"] & (
        lines["pays"]
        | lines["is_presale"] & (lines["paid_second"] >= END_SECOND)
        | (END_SECOND - lines["ordered_second"] < _DAY)
    )
    return np.select(
        [waiting, ~lines["paid"], returned, age < 1.5, age < 9],
        ["created", "closed", "closed", "paid", "shipped"],
        "completed",
    )


def _gifts(shop: Shop, table: pd.DataFrame) -> pd.DataFrame:
    """One more line on large orders of a promotion; free, and never a sale."""
    lines = shop.lines
    promoted = np.zeros(len(DAYS), dtype=bool)
    for promotion in PROMOTIONS:
        if promotion.phase == "main":
            promoted[
                max(day_number(promotion.starts_on), 0) : day_number(promotion.ends_on) + 1
            ] = True
    together = lines.groupby("order_key")["paid_cents"].transform("sum")
    lucky = shop.chance.uniform("gift", lines["order_key"]) < _GIFT_SHARE
    last = ~lines.duplicated("order_key", keep="last")
    gifts = (
        last
        & lucky
        & (together >= _GIFT_FROM_CENTS)
        & promoted[lines["day"]]
        & ~lines["is_presale"]
    )
    worth = PRODUCTS[PLACE[GIFT]].list_price * 100
    rows = table[gifts.to_numpy()].copy()
    return rows.assign(
        line_id=(rows["line_id"].astype(int) + 1).astype(str),
        product_id=GIFT,
        sku_id=SKU_IDS[FIRST_SKU[PLACE[GIFT]]],
        quantity=1,
        list_amount=worth,
        discount_amount=worth,
        paid_amount=0,
        deposit_amount=-1,
        refund_amount=0,
        refunded_at=np.datetime64("NaT"),
        refund_reason=None,
        is_gift=True,
    )


def _suspects(shop: Shop) -> pd.DataFrame:
    """Brushed orders that the operator has marked; they come without visits."""
    rows, serial = [], 0
    for first, days, product, count in SUSPECTS:
        start = day_number(pd.Timestamp(first).date())
        for _ in range(count):
            serial += 1
            luck = shop.chance.uniform("suspect", serial, np.arange(3))
            second = (start + int(luck[0] * days)) * _DAY + int((9 + 13 * luck[1]) * 3600)
            goods = PRODUCTS[PLACE[product]]
            key = shop.chance.key("suspect/key", np.array([serial]))
            rows.append(
                {
                    "order_id": _numbers(
                        shop, np.array([0]), np.array([second]), np.array([9000 + serial]), key, key
                    )[0],
                    "line_id": "1",
                    "platform": "tmall",
                    "ordered_at": moments([second])[0],
                    "paid_at": moments([second + 40])[0],
                    "status": "completed",
                    "buyer_id": _pseudonyms(key)[0],
                    "product_id": product,
                    "sku_id": SKU_IDS[FIRST_SKU[PLACE[product]]],
                    "quantity": 1,
                    "list_amount": goods.list_price * 100,
                    "discount_amount": (goods.list_price - goods.price) * 100,
                    "paid_amount": goods.price * 100,
                    "deposit_amount": -1,
                    "refund_amount": 0,
                    "channel": "search",
                    "province": CITIES[0][0],
                    "city": CITIES[0][1],
                    "is_gift": False,
                    "is_suspect": True,
                }
            )
    return pd.DataFrame(rows)
