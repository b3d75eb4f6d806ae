"""The 24 quirks of real exports: what becomes of each, and the test that shows it.

The table names tests of this folder; those that no other file has stand below it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import export_files as ex
import openpyxl
import pytest
from documented_headers import DOCUMENTED

from fupan.sources import prepare

KEY = b"k" * 32
QUIRKS = {
    "Q1 GBK, UTF-8 with mark, UTF-16": ("read alike", "test_every_encoding_gives_the_same_rows"),
    "Q2 zip with GBK names": ("named", "test_wanxiangtai_comes_zipped_under_a_gbk_name"),
    "Q3 header below a preamble": ("found", "test_sycm_products_are_found_below_their_preamble"),
    "Q4 rows of totals": ("left out", "test_the_footer_is_left_out_and_compared_with_the_rows"),
    "Q5 footer above the rows": (
        "a row",
        "test_pinduoduo_promotion_tells_what_its_footer_has_more",
    ),
    "Q6 marks of the missing": (
        "unknown; 0 if so declared",
        "test_a_marker_that_means_zero_is_zero_only_where_it_is_declared",
    ),
    "Q7 spellings of amounts": ("exact", "test_an_amount_in_a_known_spelling_is_read"),
    "Q8 percent or fraction": (
        "a fraction; bare 3.5 refused",
        "test_a_percent_is_a_fraction_and_a_bare_number_above_one_is_refused",
    ),
    "Q9 ids in wrappers": ("digits kept", "test_an_id_is_unwrapped_and_kept_digit_for_digit"),
    "Q9 ids as 1.65E+18": ("quarantine", "test_an_id_that_lost_its_digits_is_refused"),
    "Q10 noise in headers": ("matched", "test_noise_in_headers_does_not_matter"),
    "Q11 twin columns": ("by place", "test_jd_traffic_has_a_twin_behind_each_metric"),
    "Q11 two header rows": ("the lower", "test_of_two_header_rows_the_lower_names_the_columns"),
    "Q12 forms of dates": (
        "read where unambiguous",
        "test_a_moment_in_an_unambiguous_spelling_is_read_in_the_shops_time",
    ),
    "Q13 the file's date is no day": (
        "the column's day",
        "test_jd_stock_of_a_morning_is_that_of_the_evening_before",
    ),
    "Q14 masked people": (
        "nobody, and told",
        "test_a_buyer_is_an_hmac_of_the_name_and_a_masked_one_is_nobody",
    ),
    "Q15 money on each line": ("once", "test_jd_amounts_repeated_on_each_item_are_counted_once"),
    "Q15 money on the first": (
        "spread",
        "test_shopify_money_is_spread_over_lines_and_adds_up_again",
    ),
    "Q16 many in one cell": ("one row, told", "test_products_joined_in_one_cell_are_told"),
    "Q17 facts in remarks": (
        "by the shop's rules",
        "test_a_remark_marks_brushed_orders_gifts_and_small_refunds",
    ),
    "Q18 ranges": ("kept aside", "test_a_range_is_no_number"),
    "Q19 columns of each year": (
        "by those needed",
        "test_a_documented_header_is_recognised_as_the_export_that_it_is",
    ),
    "Q20 two months in one": ("refused", "test_a_month_without_days_is_refused_by_its_period"),
    "Q20 two compared": ("refused", "test_an_export_that_compares_two_periods_is_refused"),
    "Q21 a table that is called xls": ("read", "test_an_xls_that_is_a_table_of_tabs_is_read"),
    "Q21 many sheets": ("each", "test_every_sheet_of_a_workbook_is_read"),
    "Q22 no time of order": (
        "day of the number, told",
        "test_pinduoduo_orders_count_what_the_buyer_paid",
    ),
    "Q23 headers in German": ("matched", "test_german_headers_are_known"),
    "Q24 periods that overlap": (
        "later wins, told",
        "test_of_overlapping_exports_the_later_wins_and_the_change_is_told",
    ),
}


@pytest.mark.parametrize("quirk", QUIRKS)
def test_every_quirk_has_a_test_that_stands(quirk: str) -> None:
    name = QUIRKS[quirk][1]
    files = Path(__file__).parent.glob("test_*.py")
    assert sum(f"\ndef {name}(" in f.read_text(encoding="utf-8") for f in files) == 1


def test_no_quirk_is_forgotten() -> None:
    assert {int(q.split()[0][1:]) for q in QUIRKS} == set(range(1, 25))


def _loaded(path: Path, table: str = "orders") -> tuple[list[dict], str]:
    prepared = prepare([path], shop="t", key=KEY)
    assert {f.outcome for f in prepared.files} == {"loaded"}, [f.errors for f in prepared.files]
    return prepared.tables[table].to_pylist(), " ".join(
        n.en for f in prepared.files for n in f.notes
    )


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_every_encoding_gives_the_same_rows(encoding: str, tmp_path: Path) -> None:
    records = [ex.generic_order(n) for n in (1, 2)]
    rows, _ = _loaded(ex.write_csv(tmp_path / "o.csv", ex.GENERIC, records, encoding=encoding))
    assert [(r["paid_amount"], r["province"]) for r in rows] == [
        (Decimal("10.00"), "浙江"),
        (Decimal("20.00"), "浙江"),
    ]


def test_noise_in_headers_does_not_matter(tmp_path: Path) -> None:
    """A space behind, a tab before, a line break within, full-width letters."""
    noisy = {
        "订单编号": "订单编号 ",
        "商品ID": "商品ＩＤ",
        "实付金额": "\t实付金额",
        "数量": '"数\n量"',
    }
    lines = [",".join(noisy.get(name, name) for name in ex.GENERIC)]
    lines += [",".join(map(str, ex.rows_of(ex.GENERIC, [ex.generic_order(3)])[0]))]
    (tmp_path / "o.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    ((row,), _) = _loaded(tmp_path / "o.csv")
    assert (row["paid_amount"], row["product_id"]) == (Decimal("30.00"), "680000000003")


def test_of_two_header_rows_the_lower_names_the_columns(tmp_path: Path) -> None:
    above = ["订单信息,,,,,,金额,,,,时间,,,,"]
    path = ex.write_csv(tmp_path / "o.csv", ex.GENERIC, [ex.generic_order(1)], above=above)
    rows, said = _loaded(path)
    assert len(rows) == 1 and "the header is row 2" in said


def test_products_joined_in_one_cell_are_told(tmp_path: Path) -> None:
    """The order stays one row of its whole amount; nobody guesses what each product cost."""
    row = {"Date": "2026-06-01 10:00:00", "Status": "completed", "Customer": "A",
           "Items sold": "3", "Net Sales": "30.00"}  # fmt: skip
    records = [{**row, "Order #": "1", "Product(s)": "2× Cup, 1× Pot"},
               {**row, "Order #": "2", "Product(s)": "3× Cup"}]  # fmt: skip
    path = ex.write_csv(tmp_path / "w.csv", DOCUMENTED["woocommerce_orders"], records)
    rows, said = _loaded(path)
    assert [r["paid_amount"] for r in rows] == [Decimal("30.00")] * 2
    assert "1 orders hold several products" in said


def test_a_range_is_no_number(tmp_path: Path) -> None:
    """100-200 is neither 100 nor 150: the row waits for a figure."""
    records = [ex.generic_order(1), ex.generic_order(2, 数量="100-200")]
    prepared = prepare([ex.write_csv(tmp_path / "o.csv", ex.GENERIC, records)], shop="t", key=KEY)
    (report,) = prepared.files
    assert (report.accepted, report.quarantined) == (1, 1)
    assert "100-200" in prepared.quarantine["reason"][0].as_py()


def test_an_export_that_compares_two_periods_is_refused(tmp_path: Path) -> None:
    above = ["# Traffic acquisition", "# Start date: 20260801", "# End date: 20260831",
             "# Start date: 20260701", "# End date: 20260731", ""]  # fmt: skip
    group = DOCUMENTED["ga4_traffic"][0]
    record = {group: "Organic Search", "Sessions": "12", "Views": "40", "Total revenue": "9.50"}
    path = ex.write_csv(
        tmp_path / "ga4.csv", DOCUMENTED["ga4_traffic"], [record], above=above, encoding="utf-8"
    )
    (report,) = prepare([path], shop="t", key=KEY).files
    assert report.outcome == "refused" and report.errors


def test_an_xls_that_is_a_table_of_tabs_is_read(tmp_path: Path) -> None:
    rows = [list(ex.GENERIC), *ex.rows_of(ex.GENERIC, [ex.generic_order(n) for n in (1, 2)])]
    text = "".join("\t".join(map(str, row)) + "\r\n" for row in rows)
    (tmp_path / "orders.xls").write_bytes(text.encode("gb18030"))
    assert len(_loaded(tmp_path / "orders.xls")[0]) == 2


def test_every_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    for n in (1, 2, 3):
        sheet = book.create_sheet(f"{n}月")
        sheet.append(list(ex.GENERIC))
        sheet.append(ex.rows_of(ex.GENERIC, [ex.generic_order(n)])[0])
    book.save(tmp_path / "o.xlsx")
    rows, said = _loaded(tmp_path / "o.xlsx")
    assert sorted(r["paid_amount"] for r in rows) == [10, 20, 30]
    assert "no known export and was not read" in said


def test_german_headers_are_known(tmp_path: Path) -> None:
    lines = ["Datum,Standard-Channelgruppe der Sitzung,Aktive Nutzer,Sitzungen,"
             + "Sitzungen mit Interaktionen,Aufrufe",
             "20260801,Organic Search,10,12,9,40"]  # fmt: skip
    (tmp_path / "ga4.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    ((row,), _) = _loaded(tmp_path / "ga4.csv", "traffic")
    assert (row["date"], row["channel"], row["pageviews"]) == (date(2026, 8, 1), "search", 40)
