"""A report can be resumed, made again to the byte, compared with another, and made for many months.

The shop `mine` has forty orders of ¥10 in August 2026 and in September; later a
file brings ten more orders and a refund of ¥4 on the first.
"""

import csv
import importlib.util
import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from fupan.ground.errors import DataInvalid, DataMissing, WrongUse
from fupan.ground.language import speak
from fupan.report import backfill, retro
from fupan.report.again import like
from fupan.report.difference import difference
from fupan.report.reasons import reasons
from fupan.store.imports import import_files

HERE = Path(__file__).parent
SHOPS = HERE.parent / "store" / "shops.py"
REAL = HERE.parents[1] / "notebooks"


def shops():
    found = importlib.util.spec_from_file_location("shops", SHOPS)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def english():
    speak("en")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A shop's data, first with one file."""
    place = tmp_path_factory.mktemp("again")
    path = shops().write_orders(place / "files" / "orders.csv", month="2026-09")
    august = shops().write_orders(place / "files" / "august.csv", month="2026-08", first=900)
    import_files([august, path], "mine", data=place / "data")
    return place


@pytest.fixture(scope="module")
def two(place):
    """The retro before and after a late file: ten more orders, and a refund on the first."""
    speak("en")
    asked = {"data": place / "data", "folder": REAL, "jobs": 1}
    before = retro("mine", "2026-09", ("00",), out=place / "before", lang="en", **asked)
    late = shops().write_orders(place / "files" / "late.csv", month="2026-09", count=10, first=41)
    refund = place / "files" / "refund.csv"
    with (place / "files" / "orders.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[:2]
    with refund.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*rows[0], "refund_amount"], [*rows[1], "4.00"]])
    import_files([late, refund], "mine", data=place / "data")
    after = retro("mine", "2026-09", ("00",), out=place / "after", lang="en", **asked)
    return before, after


def told(result):
    """What a report says: its findings, its first page, and the same page as a notebook."""
    names = ("findings.json", "00_retro.html", "00_retro.ipynb")
    return [(result.folder / name).read_bytes() for name in names]


def test_a_report_made_again_from_its_manifest_has_the_same_bytes(two, place):
    before, after = two
    assert told(before)[1] != told(after)[1]
    again = like(before.folder / "manifest.json", place / "again", data=place / "data",
                 folder=REAL, jobs=1)  # fmt: skip
    assert again.is_same
    assert again.differences is None
    assert told(again.result) == told(before)


def test_as_of_the_snapshot_before_gives_the_words_of_before(two, place):
    result = retro("mine", "2026-09", ("00",), out=place / "as_of", lang="en", as_of=1, jobs=1,
                   data=place / "data", folder=REAL)  # fmt: skip
    assert told(result) == told(two[0])


def test_a_manifest_is_needed_whole(tmp_path):
    with pytest.raises(DataMissing, match=r"manifest\.json"):
        like(tmp_path, tmp_path / "out")
    (tmp_path / "manifest.json").write_text('{"shop": "mine"}', encoding="utf-8")
    with pytest.raises(DataInvalid, match="no month, compare_to, lang, notebooks"):
        like(tmp_path, tmp_path / "out")


def test_the_difference_of_two_reports_names_figures_and_what_came_late(two, place):
    found = difference(two[0].folder, two[1].folder)
    moved = {m.metric: (m.before, m.after) for m in found.moved}
    assert moved["gmv"] == (400, 500)
    said = " ".join(str(r) for r in reasons(found.before, found.after, place / "data"))
    assert "2 files were imported in between" in said
    assert "late.csv" in said
    assert "10 order lines late, ¥100.00 paid" in said
    assert "1 order lines with late refunds, +¥4.00 in all" in said
    assert "code changed" not in said


def test_a_report_does_not_differ_from_itself(two, place):
    found = difference(two[1].folder, two[1].folder)
    assert found.is_none
    assert reasons(found.before, found.after, place / "data") == []


def test_reports_of_two_months_are_not_compared(two, tmp_path):
    other = tmp_path / "2026-08"
    shutil.copytree(two[0].folder, other)
    manifest = json.loads((other / "manifest.json").read_text(encoding="utf-8"))
    (other / "manifest.json").write_text(json.dumps({**manifest, "month": "2026-08"}))
    with pytest.raises(WrongUse, match="not of one shop and month"):
        difference(two[0].folder, other)


def test_resume_makes_only_what_is_missing_or_made_otherwise(place, tmp_path):
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    for name in ("00_cover", "01_fine", "11_floods"):
        shutil.copy(HERE / "notebooks" / f"{name}.ipynb", notebooks)

    def ran(**more):
        asked = {"out": tmp_path / "out", "data": place / "data", "folder": notebooks, "as_of": 1}
        result = retro("mine", "2026-09", resume=True, lang="en", **{**asked, **more})
        return sorted(run.name for run in result.ran), (
            result.folder / "findings.json"
        ).read_bytes()

    everything, first = ran()
    assert everything == ["00_cover", "01_fine", "11_floods"]
    assert ran() == ([], first)
    (tmp_path / "out" / "mine" / "2026-09" / "11_floods.html").unlink()
    assert ran() == (["00_cover", "11_floods"], first)
    path = notebooks / "11_floods.ipynb"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert ran() == (["00_cover", "11_floods"], first)
    workbook = tmp_path / "out" / "mine" / "2026-09" / "mine-2026-09.xlsx"
    assert ran(extras={"xlsx"}) == (["00_cover"], first) and workbook.is_file()
    assert ran(extras={"xlsx"}) == ([], first)
    (workbook.parent / "01_fine.html").unlink()
    assert ran() == (["00_cover", "01_fine"], first) and workbook.is_file()
    assert ran(compare_to="year_ago")[0] == everything
    assert ran(compare_to="year_ago")[0] == []


def test_a_backfill_makes_each_month_and_tells_of_those_without_data(place, tmp_path):
    told = []
    done = backfill.backfill(
        "mine", backfill.months("2026-09", "2026-10"), ("01",), out=tmp_path, lang="en",
        data=place / "data", folder=HERE / "notebooks", progress=told.append,
    )  # fmt: skip
    assert {step.notebook for step in told} == {"2026-09 01_fine"}
    assert [(m.period.name, m.exit_code) for m in done] == [("2026-09", 0), ("2026-10", 3)]
    assert backfill.exit_code(done) == 3
    assert (tmp_path / "mine" / "2026-09" / "index.html").is_file()
    assert not (tmp_path / "mine" / "2026-10").exists()


def test_a_backfill_that_is_told_to_end_leaves_no_kernel_and_keeps_whole_months(place, tmp_path):
    script = (
        "from fupan.report import backfill\n"
        "from fupan.ground.errors import Cancelled\n"
        "import sys\n"
        "try:\n"
        "    backfill.backfill('mine', backfill.months('2026-08', '2026-09'), ('05',),\n"
        "        out=sys.argv[1], data=sys.argv[2], folder=sys.argv[3], jobs=2)\n"
        "except Cancelled as fault:\n"
        "    sys.exit(fault.exit_code)\n"
    )
    words = [sys.executable, "-c", script, tmp_path, place / "data", HERE / "notebooks"]
    run = subprocess.Popen(list(map(str, words)))
    try:
        wait_for(lambda: len(sleepers()) == 2)
        run.send_signal(signal.SIGTERM)
        assert run.wait(20) == 143
    finally:
        run.kill()
    wait_for(lambda: not sleepers())
    assert not (tmp_path / "mine").exists()


def sleepers():
    found = psutil.process_iter(["cmdline"])
    return [p for p in found if p.info["cmdline"] == ["sleep", "613"]]


def wait_for(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.05)


def test_the_months_of_a_backfill_run_forward():
    assert [m.name for m in backfill.months("2025-12", "2026-02")] == [
        "2025-12", "2026-01", "2026-02",
    ]  # fmt: skip
    with pytest.raises(WrongUse, match="no run of months"):
        backfill.months("2026-02", "2025-12")
