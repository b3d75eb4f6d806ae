"""The catalogue on the sample shop: everything computes, and the parts agree."""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
import pytest

from fupan.contract import TABLES
from fupan.metrics import METRICS, compare, measurable, measure
from fupan.store import Shop

FILES = Path(__file__).parents[2] / "data" / "sample" / "files"
pytestmark = pytest.mark.skipif(not FILES.exists(), reason="the sample shop is not written yet")
MONTH = "2026-10"


def read(path: Path, table: str) -> pa.Table:
    if path.suffix == ".parquet":
        return pyarrow.parquet.read_table(path)
    types = {c.name: c.kind.arrow for c in TABLES[table].columns}
    options = pyarrow.csv.ConvertOptions(column_types=types, strings_can_be_null=True)
    return pyarrow.csv.read_csv(path, convert_options=options)


@pytest.fixture(scope="module")
def shop() -> Shop:
    tables = {}
    for path in sorted(FILES.iterdir()):
        if path.stem in TABLES:
            tables[path.stem] = read(path, path.stem)
    return Shop.of("sample", tables)


def test_every_metric_is_known_in_the_latest_month(shop):
    assert not {n: t for n, t in measurable(shop, list(METRICS)).items() if t}
    told = measure(shop, list(METRICS), period=MONTH).iloc[0]
    # Cohorts of October cannot have been watched for a week, let alone longer, by its end.
    ages = ("_7d", "_30d", "_60d", "_90d", "_180d", "_360d")
    young = {n for n in METRICS if n.endswith(ages)}
    assert set(told[told.isna()].index) == young


def test_orders_and_the_platforms_reports_tell_the_same_sales(shop):
    told = measure(
        shop, ["gmv", "channel_pay_amount", "item_pay_amount"], period=MONTH, grain="day"
    )
    assert told["gmv"].tolist() == pytest.approx(told["channel_pay_amount"].tolist())
    assert told["gmv"].tolist() == pytest.approx(told["item_pay_amount"].tolist())


def test_sales_are_visitors_times_conversion_times_spend(shop):
    names = ["gmv", "visitors", "pay_conversion", "spend_per_daily_buyer"]
    for by in ([], ["channel"]):
        told = measure(shop, names, period=MONTH, by=by)
        product = told["visitors"] * told["pay_conversion"] * told["spend_per_daily_buyer"]
        assert product.tolist() == pytest.approx(told["gmv"].tolist())


def test_distinct_buyers_are_fewer_than_their_days_added_up(shop):
    month = measure(shop, ["pay_buyers", "daily_pay_buyers"], period=MONTH).iloc[0]
    assert 0 < month["pay_buyers"] < month["daily_pay_buyers"]


def test_a_year_of_months_compares_without_a_gap_in_the_latest(shop):
    told = compare(shop, ["gmv", "visitors", "stock_on_hand"], period=MONTH, to="year_ago")
    assert told["baseline"].notna().all() and told["note"].isna().all()
