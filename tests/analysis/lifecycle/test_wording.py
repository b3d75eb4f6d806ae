"""What the page says agrees with what its tables show."""

import math

import pandas as pd
import pytest
from buyers import JUNE, small_shop

from fupan.analysis.lifecycle import repurchase, rhythm, telling, value, waking
from fupan.analysis.lifecycle.outlying import Like
from fupan.analysis.lifecycle.seen import look, shown_rate

MOVED = pd.DataFrame(
    [("none", "new", 1728, 1728), ("lost", "won_back", 144, 144), ("new", "at_risk", 20, 0)],
    columns=["before", "now", "buyers", "bought"],
)


@pytest.fixture
def own():
    return rhythm.of_waits(pd.DataFrame({"days": [3, 9], "back": [2, 0], "running": [0, 4]}))


def test_two_kinds_of_new_buyers_are_told_apart_where_they_differ():
    def told(ruled):
        return telling.two_kinds_of_new(
            pd.DataFrame({"metric": ["new_buyers"], "value": [ruled]}), MOVED
        )

    assert [("1,775" in note.zh, "1,728" in note.zh, "47 人" in note.zh) for note in told(1775)]
    assert told(1728) == told(float("nan")) == []


def test_the_headline_leaves_out_moves_of_nobody(own):
    said = telling.headline(MOVED, [], own, None)
    assert "新客 +1,728 人、唤回 +144 人、过了节奏没再来 −20 人；" in said.zh
    assert "风险客回来" not in said.zh and "at risk" not in said.en


def _channels(*rows):
    return pd.DataFrame(
        [(name, worth, worth + wide) for name, worth, wide in rows],
        columns=["channel", "value", "high"],
    )


def test_a_channel_is_called_best_only_beyond_chance():
    """1.96 standard errors are 5; the best of two others must be ahead by more than 1.14 × 7.1."""
    ahead = _channels(("all", 90, 1), ("live", 106, 5), ("search", 97, 5), ("direct", 90, 5))
    level = _channels(("all", 90, 1), ("live", 106, 5), ("search", 101, 5), ("direct", 90, 5))
    equal = _channels(("all", 90, 1), ("live", 93, 5), ("search", 92, 5))
    assert value._is_best(ahead) and value._is_above(ahead)
    assert not value._is_best(level) and value._is_above(level)
    assert not value._is_best(equal) and not value._is_above(equal)


def test_a_share_past_its_range_is_never_called_usual():
    seen = look(small_shop([("a", "2026-06-01", 100)], "2026-06-30"), JUNE)
    told = pd.DataFrame(
        [(JUNE.name, "silent", 3000, 58)], columns=["month", "state", "buyers", "bought"]
    )
    like = Like(58 / 3000, 0.029, 0.0213, 0.0383, 0.1, 0.02)
    shown = waking.waking_exhibit(told, {"silent": like}, seen)
    assert shown.title.zh == "沉默客的回来比例略出往常，还可能是碰巧"


def test_a_share_tells_of_no_few_people():
    assert shown_rate(94, 1765) == pytest.approx(0.05326, abs=1e-5)
    assert shown_rate(0, 40) == 0
    assert math.isnan(shown_rate(2, 12)) and math.isnan(shown_rate(4, 9))


def test_horizons_and_the_default_rate_tell_of_no_few_people():
    table = pd.DataFrame({"cohort": ["2026-01", "2026-02"], "size": [60, 12]})
    for days in (7, 30, 60, 90, 180, 360):
        table[f"back_{days}"] = [15.0, 2.0]
    shown = repurchase.horizons_exhibit(table).table
    assert shown["cohort"].eq("2026-02").all() and shown["rate"].isna().all()
    assert repurchase._default(table)["cohort"] == "2026-01"
