"""One spend seen by plan, by product and by audience is counted once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import export_files as ex
import pyarrow as pa

from fupan.sources import prepare

KEY = b"0123456789abcdef"
BASE = ["日期", "展现量", "点击量", "花费", "总成交金额", "总成交笔数", "引导访问量"]


def _file(path: Path, names: list[str], rows: list[tuple[str, ...]]) -> Path:
    told = [
        dict(zip([*names, "日期", "花费"], row, strict=True))
        | {"展现量": "10", "点击量": "1", "总成交金额": "9", "总成交笔数": "1"}
        for row in rows
    ]
    return ex.write_csv(path, [*names, *BASE], told)


def _by_product(tmp_path: Path) -> Path:
    rows = [("1", "商品", "2026-06-01", "10.00"), ("2", "商品", "2026-06-01", "20.00")]
    return _file(tmp_path / "a.csv", ["主体ID", "主体类型"], rows)


def test_a_plan_report_after_the_product_report_is_refused(tmp_path: Path) -> None:
    """10 + 20 by product is the same money as 30 by plan."""
    plan = _file(tmp_path / "b.csv", ["计划ID"], [("8", "2026-06-01", "30.00")])
    prepared = prepare([_by_product(tmp_path), plan], shop="x", key=KEY)
    assert sum(prepared.tables["ads"]["cost"].to_pylist()) == Decimal("30.00")
    first, second = prepared.files
    assert (first.outcome, second.outcome) == ("loaded", "refused")
    assert (second.rows_read, second.accepted, second.skipped) == (1, 0, 1)
    assert "另一种口径" in second.errors[0].zh


def test_the_shops_own_ads_count_as_seen(tmp_path: Path) -> None:
    plan = _file(tmp_path / "b.csv", ["计划ID"], [("8", "2026-06-01", "30.00")])
    ads = prepare([_by_product(tmp_path)], shop="x", key=KEY).tables["ads"]
    prepared = prepare([plan], shop="x", key=KEY, held=lambda table: ads)
    assert not prepared.tables and prepared.files[0].outcome == "refused"


def test_the_same_report_again_and_another_account_are_let_in(tmp_path: Path) -> None:
    """The same keys are an update; 44.00 beside 30.00 are other ads."""
    held: pa.Table = prepare([_by_product(tmp_path)], shop="x", key=KEY).tables["ads"]
    again = prepare([_by_product(tmp_path)], shop="x", key=KEY, held=lambda table: held)
    assert again.tables["ads"].num_rows == 2
    other = _file(tmp_path / "c.csv", ["计划ID"], [("8", "2026-06-01", "44.00")])
    told = prepare([other], shop="x", key=KEY, held=lambda table: held)
    assert told.tables["ads"].num_rows == 1
