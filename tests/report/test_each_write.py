"""Every single change that publishing makes to the disk, failing in turn.

After each, the report is the old one whole or the new one whole, and the next run makes good.
All of them in all ways take twenty minutes (`FUPAN_EVERY_WRITE=1`); else each way takes every
ninth, and no two ways the same.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
REPORT = Path("sample") / "2026-10"
OLD = b"<!-- the report of before -->"
WAYS = ("kill", "fail", "full")
STEP = 1 if os.environ.get("FUPAN_EVERY_WRITE") else 9
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="handles are named by /proc")


def run(out, sabotage="", log=""):
    environment = {
        **os.environ, "PYTHONPATH": str(HERE / "saboteur"), "SABOTAGE": sabotage,
        "SABOTAGE_ROOT": str(out), "SABOTAGE_LOG": str(log),
    }  # fmt: skip
    words = [sys.executable, str(HERE / "orders.py"), str(out), "01_fine"]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=False)


def contents(folder):
    """Every file of a folder, without those that tell the moment of their run."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json" and ".fupan" not in path.parts
    }


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """A report of before, told apart by a mark, the new one, and the changes between them."""
    base = tmp_path_factory.mktemp("writes")
    old, new, log = base / "old", base / "new", base / "log"
    assert run(old).returncode == 0
    for page in (old / REPORT).glob("*.html"):
        page.write_bytes(page.read_bytes() + OLD)
    shutil.copytree(old, new)
    assert run(new, "count", log).returncode == 0
    return old, new, log.read_text(encoding="utf-8").splitlines()


def sabotaged(reports, tmp_path, how, number):
    """The exit code and which report stands after the n-th change failed; a next run mends all."""
    old, new, _ = reports
    out = tmp_path / f"{how}{number}"
    shutil.copytree(old, out)
    ran = run(out, f"{how}:{number}")
    stands = contents(out / REPORT)
    which = {True: "new"}.get(stands == contents(new / REPORT))
    which = "old" if stands == contents(old / REPORT) else which
    assert "Traceback" not in ran.stderr, ran.stderr
    assert run(out).returncode == 0
    assert contents(out) == contents(new), f"{how} at {number}"
    shutil.rmtree(out)
    return ran.returncode, which


def test_a_disk_that_fills_up_in_the_middle_of_writing_leaves_the_old_report(reports, tmp_path):
    page = next(n for n, line in enumerate(reports[2], 1) if line.endswith("index.html"))
    assert sabotaged(reports, tmp_path, "full", page) == (8, "old")


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("how", WAYS)
def test_each_write_in_turn_leaves_a_whole_report(reports, tmp_path, how):
    first = 1 + WAYS.index(how) * (STEP // len(WAYS))
    for number in range(first, len(reports[2]) + 1, STEP):
        code, which = sabotaged(reports, tmp_path, how, number)
        assert which is not None, f"{how} at {number}: {reports[2][number - 1]}"
        assert which == "new" or code != 0
