"""Files become tables; each row is accounted for, and nothing personal gets through."""

from __future__ import annotations

import random
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import export_files as ex
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fupan.contract import TABLES, breaches
from fupan.ground.errors import DataMissing, FupanError, WrongUse
from fupan.sources import prepare
from fupan.sources.header import period_in

KEY = b"k" * 32
DATA = Path(__file__).parents[2] / "../shared/data"
MAPPING = Path(__file__).parents[2] / "docs/examples/online_retail.toml"


def _adds_up(prepared) -> None:
    for f in prepared.files:
        assert f.rows_read == f.accepted + f.quarantined + f.skipped + f.duplicates
    assert sum(f.accepted for f in prepared.files) == sum(
        t.num_rows for t in prepared.tables.values()
    )
    assert prepared.quarantine.num_rows == sum(f.quarantined for f in prepared.files)


def test_a_canonical_table_comes_back_with_the_contracts_columns_and_its_rows(
    tmp_path: Path,
) -> None:
    (tmp_path / "traffic_2026.csv").write_text(
        "date,channel,visitors,pageviews,pay_amount\n2026-01-01,search,100,250,12.5\n"
        "2026-01-02,live,7,9,\n",
        encoding="utf-8",
    )
    prepared = prepare([tmp_path], shop="tea", key=KEY)
    table = prepared.tables["traffic"]
    assert table.column_names == [*TABLES["traffic"].names, "_source_file", "_source_row"]
    assert table["_source_row"].to_pylist() == [2, 3]
    first, second = table.to_pylist()
    assert (first["shop"], first["device"], first["pay_amount"]) == ("tea", "all", Decimal("12.50"))
    assert second["pay_amount"] is None
    assert not breaches(TABLES["traffic"], table.select(TABLES["traffic"].names))
    _adds_up(prepared)


def test_a_file_of_several_shops_is_refused_and_one_of_another_shop_is_told(
    tmp_path: Path,
) -> None:
    head = "shop,month,metric,value\n"
    (tmp_path / "targets_a.csv").write_text(f"{head}a,2026-01,gmv,1\nb,2026-01,gmv,2\n")
    (tmp_path / "targets_b.csv").write_text(f"{head}b,2026-02,gmv,2\n")
    several, other = prepare([tmp_path], shop="t", key=KEY).files
    assert several.outcome == "refused" and "2 家店铺" in several.errors[0].zh
    assert other.accepted == 1 and "指定的 t" in other.notes[0].zh


def test_a_formula_that_nobody_computed_is_named_even_alone_in_its_row(tmp_path: Path) -> None:
    path = ex.write_xlsx(
        tmp_path / "traffic.xlsx",
        ["date", "channel", "visitors", "pageviews"],
        [
            {"date": "2026-01-01", "channel": "search", "visitors": 5, "pageviews": 6},
            {"pageviews": "=1+1"},
        ],
    )
    (report,) = prepare([path], shop="t", key=KEY).files
    assert (report.rows_read, report.accepted, report.quarantined) == (2, 1, 1)
    assert any("公式" in n.zh for n in report.notes)


def test_typed_parquet_is_read_like_its_text(tmp_path: Path) -> None:
    pq.write_table(
        pa.table(
            {
                "order_id": ["1650000000000000001"],
                "line_id": ["1"],
                "platform": ["tmall"],
                "ordered_at": pa.array([datetime(2026, 1, 31, 23, 59, 59)], pa.timestamp("us")),
                "status": ["paid"],
                "product_id": ["p"],
                "quantity": pa.array([2], pa.int32()),
                "paid_amount": pa.array([0.1 + 0.2]),
                "is_gift": [True],
                "buyer_id": ["0" * 20],
            }
        ),
        tmp_path / "orders.parquet",
    )
    (row,) = prepare([tmp_path], shop="t", key=KEY).tables["orders"].to_pylist()
    assert row["ordered_at"] == datetime(2026, 1, 31, 23, 59, 59)
    assert (row["paid_amount"], row["quantity"], row["is_gift"]) == (Decimal("0.30"), 2, True)
    assert row["buyer_id"] == "0" * 20


def test_a_misspelt_canonical_column_is_named_with_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "targets.csv").write_text("month,metric,vallue\n2026-01,gmv,1\n")
    (report,) = prepare([tmp_path], shop="t", key=KEY).files
    assert report.outcome == "refused"
    assert "vallue" in report.errors[0].zh and "是不是 value" in report.errors[0].zh


def test_a_buyer_in_a_canonical_file_is_hashed_unless_it_is_a_pseudonym(tmp_path: Path) -> None:
    header = "order_id,line_id,platform,ordered_at,status,product_id,quantity,paid_amount,buyer_id"
    (tmp_path / "orders.csv").write_text(
        f"{header}\n1,1,jd,2026-01-01 00:00:00,paid,p,1,1,13800138000\n", encoding="utf-8"
    )
    prepared = prepare([tmp_path], shop="t", key=KEY)
    (buyer,) = prepared.tables["orders"]["buyer_id"].to_pylist()
    assert len(buyer) == 20 and "138" not in buyer[:3]
    other = prepare([tmp_path], shop="t", key=b"z" * 32).tables["orders"]["buyer_id"]
    assert other.to_pylist() != [buyer]


def test_the_footer_is_left_out_and_compared_with_the_rows(tmp_path: Path) -> None:
    """Rows sum to 30.00; the footer states 35.00: 5.00 stay unallocated."""
    path = ex.write_csv(
        tmp_path / "o.csv",
        ex.GENERIC,
        [ex.generic_order(1), ex.generic_order(2)],
        below=["合计,,,,,,,35.00,,,,,,,"],
    )
    prepared = prepare([path], shop="t", key=KEY)
    (report,) = prepared.files
    assert (report.rows_read, report.accepted, report.skipped) == (3, 2, 1)
    note = next(n.zh for n in report.notes if "合计" in n.zh)
    assert "不一致" in note and "5.00" in note and "第 4 行" in note


def test_of_overlapping_exports_the_later_wins_and_the_change_is_told(tmp_path: Path) -> None:
    early = ex.write_csv(
        tmp_path / "b_20240110120000.csv",
        ex.GENERIC,
        [ex.generic_order(1), ex.generic_order(2), ex.generic_order(3)],
    )
    late = ex.write_csv(
        tmp_path / "a_20240120120000.csv",
        ex.GENERIC,
        [ex.generic_order(2, 退款金额="5.00"), ex.generic_order(3)],
    )
    prepared = prepare([late, early], shop="t", key=KEY)
    rows = {r["order_id"][-1]: r for r in prepared.tables["orders"].to_pylist()}
    assert sorted(rows) == ["1", "2", "3"]
    assert rows["2"]["refund_amount"] == Decimal("5.00")
    first = next(f for f in prepared.files if f.file.startswith("b_"))
    assert (first.accepted, first.duplicates, first.skipped) == (1, 1, 1)
    assert any("1650000000000000002" in n.zh for n in first.notes)
    _adds_up(prepared)


def test_the_same_content_twice_counts_once(tmp_path: Path) -> None:
    ex.write_csv(tmp_path / "a.csv", ex.GENERIC, [ex.generic_order(1)])
    ex.write_csv(tmp_path / "b.csv", ex.GENERIC, [ex.generic_order(1)])
    prepared = prepare([tmp_path], shop="t", key=KEY)
    assert [f.accepted for f in prepared.files] == [1, 0]
    assert "a.csv" in prepared.files[1].notes[0].zh


def test_quarantine_tells_the_row_and_hides_the_person(tmp_path: Path) -> None:
    path = ex.write_csv(
        tmp_path / "o.csv", ex.GENERIC, [ex.generic_order(1), ex.generic_order(2, 实付金额="十元")]
    )
    prepared = prepare([path], shop="t", key=KEY)
    (row,) = prepared.quarantine.to_pylist()
    assert (row["row"], row["column"]) == (3, "实付金额")
    assert "十元" in row["reason"] and "订单编号=1650000000000000002" in row["original"]
    for secret in ("tb买家", "张三", "1380013", "测试路"):
        assert secret not in str(row)
    prepared.write_quarantine(tmp_path / "aside.csv")
    assert (tmp_path / "aside.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_folder_without_tables_a_missing_path_and_a_wrong_zone_are_errors(
    tmp_path: Path,
) -> None:
    with pytest.raises(DataMissing):
        prepare([tmp_path], shop="t", key=KEY)
    with pytest.raises(DataMissing):
        prepare([tmp_path / "none.csv"], shop="t", key=KEY)
    with pytest.raises(WrongUse):
        prepare([tmp_path], shop="t", key=KEY, zone="Asia/Shanghia")


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 9,
        b"PK\x03\x04nonsense",
        b"PAR1nonsensePAR1",
        b"\x00" * 50,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest",
        b"%PDF-1.4 x",
        b"\x80\x04\x95pickle",
        b"just words",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_table_is_refused_in_words(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    (report,) = prepare([tmp_path], shop="t", key=KEY).files
    assert report.outcome == "refused" and report.errors


def test_a_member_that_leads_out_of_its_archive_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as archive:
        archive.writestr("../evil.csv", "date,channel,visitors,pageviews\n")
    (report,) = prepare([tmp_path], shop="t", key=KEY).files
    assert report.outcome == "refused" and "路径" in report.errors[0].zh


def test_a_mapping_with_a_wrong_entry_or_expression_is_refused_by_name(tmp_path: Path) -> None:
    path = ex.write_csv(tmp_path / "o.csv", ["a", "b"], [{"a": "1", "b": "2"}])
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        '[profile]\nname="m"\ntable="targets"\n[columns]\nmonth="a"\n'
        'metric="b"\nvalue={sql="nonsense(1)"}\n',
        encoding="utf-8",
    )
    (report,) = prepare([path], shop="t", key=KEY, profile=mapping).files
    assert report.outcome == "refused" and "nonsense" in report.errors[0].en
    mapping.write_text('[profile]\nname="m"\ntable="targets"\ncurency="CNY"\n', encoding="utf-8")
    with pytest.raises(FupanError, match="curency"):
        prepare([path], shop="t", key=KEY, profile=mapping)


_SOUND = [ex.generic_order(n) for n in range(1, 13)]


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.integers(0, 2**32),
    st.sampled_from(["gb18030", "utf-8", "utf-8-sig", "utf-16"]),
    st.integers(0, 12),
)
def test_no_mutation_of_bytes_loses_a_row_or_ends_in_a_traceback(
    tmp_path: Path, seed: int, encoding: str, cuts: int
) -> None:
    path = ex.write_csv(tmp_path / "o.csv", ex.GENERIC, _SOUND, encoding=encoding)
    chance = random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(cuts):
        if not data:
            break
        at = chance.randrange(len(data))
        choice = chance.randrange(4)
        if choice == 0:
            data[at] = chance.randrange(256)
        elif choice == 1:
            del data[at : at + chance.randrange(40)]
        elif choice == 2:
            data[at:at] = chance.choice([b'"', b",", b"\r\n", b"\n", b"\x00", b"=", b"\xe4\xb9"])
        else:
            data = data[: max(at, 20)]
    path.write_bytes(bytes(data))
    prepared = prepare([path], shop="t", key=KEY)
    _adds_up(prepared)


@pytest.mark.skipif(not DATA.exists(), reason="the real data are not beside the repository")
@pytest.mark.parametrize("name", ["tmall_order_report.csv", "tmall_order_report_slash_dates.csv"])
def test_the_real_tmall_orders_load_to_the_cent(name: str) -> None:
    """28,010 orders, 24,087 paid; Σ总金额 of paid orders 2,474,823.07; 188,320 stays unpaid."""
    prepared = prepare([DATA / "tmall_orders" / name], shop="t", key=KEY)
    orders = prepared.tables["orders"]
    assert orders.num_rows == 28_010
    paid = orders.filter(pc.is_valid(orders["paid_at"]))
    assert paid.num_rows == 24_087
    assert pc.sum(orders["paid_amount"]).as_py() == Decimal("2474823.07")
    assert pc.sum(orders["refund_amount"]).as_py() == Decimal("572335.92")
    assert pc.max(orders["paid_amount"]).as_py() < 20_000
    refunded = pc.sum(pc.greater(orders["refund_amount"], 0)).as_py()
    assert round(refunded / 24_087, 4) == 0.2344


@pytest.mark.skipif(not DATA.exists(), reason="the real data are not beside the repository")
def test_real_files_that_are_no_export_are_refused_in_words() -> None:
    files = sorted((DATA / "taobao_beauty_1111").glob("*.csv"))
    files += list((DATA / "superstore_cn").glob("*.xls"))
    prepared = prepare(files, shop="t", key=KEY)
    assert {f.outcome for f in prepared.files} == {"refused"}
    assert all(f.errors for f in prepared.files)


@pytest.mark.skipif(not DATA.exists(), reason="the real data are not beside the repository")
def test_online_retail_loads_by_its_mapping() -> None:
    """525,461 rows; 10,206 cancellations and 3 bad debts leave by name, as its source says."""
    (path,) = (DATA / "online_retail_2009_2010").glob("*.parquet")
    prepared = prepare([path], shop="t", key=KEY, zone="Europe/London", profile=MAPPING)
    (report,) = prepared.files
    assert (report.rows_read, report.quarantined) == (525_461, 0)
    said = " ".join(n.en for n in report.notes)
    assert "10,206 rows skipped" in said and "3 rows skipped" in said
    assert prepared.currency == "GBP"
    assert pc.min(prepared.tables["orders"]["paid_amount"]).as_py() >= 0
    _adds_up(prepared)


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_of_two_files_of_the_same_orders_the_one_with_seconds_wins(
    tmp_path: Path, names: tuple[str, str]
) -> None:
    head = "order_id,line_id,platform,ordered_at,paid_at,status,product_id,quantity,paid_amount\n"
    row = "{},1,tmall,2026-09-0{} 10:00{},2026-09-0{} 10:07{},paid,p1,1,10.00\n"
    for name, second in zip(names, (":25", ":00"), strict=True):
        lines = "".join(row.format(f"A{n}", n, second, n, second) for n in range(1, 6))
        (tmp_path / f"orders_{name}.csv").write_text(head + lines)
    prepared = prepare([tmp_path], shop="tea", key=KEY)
    assert {t.second for t in prepared.tables["orders"]["paid_at"].to_pylist()} == {25}
    cut = next(f for f in prepared.files if f.file == f"orders_{names[1]}.csv")
    assert (cut.accepted, cut.skipped) == (0, 5)
    assert any("写到秒" in note.zh and "ordered_at" in note.zh for note in cut.notes)
    _adds_up(prepared)


def test_two_files_that_differ_in_a_text_the_engine_hashes_alike_differ(tmp_path: Path) -> None:
    head = "order_id,line_id,platform,ordered_at,paid_at,status,product_id,quantity,paid_amount\n"
    row = "A1,1,tmall,2026-09-01 10:00:01,2026-09-01 10:00:02,paid,{},1,10.00\n"
    (tmp_path / "orders_a.csv").write_text(head + row.format("100000000000079190"))
    (tmp_path / "orders_b.csv").write_text(head + row.format("100000070000079690"))
    prepared = prepare([tmp_path], shop="tea", key=KEY)
    first = next(f for f in prepared.files if f.file == "orders_a.csv")
    assert (first.skipped, first.duplicates) == (1, 0)
    assert prepared.tables["orders"]["product_id"].to_pylist() == ["100000070000079690"]


def test_no_person_shows_in_what_is_said_of_unreadable_rows(tmp_path: Path) -> None:
    head = "order_id,line_id,platform,ordered_at,paid_at,status,product_id,quantity,paid_amount\n"
    when = "2026-09-01 10:00:01"
    rows = [
        f"A1,1,tmall,张小龙,{when},paid,p1,1,10.00",
        f"A2,1,tmall,{when},{when},paid,p1,1,浙江省杭州市文三路77号",
        f"A3,1,tmall,{when},{when},李雷 13812345678,p1,1,10.00",
        f"王芳13812345678,1,tmall,{when},{when},paid,p1,1,10.00",
        f"A5,1,tmall,{when},{when},paid,p1,十件,10.00",
    ]
    (tmp_path / "orders_a.csv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    prepared = prepare([tmp_path], shop="tea", key=KEY)
    assert prepared.quarantine["row"].to_pylist() == [2, 3, 4, 5, 6]
    said = str(prepared.quarantine.to_pylist()) + str(prepared.files)
    for personal in ("张小龙", "文三路", "李雷", "王芳", "13812345678"):
        assert personal not in said
    assert "十件" in said


def test_a_list_without_header_is_refused_without_its_first_row(tmp_path: Path) -> None:
    (tmp_path / "名单.csv").write_text("张小龙,13812345678,浙江省杭州市文三路77号\n" * 3)
    (file,) = prepare([tmp_path], shop="tea", key=KEY).files
    assert file.outcome == "refused"
    assert "张小龙" not in str(file.errors)
    assert "fupan map" in file.errors[0].zh


@pytest.mark.parametrize(
    ("lines", "first", "last"),
    [
        (["统计时间：2026-10-01~2026-10-03", "导出时间：2026-11-01 09:00:00"], 1, 3),
        (["2026年10月1日 - 2026年10月31日 下载时间：20261101"], 1, 31),
        (["订单导出20261001-20261031"], 1, 31),
        (["Exported on 2026-11-02; 2026-10-01 - 2026-10-31"], 1, 31),
    ],
)
def test_when_a_file_was_written_is_no_day_of_its_rows(
    lines: list[str], first: int, last: int
) -> None:
    told = period_in(lines)
    assert (told.start, told.last) == (date(2026, 10, first), date(2026, 10, last))
