"""A CSV too long to be read at once comes in pieces, and ends as it would have ended whole."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from fupan.ground.errors import DataInvalid
from fupan.sources.reading import pieces
from fupan.store import open_shop
from fupan.store.imports import import_files, preview

HEADER = (
    "订单编号,买家昵称,商品ID,商品标题,数量,单价,应付金额,实付金额,退款金额,订单状态,"
    "订单创建时间,付款时间,收货人,手机"
)
ROWS = 300


@pytest.fixture(autouse=True)
def short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "LONG", 1_000)
    monkeypatch.setattr(pieces, "PIECE", 4_000)


def _line(n: int, paid: str = "10.50") -> str:
    day = f"2026-09-{n % 28 + 1:02d} 10:00:00"
    title = '"裙子\n""长款"", 红"' if n % 7 == 0 else "裙子"
    amounts = f"{paid},{paid},{paid},0"
    return f"{10**18 + n},小明{n},P{n % 5},{title},1,{amounts},交易成功,{day},{day},王,13800001111"


def _written(folder: Path, lines: list[str], footer: str = "") -> Path:
    path = folder / "orders.csv"
    text = "\r\n".join([HEADER, *lines, *([footer] if footer else [])])
    path.write_bytes(f"{text}\r\n".encode("gb18030"))
    return path


def _paid(data: Path) -> Decimal:
    return open_shop("t", data).table("orders").paid_amount.sum().execute()


def test_a_long_file_brings_every_row_once_and_its_footer_is_checked_over_all_pieces(
    tmp_path: Path,
) -> None:
    footer = "合计,,,,,,,3150.00,0,,,,,"
    path = _written(tmp_path, [_line(n) for n in range(ROWS)], footer)
    done = import_files([path], "t", data=tmp_path / "data")
    (told,) = done.prepared.files
    assert (told.rows_read, told.accepted, told.skipped) == (ROWS + 1, ROWS, 1)
    assert _paid(tmp_path / "data") == Decimal("3150.00")
    assert any("与明细之和一致" in note.zh for note in told.notes)
    assert done.written["products"].inserted == 5


def test_a_long_file_that_comes_again_changes_nothing(tmp_path: Path) -> None:
    path = _written(tmp_path, [_line(n) for n in range(ROWS)])
    import_files([path], "t", data=tmp_path / "data")
    again = import_files([path], "t", data=tmp_path / "data")
    assert again.import_id == ""
    assert again.written["orders"].unchanged == ROWS


def test_a_row_that_comes_again_in_a_later_piece_is_counted_once(tmp_path: Path) -> None:
    path = _written(tmp_path, [*(_line(n) for n in range(ROWS)), _line(0)])
    (told,) = import_files([path], "t", data=tmp_path / "data").prepared.files
    assert (told.rows_read, told.accepted, told.duplicates) == (ROWS + 1, ROWS, 1)


def test_rows_that_contradict_each_other_in_two_pieces_are_named_and_nothing_is_imported(
    tmp_path: Path,
) -> None:
    path = _written(tmp_path, [*(_line(n) for n in range(ROWS)), _line(0, paid="9.00")])
    with pytest.raises(DataInvalid, match=f"第 2 行和第 {ROWS + 2} 行"):
        import_files([path], "t", data=tmp_path / "data")
    assert not (tmp_path / "data" / "t").exists()


def test_order_numbers_that_the_engine_hashes_alike_are_two_orders(tmp_path: Path) -> None:
    lines = [_line(n) for n in range(ROWS)]
    lines[0] = lines[0].replace(str(10**18), "100000000000079190")
    lines[-1] = lines[-1].replace(str(10**18 + ROWS - 1), "100000070000079690")
    (told,) = import_files([_written(tmp_path, lines)], "t", data=tmp_path / "data").prepared.files
    assert (told.accepted, told.duplicates) == (ROWS, 0)


def test_a_bad_row_in_a_later_piece_is_kept_aside_under_its_own_row_number(tmp_path: Path) -> None:
    lines = [_line(n) for n in range(ROWS)]
    lines[250] = _line(250, paid="不明")
    done = import_files([_written(tmp_path, lines)], "t", data=tmp_path / "data")
    (told,) = done.prepared.files
    assert (told.accepted, told.quarantined) == (ROWS - 1, 1)
    assert done.prepared.quarantine["row"].to_pylist() == [252]
    assert (tmp_path / "data/t/quarantine" / done.aside[0] / "rows.csv").exists()


def test_a_long_file_of_no_known_kind_is_refused_and_makes_no_shop(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n" + "1,2\n" * 1_000)
    (told,) = import_files([path], "t", data=tmp_path / "data").prepared.files
    assert told.outcome == "refused"
    assert not (tmp_path / "data" / "t").exists()


def test_a_preview_of_a_long_file_tells_the_overlap_and_stores_nothing(tmp_path: Path) -> None:
    path = _written(tmp_path, [_line(n) for n in range(ROWS)])
    import_files([path], "t", data=tmp_path / "data")
    _, met = preview([path], "t", data=tmp_path / "data")
    assert (met["orders"].new, met["orders"].same) == (0, ROWS)


def test_pieces_are_the_file_and_end_where_records_end(tmp_path: Path) -> None:
    path = _written(tmp_path, [_line(n) for n in range(ROWS)])
    cut = [p.data for p in pieces.pieces(path)]
    assert b"".join(cut) == path.read_bytes()
    assert len(cut) > 3
    assert all(p.count(b'"') % 2 == 0 and p.endswith(b"\n") for p in cut)


def test_a_long_file_whose_rows_need_one_another_is_read_whole(tmp_path: Path) -> None:
    head = "Name,Financial Status,Paid at,Currency,Subtotal,Total,Created at,"
    head += "Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku"
    day = "2026-09-01 10:00:00 +0800"
    lines = [head]
    for n in range(100):
        lines.append(f"#{n},paid,{day},CNY,20.00,20.00,{day},1,A,10.00,A1")
        lines.append(f"#{n},,,,,,,1,B,10.00,B1")
    path = tmp_path / "orders_export.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (told,) = import_files([path], "t", data=tmp_path / "data").prepared.files
    assert (told.rows_read, told.accepted, told.quarantined) == (200, 200, 0)
    assert _paid(tmp_path / "data") == Decimal("2000.00")


def test_paid_orders_without_a_time_of_payment_are_counted_over_all_pieces(tmp_path: Path) -> None:
    """Every third of 300 rows lacks it: 100 rows, whether they come at once or in pieces."""
    lines = [
        _line(n).replace(f"10:00:00,2026-09-{n % 28 + 1:02d} 10:00:00", "10:00:00,")
        if n % 3 == 0
        else _line(n)
        for n in range(ROWS)
    ]
    path = _written(tmp_path, [*lines, ",,,,,,,,,,,,,"])
    long = import_files([path], "t", data=tmp_path / "long").prepared.files[0]
    pieces.LONG = 10**9  # the fixture puts it back
    short = import_files([path], "t", data=tmp_path / "short").prepared.files[0]
    told = {n.zh for n in long.notes if "段" not in n.zh and "标题" not in n.zh}
    assert told == {n.zh for n in short.notes if "标题" not in n.zh}
    assert any("已付款的有 100 行，按未付款处理，实付 1,050.00 没有计入" in n for n in told)
    assert "跳过空行 1 行" in told
