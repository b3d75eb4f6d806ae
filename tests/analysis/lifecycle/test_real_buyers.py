"""A year of a real shop (UCI Online Retail II, 2009-12 to 2010-12): the same figures by pandas."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from fupan.analysis.lifecycle import cohorts, follow, returns, rfm
from fupan.analysis.lifecycle.seen import look
from fupan.ground.periods import Period
from fupan.store import Shop

FILE = (
    Path(__file__).parents[3]
    / "../shared/data/online_retail_2009_2010/online_retail_II_2009_2010.parquet"
)
pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the real orders are not at hand")
NOVEMBER = Period.parse("2010-11")


@pytest.fixture(scope="module")
def bought():
    """Lines of positive quantity and price whose customer is known, before December 2010."""
    rows = pd.read_parquet(FILE)
    rows["at"] = pd.to_datetime(rows["InvoiceDate"])
    rows = rows[(rows["Quantity"] > 0) & (rows["Price"] > 0) & rows["Customer ID"].notna()]
    rows = rows[rows["at"] < "2010-12-01"].reset_index(drop=True)
    rows["buyer"] = rows["Customer ID"].astype(int).astype(str)
    rows["paid"] = (rows["Quantity"] * rows["Price"]).round(2)
    return rows


@pytest.fixture(scope="module")
def seen(bought):
    n = len(bought)
    table = pa.table({
        "order_id": bought["Invoice"].astype(str).tolist(),
        "line_id": [str(i) for i in range(n)], "platform": ["shopify"] * n,
        "ordered_at": pa.array(bought["at"]), "paid_at": pa.array(bought["at"]),
        "status": ["completed"] * n, "buyer_id": bought["buyer"].tolist(),
        "product_id": bought["StockCode"].astype(str).tolist(),
        "quantity": bought["Quantity"].tolist(), "paid_amount": bought["paid"].tolist(),
    })  # fmt: skip
    return look(Shop.of("real", {"orders": table}, currency="GBP"), NOVEMBER)


def test_the_cohort_triangle_is_that_of_pandas(bought, seen):
    month = bought["at"].dt.to_period("M")
    first = month.groupby(bought["buyer"]).transform("min")
    since = (month - first).map(lambda step: step.n)
    expected = bought.groupby([first.astype(str), since])["buyer"].nunique()
    cells = cohorts.triangle(seen.visits, seen.watched)
    found = cells[cells["buyers"] > 0].set_index(["cohort", "since"])["buyers"]
    assert found.astype(int).to_dict() == expected.to_dict()
    # Eleven full months after the first of twelve; what has not come is not in the table at all.
    assert cells.groupby("cohort")["since"].max().tolist() == list(range(11, -1, -1))


def test_the_first_cohort_has_955_buyers_of_whom_337_are_back_the_month_after(seen):
    """As counted in the public notebooks on this file: 955 customers, 35 % in January 2010."""
    cells = cohorts.triangle(seen.visits, seen.watched).set_index(["cohort", "since"])
    assert cells.loc[("2009-12", 0), "size"] == 955
    assert cells.loc[("2009-12", 1), "retention"] == pytest.approx(0.353, abs=0.001)


def test_return_within_90_days_is_that_of_pandas(bought, seen):
    day = bought["at"].dt.normalize()
    first = day.groupby(bought["buyer"]).min()
    later = bought.assign(day=day)[day > first.reindex(bought["buyer"]).to_numpy()]
    second = later.groupby("buyer")["day"].min()
    back = ((second - first.reindex(second.index)).dt.days <= 90).groupby(
        first.reindex(second.index).dt.strftime("%Y-%m")
    ).sum()  # fmt: skip
    found = returns.counted(seen).set_index("cohort")["back_90"].dropna()
    assert found.astype(int).to_dict() == back[found.index].to_dict()
    # The buyers of September 2010 have not all been watched for 90 days by 30 November.
    assert list(found.index)[-1] == "2010-08"


def test_recency_frequency_and_money_are_those_of_pandas(bought, seen):
    found = rfm.scores(seen.visits, seen.as_of).order_by("buyer_id").to_pandas()
    day = bought["at"].dt.normalize()
    inside = day > pd.Timestamp(seen.as_of) - pd.Timedelta(days=365)
    rows = bought[inside].assign(day=day[inside]).groupby("buyer")
    last = rows["day"].max().sort_index()
    assert found["buyer_id"].tolist() == last.index.tolist()
    assert found["recency"].tolist() == (pd.Timestamp(seen.as_of) - last).dt.days.tolist()
    assert found["frequency"].tolist() == rows["day"].nunique().sort_index().tolist()
    assert found["money"].tolist() == pytest.approx(rows["paid"].sum().sort_index().tolist())
    assert found["r"].value_counts(normalize=True).to_numpy() == pytest.approx(0.2, abs=0.02)


def test_the_published_report_on_the_whole_year_is_met_to_its_printed_digits():
    """4,314 customers in 13 cohorts, 2,047.29 a customer, 23.0 % back in the month after:
    mcpanalytics.ai, "Cohort retention analysis, online retail store".
    Cancelled invoices (C…) are out, December 2010, which ends on the 9th, counts as a month."""
    rows = pd.read_parquet(FILE)
    rows = rows[rows["Customer ID"].notna() & ~rows["Invoice"].str.startswith("C")]
    log = rows.assign(customer=rows["Customer ID"].astype(int), date=rows["InvoiceDate"],
                      amount=rows["Quantity"] * rows["Price"])  # fmt: skip
    seen = follow(log, until="2010-12-31")
    assert seen.buyers == 4314
    assert round(float(seen.visits.paid.sum().execute()) / seen.buyers, 2) == 2047.29
    cells = cohorts.triangle(seen.visits, seen.watched)
    assert cells["cohort"].nunique() == 13
    told = cells.groupby("since")[["buyers", "size"]].sum()
    share = told["buyers"] / told["size"]
    assert round(share[1], 3) == 0.230
