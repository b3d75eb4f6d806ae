"""The traffic review finds what is planted, at its true size, and is quiet otherwise."""

from datetime import date

import pandas as pd
import pytest
from small_shops import SPEND, small_shop

from fupan.analysis import traffic
from fupan.ground.periods import Period
from fupan.store import Shop

JULY = Period.parse("2026-07")


def changes(review):
    return [f for f in review.findings if f.kind == "change"]


@pytest.mark.parametrize("seed", range(4))
def test_a_quiet_month_yields_no_finding(seed):
    review = traffic.review(small_shop(seed), JULY)
    assert changes(review) == []
    assert "都在往常的波动之内" in review.headline.zh


def test_a_channel_that_lost_a_third_is_found_with_its_worth():
    """Search brings about 900 × 1.007 × 31 = 28,100 visitors a month, each worth 3 % × 80 = 2.40.
    A third less is 9,370 visitors, about ¥22,500."""
    review = traffic.review(small_shop(visitors={"search": 2 / 3}), JULY)
    # The cause is named, so the change is not told a second time.
    assert changes(review) == []
    found = [f for f in review.findings if f.kind == "cause"]
    assert [(f.cause, f.metric, f.subject) for f in found] == [
        ("channel_volume", "visitors", "search")
    ]
    assert found[0].impact == pytest.approx(-900 * 1.007 * 31 / 3 * 0.03 * SPEND, rel=0.15)
    assert found[0].impact_low < found[0].impact < found[0].impact_high < 0


def test_a_channel_whose_conversion_halved_is_found_and_its_volume_is_not_blamed():
    """Live: 500 × 1.007 × 31 visitors × (4.5 % − 2.25 %) × 80 = about ¥28,100 lost."""
    review = traffic.review(small_shop(conversion={"live": 0.5}), JULY)
    found = changes(review)
    assert [(f.metric, f.subject) for f in found] == [("pay_conversion", "live")]
    assert found[0].impact == pytest.approx(-500 * 1.007 * 31 * 0.0225 * SPEND, rel=0.2)


def test_a_single_bad_day_is_dated():
    review = traffic.review(small_shop(spoil={date(2026, 7, 15): 0.4}), JULY)
    found = changes(review)
    assert [(f.subject_kind, f.since) for f in found] == [("shop", "2026-07-15")]


def test_the_changes_of_the_channels_add_up_to_the_change_of_the_shop():
    review = traffic.review(small_shop(visitors={"search": 0.8}), JULY)
    kpi = review.kpis.set_index("metric").loc["visitors"]
    assert review.table("shift")["change"].sum() == pytest.approx(kpi["value"] - kpi["baseline"])


def test_a_period_without_traffic_says_so_and_shows_nothing():
    review = traffic.review(small_shop(), Period.parse("2027-03"))
    assert [f.kind for f in review.findings] == ["data"]
    assert all(review.exhibit(n).why_not for n in ("daily", "channels", "shift", "quality"))
    assert "2026-07-31" in review.exhibit("daily").why_not.zh


def test_a_shop_without_traffic_table_says_what_it_cannot_tell():
    from fupan.store import Shop

    full = small_shop()
    shop = Shop.of("bare", {"orders": full.orders.to_pandas()})
    review = traffic.review(shop, JULY)
    assert "没有流量表" in review.headline.zh and "no traffic table" in review.headline.en.lower()


def test_the_sentence_of_a_grown_channel_reads_well_in_both_languages():
    review = traffic.review(small_shop(visitors={"search": 1.4}), JULY)
    told = review.finding("visitors", "search").statement
    assert told.zh.startswith("搜索渠道访客 3") and told.zh.endswith("。")
    assert "按往常应有" in told.zh and "多成交 ¥" in told.zh
    assert told.en.startswith("Search brought 3") and "more, worth about ¥" in told.en
    assert "normal range" in told.en and told.en.endswith("gained.")


def test_the_shops_own_campaign_on_a_channel_is_the_first_place_to_look():
    """Search had half as many visitors again, while a campaign ran on it and one on live."""
    shop = small_shop(visitors={"search": 1.5})
    campaigns = pd.DataFrame(
        [
            {"campaign_id": c, "title": t, "kind": "private", "channel": h,
             "starts_on": date(2026, 7, 3), "ends_on": date(2026, 7, 30)}
            for c, t, h in (("C1", "搜索红包", "search"), ("C2", "直播券", "live"))
        ]
    )  # fmt: skip
    tables = {n: shop.table(n).to_pyarrow() for n in ("orders", "traffic")}
    found = traffic.review(Shop.of("x", {**tables, "campaigns": campaigns}), JULY).finding(
        "visitors", "search"
    )
    assert "「搜索红包」07-03 至 07-30" in found.action.zh and "直播券" not in found.action.zh
    assert found.evidence[-1].table == "campaigns"
    assert "“搜索红包”" in found.action.en
