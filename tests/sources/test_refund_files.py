"""Refunds and settlements join the order lines that they belong to."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import export_files as ex
from documented_headers import DOCUMENTED

from fupan.sources import prepare
from fupan.store import open_shop
from fupan.store.imports import import_files

KEY = b"k" * 32
ORDERS = DOCUMENTED["douyin_orders 73"]
REFUNDS = DOCUMENTED["douyin_refunds"]


def _order(line: str, paid: str) -> dict[str, object]:
    return {
        "主订单编号": "\t6917000000000000001",
        "子订单编号": f"\t{line}",
        "商品ID": "3500000000000000001",
        "商品数量": "1",
        "商品单价": paid,
        "订单应付金额": paid,
        "订单状态": "已完成",
        "订单提交时间": "2026-06-01 10:00:00",
        "支付完成时间": "2026-06-01 10:01:00",
        "流量体裁": "直播",
        "省": "浙江省",
        "市": "杭州市",
    }


def _refund(number: int, line: str, amount: str, state: str = "退款成功") -> dict[str, object]:
    return {
        "售后单号": str(7000 + number),
        "订单号": "6917000000000000001",
        "商品单号": line,
        "退商品金额（元）": amount,
        "退运费金额（元）": "0",
        "售后状态": state,
        "商家退款时间": f"2026-06-0{number} 12:00:00",
        "售后原因": "不想要了",
    }


LINES = [_order("6917000000000000002", "100.00"), _order("6917000000000000003", "50.00")]


def _write(folder: Path) -> tuple[Path, Path]:
    """Two refunds of the first line (30 + 20), two closed, one of an order that is not there."""
    return (
        ex.write_csv(folder / "orders.csv", ORDERS, LINES, encoding="utf-8-sig"),
        ex.write_csv(
            folder / "refunds.csv",
            REFUNDS,
            [
                _refund(3, "6917000000000000002", "30.00"),
                _refund(5, "6917000000000000002", "20.00"),
                _refund(4, "6917000000000000003", "50.00", "售后关闭"),
                _refund(7, "6917000000000000002", "9.00", "售后关闭"),
                _refund(6, "6999999999999999999", "10.00"),
            ],
        ),
    )


def test_refunds_beside_their_orders_are_added_up_per_line(tmp_path: Path) -> None:
    prepared = prepare(_write(tmp_path), shop="t", key=KEY)
    told = {o["line_id"]: o for o in prepared.tables["orders"].to_pylist()}
    first, second = told["6917000000000000002"], told["6917000000000000003"]
    assert (first["paid_amount"], first["refund_amount"]) == (Decimal("100.00"), Decimal("50.00"))
    assert first["refunded_at"] == datetime(2026, 6, 5, 12)
    assert (first["refund_reason"], first["channel"], first["city"]) == ("不想要了", "live", "杭州")
    assert (second["paid_amount"], second["refund_amount"]) == (Decimal("50.00"), None)
    report = prepared.files[1]
    assert (report.rows_read, report.accepted, report.skipped) == (5, 1, 4)


def test_a_refund_file_alone_says_to_import_its_orders(tmp_path: Path) -> None:
    _, refunds = _write(tmp_path)
    (report,) = prepare([refunds], shop="t", key=KEY).files
    assert report.outcome == "refused"
    assert "订单报表" in report.errors[0].zh


def test_refunds_that_come_later_join_the_orders_that_the_shop_holds(tmp_path: Path) -> None:
    orders, refunds = _write(tmp_path)
    now = lambda: datetime(2026, 7, 1, tzinfo=UTC)  # noqa: E731
    import_files([orders], "x", data=tmp_path / "data", now=now)
    for _ in range(2):
        import_files([refunds], "x", data=tmp_path / "data", now=now)
        held = open_shop("x", tmp_path / "data").orders.order_by("line_id").to_pandas()
        assert held["refund_amount"].fillna(0).tolist() == [Decimal("50.00"), 0]
        assert held["paid_amount"].tolist() == [Decimal("100.00"), Decimal("50.00")]


def test_a_refund_above_what_was_paid_is_kept_aside(tmp_path: Path) -> None:
    orders = ex.write_csv(tmp_path / "o.csv", ORDERS, LINES)
    refunds = ex.write_csv(
        tmp_path / "r.csv", REFUNDS, [_refund(3, "6917000000000000003", "50.01")]
    )
    prepared = prepare([orders, refunds], shop="t", key=KEY)
    assert prepared.files[1].quarantined == 1
    assert prepared.tables["orders"].num_rows == 2


def test_of_a_jd_settlement_only_refunds_of_goods_are_read(tmp_path: Path) -> None:
    """货款 支出 −20.00 is a refund; 货款 收入 and 佣金 支出 are not."""
    order = {
        "订单号": "300000000001",
        "商品ID": "10001",
        "订购数量": "1",
        "下单时间": "2026-06-01 10:00:00",
        "京东价": "80.00",
        "应付金额": "80.00",
        "订单状态": "完成",
        "下单帐号": "jd_a",
        "付款确认时间": "2026-06-01 10:00:09",
    }
    fee = {"订单编号": "300000000001", "收支方向": "支出", "费用名称": "货款"}
    settled = [
        {**fee, "应结金额": "-20.00", "售后退款时间": "2026-06-04 08:00:00"},
        {**fee, "应结金额": "80.00", "收支方向": "收入"},
        {**fee, "应结金额": "-4.00", "费用名称": "佣金"},
    ]
    header = DOCUMENTED["jd_settlement"]
    paths = [
        ex.write_csv(tmp_path / "o.csv", DOCUMENTED["jd_orders"], [order]),
        ex.write_csv(tmp_path / "s.csv", header, settled, above=["名称：说明" + "," * 21]),
    ]
    prepared = prepare(paths, shop="t", key=KEY)
    (line,) = prepared.tables["orders"].to_pylist()
    assert (line["paid_amount"], line["refund_amount"]) == (Decimal("80.00"), Decimal("20.00"))
    assert prepared.files[1].skipped == 2
