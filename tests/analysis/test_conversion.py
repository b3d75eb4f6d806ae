"""The conversion review: exact parts, ordered funnels, and what it does without tables."""

from datetime import date

import pandas as pd
import pytest
from small_shops import small_shop

from fupan.analysis import conversion
from fupan.analysis.conversion.paths import closed_counts, open_counts
from fupan.ground.periods import Period
from fupan.store import Shop

JULY = Period.parse("2026-07")
EXHIBITS = {
    "funnel",
    "ordered",
    "leaks",
    "bridge",
    "segments",
    "causes",
    "evidence",
    "trials",
    "paths",
}


def test_the_links_of_the_chain_add_up_to_the_change_to_the_cent():
    review = conversion.review(small_shop(conversion={"live": 0.5}), JULY)
    bridge = review.table("bridge")
    change = round(bridge["end"].iloc[0] - bridge["start"].iloc[0], 2)
    assert round(bridge["effect"].sum(), 2) == change
    assert list(bridge["factor"])[:4] == ["visitors", "cart", "order", "pay"]


def test_the_chain_starts_and_ends_at_the_sales_of_both_periods():
    shop = small_shop()
    orders = shop.orders.to_pandas()
    paid = orders.groupby(orders["paid_at"].dt.strftime("%Y-%m"))["paid_amount"].sum().astype(float)
    bridge = conversion.review(shop, JULY).table("bridge")
    assert bridge["start"].iloc[0] == pytest.approx(paid["2026-06"])
    assert bridge["end"].iloc[0] == pytest.approx(paid["2026-07"])


def click(user, event, day, hour=10):
    moment = pd.Timestamp(2026, 7, day, hour)
    return {
        "event_at": moment, "user_id": user, "session_id": f"{user}-{day}", "channel": "search",
        "product_id": "p1", "event": event,
    }  # fmt: skip


def test_a_closed_funnel_counts_steps_in_order_within_the_window_and_an_open_one_all():
    """Ann does all in order. Ben orders before he carts. Cat carts nine days after her first view.
    Closed: view 3, cart 2 (Ann, Ben), order 1, pay 1. Open: cart 3, order 2, pay 1."""
    rows = [
        click("ann", "view", 1), click("ann", "cart", 1, 11), click("ann", "order", 2),
        click("ann", "pay", 3), click("ben", "view", 1), click("ben", "order", 1, 11),
        click("ben", "cart", 2), click("cat", "view", 1), click("cat", "cart", 10),
    ]  # fmt: skip
    events = Shop.of("clicks", {"events": pd.DataFrame(rows)}).events
    assert closed_counts(events)["value"] == {"view": 3, "cart": 2, "order": 1, "pay": 1}
    assert open_counts(events) == {"view": 3, "cart": 3, "order": 2, "pay": 1}


def test_a_shop_with_orders_alone_gets_a_review_that_says_what_is_missing():
    shop = Shop.of("bare", {"orders": small_shop().orders.to_pandas()})
    review = conversion.review(shop, JULY)
    assert set(review.exhibits) == EXHIBITS
    assert [f for f in review.findings if f.kind == "cause"] == []
    assert review.exhibit("funnel").why_not.zh
    assert any("流量" in note.zh for note in review.notes)


def test_a_shop_without_a_past_names_no_cause():
    shop = small_shop(last=date(2026, 7, 31), days=40)
    review = conversion.review(shop, JULY)
    assert [f for f in review.findings if f.kind == "cause"] == []
    assert "不足两个月" in review.headline.zh


def test_a_month_without_data_does_not_break():
    review = conversion.review(small_shop(), Period.parse("2027-03"))
    assert [f for f in review.findings if f.kind == "cause"] == []
