"""Many months' retros in one go, from one warmed process, with one summary."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path

from fupan.ground.errors import FupanError, WrongUse
from fupan.ground.language import Text, speak, spoken
from fupan.ground.periods import Period
from fupan.report import assemble, shelf
from fupan.report.crew import Shared, Step, heard
from fupan.report.nursery import Nursery
from fupan.report.replay import ReportResult, cores, retro

MOST_MONTHS = 120
_AT_ONCE = 2  # months in work: one runs its last pages while the next begins
_LISTEN_SECONDS = 0.2


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
    jobs: int | None = None,
    progress: Callable[[Step], None] | None = None,
    **further: object,
) -> list[Month]:
    """The retro of each month, in order; a month that fails leaves the others to be made.

    The next month begins while the last pages of the one before are still in work, but never
    more than `jobs` notebooks run at once. `further` goes to `retro`. A run that is cancelled
    stops here; the months finished before it stand.
    """
    place = Path(folder) if folder else shelf.project_root() / shelf.FOLDER
    jobs, lang = jobs or cores(), str(further.pop("lang", None) or spoken())
    shared = Shared(threading.Semaphore(jobs))

    def make(period: Period, nursery: Nursery) -> Month:
        speak(lang)  # a thread knows nothing of the main thread's language
        try:
            result = retro(shop_name, period, notebooks, folder=folder, jobs=jobs, lang=lang,
                           progress=_named(period, progress), nursery=nursery, shared=shared,
                           **further)  # fmt: skip
        except FupanError as fault:
            return Month(period, None, fault)
        return Month(period, result, None)

    with (
        Nursery(shelf.chosen(notebooks, place)) as nursery,
        heard(),
        ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="month") as pool,
    ):
        waiting: list[Future[Month]] = []
        try:
            waiting += [pool.submit(make, period, nursery) for period in periods]
            while wait(waiting, _LISTEN_SECONDS).not_done:
                pass
        except BaseException:  # a signal above all: nothing new begins, and kernels end
            shared.halt.set()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        finally:
            _list(waiting, lang)
    return [month.result() for month in waiting]


def _list(waiting: Iterable[Future[Month]], lang: str) -> None:
    """Lists the reports that were made, once for all of them."""
    done = (m for m in waiting if m.done() and not m.cancelled() and m.exception() is None)
    ended = [month.result() for month in done]
    for shop in {month.result.folder.parent for month in ended if month.result is not None}:
        assemble.relist(shop.parent, shop, lang)


def _named(period: Period, progress: Callable[[Step], None] | None) -> Callable[[Step], None]:
    """Progress with the month before each notebook's name."""
    if progress is None:
        return lambda step: None
    return lambda step: progress(replace(step, notebook=f"{period.name} {step.notebook}"))


def exit_code(done: Sequence[Month]) -> int:
    """The worst that happened, as one exit code: a failed month counts before an absent one."""
    codes = {month.exit_code for month in done} - {0}
    return next((code for code in (9, 8, 5, 6, 7, 4, 2, 3) if code in codes), 0)
