"""Odd files of the generic tables that the torture set does not show, and what becomes of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.compute as pc
import pytest

from fupan.sources import Prepared, prepare

NAMES = (
    "订单编号,买家昵称,商品ID,商品标题,数量,单价,应付金额,实付金额,退款金额,订单状态,"
    "订单创建时间,付款时间,收货人,手机,收货地址"
)
HEAD = NAMES.split(",")
KEY = b"k" * 32
PERSONAL = ("昵称甲", "欧阳植", "1391357", "139-1357", "植物路")


def _row(n: int, **cells: str) -> list[str]:
    paid, day = f"{n + 10}.50", f"2026-09-{n + 1:02d}"
    row = [str(10**18 + n), f"昵称甲{n}", f"P{n}", "裙子", "1", paid, paid, paid, "0", "交易成功"]
    row += [f"{day} 08:00:00", f"{day} 09:00:00", f"欧阳植{n}", f"1391357{n:04d}", "植物路9号"]
    for name, cell in cells.items():
        row[HEAD.index(name)] = cell
    return row


def _text(*rows: list[str]) -> str:
    return "".join(",".join(row) + "\r\n" for row in (HEAD, *rows))


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes | str], Prepared]:
    def given(data: bytes | str) -> Prepared:
        path = tmp_path / "orders.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode("gb18030"))
        found = prepare([path], shop="t", key=KEY)
        for table in (*found.to_store.values(), found.quarantine):
            assert not any(secret in str(table.to_pylist()) for secret in PERSONAL)
        assert not any(secret in str(found.files[0].as_json()) for secret in PERSONAL)
        return found

    return given


def _fates(found: Prepared) -> tuple[int, int, int]:
    report = found.files[0]
    return report.accepted, report.quarantined, report.skipped


def _said(found: Prepared) -> str:
    return " ".join(t.zh for t in (*found.files[0].notes, *found.files[0].errors))


def _hours(found: Prepared) -> list[int]:
    return pc.hour(found.tables["orders"]["paid_at"]).to_pylist()


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + _text(_row(0), _row(1)).encode("gb18030"),
        _text(_row(0), _row(1)).encode("utf-16-le"),
        _text(_row(0), _row(1)).encode("utf-16-be"),
    ],
    ids=["GBK behind a mark of UTF-8", "UTF-16 without its mark", "the other UTF-16"],
)
def test_a_mark_that_lies_or_is_lacking_does_not_hide_the_encoding(data: bytes, read) -> None:
    assert _fates(read(data)) == (2, 0, 0)


def test_a_header_that_comes_again_is_no_row(read) -> None:
    found = read(_text(_row(0), HEAD, _row(1)))
    assert _fates(found) == (2, 0, 1)
    assert "第 3 行又是一遍表头" in _said(found)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026年9月3日 下午3:05", 15),
        ("2026-09-03 上午12:05", 0),
        ("2026/9/3 12:05:09 PM", 12),
        ("2026-09-03 09：03：01", 9),
        ("2026-09-03 04:00:00 UTC", 12),
        ("2026-09-03 10:00:00 GMT+8", 10),
    ],
)
def test_a_moment_is_read_on_the_shops_clock(text: str, hour: int, read) -> None:
    assert _hours(read(_text(_row(0, 付款时间=text)))) == [hour]


def test_an_hour_that_no_twelve_hour_clock_has_is_kept_aside(read) -> None:
    assert _fates(read(_text(_row(0), _row(1, 付款时间="2026-09-03 下午13:05")))) == (1, 1, 0)


def test_what_a_float_leaves_behind_is_nothing_and_is_told(read) -> None:
    found = read(_text(_row(0, 实付金额="1.776357e-15"), _row(1, 实付金额="19.999")))
    paid = found.tables["orders"]["paid_amount"].to_pylist()
    assert [str(amount) for amount in paid] == ["0.00", "20.00"]
    assert "实付金额 有 2 格不止两位小数" in _said(found)


def test_an_exponent_that_hides_digits_stays_unread(read) -> None:
    assert _fates(read(_text(_row(0), _row(1, 实付金额="1.2e3")))) == (1, 1, 0)


@pytest.mark.parametrize("mark", ["\\", "——", "---", "空", "/"])
def test_a_mark_for_nothing_is_unknown_and_not_zero(mark: str, read) -> None:
    found = read(_text(_row(0, 退款金额=mark)))
    assert found.tables["orders"]["refund_amount"].to_pylist() == [None]


@pytest.mark.parametrize("guard", ["`{}", "＇{}", "‘{}", "'{}", '"=""{}"""'])
def test_what_stands_before_an_id_to_keep_it_text_goes(guard: str, read) -> None:
    number = str(10**18)
    found = read(_text(_row(0, 订单编号=guard.format(number))))
    assert found.tables["orders"]["order_id"].to_pylist() == [number]


@pytest.mark.parametrize("wrong", ["gb18030", "latin-1"])
def test_a_garbled_header_is_called_so(wrong: str, read) -> None:
    garbled = _text(_row(0)).encode().decode(wrong, "replace").encode()
    assert "乱码" in _said(read(garbled))


def test_rows_whose_cells_are_shifted_show_nobody(read) -> None:
    right, left = ["", *_row(1)[:-1]], [*_row(2)[1:], ""]
    swapped = _row(3)
    swapped[10:14] = [swapped[12], swapped[13], swapped[10], swapped[11]]
    assert _fates(read(_text(_row(0), right, left, swapped))) == (1, 3, 0)


def test_a_phone_number_in_a_title_is_masked(read) -> None:
    found = read(_text(_row(0, 商品标题="补差价联系139-1357-8888谢谢")))
    assert found.to_store["products"]["title"].to_pylist() == ["补差价联系*************谢谢"]


def test_a_payment_before_its_order_is_told(read) -> None:
    found = read(_text(_row(0, 付款时间="2026-08-01 00:00:00")))
    assert _fates(found) == (1, 0, 0)
    assert "付款时间早于下单时间的有 1 行" in _said(found)


def test_room_that_a_download_never_filled_is_a_damaged_file(read) -> None:
    found = read(_text(_row(0)).encode() + b"\0" * 4096)
    assert "没有下载完整" in _said(found)


def test_a_unit_that_a_file_adds_to_a_header_changes_no_column(read) -> None:
    units = {"实付金额": "(元)", "应付金额": "（元）", "单价": "（RMB）", "数量": "(件)"}
    header, _, row = _text(_row(0, 数量="2")).partition("\r\n")
    named = ",".join(name + units.get(name, "") for name in header.split(","))
    assert named != header
    found = read(f"{named}\r\n{row}")
    assert _fates(found) == (1, 0, 0)
    assert found.tables["orders"]["quantity"].to_pylist() == [2]


def test_a_unit_that_changes_the_figures_is_no_mere_unit(read) -> None:
    header, _, row = _text(_row(0)).partition("\r\n")
    assert "缺少必需的列 实付金额" in _said(
        read(f"{header.replace('实付金额', '实付金额(万元)')}\r\n{row}")
    )


def test_a_mobile_number_is_no_count_and_no_amount(read) -> None:
    phone = "13800001111"
    found = read(
        _text(_row(0), _row(1, 数量=phone), _row(2, 退款金额=phone), _row(3, 实付金额=phone))
    )
    assert _fates(found) == (1, 3, 0)
    assert phone not in _said(found) + str(found.quarantine.to_pydict())


def test_more_buyers_than_visitors_are_told(read) -> None:
    found = read("日期,渠道,访客数,浏览量,支付买家数,转化率\n2026-09-01,直通车,10,30,12,120%\n")
    assert _fates(found) == (1, 0, 0)
    assert "支付买家数 比 访客数 还多的有 1 行" in _said(found)


def _total(label: str, paid: str) -> list[str]:
    return [label, *[""] * 6, paid, *[""] * 7]


def test_a_subtotal_is_compared_with_its_part(read) -> None:
    """10.50 + 11.50 = 22.00, then 12.50; together 34.50. The second subtotal is 1.00 too high."""
    found = read(
        _text(
            _row(0),
            _row(1),
            _total("小计", "22"),
            _row(2),
            _total("小计", "13.5"),
            _total("合计", "34.5"),
        )
    )
    assert _fates(found) == (3, 0, 3)
    said = _said(found)
    assert "第 4 行“小计”是合计行，没有当成数据；与明细之和一致（实付金额）" in said
    assert "实付金额 合计 13.50、明细之和 12.50、相差 1.00" in said
    assert "第 7 行“合计”是合计行，没有当成数据；与明细之和一致（实付金额）" in said


def test_an_unreadable_time_is_not_told_as_an_empty_one(read) -> None:
    found = read(_text(_row(0), _row(1, 付款时间="10/1/26"), _row(2, 付款时间="")))
    assert _fates(found) == (2, 1, 0)
    assert "付款时间 为空而 订单状态 是已付款的有 1 行" in _said(found)


def test_the_zero_of_a_clock_is_no_date(read) -> None:
    zero = "1970-01-01 08:00:00"
    found = read(_text(_row(0), _row(1, 订单创建时间=zero, 付款时间=zero)))
    assert _fates(found) == (1, 1, 0)
    assert "订单创建时间 的日期 '1970-01-01 08:00:00' 不存在" in _said(found)
