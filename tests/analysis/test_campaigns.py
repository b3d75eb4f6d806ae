"""Campaign reviews: increments found, spends counted once, and nothing claimed that is not seen."""

from dataclasses import replace

import pandas as pd
import pytest
from campaign_worlds import campaign_shop

from fupan.analysis import campaigns
from fupan.analysis.campaigns.look import results_of
from fupan.analysis.campaigns.sales import costs_of
from fupan.analysis.effect import Check
from fupan.ground.language import Text
from fupan.ground.periods import Period

JUNE = Period.parse("2026-06")


@pytest.fixture(scope="module")
def worked():
    shop, extra = campaign_shop(lift=3.0)
    return campaigns.review(shop, JUNE), extra


def result_of(review):
    return next(f for f in review.findings if f.kind == "result" and f.subject == "C1")


def test_the_planted_increment_is_within_the_interval(worked):
    review, extra = worked
    found = result_of(review)
    assert (found.metric, found.subject_kind) == ("incremental_paid_amount", "campaign")
    assert found.low <= extra <= found.high
    assert found.verdict == "repeat"


def test_fixed_cost_is_spent_once(worked):
    review, _ = worked
    row = review.table("campaigns").iloc[0]
    assert row["spend"] == 200
    assert list(row[["ads", "fixed", "commission", "gifts", "price_protection"]]) == [
        0,
        200,
        0,
        0,
        0,
    ]
    assert row["net_low"] < row["net"] < row["net_high"]
    assert row["refund_rate"] == 0
    # Goods cost 30 %, nothing else is known: of each yuan added 70 cents stay.
    assert row["net"] == pytest.approx(0.7 * row["increment"] - 200, rel=0.02)
    assert row["break_even"] == pytest.approx(1 / 0.7, rel=0.01)


def test_a_coupon_without_lift_is_no_success_and_is_named():
    """40 % off for everybody and not one order more: the discount was given away."""
    shop, extra = campaign_shop(lift=1.0, discount=0.4)
    review = campaigns.review(shop, JUNE)
    found = result_of(review)
    assert found.low <= extra <= found.high
    assert found.verdict == "stop"
    cause = next(f for f in review.findings if f.kind == "cause")
    assert (cause.cause, cause.subject) == ("no_lift", "C1")
    assert any("力度" in e.text.zh for e in cause.evidence)


def test_campaigns_without_lift_are_hardly_ever_called_a_success():
    verdicts = [
        result_of(campaigns.review(campaign_shop(seed, lift=1.0)[0], JUNE)).verdict
        for seed in range(20, 24)
    ]
    assert verdicts.count("repeat") == 0


def test_a_month_without_campaigns_says_so():
    shop, _ = campaign_shop(campaigns=None, campaign_products=None)
    review = campaigns.review(shop, JUNE)
    assert "没有" in review.headline.zh
    assert not [f for f in review.findings if f.kind in ("result", "cause")]
    assert review.exhibit("campaigns").why_not is not None


def test_without_costs_the_increment_stands_and_the_verdict_is_open():
    shop, extra = campaign_shop(products=None)
    found = result_of(campaigns.review(shop, JUNE))
    assert found.low <= extra <= found.high
    assert found.verdict == "unclear"


def test_a_month_beyond_the_orders_is_refused_in_words():
    shop, _ = campaign_shop()
    review = campaigns.review(shop, Period.parse("2027-01"))
    assert [f.kind for f in review.findings] == ["data"]


def test_a_campaign_that_no_order_is_marked_with_is_estimated_all_the_same():
    shop, extra = campaign_shop()
    orders = shop.orders.to_pandas().assign(campaign_id=None)
    tables = {n: shop.table(n).to_pandas() for n in shop.tables if n != "orders"}
    found = result_of(campaigns.review(type(shop).of("small", {**tables, "orders": orders}), JUNE))
    assert found.low <= extra <= found.high


def test_regions_held_out_by_the_log_are_the_controls():
    log = pd.DataFrame(
        [{"date": "2026-06-08", "kind": "promotion", "subject": "C1",
          "note": "对照地区：四川、重庆"}]
    )  # fmt: skip
    shop, _ = campaign_shop()
    orders = shop.orders.to_pandas()
    orders["province"] = ["四川" if n % 4 == 0 else "浙江" for n in range(len(orders))]
    tables = {n: shop.table(n).to_pandas() for n in shop.tables if n != "orders"}
    marked = type(shop).of("small", {**tables, "orders": orders, "log": log})
    assert result_of(campaigns.review(marked, JUNE)).method == "holdout"


def test_a_holdout_that_tells_nothing_asks_for_a_larger_one():
    """Buyers marked by turns; what was added went to both arms, so nothing can be seen."""
    shop, _ = campaign_shop()
    buyers = sorted(set(shop.orders.to_pandas()["buyer_id"]))
    marks = pd.DataFrame(
        [{"campaign_id": "C1", "buyer_id": b, "arm": ("treated", "control")[n % 2]}
         for n, b in enumerate(buyers)]
    )  # fmt: skip
    found = result_of(campaigns.review(shop_with(shop, campaign_buyers=marks), JUNE))
    assert (found.method, found.verdict) == ("holdout", "unclear")
    assert "多留些人" in found.action.zh


def test_an_always_running_tool_shows_its_claim_and_no_increment():
    ads = pd.DataFrame(
        [{"date": day.date(), "tool": "zhitongche", "campaign_id": "A", "adgroup_id": "all",
          "product_id": "all", "impressions": 900, "clicks": 30, "cost": 100.0,
          "attributed_amount": 90.0, "window_days": 15}
         for day in pd.date_range("2026-02-01", "2026-06-30")]
    )  # fmt: skip
    shop, _ = campaign_shop(ads=ads)
    found = next(f for f in campaigns.review(shop, JUNE).findings if f.subject == "zhitongche")
    # 0.9 claimed per yuan, break-even 1 / 0.7: it loses even by its own claim.
    assert found.value == pytest.approx(0.9)
    assert found.verdict == "change"
    # It spent 700 a week, never less: there is no smaller spend to go by.
    row = campaigns.review(shop, JUNE).table("tools").iloc[0]
    assert (row["weekly"], str(row["suggested"])) == (700.0, "nan")


def shop_with(shop, **changed):
    tables = {n: shop.table(n).to_pandas() for n in shop.tables}
    return type(shop).of("small", {**tables, **changed})


def test_a_campaign_that_still_runs_has_no_verdict():
    """The orders end on the third of its seven days; what it sold by then looks splendid."""
    shop, _ = campaign_shop(lift=3.0)
    orders = shop.orders.to_pandas()
    held = orders[pd.to_datetime(orders["paid_at"]) < "2026-06-11"]
    review = campaigns.review(shop_with(shop, orders=held), JUNE)
    found = result_of(review)
    assert found.low > 0
    assert (found.verdict, found.confidence) == ("unclear", None)
    assert "活动还没结束" in found.statement.zh
    assert "1 个还没结束" in review.headline.zh
    assert "两周后再看" in found.action.zh


def test_an_increment_above_the_claim_is_explained():
    """Seven of eight orders lost the campaign's mark, so that little is claimed."""
    shop, _ = campaign_shop(lift=3.0)
    orders = shop.orders.to_pandas()
    orders.loc[orders.index % 8 != 1, "campaign_id"] = None
    found = result_of(campaigns.review(shop_with(shop, orders=orders), JUNE))
    assert "增量比平台口径还多" in found.caveat.zh


def test_a_ratio_to_spend_is_told_only_where_spend_is_what_it_cost():
    """¥200 of fixed cost beside thousands of discounts: no 投产比 of the increment is shown."""
    costly = result_of(campaigns.review(campaign_shop(lift=3.0, discount=0.3)[0], JUNE))
    plain = result_of(campaigns.review(campaign_shop(lift=3.0)[0], JUNE))
    told = [
        [e.text.zh for e in f.evidence if "盈亏平衡投产比" in e.text.zh] for f in (costly, plain)
    ]
    assert "按增量算" not in told[0][0]
    assert "按增量算" in told[1][0]


def test_a_losing_tool_is_told_to_spend_less_than_of_late():
    """Spend of 70 to 140 a day, claims of 0.9 a yuan, break-even 1 / 0.7."""
    days = pd.date_range("2026-02-01", "2026-06-30")
    ads = pd.DataFrame(
        [{"date": day.date(), "tool": "zhitongche", "campaign_id": "A", "adgroup_id": "all",
          "product_id": "all", "impressions": 900, "clicks": 30, "cost": 70.0 + 10 * (n // 7 % 8),
          "attributed_amount": 0.9 * (70.0 + 10 * (n // 7 % 8)) + n % 5, "window_days": 15}
         for n, day in enumerate(days)]
    )  # fmt: skip
    shop, _ = campaign_shop(ads=ads)
    review = campaigns.review(shop, JUNE)
    row = review.table("tools").iloc[0]
    assert row["suggested"] == pytest.approx(max(0.8 * row["weekly"], 490.0), abs=8)
    assert row["suggested"] < row["weekly"]
    action = next(f for f in review.findings if f.subject == "zhitongche").action
    assert "→" in action.zh


@pytest.mark.parametrize(
    ("failed", "verdict"),
    [("no_moved_sales", "repeat"), ("no_trend", "unclear"), ("precedent", "unclear")],
)
def test_no_praise_rests_on_an_assumption_that_fails(failed, verdict):
    """Moved sales are taken off and bar nothing; a leaning baseline or an unknown promotion do."""
    shop, _ = campaign_shop(lift=3.0)
    result = results_of(shop, JUNE, costs_of(shop, JUNE))[0][0]
    doubt = Check(failed, False, Text("不成立", "fails"))
    assert replace(result, sales=replace(result.sales, checks=(doubt,))).verdict == verdict
