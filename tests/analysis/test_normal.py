"""What is called unusual is unusual: the false-alarm rate of quiet worlds, and the power."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from fupan.analysis.normal import judge, judge_rate, unusual
from fupan.ground.calendar import own_event
from fupan.ground.periods import Period

JULY = Period.parse("2026-07")
LAST = date(2026, 7, 31)


def quiet(seed, *, days=400, drift=0.03, noise=0.1, base=2000, hit=1.0):
    """Visitors a day: weekday, a level that wanders by `drift` a month, autocorrelated noise."""
    chance = np.random.default_rng(seed)
    dates = [LAST - timedelta(days=days - 1 - n) for n in range(days)]
    weekday = chance.normal(0, 0.1, 7)
    level = np.cumsum(chance.normal(0, drift / np.sqrt(28), days))
    error = np.zeros(days)
    for n in range(1, days):
        error[n] = 0.3 * error[n - 1] + chance.normal(0, noise)
    logs = np.log(base) + level + weekday[[d.weekday() for d in dates]] + error
    mean = np.exp(logs) * [hit if d in JULY else 1.0 for d in dates]
    return pd.Series(chance.poisson(mean), index=dates)


def test_quiet_months_are_called_unusual_at_about_the_nominal_rate():
    """60 quiet worlds at 5 %: 3 expected; 8 or more would have a chance below 1 %."""
    alarms = sum(judge(quiet(seed), JULY).p_value < 0.05 for seed in range(60))
    assert alarms <= 7


def test_a_wandering_level_does_not_raise_the_alarm_by_itself():
    alarms = sum(judge(quiet(seed, drift=0.1), JULY).p_value < 0.05 for seed in range(60))
    assert alarms <= 8


def test_a_month_that_lost_a_third_is_seen_and_measured():
    seen = [judge(quiet(seed, hit=2 / 3), JULY) for seed in range(20)]
    assert sum(n.p_value < 0.05 for n in seen) >= 18
    covered = sum(
        low <= n.actual - n.actual * 1.5 <= high for n in seen for _, low, high in [n.gap_range()]
    )
    assert covered >= 17


def test_single_days_are_flagged_rarely_in_quiet_months():
    flagged = sum(bool(judge(quiet(seed), JULY).days["is_off"].any()) for seed in range(60))
    assert flagged <= 4


def waved(seed, pull, last_pull, *, hit=1.0):
    """18 months to the end of a June with 618, which pulls, and pulled last year, so many times."""
    june = Period.parse("2026-06")
    days = quiet(seed, days=547, drift=0.03)
    waves = [own_event("618", "main", date(year, 6, 1), date(year, 6, 18)) for year in (2025, 2026)]
    times = [
        (pull if d.year == 2026 else last_pull) if any(d in w.period for w in waves) else 1.0
        for d in days.index
    ]
    times = np.array(times) * [hit if d in june else 1.0 for d in days.index]
    return judge((days * times).round(), june, waves)


def test_a_promotion_that_pulls_more_or_less_than_its_last_is_no_unusual_month():
    """By 80 where it was 30 %, or not joined: 40 quiet months at 5 %, 2 expected."""
    alarms = [
        waved(seed, *pulls).p_value < 0.05
        for seed in range(20)
        for pulls in [(1.8, 1.3), (1.0, 1.5)]
    ]
    assert sum(alarms) <= 5


def test_a_loss_in_the_month_of_a_promotion_is_seen_by_its_ordinary_days():
    seen = [waved(seed, 1.4, 1.4, hit=0.7) for seed in range(20)]
    assert sum(n.p_value < 0.05 and n.deviation < 0 for n in seen) >= 18


def test_too_little_history_is_said_and_nothing_is_judged():
    short = judge(quiet(1, days=60), JULY)
    assert not short.is_judged and "56" in short.why_not.zh
    assert len(short.days) == 31 and not short.days["is_off"].any()


def test_an_empty_period_is_not_judged():
    assert not judge(quiet(1), Period.parse("2027-01")).is_judged


def rates(seed, *, visits=600, rate=0.03, hit=1.0, days=400):
    chance = np.random.default_rng(seed)
    dates = [LAST - timedelta(days=days - 1 - n) for n in range(days)]
    came = chance.poisson(visits, days)
    odds = rate * np.exp(chance.normal(0, 0.1, days)) * [hit if d in JULY else 1 for d in dates]
    return pd.Series(chance.binomial(came, odds), dates), pd.Series(came, dates)


def test_quiet_rates_are_called_unusual_at_about_the_nominal_rate():
    alarms = sum(judge_rate(*rates(seed), JULY).p_value < 0.05 for seed in range(60))
    assert alarms <= 7


def test_a_rate_that_fell_by_a_third_is_seen():
    assert sum(judge_rate(*rates(s, hit=2 / 3), JULY).p_value < 0.05 for s in range(20)) >= 18


def test_a_rate_of_few_visitors_is_never_taken_for_more_certain_than_its_counts():
    """30 visits a day at 3 % are about 28 buyers a month: ±1/√28 each side, 0.27 on log odds."""
    assert judge_rate(*rates(3, visits=30), JULY).sd >= 0.2


def test_judged_together_only_what_stays_significant_is_named():
    """Ten quiet series and one that halved: the halved one, and hardly ever another."""
    named = []
    for seed in range(5):
        series = {f"quiet{n}": judge(quiet(100 * seed + n), JULY) for n in range(10)}
        series["halved"] = judge(quiet(100 * seed + 50, hit=0.5), JULY)
        named += unusual(series)
    assert named.count("halved") == 5 and len(named) <= 7


@pytest.mark.parametrize("times", [10, 0.5])
def test_the_verdict_does_not_depend_on_the_size_of_the_unit(times):
    series = quiet(4, hit=0.8, base=20000)
    one, other = judge(series, JULY), judge(series * times, JULY)
    assert one.deviation == pytest.approx(other.deviation, abs=1e-3)


def test_a_rate_whose_counts_are_unknown_is_not_judged():
    """A shop that exports no bounces has a column of nothing, and no verdict on it."""
    came = quiet(1)
    unknown = pd.Series(float("nan"), index=came.index)
    assert not judge_rate(unknown, came, JULY).is_judged
    assert not judge(unknown, JULY).is_judged
