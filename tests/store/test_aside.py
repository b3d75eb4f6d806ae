"""Refused rows are kept under an import of their own, also where no table changes."""

import csv
from pathlib import Path

from shops import write_orders

from fupan.sources import prepare
from fupan.store import open_shop
from fupan.store.imports import import_files, undo
from fupan.store.snapshots import read_snapshots


def _with_a_bad_row(good: Path, bad: Path, *, sound: bool = True) -> Path:
    """The same rows, of which the last one's amount is no number; or that row alone."""
    with good.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    kinds = prepare([good], shop="t", key=b"k").tables["orders"]
    assert kinds.num_rows == len(rows)
    broken = [("oops" if name in ("paid_amount", "实付金额") else v)
              for name, v in zip(header, rows[-1], strict=True)]  # fmt: skip
    bad.parent.mkdir(parents=True, exist_ok=True)
    with bad.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *(rows[:-1] if sound else []), broken])
    return bad


def _aside(data: Path, import_id: str) -> list[dict[str, str]]:
    path = data / "mine" / "quarantine" / import_id / "rows.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_refused_row_is_kept_where_the_other_rows_change_nothing(tmp_path):
    data, good = tmp_path / "data", write_orders(tmp_path / "orders.csv")
    import_files([good], "mine", data=data)
    done = import_files([_with_a_bad_row(good, tmp_path / "b" / "bad.csv")], "mine", data=data)
    assert (done.written["orders"].unchanged, done.import_id[:4]) == (39, "0002")
    (row,) = _aside(data, done.import_id)
    assert (row["file"], row["row"]) == ("bad.csv", "41")
    again = import_files([tmp_path / "b" / "bad.csv"], "mine", data=data)
    assert (again.import_id, again.aside) == ("", (done.import_id,))
    assert open_shop("mine", data=data).orders.count().execute() == 40
    undo(done.import_id, "mine", data=data)
    assert open_shop("mine", data=data).orders.count().execute() == 40


def test_a_file_of_refused_rows_alone_is_kept_aside_too(tmp_path):
    data, good = tmp_path / "data", write_orders(tmp_path / "orders.csv")
    import_files([good], "mine", data=data)
    bad = _with_a_bad_row(good, tmp_path / "b" / "bad.csv", sound=False)
    done = import_files([bad], "mine", data=data)
    assert done.written == {} and len(_aside(data, done.import_id)) == 1


def test_a_header_without_rows_makes_no_shop_and_no_import(tmp_path):
    data, good = tmp_path / "data", write_orders(tmp_path / "orders.csv")
    empty = tmp_path / "empty.csv"
    empty.write_text(good.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert import_files([empty], "mine", data=data).import_id == ""
    assert not (data / "mine").exists()
    import_files([good], "mine", data=data)
    assert import_files([empty], "mine", data=data).import_id == ""
    assert len(read_snapshots(data / "mine" / "store")) == 1
