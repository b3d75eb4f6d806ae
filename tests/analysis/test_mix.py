"""What a moved mix cost: single channels fell, or all others made room, or none did."""

from datetime import date, timedelta

import numpy as np
import pytest

from fupan.analysis.causes.channels import channel_candidates
from fupan.analysis.causes.panel import Panel
from fupan.analysis.causes.shift import Shifts

CHANNELS = ("content", "direct", "live", "recommend", "search")
RATES = np.array([0.02, 0.05, 0.05, 0.05, 0.05])
DAYS, START = 300, 280


def mixed(*, rise: float, others: float) -> Panel:
    """Five channels of 1,000 visitors a day; for twenty days content rises and the others fall."""
    first = date(2025, 3, 1)
    days = tuple(first + timedelta(days=n) for n in range(DAYS))
    people = np.full((DAYS, 5), 1000.0)
    people[START:, 0] *= rise
    people[START:, 1:] *= others
    held = np.ones(DAYS, dtype=bool)
    counts = {
        "visitors": people,
        "pay_buyers": people * RATES,
        "pay_amount": people * RATES * 100,
        "bounces": people * 0.5,
    }
    return Panel(days, CHANNELS, counts, held, held)


def told(panel: Panel):
    (one,) = channel_candidates(Shifts(panel, START - 10), ())
    assert (one.cause, one.subject) == ("traffic_mix", "content")
    return one.loss


def test_where_all_others_made_room_the_loss_is_that_of_the_same_people_at_the_old_shares():
    # 20 days: 4 × 200 people lost at ¥5 each, 800 won at ¥2 each.
    loss = told(mixed(rise=1.8, others=0.8))
    assert loss.impact == pytest.approx(20 * (800 * 2 - 800 * 5), rel=0.05)
    assert loss.low < 20 * (800 * 2 - 800 * 5) < loss.high


def test_where_the_others_held_the_mix_is_asked_of_as_many_people_at_the_usual_shares():
    # Of 5,800 people a day each channel used to bring 1,160: 640 more at ¥2, 4 × 160 fewer at ¥5.
    loss = told(mixed(rise=1.8, others=1.0))
    assert loss.impact == pytest.approx(20 * (640 * 2 - 640 * 5), rel=0.05)
    assert loss.high < 0


def test_a_channel_that_shrank_as_the_other_grew_is_named_as_evidence():
    panel = mixed(rise=1.4, others=1.0)
    panel.counts["visitors"][START:, 4] *= 0.6
    panel.counts["pay_buyers"][START:, 4] *= 0.6
    panel.counts["pay_amount"][START:, 4] *= 0.6
    (one,) = channel_candidates(Shifts(panel, START - 10), ())
    assert (one.cause, one.subject) == ("traffic_mix", "content")
    assert [s.subject for s in one.signs] == ["search"]
    assert "搜索" in one.signs[0].text.zh and "少 40%" in one.signs[0].text.zh
    # 400 people a day at ¥5 went where they are worth ¥2.
    assert one.loss.impact == pytest.approx(20 * 400 * (2 - 5), rel=0.05)


def moved_to_content(rate: float, came: int = 400) -> list:
    """For twenty days 400 a day come no more by search, and `came` by content, buying so often."""
    panel = mixed(rise=1 + came / 1000, others=1.0)
    panel.counts["visitors"][START:, 4] *= 0.6
    rates = np.array([rate, 0.05, 0.05, 0.05, 0.05])
    panel.counts["pay_buyers"] = panel.counts["visitors"] * rates
    panel.counts["pay_amount"] = panel.counts["pay_buyers"] * 100
    return channel_candidates(Shifts(panel, START - 10), ())


def test_people_who_went_where_they_buy_a_little_less_are_a_mix_and_no_lost_volume():
    """400 × (4.2 − 5) % × ¥100 a day: the shop's conversion is 1.3 % lower."""
    (one,) = moved_to_content(0.042)
    assert (one.cause, one.subject, one.proven) == ("traffic_mix", "content", False)
    assert one.loss.impact == pytest.approx(20 * 400 * (4.2 - 5), rel=0.05)


def test_people_who_went_where_they_buy_more_are_no_loss():
    assert moved_to_content(0.06) == []


def test_people_who_stayed_away_are_a_volume_though_some_came_where_they_buy_as_often():
    """400 fewer by search and 200 more by content at the same rate: a channel lost people."""
    (one,) = moved_to_content(0.05, came=200)
    assert (one.cause, one.subject) == ("channel_volume", "search")
