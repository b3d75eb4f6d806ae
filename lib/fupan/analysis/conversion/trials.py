"""What to test next: one change, its metric and guard, and how long it takes at this traffic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from fupan.analysis.causes import Candidate
from fupan.analysis.causes.shift import STEPS, Shifts
from fupan.analysis.causes.telling import LEADING, STEP_TITLES, subject_title
from fupan.analysis.experiment import days_needed, people_needed
from fupan.ground.language import Text

MOST_TRIALS = 3
USUAL_LIFT = 0.10  # what a change of a page may bring where no loss says how much
_GUARDS = {
    "price": Text("毛利额", "gross profit"),
    "competitor_promotion": Text("毛利额", "gross profit"),
    "payment_friction": Text("笔单价", "order value"),
    "audience_mismatch": Text("花费", "ad cost"),
}
_GUARD = Text("退款率", "refund rate")


def trials(
    found: Sequence[Candidate],
    goods: Shifts | None,
    channels: Shifts | None,
    titles: Mapping[str, str],
) -> pd.DataFrame:
    """One row per change to try: subject, action, change, metric, guard, people, days.

    The lift is half of what was lost: a remedy that brings less is not worth a change.
    """
    rows = []
    for candidate in found:
        shifts = goods if candidate.subject_kind == "product" else channels
        step = LEADING[candidate.cause][0]
        move = next((m for m in candidate.moves if m.step == step), None)
        if move is None or shifts is None or step not in ("cart", "pay", "conversion"):
            continue
        lift = max((move.expected / move.actual - 1) / 2, 0.02) if move.actual > 0 else USUAL_LIFT
        people = people_needed(move.actual, lift)
        a_day = _people_a_day(shifts, candidate, step)
        rows.append(
            {
                "subject": subject_title(candidate, titles),
                "action": candidate.definition.action,
                "change": candidate.definition.test,
                "metric": STEP_TITLES[step],
                "guard": _GUARDS.get(candidate.cause, _GUARD),
                "people": people,
                "days": days_needed(people, a_day) if people else None,
            }
        )
    if not rows and channels is not None:
        rows = _weakest_step(channels)
    return pd.DataFrame(rows[:MOST_TRIALS])


def _people_a_day(shifts: Shifts, candidate: Candidate, step: str) -> float:
    """How many people reach the step's bottom on a day of the period."""
    panel = shifts.panel
    bottom = STEPS[step][1]
    counts = panel.counts[bottom][shifts.month_start :]
    days = max(int(panel.held[shifts.month_start :].sum()), 1)
    if candidate.subject in panel.units:
        return float(counts[:, panel.units.index(candidate.subject)].sum() / days)
    return float(counts.sum() / days)


def _weakest_step(channels: Shifts) -> list[dict[str, object]]:
    """Where nothing is wrong: the step at which most visitors are lost, in the whole shop."""
    panel = channels.panel
    days = max(int(panel.held[channels.month_start :].sum()), 1)
    rows = []
    for step in ("cart", "order", "pay"):
        if not channels.has(step):
            continue
        top, bottom = (panel.counts[n][channels.month_start :].sum() for n in STEPS[step])
        people = people_needed(top / bottom, USUAL_LIFT) if 0 < top < bottom else None
        rows.append(
            {
                "subject": Text("全店", "the shop"),
                "action": Text("没有要抢修的", "nothing to mend at once"),
                "change": _USUAL_CHANGES[step],
                "metric": STEP_TITLES[step],
                "guard": _GUARD,
                "people": people,
                "days": days_needed(people, bottom / days) if people else None,
            }
        )
    return sorted(rows, key=lambda r: r["days"] or 9999)


_USUAL_CHANGES = {
    "cart": Text("主推款详情页首屏换一版", "a new first screen on the main product's page"),
    "order": Text(
        "对加购未下单的人发限时券", "a coupon with an end for those who left it in the cart"
    ),
    "pay": Text("下单未付 30 分钟提醒一次", "one reminder after 30 minutes without payment"),
}
