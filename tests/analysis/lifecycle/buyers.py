"""Shops whose buyers come back as told: each cohort's chance to return is known exactly."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pyarrow as pa

from fupan.ground.periods import Period
from fupan.store import Shop

FIRST, LAST = date(2025, 1, 1), date(2026, 6, 30)
JUNE = Period.parse("2026-06")
CHANNELS = ("search", "recommend", "live")


def buying_shop(
    seed=5,
    *,
    each=500,
    chance=0.25,
    spoiled=None,
    times=0.5,
    shift=0,
    copies=1,
    shuffle=None,
    named=True,
):
    """`each` first buyers a month; every purchase is followed by another with `chance`, after a
    wait of 3 days and an exponential of 25 days on top. The cohort of month `spoiled` returns
    `times` as likely after its first purchase. `copies` gives every buyer so many twins."""
    luck = np.random.default_rng(seed)
    rows = []
    for month in Period.parse(f"{FIRST}..{LAST}").months():
        for n in range(luck.poisson(each)):
            day = luck.integers(0, month.days)
            at = (month.start - FIRST).days + int(day)
            likely = chance * (times if month.name == spoiled else 1.0)
            channel = CHANNELS[int(luck.integers(0, 3))]
            while at <= (LAST - FIRST).days:
                product = f"p{int(luck.integers(1, 6))}"
                rows.append(
                    (f"{month.name}-{n}", at, channel, product, int(luck.integers(50, 150)))
                )
                if luck.random() > likely:
                    break
                at += 3 + int(luck.exponential(25))
                likely = chance
    frame = pd.DataFrame(rows, columns=["buyer", "at", "channel", "product_id", "paid"])
    frame = pd.concat([frame.assign(buyer=frame["buyer"] + f"/{n}") for n in range(copies)])
    frame = frame.reset_index(drop=True)
    if shuffle is not None:
        frame = frame.sample(frac=1, random_state=shuffle).reset_index(drop=True)
    # Numbers follow the purchase, not the row, so that a shuffled shop is the same shop.
    number = frame["buyer"] + "@" + frame["at"].astype(str) + "@" + frame["product_id"]
    noon = datetime.combine(FIRST, datetime.min.time()) + timedelta(hours=12, days=shift)
    moments = [noon + timedelta(days=int(at)) for at in frame["at"]]
    return Shop.of(
        "buyers",
        {
            "orders": pa.table(
                {
                    "order_id": number.tolist(),
                    "line_id": ["1"] * len(frame),
                    "platform": ["tmall"] * len(frame),
                    "ordered_at": moments,
                    "paid_at": moments,
                    "status": ["completed"] * len(frame),
                    "buyer_id": frame["buyer"].tolist()
                    if named
                    else pa.nulls(len(frame), pa.string()),
                    "product_id": frame["product_id"].tolist(),
                    "quantity": [1] * len(frame),
                    "paid_amount": frame["paid"].tolist(),
                    "channel": frame["channel"].tolist(),
                }
            )
        },
    )


def small_shop(purchases, last):
    """A shop of the purchases named: (buyer, "YYYY-MM-DD", paid, further columns); watched up to
    `last` by an order that belongs to nobody known."""
    rows = []
    for n, (buyer, day, paid, *more) in enumerate([*purchases, (None, last, 1)]):
        moment = datetime.fromisoformat(f"{day}T12:00:00")
        rows.append({"order_id": str(n), "line_id": "1", "platform": "tmall", "ordered_at": moment,
                     "paid_at": moment, "status": "completed", "buyer_id": buyer,
                     "product_id": "p1", "quantity": 1, "paid_amount": paid,
                     **(more[0] if more else {})})  # fmt: skip
    return Shop.of("few", {"orders": pd.DataFrame(rows)})
