"""Traffic tables: the visits and what became of them, counted by channel and by product.

Payments are counted on the day they were made, so amounts agree with the orders to the cent.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.sources.sample.chance import Floats, Ints
from fupan.sources.sample.days import DAYS
from fupan.sources.sample.goods import IDS, PRODUCTS
from fupan.sources.sample.places import AT, CHANNELS, DEVICES, NAMES
from fupan.sources.sample.play import Shop
from fupan.sources.sample.rates import effects, strength
from fupan.sources.sample.terms import DATA_GAP, GAP_DAYS

# Of the visits, those of somebody who has already seen another product that day.
_SECOND_PRODUCT = 0.24
_FAVORITES_PER_CART = 0.55
_CLICK_RATE = {"traffic": 0.055, "profit": 0.042, "image": 0.036, "seasonal": 0.048}


def traffic(shop: Shop) -> pd.DataFrame:
    """One row per day × channel × device; money in cents."""
    visits = shop.visits
    shape = (len(DAYS), len(NAMES), len(DEVICES))
    first = is_first(shop)
    seen = _count(shape, visits.day[first], visits.channel[first], visits.device[first])
    day, channel, device = np.indices(shape)
    table = {"visitors": seen}
    carts = shop.carts[~shop.carts["is_addon"]]
    table["cart_visitors"] = _count(shape, carts["day"], carts["channel"], carts["device"])
    lines = shop.lines.assign(paid_day=shop.lines["paid_second"] // 86_400)
    paid = lines[lines["paid"]]
    by = ["channel", "device"]
    table["order_buyers"] = _people(shape, lines, ["day", *by])
    table["pay_buyers"] = _people(shape, paid, ["paid_day", *by])
    table["pay_amount"] = _sum(shape, paid, ["paid_day", *by], "paid_cents")
    least = np.maximum(table["cart_visitors"], table["pay_buyers"])
    table["visitors"] = np.maximum(table["visitors"], least)
    table |= _manners(shop, table["visitors"], table["cart_visitors"], (day, channel, device))
    frame = pd.DataFrame(
        {"day": day.ravel(), "channel": channel.ravel(), "device": device.ravel()}
        | {name: column.ravel() for name, column in table.items()}
    )
    if DATA_GAP in shop.active:
        frame = frame[~frame["day"].isin([(g - DAYS[0].date()).days for g in GAP_DAYS])]
    return frame[(frame["visitors"] > 0)].reset_index(drop=True)


def is_first(shop: Shop) -> np.ndarray:
    """Per visit: whether it is its visitor's first of that day and channel.

    Who is known or puts something in the cart is counted as somebody of his own.
    """
    visits = shop.visits
    own = np.isin(visits.key, shop.carts["key"].to_numpy()) | (visits.buyer != 0)
    luck = shop.chance.uniform("second product", visits.key)
    return ((luck >= _SECOND_PRODUCT) | own) & ~visits.is_addon


def product_traffic(shop: Shop) -> pd.DataFrame:
    """One row per day × product; money in cents."""
    visits, carts = shop.visits, shop.carts
    shape, by = (len(DAYS), len(IDS)), ["day", "product"]
    lines = shop.lines.assign(paid_day=shop.lines["paid_second"] // 86_400)
    paid, by_paid = lines[lines["paid"]], ["paid_day", "product"]
    cart = _count(shape, carts["day"], carts["product"])
    pay_buyers = _people(shape, paid, by_paid)
    seen = _count(shape, visits.day, visits.product)
    visitors = np.maximum(seen, np.maximum(cart, pay_buyers))
    searched = visits.channel == AT["search"]
    search = _count(shape, visits.day[searched], visits.product[searched])
    table = {
        **_page_manners(shop, visitors, cart),
        "visitors": visitors,
        "cart_visitors": cart,
        "cart_units": _sum(shape, carts, by, "quantity"),
        "order_buyers": _people(shape, lines, by),
        "order_units": _sum(shape, lines, by, "quantity"),
        "pay_buyers": pay_buyers,
        "pay_units": _sum(shape, paid, by_paid, "quantity"),
        "pay_amount": _sum(shape, paid, by_paid, "paid_cents"),
        "search_visitors": np.minimum(search, visitors),
    }
    day, product = np.indices(shape)
    frame = pd.DataFrame(
        {"day": day.ravel(), "product": product.ravel()}
        | {n: c.ravel().astype(np.int64) for n, c in table.items()}
    )
    return frame[frame["visitors"] > 0].reset_index(drop=True)


def _page_manners(shop: Shop, visitors: Ints, carts: Ints) -> dict[str, Floats]:
    """How often a product is shown and clicked, and how its visitors behave on the page."""
    day, product = np.indices(visitors.shape)
    bounce, dwell = (
        np.stack([_factor(shop, stage, product=p) for p in IDS], axis=1)
        for stage in ("bounce", "dwell")
    )

    def about(purpose: str, spread: float) -> Floats:
        return shop.chance.jitter(f"product/{purpose}", spread, day, product)

    clicks = np.round(visitors * 1.12).astype(np.int64)
    rate = np.array([_CLICK_RATE[p.role] for p in PRODUCTS])[None, :] * about("ctr", 0.07)
    liked = np.round(carts * _FAVORITES_PER_CART * about("favorites", 0.25))
    left = np.round(visitors * (0.46 * bounce * about("bounce", 0.05)))
    return {
        "impressions": np.round(clicks / rate),
        "clicks": clicks,
        "pageviews": np.round(visitors * 1.42 * about("pages", 0.04)),
        "bounces": np.clip(left, 0, visitors - carts),
        "dwell_seconds": np.round(visitors * 44 * dwell * about("dwell", 0.06)),
        "favorite_visitors": np.minimum(liked, visitors),
    }


def _manners(
    shop: Shop, visitors: Ints, carts: Ints, cell: tuple[Ints, Ints, Ints]
) -> dict[str, Ints]:
    """How visitors behave: new or known, pages, bounces, stay, favourites."""
    chance, (day, channel, device) = shop.chance, cell
    known = {
        name: np.array([getattr(c, name) for c in CHANNELS])[channel]
        for name in ("bounce_rate", "dwell_seconds", "pages", "new_share")
    }
    bounce, dwell = (
        np.stack([_factor(shop, stage, channel=c) for c in NAMES], axis=1)[day, channel]
        for stage in ("bounce", "dwell")
    )
    bounces = (
        visitors
        * known["bounce_rate"]
        * bounce
        * chance.jitter("bounce", 0.035, day, channel, device)
    )
    # Whoever stays for longer also sees more pages.
    pages = 1 + (known["pages"] - 1) * dwell
    made = {
        "new_visitors": visitors * known["new_share"] * chance.jitter("new", 0.03, day, channel),
        "pageviews": visitors * pages * chance.jitter("pages", 0.03, day, channel),
        "bounces": np.minimum(bounces, visitors - carts),
        "dwell_seconds": visitors
        * known["dwell_seconds"]
        * dwell
        * chance.jitter("dwell", 0.05, day, channel),
        "favorite_visitors": carts
        * _FAVORITES_PER_CART
        * chance.jitter("favorites", 0.2, day, channel, device),
    }
    rounded = {name: np.round(column).astype(np.int64) for name, column in made.items()}
    for name in ("new_visitors", "favorite_visitors"):
        rounded[name] = np.minimum(rounded[name], visitors)
    rounded["pageviews"] = np.maximum(rounded["pageviews"], visitors)
    return rounded


def _factor(shop: Shop, stage: str, product: str = "", channel: str = "") -> Floats:
    """One factor per day: the facts' effect on one product's or one channel's manners."""
    factor = np.ones(len(DAYS))
    for effect in effects(stage, shop.active):
        named = effect.products if product else effect.channels
        if (product or channel) in named:
            factor = factor * strength(effect)
    return factor


def _count(shape: tuple[int, ...], *places: Ints) -> Ints:
    flat = np.ravel_multi_index(tuple(np.asarray(p) for p in places), shape)
    return np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)


def _sum(shape: tuple[int, ...], rows: pd.DataFrame, by: list[str], column: str) -> Ints:
    total = np.zeros(shape, dtype=np.int64)
    np.add.at(total, tuple(rows[name].to_numpy() for name in by), rows[column].to_numpy())
    return total


def _people(shape: tuple[int, ...], rows: pd.DataFrame, by: list[str]) -> Ints:
    distinct = rows[[*by, "buyer"]].drop_duplicates()
    return _count(shape, *(distinct[name] for name in by))
