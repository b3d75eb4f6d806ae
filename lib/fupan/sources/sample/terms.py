"""The terms of the planted facts: names, days and numbers for the whole simulation."""

from __future__ import annotations

from datetime import date as d

# Facts that no factor can describe; the module that carries them out knows them by these names.
STOCKOUT_2025 = "stockout-2025-11"
LIVE_RETURNS = "live-returns-2025-12"
COHORT = "cohort-2026-03"
FRICTION = "payment-friction-2026-07"
DEAD_STOCK = "dead-stock-2026-10"
LATE_SUPPLIER = "late-supplier-2026-10"
LIVE_GOODS = "live-goods-2026-10"
WEAK_STREAMER = "weak-streamer-2026-10"
DATA_GAP = "data-gap-2025-04"

GAP_DAYS = (d(2025, 4, 15), d(2025, 4, 16))
FREE_SHIPPING_FROM, RAISED_TO, FREIGHT = 39, 99, 8  # yuan
FRICTION_PAY = 0.62  # of the buyers who now see freight, how many still pay
COHORT_RETURN = 0.25  # rate of return of that cohort, against the others
RETURNS_IN_LIVE = 0.46  # share of that livestream's lines that come back
WEAK_CART = 0.50  # what the weak streamer's viewers add to cart, against the others
WRONG_GOODS = ("S01", "S02", "I03", "I01", "S03", "R16")
WRONG_GOODS_LIVE = (d(2026, 10, 11), "小满")
RETURNS_LIVE = (d(2025, 12, 20), "茶叔")
WEAK_STREAMER_NAME = "北辰"
COUPON_GOODS = ("T02", "T04", "T06", "R04")
GIFT_GOODS = ("S09", "R04")
