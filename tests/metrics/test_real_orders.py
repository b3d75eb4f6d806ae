"""A real month of a Tmall shop: 28,010 orders of February 2020, one of them ¥188,320 unpaid."""

import csv
import math
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from fupan.metrics import compare, measurable, measure
from fupan.store import Shop

FILE = Path(__file__).parents[2] / "../shared/data/tmall_orders/tmall_order_report.csv"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the real order file is not here")
MONTH = "2020-02"


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [{k.strip(): v for k, v in row.items()} for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def shop(rows) -> Shop:
    # In this file 总金额 is what was paid before refunds, and what would have been if unpaid.
    paid = [bool(row["订单付款时间"]) for row in rows]
    total = [Decimal(row["总金额"]) for row in rows]
    orders = pa.table(
        {
            "order_id": [row["订单编号"] for row in rows],
            "line_id": ["1"] * len(rows),
            "platform": ["tmall"] * len(rows),
            "ordered_at": pd.to_datetime([row["订单创建时间"] for row in rows]),
            "paid_at": pd.to_datetime([row["订单付款时间"] or None for row in rows]),
            "status": ["paid" if p else "created" for p in paid],
            "product_id": ["unknown"] * len(rows),
            "quantity": [1] * len(rows),
            "list_amount": total,
            "paid_amount": [t if p else Decimal(0) for t, p in zip(total, paid, strict=True)],
            "refund_amount": [Decimal(row["退款金额"]) for row in rows],
        }
    )
    return Shop.of("tmall", {"orders": orders})


def test_the_orders_of_the_month_are_those_of_the_file(shop, rows):
    told = measure(shop, ["orders_placed", "paid_orders", "gmv", "gmv_placed"], period=MONTH)
    paid = [r for r in rows if r["订单付款时间"].startswith("2020-02")]
    assert told["orders_placed"].iloc[0] == 28010
    assert told["paid_orders"].iloc[0] == len(paid)
    assert told["gmv"].iloc[0] == float(sum(Decimal(r["总金额"]) for r in paid))
    assert told["gmv_placed"].iloc[0] - told["gmv"].iloc[0] > 188_320


def test_refunds_are_measured_against_paid_orders(shop):
    """5,646 orders came back: 20.16 % of all 28,010, but 23.44 % of the 24,087 paid."""
    span = "2020-02-01..2020-03-31"  # some were paid on 1 March
    told = measure(shop, ["refunded_orders", "refund_rate", "refund_share_of_placed"], period=span)
    assert told["refunded_orders"].iloc[0] == 5646
    assert round(told["refund_share_of_placed"].iloc[0] * 100, 2) == 20.16
    assert round(told["refund_rate"].iloc[0] * 100, 2) == 23.44


def test_what_the_file_lacks_is_said(shop):
    reasons = measurable(shop, ["pay_conversion", "pay_buyers", "refunds_by_refund_day"])
    assert "traffic" in reasons["pay_conversion"].en
    assert "buyer_id" in reasons["pay_buyers"].en
    assert "refunded_at" in reasons["refunds_by_refund_day"].en


def test_the_two_missing_days_are_gaps_of_a_busy_shop(shop):
    days = measure(shop, "gmv", period=MONTH, grain="day").set_index("day")["gmv"]
    assert [f"{d:%m-%d}" for d in days[days.isna()].index] == ["02-08", "02-16"]
    told = compare(shop, "gmv", period=MONTH).iloc[0]
    assert told["days"] == 27 and "缺 02-08、02-16" in told["note"].zh
    assert math.isnan(told["relative"])
