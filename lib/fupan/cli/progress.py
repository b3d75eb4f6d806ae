"""Progress of a run: live bars on a terminal, one plain line per notebook in a log."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from fupan.cli.telling import err
from fupan.ground.language import Text

if TYPE_CHECKING:
    from fupan.report.crew import Step

STATES = {
    "running": Text(zh="运行中", en="running"),
    "ok": Text(zh="完成", en="done"),
    "failed": Text(zh="出错", en="failed"),
    "timed_out": Text(zh="超时", en="timed out"),
    "died": Text(zh="内核死亡", en="kernel died"),
    "no_kernel": Text(zh="内核没启动", en="no kernel"),
    "cancelled": Text(zh="已取消", en="cancelled"),
    "refused": Text(zh="没有运行", en="not run"),
}


@contextlib.contextmanager
def shown(console: Console | None = None) -> Iterator[Callable[[Step], None]]:
    """A function that shows each step it is given, for the length of the context."""
    console = console or err
    if not console.is_terminal:
        yield _lines(console)
        return
    bars = Progress(
        TextColumn("{task.description}"), BarColumn(bar_width=24), MofNCompleteColumn(),
        TimeElapsedColumn(), TextColumn("{task.fields[state]}"), console=console,
    )  # fmt: skip
    with bars:
        yield _live(bars)


def _lines(console: Console) -> Callable[[Step], None]:
    """One line per notebook when it ends: nothing that a log would keep a thousand times."""
    begun: dict[str, float] = {}
    lock = threading.Lock()

    def tell(step: Step) -> None:
        with lock:
            began = begun.setdefault(step.notebook, time.monotonic())
            if step.state != "running":
                seconds = time.monotonic() - begun.pop(step.notebook, began)
                cells = f"{step.done}/{step.of}" if step.of else "–"
                console.print(
                    f"  {escape(step.notebook)}  {STATES[step.state]}  {cells}  {seconds:.1f} s"
                )

    return tell


def _live(bars: Progress) -> Callable[[Step], None]:
    tasks: dict[str, int] = {}
    lock = threading.Lock()

    def tell(step: Step) -> None:
        with lock:
            if step.notebook not in tasks or bars.tasks[tasks[step.notebook]].finished:
                tasks[step.notebook] = bars.add_task(escape(step.notebook), total=None, state="")
            task, state = tasks[step.notebook], str(STATES[step.state])
            if step.state == "running":
                bars.update(task, completed=step.done, total=step.of or None, state=state)
            else:
                colour = "green" if step.state == "ok" else "red"
                bars.update(task, completed=step.done, total=step.of or 1,
                            state=f"[{colour}]{state}[/]")  # fmt: skip
                bars.stop_task(task)

    return tell
