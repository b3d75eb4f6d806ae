"""The conversion review: exact parts, ordered funnels, and what it does without tables."""

from datetime import date

import pandas as pd
import pytest
from small_shops import small_shop

from fupan.analysis import conversion
from fupan.analysis.conversion.mix import mix_exhibit, split_by_goods
from fupan.analysis.conversion.paths import closed_counts, open_counts, paths
from fupan.analysis.conversion.segments import segment_drivers, segments_exhibit
from fupan.ground.periods import Period
from fupan.store import Shop

JULY = Period.parse("2026-07")
EXHIBITS = {
    "funnel",
    "ordered",
    "leaks",
    "bridge",
    "mix",
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
    assert closed_counts(events) == {"view": 3, "cart": 2, "order": 1, "pay": 1}
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


def paid(day, product, units, amount, channel="search", buyer=None):
    moment = pd.Timestamp(day) + pd.Timedelta(hours=12)
    return {
        "order_id": f"{day}-{product}-{channel}-{buyer}", "line_id": "1", "platform": "tmall",
        "ordered_at": moment, "paid_at": moment, "status": "completed", "product_id": product,
        "buyer_id": buyer, "quantity": units, "paid_amount": float(amount), "channel": channel,
    }  # fmt: skip


def test_price_volume_and_mix_of_a_month_add_up_to_the_change_of_paid_sales():
    """Mugs 10 → 12 at 50 → 55; pots 10 → 6 at 100; lids (200) gone, trays (300) new.

    As in the bridge's own example: volume −150, mix −150, price +60, new +300, gone −200.
    """
    rows = [
        paid("2026-06-10", "mug", 10, 500), paid("2026-06-11", "pot", 10, 1000),
        paid("2026-06-12", "lid", 2, 200), paid("2026-07-10", "mug", 12, 660),
        paid("2026-07-11", "pot", 6, 600), paid("2026-07-12", "tray", 1, 300),
    ]  # fmt: skip
    shop = Shop.of("mix", {"orders": pd.DataFrame(rows)})
    held = split_by_goods(shop, JULY, Period.parse("2026-06"))
    shown = mix_exhibit(held, JULY, Period.parse("2026-06"), "CNY")
    assert dict(zip(shown.table["factor"], shown.table["effect"], strict=True)) == {
        "volume": -150, "mix": -150, "price": 60, "new": 300, "gone": -200,
    }  # fmt: skip
    assert (shown.options["start"][1], shown.options["end"][1]) == (1700, 1560)


def test_price_volume_and_mix_say_why_there_is_nothing_to_split():
    bare = Shop.of("bare", {"orders": pd.DataFrame([paid("2026-07-10", "mug", 1, 50)])})
    assert "没有可比" in split_by_goods(bare, JULY, None).zh
    assert "没有成交" in split_by_goods(bare, JULY, Period.parse("2026-06")).zh


def many(category_of, fallen):
    """Eight weeks and July of 30 lines a day; in July a third is left of what `fallen` names."""
    rows = []
    for day in pd.date_range("2026-05-06", "2026-07-31"):
        for number in range(30):
            product = f"p{number % 6}"
            if day >= pd.Timestamp("2026-07-01") and product in fallen and (number + day.day) % 3:
                continue
            rows.append(paid(f"{day:%Y-%m-%d}", product, 1, 50, "search", f"b{day:%m%d}-{number}"))
    goods = [{"product_id": p, "title": p, "category": c} for p, c in category_of.items()]
    return {"orders": pd.DataFrame(rows), "products": pd.DataFrame(goods)}


def test_a_category_that_fell_is_named_as_one_segment_and_a_lone_product_by_its_name():
    category_of = {"p0": "cups", "p1": "cups", "p2": "pots", "p3": "tea", "p4": "tea", "p5": "tea"}
    cups = segment_drivers(Shop.of("cups", many(category_of, {"p0", "p1"})), JULY)
    assert cups[0].attributes == (("category", "cups"),)
    pots = segment_drivers(Shop.of("pots", many(category_of, {"p2"})), JULY)
    assert pots[0].attributes == (("product_id", "p2"),)


def test_a_device_that_lost_its_buyers_is_told_by_the_traffic_table():
    """Mobile keeps 40 buyers a day per channel, PC falls from 20 to 10 in July."""
    rows = [
        {
            "date": day.date(), "channel": channel, "device": device, "visitors": 1000,
            "pageviews": 2000, "pay_buyers": buyers, "pay_amount": 50.0 * buyers,
        }
        for day in pd.date_range("2026-05-06", "2026-07-31")
        for channel in ("search", "recommend")
        for device, usual in (("mobile", 40), ("pc", 20))
        for buyers in [usual // 2 if device == "pc" and day.month == 7 else usual]
    ]  # fmt: skip
    tables = many({f"p{n}": "tea" for n in range(6)}, set())
    found = segment_drivers(Shop.of("pc", {**tables, "traffic": pd.DataFrame(rows)}), JULY)
    assert [d.attributes for d in found] == [(("device", "pc"),)]
    assert found[0].worth == pytest.approx(-10 * 2 * 31 * 50, rel=0.02)
    shown = segments_exhibit(found, JULY, {}, "CNY")
    assert "电脑" in shown.title.zh and "设备" in shown.source.zh


def test_paths_count_visits_by_their_events_in_order_repeats_once():
    """Three visits: two look (one of them twice) and leave, one looks, carts and pays."""
    rows = [
        click("ann", "view", 1), click("ann", "view", 1, 11), click("ben", "view", 1),
        click("cat", "view", 1), click("cat", "cart", 1, 11), click("cat", "cart", 1, 12),
        click("cat", "pay", 1, 13), click("dan", "view", 31), click("eve", "impression", 2),
    ]  # fmt: skip
    shown = paths(Shop.of("clicks", {"events": pd.DataFrame(rows)}), JULY)
    told = {t.en: n for t, n in zip(shown.table["label"], shown.table["value"], strict=True)}
    assert told == {"view": 3, "view → cart → pay": 1}
    assert shown.title.en == "75.00% of visits only look"


def test_a_shop_before_the_lunar_calendar_or_abroad_gets_its_review():
    """Spring Festival is kept in China alone, and the calendar here begins in 2015."""
    for currency in ("CNY", "GBP"):
        old = small_shop(last=date(2010, 11, 30), month="2010-11")
        tables = {name: old.table(name).to_pandas() for name in old.tables}
        shop = Shop.of("old", tables, currency=currency)
        review = conversion.review(shop, Period.parse("2010-11"))
        assert review.exhibit("bridge").why_not is None
