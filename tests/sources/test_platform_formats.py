"""Each platform's export, written with its documented header and quirks, comes back as it is."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import export_files as ex
import pytest

from fupan.contract import TABLES
from fupan.sources import known_profiles, prepare

KEY = b"k" * 32


def _orders(path: Path, **more: object) -> list[dict]:
    prepared = prepare([path], shop="t", key=KEY, **more)
    report = prepared.files[0]
    assert report.outcome == "loaded", [e.zh for e in report.errors]
    return prepared.tables["orders"].to_pylist()


PAID_OLD = {
    "订单编号": '="310000000000000001"',
    "买家会员名": "tb阿福",
    "总金额": "120.00",
    "买家实际支付金额": "90.00",
    "订单状态": "交易成功",
    "收货人姓名": "李四",
    "收货地址": "浙江省 杭州市 西湖区 文一路1号(310000)",
    "联系手机": "'13800138000",
    "订单创建时间": "2019-07-01 09:00:00",
    "订单付款时间": "2019-07-01 09:00:09",
    "宝贝标题": "茶具套装",
    "宝贝总数量": "2",
}
UNPAID_OLD = {
    "订单编号": '="310000000000000002"',
    "买家会员名": "tb阿福",
    "总金额": "188320.00",
    "买家实际支付金额": "0.00",
    "订单状态": "等待买家付款",
    "收货地址": "内蒙古自治区 包头市 昆都仑区",
    "订单创建时间": "2019-07-02 09:00:00",
    "宝贝总数量": "1",
}


def test_the_old_taobao_file_keeps_ids_and_finds_the_refund(tmp_path: Path) -> None:
    """总金额 120 = 实付 90 + 退款 30; the unpaid order of 188,320 counts nothing."""
    path = ex.write_csv(
        tmp_path / "ExportOrderList201907091554.csv", ex.TAOBAO_2016, [PAID_OLD, UNPAID_OLD]
    )
    paid, unpaid = _orders(path)
    assert paid["order_id"] == "310000000000000001"
    assert (paid["paid_amount"], paid["refund_amount"]) == (Decimal("120.00"), Decimal("30.00"))
    assert (paid["province"], paid["city"], paid["quantity"]) == ("浙江", "杭州", 2)
    assert (paid["product_id"], paid["line_id"]) == ("unknown", "1")
    assert (unpaid["paid_amount"], unpaid["refund_amount"]) == (Decimal("0.00"), None)
    assert (unpaid["status"], unpaid["province"], unpaid["city"]) == ("created", "内蒙古", "包头")
    assert paid["buyer_id"] == unpaid["buyer_id"] and len(paid["buyer_id"]) == 20


def test_the_taobao_file_of_2022_adds_the_refund_back_only_where_it_was_taken_off(
    tmp_path: Path,
) -> None:
    """Net: 70 + 30 = 100. Gross: 实付 100 with a refund of 30 would exceed 总金额 100."""
    base = {
        "买家会员名": "a",
        "订单状态": "交易成功",
        "订单创建时间": "2022-06-01 10:00:00",
        "订单付款时间": "2022-06-01 10:01:00",
        "宝贝总数量": "1",
        "总金额": "100.00",
        "退款金额": "30.00",
    }
    path = ex.write_csv(
        tmp_path / "o.csv",
        ex.TAOBAO_2022,
        [
            {**base, "订单编号": "1", "买家实际支付金额": "70.00"},
            {**base, "订单编号": "2", "买家实际支付金额": "100.00"},
        ],
    )
    net, gross = _orders(path)
    assert net["paid_amount"] == gross["paid_amount"] == Decimal("100.00")
    assert net["refund_amount"] == gross["refund_amount"] == Decimal("30.00")


def test_the_taobao_file_of_2026_says_that_it_has_no_time_of_payment(tmp_path: Path) -> None:
    path = ex.write_xlsx(
        tmp_path / "o.xlsx",
        ex.TAOBAO_2026,
        [
            {
                "订单编号": "4100000000000000001",
                "总金额": 50,
                "买家实付金额": 50,
                "订单状态": "交易成功",
                "订单创建时间": datetime(2026, 3, 1, 8, 0, 5),
                "宝贝总数量": 3,
                "收货地址": "上海上海市浦东新区",
            },
            {
                "订单编号": "4100000000000000002",
                "总金额": 60,
                "买家实付金额": 60,
                "订单状态": "交易关闭",
                "订单创建时间": datetime(2026, 3, 1, 9, 0, 0),
                "宝贝总数量": 1,
            },
        ],
    )
    prepared = prepare([path], shop="t", key=KEY)
    paid, closed = prepared.tables["orders"].to_pylist()
    assert paid["paid_at"] == datetime(2026, 3, 1, 8, 0, 5)
    assert (paid["paid_amount"], paid["quantity"], paid["city"]) == (Decimal("50.00"), 3, "上海")
    assert (closed["paid_at"], closed["paid_amount"]) == (None, Decimal("0.00"))
    said = " ".join(n.zh for n in prepared.files[0].notes)
    assert "没有付款时间" in said and "60.00" in said


def test_qianniu_orders_read_no_refund_as_zero(tmp_path: Path) -> None:
    base = {
        "订单状态": "交易成功",
        "订单创建时间": "2026-03-01 08:00:00",
        "订单付款时间": "2026-03-01 08:00:30",
        "确认收货打款金额": "0",
    }
    path = ex.write_xlsx(
        tmp_path / "o.xlsx",
        ex.QIANNIU_ORDERS,
        [
            {
                **base,
                "订单编号": "5100000000000000001",
                "买家实付金额": "80",
                "退款金额": "无退款申请",
            },
            {**base, "订单编号": "5100000000000000002", "买家实付金额": "80", "退款金额": "20"},
        ],
    )
    assert [(o["paid_amount"], o["refund_amount"]) for o in _orders(path)] == [
        (Decimal("80.00"), Decimal("0.00")),
        (Decimal("80.00"), Decimal("20.00")),
    ]


def test_item_lines_of_2022_stand_for_themselves(tmp_path: Path) -> None:
    base = {
        "主订单编号": "9",
        "标题": "壶",
        "价格": "40.00",
        "购买数量": "1",
        "商家编码": "HU-1",
        "订单状态": "交易成功",
        "买家应付货款": "40.00",
        "买家实际支付金额": "40.00",
        "退款状态": "没有申请退款",
        "退款金额": "没有申请退款",
        "订单创建时间": "2022-06-01 10:00:00",
        "订单付款时间": "2022-06-01 10:01:00",
    }
    path = ex.write_csv(
        tmp_path / "ExportOrderDetailList.csv",
        ex.ITEMS_2022,
        [
            {**base, "子订单编号": "91"},
            {**base, "子订单编号": "92", "商家编码": "", "外部系统编号": "X2"},
        ],
    )
    lines = _orders(path)
    assert [(o["order_id"], o["line_id"], o["product_id"]) for o in lines] == [
        ("9", "91", "HU-1"),
        ("9", "92", "X2"),
    ]


SYCM_DAY = {
    "统计日期": "2026-06-13",
    "商品ID": "700000000001",
    "商品名称": "盖碗",
    "商品类型": "主商品",
    "商品访客数": "11,269",
    "商品浏览量": "20,000",
    "平均停留时长": "10.50",
    "商品详情页跳出率": "50.00%",
    "商品收藏人数": "-",
    "商品加购件数": "300",
    "商品加购人数": "250",
    "下单买家数": "-",
    "下单件数": "-",
    "支付买家数": "-",
    "支付件数": "-",
    "支付金额": "-",
    "商品支付转化率": "-",
    "搜索引导访客数": "800",
}


def test_sycm_products_are_found_below_their_preamble(tmp_path: Path) -> None:
    """Bounces = 50 % of 11,269 = 5,634.5, rounded up; dwell = 10.5 × 11,269 = 118,324.5."""
    path = ex.write_xlsx(
        tmp_path / "【生意参谋平台】商品_全部_2026-06-13_2026-06-13.xlsx",
        ex.SYCM_PRODUCTS,
        [SYCM_DAY, {**SYCM_DAY, "商品ID": "700000000002", "商品类型": "子商品"}],
        above=[["生意参谋"], ["统计时间：2026-06-13 至 2026-06-13"], [], ["商品_全部"]],
    )
    prepared = prepare([path], shop="t", key=KEY)
    report = prepared.files[0]
    (row,) = prepared.tables["product_traffic"].to_pylist()
    assert (row["date"], row["visitors"], row["channel"]) == (date(2026, 6, 13), 11269, "all")
    assert (row["bounces"], row["dwell_seconds"]) == (5635, 118325)
    assert (row["pay_buyers"], row["pay_amount"]) == (0, Decimal("0.00"))
    assert (row["favorite_visitors"], row["order_units"]) == (None, None)
    assert (report.rows_read, report.accepted, report.skipped) == (2, 1, 1)
    assert any("2026-06-13" in n.zh for n in report.notes)


def test_sycm_products_of_the_older_version_lack_two_columns(tmp_path: Path) -> None:
    header = [h for h in ex.SYCM_PRODUCTS if h not in ("主商品ID", "商品类型")]
    record = {k: v for k, v in SYCM_DAY.items() if k != "商品类型"}
    record["统计日期"] = "20260811"
    path = ex.write_xlsx(tmp_path / "p.xlsx", header, [record])
    (row,) = prepare([path], shop="t", key=KEY).tables["product_traffic"].to_pylist()
    assert row["date"] == date(2026, 8, 11)


def test_shopify_money_is_spread_over_lines_and_adds_up_again(tmp_path: Path) -> None:
    """#1001: total 100.00 over lines worth 10, 20 and 30: 16.67, 33.33 and 50.00."""
    first = {
        "Name": "#1001",
        "Email": "Ann@example.com",
        "Financial Status": "paid",
        "Paid at": "2024-05-01 23:30:00 +0000",
        "Fulfillment Status": "fulfilled",
        "Currency": "USD",
        "Total": "100.00",
        "Discount Amount": "0.00",
        "Created at": "2024-05-01 23:29:00 +0000",
        "Refunded Amount": "6.00",
        "Lineitem quantity": "1",
        "Lineitem name": "Cup",
        "Lineitem price": "10.00",
        "Lineitem sku": "CUP",
        "Lineitem discount": "0.00",
        "Shipping Phone": "+1 555 0100",
    }
    more = {
        "Name": "#1001",
        "Email": "Ann@example.com",
        "Lineitem name": "Pot",
        "Lineitem discount": "0.00",
    }
    path = ex.write_csv(
        tmp_path / "orders_export.csv",
        ex.SHOPIFY,
        [
            first,
            {**more, "Lineitem quantity": "2", "Lineitem price": "10.00", "Lineitem sku": "POT"},
            {**more, "Lineitem quantity": "1", "Lineitem price": "30.00", "Lineitem sku": "TRAY"},
            {
                "Name": "#1002",
                "Email": "bo@example.com",
                "Financial Status": "pending",
                "Currency": "USD",
                "Total": "10.00",
                "Created at": "2024-05-02 01:00:00 +0000",
                "Lineitem quantity": "1",
                "Lineitem name": "Cup",
                "Lineitem price": "10.00",
                "Lineitem sku": "CUP",
            },
        ],
        encoding="utf-8",
    )
    lines = _orders(path, zone="America/New_York")
    assert [o["paid_amount"] for o in lines] == [
        Decimal("16.67"),
        Decimal("33.33"),
        Decimal("50.00"),
        Decimal("0.00"),
    ]
    assert [o["refund_amount"] for o in lines] == [
        Decimal("1.00"),
        Decimal("2.00"),
        Decimal("3.00"),
        None,
    ]
    assert lines[0]["paid_at"] == datetime(2024, 5, 1, 19, 30)  # UTC−4 in May
    assert [o["line_id"] for o in lines] == ["1", "2", "3", "1"]
    assert [o["status"] for o in lines] == ["completed"] * 3 + ["created"]
    assert len({o["buyer_id"] for o in lines[:3]}) == 1


IMPORTED = [p for p in known_profiles() if not p.closed]


@pytest.mark.parametrize("profile", IMPORTED, ids=lambda p: p.name)
def test_a_profile_fills_every_required_column_from_reads_it_declares(profile) -> None:
    table = TABLES[profile.table]
    missing = [
        c
        for c in table.required
        if c not in ("shop", *profile.fills) and not table.column(c).sparse
    ]
    assert not missing
    assert set(profile.fills) <= set(table.names)
    assert set(profile.needs) <= set(profile.reads)
    assert set(profile.carry) <= set(profile.reads)
