"""A clickstream month: our ordered funnel and paths against hand-written DuckDB SQL.

Run `python benchmarks/events.py --rows 100000000` (about 4 GB of disk); both read the same Parquet
files over a connection of their own, in turns, and the best of the turns counts.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from fupan.analysis.conversion.paths import ordered_funnel, paths
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.store.settings import Settings
from fupan.store.shop import Shop

MONTH = Period.parse("2026-10")
PARTS = 8

FUNNEL = """
    with e as (
        select user_id, event_at, event from read_parquet({files})
        where event_at >= timestamp '2026-10-01' and event_at < timestamp '2026-11-01'
          and event in ('view', 'cart', 'order', 'pay')
    ),
    v as (select user_id, min(event_at) as began from e where event = 'view' group by 1),
    c as (select user_id, began, min(event_at) as reached from v join e using (user_id)
          where event = 'cart' and event_at >= began and event_at < began + interval 7 days
          group by 1, 2),
    o as (select user_id, began, min(event_at) as reached from c join e using (user_id)
          where event = 'order' and event_at >= reached and event_at < began + interval 7 days
          group by 1, 2),
    p as (select user_id from o join e using (user_id)
          where event = 'pay' and event_at >= reached and event_at < began + interval 7 days
          group by 1)
    select (select count(*) from v), (select count(*) from c), (select count(*) from o),
           (select count(*) from p),
           (select count(distinct user_id) filter (event = 'view') from e),
           (select count(distinct user_id) filter (event = 'cart') from e),
           (select count(distinct user_id) filter (event = 'order') from e),
           (select count(distinct user_id) filter (event = 'pay') from e)"""

PATHS = """
    with e as (
        select session_id, event_at, event,
               lag(event) over (partition by session_id order by event_at, event) as last
        from read_parquet({files})
        where event_at >= timestamp '2026-10-01' and event_at < timestamp '2026-11-01'
          and event in ('view', 'favorite', 'cart', 'order', 'pay')
    ),
    visits as (
        select session_id, string_agg(event, ' ' order by event_at, event) as path
        from e where last is distinct from event group by 1
    )
    select path, count(*) as visits, sum(count(*)) over () as total,
           sum(count(*) filter (path = 'view')) over () as alone
    from visits group by 1 order by 2 desc, 1 limit 8"""


def clickstream(folder: Path, rows: int) -> list[str]:
    """Parquet files of one month of clicks in time order; fifty events a user, five a visit."""
    con = duckdb.connect()
    files = []
    for part in range(PARTS):
        path = folder / f"part-{part}.parquet"
        con.execute(f"""
            copy (
                select 'x' as shop,
                       timestamp '2026-10-01' + to_microseconds(
                           (({part} + i::double / {rows // PARTS}) / {PARTS} * 2678400e6)::bigint
                       ) as event_at,
                       md5((hash(i // 5, {part}) % {max(rows // 50, 1)})::varchar) as user_id,
                       (i // 5 + {part} * {rows})::varchar as session_id,
                       'search' as channel, null::varchar as campaign_id,
                       'p' || hash(i) % 200 as product_id,
                       case when i % 5 < 2 or hash(i, 1) % 10 < 6 then 'view'
                            when hash(i, 2) % 10 < 5 then 'cart'
                            when hash(i, 3) % 10 < 5 then 'favorite'
                            when hash(i, 4) % 10 < 6 then 'order' else 'pay' end as event,
                       null::bigint as quantity, null::decimal(18, 2) as amount
                from range({rows // PARTS}) numbers(i)
            ) to '{path}' (format parquet)""")
        files.append(str(path))
    return files


def timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def by_hand(files: list[str], question: str) -> list[tuple]:
    return duckdb.connect().sql(question.format(files=files)).fetchall()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000_000)
    parser.add_argument("--turns", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        files = clickstream(Path(name), asked.rows)
        settings = Settings("x", Text("x", "x"), "CNY", "Asia/Shanghai", "CN")

        def shop() -> Shop:
            return Shop(settings, {"events": files})

        counted = by_hand(files, FUNNEL)[0]
        ours = ordered_funnel(shop(), MONTH).table
        assert (*ours["value"], *ours["baseline"]) == tuple(map(float, counted))
        for title, run, question in (
            ("ordered funnel", ordered_funnel, FUNNEL), ("paths", paths, PATHS),
        ):  # fmt: skip
            turns = [
                (timed(lambda q=question: by_hand(files, q)), timed(lambda r=run: r(shop(), MONTH)))
                for _ in range(asked.turns)
            ]
            theirs, mine = min(t for t, _ in turns), min(m for _, m in turns)
            print(f"{title}, {asked.rows:,} events: SQL by hand {theirs:.2f} s · "
                  f"fupan {mine:.2f} s · ratio {mine / theirs:.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
