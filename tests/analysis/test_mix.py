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
