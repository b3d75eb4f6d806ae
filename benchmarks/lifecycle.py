"""Lifecycle at scale: cohorts, RFM and states on 10,000,000 orders against plain DuckDB SQL, and
the fit of the value models on CDNOW and on 1,000,000 buyers.

Run `python benchmarks/lifecycle.py [orders]`; prints seconds and ratios, best of two rounds each
(one beyond 5,000,000 orders). Both sides read the same Parquet file, on the same two threads.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from fupan.analysis.clv import BgNbd, Histories, ParetoNbd
from fupan.analysis.lifecycle import cohorts, rfm, states
from fupan.analysis.lifecycle.rhythm import Rhythm, shop_rhythm
from fupan.analysis.lifecycle.seen import look
from fupan.contract import TABLES
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store import Shop
from fupan.store.settings import Settings

MONTH = Period.parse("2026-06")
CDNOW = Path(__file__).parents[1] / "../shared/data/cdnow/cdnow_customers_summary.csv"
SQL_TYPES = {"string": "varchar", "large_string": "varchar", "int64": "bigint", "bool": "boolean",
             "date32[day]": "date"}  # fmt: skip

# The same three tables as one would write them by hand, each from the orders.
ONCE = "with days as (select * from kept)"
DAYS = """
with days as (
  select buyer_id, paid_at::date as day, sum(paid_amount) as paid,
         sum(paid_amount - coalesce(refund_amount, 0)) as net
  from read_parquet('{path}')
  where paid_at is not null and paid_at < '2026-07-01' and buyer_id is not null
    and not coalesce(is_gift, false) and not coalesce(is_suspect, false)
  group by 1, 2)"""
COHORTS = (
    "{days}"
    """, firsts as (select buyer_id, min(day) as first_day from days group by 1)
select strftime(first_day, '%Y-%m') as cohort,
       datediff('month', date_trunc('month', first_day), date_trunc('month', day)) as since,
       count(distinct buyer_id) as buyers, sum(paid) as paid, sum(net) as net
from days join firsts using (buyer_id) group by 1, 2 order by 1, 2"""
)
RFM = (
    "{days}"
    """, each as (
  select buyer_id, date '{on}' - max(day) as recency, count(*) as frequency, sum(net) as money
  from days where day > date '{on}' - 365 and day <= date '{on}' group by 1)
select 6 - ntile(5) over (order by recency) as r, least(frequency, 5) as f,
       ntile(5) over (order by money) as m, money from each"""
)
SEGMENTS = """select r >= 4 as recent, f >= 2 as often, m >= 4 as big, count(*) as buyers,
                     sum(money) as money from ({rfm}) group by 1, 2, 3"""
GAPS = (
    "{days}"
    """, waits as (
  select buyer_id, day, lead(day) over (partition by buyer_id order by day) as next_day from days)
select coalesce(next_day, date '2026-06-30') - day as days, count(next_day) as back, count(*) as n
from waits group by 1 order by 1"""
)
STATES = (
    "{days}"
    """, ranked as (
  select buyer_id, day, lag(day) over (partition by buyer_id order by day) as previous,
         row_number() over (partition by buyer_id order by day) as turn from days),
at_start as (select buyer_id, max(day) as day, max(turn) as turn,
                    arg_max(day - previous, day) as gap
             from ranked where day <= date '2026-05-31' group by 1),
at_end as (select buyer_id, max(day) as day, max(turn) as turn, arg_max(day - previous, day) as gap
           from ranked group by 1),
told as (select buyer_id, {state_start} as before from at_start),
now as (select buyer_id, {state_end} as now from at_end)
select before, now, count(*) as buyers from now left join told using (buyer_id) group by 1, 2"""
)


def main(orders: int = 10_000_000) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "orders.parquet")
        write_orders(path, orders)
        own = shop_rhythm(look(shop_of(path), MONTH))
        rounds = 1 if orders > 5_000_000 else 2
        plain = best(lambda: plain_sql(path, own), rounds)
        clever = best(lambda: plain_sql(path, own, once=True), rounds)
        ours = best(lambda: workbench(path), rounds)
        print(f"{orders:,} orders: cohorts + RFM (two dates) + states")
        print(f"  plain DuckDB SQL   {plain:6.2f} s")
        print(f"  days put aside     {clever:6.2f} s")
        print(f"  lifecycle          {ours:6.2f} s   ratio {ours / plain:.2f}, "
              f"to days put aside {ours / clever:.2f}")  # fmt: skip
    fits()


def write_orders(path: str, orders: int) -> None:
    """Orders of a quarter as many buyers, some far more often than others, over 18 months."""
    made = {
        "shop": "'bench'", "order_id": "'N' || i", "line_id": "'1'", "platform": "'tmall'",
        "ordered_at": "moment", "paid_at": "moment", "status": "'completed'",
        "buyer_id": f"md5(((random() ** 1.5) * {orders // 4})::bigint::varchar)",
        "product_id": "'p' || (i % 500)", "quantity": "1",
        "paid_amount": "(20 + random() * 300)::decimal(18,2)",
        "refund_amount": "case when random() < 0.05 then 10 end",
    }  # fmt: skip
    con = duckdb.connect()
    con.sql("select setseed(0.5)")
    columns = ", ".join(
        f"({made.get(f.name, 'null')})::{SQL_TYPES.get(str(f.type), sql_type(str(f.type)))} "
        f'as "{f.name}"'
        for f in TABLES["orders"].schema
    )
    con.sql(
        f"copy (select {columns} from (select i, timestamp '2025-01-01' + to_seconds("
        f"(random() * 546 * 86400)::bigint) as moment from range({orders}) t(i))) "
        f"to '{path}' (format parquet)"
    )


def sql_type(arrow: str) -> str:
    if arrow.startswith("decimal"):
        return "decimal" + arrow[arrow.index("(") :]
    return "timestamp" if arrow.startswith("timestamp") else "varchar"


def shop_of(path: str) -> Shop:
    settings = Settings("bench", Text("bench", "bench"), "CNY", "Asia/Shanghai")
    return Shop(settings, {"orders": [path]})


def workbench(path: str) -> None:
    seen = look(shop_of(path), MONTH)
    own = shop_rhythm(seen)
    cohorts.triangle(seen.visits, seen.watched)
    states.moves(seen, own)
    rfm.segments(seen)


def plain_sql(path: str, own: Rhythm, *, once: bool = False) -> None:
    """Each table from the orders, or all from the buyers' days put aside `once`."""
    con = duckdb.connect()
    days = DAYS.format(path=path)
    if once:
        con.execute(f"create temp table kept as {days} select * from days")
        days = ONCE
    con.sql(GAPS.format(days=days)).df()
    con.sql(COHORTS.format(days=days)).df()
    for on in ("2026-06-30", "2026-05-31"):
        con.sql(SEGMENTS.format(rfm=RFM.format(days=days, on=on))).df()
    state = {
        "state_start": state_sql("2026-05-31", own),
        "state_end": state_sql("2026-06-30", own),
    }
    con.sql(STATES.format(days=days, **state)).df()


def state_sql(on: str, own: Rhythm) -> str:
    return f"""case when date '{on}' - day > {own.silent} then 'lost'
      when date '{on}' - day > {own.at_risk} then 'silent'
      when date '{on}' - day > {own.active} then 'at_risk' when turn = 1 then 'new'
      when gap > {own.at_risk} then 'won_back' when turn >= 4 then 'loyal' else 'active' end"""


def best(work: Callable[[], object], rounds: int = 2) -> float:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def fits() -> None:
    if CDNOW.is_file():
        rows = pd.read_csv(CDNOW)
        cdnow = Histories.of(rows["frequency"], rows["recency"], rows["T"])
        for name, model in (("BG/NBD", BgNbd), ("Pareto/NBD", ParetoNbd)):
            print(
                f"{name} on CDNOW          {best(lambda m=model: m.fit(cdnow), 5) * 1000:8.1f} ms"
            )
    columns = million()
    start = time.perf_counter()
    histories = Histories.of(*columns)
    print(f"1,000,000 buyers to {len(histories.repeats):,} histories"
          f"  {time.perf_counter() - start:6.2f} s")  # fmt: skip
    for name, model in (("BG/NBD", BgNbd), ("Pareto/NBD", ParetoNbd)):
        print(f"{name} on 1,000,000      {best(lambda m=model: m.fit(histories), 1):8.2f} s")


def million(count: int = 1_000_000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Buyers by the BG/NBD story with CDNOW's parameters, in days, watched for 1 to 90 weeks."""
    chance = np.random.default_rng(0)
    rate, leave = chance.gamma(0.25, 1 / 31, count), chance.beta(0.8, 2.4, count)
    watched = chance.integers(7, 630, count).astype(float)
    now, last, repeats = np.zeros(count), np.zeros(count), np.zeros(count)
    alive = np.ones(count, bool)
    while alive.any():
        now = now + np.where(alive, chance.exponential(1, count) / np.maximum(rate, 1e-12), 0)
        alive &= now < watched
        repeats += alive
        last = np.where(alive, np.minimum(np.ceil(now), watched), last)
        alive &= chance.random(count) > leave
    return repeats, last / 7, watched / 7


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:]))
