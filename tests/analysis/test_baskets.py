"""What unpaid orders were worth, counted by hand."""

from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from fupan.analysis.causes.baskets import Baskets
from fupan.analysis.causes.panel import Panel
from fupan.store import Shop

FIRST, SINCE = date(2026, 5, 1), 60
PRICES = {"cup": 50, "pot": 100}


def lines(day: date, product: str, paid: int, unpaid: int, several: bool) -> list[dict]:
    at = datetime.combine(day, datetime.min.time()) + timedelta(hours=12)
    return [
        {
            "shop": "s", "order_id": f"{day}{product}{n}", "line_id": "1", "platform": "tmall",
            "ordered_at": at, "paid_at": at if n < paid else None,
            "status": "paid" if n < paid else "created", "product_id": product,
            "quantity": 2 if several and n < paid else 1,
            "paid_amount": PRICES[product] * (1 + several) if n < paid else 0, "channel": "search",
        }
        for n in range(paid + unpaid)
    ]  # fmt: skip


def baskets(*, after: dict[str, tuple[int, int]], several: bool = False) -> Baskets:
    """200 orders of each product before, a tenth unpaid; then as given, and later other days.

    With `several` every paid order is of two pieces, and every unpaid one is written as of one.
    """
    rows = []
    for product in PRICES:
        rows += lines(FIRST + timedelta(days=30), product, 180, 20, several)
        rows += lines(FIRST + timedelta(days=70), product, *after[product], several)
        rows += lines(
            FIRST + timedelta(days=200), product, 900, 0, several
        )  # after the period: not asked
    days = tuple(FIRST + timedelta(days=n) for n in range(90))
    held = np.ones(90, dtype=bool)
    return Baskets(
        Shop.of("s", {"orders": pd.DataFrame(rows)}), Panel(days, ("shop",), {}, held, held)
    )


def test_small_baskets_left_unpaid_are_worth_less_than_those_that_were_paid():
    # Heads: 90 % paid before, 280 of 400 now: 0.9 ÷ 0.7 − 1 = 0.2857 more were to be paid.
    # Money: 90 % before, 23,000 of 30,000 now: 0.9 ÷ 0.76667 − 1 = 0.1739.
    found = baskets(after={"cup": (100, 100), "pot": (180, 20)})
    assert found.ratio(SINCE, None) == pytest.approx(0.1739 / 0.2857, abs=1e-3)
    assert found.ratio(SINCE, "search") == pytest.approx(0.1739 / 0.2857, abs=1e-3)


def test_large_baskets_left_unpaid_are_worth_more():
    # Money: 180 cups and 100 pots paid, 19,000 of 30,000 now: 0.9 ÷ 0.6333 − 1.
    found = baskets(after={"cup": (180, 20), "pot": (100, 100)})
    assert found.ratio(SINCE, None) == pytest.approx((0.9 / (19 / 30) - 1) / 0.2857, abs=1e-3)


def test_where_orders_keep_no_unpaid_ones_all_baskets_are_alike():
    assert baskets(after={"cup": (200, 0), "pot": (200, 0)}).ratio(SINCE, None) == 1.0


def test_unpaid_orders_written_as_one_piece_each_do_not_tell_what_they_were_worth():
    found = baskets(after={"cup": (100, 100), "pot": (180, 20)}, several=True)
    assert found.ratio(SINCE, None) == 1.0
