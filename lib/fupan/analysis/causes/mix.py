"""A mix that converts less: people come by other channels than before, each converting as ever.

Either single channels fell as another rose, or one rose and all the others made room for it.
"""

from __future__ import annotations

import numpy as np

from fupan.analysis.causes.candidate import SPEND_SPREAD, Candidate, Loss, misfit, moves_of
from fupan.analysis.causes.evidence import Sign
from fupan.analysis.causes.panel import Panel
from fupan.analysis.causes.shift import Shift, Shifts
from fupan.analysis.causes.volume import NOTICED, STEPS_SHOWN, SURE, Moved, people_lost
from fupan.contract.traffic import CHANNEL_TITLES
from fupan.ground.language import Text

SMALLEST_DILUTION = 0.02  # relative fall of the shop's conversion by mix alone
SURE_RISE = 4.0  # z
SAME_TIME_DAYS = 6
STEADIEST = 0.06  # log; no shop's visitors are steadier than this from month to month
ROOM_ODDS = 2  # that people moved rather than came on top, before one looks: a mix is a shift
POORER = 0.95  # buys so much less often than those who fell, so that moving there costs
MATCHED = 0.4  # of a channel's lost visitors came by another: the mix moved, not the volume


def moved_mix(
    shifts: Shifts, fallen: list[Moved], risen: list[Moved]
) -> tuple[Candidate, set[str]] | None:
    """More people by a channel that converts less, while every channel converts as before.

    The channels are named with it: what one lost and another made up for is no loss of volume.
    """
    # Asked first from the day a channel fell: when people went elsewhere, that day is the clearer.
    leads = [*(m for m in fallen if m.is_sure), *(m for m in risen if m.is_sure)]
    for lead in leads:
        together = [m for m in fallen if abs(m.start - lead.start) <= SAME_TIME_DAYS]
        ups = _moved_since(shifts, lead.start, risen, +1)
        downs = [m for m in _moved_since(shifts, lead.start, together, -1) if m.is_sure]
        for up in ups:
            if lead.channel != up.channel and lead.channel not in {m.channel for m in downs}:
                continue
            if (found := _mixed(shifts, lead.start, up, downs)) is not None:
                return found, {up.channel, *(m.channel for m in downs)}
    return None


def _moved_since(shifts: Shifts, start: int, moved: list[Moved], way: int) -> list[Moved]:
    """Those of the channels that moved whose visitors moved since that very day, most first."""
    shift = shifts.between("visitors", start, len(shifts.panel.days))
    kept = [
        m for m in moved if shift.z[m.unit] * way > NOTICED and abs(shift.effect[m.unit]) > 0.08
    ]
    return sorted(kept, key=lambda m: (-abs(shift.actual - shift.expected)[m.unit], m.channel))


def _mixed(shifts: Shifts, start: int, up: Moved, downs: list[Moved]) -> Candidate | None:
    """The mix as a cause, if people moved or the channel alone dilutes the shop's conversion."""
    panel, end = shifts.panel, len(shifts.panel.days)
    shift = shifts.between("visitors", start, end)
    rate = _usual_rate(shifts, start)
    diluted = rate is not None and _is_diluted(shift.actual, shift.expected, rate, up, downs)
    # People who went from one channel to another are a moved mix, however little it dilutes.
    if rate is None or not (diluted or downs):
        return None
    gained = float(shift.actual[up.unit] - shift.expected[up.unit])
    missing = sum(float(shift.expected[m.unit] - shift.actual[m.unit]) for m in downs)
    if gained < MATCHED * missing:
        return None
    # A rise that is not sure on that day must at least be the people whom the others lost.
    moved = [m.unit for m in (up, *downs)]
    error = float(np.sqrt(((shift.sd * shift.expected)[moved] ** 2).sum()))
    if shift.z[up.unit] < SURE_RISE and abs(gained - missing) > min(2 * error, 0.75 * gained):
        return None
    loss = _worth(shifts, start, up, downs, gained - missing)
    if loss.impact < 0 and not diluted and not _buys_less(shift.expected, rate, up, downs):
        return None  # where they came people buy as often: what is missing are people
    moves = moves_of(shifts, up.unit, STEPS_SHOWN, start, end)
    cost, against = misfit("traffic_mix", moves)
    p_value = min(m.p_value for m in (up, *downs))
    return Candidate(
        "traffic_mix", "channel", up.channel, panel.days[start], panel.days[-1], loss,
        up.z**2 / 2 - cost, p_value, moves,
        tuple(_shrunken(shift, m, panel, start) for m in downs), against=against,
        proven=diluted and p_value < SURE,
    )  # fmt: skip


def _sum_of_parts(shifts: Shifts, start: int, up: Moved, downs: list[Moved]) -> Loss:
    """What the moved channels alone brought more and less than the others' days let expect."""
    parts = [people_lost(shifts, m.unit, start) for m in (up, *downs)]
    return Loss(
        sum(p.impact for p in parts),
        float(np.sqrt(sum(p.sd**2 for p in parts))),
        sum(p.actual for p in parts),
        sum(p.expected for p in parts),
    )


def _worth(shifts: Shifts, start: int, up: Moved, downs: list[Moved], left_over: float) -> Loss:
    """What the mix cost, where it may be open whether the risen channel took from all others.

    Held against each other, channels that all made room for one stand still. How far all fell
    says whether they did, in the measure in which the shop is steady; else it was a season, and
    the channel brought more people than there would have been. Those are a gain in volume, and
    what the mix cost is then asked of as many people at the usual shares.
    """
    since = shifts.before(start)
    apart = _sum_of_parts(shifts, since, up, downs)
    likely = _room_made(shifts, start, up, left_over)
    shift = shifts.between("visitors", since, len(shifts.panel.days))
    thinned = _thinned(shifts, since, shift.expected * np.exp(-shift.common))
    if apart.impact >= 0:
        return thinned
    if likely == 0:
        return apart
    impact = likely * thinned.impact + (1 - likely) * apart.impact
    variance = sum(
        w * (o.sd**2 + (o.impact - impact) ** 2)
        for o, w in ((thinned, likely), (apart, 1 - likely))
    )
    return Loss(impact, float(np.sqrt(variance)), apart.actual, apart.actual - impact)


def _room_made(shifts: Shifts, start: int, up: Moved, left_over: float) -> float:
    """How likely it is that all other channels made room for what one gained.

    Two explanations of how far the others fell: by as much as was taken, or by a season.
    """
    shift = shifts.between("visitors", start, len(shifts.panel.days))
    usual = shift.expected * np.exp(-shift.common)  # each channel by its own past alone
    others = float(usual.sum() - usual[up.unit])
    if not shifts.beside or left_over <= 0 or others <= 0:
        return 0.0
    taken, fell = float(np.log1p(left_over / others)), float(shift.common[up.unit])
    whole = Shifts(shifts.panel.whole(), shifts.month_start, beside=False)
    sd = max(float(whole.between("visitors", start, len(whole.panel.days)).drift[0]), STEADIEST)
    season = np.exp(np.clip(((fell + taken) ** 2 - fell**2) / (2 * sd**2), -50, 50))
    return float(1 / (1 + season / ROOM_ODDS))


def _thinned(shifts: Shifts, start: int, usual: np.ndarray) -> Loss:
    """The same number of people at the usual shares of the channels, less what came in."""
    panel, end = shifts.panel, len(shifts.panel.days)
    shift = shifts.between("visitors", start, end)
    now = np.zeros(len(panel.days), dtype=bool)
    past = now.copy()
    now[start:end], past[max(start - 56, 0) : end] = True, True
    people = panel.total("visitors", now & panel.held)
    value = panel.total("pay_amount", past & panel.held) / np.maximum(
        panel.total("visitors", past & panel.held), 1.0
    )
    were = usual * people.sum() / usual.sum()
    impact = float(((people - were) * value).sum())
    sd = float(np.sqrt(((were * shift.drift * value) ** 2).sum()))
    buyers = max(float(panel.total("pay_buyers", now & panel.held).sum()), 1.0)
    actual = float(panel.total("pay_amount", now & panel.held).sum())
    sd = float(np.hypot(sd, np.sqrt(SPEND_SPREAD * abs(impact) * actual / buyers)))
    return Loss(impact, sd, actual, actual - impact)


def _shrunken(shift: Shift, down: Moved, panel: Panel, start: int) -> Sign:
    """A channel that shrank as the other grew, as evidence."""
    less = float(np.expm1(shift.effect[down.unit]))
    label = CHANNEL_TITLES.get(down.channel, Text(down.channel, down.channel))
    return Sign(
        down.channel, panel.days[start], panel.days[-1], less,
        Text(zh=f"同时{label.zh}的访客比应有的少 {-less:.0%}",
             en=f"meanwhile {label.en} brought {-less:.0%} fewer people than expected"),
        "traffic", less,
    )  # fmt: skip


def _usual_rate(shifts: Shifts, start: int) -> np.ndarray | None:
    """Payment conversion by channel in the eight weeks before."""
    panel = shifts.panel
    past = np.zeros(len(panel.days), dtype=bool)
    past[max(start - 56, 0) : start] = True
    visitors, buyers = panel.total("visitors", past), panel.total("pay_buyers", past)
    if visitors.sum() == 0 or buyers.sum() == 0:
        return None
    return buyers / np.maximum(visitors, 1.0)


def _buys_less(expected: np.ndarray, rate: np.ndarray, up: Moved, downs: list[Moved]) -> bool:
    """Whether people of the risen channel buy less often than those of the fallen ones."""
    units = [m.unit for m in downs]
    return bool(rate[up.unit] < POORER * np.average(rate[units], weights=expected[units]))


def _is_diluted(
    actual: np.ndarray, expected: np.ndarray, rate: np.ndarray, up: Moved, down: list[Moved]
) -> bool:
    """Whether the moved channels alone lower the shop's conversion."""
    after = expected.copy()
    for moved in (up, *down):
        after[moved.unit] = actual[moved.unit]
    before = float((expected * rate).sum() / expected.sum())
    now = float((after * rate).sum() / after.sum())
    return now < before * (1 - SMALLEST_DILUTION)
