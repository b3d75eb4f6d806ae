"""Promotions of some items, weekly books and goods given up: what they do to demand and orders."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from stock_worlds import stock_world

from fupan.analysis import inventory
from fupan.analysis.demand import demand_of
from fupan.analysis.expected import expected
from fupan.analysis.forecast import forecast_of
from fupan.analysis.inventory.buying import purchase_list
from fupan.analysis.inventory.promotions import promotion_buys
from fupan.analysis.inventory.seen import Seen, look
from fupan.analysis.occasions import Spell, day_marks, wide_promotions
from fupan.ground.periods import Period
from fupan.store import Shop

MAY = Period.parse("2026-05")


def shop_of(orders, **tables):
    """A shop of (day, product, units) lines at ten a piece."""
    rows = pd.DataFrame(orders, columns=["day", "product_id", "quantity"])
    rows["ordered_at"] = rows["paid_at"] = pd.to_datetime(rows.pop("day")) + pd.Timedelta(hours=9)
    rows["order_id"] = [str(n) for n in range(len(rows))]
    rows = rows.assign(
        line_id="1", platform="tmall", status="completed", sku_id=rows["product_id"],
        paid_amount=10.0 * rows["quantity"],
    )  # fmt: skip
    return Shop.of("small", {"orders": rows, **tables})


def test_an_empty_shelf_in_a_promotion_lost_what_the_promoted_others_sold():
    """Five a day each; four promoted items sell fifteen in the last week, one of them is empty."""
    sold = np.full((12, 90), 5.0)
    sold[:4, 83:] = 15.0
    usable = np.ones(sold.shape, bool)
    usable[0, 83:] = False
    sold[0, 83:] = 0.0
    spell = (Spell(np.arange(4), 83, 90),)
    groups = (np.arange(12),)
    assert expected(sold, usable, groups, spell)[0, 83:].sum() == pytest.approx(105, rel=0.1)
    assert expected(sold, usable, groups)[0, 83:].sum() < 70


def test_a_campaign_announced_for_some_items_lifts_their_forecast_as_their_last_one_did():
    """Ten a day, thirty for the items named; the same four are named again in the week ahead."""
    sold = np.full((20, 200), 10.0)
    sold[:4, 100:107] = 30.0
    named = np.zeros((20, 214), bool)
    named[:4, 100:107] = named[:4, 207:214] = True
    made = forecast_of(sold, date(2025, 3, 3), [""] * 214, 14, named=named)
    assert made.path[:4, 7:].mean() == pytest.approx(30, rel=0.15)
    assert made.path[:4, :7].mean() == pytest.approx(10, rel=0.1)
    assert made.promoted(14)[:4] == pytest.approx([140] * 4, rel=0.2)
    assert made.promoted(14)[4:].max() == 0


def test_a_new_promotion_is_taken_to_lift_like_the_same_phase_of_another():
    """Known: three times. New: the mean of three times and of none, in logarithms, 1.73."""
    marks = ["双11/main/rest" if 100 <= n < 105 else "" for n in range(200)]
    sold = np.full((20, 200), 10.0)
    sold[:, 100:105] = 30.0
    made = forecast_of(sold, date(2025, 1, 1), [*marks, *["618/main/rest"] * 7], 7)
    assert made.path.mean() == pytest.approx(17.3, rel=0.1)
    assert made.news == ("618",)


def test_weeks_booked_on_one_day_are_spread_over_their_days():
    fridays = [date(2026, 1, 2) + timedelta(days=7 * n) for n in range(20)]
    demand = demand_of(shop_of([(d, "A", 70) for d in fridays]), Period(fridays[0], fridays[-1]))
    assert demand.is_weekly
    assert demand.sold[0, 7:-7] == pytest.approx(10.0)


def test_stock_rows_of_zero_left_out_are_empty_shelves_to_the_end():
    """Counted until the 20th, and never at zero; the other item is counted every day."""
    days = MAY.dates()
    count = pd.DataFrame(
        [(d, "A", 21 - d.day) for d in days if d.day < 21] + [(d, "B", 50) for d in days],
        columns=["date", "sku_id", "on_hand"],
    ).assign(warehouse="main", product_id=lambda t: t["sku_id"])
    sold = [(d, "A", 1) for d in days if d.day <= 20] + [(d, "B", 2) for d in days]
    demand = demand_of(shop_of(sold, inventory=count), MAY)
    assert demand.empty()[0].sum() == 10


def test_a_delisted_product_loses_nothing_by_being_empty():
    days = Period(date(2026, 2, 1), date(2026, 6, 1)).dates()
    rows = [(d, s, 0 if s == "A" and d >= MAY.start else 40) for d in days for s in "AB"]
    count = pd.DataFrame(rows, columns=["date", "sku_id", "on_hand"])
    count = count.assign(warehouse="main", product_id=count["sku_id"])
    sold = [(d, s, 2) for d in days for s in "AB" if s == "B" or d < MAY.start]
    off = pd.DataFrame({"product_id": ["A"], "title": ["a"], "delisted_on": [MAY.start]})
    kept = off.assign(delisted_on=[None])
    lost = [
        look(shop_of(sold, inventory=count, products=p), MAY, None).hidden.lost[0]
        for p in (kept, off)
    ]
    assert lost[0] == pytest.approx(60, rel=0.15) and lost[1] == 0


@pytest.fixture(scope="module")
def before_618():
    world = stock_world(7, last=date(2026, 5, 31))
    return look(world.shop, world.period, None)


def with_lead(seen: Seen, days: int) -> Seen:
    lead = np.full(len(seen.demand.items), float(days))
    return replace(seen, terms=replace(seen.terms, lead=lead))


def test_promotion_buys_fill_what_stock_and_list_lack(before_618):
    quick = with_lead(before_618, 0)
    plan = promotion_buys(quick, purchase_list(quick))
    june = plan[plan["promotion"] == "618"]
    assert len(june) and (june["low"] <= june["high"]).all()
    lacking = june["plain"] + june["extra"] - june["have"] - june["listed"]
    assert (june["quantity"] >= lacking - 1).all() and not any(note.zh for note in june["note"])


def test_nothing_is_bought_for_a_promotion_that_is_over_when_it_comes(before_618):
    """Every delivery takes 100 days: none can serve a promotion of the next 100."""
    slow = replace(
        before_618, terms=replace(before_618.terms, lead=0 * before_618.terms.lead + 100)
    )
    plan = promotion_buys(slow, pd.DataFrame())
    assert len(plan) and (plan["quantity"] == 0).all()
    told = [note.en for note in plan["note"] if note.en]
    assert told and all(words.startswith("too late") for words in told)


def test_the_ordinary_sales_of_a_far_promotion_are_left_to_later_lists(before_618):
    """Of a promotion two months off only what it adds is bought now, and a pack to round."""
    plan = promotion_buys(before_618, pd.DataFrame())
    far = plan[pd.to_datetime(plan["order_by"]) > pd.Timestamp(date(2026, 7, 1))]
    pack = dict(zip(before_618.demand.items, before_618.terms.pack, strict=True))
    least = dict(zip(before_618.demand.items, before_618.terms.least, strict=True))
    for row in far.to_dict("records"):
        assert row["quantity"] <= max(3 * row["high"], least[row["item"]]) + pack[row["item"]]


def test_a_dearer_leftover_lowers_what_is_bought_for_a_promotion(before_618):
    terms = before_618.terms
    slim = replace(before_618, terms=replace(terms, margin=terms.cost * 0.001))
    empty = pd.DataFrame(columns=["item", "arrives", "quantity"])
    wide, narrow = (promotion_buys(s, empty)["quantity"].sum() for s in (before_618, slim))
    assert narrow < wide


def test_a_shortage_is_worth_money_once():
    world = stock_world(3)
    found = inventory.review(world.shop, world.period).findings
    assert any(f.kind == "risk" and f.metric == "lost_units" and f.impact for f in found)
    assert not any(f.kind == "cause" and f.cause == "stockout" and f.impact for f in found)


def booked(*spans: tuple[str, str]) -> Shop:
    """A shop that books its promotions of all goods."""
    rows = pd.DataFrame(spans, columns=["starts_on", "ends_on"])
    rows = rows.assign(campaign_id=[f"P{n}" for n in range(len(rows))], title="x", kind="promotion")
    return shop_of([("2025-03-01", "A", 1)], campaigns=rows)


YEAR_2025 = Period.parse("2025-01-01..2025-12-31")


def marks_of(shop: Shop) -> dict[str, str]:
    wide = wide_promotions(shop, ("A",), np.ones((1, 3)))
    return dict(zip(map(str, YEAR_2025.dates()), day_marks(shop, YEAR_2025, wide), strict=True))


def test_a_promotion_of_the_trade_that_the_shop_left_out_is_none_to_it():
    """618 and 双12 stand in the book, 双11 between them does not; 双12 is its last entry."""
    marks = marks_of(booked(("2025-06-01", "2025-06-18"), ("2025-12-08", "2025-12-12")))
    assert marks["2025-06-05"] == "618/main/rest"
    assert marks["2025-11-05"] == "双11/apart"
    assert marks["2025-06-19"] == "618/apart"  # the trade's second wave, without the shop
    assert marks["2025-12-09"] == "双12/main/rest"


def test_a_book_of_the_shops_own_promotions_alone_says_nothing_of_the_trades():
    marks = marks_of(booked(("2025-04-10", "2025-04-14"), ("2025-08-20", "2025-08-24")))
    assert marks["2025-04-10"] == "店铺活动/main/first"
    assert marks["2025-08-23"] == "店铺活动/main/rest"
    assert marks["2025-06-05"] == "618/main/rest"


def test_what_lies_beyond_the_books_last_entry_is_taken_to_be_joined():
    marks = marks_of(booked(("2025-03-01", "2025-03-08"), ("2025-06-01", "2025-06-18")))
    assert marks["2025-11-05"] == "双11/main/rest"


def test_a_shops_own_promotion_is_forecast_by_its_earlier_ones():
    """Ten a day, twenty in three of its own promotions; the fourth begins in the week ahead."""
    sold = np.full((20, 200), 10.0)
    marks = np.full(228, "", dtype=object)
    for begin in (60, 110, 160, 207):
        marks[begin : begin + 7] = "店铺活动/main/rest"
        sold[:, begin : begin + 7] = 20.0
    made = forecast_of(sold, date(2025, 3, 3), tuple(marks), 28)
    assert made.path[:, 7:14].mean() == pytest.approx(20, rel=0.05)
    assert made.path[:, 14:].mean() == pytest.approx(10, rel=0.05)


def test_a_promotion_that_went_otherwise_does_not_make_the_weeks_after_it_look_wild():
    """The same promotion lifted by two and then by four; plain days are a Poisson's of ten."""
    chance = np.random.default_rng(5)
    rate, marks = np.full(240, 10.0), np.full(270, "", dtype=object)
    for begin, lift in ((70, 2.0), (185, 4.0)):
        marks[begin : begin + 10] = "店铺活动/main/rest"
        rate[begin : begin + 10] *= lift
    sold = chance.poisson(rate, (40, 240)).astype(float)
    made = forecast_of(sold, date(2025, 3, 3), tuple(marks), 30)
    assert np.median(made.variance(np.full(40, 280.0)) ** 0.5) < 50  # 82 if taken together
    assert made.surprise > 0.4


def test_a_promotion_without_precedent_is_stocked_for_with_a_wide_margin():
    sold = np.random.default_rng(6).poisson(10.0, (20, 240)).astype(float)
    plain, new = np.full(268, "", dtype=object), np.full(268, "", dtype=object)
    new[245:255] = "618/main/rest"
    calm, wide = (forecast_of(sold, date(2025, 3, 3), tuple(m), 28) for m in (plain, new))
    assert wide.news == ("618",)
    assert np.median(wide.quantile(0.95, 20) / calm.quantile(0.95, 20)) > 1.15
