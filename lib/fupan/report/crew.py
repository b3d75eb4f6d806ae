"""The crew that runs notebooks, one or several at a time, and stops them all when told to.

Notebooks run in worker threads and their kernels in processes of their own; the main thread only
waits, so that Ctrl-C and SIGTERM are heard at once.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from fupan.ground.errors import Cancelled, FupanError
from fupan.ground.language import Text, speak
from fupan.report.run import Limits, Ran, execute
from fupan.report.values import Value

_LISTEN_SECONDS = 0.2
_TERMINATED = 143
_LOADING = threading.Lock()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of progress: a notebook, its state, and how many of its code cells are done."""

    notebook: str
    state: str  # running, or how it ended
    done: int = 0
    of: int = 0


@dataclass(frozen=True)
class Shared:
    """What reports made at the same time share: places to run in, and the order to stop."""

    slots: threading.Semaphore
    halt: threading.Event = field(default_factory=threading.Event)


class Crew:
    """Runs notebooks in `jobs` threads; as a context it leaves no kernel behind."""

    def __init__(
        self,
        jobs: int,
        lang: str,
        limits: Limits,
        environment: Mapping[str, str],
        progress: Callable[[Step], None] | None = None,
        nursery: object = None,
        shared: Shared | None = None,
    ) -> None:
        self.nursery = nursery
        self.shared = shared
        self.jobs = max(1, jobs)
        self.lang = lang
        self.limits = limits
        self.environment = environment
        self.progress = progress or (lambda step: None)
        self.records: list[object] = []
        self.is_stopped = False

    def __enter__(self) -> Crew:
        _load()
        self.pool = ThreadPoolExecutor(self.jobs, thread_name_prefix="notebook")
        return self

    def __exit__(self, kind: object, fault: object, trace: object) -> None:
        if kind is not None:
            self.stop()
        self.pool.shutdown(wait=True, cancel_futures=True)

    def run(self, tasks: Sequence[tuple[Path, Mapping[str, Value]]]) -> list[Ran]:
        """Runs the tasks and returns their runs in the tasks' order."""
        with heard():
            futures = [self.pool.submit(self._one, path, values) for path, values in tasks]
            waiting: set[Future] = set(futures)
            while waiting:
                _, waiting = wait(waiting, _LISTEN_SECONDS, FIRST_COMPLETED)
                if self.shared is not None and self.shared.halt.is_set():
                    raise cancelled()
        return [future.result() for future in futures]

    def stop(self) -> None:
        """Ends every kernel of the crew, and whatever those started."""
        from fupan.report import kernels

        self.is_stopped = True
        for record in self.records:
            record.cancelled = True
            kernels.end(record.process)

    def _one(self, path: Path, values: Mapping[str, Value]) -> Ran:
        with self.shared.slots if self.shared is not None else contextlib.nullcontext():
            return self._run_one(path, values)

    def _run_one(self, path: Path, values: Mapping[str, Value]) -> Ran:
        from fupan.report.engine import Record

        # Threads must not share a context: Jupyter keeps its event loop in there.
        speak(self.lang)
        name = path.stem
        if self.is_stopped:  # while it waited for its place
            return Ran(name, "cancelled", dict(values))
        record = Record()
        self.records.append(record)
        self.progress(Step(name, "running"))
        try:
            ran = execute(
                path, values, lang=self.lang, limits=self.limits, environment=self.environment,
                record=record, nursery=self.nursery,
                progress=lambda done, of: self.progress(Step(name, "running", done, of)),
            )  # fmt: skip
        except FupanError as fault:
            ran = Ran(name, "refused", dict(values), error=type(fault).__name__, message=str(fault))
        finally:
            record.process = None  # its number may soon be another process's
        done = sum(1 for cell in ran.cells if cell == "ok")
        self.progress(Step(name, ran.status, done, len(ran.cells)))
        return ran


def _load() -> None:
    """Loads what runs notebooks, in one thread: two at once see halves of it."""
    with _LOADING:
        import papermill  # noqa: F401

        from fupan.report import engine, kernels  # noqa: F401


def cancelled() -> Cancelled:
    return Cancelled(Text(zh="运行被取消，没有发布报告。", en="Cancelled; nothing published."))


@contextlib.contextmanager
def heard() -> Iterator[None]:
    """Turns SIGINT, SIGTERM and SIGHUP into `Cancelled` while waiting, in the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def cancel(number: int, frame: object) -> None:
        fault = cancelled()
        if number != signal.SIGINT:
            fault.exit_code = _TERMINATED
        raise fault

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP")
               if hasattr(signal, name)]  # fmt: skip
    # What whoever started us has us ignore (`nohup`, a background job) stays ignored.
    numbers = [n for n in numbers if signal.getsignal(n) != signal.SIG_IGN]
    before = {number: signal.signal(number, cancel) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
