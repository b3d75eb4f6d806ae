"""Each spelling of a number, a date, an id or a place has one meaning, or is refused."""

from __future__ import annotations

import hashlib
import hmac

import pyarrow as pa
import pytest

from fupan.ground.language import Text
from fupan.sources.cleaning import stage_columns, times
from fupan.sources.cleaning.peeling import plain_ids
from fupan.sources.cleaning.steps import Locale
from fupan.sources.engine import cleaning_engine
from fupan.sources.profile import As, Profile, Read

KEY = b"a shop's secret key of 32 bytes!"


def cleaned(how: As, text: str, **more: object) -> tuple[object, bool]:
    """The value of one cell, and whether it was refused."""
    profile = Profile("p", Text("", ""), "orders", {"v": Read(("v",), how, **more)}, {}, ())
    cells = pa.table({"c0": [text], "_row": pa.array([1], pa.int64())})
    staged = stage_columns(
        cleaning_engine(KEY), profile, cells, {"v": 0}, Locale("CNY", "Asia/Shanghai")
    )
    return staged.table["v"][0].as_py(), "v" in staged.unread


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1234.5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("¥1,234.50", "1234.50"),
        ("￥１，２３４．５０", "1234.50"),
        ("1234.50元", "1234.50"),
        ("CNY 5", "5.00"),
        ("(45.10)", "-45.10"),
        ("－５", "-5.00"),
        ("−3.00", "-3.00"),
        ("3.00-", "-3.00"),
        ("1\u202f234.50", "1234.50"),
        ("1.2万", "12000.00"),
        ("3亿", "300000000.00"),
        ("1 234", "1234.00"),
        ("0.125", "0.13"),
        ("\t19.90 ", "19.90"),
    ],
)
def test_an_amount_in_a_known_spelling_is_read(text: str, value: str) -> None:
    assert str(cleaned(As.MONEY, text)[0]) == value


@pytest.mark.parametrize(
    "text",
    [
        "1_000",
        "inf",
        "nan1",
        "1e5",
        "12,34",
        "$5",
        "1.2.3",
        "十元",
        "--5",
        "1,2345",
        "99999999999999999999",
    ],
)
def test_an_amount_in_another_spelling_is_refused(text: str) -> None:
    assert cleaned(As.MONEY, text) == (None, True)


@pytest.mark.parametrize("text", ["", " ", "-", "--", "—", "N/A", "null", "无", "暂无"])
def test_a_missing_amount_is_unknown_and_not_refused(text: str) -> None:
    assert cleaned(As.MONEY, text) == (None, False)


def test_a_marker_that_means_zero_is_zero_only_where_it_is_declared() -> None:
    assert str(cleaned(As.MONEY, "无退款申请", zero=("无退款申请",))[0]) == "0.00"
    assert cleaned(As.MONEY, "无退款申请") == (None, True)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-06-13 09:05:01", "2026-06-13 09:05:01"),
        ("2026/6/13 9:05", "2026-06-13 09:05:00"),
        ("2026.06.13", "2026-06-13 00:00:00"),
        ("20260811", "2026-08-11 00:00:00"),
        ("20240105 090301", "2024-01-05 09:03:01"),
        ("2024年1月5日 9时3分", "2024-01-05 09:03:00"),
        ("2024-01-31T15:59:59+00:00", "2024-01-31 23:59:59"),
        ("2024-01-31T16:00:00Z", "2024-02-01 00:00:00"),
        ("2024-05-01 10:00:00 -0400", "2024-05-01 22:00:00"),
        ("1704416581000", "2024-01-05 09:03:01"),
        ("45000.5", "2023-03-15 12:00:00"),
        ("September 1, 2026", "2026-09-01 00:00:00"),
        ("Mar 5, 2026 10:07 PM", "2026-03-05 22:07:00"),
        ("Mar 5, 2026, 10:07:09", "2026-03-05 10:07:09"),
        ("5-Mar-26", "2026-03-05 00:00:00"),
        ("05 mar 2026 8:01", "2026-03-05 08:01:00"),
        ("Mar. 5, 2026 at 3:05 am", "2026-03-05 03:05:00"),
    ],
)
def test_a_moment_in_an_unambiguous_spelling_is_read_in_the_shops_time(
    text: str, moment: str
) -> None:
    assert str(cleaned(As.TIME, text)[0]) == moment


@pytest.mark.parametrize(
    "text",
    [
        "2024-02-30 10:00:00",
        "2023-02-29",
        "2024-01-31 24:00:00",
        "0000-00-00 00:00:00",
        "0000-01-01 00:00:00",
        "1900-01-00",
        "05/01/2024",
        "05/09/2026",
        "2024-13-01",
        "yesterday",
        "31-Feb-2026",
        "5-Mäz-2026",
        "2024-1",
    ],
)
def test_a_moment_that_is_impossible_or_ambiguous_is_refused(text: str) -> None:
    assert cleaned(As.TIME, text) == (None, True)


def test_an_ambiguous_date_is_read_where_its_format_is_declared() -> None:
    assert str(cleaned(As.DAY, "30/09/2026", formats=("%d/%m/%Y",))[0]) == "2026-09-30"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('="1650000000000000001"', "1650000000000000001"),
        ("'123", "123"),
        ("\t456", "456"),
        ("789.0", "789"),
        ("１２３", "123"),
        ("12E4", "12E4"),
        ("#1001", "#1001"),
    ],
)
def test_an_id_is_unwrapped_and_kept_digit_for_digit(text: str, value: str) -> None:
    assert cleaned(As.ID, text)[0] == value


@pytest.mark.parametrize("text", ["1.65E+18", "1.65000000000000E+18", "6E+11", "#N/A"])
def test_an_id_that_lost_its_digits_is_refused(text: str) -> None:
    assert cleaned(As.ID, text) == (None, True)


def test_a_buyer_is_an_hmac_of_the_name_and_a_masked_one_is_nobody() -> None:
    expected = hmac.new(KEY, "tb阿福".encode(), hashlib.sha256).hexdigest()[:20]
    assert cleaned(As.BUYER, "TB阿福 ")[0] == expected
    assert cleaned(As.BUYER, "t**福") == (None, False)
    assert cleaned(As.BUYER, "##密文") == (None, False)


@pytest.mark.parametrize(
    ("text", "province", "city"),
    [
        ("内蒙古自治区", "内蒙古", None),
        ("上海", "上海", "上海"),
        ("浙江省杭州市西湖区测试路", "浙江", "杭州"),
        ("广西壮族自治区 南宁市", "广西", "南宁"),
        ("黑龙江省大兴安岭地区", "黑龙江", "大兴安岭"),
        ("新疆维吾尔自治区 巴音郭楞蒙古自治州 库尔勒市", "新疆", "巴音郭楞蒙古自治州"),
        ("Berlin", None, None),
    ],
)
def test_of_an_address_province_and_city_stay_in_one_spelling(
    text: str, province: str | None, city: str | None
) -> None:
    assert cleaned(As.PROVINCE, text)[0] == province
    assert cleaned(As.CITY, text)[0] == city


def test_a_percent_is_a_fraction_and_a_bare_number_above_one_is_refused() -> None:
    assert str(cleaned(As.PERCENT, "３．５％")[0]) == "0.035000"
    assert str(cleaned(As.PERCENT, "0.035")[0]) == "0.035000"
    assert cleaned(As.PERCENT, "3.5") == (None, True)


def test_ids_are_unwrapped_over_a_column_only_where_all_are_plain() -> None:
    """A Chinese cell among wrapped ids is never cut by bytes; the column is read cell by cell."""
    wrapped = pa.chunked_array([['="123"', "", "\t45", "'6"], []], pa.string())
    assert plain_ids(wrapped).to_pylist() == ["123", None, "45", "6"]
    assert plain_ids(pa.chunked_array([['="123"', "编号é"]])) is None
    assert plain_ids(pa.chunked_array([["1.65E+18"]])) is None


def test_one_day_above_twelve_tells_the_order_for_its_column_and_none_tells_nothing() -> None:
    assert times.order_of(["30/09/2026", "05/09/2026 10:00", ""]) == "%d/%m/%Y"
    assert times.order_of(["09/30/2026"]) == "%m/%d/%Y"
    assert times.order_of(["05/09/2026"]) == times.order_of(["30/09/2026", "09/30/2026"]) == ""


def test_a_long_table_is_read_as_its_pieces_are() -> None:
    """Long tables are cleaned on two engines at once; short ones on one."""
    reads = {
        "buyer": Read(("b",), As.BUYER),
        "amount": Read(("a",), As.MONEY),
        "paid": Read(("p",), As.TIME),
        "province": Read(("d",), As.PROVINCE),
        "city": Read(("d",), As.CITY),
    }
    profile = Profile("p", Text("", ""), "orders", reads, {}, ())
    columns = {"buyer": 0, "amount": 1, "paid": 2, "province": 3, "city": 3}
    rows = 40_000
    cells = pa.table(
        {
            "c0": [f"tb买家{n % 700}" for n in range(rows)],
            "c1": ["¥1,234.50" if n % 1_000 == 7 else f"{n}.5" for n in range(rows)],
            "c2": ["someday" if n == 31_234 else f"2026-10-{n % 28 + 1:02d} 09:00:00"
                   for n in range(rows)],
            "c3": [("浙江省 杭州市 西湖区", "江苏省 南京市")[n % 2] for n in range(rows)],
            "_row": pa.array(range(rows), pa.int64()),
        }
    )  # fmt: skip

    def staged(part: pa.Table):
        return stage_columns(
            cleaning_engine(KEY), profile, part, columns, Locale("CNY", "Asia/Shanghai")
        )

    whole = staged(cells)
    pieces = [staged(cells.slice(first, 10_000)) for first in range(0, rows, 10_000)]
    assert whole.table.equals(pa.concat_tables([p.table for p in pieces]))
    assert whole.careful["amount"] == 40 == sum(p.careful["amount"] for p in pieces)
    assert whole.table["_row"].filter(whole.unread["paid"]).to_pylist() == [31_234]
    assert whole.table["city"][:2].to_pylist() == ["杭州", "南京"]
    assert len(set(whole.table["buyer"].to_pylist())) == 700
