"""Many months' retros in one go, from one warmed process, with one summary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fupan.ground.errors import Cancelled, FupanError, WrongUse
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.report import shelf
from fupan.report.crew import Step
from fupan.report.nursery import Nursery
from fupan.report.replay import ReportResult, retro

MOST_MONTHS = 120


@dataclass(frozen=True)
class Month:
    """How one month of a backfill ended."""

    period: Period
    result: ReportResult | None
    fault: FupanError | None

    @property
    def exit_code(self) -> int:
        if self.fault is not None:
            return self.fault.exit_code
        return self.result.exit_code if self.result else 0


def months(first: str | Period, last: str | Period) -> list[Period]:
    """The months from the first to the last, both included."""
    begin, end = (p if isinstance(p, Period) else Period.parse(p) for p in (first, last))
    if not (begin.is_month and end.is_month) or end.start < begin.start:
        raise WrongUse(
            Text(
                zh=f"{begin} 到 {end} 不是一段月份；请写成 --from 2025-01 --to 2026-10。",
                en=f"{begin} to {end} is no run of months; write --from 2025-01 --to 2026-10.",
            )
        )
    found = [begin]
    while found[-1].end < end.end and len(found) <= MOST_MONTHS:
        found.append(Period.month_of(found[-1].end))
    if len(found) > MOST_MONTHS:
        raise WrongUse(
            Text(
                zh=f"一次最多补 {MOST_MONTHS} 个月；请分几次。",
                en=f"At most {MOST_MONTHS} months at a time; do it in parts.",
            )
        )
    return found


def backfill(
    shop_name: str,
    periods: Iterable[Period],
    notebooks: Sequence[str] | None = None,
    *,
    folder: str | Path | None = None,
    begun: Callable[[Period], None] | None = None,
    progress: Callable[[Step], None] | None = None,
    **further: object,
) -> list[Month]:
    """The retro of each month in order; a month that fails leaves the others to be made.

    `further` goes to `retro`. A run that is cancelled stops here; the months before it stand.
    """
    place = Path(folder) if folder else shelf.project_root() / shelf.FOLDER
    done: list[Month] = []
    with Nursery(shelf.chosen(notebooks, place)) as nursery:
        for period in periods:
            if begun is not None:
                begun(period)
            try:
                result = retro(shop_name, period, notebooks, folder=folder, progress=progress,
                               nursery=nursery, **further)  # fmt: skip
                done.append(Month(period, result, None))
            except Cancelled:
                raise
            except FupanError as fault:
                done.append(Month(period, None, fault))
    return done


def exit_code(done: Sequence[Month]) -> int:
    """The worst that happened, as one exit code: a failed month counts before an absent one."""
    codes = {month.exit_code for month in done} - {0}
    return next((code for code in (9, 8, 5, 6, 7, 4, 2, 3) if code in codes), 0)
