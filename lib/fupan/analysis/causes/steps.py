"""The steps whose moves are followed: which count is held over which.

What a move means is left to the causes.
"""

from __future__ import annotations

from collections.abc import Mapping

# A step's top and bottom; a volume has days as its bottom.
STEPS: Mapping[str, tuple[str, str | None]] = {
    "visitors": ("visitors", None),
    "cart": ("cart_visitors", "visitors"),
    "order": ("order_buyers", "cart_visitors"),
    "pay": ("pay_buyers", "order_buyers"),
    "close": ("pay_buyers", "cart_visitors"),
    "conversion": ("pay_buyers", "visitors"),
    "bounce": ("bounces", "visitors"),
    "dwell": ("dwell_seconds", "visitors"),
    "sales": ("pay_buyers", None),
}
SPREAD_BY_BOTTOM = ("dwell_seconds",)  # sums whose chance spread is that of their visitors
