"""Every metric of the catalogue, worked out by hand on `full_shop` (see tiny_shop.py)."""

import math

import pytest
from tiny_shop import full_shop

from fupan.ground.errors import WrongUse
from fupan.ground.language import Text
from fupan.metrics import METRICS, find_metric, find_metrics, measurable, measure
from fupan.metrics.catalogue.find import SUBJECTS, leaves, parts_of
from fupan.metrics.kinds import Closing, People, Ratio, Total

EMPTY = math.nan
# October 2026. Paid lines: 2 (100, two items, 30 refunded), 3 (60), 5 (40); 4 is unpaid,
# 6 a gift, 7 brushed. Traffic: 100 by search, 50 by paid feed. One ad, one livestream.
BY_HAND = {
    "visitors": 100 + 50,
    "new_visitors": 80 + 50,
    "new_visitor_share": 130 / 150,
    "pageviews": 100 + 50,
    "pages_per_visitor": 150 / 150,
    "bounces": 40 + 40,
    "bounce_rate": 80 / 150,
    "dwell_seconds": 3000 + 500,
    "dwell_per_visitor": 3500 / 150,
    "paid_visitors": 50,
    "free_visitors": 100,
    "paid_traffic_share": 50 / 150,
    "free_traffic_share": 100 / 150,
    "item_visitors": 80,
    "item_pageviews": 120,
    "item_bounces": 30,
    "item_bounce_rate": 30 / 80,
    "item_dwell_seconds": 1600,
    "item_dwell_per_visitor": 1600 / 80,
    "item_impressions": 500,
    "item_clicks": 90,
    "item_ctr": 90 / 500,
    "daily_cart_visitors": 10 + 2,
    "daily_favorite_visitors": 5 + 1,
    "daily_order_buyers": 3 + 1,
    "daily_pay_buyers": 2 + 1,
    "cart_rate": 12 / 150,
    "favorite_rate": 6 / 150,
    "order_conversion": 4 / 150,
    "order_to_pay": 3 / 4,
    "pay_conversion": 3 / 150,
    "visitor_value": (100 + 60) / 150,  # traffic covers 10-01 and 10-02: sales of these days
    "channel_pay_amount": 100 + 60,
    "spend_per_daily_buyer": (100 + 60) / 3,
    "item_cart_visitors": 8,
    "item_favorite_visitors": 4,
    "item_order_buyers": 3,
    "item_pay_buyers": 2,
    "item_cart_units": 9,
    "item_pay_units": 2,
    "item_pay_amount": 100,
    "item_cart_rate": 8 / 80,
    "item_favorite_rate": 4 / 80,
    "item_order_conversion": 3 / 80,
    "item_order_to_pay": 2 / 3,
    "item_pay_conversion": 2 / 80,
    "item_visitor_value": 100 / 80,
    "gmv": 100 + 60 + 40,
    "gmv_placed": 100 + 60 + (80 - 0) + 40,
    "net_paid": 200 - 30,
    "net_paid_by_refund_day": 200 - 30,
    "orders_placed": 4,
    "paid_orders": 3,
    "paid_lines": 3,
    "pay_buyers": 2,
    "order_buyers": 3,
    "items": 2 + 1 + 1,
    "items_placed": 2 + 1 + 1 + 1,
    "deposit_amount": 8,
    "placed_paid_orders": 3,
    "order_payment_rate": 3 / 4,
    "known_buyer_gmv": 200,
    "unknown_buyer_gmv": 0,
    "known_buyer_items": 4,
    "known_buyer_orders": 3,
    "known_buyer_order_value": 200 / 3,
    "spend_per_buyer": 200 / 2,
    "order_value": 200 / 3,
    "item_price": 200 / 4,
    "items_per_order": 4 / 3,
    "orders_per_buyer": 3 / 2,
    "items_per_buyer": 4 / 2,
    "listed_amount": 120 + 60,
    "discount_amount": 20 + 0,
    "listed_amount_with_discount": 120 + 60,
    "discount_with_list": 20 + 0,
    "discount_rate": 20 / 180,
    "cogs": 2 * 22 + 25 + 20,  # S1 costs 22; S2 has no cost of its own, so P2's; P1's
    "gmv_with_cost": 200,
    "gross_profit": 200 - 89,
    "gross_margin_rate": 111 / 200,
    "gift_items": 1,
    "refunds_of_orders": 30,
    "refunds_by_refund_day": 30,
    "refunded_orders": 1,
    "refund_rate": 1 / 3,
    "placed_refunded_orders": 1,
    "refund_share_of_placed": 1 / 4,
    "refund_rate_same_period": 30 / 200,
    "refund_rate_cohort": 30 / 200,
    "refund_wait_days": 5,
    "refunded_lines": 1,
    "days_to_refund": 5 / 1,
    "ad_cost": 50,
    "ad_impressions": 2000,
    "ad_clicks": 100,
    "ad_orders": 5,
    "ad_amount": 150,
    "ad_cart_units": 10,
    "ad_favorites": 4,
    "ad_ctr": 100 / 2000,
    "cpc": 50 / 100,
    "cpm": 50 / 2000 * 1000,
    "ad_conversion": 5 / 100,
    "cost_per_order": 50 / 5,
    "cost_per_cart": 50 / 10,
    "ad_cart_rate": 10 / 100,
    "ad_favorite_rate": 4 / 100,
    "roas": 150 / 50,
    "ad_cost_ratio": 50 / 200,
    "ad_cost_ratio_net": 50 / 170,
    "mer": 200 / 50,
    "live_sessions": 1,
    "live_hours": 2.5,
    "live_impressions": 5000,
    "live_viewers": 1000,
    "live_orders": 10,
    "live_buyers": 9,
    "live_pay_amount": 500,
    "live_followers": 20,
    "live_comments": 300,
    "live_product_clicks": 400,
    "live_enter_rate": 1000 / 5000,
    "live_click_rate": 400 / 1000,
    "live_conversion": 10 / 1000,
    "live_follow_rate": 20 / 1000,
    "gpm_viewers": 500 / 1000 * 1000,
    "gpm_impressions": 500 / 5000 * 1000,
    "gpm_exposures": 500 / 800 * 1000,
    "live_dwell_seconds": 90 * 1000,
    "live_dwell_viewers": 1000,
    "live_dwell_per_viewer": 90,
    "live_exposures": 800,
    "live_item_clicks": 400,
    "live_item_orders": 10,
    "live_item_amount": 500,
    "live_item_ctr": 400 / 800,
    "live_item_conversion": 10 / 400,
    "live_refund_amount": 50,
    "live_refund_rate": 50 / 500,
    "live_cost": 40 + 20 + 30 + 10,
    "live_ad_cost": 30,
    "live_ad_roi": 500 / 30,
    "live_cogs": 2 * 22,
    "live_profit": 500 - 50 - 44 - 100,
    "live_net_roi": 306 / 100,
    "live_value_per_viewer": 500 / 1000,
    "live_amount_per_hour": 500 / 2.5,
    "new_buyers": 1,  # ben
    "old_buyers": 1,  # anna paid on 09-20
    "old_buyer_share": 1 / 2,
    "new_buyer_share": 1 / 2,
    "old_buyer_gmv": 100,
    "new_buyer_gmv": 60 + 40,
    "old_buyer_gmv_share": 100 / 200,
    "new_buyer_spend": 100 / 1,
    "old_buyer_spend": 100 / 1,
    "cac": 50 / 1,
    "repeat_buyers": 1,  # ben: 3 and 5
    "repeat_rate": 1 / 2,
    "repeat_day_buyers": 1,
    "repeat_day_rate": 1 / 2,
    "first_buyers": 1,
    "buyers_before": EMPTY,  # the orders begin on 09-20: September is not held whole
    "buyers_kept": EMPTY,
    "period_retention": EMPTY,
    "orders_of_buyers": 3,
    "orders_again": 1,  # ben's second
    "repeat_order_rate": 1 / 3,
    "category_buyers": 2,
    "category_repeaters": 1,  # ben, P2 and P1 are of one category
    "category_repeat_rate": 1 / 2,
    # Ben first paid on 10-02 and the orders end on 10-31: 29 days, enough for seven only.
    **{f"first_buyers_watched_{n}d": EMPTY for n in (30, 60, 90, 180, 360)},
    "first_buyers_watched_7d": 1,
    "first_buyers_back_7d": 0,
    "repeat_rate_7d": 0,
    **{f"first_buyers_back_{n}d": EMPTY for n in (30, 60, 90, 180, 360)},
    **{f"repeat_rate_{n}d": EMPTY for n in (30, 60, 90, 180, 360)},
    "products_on_sale": 2,  # P3 is listed in December
    "products_sold": 2,
    "skus_sold": 2,
    "products_visited": 1,
    "active_product_rate": 2 / 2,
    "visited_product_rate": 1 / 2,
    "stock_moved_share": 4 / 8,
    "gmv_per_product": 200 / 2,
    "stock_on_hand": 6 + 0,
    "stock_value": 6 * 22 + 0 * 25,
    "available_stock": 6 - 1,
    "stock_in_transit": 0 + 4,
    "stock_item_days": 10 + 6,
    "stock_value_days": 10 * 22 + 6 * 22,
    "counted_days": 2,
    "traded_days": 31,
    "average_stock": 16 / 2,
    "average_stock_value": 352 / 2,
    "items_per_day": 4 / 31,
    "days_of_supply": 6 / (4 / 31),
    "turnover": 4 / 8,
    "turnover_cost": 89 / 176,  # cogs ÷ average stock value, both above
    "gmroi": 111 / 176,
    "turnover_days": 8 / (4 / 31),
    "stock_to_sales": 6 / 4,
    "received_items": 8,
    "sell_through": 4 / 8,
    "sku_days": 3,
    "sku_days_out": 1,
    "stock_out_rate": 1 / 3,
    "inquiries": 30,
    "answered": 27,
    "inquiries_with_answers": 30,
    "response_rate": 27 / 30,
    "response_seconds": 20 * 30,
    "inquiries_timed": 30,
    "first_response_seconds": 600 / 30,
    "inquiry_buyers": 20,
    "inquiry_pay_buyers": 8,
    "inquiry_conversion": 8 / 20,
    "inquiry_rate": 20 / 100,  # service covers 10-01 alone: visitors of that day
    "complaints": 1,
    "disputes": 1,
    "complaint_rate": 1 / 1,
    "dispute_rate": 1 / 1,
    "reviews": 2,
    "positive_reviews": 1,
    "negative_reviews": 1,
    "positive_review_rate": 1 / 2,
    "negative_review_rate": 1 / 2,
    "stars": 5 + 2,
    "average_rating": 7 / 2,
    "review_rate": 2 / 3,
}


@pytest.fixture(scope="module")
def measured():
    return measure(full_shop(), list(METRICS), period="2026-10").iloc[0]


def test_every_metric_is_worked_out_by_hand_here():
    assert set(BY_HAND) == {name for name in METRICS if "_where_" not in name}


@pytest.mark.parametrize("name", list(METRICS))
def test_the_metric_agrees_with_the_hand(measured, name):
    # A part of a quotient over rows that know both sides: every row of this shop does.
    whole = name.partition("_where_")[0]
    assert measured[name] == pytest.approx(BY_HAND[whole], nan_ok=True)


def test_every_metric_of_the_full_shop_can_be_measured():
    assert not {n: t for n, t in measurable(full_shop(), list(METRICS)).items() if t}


def test_there_are_at_least_sixty_metrics_and_no_name_twice():
    names = [m.name for _, group in SUBJECTS.values() for m in group]
    assert len(names) == len(set(names)) == len([n for n in METRICS if "_where_" not in n])
    assert sum(m.shown for m in METRICS.values()) >= 60


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda m: m.name)
def test_a_metric_says_in_both_languages_what_it_is(metric):
    for text in (metric.label, metric.formula, metric.trap):
        assert isinstance(text, Text) and text.zh.strip() and text.en.strip()
    assert metric.source and type(metric) in (Total, People, Closing, Ratio)
    assert set(metric.instead) <= set(METRICS)
    assert set(parts_of(metric)) <= set(METRICS)
    assert all(part.fact is not None for part in leaves([metric]))


def test_labels_tell_metrics_apart():
    for lang in ("zh", "en"):
        labels = [m.label(lang) for m in METRICS.values() if m.shown]
        assert sorted({x for x in labels if labels.count(x) > 1}) == []


def test_a_daily_count_says_in_its_name_that_it_is_summed():
    for metric in METRICS.values():
        if isinstance(metric, People) and metric.is_upper_bound and metric.shown:
            assert "累加" in metric.label.zh and "summed" in metric.label.en


@pytest.mark.parametrize(
    ("spelling", "name"),
    [
        ("gmv", "gmv"),
        ("客单价", "spend_per_buyer"),
        ("笔单价", "order_value"),
        ("AOV", "order_value"),
        ("average order value", "order_value"),
        ("连带率", "items_per_order"),
        ("UV价值", "visitor_value"),
        ("TACoS", "ad_cost_ratio"),
        ("Pay_Conversion", "pay_conversion"),
        ("支付父订单数", "paid_orders"),
        ("GSV", "net_paid"),
    ],
)
def test_a_metric_is_found_by_any_of_its_names(spelling, name):
    found = [m.name for m in find_metrics(spelling)]
    assert name in found
    if len(found) == 1:
        assert find_metric(spelling).name == name


def test_a_name_that_platforms_use_for_several_figures_finds_them_all():
    assert {m.name for m in find_metrics("GPM")} == {
        "gpm_viewers",
        "gpm_impressions",
        "gpm_exposures",
    }
    assert {"repeat_rate", "repeat_day_rate", "old_buyer_share"} <= {
        m.name for m in find_metrics("复购率")
    }
    with pytest.raises(WrongUse, match="gpm_viewers"):
        find_metric("GPM")


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(WrongUse) as error:
        find_metric("pay_converson")
    assert "'pay_conversion'" in error.value.text.en
    with pytest.raises(WrongUse) as error:
        find_metric("客单")
    assert "客单价" in error.value.text.zh
