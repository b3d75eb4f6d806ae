"""Item lines beside their orders: counted at one grain, and never more or less than was paid."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import export_files as ex

from fupan.sources import prepare

KEY = b"k" * 32
ORDER = {
    "订单状态": "交易成功", "订单创建时间": "2026-03-01 08:00:00",
    "订单付款时间": "2026-03-01 08:00:30", "确认收货打款金额": "0", "退款金额": "无退款申请",
    "收货地址": "江苏省 南京市 玄武区",
}  # fmt: skip
ITEM = {"商品标题": "杯", "商品价格": "30.00", "购买数量": "1", "订单状态": "交易成功",
        "退款状态": "没有申请退款", "退款金额": "无退款申请", "商品ID": "7001"}  # fmt: skip


def test_lines_that_add_up_replace_their_order_and_others_leave_it_whole(tmp_path: Path) -> None:
    """Order 1: lines 30 + 50 = 80, used. Order 2: line 30 of 42 paid (postage), order row kept."""
    ex.write_xlsx(
        tmp_path / "orders.xlsx",
        ex.QIANNIU_ORDERS,
        [
            {**ORDER, "订单编号": "1", "买家实付金额": "80.00"},
            {**ORDER, "订单编号": "2", "买家实付金额": "42.00"},
        ],
    )
    ex.write_xlsx(
        tmp_path / "items.xlsx",
        ex.QIANNIU_ITEMS,
        [
            {**ITEM, "主订单编号": "1", "子订单编号": "11", "买家实付金额": "30.00"},
            {
                **ITEM,
                "主订单编号": "1",
                "子订单编号": "12",
                "买家实付金额": "50.00",
                "商品ID": "7002",
            },
            {**ITEM, "主订单编号": "2", "子订单编号": "21", "买家实付金额": "30.00"},
            {**ITEM, "主订单编号": "3", "子订单编号": "31", "买家实付金额": "30.00"},
        ],
    )
    prepared = prepare([tmp_path], shop="t", key=KEY)
    rows = {(r["order_id"], r["line_id"]): r for r in prepared.tables["orders"].to_pylist()}
    assert sorted(rows) == [("1", "11"), ("1", "12"), ("2", "1")]
    assert rows["1", "12"]["product_id"] == "7002"
    assert (rows["1", "11"]["province"], rows["1", "11"]["city"]) == ("江苏", "南京")
    assert rows["2", "1"]["product_id"] == "unknown"
    assert sum(r["paid_amount"] for r in rows.values()) == Decimal("122.00")
    items, orders = sorted(prepared.files, key=lambda f: f.file)
    assert (items.rows_read, items.accepted, items.skipped) == (4, 2, 2)
    assert (orders.rows_read, orders.accepted, orders.skipped) == (2, 1, 1)


def test_old_item_lines_share_their_orders_amount_to_the_cent(tmp_path: Path) -> None:
    """100.00 over 3 × 10.00 in three lines: 33.33 + 33.34 + 33.33."""
    ex.write_csv(
        tmp_path / "ExportOrderList202001010000.csv",
        ex.TAOBAO_2016,
        [
            {
                "订单编号": "1",
                "买家会员名": "a",
                "总金额": "100.00",
                "买家实际支付金额": "100.00",
                "订单状态": "交易成功",
                "订单创建时间": "2020-01-01 08:00:00",
                "订单付款时间": "2020-01-01 08:01:00",
                "宝贝总数量": "3",
            }
        ],
    )
    line = {"订单编号": "1", "标题": "杯", "价格": "10.00", "购买数量": "1", "订单状态": "交易成功"}
    ex.write_csv(
        tmp_path / "ExportOrderDetailList202001010000.csv",
        ex.ITEMS_OLD,
        [{**line, "商家编码": c} for c in "ABC"],
    )
    rows = prepare([tmp_path], shop="t", key=KEY).tables["orders"].to_pylist()
    assert [(r["product_id"], r["paid_amount"]) for r in rows] == [
        ("A", Decimal("33.33")),
        ("B", Decimal("33.34")),
        ("C", Decimal("33.33")),
    ]


def test_item_lines_alone_are_refused_and_ask_for_their_orders(tmp_path: Path) -> None:
    path = ex.write_xlsx(
        tmp_path / "i.xlsx",
        ex.QIANNIU_ITEMS,
        [{**ITEM, "主订单编号": "1", "子订单编号": "11", "买家实付金额": "30.00"}],
    )
    (report,) = prepare([path], shop="t", key=KEY).files
    assert report.outcome == "refused" and "订单报表" in report.errors[0].zh
