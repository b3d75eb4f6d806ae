"""The fast and the careful way read the same rows, and every encoding is decided by all bytes."""

from __future__ import annotations

import csv
import gzip
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fupan.ground.errors import DataInvalid
from fupan.sources.reading import careful, limits
from fupan.sources.reading.delimited import DelimitedSheet
from fupan.sources.reading.encoding import decode, is_gb18030
from fupan.sources.reading.opening import open_sheets

CELL = st.text(alphabet='ab1中国,"\n\t; é', max_size=6)


def _picked(cells) -> list[tuple]:
    return [tuple(row.values()) for row in cells.table.to_pylist()]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(["utf-8", "gb18030"]),
)
def test_the_fast_and_the_careful_way_give_the_same_rows_and_numbers(
    rows: list[list[str]], encoding: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["名甲", "名乙", "名丙"])
    writer.writerows(rows)
    data = text.getvalue().encode(encoding)
    sheet = DelimitedSheet(decode(data))
    fast = sheet.cells(1, 3, [0, 2])
    body = data[data.index(b"\r\n") + 2 :]
    slow = careful.cells(body, sheet._decoded.encoding, ",", 1, 3, [0, 2], mixed=False)
    assert _picked(fast) == _picked(slow)
    sound = [(r[0], r[2], n) for n, r in enumerate(rows, start=2) if any(c.strip() for c in r)]
    assert _picked(fast) == sound
    assert fast.blank_rows == len(rows) - len(sound)


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    """The header is row 1; a quoted line break and a blank line each belong to one row."""
    data = b'a,b\n"1\n1",x\n\n2,y\n'
    cells = DelimitedSheet(decode(data)).cells(1, 2, [0, 1])
    assert _picked(cells) == [("1\n1", "x", 2), ("2", "y", 4)]
    assert cells.blank_rows == 1


def test_an_open_quote_costs_one_row_and_not_the_rest_of_the_file() -> None:
    lines = ["a,b", '"1,x', *[f"{n},y" for n in range(2, 300)]]
    cells = DelimitedSheet(decode("\n".join(lines).encode())).cells(1, 2, [0, 1])
    assert [r.row for r in cells.rejected] == [2]
    assert cells.table.num_rows == 298


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=60),
        st.text(max_size=30).map(lambda t: t.encode("gb18030", errors="ignore")[: len(t)]),
    )
)
def test_the_quick_check_of_gb18030_agrees_with_the_decoder(data: bytes) -> None:
    try:
        data.decode("gb18030")
        valid = True
    except UnicodeDecodeError:
        valid = False
    assert not data or is_gb18030(data) == valid


def test_every_pair_of_bytes_is_judged_as_the_decoder_judges_it() -> None:
    for lead in range(0x80, 0x100):
        for trail in range(0x100):
            data = bytes([lead, trail])
            try:
                data.decode("gb18030")
                valid = True
            except UnicodeDecodeError:
                valid = False
            assert is_gb18030(data) == valid, data


def test_tabs_semicolons_and_bars_are_found_as_separators() -> None:
    for separator in "\t;|":
        text = f"日期{separator}渠道{separator}访客数\n2026-01-01{separator}搜索{separator}1,5\n"
        assert DelimitedSheet(decode(text.encode("utf-16"))).separator == separator


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "orders.csv"
    path.write_bytes(b"a,b\n1,2\n")

    def hashed(at):
        with at.open("ab") as file:
            file.write(b"3,4\n")
        return "0" * 64

    assert limits.read_hashed(path)[1] == limits.content_hash(path)
    monkeypatch.setattr(limits, "content_hash", hashed)
    with pytest.raises(DataInvalid, match=r"orders\.csv"):
        limits.read_hashed(path)


def test_a_gzip_file_is_opened_within_limits(monkeypatch):
    data = gzip.compress("甲,乙\n1,2\n".encode("gb18030"))
    assert open_sheets(data)[0].head == [["甲", "乙"], ["1", "2"]]
    assert open_sheets(data + gzip.compress(b"3,4\n"))[0].head[2] == ["3", "4"]
    with pytest.raises(DataInvalid, match="损坏"):
        open_sheets(data[:-9])
    with pytest.raises(DataInvalid, match="过大"):
        open_sheets(gzip.compress(b"0" * (limits.RATIO_FROM * 2)))
    with pytest.raises(DataInvalid, match="二进制"):
        open_sheets(gzip.compress(data), "inner.gz")
