"""What a shop can mark or its tables tell beside a campaign: buyers, regions, lines, refunds."""

import numpy as np
import pandas as pd
import pytest
from campaign_worlds import campaign_shop

from fupan.analysis import campaigns
from fupan.analysis.campaigns.result import material_of
from fupan.analysis.campaigns.scope import Scope, campaigns_of
from fupan.analysis.campaigns.threshold import threshold_evidence
from fupan.ground.periods import Period
from fupan.store import Shop

JUNE = Period.parse("2026-06")
TITLE = {"campaign_id": "C1", "kind": "coupon", "starts_on": "2026-06-08", "ends_on": "2026-06-14"}


def line(number, day, paid, buyer="b", **more):
    moment = pd.Timestamp(day) + pd.Timedelta(hours=12)
    return {
        "order_id": str(number), "line_id": "1", "platform": "tmall", "ordered_at": moment,
        "paid_at": moment, "status": "completed", "buyer_id": buyer, "product_id": "p0",
        "quantity": 1, "paid_amount": paid, "refund_amount": 0.0, **more,
    }  # fmt: skip


def split_shop(more):
    """2,000 buyers split evenly; one in five buys at ¥50 in the window, of the treated `more`."""
    chance = np.random.default_rng(8)
    days, rows, marks = pd.date_range("2026-04-20", "2026-06-30"), [], []
    for n in range(2000):
        arm = "treated" if n % 2 else "control"
        marks.append({"campaign_id": "C1", "buyer_id": f"b{n}", "arm": arm,
                      "segment": "young" if n % 4 < 2 else "old"})  # fmt: skip
        if chance.random() < 0.3:
            day = days[int(chance.integers(0, 49))]
            rows.append(line(len(rows), day, 50.0, f"b{n}"))
        if chance.random() < 0.2 + more * (arm == "treated"):
            day = pd.Timestamp("2026-06-08") + pd.Timedelta(days=int(chance.integers(0, 7)))
            rows.append(line(len(rows), day, 50.0, f"b{n}"))
    rows.append(line(len(rows), "2026-06-30", 50.0, "other"))
    return Shop.of(
        "split",
        {
            "orders": pd.DataFrame(rows),
            "campaigns": pd.DataFrame([{**TITLE, "title": "定向券"}]),
            "campaign_buyers": pd.DataFrame(marks),
            "products": pd.DataFrame([{"product_id": "p0", "title": "p0", "unit_cost": 20.0}]),
        },
    )


def result_of(review):
    return next(f for f in review.findings if f.kind == "result" and f.subject == "C1")


def test_buyers_split_by_chance_are_the_best_control():
    """0.1 more of 1,000 treated at ¥50: ¥5,000 more."""
    review = campaigns.review(split_shop(0.1), JUNE)
    found = result_of(review)
    assert (found.method, found.verdict) == ("holdout", "repeat")
    assert found.low <= 5000 <= found.high
    table = review.table("uplift")
    assert len(table) == 3  # all, and two segments
    assert table["effect"].iloc[0] == pytest.approx(5.0, abs=2.0)


def test_a_split_without_effect_is_no_success():
    assert result_of(campaigns.review(split_shop(0.0), JUNE)).verdict != "repeat"


def test_without_marks_the_uplift_table_says_what_to_mark():
    shop, _ = campaign_shop()
    assert "campaign_buyers" in campaigns.review(shop, JUNE).exhibit("uplift").why_not.en


def test_regions_held_out_are_compared_on_the_campaigns_own_products():
    shop, _ = campaign_shop(campaigns=pd.DataFrame(
        [{**TITLE, "title": "券", "goal": "对照地区：四川"}]
    ))  # fmt: skip
    orders = shop.orders.to_pandas()
    orders["province"] = ["四川" if n % 4 == 0 else "浙江" for n in range(len(orders))]
    tables = {n: shop.table(n).to_pandas() for n in shop.tables if n != "orders"}
    review = campaigns.review(Shop.of("small", {**tables, "orders": orders}), JUNE)
    assert "2 个活动商品" in str(review.table("checks")["scope"].iloc[0])
    inside = orders["product_id"].isin(["p0", "p1"]) & (orders["province"] == "浙江")
    inside &= orders["paid_at"].between("2026-06-08", "2026-06-15")
    # Both regions were treated alike, so without it they would have sold as they did.
    sold = float(orders.loc[inside, "paid_amount"].sum())
    assert result_of(review).baseline == pytest.approx(sold, rel=0.2)


def test_the_line_of_a_spend_and_save_offer_is_read_from_its_title():
    rows = [line(n, f"2026-05-{12 + n % 19}", 150.0) for n in range(80)]
    rows += [line(100 + n, f"2026-06-{8 + n % 7:02d}", 150.0) for n in range(60)]
    shop = Shop.of(
        "line",
        {"orders": pd.DataFrame(rows),
         "campaigns": pd.DataFrame([{**TITLE, "title": "满300减50"}])},
    )  # fmt: skip
    campaign = campaigns_of(shop)[0]
    assert campaign.threshold == 300
    # Every basket is 150: none is above 300, none within 30 % below it.
    told = threshold_evidence(shop, campaign)
    assert told.value == 0.0
    assert "门槛太高" in told.text.zh


def test_prices_paid_back_to_earlier_buyers_come_off_the_net():
    shop, _ = campaign_shop()
    plain = campaigns.review(shop, JUNE).table("campaigns").iloc[0]
    orders = shop.orders.to_pandas()
    early = orders.index[(orders["product_id"] == "p0") & (orders["paid_at"] < "2026-06-08")][-4:]
    orders["refund_amount"] = [10.0 if n in set(early) else 0.0 for n in orders.index]
    orders.loc[early, "refunded_at"] = pd.Timestamp("2026-06-10")
    orders.loc[early, "refund_reason"] = "价保退差价"
    tables = {n: shop.table(n).to_pandas() for n in shop.tables if n != "orders"}
    review = campaigns.review(Shop.of("small", {**tables, "orders": orders}), JUNE)
    assert any("价保" in e.text.zh for e in result_of(review).evidence)
    # Four times ¥10; the refund rate learnt from them lowers the margin a little besides.
    assert plain["net"] - review.table("campaigns").iloc[0]["net"] == pytest.approx(40, abs=10)


def test_an_ad_on_a_channel_that_sold_nothing_before_adds_at_most_what_it_sold():
    """Its own sales are the most; how many other channels would have brought is not known."""
    shop, extra = campaign_shop(
        campaign_products=None,
        campaigns=pd.DataFrame(
            [{**TITLE, "kind": "ad", "title": "信息流", "channel": "paid_feed"}]
        ),
    )
    orders = shop.orders.to_pandas()
    orders["channel"] = ["paid_feed" if c == "C1" and n % 3 else "search"
                         for n, c in enumerate(orders["campaign_id"])]  # fmt: skip
    tables = {n: shop.table(n).to_pandas() for n in shop.tables if n != "orders"}
    found = result_of(campaigns.review(Shop.of("small", {**tables, "orders": orders}), JUNE))
    sold = float(orders.loc[orders["channel"] == "paid_feed", "paid_amount"].sum())
    assert 0 < found.value <= sold
    assert found.low <= extra <= found.high * 1.1
    assert "新的" in found.caveat.zh


def test_tens_of_thousands_of_products_are_dealt_into_groups():
    days = Period.parse("2026-06-01..2026-06-02")
    names = [f"p{n:05d}" for n in range(3000)]
    sales = pd.DataFrame(
        {"day": days.dates()[0], "product_id": names, "paid": 10.0, "paid_squares": 100.0}
    )
    scope = Scope("product_id", frozenset(names[:10]), tuple(names[10:]))
    material = material_of(sales, scope, days, "paid", [], frozenset(), frozenset())
    assert material.controls.shape[1] == 80
    assert material.controls.to_numpy().sum() == 29_900
