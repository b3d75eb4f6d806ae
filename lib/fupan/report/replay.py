"""The replay of a month: all notebooks of a shop, published as one folder or not at all.

Notebooks that fail leave their neighbours standing; the result says how each one ended.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from fupan.ground import errors
from fupan.ground.errors import FupanError, NotebookFailed
from fupan.ground.language import Text, speak, spoken
from fupan.ground.periods import Period
from fupan.report import assemble, printing, safely, shelf, tray
from fupan.report.crew import Crew, Shared, Step, cancelled
from fupan.report.nursery import Nursery
from fupan.report.parameters import checked, schema
from fupan.report.preflight import Ready, ready
from fupan.report.resume import pages_before, resumed
from fupan.report.run import Limits, Ran, failed_text
from fupan.report.values import check_meaning

MOST_JOBS = 8  # each kernel wants some hundred megabytes


@dataclass(frozen=True)
class Order:
    """What was asked for: one report, complete and checked."""

    shop: Ready
    month: Period
    compare_to: str
    lang: str
    paths: tuple[Path, ...]
    out: Path
    data: str | None = None
    force: bool = False
    jobs: int = 1
    limits: Limits = field(default_factory=Limits)
    resume: bool = False
    extras: frozenset[str] = frozenset()  # pdf, xlsx
    nursery: Nursery | None = None  # where kernels are forked; without one they start cold
    shared: Shared | None = None  # with reports that are made at the same time

    @property
    def target(self) -> Path:
        return self.out / self.shop.shop / self.month.name

    @property
    def name(self) -> str:
        return f"{self.shop.shop}@{self.month.name}"


@dataclass(frozen=True)
class ReportResult:
    """Where the report is, how each notebook ended, and the exit code that says so."""

    folder: Path
    ran: tuple[Ran, ...]
    finding_count: int
    seconds: float
    kept: tuple[str, ...] = ()  # pages that stand as they were

    @property
    def failed(self) -> tuple[Ran, ...]:
        return tuple(run for run in self.ran if not run.is_ok)

    @property
    def exit_code(self) -> int:
        return NotebookFailed.exit_code if self.failed else 0

    @property
    def faults(self) -> tuple[str, ...]:
        """One sentence per notebook that did not finish."""
        return tuple(str(run.fault()) for run in self.failed)


def retro(
    shop_name: str,
    month: str | Period,
    notebooks: Sequence[str] | None = None,
    compare_to: str = "previous",
    lang: str | None = None,
    out: str | Path = "reports",
    *,
    data: str | Path | None = None,
    as_of: str | date | int | None = None,
    force: bool = False,
    jobs: int | None = None,
    progress: Callable[[Step], None] | None = None,
    folder: str | Path | None = None,
    limits: Limits | None = None,
    resume: bool = False,
    extras: Collection[str] = (),
    nursery: Nursery | None = None,
    shared: Shared | None = None,
) -> ReportResult:
    """Makes the report of a shop's month in `out`/<shop>/<month>/.

    With `notebooks`, only those run and the other pages of a like report are kept, unless `force`
    rebuilds it from nothing. With `resume`, what stands as it would be made now is kept too.
    Nothing is published when no notebook reaches its end.
    """
    lang = lang or spoken()
    for name, value in {"shop": shop_name, "month": str(month), "compare_to": compare_to,
                        "lang": lang}.items():  # fmt: skip
        check_meaning(name, value)
    period = month if isinstance(month, Period) else Period.parse(month)
    place = Path(folder) if folder else shelf.project_root() / shelf.FOLDER
    paths = shelf.chosen(notebooks, place)
    if "pdf" in extras:
        printing.check_program()
    with contextlib.ExitStack() as stack:
        nursery = nursery or stack.enter_context(Nursery(paths))  # it loads while we look around
        shop = ready(shop_name, period, data, as_of)
        order = Order(
            shop, period, compare_to, lang, tuple(paths), Path(out).expanduser().absolute(),
            str(Path(data).expanduser().absolute()) if data else None, force, jobs or cores(),
            limits or Limits(), resume and not force, frozenset(extras), nursery, shared,
        )  # fmt: skip
        return make(order, progress)


def cores() -> int:
    """How many notebooks run at once when nobody says: one per core, within bounds."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return max(1, min(usable or 1, MOST_JOBS))


def make(order: Order, progress: Callable[[Step], None] | None = None) -> ReportResult:
    """Runs an order under its lock, in a work folder, and swaps the finished report in."""
    started, clock = datetime.now(UTC), time.monotonic()
    private, before = order.out / safely.PRIVATE, spoken()
    speak(order.lang)
    try:
        with safely.locked(private, order.name):
            safely.sweep(private, order.name, order.target)
            for folder in (order.target.parent, order.target):
                safely.check_writable(folder)
            if order.resume:
                order = resumed(order)
                if not order.paths:
                    return _as_it_was(order, time.monotonic() - clock)
            with safely.workplace(order.out, order.name) as work:
                ran = _run_all(order, work / "tray", progress)
                ran = [assemble.readable(run, order.lang) for run in ran]
                _check_any(order, ran)
                report = assemble.gather(order, ran, work / "tray", started)
                built = work.with_name(f"{work.name}.report")
                try:
                    assemble.build(report, built)
                    safely.swap_in(built, order.target)
                finally:
                    safely.remove(built)
                safely.remove(order.target.with_name(f"{order.month.name}.failed"))
            if order.shared is None:  # who makes many reports lists them together, at the end
                assemble.relist(order.out, order.target.parent, order.lang)
        count = len(report.findings)
        took = time.monotonic() - clock
        return ReportResult(order.target, tuple(ran), count, took, tuple(report.kept))
    finally:
        speak(before)


def _as_it_was(order: Order, seconds: float) -> ReportResult:
    """The result of a resumed run that finds every page in place."""
    told = json.loads((order.target / assemble.FINDINGS).read_text(encoding="utf-8"))
    kept = tuple(pages_before(order))
    return ReportResult(order.target, (), len(told["findings"]), seconds, kept)


def _run_all(order: Order, handed: Path, progress: Callable[[Step], None] | None) -> list[Ran]:
    """Every notebook's run: the questions first, side by side where asked, then the cover."""
    handed.mkdir()
    for record in assemble.kept_reviews(order):
        tray.put_record(record, handed)
    environment = {tray.ENV: str(handed)}
    if order.data:
        environment["FUPAN_DATA"] = order.data
    if order.shop.snapshot is not None:
        environment["FUPAN_AS_OF"] = str(order.shop.snapshot)
    crew = Crew(order.jobs, order.lang, order.limits, environment, progress, order.nursery,
                order.shared)  # fmt: skip
    given = {"shop": order.shop.shop, "month": order.month.name, "compare_to": order.compare_to,
             "lang": order.lang}  # fmt: skip
    ran: dict[str, Ran] = {}
    ready_to_run: list[tuple[Path, dict]] = []
    for path in order.paths:
        try:
            declared = schema(shelf.read(path), path.stem)
            passed = {name: v for name, v in given.items()
                      if name in declared or name in ("shop", "month")}  # fmt: skip
            ready_to_run.append((path, checked(passed, declared, path.stem)))
        except FupanError as fault:
            kind = type(fault).__name__
            ran[path.stem] = Ran(path.stem, "refused", {}, error=kind, message=str(fault))
    questions = [task for task in ready_to_run if not shelf.is_cover(task[0])]
    covers = [task for task in ready_to_run if shelf.is_cover(task[0])]
    with crew:
        for tasks in (questions, covers):
            ran |= {run.name: run for run in crew.run(tasks)}
    return [ran[path.stem] for path in order.paths]


def _check_any(order: Order, ran: list[Ran]) -> None:
    """Stops here when no question was answered: the report of before stays, the notebooks too."""
    questions = [run for run in ran if not run.name.startswith("00_")] or ran
    if any(run.is_ok for run in questions):
        return
    place = order.target.with_name(f"{order.month.name}.failed")
    with safely.explained(order.out):
        place.mkdir(parents=True, exist_ok=True)
        for run in ran:
            if not run.is_ok:
                safely.write(place / f"{run.name}.failed.ipynb", failed_text(run))
    first = questions[0]
    if any(run.status == "cancelled" for run in ran):
        raise cancelled()
    kinds = {run.error for run in questions}
    known = getattr(errors, first.error, None) if len(kinds) == 1 and first.message else None
    if isinstance(known, type) and issubclass(known, FupanError):
        raise known(Text(zh=first.message, en=first.message))
    raise first.fault()
