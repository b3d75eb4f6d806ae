"""Livestream, campaign, cohort and stock worlds: coherent, repeatable, and true to their truth."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from fupan.store import Shop
from worlds import campaign, campaign_kinds, cohort, live, stock
from worlds.scoring import of_campaign, of_cohort, of_stock
from worlds.truth import Truth

SEED = 5
SMALL = {"visits": 1500, "products": 14}
KINDS = {
    **{(live, cause): SMALL for cause in live.CAUSES},
    **{(campaign, cause): SMALL for cause in campaign.CAUSES},
    **{(campaign_kinds, f"{kind}_lift"): {} for kind in ("coupon_list_regions", "ad_new", "event")},
    **{(cohort, cause): {"new_buyers": 900} for cause in cohort.CAUSES},
    **{(stock, cause): SMALL for cause in stock.CAUSES},
}


@cache
def made(kind, cause, seed=SEED):
    truth, tables = kind.world(seed, cause, **KINDS.get((kind, cause), {}))
    return truth, {name: t.to_pandas() for name, t in tables.items()}


@pytest.mark.parametrize(("kind", "cause"), KINDS, ids=lambda x: getattr(x, "__name__", x))
def test_a_world_of_any_kind_keeps_the_contract_and_its_seed(kind, cause):
    truth, tables = kind.world(SEED, cause, **KINDS[kind, cause])
    Shop.of("world", tables)  # raises one error that names every breach
    again, same = kind.world(SEED, cause, **KINDS[kind, cause])
    assert truth == again and all(tables[name].equals(same[name]) for name in tables)


def lives_since(cause, start, seed=SEED):
    truth, tables = made(live, cause, seed)
    rows = tables["lives"]
    streamer = truth.subjects[0]
    return rows[(rows["streamer"] == streamer) & (rows["started_at"] >= start)]


def live_rates(cause, seed=SEED):
    """The touched streamer's lives since the start, over the same lives in the calm twin."""
    truth, _ = made(live, cause, seed)
    mine = lives_since(cause, pd.Timestamp(truth.start), seed)
    calm = made(live, "none", seed)[1]["lives"].set_index("live_id").loc[mine["live_id"]]

    def of(rows):
        total = rows[
            ["impressions", "viewers", "product_clicks", "orders", "pay_amount", "refund_amount",
             "comments", "ad_cost"]
        ].astype(float).sum()  # fmt: skip
        return pd.Series(
            {
                "impressions": total["impressions"],
                "click": total["product_clicks"] / total["viewers"],
                "buy": total["orders"] / total["product_clicks"],
                "refund": total["refund_amount"] / total["pay_amount"],
                "comments": total["comments"] / total["viewers"],
                "dwell": rows["average_dwell_seconds"].mean(),
                "ads": total["ad_cost"],
                "pay": total["pay_amount"],
            }
        )

    return of(mine) / of(calm)


@pytest.mark.parametrize("seed", range(SEED, SEED + 4))
def test_wrong_goods_are_not_clicked_or_too_dear_to_buy_though_people_stay(seed):
    rates = live_rates("live_product_selection", seed)
    assert rates["dwell"] == 1 and rates["impressions"] == 1
    assert rates["click"] * rates["buy"] < 0.85 and min(rates["click"], rates["buy"]) < 0.85


def test_a_weak_streamer_loses_stay_talk_and_clicks_with_the_same_goods():
    rates = live_rates("live_streamer")
    assert rates["impressions"] == 1
    assert max(rates["dwell"], rates["click"], rates["comments"]) < 0.9
    _, tables = made(live, "live_streamer")
    _, calm = made(live, "none")
    shown = ["live_id", "product_id", "position"]
    assert tables["live_products"][shown].equals(calm["live_products"][shown])


def test_a_wrong_crowd_is_bigger_dearer_and_leaves_sooner():
    rates = live_rates("live_audience")
    assert min(rates["impressions"], rates["ads"]) > 1.3
    assert max(rates["dwell"], rates["click"], rates["comments"]) < 0.85


def test_returns_change_nothing_but_what_comes_back():
    rates = live_rates("live_returns")
    assert rates["pay"] == 1 and rates["click"] == 1 and rates["refund"] > 1.5


@pytest.mark.parametrize("cause", live.CAUSES)
def test_lives_and_their_orders_and_products_agree(cause):
    _, tables = made(live, cause)
    lives, goods, orders = (tables[t] for t in ("lives", "live_products", "orders"))
    of_lives = orders[orders["live_id"].notna()]
    assert goods["pay_amount"].sum() == lives["pay_amount"].sum() == of_lives["paid_amount"].sum()
    assert of_lives["refund_amount"].sum() == lives["refund_amount"].sum()
    assert len(of_lives) == lives["orders"].sum()


@pytest.mark.parametrize("cause", [c for c in live.CAUSES if c != "none"])
def test_a_lives_impact_is_the_difference_net_of_refunds(cause):
    def net(which):
        lives = made(live, which)[1]["lives"]
        return float(lives["pay_amount"].sum() - lives["refund_amount"].sum())

    assert net(cause) - net("none") == pytest.approx(made(live, cause)[0].impact)
    assert made(live, cause)[0].impact < 0


def test_a_campaign_without_lift_adds_next_to_nothing_and_one_with_lift_adds():
    for kind in ("promotion", "coupon", "ad"):
        added, nothing = (made(campaign, f"{kind}_{w}")[0] for w in ("lift", "no_lift"))
        assert added.impact > 0 and added.value > 0
        assert abs(nothing.power) < 0.04
    assert made(campaign, "coupon_no_lift")[0].impact == 0


def test_a_discount_without_lift_is_money_given_away_to_the_cent():
    truth, tables = made(campaign_kinds, "store_no_lift")
    inside = tables["orders"]["ordered_at"].dt.date.astype(str).between(truth.start, truth.end)
    assert (
        truth.impact == truth.value == -round(tables["orders"][inside]["discount_amount"].sum(), 2)
    )


def test_a_new_channel_sells_from_the_campaigns_first_day_on():
    truth, tables = made(campaign_kinds, "ad_new_lift")
    feed = tables["orders"].query("channel == 'paid_feed'")["ordered_at"].dt.date.astype(str)
    assert truth.start <= feed.min() <= feed.max() <= truth.end


def test_a_campaign_stands_in_its_tables_and_marks_its_orders():
    truth, tables = made(campaign, "promotion_lift")
    row = tables["campaigns"].set_index("campaign_id").loc["C-new"]
    assert str(row["starts_on"]) == truth.start and str(row["ends_on"]) == truth.end
    goods = tables["campaign_products"].query("campaign_id == 'C-new'")["product_id"]
    marked = tables["orders"].query("campaign_id == 'C-new'")
    assert set(marked["product_id"]) <= set(goods) and len(marked)
    assert str(marked["ordered_at"].min().date()) >= truth.start
    assert (marked["discount_amount"] > 0).all()


def test_provinces_held_out_of_a_coupon_sell_as_without_it():
    """The holdout's orders are the same with lift and without, as the seed's visitors are."""
    _, tables = made(campaign, "coupon_lift")
    goal = tables["campaigns"].set_index("campaign_id").loc["C-new", "goal"]
    out = goal.removeprefix("holdout: ").split(", ")
    assert len(out) == 3
    marked = tables["orders"].query("campaign_id == 'C-new'")
    assert not set(marked["province"]) & set(out)


def test_a_tool_claims_more_than_it_added():
    for cause in ("ad_lift", "ad_no_lift"):
        truth, tables = made(campaign, cause)
        claimed = tables["ads"].query("campaign_id == 'C-new'")["attributed_amount"].sum()
        assert float(claimed) > max(truth.impact, 0)


def return_rate(orders, month):
    first = orders.groupby("buyer_id")["ordered_at"].min().dt.normalize()
    mine = first[first.dt.strftime("%Y-%m") == month]
    later = orders[orders["buyer_id"].isin(mine.index)]
    gap = (later["ordered_at"].dt.normalize() - later["buyer_id"].map(mine)).dt.days
    back = later[(gap > 0) & (gap <= cohort.WINDOW)]["buyer_id"].nunique()
    return back / len(mine)


def test_one_cohort_returns_half_as_often_and_the_others_as_ever():
    truth, tables = made(cohort, "cohort_return")
    _, calm = made(cohort, "none")
    month = truth.subjects[0]
    assert return_rate(tables["orders"], month) == pytest.approx(truth.value, abs=1e-5)
    usual = truth.parts[0]["calm_rate"]
    assert return_rate(calm["orders"], month) == pytest.approx(usual, abs=1e-5)
    assert truth.value / usual == pytest.approx(0.5, abs=0.08)
    before = str(pd.Period(month) - 1)
    assert return_rate(tables["orders"], before) == return_rate(calm["orders"], before)


def test_stock_is_what_came_less_what_went():
    """On hand = the day before + received − paid units, but on days on which a batch was withdrawn.

    Held to on all SKUs in a world without planted holes."""
    past = stock.history(SEED, "none", **SMALL)
    received = np.zeros_like(past.on_hand)
    for sku, _, _, day, units in past.purchases:
        if day < len(received):
            received[day, sku] += units
    change = np.diff(past.on_hand, axis=0)
    assert (change == (received - past.sales)[1:]).all()
    assert (past.on_hand >= 0).all() and (past.lost >= 0).all()


def test_lost_units_are_the_demand_that_met_an_empty_shelf():
    truth, tables = made(stock, "stockout")
    past = stock.history(SEED, "stockout", **SMALL)
    orders = tables["orders"]
    paid = orders[orders["paid_at"].notna()].groupby("sku_id")["quantity"].sum()
    sold = pd.Series(past.sales.sum(axis=0), index=past.sku_ids)
    assert paid.eq(sold[sold > 0].reindex(paid.index)).all()
    assert truth.parts and all(p["lost_units"] > 0 for p in truth.parts)
    first = len(past.demand) - int(pd.Timestamp(str(tables["inventory"]["date"].max())).day)
    lost = pd.Series(past.lost[first:].sum(axis=0), index=past.sku_ids)
    assert {p["sku_id"]: p["lost_units"] for p in truth.parts} == lost[lost > 0].to_dict()
    assert (past.on_hand[past.lost > 0] == 0).all()


def test_a_campaign_is_judged_by_its_interval_and_by_not_being_praised_for_nothing():
    truth = Truth(1, "promotion_no_lift", "2026-05", "campaign", ("C-new",), value=0.0)
    told = {
        "id": "x", "kind": "result", "metric": "incremental_paid_amount", "subject": "C-new",
        "value": 50.0, "low": -10.0, "high": 110.0, "verdict": "unclear",
    }  # fmt: skip
    assert (of_campaign(truth, [told]).right, of_campaign(truth, [told]).covered) == (True, True)
    praised = told | {"low": 20.0, "verdict": "repeat"}
    assert (of_campaign(truth, [praised]).right, of_campaign(truth, [praised]).covered) == (
        False, False,
    )  # fmt: skip
    assert of_campaign(truth, []).covered is None


def test_a_cohort_is_judged_by_its_month_and_both_rates():
    truth = Truth(1, "cohort_return", "2026-05", "cohort", ("2026-01",), value=0.12,
                  parts=({"calm_rate": 0.24, "buyers": 900},))  # fmt: skip
    told = {
        "id": "x", "kind": "change", "metric": "repeat_rate_90d", "subject_kind": "cohort",
        "subject": "2026-01", "value": 0.12, "baseline": 0.25, "change": -0.13,
    }  # fmt: skip
    score = of_cohort(truth, [told])
    assert (score.right, score.right_subject, score.covered) == (True, True, True)
    assert of_cohort(truth, [told | {"subject": "2026-02"}]).right_subject is False
    assert of_cohort(truth, [told | {"baseline": 0.30}]).covered is False
    assert of_cohort(Truth(1, "none", "2026-05"), [told]).right is False


def test_stock_is_judged_sku_by_sku_and_inventions_count():
    truth = Truth(1, "stockout", "2026-05", parts=(
        {"sku_id": "a-0", "lost_units": 40}, {"sku_id": "b-0", "lost_units": 2},
    ))  # fmt: skip
    told = {"kind": "risk", "subject_kind": "sku", "metric": "lost_units", "value": 38.0}
    scores = of_stock(
        truth,
        [
            told | {"subject": "a-0", "low": 30.0, "high": 45.0},
            told | {"subject": "c-0", "low": 1.0, "high": 9.0},
        ],
    )
    assert [(s.right, s.covered) for s in scores] == [(True, True), (False, None)]
