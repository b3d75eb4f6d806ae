"""The same figures by other roads, and what must not change them."""

import random
from collections import defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

import duckdb
import pandas as pd
import pytest
from tiny_shop import frame, order

from fupan.metrics import measure
from fupan.store import Shop

NAMES = ["gmv", "net_paid", "paid_orders", "pay_buyers", "items", "refunded_orders"]
RATIOS = ["spend_per_buyer", "order_value", "items_per_order", "refund_rate", "refund_rate_cohort"]
OCTOBER = "2026-10"


def lines(seed: int = 7, count: int = 600) -> list[dict]:
    """Random order lines around October: several lines an order, unpaid, gifts, brushed ones."""
    draw = random.Random(seed)
    made = []
    for number in range(count):
        day = date(2026, 9, 20) + timedelta(days=draw.randrange(50))
        paid = None if draw.random() < 0.2 else draw.randrange(1, 100_000) / 100
        more = {
            "buyer_id": draw.choice([None, *"abcdefghijklmnop"]),
            "quantity": draw.randrange(1, 5),
            "channel": draw.choice([None, "search", "live", "private"]),
            "product_id": draw.choice(["P1", "P2", "P3"]),
            "refund_amount": round(paid / 2, 2) if paid and draw.random() < 0.3 else None,
            "is_gift": draw.choice([None, False, False, True]),
            "is_suspect": draw.choice([None, False, False, False, True]),
        }
        for line in range(draw.choice([1, 1, 2])):
            made.append(order(str(number), str(day), paid, line_id=str(line), **more))
    return made


@pytest.fixture(scope="module")
def orders() -> pd.DataFrame:
    return frame(lines())


@pytest.fixture(scope="module")
def shop(orders) -> Shop:
    return Shop.of("tiny", {"orders": orders})


def told(shop: Shop, names: list[str] = NAMES + RATIOS, **more) -> pd.DataFrame:
    return measure(shop, names, **({"period": OCTOBER, "by": ["channel"]} | more))


def by_sql(orders: pd.DataFrame) -> dict[str, dict[str, float]]:
    """The figures per channel written by hand in SQL."""
    con = duckdb.connect()
    con.register("orders", orders)
    found = con.execute("""
        select coalesce(channel, 'unknown'), sum(paid_amount::decimal(18, 2)),
               sum(paid_amount::decimal(18, 2) - coalesce(refund_amount, 0)::decimal(18, 2)),
               count(distinct order_id), count(distinct buyer_id), sum(quantity),
               count(distinct order_id) filter (where refund_amount > 0)
        from orders
        where paid_at >= timestamp '2026-10-01' and paid_at < timestamp '2026-11-01'
          and coalesce(is_gift, false) = false and coalesce(is_suspect, false) = false
        group by 1""").fetchall()
    return {row[0]: dict(zip(NAMES, map(float, row[1:]), strict=True)) for row in found}


def by_pandas(orders: pd.DataFrame) -> dict[str, dict[str, float]]:
    """The figures per channel by group-by on the frame."""
    gift = orders["is_gift"].map(bool) & orders["is_gift"].notna()
    suspect = orders["is_suspect"].map(bool) & orders["is_suspect"].notna()
    sold = orders[~gift & ~suspect & orders["paid_at"].between("2026-10-01", "2026-10-31 23:59")]
    sold = sold.assign(channel=sold["channel"].fillna("unknown"))
    found = {}
    for channel, rows in sold.groupby("channel"):
        refunded = rows[rows["refund_amount"].fillna(0) > 0]
        found[channel] = {
            "gmv": round(rows["paid_amount"].sum(), 2),
            "net_paid": round((rows["paid_amount"] - rows["refund_amount"].fillna(0)).sum(), 2),
            "paid_orders": rows["order_id"].nunique(),
            "pay_buyers": rows["buyer_id"].nunique(),
            "items": rows["quantity"].sum(),
            "refunded_orders": refunded["order_id"].nunique(),
        }
    return found


def by_decimal(rows: list[dict]) -> dict[str, dict[str, float]]:
    """The figures per channel in plain Python with exact decimals."""
    money, net, items = defaultdict(Decimal), defaultdict(Decimal), defaultdict(int)
    seen = {n: defaultdict(set) for n in ("paid_orders", "pay_buyers", "refunded_orders")}
    for row in rows:
        paid_on = row["paid_at"] and datetime.fromisoformat(row["paid_at"]).date()
        if not paid_on or (paid_on.year, paid_on.month) != (2026, 10):
            continue
        if row["is_gift"] or row["is_suspect"]:
            continue
        channel = row["channel"] or "unknown"
        refund = Decimal(str(row["refund_amount"] or 0))
        money[channel] += Decimal(str(row["paid_amount"]))
        net[channel] += Decimal(str(row["paid_amount"])) - refund
        items[channel] += row["quantity"]
        seen["paid_orders"][channel].add(row["order_id"])
        if row["buyer_id"]:
            seen["pay_buyers"][channel].add(row["buyer_id"])
        if refund:
            seen["refunded_orders"][channel].add(row["order_id"])
    return {
        channel: {
            "gmv": float(money[channel]),
            "net_paid": float(net[channel]),
            "items": items[channel],
            **{name: len(people[channel]) for name, people in seen.items()},
        }
        for channel in money
    }


@pytest.mark.parametrize("road", ["sql", "pandas", "decimal"])
def test_measure_agrees_with_another_road_to_the_cent(shop, orders, road):
    roads = {
        "sql": lambda: by_sql(orders),
        "pandas": lambda: by_pandas(orders),
        "decimal": lambda: by_decimal(lines()),
    }
    expected = roads[road]()
    figures = told(shop, NAMES).set_index("channel").to_dict("index")
    assert set(figures) == set(expected)
    for channel, named in expected.items():
        assert figures[channel] == pytest.approx(named, abs=1e-9)


def test_the_order_of_rows_does_not_matter(shop, orders):
    shuffled = orders.sample(frac=1, random_state=3).reset_index(drop=True)
    pd.testing.assert_frame_equal(told(Shop.of("tiny", {"orders": shuffled})), told(shop))


def test_ten_times_the_money_is_ten_times_the_amounts_and_the_same_counts(shop, orders):
    rich = orders.assign(
        paid_amount=(orders["paid_amount"] * 10).round(2),
        refund_amount=(orders["refund_amount"] * 10).round(2),
    )
    before, after = told(shop), told(Shop.of("tiny", {"orders": rich}))
    for name in ("gmv", "net_paid", "spend_per_buyer", "order_value"):
        assert after[name].tolist() == pytest.approx((before[name] * 10).tolist())
    for name in ("paid_orders", "pay_buyers", "items_per_order", "refund_rate"):
        assert after[name].tolist() == before[name].tolist()
    assert after["refund_rate_cohort"].tolist() == pytest.approx(
        before["refund_rate_cohort"].tolist()
    )


def test_a_shift_by_whole_weeks_shifts_the_answer(shop, orders):
    later = orders.assign(
        **{c: orders[c] + pd.Timedelta(weeks=5) for c in ("ordered_at", "paid_at")}
    )
    span, moved = "2026-10-05..2026-10-18", "2026-11-09..2026-11-22"
    before = told(shop, period=span, by=["weekday"])
    after = told(Shop.of("tiny", {"orders": later}), period=moved, by=["weekday"])
    pd.testing.assert_frame_equal(after, before)


def test_days_of_a_total_add_up_to_the_month_and_people_to_no_less(shop):
    whole = told(shop, NAMES, by=[]).iloc[0]
    days = told(shop, NAMES, by=[], grain="day")
    for name in ("gmv", "net_paid", "items"):
        assert days[name].sum() == pytest.approx(whole[name])
    assert days["pay_buyers"].sum() >= whole["pay_buyers"]


def test_asking_twice_gives_the_same_bytes(orders):
    answers = [told(Shop.of("tiny", {"orders": orders})).to_csv() for _ in range(2)]
    assert answers[0] == answers[1]
