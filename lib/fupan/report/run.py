"""Runs one notebook: parameters checked, a clean kernel, limits, and an honest record.

Publishing is another module's business; here an executed notebook comes back, or is kept under a
name that no one takes for a report.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fupan.ground import errors
from fupan.ground.errors import (
    Cancelled,
    EnvironmentFault,
    FupanError,
    NotebookFailed,
    TimedOut,
    WrongUse,
)
from fupan.ground.language import Text, spoken
from fupan.report import shelf, tray
from fupan.report.formats import nbformat
from fupan.report.outputs import without_values
from fupan.report.parameters import checked, schema
from fupan.report.values import Value

CELL_SECONDS = 600.0
RUN_SECONDS = 1800.0
STATES = {
    "ok": Text(zh="完成", en="done"),
    "failed": Text(zh="出错", en="failed"),
    "timed_out": Text(zh="超时", en="timed out"),
    "died": Text(zh="内核中途死亡", en="kernel died"),
    "no_kernel": Text(zh="内核没能启动", en="kernel did not start"),
    "cancelled": Text(zh="已取消", en="cancelled"),
    "refused": Text(zh="没有运行", en="not run"),
    "html": Text(zh="转不成网页", en="no page"),
}


@dataclass(frozen=True)
class Limits:
    """How long a cell and a whole notebook may take, in seconds."""

    cell: float = CELL_SECONDS
    run: float = RUN_SECONDS


@dataclass(frozen=True)
class Ran:
    """One notebook's run: what came out, how it ended, and what each code cell came to."""

    name: str
    status: str
    parameters: Mapping[str, Value]
    notebook: nbformat.NotebookNode | None = None
    cells: tuple[str, ...] = ()
    failed_cell: int | None = None
    error: str = ""
    message: str = ""
    seconds: float = 0.0
    warnings: int = 0

    @property
    def is_ok(self) -> bool:
        return self.status == "ok"

    def fault(self) -> FupanError:
        """The run's end as an error that says where and what to do, without any value of a cell."""
        if self.status == "refused":
            return getattr(errors, self.error, NotebookFailed)(Text(self.message, self.message))
        if self.status == "html":
            return NotebookFailed(
                Text(
                    zh=f"笔记本 {self.name} 跑完了，但转不成网页（{self.error}）；"
                    f"请打开 {self.name}.failed.ipynb 查看。",
                    en=f"Notebook {self.name} reached its end but could not be made into a page "
                    f"({self.error}); see {self.name}.failed.ipynb.",
                )
            )
        cell = self.failed_cell or 0
        why = Text(zh=f"：{self.message}", en=f": {self.message}") if self.message else Text("", "")
        kind = f"（{self.error}）" if self.error and not self.message else ""
        kind_en = f" ({self.error})" if self.error and not self.message else ""
        state = STATES[self.status]
        text = Text(
            zh=f"笔记本 {self.name} 在第 {cell} 个代码单元格{state.zh}{kind}{why.zh}"
            + ("" if self.message else f"；请打开 {self.name}.failed.ipynb 查看。"),
            en=f"Notebook {self.name}: {state.en} in code cell {cell}{kind_en}{why.en}"
            + ("" if self.message else f"; see {self.name}.failed.ipynb."),
        )
        classes = {"timed_out": TimedOut, "no_kernel": EnvironmentFault, "cancelled": Cancelled}
        return classes.get(self.status, NotebookFailed)(text)


def run_notebook(
    path: str | Path,
    out_folder: str | Path,
    parameters: Mapping[str, object] | None = None,
    *,
    data: str | Path | None = None,
    lang: str | None = None,
    limits: Limits | None = None,
    environment: Mapping[str, str] | None = None,
) -> Ran:
    """Runs one notebook into a folder as `<name>.ipynb` and `<name>.html`.

    A run that does not reach its end leaves `<name>.failed.ipynb` there instead and raises.
    """
    from fupan.report import publish, safely

    path, out = Path(path), Path(out_folder)
    _refuse_template(path, out)
    notebook = shelf.read(path)
    values = checked(parameters or {}, schema(notebook, path.stem), path.stem)
    lang = lang or str(values.get("lang") or _default(notebook, path, "lang") or spoken())
    with safely.workplace(out) as work:
        given = {tray.ENV: str(work), **(environment or {})}
        if data:
            given["FUPAN_DATA"] = str(data)
        ran = execute(path, values, lang=lang, limits=limits or Limits(), environment=given)
        if not ran.is_ok:
            safely.write(out / f"{ran.name}.failed.ipynb", failed_text(ran))
            raise ran.fault()
        files = publish.pages([ran.notebook], [ran.name], lang=lang)
        for name, text in files.items():
            safely.write(out / name, text)
        (out / f"{ran.name}.failed.ipynb").unlink(missing_ok=True)
    return ran


def execute(
    path: Path,
    values: Mapping[str, Value],
    *,
    lang: str,
    limits: Limits,
    environment: Mapping[str, str],
    record: object = None,
    progress: object = None,
    nursery: object = None,
) -> Ran:
    """Executes a notebook with checked values; whatever happens to it, a `Ran` says so."""
    import papermill

    from fupan.report import engine, kernels

    name = path.stem
    notebook = shelf.read(path)
    kernels.check_kernel(notebook.metadata.get("kernelspec", {}).get("name"), name)
    notebook = _prepared(shelf.in_language(notebook, lang))
    record = record or engine.Record()
    record.cell_seconds, record.run_seconds = limits.cell, limits.run
    started = time.monotonic()
    try:
        papermill.execute_notebook(
            notebook, None, parameters=dict(values), engine_name=engine.NAME,
            kernel_name=kernels.OWN, language="python", progress_bar=False, record=record,
            environment={"FUPAN_LANG": lang, **environment}, progress=progress, nursery=nursery,
            folder=str(shelf.project_root(path.parent)),
        )  # fmt: skip
    except engine.Stopped:
        pass
    except RuntimeError as fault:  # nbclient: the kernel died or was silent before its first word
        record.status, record.error = "no_kernel", type(fault).__name__
    finished = _scrubbed(record.notebook, name, values) if record.notebook else None
    return Ran(name, record.status, dict(values), finished, tuple(record.cells),
               record.failed_cell, record.error, record.message,
               time.monotonic() - started, record.warnings)  # fmt: skip


def failed_text(ran: Ran) -> str:
    """The executed part of a failed notebook, for whoever mends it; personal data are masked."""
    notebook = ran.notebook or nbformat.v4.new_notebook()
    paths = tuple((str(p), s) for p, s in ((Path.cwd(), "."), (Path.home(), "~")) if str(p) != "/")
    without_values(notebook, paths)
    cell = nbformat.v4.new_markdown_cell(f"**{ran.fault()}**")
    cell["id"] = "fault"
    notebook.cells.insert(0, cell)
    notebook.metadata["fupan"] = {
        "notebook": ran.name, "status": ran.status, "failed_cell": ran.failed_cell,
        "cells": list(ran.cells),
    }  # fmt: skip
    return notebook_text(notebook)


def notebook_text(notebook: nbformat.NotebookNode) -> str:
    """A notebook as the file's text."""
    return nbformat.writes(notebook) + "\n"


def _refuse_template(path: Path, out: Path) -> None:
    if (out / path.name).resolve() == path.resolve():
        raise WrongUse(
            Text(
                zh=f"输出目录就是笔记本 {path.name} 所在的目录，会把它盖掉；请换一个目录。",
                en=f"The output folder is the one of notebook {path.name} itself and would "
                "overwrite it; choose another.",
            )
        )


def _default(notebook: nbformat.NotebookNode, path: Path, name: str) -> Value:
    declared = schema(notebook, path.stem)
    return declared[name].default if name in declared else None


def _prepared(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The template as papermill wants it, with ids that do not change from run to run."""
    notebook.nbformat_minor = max(5, notebook.nbformat_minor)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"c{number:02d}"
        cell.metadata.pop("papermill", None)
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3", "language": "python", "name": "python3",
    }  # fmt: skip
    notebook.metadata["papermill"] = {}
    return notebook


def _scrubbed(
    notebook: nbformat.NotebookNode, name: str, values: Mapping[str, Value]
) -> nbformat.NotebookNode:
    """The notebook without papermill's times and paths: equal runs give equal files."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("widgets", None)
    notebook.metadata["fupan"] = {"notebook": name, "parameters": dict(values), "status": "ok"}
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in shelf.tags(cell):
            cell["id"] = "parameters"
            lines = [
                line for line in cell.source.splitlines() if not line.startswith("# Parameter")
            ]
            cell["source"] = "\n".join(lines)
        elif not cell.get("id"):
            cell["id"] = f"n{number:02d}"
    return notebook
