"""The platforms' daily reports and Pinduoduo's orders, with their quirks, come back as they are."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import export_files as ex
import pytest
from documented_headers import DOCUMENTED

from fupan.sources import prepare

KEY = b"k" * 32


def _table(path: Path, name: str) -> tuple[list[dict], object]:
    prepared = prepare([path], shop="t", key=KEY)
    report = prepared.files[0]
    assert report.outcome == "loaded", [e.zh for e in report.errors]
    return prepared.tables[name].to_pylist(), report


PDD = {
    "商品": "手冲壶",
    "订单状态": "已收货",
    "商品总价(元)": "40.00",
    "店铺优惠折扣(元)": "5.00",
    "用户实付金额(元)": "33.00",
    "商家实收金额(元)": "35.00",
    "商品数量(件)": "2",
    "商品id": "500000000001\t",
    "样式ID": "900000001\t",
    "售后状态": "无售后或售后取消",
    "订单成交时间": "2026-05-17 23:59:30",
}


def test_pinduoduo_orders_count_what_the_buyer_paid(tmp_path: Path) -> None:
    """The lottery row of 0.01 leaves; a refunded one stays and is told; the third has no time."""
    rows = [
        {**PDD, "订单号": "260517-100000000000001\t"},
        {**PDD, "订单号": "260517-100000000000002", "售后状态": "退款成功"},
        {**PDD, "订单号": "260518-100000000000003", "订单成交时间": ""},
        {**PDD, "订单号": "260518-100000000000004", "订单状态": "待支付"},
    ]
    path = ex.write_csv(tmp_path / "o.csv", DOCUMENTED["pdd_orders 27"], rows, encoding="utf-8-sig")
    lines, report = _table(path, "orders")
    first, second, third, unpaid = lines
    assert first["order_id"] == "260517-100000000000001"
    assert (first["product_id"], first["sku_id"]) == ("500000000001", "900000001")
    assert (first["paid_amount"], first["list_amount"]) == (Decimal("33.00"), Decimal("40.00"))
    assert first["discount_amount"] == Decimal("5.00")
    assert (second["refund_amount"], second["paid_amount"]) == (None, Decimal("33.00"))
    assert third["ordered_at"] == datetime(2026, 5, 18)
    assert (unpaid["paid_at"], unpaid["paid_amount"]) == (None, Decimal("0.00"))
    said = " ".join(n.zh for n in report.notes)
    assert "1 行没有成交时间" in said and "实付合计 33.00" in said


def test_pinduoduo_lottery_orders_leave_sales(tmp_path: Path) -> None:
    rows = [
        {**PDD, "订单号": "260517-1", "是否抽奖或0元试用": "否", "是否直播间成交": "是"},
        {**PDD, "订单号": "260517-2", "是否抽奖或0元试用": "是", "用户实付金额(元)": "0.01"},
    ]
    path = ex.write_csv(tmp_path / "o.csv", DOCUMENTED["pdd_orders 82"], rows)
    (line,), report = _table(path, "orders")
    assert (line["order_id"], line["channel"], report.skipped) == ("260517-1", "live", 1)


def test_jd_amounts_repeated_on_each_item_are_counted_once(tmp_path: Path) -> None:
    """Items worth 60 and 2 × 20; the order paid 90: 54.00 and 36.00."""
    order = {
        "订单号": "300000000001",
        "订购数量": "1",
        "下单时间": "2026-06-01 10:00:00",
        "应付金额": "90.00",
        "订单状态": "完成",
        "付款确认时间": "2026-06-01 10:00:09",
    }
    rows = [
        {**order, "商品ID": "1", "京东价": "60.00"},
        {**order, "商品ID": "2", "京东价": "20.00", "订购数量": "2"},
    ]
    path = ex.write_csv(tmp_path / "o.csv", DOCUMENTED["jd_orders"], rows)
    lines, _ = _table(path, "orders")
    assert [o["paid_amount"] for o in lines] == [Decimal("54.00"), Decimal("36.00")]


def _sources(folder: Path, name: str) -> Path:
    """搜索 100 and 天猫搜索 20 are one channel; sums and the third level hold them again."""
    first = {"一级来源": "平台流量", "三级来源": "汇总", "支付金额": "1,000.00", "支付买家数": "10"}
    rows = [
        {**first, "二级来源": "汇总", "访客数": "150"},
        {**first, "二级来源": "手淘搜索", "访客数": "100"},
        {**first, "二级来源": "手淘搜索", "三级来源": "关键词甲", "访客数": "60"},
        {**first, "二级来源": "天猫搜索", "访客数": "20", "支付买家数": "-", "支付金额": "-"},
        {**first, "一级来源": "广告流量", "二级来源": "某新工具", "访客数": "30"},
    ]
    return ex.write_xlsx(
        folder / name,
        DOCUMENTED["sycm_sources"],
        rows,
        above=[["生意参谋"], [], ["无线店铺流量来源"], [], []],
    )


def test_traffic_sources_add_up_to_channels_without_sums(tmp_path: Path) -> None:
    path = _sources(tmp_path, "【生意参谋平台】无线店铺流量来源-2026-06-13_2026-06-13.xlsx")
    rows, report = _table(path, "traffic")
    told = {r["channel"]: r for r in rows}
    assert set(told) == {"search", "paid_feed"}
    assert told["search"]["date"] == date(2026, 6, 13)
    assert (told["search"]["visitors"], told["search"]["pay_buyers"]) == (120, 10)
    assert told["search"]["pay_amount"] == Decimal("1000.00")
    assert told["paid_feed"]["visitors"] == 30
    assert (report.rows_read, report.accepted, report.skipped) == (5, 2, 3)


def test_a_month_without_days_is_refused_by_its_period(tmp_path: Path) -> None:
    path = _sources(tmp_path, "【生意参谋平台】无线店铺流量来源-2026-06-01_2026-06-30.xlsx")
    (report,) = prepare([path], shop="t", key=KEY).files
    assert report.outcome == "refused"
    assert "按天导出" in report.errors[0].zh and "2026" in report.errors[0].zh


def test_pinduoduo_promotion_tells_what_its_footer_has_more(tmp_path: Path) -> None:
    """Rows cost 10 + 20; the footer says 35: 5.00 is a row of its own and is never spread."""
    row = {
        "日期": "2026-06-01",
        "推广名称": "壶",
        "曝光量": "100",
        "点击量": "5",
        "交易额(元)": "90",
    }
    rows = [
        {**row, "商品ID": "1", "总花费(元)": "10.00"},
        {**row, "商品ID": "2", "总花费(元)": "20.00"},
        {
            "日期": "总计",
            "曝光量": "200",
            "点击量": "10",
            "总花费(元)": "35.00",
            "交易额(元)": "180",
        },
    ]
    header = DOCUMENTED["pdd_ads"]
    path = ex.write_csv(tmp_path / "p.csv", header, rows, above=["名称：推广"])
    told, report = _table(path, "ads")
    assert [(r["product_id"], r["cost"]) for r in told] == [
        ("1", Decimal("10.00")),
        ("2", Decimal("20.00")),
        ("all", Decimal("5.00")),
    ]
    assert told[2]["campaign_id"] == "unallocated"
    assert (report.rows_read, report.accepted, report.skipped) == (3, 3, 0)
    assert any("相差 5.00" in n.zh for n in report.notes)


def test_wanxiangtai_comes_zipped_under_a_gbk_name(tmp_path: Path) -> None:
    """Two audiences of one plan and day are one row: 100 + 50 shown, 3.00 + 1.50 spent."""
    row = {"日期": "2026-06-19", "主体ID": "700000000001", "主体类型": "商品", "点击量": "4"}
    rows = [
        {**row, "展现量": "100", "花费": "3.00", "总成交金额": "30", "点击率": "0.04"},
        {**row, "展现量": "50", "花费": "1.50", "总成交金额": "", "点击率": "0.08"},
    ]
    report = ex.write_csv(tmp_path / "x.csv", DOCUMENTED["wanxiangtai"], rows)
    with zipfile.ZipFile(tmp_path / "报表.zip", "w") as archive:
        member = zipfile.ZipInfo("商品报表_20260619_110309.csv".encode("gbk").decode("cp437"))
        archive.writestr(member, report.read_bytes())
    (told,), _ = _table(tmp_path / "报表.zip", "ads")
    assert (told["impressions"], told["clicks"], told["cost"]) == (150, 8, Decimal("4.50"))
    assert (told["attributed_amount"], told["tool"]) == (Decimal("30.00"), "wanxiangtai")


def test_jd_traffic_has_a_twin_behind_each_metric(tmp_path: Path) -> None:
    metrics = DOCUMENTED["jd_traffic"][4:]
    header = DOCUMENTED["jd_traffic"][:4] + [n for m in metrics for n in (m, "同比")]
    values = {"访客数(UV)": "80", "浏览量(PV)": "200", "平均停留时长(秒)": "30"}
    line = ["20260601", "免费", "搜索", ""] + [
        v for m in metrics for v in (values.get(m, "7"), "-3.2%")
    ]
    path = tmp_path / "t.csv"
    path.write_text(",".join(header) + "\n" + ",".join(line) + "\n", encoding="gb18030")
    (row,), _ = _table(path, "traffic")
    assert (row["channel"], row["visitors"], row["pageviews"]) == ("search", 80, 200)
    assert row["dwell_seconds"] == 2400


def test_ga4_tells_its_day_in_a_comment(tmp_path: Path) -> None:
    lines = ["# Traffic acquisition", "# Start date: 20260801", "# End date: 20260801", ""]
    row = {"Sessions": "12", "Views": "40", "Total revenue": "9.50"}
    path = ex.write_csv(
        tmp_path / "ga4.csv",
        DOCUMENTED["ga4_traffic"],
        [
            {**row, DOCUMENTED["ga4_traffic"][0]: "Organic Search"},
            {**row, DOCUMENTED["ga4_traffic"][0]: "Paid Shopping"},
        ],
        above=lines,
        encoding="utf-8",
    )
    rows, _ = _table(path, "traffic")
    assert [(r["date"], r["channel"], r["visitors"]) for r in rows] == [
        (date(2026, 8, 1), "search", 12),
        (date(2026, 8, 1), "paid_search", 12),
    ]


def test_google_ads_is_read_from_utf_16_with_tabs(tmp_path: Path) -> None:
    row = ["2026-06-01", "Brand", "Enabled", "CNY", "1,200", "1%", "120,000", "345.60", "3.50"]
    text = "Campaign report\nJune 1, 2026 - June 1, 2026\n"
    text += "\t".join(DOCUMENTED["google_ads"]) + "\n" + "\t".join([*row, "99.00", "< 10%"]) + "\n"
    (tmp_path / "g.csv").write_bytes(text.encode("utf-16"))
    (told,), _ = _table(tmp_path / "g.csv", "ads")
    assert (told["impressions"], told["clicks"], told["orders"]) == (120000, 1200, 4)
    assert told["cost"] == Decimal("345.60")


def test_meta_rows_over_several_days_are_kept_aside(tmp_path: Path) -> None:
    row = {"Campaign name": "A", "Impressions": "10", "Amount spent (USD)": "1.00"}
    rows = [
        {**row, "Reporting starts": "2026-06-01", "Reporting ends": "2026-06-01"},
        {**row, "Reporting starts": "2026-06-01", "Reporting ends": "2026-06-30"},
    ]
    path = ex.write_csv(tmp_path / "m.csv", DOCUMENTED["meta_ads"], rows, encoding="utf-8")
    (told,), report = _table(path, "ads")
    assert (told["date"], report.quarantined) == (date(2026, 6, 1), 1)


def test_douyin_sessions_get_an_id_from_account_and_start(tmp_path: Path) -> None:
    row = {
        "主播昵称": "阿茶",
        "主播抖音号": "tea88",
        "直播开始时间": "2026-06-01 20:00:00",
        "直播结束时间": "2026-06-01 23:30:00",
        "直播间观看人数": "1.2万",
        "成交订单数": "300",
        "成交金额(元)": "¥45,000.00",
    }
    path = ex.write_xlsx(tmp_path / "l.xlsx", DOCUMENTED["luopan_lives"], [row])
    (live,), _ = _table(path, "lives")
    assert (live["live_id"], live["viewers"]) == ("tea88-20260601200000", 12000)
    assert live["pay_amount"] == Decimal("45000.00")


def test_jd_stock_of_a_morning_is_that_of_the_evening_before(tmp_path: Path) -> None:
    row = {
        "时间": "2026-06-02",
        "SKU": "1001",
        "配送中心": "上海",
        "库存件数": "9",
        "可用库存": "7",
    }
    path = ex.write_csv(tmp_path / "s.csv", DOCUMENTED["jd_stock"], [row])
    (stock,), _ = _table(path, "inventory")
    assert (stock["date"], stock["on_hand"], stock["reserved"]) == (date(2026, 6, 1), 9, 2)


@pytest.mark.parametrize("stem", ["库存", "库存_2026-06-01_2026-06-30"])
def test_stock_without_a_day_is_refused(stem: str, tmp_path: Path) -> None:
    row = {"款式编码": "K1", "商品编码": "K1-S", "主仓实际库存数": "5", "订单占有数": "1"}
    path = ex.write_csv(tmp_path / f"{stem}.csv", DOCUMENTED["jushuitan_stock"], [row])
    (report,) = prepare([path], shop="t", key=KEY).files
    assert report.outcome == "refused" and "日期" in report.errors[0].zh


def test_shopify_stock_skips_places_where_nothing_is_kept(tmp_path: Path) -> None:
    row = {"Handle": "cup", "SKU": "CUP", "Location": "Main", "On hand (current)": "12"}
    rows = [row, {**row, "Location": "Shop", "On hand (current)": "not stocked"}]
    path = ex.write_csv(
        tmp_path / "inventory_export_20260601.csv",
        DOCUMENTED["shopify_stock"],
        rows,
        encoding="utf-8-sig",
    )
    (stock,), report = _table(path, "inventory")
    assert (stock["warehouse"], stock["on_hand"], report.skipped) == ("Main", 12, 1)
