"""Faults that a night may bring, injected into real runs: none leaves a half report behind.

Each run is a process of its own; the report of before must stay as it was, byte for byte.
"""

import difflib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from orders import order

from fupan.ground.language import speak
from fupan.report.replay import make

ORDERS = Path(__file__).parent / "orders.py"
KILLS = 40


@pytest.fixture
def before(tmp_path):
    """A good report, and its files."""
    speak("zh")
    folder = make(order(tmp_path, "01_fine")).folder
    return folder, contents(folder)


def contents(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def but_moments(files):
    """Without the files that tell the time of their run."""
    return {n: content for n, content in files.items() if n != "manifest.json"}


def difference(folder, files):
    """The first lines in which a report is not the one of before."""
    told = []
    now = but_moments(contents(folder))
    for name in sorted(now.keys() | but_moments(files).keys()):
        texts = [c.get(name, b"").decode("utf-8-sig").splitlines() for c in (files, now)]
        told += [line[:300] for line in difflib.unified_diff(*texts, name, name, n=0)]
    return "\n".join(told[:40])


def start(out, *names, **options):
    return subprocess.Popen(
        [sys.executable, ORDERS, out, *names], stderr=subprocess.PIPE, **options
    )


def descendants(process):
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


def test_a_full_quota_leaves_the_old_report_and_says_so(before, tmp_path):
    """No file may grow beyond 60 kB, as where a quota is used up: the page does not fit."""
    folder, files = before

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    run = start(tmp_path, "01_fine", preexec_fn=limit)
    words = run.communicate()[1].decode()
    assert run.returncode == 8, words
    assert "系统不让写" in words
    assert contents(folder) == files
    assert not list((tmp_path / ".fupan").glob("sample@2026-10-*"))


def test_a_full_disk_leaves_the_old_report_and_says_so(tmp_path):
    """A disk of its own, filled up to the last 30 kB: too little even for the work folder."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a disk of its own needs the right to mount one")
    try:
        speak("zh")
        folder = make(order(disk, "01_fine")).folder
        files = contents(folder)
        (disk / "ballast").write_bytes(b"x" * (psutil.disk_usage(str(disk)).free - 30_000))
        run = start(disk, "01_fine")
        words = run.communicate()[1].decode()
        assert run.returncode == 8, words
        assert "MB" in words
        assert contents(folder) == files
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


@pytest.mark.slow
def test_a_clock_that_jumps_back_a_day_changes_nothing_but_the_moments(before, tmp_path):
    folder, files = before
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(
        "import time\n_true, _begun = time.time, time.monotonic()\n"
        "time.time = lambda: _true() - (86400 if time.monotonic() - _begun > 1 else 0)\n"
    )
    run = start(tmp_path, "01_fine", env={**os.environ, "PYTHONPATH": str(tmp_path / "clock")})
    words = run.communicate()[1].decode()
    assert run.returncode == 0, words
    assert but_moments(contents(folder)) == but_moments(files)


@pytest.mark.slow
def test_what_a_run_of_the_future_left_is_swept_too(before, tmp_path):
    left = tmp_path / ".fupan" / "sample@2026-10-left"
    left.mkdir(parents=True)
    tomorrow = time.time() + 86400
    os.utime(left, (tomorrow, tomorrow))
    (tmp_path / ".fupan" / "sample@2026-10.holder.json").write_text('{"pid": 1, "since": "2099"}')
    assert make(order(tmp_path, "01_fine")).exit_code == 0
    assert not left.exists()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_forty_kills_at_random_moments_leave_a_whole_report_and_no_process(before, tmp_path):
    """The runner is killed outright somewhere between its start and its end."""
    folder, files = before
    began = time.monotonic()
    run = start(tmp_path, "01_fine")
    run.communicate()
    usual = time.monotonic() - began
    chance = random.Random(8)
    for _ in range(KILLS):
        run = start(tmp_path, "01_fine")
        time.sleep(chance.uniform(0.1, 1.05) * usual)
        started = descendants(run)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        assert difference(folder, files) == ""
        _, alive = psutil.wait_procs(started, timeout=5)
        assert alive == []
    assert make(order(tmp_path, "01_fine")).exit_code == 0
    assert not list((tmp_path / ".fupan").glob("sample@2026-10-*"))


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_kernels_killed_at_random_moments_are_named_and_the_report_stays(before, tmp_path):
    folder, files = before
    chance = random.Random(9)
    for _ in range(10):
        run = start(tmp_path, "01_fine")
        time.sleep(chance.uniform(0.5, 2.5))
        for child in descendants(run):
            if "kernel_child" in " ".join(child.cmdline()):
                child.kill()
        words = run.communicate()[1].decode()
        assert run.returncode in (0, 5, 8), words
        assert "Traceback" not in words
        assert but_moments(contents(folder)) == but_moments(files)
