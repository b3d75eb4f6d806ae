"""Any table comes back from any writing of it, and bytes of any kind end in a report."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from documented_headers import DOCUMENTED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fupan.ground.errors import FupanError
from fupan.sources import prepare

KEY = b"k" * 32
HEADER = DOCUMENTED["douyin_orders 73"]
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")

cents = st.integers(0, 10_000_000)
moments = st.integers(0, 30_000_000).map(lambda s: datetime(2025, 7, 1) + timedelta(seconds=s))
order = st.tuples(cents, cents, st.integers(1, 99), moments, st.booleans())
few = settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def _money(value: int, style: int) -> str:
    plain = Decimal(value) / 100
    return [f"{plain:.2f}", f"{plain:,.2f}", f"¥{plain:,.2f}", f"{plain:.2f}元"][style % 4]


def _moment(value: datetime, style: int) -> str:
    day = f"{value.year}/{value.month}/{value.day}"
    return [
        f"{value:%Y-%m-%d %H:%M:%S}",
        f"{day} {value.hour}:{value:%M:%S}",
        f"{value:%Y%m%d%H%M%S}",
        f"{value:%Y-%m-%dT%H:%M:%S}",
    ][style % 4]


def _rows(orders: list[tuple], style: int) -> list[list[str]]:
    # In a workbook ="…" would be a formula.
    wraps = ("{}", "\t{}", "{}.0" if style % 5 == 4 else '="{}"', "'{}")
    rows = []
    for n, (paid, price, quantity, at, is_paid) in enumerate(orders):
        cells = dict.fromkeys(HEADER, "")
        cells.update(
            {
                "主订单编号": wraps[style % 4].format(6917000000000000000 + n // 2),
                "子订单编号": wraps[style % 4].format(6917100000000000000 + n),
                "商品ID": str(3500000000000000000 + n % 3),
                "商品数量": str(quantity),
                "商品单价": _money(price, style),
                "订单应付金额": _money(paid, style + 1),
                "订单状态": "已完成" if is_paid else "待支付",
                "订单提交时间": _moment(at, style),
                "支付完成时间": _moment(at, style + 1) if is_paid else "-",
                "选购商品": '收腰,显瘦 "新款"',
            }
        )
        rows.append([cells[name] for name in HEADER])
    return rows


def _write(folder: Path, rows: list[list[str]], style: int) -> Path:
    if style % 5 == 4:
        book = openpyxl.Workbook()
        book.active.append(["抖店订单"])
        for row in [HEADER, *rows]:
            book.active.append(row)
        book.save(folder / "o.xlsx")
        return folder / "o.xlsx"
    text = io.StringIO()
    writer = csv.writer(text, delimiter=",\t;"[style % 3], lineterminator=("\r\n", "\n")[style % 2])
    writer.writerow(HEADER)
    writer.writerows(rows)
    encoding = ENCODINGS[style % 4]
    (folder / "o.csv").write_bytes(text.getvalue().encode(encoding))
    return folder / "o.csv"


@few
@given(st.lists(order, min_size=1, max_size=12), st.integers(0, 59))
def test_what_is_written_in_any_style_comes_back(orders: list[tuple], style: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = _write(Path(folder), _rows(orders, style), style)
        prepared = prepare([path], shop="t", key=KEY)
    assert prepared.files[0].outcome == "loaded", [e.zh for e in prepared.files[0].errors]
    told = prepared.tables["orders"].to_pylist()
    assert [o["line_id"] for o in told] == [str(6917100000000000000 + n) for n in range(len(told))]
    for row, (paid, price, quantity, at, is_paid) in zip(told, orders, strict=True):
        assert row["paid_amount"] == (Decimal(paid) / 100 if is_paid else 0)
        assert row["list_amount"] == Decimal(price) / 100 * quantity
        assert row["ordered_at"] == at
        assert row["paid_at"] == (at if is_paid else None)


def _accounted(path: Path) -> None:
    """Our own errors or a report in which no row is lost (`prepare` checks the sum itself)."""
    try:
        prepared = prepare([path], shop="t", key=KEY)
    except FupanError:
        return
    for report in prepared.files:
        assert report.outcome == "loaded" or report.errors
        assert report.rows_read == (
            report.accepted + report.quarantined + report.skipped + report.duplicates
        )


def _damaged(data: bytes, dice: random.Random) -> bytes:
    """A file after one to six accidents: bytes changed, cut out, doubled, or put in."""
    data = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(data)) if data else 0
        match dice.randrange(5):
            case 0:
                data[at : at + 1] = bytes([dice.randrange(256)])
            case 1:
                del data[at : at + dice.randrange(1, 60)]
            case 2:
                data[at:at] = data[at : at + dice.randrange(1, 200)]
            case 3:
                data[at:at] = dice.choice([b'"', b"\n", b",", b"\x00", b"\xff\xfe", b"\r", b"=1+1"])
            case 4:
                del data[at:]
    return bytes(data)


def _fuzzed(seeds: range) -> None:
    orders = [(n * 777, 5000, 1, datetime(2026, 6, 1) + timedelta(hours=n), True) for n in range(8)]
    for seed in seeds:
        dice = random.Random(seed)
        with tempfile.TemporaryDirectory() as folder:
            path = _write(Path(folder), _rows(orders, seed), seed)
            path.write_bytes(_damaged(path.read_bytes(), dice))
            try:
                _accounted(path)
            except Exception as error:
                raise AssertionError(f"seed {seed}: {error!r}") from error


def test_damaged_files_end_in_a_report() -> None:
    _fuzzed(range(100))


@pytest.mark.slow
def test_many_damaged_files_end_in_a_report() -> None:
    _fuzzed(range(1_000, 3_000))


@few
@given(st.binary(max_size=400))
def test_bytes_of_any_kind_end_in_a_report(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(data)
        _accounted(path)
