"""The stock notebook's analysis: the sample's planted facts, poor shops, and exact small cases."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from stock_worlds import stock_world

from fupan import open_shop
from fupan.analysis import inventory, products
from fupan.analysis.inventory import plans
from fupan.analysis.inventory.buying import purchase_list
from fupan.analysis.inventory.proof import Proof, unit_loss
from fupan.analysis.inventory.seen import look
from fupan.ground.periods import Period
from fupan.store import Shop

DATA = Path(__file__).parents[3] / "data"


@pytest.fixture(scope="module")
def october():
    return inventory.review(open_shop("sample", DATA), Period.parse("2026-10"))


def lost(review, product):
    """The risks of an item or of a product's items."""
    return [
        f
        for f in review.findings
        if f.metric == "lost_units" and f.kind == "risk" and f.subject.startswith(product)
    ]


def test_the_late_supplier_of_october_emptied_r01_and_cost_86_units(october):
    found = lost(october, "R01")
    assert len(found) == 2
    assert sum(f.low for f in found) <= 86 <= sum(f.high for f in found)
    causes = {(f.cause, f.subject) for f in october.findings if f.kind == "cause"}
    assert {("stockout", "R01"), ("late_supplier", "德化瓷坊"), ("dead_stock", "S02")} <= causes


def test_the_dead_tumbler_ties_up_10526(october):
    dead = [f for f in october.findings if f.cause == "dead_stock"]
    assert [f.value for f in dead] == [pytest.approx(10526)]


def test_the_brewer_sold_out_in_november_lost_119_units():
    review = inventory.review(open_shop("sample", DATA), Period.parse("2025-11"))
    found = lost(review, "R02")
    assert sum(f.low for f in found) <= 119 <= sum(f.high for f in found)
    assert abs(sum(f.value for f in found) - 119) < 30


def test_a_quiet_month_yields_no_finding_about_stock():
    review = inventory.review(open_shop("sample", DATA), Period.parse("2025-08"))
    assert [f for f in review.findings if f.kind in ("cause", "risk", "change")] == []


def test_every_exhibit_has_a_table_or_says_why_not(october):
    for name in inventory.EXHIBITS:
        exhibit = october.exhibit(name)
        assert exhibit.why_not or len(exhibit.table)


def test_orders_come_in_whole_packs_with_open_orders_netted():
    world = stock_world(3)
    seen = look(world.shop, world.period, None)
    listed = purchase_list(seen)
    place = {item: n for n, item in enumerate(seen.demand.items)}
    assert len(listed)
    for row in listed.to_dict("records"):
        assert row["quantity"] % seen.terms.pack[place[row["item"]]] == 0
        assert row["quantity"] >= seen.terms.least[place[row["item"]]]
        assert row["order_by"] < row["arrives"]
    assert listed["order_by"].is_monotonic_increasing
    # The same shop with a hundred thousand of everything on hand orders nothing.
    seen.__dict__["on_hand"] = np.full(len(place), 1e5)
    assert purchase_list(seen).empty


def test_an_item_that_ran_out_is_told_by_its_last_day():
    """Two a day for 200 days, then nothing on the shelf for ten: about twenty are lost."""
    days = pd.date_range("2026-01-01", periods=212)
    rows, stock = [], []
    for n, day in enumerate(days):
        for sku in ("a", "b", "c", "d", "e"):
            out = sku == "a" and n >= 202
            stock.append(
                {
                    "date": day.date(),
                    "warehouse": "w",
                    "sku_id": sku,
                    "product_id": sku,
                    "on_hand": 0 if out or (sku == "a" and n == 201) else 50,
                }
            )
            if not out:
                rows.append(
                    {
                        "order_id": f"{sku}{n}",
                        "line_id": "1",
                        "platform": "jd",
                        "ordered_at": day,
                        "paid_at": day,
                        "status": "completed",
                        "product_id": sku,
                        "sku_id": sku,
                        "quantity": 2,
                        "paid_amount": 20.0,
                    }
                )
    shop = Shop.of("two", {"orders": pd.DataFrame(rows), "inventory": pd.DataFrame(stock)})
    review = inventory.review(shop, Period.parse("2026-07"))
    found = lost(review, "a")
    assert found[0].low <= 20 <= found[0].high
    assert found[0].value == pytest.approx(20, abs=3)
    assert found[0].impact == pytest.approx(-10 * found[0].value, rel=0.02)


@pytest.mark.parametrize("module", [inventory, products])
def test_a_shop_of_orders_alone_is_reviewed_as_far_as_it_goes(module):
    full = stock_world(1, items=6, days=90)
    shop = Shop.of("bare", {"orders": full.shop.orders.drop("sku_id").to_pyarrow()})
    review = module.review(shop, full.period)
    assert review.headline.zh and review.headline.en
    assert all(e.why_not or len(e.table) for e in review.exhibits.values())


@pytest.mark.parametrize("module", [inventory, products])
def test_a_period_without_orders_says_so(module):
    full = stock_world(1, items=6, days=90)
    review = module.review(full.shop, Period.parse("2031-01"))
    assert [f.kind for f in review.findings] == ["data"]
    assert all(e.why_not for e in review.exhibits.values())


@pytest.mark.parametrize("module", [inventory, products])
def test_one_day_of_history_does_not_break_a_review(module):
    moment = pd.Timestamp("2026-06-30 12:00")
    line = {
        "order_id": "1",
        "line_id": "1",
        "platform": "jd",
        "ordered_at": moment,
        "paid_at": moment,
        "status": "paid",
        "product_id": "p",
        "quantity": 1,
        "paid_amount": 9.0,
    }
    review = module.review(
        Shop.of("one", {"orders": pd.DataFrame([line])}), Period.parse("2026-06")
    )
    assert review.headline.en


def test_the_bad_batch_of_april_shows_in_refunds():
    review = products.review(open_shop("sample", DATA), Period.parse("2026-04"))
    changed = [f for f in review.findings if f.metric == "refund_rate_cohort"]
    assert [f.subject for f in changed] == ["T03"]
    assert "质量问题" in changed[0].statement.zh


def test_a_quiet_month_yields_no_alarm_about_products():
    review = products.review(open_shop("sample", DATA), Period.parse("2025-08"))
    assert [f for f in review.findings if f.kind in ("change", "risk", "cause")] == []


def test_contribution_is_what_is_left_of_a_sale():
    """Two lines of 100, one refunded: net 100; cost 30 each, of which half is kept: 30; 5 %
    commission on net: 5; freight 6 a line: 12. 100 − 30 − 5 − 12 = 53."""
    from fupan.analysis.products.seen import by_product

    moment = pd.Timestamp("2026-06-10 12:00")
    shared = {
        "line_id": "1",
        "platform": "jd",
        "ordered_at": moment,
        "paid_at": moment,
        "status": "completed",
        "product_id": "p",
        "quantity": 1,
        "paid_amount": 100.0,
    }
    orders = [
        {"order_id": "1", **shared},
        {"order_id": "2", "refund_amount": 100.0, "refunded_at": moment, **shared},
    ]
    shop = Shop.of(
        "sums",
        {
            "orders": pd.DataFrame(orders),
            "products": pd.DataFrame(
                [{"product_id": "p", "title": "p", "unit_cost": 30.0, "commission_rate": 0.05}]
            ),
            "costs": pd.DataFrame(
                [{"month": "2026-06", "item": "shipping_per_order", "value": 6.0}]
            ),
        },
    )
    row = by_product(shop, Period.parse("2026-06")).iloc[0]
    assert row["contribution"] == pytest.approx(53)


def slow_and_brisk(days_out: int) -> Shop:
    """Twelve items at ten a day and one that sells every fifth day; it is out at May's end."""
    chance, first = np.random.default_rng(4), pd.Timestamp("2026-01-01")
    sold = np.vstack([chance.poisson(10.0, (12, 151)), np.arange(151) % 5 == 0])
    sold[12, 151 - days_out :] = 0
    held = np.full(sold.shape, 100)
    held[12, 150 - days_out :] = 0
    item, day = np.nonzero(sold)
    lines = pd.DataFrame({
        "order_id": np.arange(len(item)).astype(str), "line_id": "1", "platform": "tmall",
        "status": "completed", "ordered_at": first + pd.to_timedelta(day * 24 + 9, "h"),
        "paid_at": first + pd.to_timedelta(day * 24 + 9, "h"), "quantity": sold[item, day],
        "product_id": [f"P{n}" for n in item], "sku_id": [f"K{n}" for n in item],
        "paid_amount": 10.0 * sold[item, day],
    })  # fmt: skip
    each, on = (a.ravel() for a in np.indices(held.shape))
    shelf = pd.DataFrame({
        "date": first + pd.to_timedelta(on, "D"), "warehouse": "main", "on_hand": held.ravel(),
        "sku_id": [f"K{n}" for n in each], "product_id": [f"P{n}" for n in each],
    })  # fmt: skip
    return Shop.of("slow", {"orders": lines, "inventory": shelf})


def test_a_shelf_that_was_empty_while_nobody_may_have_come_is_no_alarm():
    """Six days and the one it ran out, at a fifth a day: one unit or so, or none."""
    review = inventory.review(slow_and_brisk(6), Period.parse("2026-05"))
    assert [f for f in review.findings if f.metric == "lost_units" or f.cause] == []
    shown = review.exhibit("lost")
    assert shown.title.zh == "断过货，但看不出少卖"
    assert shown.table[["low", "days_out"]].values.tolist() == [[0.0, 7.0]]
    assert shown.table["lost"].isna().all()
    assert shown.table["high"].iloc[0] >= 3
    assert "看不出少卖" in review.headline.zh


def test_the_same_shelf_empty_for_a_month_surely_lost_some():
    """31 days at a fifth a day: about six units."""
    review = inventory.review(slow_and_brisk(31), Period.parse("2026-05"))
    (told,) = lost(review, "K12")
    assert 1 <= told.low <= 6 <= told.high


def test_a_list_that_the_replay_does_not_show_to_be_better_says_so(october):
    """A gain of 500 that may be a loss of 20 by chance, and one of at least 20."""
    world = stock_world(3)
    seen = look(world.shop, world.period, None)
    listed, ways = purchase_list(seen), october.exhibit("replayed").table.assign(way="")
    ways["way"] = ["done", "proposed", "hindsight"]
    doubtful, shown = Proof(ways, 500.0, -20.0), Proof(ways, 500.0, 20.0)
    assert "节奏照旧" in plans.purchases(seen, listed, doubtful).title.zh
    assert "节奏照旧" not in plans.purchases(seen, listed, shown).title.zh
    assert plans.replayed(seen, doubtful).title.zh == "建议的订法多赚 +¥500，但可能只是运气"
    assert plans.replayed(seen, Proof(ways, -5.0, -50.0)).title.zh.startswith("现在的订法不比建议")
    assert plans.replayed(seen, shown).title.zh == "建议的订法半年利润 +¥500，至少 +¥20"


def test_each_line_of_the_purchase_list_adds_up_by_hand(october):
    """Up to U, less H, by packs of P: Q, as the sentence beside it says."""
    table = october.table("purchases")
    assert len(table) > 10
    for quantity, why in zip(table["quantity"], table["why"], strict=True):
        told = why.en.replace(",", "")
        up_to, held = map(int, re.search(r"up to (\d+) less about (\d+)", told).groups())
        pack = int(found[1]) if (found := re.search(r"packs of (\d+)", told)) else 1
        least = int(found[1]) if (found := re.search(r"least order of (\d+)", told)) else 0
        need = max(up_to - held, least)
        assert abs(quantity - need) < pack + 1  # whole packs, of figures rounded for the eye
        assert quantity % pack == 0
        assert told.split(";")[1].endswith(f": {quantity}")


@pytest.mark.parametrize(
    ("k", "loss"), [(0.0, 0.3989), (0.5, 0.1978), (1.0, 0.0833), (2.0, 0.0085)]
)
def test_units_short_follow_the_normal_loss_function_of_the_tables(k, loss):
    """G(k) as tabled by Silver, Pyke and Thomas (2017): 0.3989, 0.1978, 0.08332, 0.008491."""
    assert unit_loss(norm.cdf(k)) == pytest.approx(loss, abs=5e-5)
