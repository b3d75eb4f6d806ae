"""The cover: parts that add up, the plan, data that lack, and refunds that are still young."""

from datetime import date

import pandas as pd
import pytest
from small_shops import SPEND, small_shop

from fupan.analysis import retro
from fupan.analysis.health import health
from fupan.ground.errors import DataMissing
from fupan.ground.periods import Period
from fupan.metrics import measure
from fupan.store import Shop

JULY = Period.parse("2026-07")


def order(n, day, paid, **more):
    return {
        "order_id": str(n),
        "line_id": "1",
        "platform": "tmall",
        "ordered_at": f"{day} 10:00:00",
        "paid_at": f"{day} 10:05:00" if paid else None,
        "status": "paid" if paid else "closed",
        "product_id": "p",
        "quantity": 1,
        "paid_amount": float(paid),
        **more,
    }


def shop_of(*orders, **tables):
    return Shop.of("tiny", {"orders": pd.DataFrame(list(orders)), **tables})


def test_the_bridge_adds_up_to_the_change_of_sales():
    review = retro.review(small_shop(visitors={"search": 0.7}), JULY)
    bridge = review.table("bridge")
    kpi = review.kpis.set_index("metric").loc["gmv"]
    assert bridge["effect"].sum() == pytest.approx(kpi["value"] - kpi["baseline"], abs=0.005)
    assert list(bridge["factor"]) == ["visitors", "pay_conversion", "spend_per_daily_buyer"]


def test_without_traffic_sales_are_split_by_orders():
    """June: 2 orders of 50 = 100. July: 3 orders of 60 = 180. Log mean 80 / ln 1.8 = 136.1;
    orders 136.1 × ln 1.5 = 55.19, order value 136.1 × ln 1.2 = 24.81."""
    review = retro.review(
        shop_of(
            order(1, "2026-06-02", 50),
            order(2, "2026-06-20", 50),
            order(3, "2026-07-01", 60),
            order(4, "2026-07-09", 60),
            order(5, "2026-07-30", 60),
        ),
        JULY,
    )
    bridge = review.table("bridge").set_index("factor")["effect"]
    assert bridge.to_dict() == pytest.approx({"paid_orders": 55.19, "order_value": 24.81})


def test_an_unpaid_order_is_no_sale_however_large():
    review = retro.review(
        shop_of(order(1, "2026-07-02", 50), order(2, "2026-07-03", 0, list_amount=188320.0)), JULY
    )
    assert review.kpis.set_index("metric").loc["gmv", "value"] == 50


def test_a_refund_rate_stands_on_paid_orders_and_the_report_says_so():
    """5 placed, 4 paid, 1 refunded: 25 % of the paid, and not 20 % of the placed."""
    paid = [order(n, "2026-07-02", 10) for n in range(3)]
    review = retro.review(
        shop_of(*paid, order(8, "2026-07-02", 10, refund_amount=10.0), order(9, "2026-07-02", 0)),
        JULY,
    )
    assert review.kpis.set_index("metric").loc["refund_rate", "value"] == pytest.approx(0.25)
    told = [n.zh for n in review.notes if "25.00%" in n.zh]
    assert told and "20.00%" in told[0]


def test_a_month_without_a_month_before_says_that_there_is_nothing_to_compare():
    review = retro.review(shop_of(order(1, "2026-07-02", 50)), JULY)
    assert review.headline.zh == "支付金额 ¥50，没有可比的数据来说明涨跌。"
    assert review.headline.en == "Sales of ¥50; there is nothing to compare them with."
    assert review.exhibit("bridge").why_not is not None


def test_the_headline_names_the_factor_that_moved_sales_most():
    review = retro.review(
        shop_of(
            order(1, "2026-06-02", 100), order(2, "2026-07-01", 100), order(3, "2026-07-09", 100)
        ),
        JULY,
    )
    assert review.headline.zh == "支付金额 ¥200，比2026年6月 +100.0%，主要在支付订单数（+¥100）。"
    assert review.headline.en == (
        "Sales of ¥200, +100.0% on June 2026, most of it by paid orders (+¥100)."
    )


def test_missing_the_goal_is_a_finding_with_its_money():
    targets = pd.DataFrame([{"month": "2026-07", "metric": "gmv", "value": 200.0}])
    review = retro.review(shop_of(order(1, "2026-07-02", 150), targets=targets), JULY)
    found = review.finding("gmv", "plan")
    assert (found.kind, found.impact) == ("result", -50)
    assert found.statement.zh == "支付金额完成目标的 75.0%，差 ¥50。"
    assert found.statement.en == "Sales reached 75.0% of plan, ¥50 short."


def test_reaching_the_goal_closely_is_no_finding():
    targets = pd.DataFrame([{"month": "2026-07", "metric": "gmv", "value": 152.0}])
    review = retro.review(shop_of(order(1, "2026-07-02", 150), targets=targets), JULY)
    assert review.finding("gmv", "plan") is None


@pytest.mark.parametrize("seed", range(3))
def test_a_quiet_month_has_no_finding(seed):
    assert retro.review(small_shop(seed), JULY).findings == ()


def test_a_month_that_lost_a_third_of_its_traffic_is_a_finding_of_the_shop():
    hit = dict.fromkeys(("search", "recommend", "live"), 2 / 3)
    found = retro.review(small_shop(visitors=hit), JULY).finding("gmv", "shop")
    usual = (900 * 0.03 + 1400 * 0.018 + 500 * 0.045) * 1.007 * 31 * SPEND
    assert found.impact == pytest.approx(-usual / 3, rel=0.15)


def test_missing_days_of_a_busy_shop_are_named_and_not_counted_as_zero():
    """Thirty orders a day, and none on 8 and 16 July: two gaps."""
    days = [d for d in range(1, 32) if d not in (8, 16)]
    rows = [order(f"{d}-{n}", f"2026-07-{d:02d}", 10) for d in days for n in range(30)]
    review = retro.review(shop_of(*rows), JULY)
    gap = next(f for f in review.findings if f.kind == "data")
    assert gap.statement.zh.startswith("2026年7月里订单（orders）缺 2 天：07-08、07-16")
    assert gap.value == 2


def test_an_empty_day_of_a_small_shop_is_a_true_zero():
    state = health(shop_of(order(1, "2026-07-02", 50), order(2, "2026-07-30", 50)), JULY)
    assert state.gaps == {}


def test_young_refunds_are_held_against_the_month_before_at_the_same_age():
    """Data end on 31 July. June's order was refunded on 20 July, after July's age of 0 days:
    at that age June had 0 of 2, July has 1 of 2."""
    review = retro.review(
        shop_of(
            order(1, "2026-06-10", 10, refund_amount=10.0, refunded_at="2026-07-20 09:00:00"),
            order(2, "2026-06-11", 10),
            order(3, "2026-07-05", 10, refund_amount=10.0, refunded_at="2026-07-09 09:00:00"),
            order(4, "2026-07-31", 10),
        ),
        JULY,
    )
    told = [n for n in review.notes if "0.00%" in n.zh and "50.00%" in n.zh]
    assert len(told) == 1 and "2026年6月" in told[0].zh and "June 2026" in told[0].en


def test_brushed_orders_and_gifts_are_left_out_and_counted():
    review = retro.review(
        shop_of(
            order(1, "2026-07-02", 50),
            order(2, "2026-07-02", 99, is_suspect=True),
            order(3, "2026-07-02", 0.01, is_gift=True),
        ),
        JULY,
    )
    assert review.kpis.set_index("metric").loc["gmv", "value"] == 50
    assert any("刷单 1 行" in n.zh for n in review.notes)
    assert any("赠品和样品 1 行" in n.zh for n in review.notes)


def test_a_month_without_orders_is_an_error_that_says_what_there_is():
    with pytest.raises(DataMissing, match="2026-07-02"):
        retro.review(shop_of(order(1, "2026-07-02", 50)), Period.parse("2026-03"))


def test_a_shop_without_orders_is_an_error_that_says_what_to_do():
    traffic = pd.DataFrame(
        [{"date": date(2026, 7, 1), "channel": "search", "visitors": 5, "pageviews": 9}]
    )
    with pytest.raises(DataMissing, match="fupan import"):
        retro.review(Shop.of("bare", {"traffic": traffic}), JULY)


def constant_month(july_days=31, peak=0):
    """June: 30 days of 100. July: days of 97, and `peak` more on the last."""
    june = [order(f"6-{d}", f"2026-06-{d:02d}", 100) for d in range(1, 31)]
    july = [order(f"7-{d}", f"2026-07-{d:02d}", 97) for d in range(1, july_days + 1)]
    more = [order("peak", f"2026-07-{july_days}", peak)] if peak else []
    return shop_of(*june, *july, *more)


def test_the_headline_says_what_a_longer_month_and_one_large_day_made_of_it():
    """July 3,007 + 400 = 3,407 on 3,000: +13.6 %, per day +9.9 %; the other 30 days at 97 of 100
    are −3.0 %."""
    told = retro.review(constant_month(peak=400), JULY).headline
    assert told.zh.startswith("支付金额 ¥3,407，比2026年6月 +13.6%（日均 +9.9%），")
    assert told.zh.endswith("；去掉 07-31一天，日均 −3.0%。")
    assert told.en.endswith("; without 07-31, −3.0% per day.")


def test_a_month_that_rose_on_all_days_names_no_single_one():
    told = retro.review(constant_month(), JULY).headline
    assert "去掉" not in told.zh


def test_no_factor_is_called_the_main_one_where_several_weigh_alike():
    """June: 2 orders of 50. July: 3 of 70: orders ¥59.3 and order value ¥49.7 on the log mean."""
    told = retro.review(
        shop_of(
            order(1, "2026-06-02", 50),
            order(2, "2026-06-20", 50),
            *(order(n, "2026-07-01", 70) for n in (3, 4, 5)),
        ),
        JULY,
    ).headline
    assert "其中支付订单数 +¥60、笔单价 +¥50" in told.zh
    assert "of which paid orders +¥60, average order value +¥50" in told.en


def test_a_missed_goal_names_the_factor_that_fell():
    targets = pd.DataFrame([{"month": "2026-07", "metric": "gmv", "value": 200.0}])
    rows = [order(1, "2026-06-02", 100), order(2, "2026-07-01", 30), order(3, "2026-07-02", 30)]
    found = retro.review(shop_of(*rows, targets=targets), JULY).finding("gmv", "plan")
    assert found.action.zh.startswith("先补笔单价（比2026年6月 −¥")
    assert found.action.en.startswith("Begin with average order value (−¥")


def test_the_weeks_ahead_name_the_promotion_and_what_it_was_worth_a_year_before():
    """¥10 a day, and ¥30 on nine days of Double 11 2025, whose main phase ends on 14 November: of
    the 14 days still to come, eight had sold ¥30 and six ¥10, 2.14 times the usual day."""
    high = pd.date_range("2025-10-31", "2025-11-03").union(
        pd.date_range("2025-11-10", "2025-11-14")
    )
    rows = [
        order(i, f"{d:%Y-%m-%d}", 30 if d in high else 10)
        for i, d in enumerate(pd.date_range("2025-09-01", "2026-10-31"))
    ]
    table = retro.review(shop_of(*rows), Period.parse("2026-10")).table("ahead")
    first = table.iloc[0]
    assert first["event"].zh == "双11正式（按往年档期）"
    assert first["times"] == pytest.approx(300 / 140)
    assert first["todo"].zh == "现在就要按平时的 2.1 倍备好货和赠品，排好客服和发货"


def test_what_is_not_announced_yet_is_expected_on_last_years_days():
    calendar = pd.DataFrame(
        [
            {"name": "双11", "phase": "main", "starts_on": date(y, m, d), "ends_on": date(y, m, e)}
            for y, m, d, e in ((2025, 10, 31, 31), (2025, 11, 11, 11), (2026, 10, 31, 31))
        ]
    )
    shop = shop_of(order(1, "2026-10-02", 10), calendar=calendar)
    table = retro.review(shop, Period.parse("2026-10")).table("ahead")
    assert table["span"].iloc[0] == "11-11 – 11-11"
    assert table["times"].isna().all()


def test_orders_without_a_buyer_are_a_part_of_their_own_and_in_no_figure_per_buyer():
    """June: anna 50 + 50, nobody 40 = 140. July: anna 60 + 60, ben 60, nobody 100 = 280.
    Known: 1 buyer × 2 orders × 50 = 100 → 2 × 1.5 × 60 = 180; log mean 80 / ln 1.8 = 136.10.
    Buyers 136.10 × ln 2 = 94.34, orders each 136.10 × ln 0.75 = −39.15, value × ln 1.2 = 24.81,
    nobody +60: 140 in all. Spend per buyer 180 / 2 = 90, not 280 / 2."""
    orders = [
        order(1, "2026-06-02", 50, buyer_id="anna"),
        order(2, "2026-06-20", 50, buyer_id="anna"),
        order(3, "2026-06-21", 40, buyer_id=None),
        order(4, "2026-07-01", 60, buyer_id="anna"),
        order(5, "2026-07-09", 60, buyer_id="anna"),
        order(6, "2026-07-20", 60, buyer_id="ben"),
        order(7, "2026-07-30", 100, buyer_id=None),
    ]
    shop = shop_of(*orders)
    review = retro.review(shop, JULY)
    bridge = review.table("bridge").set_index("factor")["effect"]
    assert bridge.to_dict() == pytest.approx(
        {
            "pay_buyers": 94.34,
            "orders_per_buyer": -39.15,
            "known_buyer_order_value": 24.81,
            "unknown_buyer_gmv": 60.0,
        },
        abs=0.011,
    )
    assert bridge.sum() == pytest.approx(140)
    row = measure(
        shop, ["spend_per_buyer", "orders_per_buyer", "old_buyer_gmv_share"], period=JULY
    ).iloc[0]
    assert row["spend_per_buyer"] == 90
    assert row["orders_per_buyer"] == 1.5
    assert row["old_buyer_gmv_share"] == pytest.approx(120 / 180)
    assert any("35.71%" in note.zh for note in review.notes)


def test_an_order_number_under_two_buyers_is_an_order_of_each():
    """One number, two buyers: each has one order, never half of one."""
    shop = shop_of(
        order(1, "2026-07-01", 60, buyer_id="anna"),
        order(1, "2026-07-01", 30, buyer_id="ben", line_id="2"),
    )
    assert measure(shop, "orders_per_buyer", period=JULY).iloc[0]["orders_per_buyer"] == 1
