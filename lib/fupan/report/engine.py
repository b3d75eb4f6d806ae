"""The papermill engine `fupan`: runs cells one by one and keeps a record of its own.

Papermill's own marks say "completed" for cells that a dead kernel never ran, so nothing here reads
them: success is this record alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from papermill.log import logger

from fupan.ground.personal import masked
from fupan.report import kernels, outputs, shelf
from fupan.report.formats import nbformat
from fupan.report.nursery import Nursery

NAME = "fupan"
CELL_SECONDS = 600
RUN_SECONDS = 1800
_START_SECONDS = 60

Progress = Callable[[int, int], None]


@dataclass
class Record:
    """What really happened to one notebook; `cells` counts code cells from 1."""

    notebook: nbformat.NotebookNode | None = None
    cells: list[str] = field(default_factory=list)  # ok | failed | timed out | died | not run
    status: str = "not run"  # ok | failed | timed_out | died | no_kernel | cancelled
    error: str = ""  # the error's class; never its values
    message: str = ""  # a sentence of ours, where the error is one of fupan's own
    failed_cell: int | None = None
    process: int | None = None
    cell_seconds: float = CELL_SECONDS
    run_seconds: float = RUN_SECONDS
    warnings: int = 0
    cancelled: bool = False


class Stopped(Exception):
    """A notebook ended before its last cell; the record says how."""


class FupanEngine(Engine):
    """Runs a notebook in a kernel of our own under a limit per cell and one per run."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        record: Record,
        environment: Mapping[str, str],
        folder: str,
        progress: Progress | None = None,
        nursery: Nursery | None = None,
        **_: object,
    ) -> None:
        record.notebook = nb_man.nb
        with kernels.kernel(environment, nursery) as (manager, full_environment):
            client = _Client(
                nb_man,
                km=manager,
                record=record,
                progress=progress,
                kernel_name=kernel_name,
                log=logger,
                force_raise_errors=True,
                coalesce_streams=True,
                record_timing=False,
                shutdown_kernel="immediate",
                startup_timeout=_START_SECONDS,
                iopub_timeout=_START_SECONDS,
                resources={"metadata": {"path": folder}},
            )
            client.execute(env=full_environment)


class _Client(PapermillNotebookClient):
    """Papermill's client with our record in place of its marks."""

    def __init__(
        self,
        nb_man: NotebookExecutionManager,
        record: Record,
        progress: Progress | None,
        **options: object,
    ) -> None:
        super().__init__(nb_man, **options)
        self.owns_km = True  # the manager was made for this notebook alone and ends with it
        self.record = record
        self.progress = progress or (lambda done, of: None)
        self.ends_at = time.monotonic() + record.run_seconds
        self.timeout_func = lambda cell: max(
            0.1, min(record.cell_seconds, self.ends_at - time.monotonic())
        )

    def papermill_execute_cells(self) -> None:
        record = self.record
        record.process = kernels.process_of(self.km)
        cells = self.nb.cells
        places = [n for n, c in enumerate(cells) if c.cell_type == "code"]
        # Papermill adds a cell for the parameters; people count the cells of their notebook.
        own = [n for n in places if "injected-parameters" not in shelf.tags(cells[n])]
        record.cells = ["not run"] * len(own)
        with kernels.guarded(record.process):
            self._run_each(places, own)
        self.progress(len(own), len(own))
        record.status = "ok"

    def _run_each(self, places: list[int], own: list[int]) -> None:
        cells, record = self.nb.cells, self.record
        for place in places:
            number = own.index(place) if place in own else 1
            self.progress(number, len(own))
            if record.cancelled:
                self._stop(number, "not run", "cancelled", "")
            try:
                self.execute_cell(cells[place], place)
            except CellExecutionError as fault:
                record.message = _own_words(cells[place], fault.ename)
                self._stop(number, "failed", "failed", fault.ename)
            except CellTimeoutError:
                self._stop(number, "timed out", "timed_out", "Timeout")
            except DeadKernelError:
                ended = "cancelled" if record.cancelled else "died"
                self._stop(number, "died", ended, "DeadKernel")
            except (
                Exception
            ) as fault:  # an output that no notebook may hold, such as a false picture
                self._stop(number, "failed", "failed", type(fault).__name__)
            finally:
                record.warnings += outputs.cap(cells[place])
            record.cells[number] = "ok"

    def _stop(self, number: int, cell: str, status: str, error: str) -> None:
        record = self.record
        record.cells[number], record.status, record.error = cell, status, error
        record.failed_cell = number + 1
        raise Stopped


def _own_words(cell: nbformat.NotebookNode, name: str) -> str:
    """The sentence of one of fupan's own errors; other messages may hold data and stay private."""
    from fupan.ground import errors

    known = getattr(errors, name, None)
    if not (isinstance(known, type) and issubclass(known, errors.FupanError)):
        return ""
    for output in cell.outputs:
        if output.output_type == "error":
            return masked(str(output.evalue))
    return ""


papermill_engines.register(NAME, FupanEngine)
