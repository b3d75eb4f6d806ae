"""A footer's surplus is held once, though a week's report and the month's both leave one."""

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from fupan.contract import TABLES
from fupan.store.delta import HIDDEN, file_list
from fupan.store.shop import conform
from fupan.store.taking_back import take_back
from fupan.store.upsert import upsert

ADS = TABLES["ads"]
WEEK, NEXT = ("2026-10-01", "2026-10-07"), ("2026-10-08", "2026-10-14")
MONTH = ("2026-10-01", "2026-10-31")


def arrived(*spans, cost=5, tool="duoduo_search", name="0001"):
    one = {"tool": tool, "campaign_id": "unallocated", "impressions": None, "clicks": None}
    rows = conform(ADS, pd.DataFrame([
        {**one, "date": last, "adgroup_id": f"{tool}:{first}..{last}", "cost": cost}
        for first, last in spans
    ]))  # fmt: skip
    for field in HIDDEN:
        value = name if pa.types.is_string(field.type) else 1
        rows = rows.append_column(field.name, pa.array([value] * rows.num_rows, field.type))
    return rows


def held(folder, version):
    rows = duckdb.sql(f"select adgroup_id, cost from read_parquet({file_list(folder, version)})")
    return {span.rpartition(":")[2]: float(cost) for span, cost in rows.fetchall()}


@pytest.mark.parametrize(
    ("then", "stays"),
    [
        ((MONTH,), {"2026-10-01..2026-10-31"}),
        ((NEXT,), {"2026-10-01..2026-10-07", "2026-10-08..2026-10-14"}),
        ((WEEK,), {"2026-10-01..2026-10-07"}),
        ((("2026-10-04", "2026-10-10"),), {"2026-10-04..2026-10-10"}),
    ],
)
def test_a_week_makes_way_for_its_month_and_for_a_newer_report(tmp_path, then, stays):
    first = upsert(tmp_path / "ads", ADS, arrived(WEEK), None)
    second = upsert(tmp_path / "ads", ADS, arrived(*then, cost=9, name="0002"), first.version)
    assert set(held(tmp_path / "ads", second.version)) == stays


def test_a_week_within_a_month_that_is_held_adds_nothing(tmp_path):
    first = upsert(tmp_path / "ads", ADS, arrived(MONTH, cost=20), None)
    second = upsert(tmp_path / "ads", ADS, arrived(WEEK, name="0002"), first.version)
    assert held(tmp_path / "ads", second.version) == {"2026-10-01..2026-10-31": 20}
    assert "left out" in second.notes[0].en


def test_both_in_one_import_and_two_tools(tmp_path):
    both = pa.concat_tables([arrived(WEEK, MONTH), arrived(WEEK, tool="qianchuan", cost=7)])
    done = upsert(tmp_path / "ads", ADS, both, None)
    rows = duckdb.sql(f"select cost from read_parquet({file_list(tmp_path / 'ads', done.version)})")
    assert sorted(float(cost) for (cost,) in rows.fetchall()) == [5, 7]


def test_taking_the_month_back_returns_the_week(tmp_path):
    first = upsert(tmp_path / "ads", ADS, arrived(WEEK, name="A1"), None)
    second = upsert(tmp_path / "ads", ADS, arrived(MONTH, name="A2"), first.version)
    head = take_back(tmp_path / "ads", ADS, second.version, "A2", [("A2", first.version)])
    assert set(held(tmp_path / "ads", head)) == {"2026-10-01..2026-10-07"}
