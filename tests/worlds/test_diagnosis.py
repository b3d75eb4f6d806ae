"""Each planted cause is named with its subject and size; a quiet month yields none.

The truth of a simulated shop is the shop with the fact less its twin without.
"""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from fupan.analysis import conversion, traffic
from fupan.analysis.causes import CAUSES, diagnose
from fupan.analysis.causes.definitions import CAUSES as DEFINED
from fupan.analysis.causes.panel import channel_panel
from fupan.ground.periods import Period
from fupan.metrics import METRICS
from fupan.store import Shop
from worlds.make import world

SEED = 4
SHAPE = {"visits": 4500, "products": 15, "products_by_channel": 0, "by_device": 0, "noise": 0.8}


@cache
def made(cause, month="2026-09"):
    truth, tables = world(SEED, cause, **SHAPE, month=month)
    return truth, tables


def shop(cause, without=()):
    truth, tables = made(cause)
    return truth, Shop.of("w", {n: t for n, t in tables.items() if n not in without})


@pytest.mark.parametrize("cause", sorted(CAUSES))
def test_a_planted_cause_is_the_largest_and_its_size_is_within_the_range(cause):
    truth, held = shop(cause)
    first = diagnose(held, Period.parse(truth.month)).found[0]
    assert first.cause == cause
    assert first.subject in truth.subjects
    assert first.loss.low <= truth.impact <= first.loss.high


def test_a_quiet_month_has_no_cause_and_says_so():
    truth, held = shop("none")
    period = Period.parse(truth.month)
    assert diagnose(held, period).found == ()
    review = conversion.review(held, period)
    assert [f for f in review.findings if f.kind == "cause"] == []
    assert "没有找到原因" in review.headline.zh
    assert "No cause found" in review.headline.en
    # What to test next is told even then.
    assert not review.table("trials").empty


def test_a_loss_is_told_once_over_both_notebooks():
    truth, held = shop("channel_volume")
    period = Period.parse(truth.month)
    told = [
        f
        for review in (traffic.review(held, period), conversion.review(held, period))
        for f in review.findings
        if f.subject in truth.subjects and f.kind in ("cause", "change")
    ]
    assert [(f.notebook, f.cause) for f in told] == [("01_traffic", "channel_volume")]


def test_without_its_evidence_a_cause_is_not_named_and_the_gap_is_told():
    truth, held = shop("competitor_promotion", without=("prices",))
    period = Period.parse(truth.month)
    named = {c.cause for c in diagnose(held, period).found}
    assert "competitor_promotion" not in named
    review = conversion.review(held, period)
    assert any("竞品促销" in note.zh for note in review.notes)


@pytest.mark.parametrize("cause", ["competitor_promotion", "stockout"])
def test_where_nobody_counted_product_visitors_sales_a_day_tell_and_the_gap_is_told(cause):
    truth, held = shop(cause, without=("product_traffic",))
    review = conversion.review(held, Period.parse(truth.month))
    (told,) = (f for f in review.findings if f.kind == "cause")
    assert (told.cause, told.subject in truth.subjects) == (cause, True)
    assert told.impact_low <= truth.impact <= told.impact_high
    assert "没有商品访客数" in told.caveat.zh


def test_parts_and_totals_of_devices_on_one_day_count_once():
    truth, tables = made("channel_volume")
    period = Period.parse(truth.month)
    parts = tables["traffic"].to_pandas()
    halves = [parts.assign(device=d) for d in ("mobile", "pc", "all")]
    doubled = Shop.of("w", {**tables, "traffic": pd.concat(halves)})
    panels = [channel_panel(s, period, ()) for s in (shop("channel_volume")[1], doubled)]
    for name, counts in panels[0].counts.items():
        assert np.array_equal(counts, panels[1].counts[name]), name


def test_a_rise_in_price_is_read_off_payments_where_nobody_watched_prices():
    truth, held = shop("price", without=("prices",))
    found = diagnose(held, Period.parse(truth.month))
    assert truth.subjects[0] in found.signs["price"]
    assert found.signs["price"][truth.subjects[0]].table == "orders"


def test_a_finding_carries_evidence_action_caveat_and_both_languages():
    truth, held = shop("detail_page")
    review = conversion.review(held, Period.parse(truth.month))
    finding = next(f for f in review.findings if f.kind == "cause")
    assert finding.evidence and finding.action and finding.caveat
    assert finding.since and finding.since >= truth.month
    assert "详情页" in finding.statement.zh and "detail page" in finding.statement.en
    assert finding.metric in METRICS


def test_every_definition_says_what_confirms_what_refutes_and_what_to_test():
    for cause in DEFINED.values():
        assert cause.predicts and cause.tables
        for text in (cause.confirmed_by, cause.refuted_by, cause.action, cause.test):
            assert text.zh and text.en
