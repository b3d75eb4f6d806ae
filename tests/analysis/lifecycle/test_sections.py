"""Each section worked out by hand on a few purchases."""

import csv
import math
from datetime import date, timedelta

import pytest
from buyers import JUNE, buying_shop, small_shop

from fupan.analysis import lifecycle
from fupan.analysis.lifecycle import (
    basket,
    cohorts,
    due,
    forecast,
    origins,
    repurchase,
    returns,
    rfm,
    rhythm,
    ripening,
    states,
    value,
    waking,
)
from fupan.analysis.lifecycle.outlying import outlying
from fupan.analysis.lifecycle.seen import look
from fupan.ground.errors import DataMissing, WrongUse
from fupan.ground.periods import Period
from fupan.metrics import measure

# Thresholds 60 / 120 / 180 days: too few repeat purchases to have own ones.
FEW = [
    ("new", "2026-06-10", 100),
    ("two", "2026-05-01", 80), ("two", "2026-06-05", 60),
    ("late", "2026-01-10", 50), ("late", "2026-03-15", 50),
    ("back", "2025-12-01", 40), ("back", "2026-06-20", 70),
    ("gone", "2025-11-03", 30),
]  # fmt: skip


@pytest.fixture(scope="module")
def few():
    return look(small_shop(FEW, "2026-06-30"), JUNE)


@pytest.fixture(scope="module")
def many():
    return look(buying_shop(), JUNE)


def test_every_buyer_stands_where_the_last_purchase_and_the_wait_before_it_put_him(few):
    """On 30 June: 20 days; 25 days after 35; 107 days; 10 days after 201; 239 days."""
    own = rhythm.shop_rhythm(few)
    assert (own.active, own.at_risk, own.silent, own.is_own) == (60, 120, 180, False)
    told = states.standing(few.visits, date(2026, 6, 30), own).order_by("buyer_id").to_pandas()
    assert dict(zip(told["buyer_id"], told["state"], strict=True)) == {
        "back": "won_back", "gone": "lost", "late": "at_risk", "new": "new", "two": "active",
    }  # fmt: skip
    assert told["since"].tolist() == [10, 239, 107, 20, 25]


def test_states_of_an_earlier_day_know_nothing_of_what_came_later(few):
    """On 31 May "back" is 181 days silent, so lost; "two" had bought once, 30 days ago."""
    told = states.standing(few.visits, date(2026, 5, 31), rhythm.shop_rhythm(few)).to_pandas()
    assert dict(zip(told["buyer_id"], told["state"], strict=True)) == {
        "back": "lost", "gone": "lost", "late": "at_risk", "two": "new",
    }  # fmt: skip


def test_the_parts_of_the_bridge_add_up_to_the_change_of_buyers_in_rhythm(few):
    """May: two. June: new, two, back: one new buyer and one woken."""
    moved = states.moves(few, rhythm.shop_rhythm(few))
    assert states.change_of_active(moved) == {"new": 1, "returned": 0, "woken": 1, "lapsed": 0}


def test_the_bridge_adds_up_on_many_buyers_too(many):
    moved = states.moves(many, rhythm.shop_rhythm(many))
    live = moved["now"].isin(states.LIVE), moved["before"].isin(states.LIVE)
    change = moved.loc[live[0], "buyers"].sum() - moved.loc[live[1], "buyers"].sum()
    assert sum(states.change_of_active(moved).values()) == change


def test_own_thresholds_are_quantiles_of_those_who_come_back(many):
    """Waits of 3 + Exp(25) days: half within 3 + 25 ln 2 = 20, 80 % within 43, 90 % within 61."""
    own = rhythm.shop_rhythm(many)
    assert own.is_own
    assert (own.active, own.at_risk, own.silent) == (
        pytest.approx(20, abs=2), pytest.approx(43, abs=3), pytest.approx(61, abs=4),
    )  # fmt: skip
    assert own.back == pytest.approx(0.25, abs=0.02)


def test_the_triangle_has_no_cell_for_months_that_are_not_over(few):
    """Two began in May and has only two months; a month without a purchase is a true zero."""
    cells = cohorts.triangle(few.visits, few.watched).set_index(["cohort", "since"])
    assert ("2026-05", 1) in cells.index and ("2026-05", 2) not in cells.index
    assert cells.loc[("2025-12", 3), "buyers"] == 0
    assert cells.loc[("2025-12", 6), "retention"] == 1
    assert cells.loc[("2025-12", 6), "net_each"] == 110


def test_a_cohort_is_blank_until_its_last_day_has_been_watched(many):
    table = returns.counted(many).set_index("cohort")
    assert table["back_90"].last_valid_index() == "2026-03"
    assert table["back_60"].last_valid_index() == "2026-04"
    assert table["back_30"].last_valid_index() == "2026-05"


def test_the_cohort_return_is_that_of_the_catalogue(many):
    table = returns.counted(many).set_index("cohort")
    for month in ("2025-06", "2026-02"):
        told = measure(many.shop, "repeat_rate_90d", period=month)["repeat_rate_90d"].iloc[0]
        assert table.loc[month, "back_90"] / table.loc[month, "size"] == pytest.approx(told)


def test_the_seven_repeat_rates_are_seven_numbers(few):
    """June: new, two and back bought once each; of May's one buyer (two) one bought in June."""
    told = repurchase.definitions(few, returns.counted(few)).set_index("name")
    assert list(told.index) == ["R1", "R2", "R3", "R4", "R5", "R6", "R7"]
    assert told["month"][["R1", "R2", "R6", "R5"]].tolist() == [0, 0, 0, 1]
    # The last 90 days: new, two (twice) and back; two of four orders more than buyers is one.
    assert told["days_90"][["R1", "R2", "R6"]].tolist() == pytest.approx([1 / 3, 1 / 3, 1 / 4])


def test_the_first_two_repeat_rates_and_the_old_share_are_those_of_the_catalogue(many):
    told = repurchase.definitions(many, returns.counted(many)).set_index("name")["month"]
    names = ["repeat_rate", "repeat_day_rate", "old_buyer_share"]
    row = measure(many.shop, names, period=JUNE).iloc[0]
    assert told[["R1", "R2", "R4"]].tolist() == pytest.approx(row.tolist())


def test_retention_and_repeat_orders_are_those_of_the_catalogue(many):
    """Of the window's seven figures, those not compared above; the shop knows no categories."""
    told = repurchase.definitions(many, returns.counted(many)).set_index("name")["month"]
    names = {"R5": "period_retention", "R6": "repeat_order_rate"}
    found = measure(many.shop, list(names.values()), period=JUNE).iloc[0]
    assert {n: told[n] for n in names} == pytest.approx({n: found[m] for n, m in names.items()})


def test_the_cohort_return_is_told_for_each_horizon_of_the_latest_cohort_old_enough(many):
    shown = repurchase.horizons_exhibit(returns.counted(many)).table
    assert shown["cohort"].tolist() == [
        "2026-05", "2026-05", "2026-04", "2026-03", "2025-12", "2025-06",
    ]  # fmt: skip
    assert shown["all"].is_monotonic_increasing


def test_a_cohort_of_a_few_buyers_is_not_the_default_repeat_rate(few):
    told = repurchase.definitions(few, returns.counted(few)).set_index("name")
    assert told["days_90"].isna()["R3"]


def test_rfm_counts_days_money_and_recency_of_365_days(few):
    told = rfm.scores(few.visits, date(2026, 6, 30)).order_by("buyer_id").to_pandas()
    rows = told.set_index("buyer_id")[["recency", "frequency", "money"]]
    assert rows.loc["two"].tolist() == [25, 2, 140]
    assert rows.loc["gone"].tolist() == [239, 1, 30]


def test_every_buyer_of_the_year_is_in_one_segment(many):
    told = rfm.segments(many)
    assert set(told["segment"]) == set(rfm.SEGMENTS)
    assert told["buyers"].sum() == rfm.scores(many.visits, many.as_of).count().execute()


def test_a_segment_is_exported_by_pseudonym_with_its_scores(tmp_path, many):
    number = lifecycle.export_segment(many.shop, JUNE, "champions", tmp_path / "a" / "list.csv")
    with (tmp_path / "a" / "list.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == number > 0
    assert list(rows[0]) == ["buyer_id", "recency", "frequency", "money", "r", "f", "m"]
    assert all(int(r["r"]) >= 4 and int(r["f"]) >= 2 and int(r["m"]) >= 4 for r in rows)
    assert [r["buyer_id"] for r in rows] == sorted(r["buyer_id"] for r in rows)


def test_an_unknown_segment_is_refused_with_the_nearest_name(tmp_path, few):
    with pytest.raises(WrongUse, match="champions"):
        lifecycle.export_segment(few.shop, JUNE, "champion", tmp_path / "x.csv")


def test_lists_without_buyers_are_refused(tmp_path):
    shop = buying_shop(named=False, each=20)
    with pytest.raises(DataMissing, match="买家标识"):
        lifecycle.export_due(shop, JUNE, tmp_path / "x.csv")


def test_the_due_list_foresees_what_then_comes(many):
    """The list of 30 days ago, made without knowing June, hits about as often as it said."""
    then = due.chances(many, date(2026, 5, 31))
    listed = then[then["is_due"]]
    foreseen = (listed["chance"] * listed["buyers"]).sum()
    assert listed["came"].sum() == pytest.approx(foreseen, rel=0.2)
    assert listed["came"].sum() / listed["buyers"].sum() > 2 * then["came"].sum() / then[
        "buyers"
    ].sum()  # fmt: skip


def test_the_exported_due_list_has_as_many_as_the_page_says(tmp_path, many):
    number = lifecycle.export_due(many.shop, JUNE, tmp_path / "due.csv")
    told = due.chances(many, many.as_of)
    assert number == told.loc[told["is_due"], "buyers"].sum()


def test_forecasts_are_scored_on_what_was_held_out(many):
    told = forecast.contest(many)
    assert set(told.scores["name"]) == set(forecast.NAMES)
    assert told.scores["error"].is_monotonic_increasing
    held = many.visits.filter(
        many.visits.day > date(2026, 4, 1), many.visits.first_day < date(2026, 4, 1)
    )
    assert told.actual == held.count().execute()


def test_a_model_that_the_data_do_not_bear_does_not_compete(many, monkeypatch):
    class Unfit(forecast.BgNbd):
        def coming(self, time, repeats, last, watched):
            return super().coming(time, repeats, last, watched) * math.nan

    monkeypatch.setitem(forecast.MODELS, "bg_nbd", Unfit)
    told = forecast.contest(many)
    assert set(told.scores["name"]) == set(forecast.NAMES) - {"bg_nbd"}
    monkeypatch.setitem(forecast.MODELS, "pareto_nbd", Unfit)
    told = forecast.contest(many)
    assert forecast.calibration_exhibit(told).table.empty
    assert told.winner in ("own_rate", "repeated", "alike")


def test_value_is_spend_net_of_refunds_where_costs_are_unknown_and_says_so(many):
    first = origins.firsts(many)
    told = value.by_channel(many, first, 180).set_index("channel")
    assert told.loc["all", "buyers"] == told.drop("all")["buyers"].sum()
    # ¥100 a purchase, and a quarter, a sixteenth … more: 100 · 1/(1 − 0.25).
    assert told.loc["all", "value"] == pytest.approx(133, rel=0.03)
    assert told.loc["all", "low"] < told.loc["all", "value"] < told.loc["all", "high"]
    assert "扣退款" in value.value_note(many).zh


def test_margin_takes_off_the_cost_of_what_was_kept():
    """Paid 100, half refunded, cost 40 an item: 50 − 40 · ½ = 30."""
    import pandas as pd

    from fupan.store import Shop

    shop = small_shop([("a", "2026-06-01", 100, {"refund_amount": 50})], "2026-06-30")
    orders = shop.orders.to_pandas().drop(columns="shop")
    products = pd.DataFrame({"product_id": ["p1"], "title": ["cup"], "unit_cost": [40]})
    seen = look(Shop.of("costs", {"orders": orders, "products": products}), JUNE)
    assert seen.visits.to_pandas()["margin"].tolist() == [30.0]


def test_a_pair_bought_together_beyond_chance_is_found_with_its_lift():
    """100 orders: 20 of A and B, 10 of A alone, 70 of C. Lift of A with B: 20·100/(30·20) = 3.33;
    confidence 20/20, of those who take B."""
    rows = []
    for n in range(100):
        goods = ["A", "B"] if n < 20 else ["A"] if n < 30 else ["C"]
        rows += [(f"o{n}", item) for item in goods]
    shop = small_shop(
        [("x", "2026-06-01", 1, {"product_id": p, "order_id": o, "line_id": f"{i}"})
         for i, (o, p) in enumerate(rows)],
        "2026-06-30",
    )  # fmt: skip
    seen = look(shop, JUNE)
    (pair,) = basket.together(seen.lines).to_dict("records")
    assert (pair["first"], pair["next"], pair["pairs"]) == ("A", "B", 20)
    assert pair["lift"] == pytest.approx(20 * 100 / (30 * 20))
    assert pair["confidence"] == 1 and pair["support"] == 0.2


def test_what_is_bought_next_is_held_against_the_steps_of_the_same_days():
    """40 steps lead from tea, 20 of them to a cup, and 20 from pots to pots; a year ago 500 other
    steps were made. Of 60 steps 20 end in a cup: lift 20 ÷ (40 × 20 ÷ 60) = 1.5."""

    def one(buyer, first, next_, day="2026-05-01", later="2026-06-01"):
        return [(buyer, day, 10, {"product_id": first}), (buyer, later, 10, {"product_id": next_})]

    rows = [r for n in range(500) for r in one(f"o{n}", "x", "y", "2025-05-01", "2025-06-01")]
    rows += [r for n in range(20) for r in one(f"c{n}", "tea", "cup")]
    rows += [r for n in range(20) for r in one(f"p{n}", "tea", "plate")]
    rows += [r for n in range(20) for r in one(f"q{n}", "pot", "bowl")]
    seen = look(small_shop(rows, "2026-06-30"), JUNE)
    told = basket.following(seen, basket._recent(seen.lines, seen.watched))
    found = told.set_index(["first", "next"])
    assert found.loc[("tea", "cup"), ["pairs", "support"]].tolist() == [20, 20 / 60]
    assert found.loc[("tea", "cup"), "lift"] == pytest.approx(1.5)
    assert found.loc[("pot", "bowl"), "lift"] == pytest.approx(3)


def test_gifts_brushed_and_unpaid_orders_are_no_purchase():
    shop = small_shop(
        [("a", "2026-06-01", 9), ("a", "2026-06-02", 9, {"is_gift": True}),
         ("a", "2026-06-03", 9, {"is_suspect": True}),
         ("a", "2026-06-04", 0, {"paid_at": None, "status": "closed"})],
        "2026-06-30",
    )  # fmt: skip
    assert look(shop, JUNE).visits.count().execute() == 1


def test_masked_ids_that_fell_together_are_left_out_and_told():
    crowd = [("t**8", f"2026-06-{1 + n % 28:02d}", 5) for n in range(300)]
    alone = [(f"b{n}", "2026-06-05", 5) for n in range(300)]
    seen = look(small_shop([*crowd, *alone], "2026-06-30"), JUNE)
    assert seen.buyers == 300
    assert any("打码" in note.zh for note in seen.notes)


def test_silent_buyers_woken_as_ever_are_no_finding(many):
    own = rhythm.shop_rhythm(many)
    likes = waking.judged(states.history(many, own), many)
    assert not any(like and like.is_off for like in likes.values())


def test_a_rate_unlike_the_others_is_off_and_its_neighbours_are_not():
    judged = outlying([100, 96, 104, 50, 99, 103, 101], [500] * 7)
    assert [one.is_off for one in judged] == [False] * 3 + [True] + [False] * 3
    assert judged[3].expected == pytest.approx(0.2, abs=0.01)


def test_a_wave_of_the_seasons_is_no_oddity_and_does_not_hide_one():
    """Rates swing between 20 and 40 %; the halved one is as low as the trough is."""
    wave = [round(1000 * (0.3 + 0.1 * math.sin(math.pi * n / 6))) for n in range(18)]
    assert not any(one.is_off for one in outlying(wave, [1000] * 18))
    odd = [*wave[:3], wave[3] // 2, *wave[4:]]
    assert [n for n, one in enumerate(outlying(odd, [1000] * 18)) if one.is_off] == [3]


def test_a_young_cohort_counts_for_the_share_that_complete_ones_had_shown_at_its_age():
    """Each month four start on the 1st; one is back after 20 days, one after 50: a month after
    its end a cohort that started on its first day has been watched for 60 days: both are seen."""
    rows = []
    for n, month in enumerate(Period.parse("2025-01-01..2025-08-31").months()):
        for buyer in "abcd":
            rows.append((f"{n}{buyer}", f"{month.start}", 10))
        rows.append((f"{n}a", f"{month.start + timedelta(days=20)}", 10))
        rows.append((f"{n}b", f"{month.start + timedelta(days=50)}", 10))
    shop = small_shop([r for r in rows if r[1] <= "2025-08-31"], "2025-08-31")
    told = ripening.ripened(look(shop, Period.parse("2025-08"))).set_index("cohort")
    assert told.loc["2025-05", ["size", "back", "effective", "seen"]].tolist() == [4, 2, 4, 1]
    assert told.loc["2025-07", ["back", "effective", "seen"]].tolist() == [2, 4, 1]
    assert told.loc["2025-08", ["back", "effective", "seen"]].tolist() == [1, 2, 0.5]


def test_too_few_others_judge_nobody():
    assert outlying([10, 50, 50, 50], [100] * 4) == [None] * 4
