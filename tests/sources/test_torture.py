"""Every bad file of the torture set has the outcome that its manifest states."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.compute as pc
import pytest

from fupan.sources import prepare

FOLDER = Path(__file__).parents[2] / "../shared/torture"
CASES = (
    json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    if (FOLDER / "manifest.json").exists()
    else []
)
ABSENT = pytest.mark.skipif(not CASES, reason="the torture files are not beside the repository")
KEY = b"k" * 32


@ABSENT
@pytest.mark.parametrize("case", CASES, ids=lambda c: c["id"])
def test_a_bad_file_ends_as_its_manifest_says(case: dict, tmp_path: Path) -> None:
    files = [_placed(name, tmp_path) for name in case["files"]]
    if case["id"] == "E01":
        files = files[1:]
    prepared = prepare(files, shop="t", key=KEY)
    said = " ".join(t.zh for f in prepared.files for t in (*f.notes, *f.errors))
    for word in case.get("must_mention", []):
        assert word in said
    accepted = sum(f.accepted for f in prepared.files)
    aside = sum(f.quarantined + f.duplicates for f in prepared.files)
    if "accepted" in case:
        assert accepted == case["accepted"]
    if "quarantined" in case:
        assert aside == case["quarantined"]  # exact repeats have a count of their own
    if "rows_in" in case:
        assert sum(f.rows_read - f.skipped for f in prepared.files) == case["rows_in"]
    if "paid" in case:
        assert str(pc.sum(prepared.tables["orders"]["paid_amount"]).as_py()) == case["paid"]
    if case["outcome"] == "reject":
        assert {f.outcome for f in prepared.files} == {"refused"}
        assert not prepared.tables
    if "month_counts" in case:
        months = [t.strftime("%Y-%m") for t in prepared.tables["orders"]["ordered_at"].to_pylist()]
        assert {m: months.count(m) for m in set(months)} == case["month_counts"]
    _nothing_personal(prepared)


def _placed(name: str, folder: Path) -> Path:
    if name == "E01_link.csv":
        (folder / name).symlink_to(folder / "E01_target_outside.txt")
    else:
        shutil.copyfile(FOLDER / name, folder / name)
    return folder / name


def _nothing_personal(prepared) -> None:
    """No phone, receiver's name or street in any note, quarantine row or table."""
    texts = [str(f.as_json()) for f in prepared.files] + [str(prepared.quarantine.to_pylist())]
    texts += [str(t.slice(0, 50).to_pylist()) for t in prepared.tables.values()]
    for text in texts:
        for secret in ("1380013", "测试路", "tb买家", "西湖区"):
            assert secret not in text
