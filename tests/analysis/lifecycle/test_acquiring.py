"""What new buyers cost and bring by where they came from, and what addressing did, by hand."""

import pandas as pd
import pytest
from buyers import JUNE, buying_shop, small_shop

from fupan.analysis.lifecycle import acquiring, addressed, by_origin, origins, rhythm, value
from fupan.analysis.lifecycle.seen import look
from fupan.ground.periods import Period
from fupan.store import Shop

FEBRUARY = Period.parse("2026-02")


def with_tables(shop, **more):
    tables = {"orders": shop.orders.to_pandas(), **more}
    return Shop.of(shop.name, tables)


def test_money_and_retention_by_first_channel_come_from_those_cohorts_that_have_come_so_far():
    """Ten search buyers in January spend 10, five of them 20 more in February; ten of February
    spend 40 and have no second month yet."""
    rows = [(f"j{n}", "2026-01-05", 10, {"channel": "search"}) for n in range(10)]
    rows += [(f"j{n}", "2026-02-05", 20, {"channel": "live"}) for n in range(5)]
    rows += [(f"f{n}", "2026-02-07", 40, {"channel": "search"}) for n in range(10)]
    seen = look(small_shop(rows, "2026-02-28"), FEBRUARY)
    told = by_origin.pooled(by_origin.cells(origins.firsts(seen), seen), "net")
    told = told[told["dimension"] == "channel"].set_index(["segment", "since"])
    assert told.loc[("search", 0), ["size", "to_date"]].tolist() == [20, 25]
    assert told.loc[("search", 1), ["size", "retention", "to_date"]].tolist() == [10, 0.5, 35]
    assert ("live", 0) not in told.index


def test_a_new_buyer_costs_the_spend_of_the_campaigns_own_channel_or_of_its_tools():
    """Search: 200 over 20 first buyers; the qianchuan campaign belongs to live: 50 over 10."""
    rows = [(f"s{n}", "2026-02-05", 10, {"channel": "paid_search"}) for n in range(20)]
    rows += [(f"l{n}", "2026-02-05", 10, {"channel": "live"}) for n in range(10)]
    ads = pd.DataFrame({
        "date": pd.to_datetime(["2026-02-05", "2026-02-06"]).date,
        "tool": ["zhitongche", "qianchuan"], "campaign_id": ["c1", "c2"],
        "impressions": [100, 100], "clicks": [10, 10], "cost": [200.0, 50.0],
    })  # fmt: skip
    campaigns = pd.DataFrame([{
        "campaign_id": "c2", "title": "live", "kind": "ad", "channel": "live",
        "starts_on": "2026-02-01", "ends_on": "2026-02-28",
    }])  # fmt: skip
    shop = with_tables(small_shop(rows, "2026-02-28"), ads=ads, campaigns=campaigns)
    seen = look(shop, FEBRUARY)
    found = acquiring.costs_of_new(seen, origins.firsts(seen))
    assert {n: (c.each, c.buyers) for n, c in found.items() if n != "all"} == {
        "paid_search": (10, 20), "live": (5, 10),
    }  # fmt: skip


def test_a_channel_whose_new_buyers_cost_more_than_they_bring_is_a_risk():
    seen = look(buying_shop(), JUNE)
    days = value.horizon(seen)
    worth = value.by_channel(seen, origins.firsts(seen), days)
    known = seen.__class__(**{**seen.__dict__, "has_cost": True})
    high = worth.set_index("channel").loc["search", "high"]
    costs = {"search": acquiring.Cost(high + 1, 100.0), "live": acquiring.Cost(1.0, 100.0)}
    (found,) = value.value_findings(worth, costs, days, known)
    assert (found.kind, found.subject_kind, found.subject) == ("risk", "channel", "search")
    assert found.impact_low < found.impact < found.impact_high < 0


def addressed_shop(control):
    """100 buyers asleep since January; 30 of the 50 addressed buy in the campaign's days, and 10
    of the 50 left out."""
    rows = [(f"b{n}", "2026-01-05", 10) for n in range(100)]
    rows += [(f"b{n}", "2026-05-12", 10, {"campaign_id": "c"}) for n in range(30)]
    rows += [(f"b{n}", "2026-05-12", 10) for n in range(50, 60)]
    campaigns = pd.DataFrame([{
        "campaign_id": "c", "title": "wake", "kind": "private",
        "starts_on": "2026-05-10", "ends_on": "2026-05-20",
    }])  # fmt: skip
    more = {"campaigns": campaigns}
    if control:
        more["campaign_buyers"] = pd.DataFrame({
            "campaign_id": "c", "buyer_id": [f"b{n}" for n in range(100)],
            "arm": ["treated"] * 50 + ["control"] * 50,
        })  # fmt: skip
    return look(with_tables(small_shop(rows, "2026-05-31"), **more), Period.parse("2026-05"))


def test_addressing_is_held_against_those_left_out_by_chance():
    seen = addressed_shop(control=True)
    told = addressed.addressed(seen, rhythm.shop_rhythm(seen))
    row = told.iloc[0]
    assert row[["people", "sleeping", "bought", "slept_bought"]].tolist() == [50, 50, 30, 30]
    shown = addressed.addressed_exhibit(told, seen)
    assert shown.table.iloc[0][["share", "left"]].tolist() == [0.6, 0.2]
    assert shown.table.iloc[0]["difference"] == pytest.approx(0.4)
    assert shown.table.iloc[0]["low"] > 0.2


def test_without_a_group_left_out_nothing_is_claimed_for_addressing():
    seen = addressed_shop(control=False)
    told = addressed.addressed(seen, rhythm.shop_rhythm(seen))
    assert told.iloc[0][["bought", "slept_bought"]].tolist() == [30, 30]
    shown = addressed.addressed_exhibit(told, seen)
    assert shown.title.en == "No group was left out, so no effect is proven"
    assert "difference" not in shown.table


def test_a_period_in_which_nobody_was_addressed_says_what_it_lacks():
    seen = look(small_shop([("a", "2026-01-05", 10)], "2026-02-28"), FEBRUARY)
    shown = addressed.addressed_exhibit(addressed.addressed(seen, rhythm.shop_rhythm(seen)), seen)
    assert shown.table.empty
