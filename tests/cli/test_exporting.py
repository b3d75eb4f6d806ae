"""Lists for the CRM as their users meet them: a real process, its words and its exit code."""

import csv
import os
import subprocess
import sys

import pytest

HEAD = (
    "shop,order_id,line_id,platform,ordered_at,paid_at,status,buyer_id,product_id,quantity,"
    "paid_amount\n"
)


def fupan(*words, data):
    return subprocess.run(
        [sys.executable, "-m", "fupan", *map(str, words)],
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "FUPAN_DATA": str(data)},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """Twenty buyers; the first four came on two days and paid most."""
    root = tmp_path_factory.mktemp("shops")
    rows = []
    for n in range(20):
        days = ("2026-09-20", "2026-09-29") if n < 4 else ("2026-07-05",)
        for day in days:
            paid = 500 - n if n < 4 else 10 + n
            at = f"{day} 10:00:00"
            number = f"2000000000000{n:02d}{day[-2:]}"
            rows.append(f"x,{number},1,tmall,{at},{at},paid,nick{n},p1,1,{paid}.00")
    (root / "files").mkdir()
    (root / "files" / "orders.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    done = fupan("import", root / "files", "--shop", "mine", data=root / "data")
    assert done.returncode == 0, done.stderr
    return root / "data"


def test_a_segment_is_written_by_pseudonym_and_never_over_another_file(data, tmp_path):
    out = tmp_path / "new" / "list.csv"
    asked = ("export", "segment", "重要价值", "--month", "2026-09", "--out", out, "--lang", "en")
    done = fupan(*asked, data=data)
    assert done.returncode == 0, done.stderr
    assert "4 buyers" in done.stdout
    rows = list(csv.DictReader(out.open(encoding="utf-8-sig")))
    assert [row["frequency"] for row in rows] == ["2"] * 4
    assert not any("nick" in row["buyer_id"] for row in rows)
    again = fupan(*asked, data=data)
    assert again.returncode == 2
    assert "is there already" in again.stderr
    assert fupan(*asked, "--force", data=data).returncode == 0


def test_an_unknown_segment_is_answered_with_the_nearest(data, tmp_path):
    done = fupan("export", "segment", "champion", "--out", tmp_path / "x.csv", data=data)
    assert done.returncode == 2
    assert "champions" in done.stderr
    assert not (tmp_path / "x.csv").exists()


def test_who_is_due_is_written_too(data, tmp_path):
    out = tmp_path / "due.csv"
    done = fupan("export", "due", "--month", "2026-09", "--out", out, "--json", data=data)
    assert done.returncode == 0, done.stderr
    assert '"list": "due"' in done.stdout
    head = out.read_text(encoding="utf-8-sig").splitlines()[0]
    assert head == "buyer_id,purchases,days,chance"
