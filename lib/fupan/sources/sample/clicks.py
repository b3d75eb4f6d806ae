"""The clickstream of the last month: who looked, added, ordered and paid, in which session.

The visits are those of the traffic tables. Some who bought had looked at the same product on an
earlier day, mostly through another channel; so there are paths to attribute.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.sources.sample.chance import Keys
from fupan.sources.sample.choices import seconds
from fupan.sources.sample.days import MONTHS, month_numbers
from fupan.sources.sample.goods import IDS
from fupan.sources.sample.orders import moments
from fupan.sources.sample.places import AT, NAMES
from fupan.sources.sample.play import Shop
from fupan.sources.sample.traffic import is_first

_LOOKED_BEFORE, _DAYS_BEFORE = 0.45, 7
# Channels that wake an interest, which is then followed up elsewhere.
_WAKING = ("recommend", "paid_feed", "live", "short_video", "content")


def events(shop: Shop) -> pd.DataFrame:
    """One row per event of the last month, ordered by time; money in cents."""
    month = month_numbers(MONTHS[-1])
    visits = _visits(shop, month)
    carts = shop.carts[shop.carts["day"].between(month.start, month.stop - 1)]
    lines = shop.lines.assign(paid_day=shop.lines["paid_second"] // 86_400)
    ordered = lines[lines["day"].between(month.start, month.stop - 1)]
    paid = lines[lines["paid"] & lines["paid_day"].between(month.start, month.stop - 1)]
    steps = [
        visits.assign(event="view", at=visits["day"] * 86_400 + visits["second"]),
        _step(carts, "cart", carts["day"] * 86_400 + carts["second"] + 40),
        _step(ordered, "order", ordered["ordered_second"] + 90),
        # A payment can never come before its order.
        _step(paid, "pay", np.maximum(paid["paid_second"], paid["ordered_second"] + 95)),
    ]
    table = pd.concat(steps, ignore_index=True)
    # The order's own day names the session, also of a payment on a later day.
    session = shop.chance.key("session", table["user"], table["day"], table["channel"])
    end = month.stop * 86_400 - 1
    table = table.assign(
        event_at=moments(np.minimum(table["at"], end)),
        user_id=_names(table["user"].to_numpy()),
        session_id=[f"{int(key) >> 24:010x}" for key in session],
        product_id=np.array(IDS)[table["product"]],
        amount=table["amount"].fillna(-1).astype(np.int64),
        quantity=table["quantity"].astype("Int64"),
        step=table["event"].map({"view": 0, "cart": 1, "order": 2, "pay": 3}),
    )
    table = table.sort_values(["event_at", "user_id", "step", "key"], ignore_index=True)
    return table.assign(channel=np.array(NAMES)[table["channel"]])


def _step(rows: pd.DataFrame, event: str, at: pd.Series | np.ndarray) -> pd.DataFrame:
    """The rows as events; money only where something was paid."""
    known = {"view": None, "cart": None, "order": "due_cents", "pay": "paid_cents"}[event]
    return pd.DataFrame(
        {
            "event": event,
            "at": at,
            "day": rows["day"],
            "channel": rows["channel"],
            "product": rows["product"],
            "user": rows["buyer"],
            "key": rows["key"],
            "quantity": rows["quantity"],
            "amount": rows[known] if known else np.nan,
            "campaign_id": rows["campaign_id"] if known else None,
        }
    )


def _visits(shop: Shop, month: slice) -> pd.DataFrame:
    """One row per visit of the month with its user and second."""
    visits = shop.visits
    inside = np.flatnonzero((visits.day >= month.start) & (visits.day < month.stop))
    slot = visits.live[inside]
    table = pd.DataFrame(
        {
            "key": visits.key[inside],
            "day": visits.day[inside],
            "product": visits.product[inside],
            "channel": visits.channel[inside],
            "device": visits.device[inside],
            "live": np.where(slot >= 0, shop.lives.slot_live[slot], -1),
            "is_first": is_first(shop)[inside],
            "buyer": visits.buyer[inside],
        }
    )
    table["second"] = seconds(shop.chance, shop.rates, shop.lives, table)
    second = shop.carts.drop_duplicates("key").set_index("key")["second"]
    known = table["key"].map(second)
    table["second"] = known.fillna(table["second"]).astype(np.int64)
    bought = table["key"].isin(shop.carts["key"]).to_numpy()
    known_user = np.where(table["buyer"] != 0, table["buyer"], table["key"])
    table["user"] = _followed(shop, table, _shared(table, known_user, bought), bought)
    return table


def _shared(table: pd.DataFrame, user: Keys, bought: np.ndarray) -> Keys:
    """A look that is not a visitor's first belongs to whoever looked just before, there."""
    place = ["day", "channel", "device"]
    order = table.sort_values([*place, "second", "key"], kind="stable").index.to_numpy()
    own = (table["is_first"].to_numpy() | bought | (table["buyer"].to_numpy() != 0))[order]
    start = ~table.loc[order, place].duplicated().to_numpy()
    leader = np.maximum.accumulate(np.where(own | start, np.arange(len(order)), 0))
    shared = user.copy()
    shared[order] = user[order][leader]
    return shared


def _followed(shop: Shop, table: pd.DataFrame, user: Keys, bought: np.ndarray) -> Keys:
    """Gives some new buyers a look at the product on an earlier day, once per look."""
    waking = np.isin(table["channel"], [AT[name] for name in _WAKING])
    free = table["is_first"].to_numpy() & waking & ~bought & (table["buyer"].to_numpy() == 0)
    ordered = shop.lines.loc[~shop.lines["is_back"], "key"]
    buyers = table["key"].isin(ordered).to_numpy() & (table["buyer"].to_numpy() == 0)
    buyers &= shop.chance.uniform("before", table["key"]) < _LOOKED_BEFORE
    luck, day = shop.chance.uniform("before/which", table["key"]), table["day"].to_numpy()
    user, product = user.copy(), table["product"].to_numpy()
    for what in np.unique(product[buyers]):
        looks = np.flatnonzero(free & (product == what))
        for buyer in np.flatnonzero(buyers & (product == what)):
            near = looks[(day[looks] < day[buyer]) & (day[looks] >= day[buyer] - _DAYS_BEFORE)]
            if len(near):
                look: int = near[int(luck[buyer] * len(near))]
                # Others who looked on that visit's session stay with it.
                user[user == user[look]] = user[buyer]
                looks = looks[looks != look]
    return user


def _names(user: Keys) -> list[str]:
    return [f"{int(key) >> 16:012x}" for key in user]
