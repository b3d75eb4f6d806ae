"""Files appear whole or not at all, whatever interrupts the writing."""

import os
import subprocess
import sys
import threading

import pytest

from fupan.ground.errors import EnvironmentFault, Locked
from fupan.ground.language import speak
from fupan.report import safely


@pytest.fixture(autouse=True)
def english():
    speak("en")


def folder(path, **files):
    path.mkdir(parents=True)
    for name, text in files.items():
        (path / name).write_text(text)
    return path


def test_a_finished_folder_takes_the_place_of_the_old_one(tmp_path):
    built, target = folder(tmp_path / "new", a="2"), folder(tmp_path / "x" / "month", a="1", b="1")
    safely.swap_in(built, target)
    assert [p.name for p in target.iterdir()] == ["a"]
    assert (target / "a").read_text() == "2"


def test_a_first_report_needs_no_old_one(tmp_path):
    safely.swap_in(folder(tmp_path / "new", a="2"), tmp_path / "x" / "month")
    assert (tmp_path / "x" / "month" / "a").read_text() == "2"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="one-step swaps are Linux's")
def test_a_reader_finds_the_old_or_the_new_report_and_never_none(tmp_path):
    """Two hundred swaps beside a reader who looks as often as it can."""
    target = folder(tmp_path / "month", a="x" * 1000)
    lengths, done = set(), threading.Event()

    def read():
        while not done.is_set():
            lengths.add(len((target / "a").read_text()))

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(200):
        built = folder(tmp_path / f"new{n}", a="y" * 1000)
        safely.swap_in(built, target)
        safely.remove(built)
    done.set()
    reader.join()
    assert lengths == {1000}


def test_a_crash_between_the_two_renames_is_mended_at_the_next_start(tmp_path):
    private, target = tmp_path / ".fupan", tmp_path / "sample" / "2026-10"
    folder(private / "old-sample@2026-10-abc.report", a="the report of before")
    folder(private / "sample@2026-10-abc.report", a="half of the new one")
    folder(private / "sample@2026-09-xyz", a="another month's work")
    target.parent.mkdir()
    safely.sweep(private, "sample@2026-10", target)
    assert (target / "a").read_text() == "the report of before"
    assert [p.name for p in private.iterdir()] == ["sample@2026-09-xyz"]


def test_leftovers_of_a_report_that_stands_are_swept(tmp_path):
    private, target = tmp_path / ".fupan", folder(tmp_path / "sample" / "2026-10", a="new")
    folder(private / "old-sample@2026-10-abc.report", a="old")
    safely.sweep(private, "sample@2026-10", target)
    assert (target / "a").read_text() == "new"
    assert not list(private.iterdir())


def test_a_write_that_fails_leaves_the_old_file_and_no_draft(tmp_path):
    path = tmp_path / "index.html"
    path.write_text("old")
    script = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from fupan.report import safely\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "path = Path(sys.argv[1])\n"
        "try:\n"
        "    with safely.explained(path.parent):\n"
        "        safely.write(path, 'x' * 100_000)\n"
        "except Exception as fault:\n"
        "    sys.exit(fault.exit_code)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script, path])
    assert ended.returncode == EnvironmentFault.exit_code
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["index.html"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(EnvironmentFault, match="cannot be written"), safely.workplace(tmp_path):
        pass


def test_a_lock_goes_with_the_process_that_held_it(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from fupan.report import safely\n"
        "with safely.locked(Path(sys.argv[1]), 'r'):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(Locked, match=f"process {holder.pid}"), safely.locked(tmp_path, "r"):
        pass
    holder.kill()
    holder.communicate()
    with safely.locked(tmp_path, "r"):
        pass


def test_a_work_folder_is_gone_afterwards_and_leaves_nothing_in_a_bare_place(tmp_path):
    with safely.workplace(tmp_path) as work:
        assert work.is_dir()
    assert not list(tmp_path.iterdir())
