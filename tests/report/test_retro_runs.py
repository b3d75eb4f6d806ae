"""A retro is whole or absent, and says honestly how each notebook ended.

These run real kernels; each starts in about half a second.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from orders import NOTEBOOKS, order

from fupan.ground.errors import (
    EnvironmentFault,
    Locked,
    NotebookFailed,
    PublishRefused,
    TimedOut,
    WrongUse,
)
from fupan.ground.language import speak
from fupan.report import safely
from fupan.report.assemble import readable
from fupan.report.formats import nbformat
from fupan.report.replay import make
from fupan.report.run import Limits, Ran, run_notebook

ORDERS = Path(__file__).parent / "orders.py"


@pytest.fixture(autouse=True)
def english():
    speak("en")


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """One good page, a cover, a failing cell, a dead kernel, an early exit, a foreign kernel."""
    out = tmp_path_factory.mktemp("reports")
    names = ("01_fine", "02_failing", "03_killed", "04_exits", "07_foreign", "00_cover")
    return make(order(out, *names, lang="en", jobs=2))


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_what_fails_leaves_its_neighbours_published_and_exit_code_5(report):
    names = sorted(p.name for p in report.folder.iterdir())
    assert names == [
        "00_cover.html", "00_cover.ipynb", "01_fine.html", "01_fine.ipynb",
        "02_failing.failed.ipynb", "03_killed.failed.ipynb", "04_exits.failed.ipynb",
        "07_foreign.failed.ipynb", "findings.json", "index.html", "manifest.json", "tables",
    ]  # fmt: skip
    assert report.exit_code == 5
    assert (report.folder.parents[1] / "index.html").is_file()


def test_each_cells_state_is_what_happened_to_it(report):
    told = {name: (e["status"], e["cells"]) for name, e in
            manifest(report.folder)["notebooks"].items()}  # fmt: skip
    assert told["01_fine"] == ("ok", ["ok"] * 6)
    assert told["02_failing"] == ("failed", ["ok", "ok", "failed", "not run"])
    assert told["03_killed"] == ("died", ["ok", "died", "not run"])
    assert told["04_exits"] == ("failed", ["ok", "failed", "not run"])
    assert told["07_foreign"] == ("refused", [])


def test_a_failure_is_told_by_place_and_class_and_never_by_its_values(report):
    faults = " ".join(report.faults)
    assert "02_failing: failed in code cell 3 (ValueError)" in faults
    assert "03_killed: kernel died in code cell 2" in faults
    assert "no-such-kernel" in faults
    for path in report.folder.rglob("*.*"):
        assert "13800138000" not in path.read_text(encoding="utf-8")


def test_the_cover_ranks_findings_and_names_what_did_not_finish(report):
    cover = (report.folder / "index.html").read_text(encoding="utf-8")
    assert "This report is incomplete: 02_failing, 03_killed, 04_exits, 07_foreign" in cover
    assert "Sales fell" in cover
    assert "−&NoBreak;¥50" in cover  # no line ends within a figure
    assert "+10.0%" in cover  # 110 against 100
    found = json.loads((report.folder / "findings.json").read_text(encoding="utf-8"))
    assert [f["id"] for f in found["findings"]] == ["01_fine/change/gmv/sample"]
    assert {k: found[k] for k in ("shop", "month", "compare_to", "currency")} == {
        "shop": "sample", "month": "2026-10", "compare_to": "previous", "currency": "CNY",
    }  # fmt: skip


def test_the_cover_notebook_reads_what_the_others_handed_in(report):
    assert "Sales fell" in (report.folder / "00_cover.html").read_text(encoding="utf-8")


def test_prose_of_the_other_language_is_left_out(report):
    page = (report.folder / "01_fine.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page
    assert "Who came?" in page
    assert "谁来了" not in page


def test_tables_are_published_as_csv_that_no_spreadsheet_runs(report):
    text = (report.folder / "tables" / "01_fine.items.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines() == ["label,value", "优惠$5_满_减$ <b>,3.0", "'=cmd|' /C calc'!A0,1.0"]


def test_published_files_hold_no_place_of_this_machine_and_no_time(report):
    for path in [*report.folder.glob("0[01]_*"), *report.folder.glob("*.json")]:
        text = path.read_text(encoding="utf-8")
        assert str(Path.home()) + "/" not in text
        assert str(NOTEBOOKS) not in text
        assert str(report.folder) not in text
    assert "papermill" not in (report.folder / "01_fine.ipynb").read_text(encoding="utf-8")


def test_running_again_gives_the_same_bytes_and_keeps_the_pages_that_did_not_run(report):
    before = {p.name: p.read_bytes() for p in report.folder.iterdir() if p.is_file()}
    out = report.folder.parents[1]
    again = make(order(out, "01_fine", lang="en"))
    assert again.exit_code == 0
    for name in ("01_fine.ipynb", "findings.json", "00_cover.html"):
        assert (report.folder / name).read_bytes() == before[name]
    kept = manifest(report.folder)["notebooks"]["00_cover"]
    assert kept["kept_from"] == json.loads(before["manifest.json"])["started_at"]
    assert "02_failing" not in manifest(report.folder)["notebooks"]
    make(order(out, "01_fine", lang="en", force=True))
    assert not (report.folder / "00_cover.html").exists()


def test_nothing_is_published_when_nothing_finished_and_the_old_report_stays(tmp_path):
    old = tmp_path / "sample" / "2026-10"
    old.mkdir(parents=True)
    (old / "index.html").write_text("the report of before")
    with pytest.raises(NotebookFailed, match="ValueError"):
        make(order(tmp_path, "02_failing", lang="en"))
    assert [p.name for p in old.iterdir()] == ["index.html"]
    assert (old.with_name("2026-10.failed") / "02_failing.failed.ipynb").is_file()


def test_an_output_that_no_notebook_may_hold_fails_its_own_page_alone(tmp_path):
    """A number that says it is a picture, and text that is no Unicode."""
    report = make(order(tmp_path, "01_fine", "14_no_picture", "15_no_text", lang="en"))
    assert report.exit_code == 5
    assert [r.status for r in report.ran] == ["ok", "failed", "failed"]
    assert "14_no_picture: failed in code cell 3 (NotebookValidationError)" in report.faults[0]
    assert (report.folder / "14_no_picture.failed.ipynb").is_file()
    assert manifest(report.folder)["status"] == "partial"


def test_a_notebook_that_cannot_be_made_into_a_page_counts_as_failed():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    notebook.cells[0].outputs = [{"output_type": "display_data", "data": {"image/png": 7}}]
    ran = readable(Ran("01_odd", "ok", {}, notebook), "en")
    assert ran.status == "html"
    assert "01_odd reached its end but could not be made into a page" in str(ran.fault())


def test_a_hung_cell_is_stopped_named_and_leaves_no_child_behind(tmp_path):
    with pytest.raises(TimedOut, match="05_hangs: timed out in code cell 2"):
        run_notebook(NOTEBOOKS / "05_hangs.ipynb", tmp_path, {}, limits=Limits(cell=2, run=30))
    assert not sleepers()
    assert [p.name for p in tmp_path.glob("*.ipynb")] == ["05_hangs.failed.ipynb"]


def test_a_whole_run_has_a_limit_of_its_own(tmp_path):
    with pytest.raises(TimedOut):
        run_notebook(NOTEBOOKS / "05_hangs.ipynb", tmp_path, {}, limits=Limits(cell=60, run=2))


def test_a_notebook_that_asks_for_input_fails_at_once(tmp_path):
    with pytest.raises(NotebookFailed, match="StdinNotImplementedError"):
        run_notebook(NOTEBOOKS / "10_asks.ipynb", tmp_path, {})


def test_a_foreign_kernel_is_refused_naming_what_there_is(tmp_path):
    with pytest.raises(EnvironmentFault, match="no-such-kernel"):
        run_notebook(NOTEBOOKS / "07_foreign.ipynb", tmp_path, {})
    assert not list(tmp_path.glob("*.ipynb"))


def test_a_flood_of_output_is_cut_with_a_note(tmp_path):
    run_notebook(NOTEBOOKS / "11_floods.ipynb", tmp_path, {}, lang="en")
    page = (tmp_path / "11_floods.html").read_text(encoding="utf-8")
    assert "the report keeps its start and end" in page
    assert len(page) < 200_000


def test_personal_data_stops_the_publication_and_the_place_is_named(tmp_path):
    with pytest.raises(PublishRefused, match=r"08_leaks\.(html|ipynb) .* a phone number"):
        make(order(tmp_path, "08_leaks", lang="en"))
    assert not (tmp_path / "sample").exists()


def test_notebooks_run_side_by_side_after_one_has_run_in_the_main_thread(tmp_path):
    """Jupyter keeps its event loop in the context, which threads must not share."""
    run_notebook(NOTEBOOKS / "11_floods.ipynb", tmp_path / "alone", {})
    result = make(order(tmp_path, "01_fine", "11_floods", jobs=2))
    assert [run.status for run in result.ran] == ["ok", "ok"]


def test_the_template_is_never_its_own_output():
    with pytest.raises(WrongUse, match="overwrite"):
        run_notebook(NOTEBOOKS / "01_fine.ipynb", NOTEBOOKS, {})


def test_a_second_run_of_the_same_report_is_refused_and_told_who_holds_it(tmp_path):
    with (
        safely.locked(tmp_path / ".fupan", "sample@2026-10"),
        pytest.raises(Locked, match=rf"process {os.getpid()} \(since 20"),
    ):
        make(order(tmp_path, "01_fine", lang="en"))


def test_a_folder_that_cannot_be_written_is_refused_before_a_kernel_starts(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(EnvironmentFault, match="is not a folder"):
        make(order(tmp_path / "file", "01_fine", lang="en"))


def test_a_killed_run_leaves_the_old_report_whole_and_the_next_one_sweeps(tmp_path):
    make(order(tmp_path, "01_fine", lang="en"))
    folder = tmp_path / "sample" / "2026-10"
    before = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    run = subprocess.Popen([sys.executable, ORDERS, tmp_path, "01_fine"])
    wait_for(lambda: list((tmp_path / ".fupan").glob("sample@2026-10-*.report")) or run.poll())
    run.kill()
    run.wait()
    after = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    assert after.keys() == before.keys()
    assert after["findings.json"] == before["findings.json"]
    assert make(order(tmp_path, "01_fine", lang="en")).exit_code == 0
    assert not list((tmp_path / ".fupan").glob("sample@2026-10-*"))


def test_sigterm_ends_the_run_its_kernel_and_everything_the_kernel_started(tmp_path):
    run = subprocess.Popen([sys.executable, ORDERS, tmp_path, "05_hangs"])
    wait_for(sleepers)
    run.send_signal(signal.SIGTERM)
    assert run.wait(10) == 143
    wait_for(lambda: not sleepers(), 5)
    assert not (tmp_path / "sample").exists()


def test_a_run_that_is_killed_outright_leaves_no_process_either(tmp_path):
    run = subprocess.Popen([sys.executable, ORDERS, tmp_path, "05_hangs"])
    wait_for(sleepers)
    run.kill()
    run.wait()
    wait_for(lambda: not sleepers(), 5)


def test_a_machine_without_utf8_makes_the_same_report(tmp_path):
    out = tmp_path / "报告"
    bare = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    subprocess.run([sys.executable, ORDERS, out, "01_fine"], env=bare, check=True)
    page = (out / "sample" / "2026-10" / "01_fine.html").read_text(encoding="utf-8")
    assert "谁来了？" in page


def sleepers():
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if process.info["cmdline"] == ["sleep", "613"]:
            found.append(process)
    return found


def wait_for(condition, seconds=30):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.02)
