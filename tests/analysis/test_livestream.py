"""Livestream reviews: the planted cause and streamer come first, and quiet months stay quiet."""

from decimal import Decimal

import pandas as pd
import pytest
from live_worlds import JUNE, live_shop

from fupan.analysis import livestream
from fupan.ground.periods import Period
from fupan.store import Shop


def causes(shop):
    return [f for f in livestream.review(shop, JUNE).findings if f.kind == "cause"]


@pytest.mark.parametrize(
    ("cause", "scope"),
    [
        ("live_product_selection", "live"),
        ("live_audience", "live"),
        ("live_returns", "live"),
        ("live_streamer", "month"),
        ("live_audience", "month"),
        ("live_product_selection", "month"),
        ("live_returns", "month"),
    ],
)
@pytest.mark.parametrize("seed", [1])
def test_the_planted_cause_and_streamer_come_first(cause, scope, seed):
    shop, streamer = live_shop(seed, cause, scope=scope)
    first = causes(shop)[0]
    assert (first.cause, first.subject_kind, first.subject) == (cause, "streamer", streamer)
    assert first.impact < 0
    assert first.evidence


@pytest.mark.parametrize("seed", range(30, 33))
def test_an_ordinary_month_names_no_cause(seed):
    shop, _ = live_shop(seed)
    assert causes(shop) == []
    assert "没有哪一场" in livestream.review(shop, JUNE).headline.zh


def one_live(**more):
    """One session: ¥1,000 from ten orders, ¥100 refunded, goods ¥30 each, costs ¥200."""
    moment = pd.Timestamp("2026-06-03 20:00")
    live = {
        "live_id": "L1", "started_at": moment, "ended_at": moment + pd.Timedelta(hours=2),
        "streamer": "甲", "platform": "douyin", "viewers": 500, "orders": 10,
        "pay_amount": 1000.0, "refund_amount": 100.0, "commission": 50.0, "slot_fee": 100.0,
        "ad_cost": 40.0, "gift_cost": 10.0,
    } | more  # fmt: skip
    orders = [
        {"order_id": str(n), "line_id": "1", "platform": "douyin", "ordered_at": moment,
         "paid_at": moment, "status": "completed", "product_id": "p", "quantity": 1,
         "paid_amount": 100.0, "refund_amount": 100.0 if n == 0 else 0.0, "live_id": "L1"}
        for n in range(10)
    ]  # fmt: skip
    later = pd.Timestamp("2026-09-01")
    orders.append({**orders[1], "order_id": "later", "ordered_at": later, "paid_at": later,
                   "live_id": None})  # fmt: skip
    products = [{"product_id": "p", "title": "p", "unit_cost": 30.0}]
    return Shop.of(
        "one",
        {"lives": pd.DataFrame([live]), "orders": pd.DataFrame(orders),
         "products": pd.DataFrame(products)},
    )  # fmt: skip


def test_net_roi_by_hand():
    """(1,000 − 100 − 300 − 200) ÷ 200 = 2."""
    review = livestream.review(one_live(), JUNE)
    found = next(f for f in review.findings if f.subject_kind == "streamer")
    assert (found.metric, found.subject) == ("net_roi", "甲")
    assert found.value == pytest.approx(2.0)
    # Ten orders of ¥100 vary by √10 × 100, of which 60 in 100 are left after goods and refunds.
    assert found.high - found.value == pytest.approx(1.96 * 316.23 * 0.6 / 200, rel=1e-3)
    assert found.verdict == "repeat"
    assert found.impact is None
    row = review.table("ledger").iloc[0]
    told = [row[c] for c in ("paid", "refunded", "goods_cost", "costs", "profit", "net_roi")]
    assert told == pytest.approx([1000, 100, 300, 200, 400, 2.0])


def test_a_session_that_lost_money_beyond_chance_is_a_finding():
    """(1,000 − 100 − 300 − 2,050) ÷ 2,050 = −0.707; the ten orders' chance is ±¥372."""
    review = livestream.review(one_live(slot_fee=1950.0), JUNE)
    found = next(f for f in review.findings if f.subject_kind == "live")
    assert found.value == pytest.approx(-1450 / 2050)
    assert (found.verdict, found.impact) == ("stop", pytest.approx(-1450))
    assert found.impact_high == pytest.approx(-1450 + 1.96 * 316.23 * 0.6, abs=0.1)


def test_unknown_costs_leave_net_roi_empty():
    shop = one_live(commission=None, slot_fee=None, ad_cost=None, gift_cost=None)
    review = livestream.review(shop, JUNE)
    found = next(f for f in review.findings if f.subject_kind == "streamer")
    assert found.value is None
    assert found.verdict == "unclear"
    assert [f for f in review.findings if f.subject_kind == "live"] == []


def test_the_funnel_by_hand():
    """2,000 shown, 500 entered, 100 clicks, ten paid of twelve ordered, nine kept; 80 s stayed."""
    shop = one_live(impressions=2000, product_clicks=100, average_dwell_seconds=80.0)
    orders = shop.orders.to_pandas()
    unpaid = orders[orders["live_id"].notna()].head(2).assign(
        order_id=["u1", "u2"], paid_at=pd.NaT, paid_amount=Decimal("0.00"),
        refund_amount=Decimal("0.00"), status="created",
    )  # fmt: skip
    both = pd.concat([orders, unpaid], ignore_index=True)
    shop = Shop.of("one", {"lives": shop.lives.to_pandas(), "orders": both,
                           "products": shop.products.to_pandas()})  # fmt: skip
    exhibit = livestream.review(shop, JUNE).exhibit("funnel")
    told = dict(zip([t.en for t in exhibit.table["step"]], exhibit.table["value"], strict=True))
    assert told == pytest.approx(
        {"shown": 2000, "entered": 500, "clicks": 100, "ordered": 12, "paid": 10, "kept": 9}
    )
    assert "人均停留 80 秒" in exhibit.subtitle.zh


def test_the_three_gpm_by_hand():
    """¥1,000 per 500 viewers, 2,000 impressions and 4,000 product exposures."""
    shop = one_live(impressions=2000)
    goods = [{"live_id": "L1", "product_id": "p", "exposures": 4000, "clicks": 100,
              "orders": 10, "pay_amount": 1000.0}]  # fmt: skip
    shop = Shop.of("one", {n: shop.table(n).to_pandas() for n in shop.tables}
                   | {"live_products": pd.DataFrame(goods)})  # fmt: skip
    row = livestream.review(shop, JUNE).table("streamers").iloc[0]
    told = [row[f"gpm_{n}"] for n in ("viewers", "impressions", "exposures")]
    assert told == pytest.approx([2000, 500, 250])


def test_the_three_gpm_stand_apart():
    shop, _ = live_shop(1)
    table = livestream.review(shop, JUNE).table("streamers")
    assert {"gpm_viewers", "gpm_impressions"} <= set(table.columns)


def test_without_livestreams_the_review_says_so():
    shop = one_live()
    bare = Shop.of("bare", {"orders": shop.orders.to_pandas()})
    assert "没有直播表" in livestream.review(bare, JUNE).headline.zh
    empty = livestream.review(shop, Period.parse("2026-07"))
    assert empty.findings == ()
    assert empty.exhibit("lives").why_not is not None


def test_few_columns_are_enough():
    """No stays, no impressions, no goods: what is left is still compared."""
    shop, _ = live_shop(1)
    lives = shop.lives.to_pandas()
    kept = ["live_id", "started_at", "ended_at", "streamer", "platform", "viewers", "orders",
            "pay_amount"]  # fmt: skip
    bare = Shop.of("bare", {"lives": lives[kept]})
    review = livestream.review(bare, JUNE)
    assert not review.exhibit("slots").table.empty
    assert [f for f in review.findings if f.kind == "cause"] == []
