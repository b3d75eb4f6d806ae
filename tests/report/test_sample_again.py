"""The whole sample, every notebook, made again from its manifest after the data have moved on."""

import json
import shutil
from pathlib import Path

import pytest

from fupan.report.again import like
from fupan.report.replay import retro
from fupan.store import open_shop

ROOT = Path(__file__).parents[2]
TIMES = ("manifest.json",)  # the only file that tells when


def contents(folder):
    return {
        str(p.relative_to(folder)): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and p.name not in TIMES
    }


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_file_of_the_samples_report_comes_out_byte_for_byte(tmp_path):
    """Pages, notebooks, tables, workbook and findings; only the manifest tells the moment."""
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    asked = {"data": data, "folder": ROOT / "notebooks", "extras": {"xlsx"}}
    before = retro("sample", "2026-10", lang="zh", out=tmp_path / "before", **asked)
    journal = data / "sample" / "store" / "_versions"
    newest = max(journal.glob("[0-9]*.json"))
    moved = {**json.loads(newest.read_text("utf-8")), "number": int(newest.stem) + 1}
    moved["tables"] = {n: v for n, v in moved["tables"].items() if n != "lives"}
    (journal / f"{moved['number']:06d}.json").write_text(json.dumps(moved), "utf-8")
    assert not open_shop("sample", data).has("lives")
    again = like(before.folder, tmp_path / "again", **asked)
    assert again.is_same
    assert again.differences is None
    then, now = contents(before.folder), contents(again.result.folder)
    assert then.keys() == now.keys()
    assert [name for name in then if then[name] != now[name]] == []
