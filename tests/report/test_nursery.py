"""Kernels forked from a warmed process are as good as cold ones, and leave as little behind."""

import signal
import subprocess
import sys
import time
from dataclasses import replace

import psutil
import pytest
from orders import NOTEBOOKS, order

from fupan.ground.errors import NotebookFailed
from fupan.ground.language import speak
from fupan.report import nursery
from fupan.report.nursery import Nursery
from fupan.report.replay import make

pytestmark = pytest.mark.skipif(not nursery.IS_SOUND, reason="kernels are forked on Linux alone")
FINE = NOTEBOOKS / "01_fine.ipynb"


@pytest.fixture(autouse=True)
def english():
    speak("en")


@pytest.fixture(scope="module")
def warm():
    with Nursery([FINE]) as made:
        yield made


def asked(out, warm, *names, **more):
    return replace(order(out, *names, lang="en", **more), nursery=warm)


def test_a_forked_kernel_makes_the_same_page_as_a_cold_one(tmp_path, warm):
    pages = [
        make(asked(tmp_path / str(n), w, "01_fine")).folder for n, w in enumerate((warm, None))
    ]
    for name in ("01_fine.html", "01_fine.ipynb", "findings.json"):
        assert (pages[0] / name).read_bytes() == (pages[1] / name).read_bytes()


def test_a_forked_kernel_that_is_killed_is_named_and_the_next_one_runs(tmp_path, warm):
    result = make(asked(tmp_path, warm, "03_killed", "01_fine", "04_exits"))
    told = {run.name: run.status for run in result.ran}
    assert told == {"03_killed": "died", "01_fine": "ok", "04_exits": "failed"}


def test_a_hung_forked_kernel_ends_with_everything_it_started(tmp_path, warm):
    with pytest.raises(Exception, match="timed out in code cell 2"):
        make(asked(tmp_path, warm, "05_hangs", cell_seconds=2))
    assert not [
        p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] == ["sleep", "613"]
    ]


def test_without_its_nursery_a_run_starts_kernels_cold(tmp_path):
    with Nursery([FINE]) as gone:
        gone._process.kill()
        gone._process.wait()
        assert make(asked(tmp_path, gone, "01_fine")).exit_code == 0


def test_a_nursery_ends_with_its_run_even_one_that_is_killed(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from fupan.report.nursery import Nursery\n"
        "made = Nursery([]); made.__enter__(); print(made._process.pid, flush=True); time.sleep(60)"
    )
    run = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    child = int(run.stdout.readline())
    assert psutil.pid_exists(child)
    run.send_signal(signal.SIGKILL)
    run.wait()
    until = time.monotonic() + 15
    while psutil.pid_exists(child) and psutil.Process(child).status() != "zombie":
        assert time.monotonic() < until, "the nursery lives on"
        time.sleep(0.05)


def test_a_cell_that_wants_more_memory_than_the_limit_fails_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("FUPAN_MEMORY_MB", "700")
    path = tmp_path / "15_hungry.ipynb"
    path.write_text(hungry(), encoding="utf-8")
    with pytest.raises(NotebookFailed, match="MemoryError"):
        make(replace(order(tmp_path / "out", "01_fine", lang="en"), paths=(path,)))


def hungry() -> str:
    import nbformat

    notebook = nbformat.v4.new_notebook()
    parameters = nbformat.v4.new_code_cell(
        'shop: str = "sample"  # shop\nmonth: str = "2026-10"  # month\n'
        'compare_to: str = "previous"  # other\nlang: str = "zh"  # language'
    )
    parameters.metadata["tags"] = ["parameters"]
    notebook.cells = [
        nbformat.v4.new_markdown_cell("# How much?"), parameters,
        nbformat.v4.new_code_cell("held = bytearray(3_000_000_000)"),
    ]  # fmt: skip
    return nbformat.writes(notebook)
