"""The sample shop's files obey the contract, agree with each other, and come again the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet
import pytest

from fupan.contract import TABLES, breaches
from fupan.ground.errors import DataMissing, WrongUse
from fupan.metrics import METRICS
from fupan.sources.sample import FACTS, find_fact, measured_facts

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
FILES = sorted((SAMPLE / "files").iterdir())
WRITTEN = (*FILES, *(SAMPLE / n for n in ("README.md", "facts.json", "shop.toml")))


def read(path: Path) -> pa.Table:
    if path.suffix == ".parquet":
        return pa_parquet.read_table(path)
    types = {c.name: c.kind.arrow for c in TABLES[path.stem].columns}
    options = pa_csv.ConvertOptions(column_types=types, strings_can_be_null=True)
    return pa_csv.read_csv(path, convert_options=options)


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for path in FILES:
        con.register(path.stem, read(path))
    return con


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_file_is_a_table_of_the_contract_without_a_breach(path: Path) -> None:
    assert breaches(TABLES[path.stem], read(path)) == []


def test_every_table_of_the_contract_is_there() -> None:
    """But for the buyers split by chance: the sample shop has never held any out."""
    assert {p.stem for p in FILES} == set(TABLES) - {"campaign_buyers"}


def test_the_folder_is_at_most_six_megabytes() -> None:
    assert sum(p.stat().st_size for p in WRITTEN) <= 6_000_000


def test_the_same_seed_writes_the_committed_files_in_another_process_and_time_zone(
    tmp_path: Path,
) -> None:
    code = (
        "import sys; from pathlib import Path; from fupan.sources.sample import write_sample; "
        "write_sample(Path(sys.argv[1]))"
    )
    odd = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, env=odd, timeout=200)
    again = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert again == {str(p.relative_to(SAMPLE)) for p in WRITTEN}
    # Another version of the Parquet writer may lay the same rows out in other bytes.
    writer = pa_parquet.read_metadata(FILES[[p.stem for p in FILES].index("orders")]).created_by
    same_writer = pa.cpp_version in writer
    for path in WRITTEN:
        other = tmp_path / path.relative_to(SAMPLE)
        if path.suffix == ".parquet" and not same_writer:
            assert read(other).equals(read(path)), path.name
        else:
            assert other.read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize(
    ("table", "by"), [("traffic", "channel"), ("product_traffic", "product_id")]
)
def test_amounts_paid_agree_with_the_orders_to_the_cent(
    con: duckdb.DuckDBPyConnection, table: str, by: str
) -> None:
    apart = con.sql(f"""
        with sold as (
            select cast(paid_at as date) as date, {by}, sum(paid_amount) as paid
            from orders where paid_at is not null and not is_gift and not is_suspect
            group by all),
        seen as (select date, {by}, sum(pay_amount) as paid from {table} group by all)
        select date, coalesce(sold.paid, 0) as sold, coalesce(seen.paid, 0) as seen
        from sold full join seen using (date, {by})
        where coalesce(sold.paid, 0) <> coalesce(seen.paid, 0)""").fetchall()
    # 2025-04-15 and 16 are the planted gap in `traffic`.
    gap = {str(day) for day, *_ in apart}
    assert gap == ({"2025-04-15", "2025-04-16"} if table == "traffic" else set())


def test_buyers_who_paid_agree_with_the_orders(con: duckdb.DuckDBPyConnection) -> None:
    apart = con.sql("""
        with sold as (
            select cast(paid_at as date) as date, product_id, count(distinct buyer_id) as buyers
            from orders where paid_at is not null and not is_gift and not is_suspect
            group by all)
        select count(*) from sold join product_traffic using (date, product_id)
        where buyers <> pay_buyers""").fetchone()
    assert apart == (0,)


def test_a_step_of_the_funnel_is_never_wider_than_the_visitors(
    con: duckdb.DuckDBPyConnection,
) -> None:
    for table in ("traffic", "product_traffic"):
        wide = con.sql(
            f"select count(*) from {table} where cart_visitors > visitors or pay_buyers > visitors"
        ).fetchone()
        assert wide == (0,)


def test_visitors_of_a_day_are_fewer_than_the_visitors_of_its_products(
    con: duckdb.DuckDBPyConnection,
) -> None:
    by_channel, by_product = con.sql("""
        select (select sum(visitors) from traffic where date = '2026-10-15'),
               (select sum(visitors) from product_traffic where date = '2026-10-15')""").fetchone()
    assert by_channel < by_product


def test_the_clickstream_of_october_gives_the_visitors_and_payments_of_traffic(
    con: duckdb.DuckDBPyConnection,
) -> None:
    # Devices are not in the clickstream, and a buyer may come twice on one day: hence 3 %.
    visitors, paid = con.sql("""
        with seen as (
            select cast(event_at as date) as date, channel,
                count(distinct user_id) filter (where event = 'view') as users,
                coalesce(sum(amount) filter (where event = 'pay'), 0) as paid
            from events group by all),
        told as (
            select date, channel, sum(visitors) as visitors, sum(pay_amount) as pay_amount
            from traffic where date >= '2026-10-01' group by all)
        select sum(users) / sum(visitors), sum(paid) - sum(pay_amount)
        from told left join seen using (date, channel)""").fetchone()
    assert 0.97 < visitors <= 1.03
    assert paid == 0


def test_livestreams_agree_with_the_orders_they_brought(con: duckdb.DuckDBPyConnection) -> None:
    apart = con.sql("""
        with sold as (
            select live_id, sum(paid_amount) as paid, sum(refund_amount) as back
            from orders where live_id is not null and paid_at is not null group by live_id)
        select count(*) from lives left join sold using (live_id)
        where pay_amount <> coalesce(paid, 0) or refund_amount <> coalesce(back, 0)""").fetchone()
    assert apart == (0,)


def test_money_of_a_line_adds_up_to_list_price_minus_discount_plus_freight(
    con: duckdb.DuckDBPyConnection,
) -> None:
    freights = con.sql("""
        select distinct paid_amount - (list_amount - discount_amount) from orders
        where paid_at is not null and not is_gift order by 1""").fetchall()
    assert freights == [(Decimal("0.00"),), (Decimal("8.00"),)]


def test_nothing_happens_after_the_last_day(con: duckdb.DuckDBPyConnection) -> None:
    latest = con.sql("""
        select max(greatest(ordered_at, paid_at, refunded_at)) < '2026-11-01' from orders
        union all select max(created_at) < '2026-11-01' from reviews
        union all select max(received_on) < '2026-11-01' from purchases""").fetchall()
    assert latest == [(True,)] * 3


def test_deposits_of_october_wait_for_their_balance(con: duckdb.DuckDBPyConnection) -> None:
    waiting = con.sql("""
        select count(*) > 12, sum(paid_amount) from orders
        where deposit_amount > 0 and paid_at is null and status = 'created'
          and ordered_at >= '2026-10-27'""").fetchone()
    assert waiting == (True, Decimal("0.00"))


def test_order_numbers_look_like_each_platforms(con: duckdb.DuckDBPyConnection) -> None:
    patterns = con.sql("""
        select platform, bool_and(regexp_full_match(order_id, case platform
            when 'tmall' then '\\d{19}' when 'jd' then '\\d{12}'
            when 'pdd' then '\\d{6}-\\d{15}' else '69\\d{17}' end))
        from orders group by platform order by platform""").fetchall()
    assert patterns == [("douyin", True), ("jd", True), ("pdd", True), ("tmall", True)]


def test_targets_and_actions_name_metrics_of_the_catalogue(con: duckdb.DuckDBPyConnection) -> None:
    named = con.sql("select metric from targets union select metric from actions").fetchall()
    assert {name for (name,) in named} <= set(METRICS)


def test_campaigns_named_by_orders_ads_and_products_are_in_the_list(
    con: duckdb.DuckDBPyConnection,
) -> None:
    unknown = con.sql("""
        select campaign_id from orders where campaign_id is not null
        union select campaign_id from ads union select campaign_id from campaign_products
        except select campaign_id from campaigns""").fetchall()
    assert unknown == []


def test_the_readme_tells_the_facts_as_they_were_measured() -> None:
    told = (SAMPLE / "README.md").read_text(encoding="utf-8")
    records = json.loads((SAMPLE / "facts.json").read_text(encoding="utf-8"))
    assert [r["id"] for r in records] == [f.fact_id for f in FACTS]
    for record in records:
        fact = find_fact(record["id"])
        assert (record["month"], record["subject"]) == (fact.month, fact.subject)
        assert told.count(f"(`{fact.fact_id}`)") == 2
        for title in (fact.title.zh, fact.title.en, fact.mechanism.zh, fact.mechanism.en):
            assert title in told
        for effect in (e for e in fact.effects if e.stage != "discount"):
            assert f"`{effect.stage}` ×{effect.factor:g}" in told
        if record["month_paid"] and fact.measure != "refunds":
            assert f"{abs(record['month_paid']):,.0f}" in told


def test_the_words_of_a_fact_name_the_factors_of_its_effects() -> None:
    for fact in FACTS:
        for effect in fact.effects:
            if effect.stage in ("visits", "cart", "order") and effect.factor > 0.1:
                number = f"×{effect.factor:g}"
                assert number in fact.mechanism.en.replace("0 ", " ").replace("0,", ","), (
                    fact.fact_id,
                    number,
                )


def test_an_unknown_fact_is_an_error_that_suggests_the_nearest() -> None:
    with pytest.raises(WrongUse, match="price-2025-09"):
        find_fact("price-2025-9")


def test_sizes_of_a_folder_without_facts_are_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="fupan sample"):
        measured_facts(tmp_path)
