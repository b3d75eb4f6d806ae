"""Every planted fact can be seen in the files with a sum that one could do by hand."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from fupan.sources.sample import FACTS, find_fact, measured_facts

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
MEASURED = {m.fact.fact_id: m for m in measured_facts(SAMPLE)}


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for path in sorted((SAMPLE / "files").iterdir()):
        read = "read_parquet" if path.suffix == ".parquet" else "read_csv"
        con.execute(f"create view {path.stem} as select * from {read}('{path}')")
    return con


def one(con: duckdb.DuckDBPyConnection, sql: str) -> float:
    """The single number that a query gives."""
    rows = con.sql(sql).fetchall()
    assert len(rows) == 1 and len(rows[0]) == 1
    return float(rows[0][0])


def share(
    con: duckdb.DuckDBPyConnection,
    what: str,
    table: str,
    where: str,
    start: str,
    end: str,
) -> float:
    """A quotient of sums over the days from `start` to `end` (inclusive)."""
    top, bottom = what.split("/")
    return one(
        con,
        f"select sum({top})::double / {bottom if '(' in bottom else f'sum({bottom})'} "
        f"from {table} where {where} and date between '{start}' and '{end}'",
    )


def test_at_least_twelve_facts_in_eight_months_and_several_in_the_last() -> None:
    planted = [f for f in FACTS if f.kind not in ("quiet", "data")]
    assert len(planted) >= 12
    assert len({f.month for f in planted}) >= 8
    assert sum(f.month == "2026-10" for f in planted) >= 5


@pytest.mark.parametrize(
    ("fact_id", "low", "high"),
    # Money of the fact's own month, measured with and without it on the same luck.
    [
        ("price-2025-09", -16_000, -6_000),
        ("audience-2025-12", -5_000, -500),
        ("stockout-2025-11", -26_000, -8_000),
        ("campaign-2026-01", 3_500, 12_000),
        ("cohort-2026-03", -8_000, -1_000),
        ("detail-page-2026-03", -5_000, -1_200),
        ("bad-batch-2026-04", -8_000, -2_500),
        ("competitor-2026-05", -5_000, -1_500),
        ("pull-forward-2026-06", -26_000, -12_000),
        ("payment-friction-2026-07", -16_000, -6_000),
        ("traffic-mix-2026-08", 6_000, 18_000),
        ("channel-volume-2026-10", -24_000, -9_000),
        ("late-supplier-2026-10", -24_000, -6_000),
        ("live-goods-2026-10", -5_000, -700),
        ("weak-streamer-2026-10", -12_000, -3_000),
        ("action-yes-2026-10", 6_000, 18_000),
    ],
)
def test_the_true_size_has_the_sign_and_order_that_the_fact_promises(
    fact_id: str, low: float, high: float
) -> None:
    assert low <= MEASURED[fact_id].month_paid <= high


def test_two_days_are_missing_in_traffic_and_in_nothing_else(
    con: duckdb.DuckDBPyConnection,
) -> None:
    for table, held in (("traffic", 608), ("product_traffic", 610), ("service", 610)):
        assert one(con, f"select count(distinct date) from {table}") == held
    gap = "select count(*) from traffic where date in ('2025-04-15', '2025-04-16')"
    assert one(con, gap) == 0


def test_the_quiet_month_is_like_the_month_before(con: duckdb.DuckDBPyConnection) -> None:
    july, august = ("2025-07-08", "2025-07-31"), ("2025-08-01", "2025-08-31")
    for what in ("visitors/count(distinct date)", "pay_buyers/visitors", "cart_visitors/visitors",
                 "bounces/visitors", "pay_amount/pay_buyers"):  # fmt: skip
        before, now = (share(con, what, "traffic", "true", *span) for span in (july, august))
        assert 0.92 < now / before < 1.08, what


def test_the_price_rise_of_r01_costs_a_third_of_its_buyers(
    con: duckdb.DuckDBPyConnection,
) -> None:
    price = "select max(price) from prices where seller = 'self' and product_id = 'R01' and date ="
    assert one(con, f"{price} '2025-09-03'") == 219
    assert one(con, f"{price} '2025-09-04'") == 267
    before, during, after = (
        share(con, "pay_buyers/visitors", "product_traffic", "product_id = 'R01'", *span)
        for span in (("2025-07-08", "2025-09-03"), ("2025-09-04", "2025-10-08"),
                     ("2025-10-09", "2025-10-19"))
    )  # fmt: skip
    assert during / before < 0.75
    assert during / after < 0.95


def test_the_feeds_wrong_audience_bounces_and_does_not_add_to_cart(
    con: duckdb.DuckDBPyConnection,
) -> None:
    spans = ("2025-11-17", "2025-12-07"), ("2025-12-14", "2025-12-31")
    ratio = {}
    for what in ("visitors/count(distinct date)", "bounces/visitors", "cart_visitors/visitors",
                 "dwell_seconds/visitors"):  # fmt: skip
        before, during = (share(con, what, "traffic", "channel = 'paid_feed'", *s) for s in spans)
        ratio[what.split("/")[0]] = during / before
    assert ratio["visitors"] > 1.4
    assert ratio["bounces"] > 1.15
    assert ratio["cart_visitors"] < 0.6
    assert ratio["dwell_seconds"] < 0.7


def test_r02_is_out_of_stock_in_november_2025_while_people_come(
    con: duckdb.DuckDBPyConnection,
) -> None:
    out = """(select date from inventory where product_id = 'R02' group by date
              having sum(on_hand) = 0)"""
    days = f"product_id = 'R02' and date in {out}"
    assert one(con, f"select count(*) from product_traffic where {days}") >= 8
    assert one(con, f"select min(visitors) from product_traffic where {days}") > 20
    assert one(con, f"select sum(pay_units) / count(*) from product_traffic where {days}") < 0.5


def test_one_livestream_came_back_by_half(con: duckdb.DuckDBPyConnection) -> None:
    rate = "select sum(refund_amount) / sum(pay_amount) from lives where streamer = '茶叔' and"
    day = "cast(started_at as date)"
    assert one(con, f"{rate} {day} = '2025-12-20'") > 0.35
    assert one(con, f"{rate} {day} <> '2025-12-20'") < 0.2
    reason = """select avg((refund_reason = '与描述不符')::int) from orders
                where live_id = 'L2512204' and refund_reason is not null"""
    assert one(con, reason) > 0.6


def test_the_creators_brought_buyers_of_the_gift_box(con: duckdb.DuckDBPyConnection) -> None:
    def buyers(start: str, end: str) -> float:
        return one(
            con,
            f"""
            select count(distinct order_id) / (date '{end}' - date '{start}' + 1) from orders
            where product_id in ('S09', 'R04') and paid_at is not null
              and channel in ('content', 'short_video')
              and cast(ordered_at as date) between '{start}' and '{end}'""",
        )

    assert buyers("2026-01-06", "2026-01-15") > 4 * buyers("2025-12-14", "2026-01-05")


def test_buyers_first_seen_in_march_2026_hardly_come_back(
    con: duckdb.DuckDBPyConnection,
) -> None:
    repeat = """
        with paid as (select buyer_id, order_id, min(paid_at) as paid_at from orders
                      where paid_at is not null and not is_suspect group by all),
        first as (select buyer_id, min(paid_at) as since from paid group by buyer_id),
        back as (select strftime(since, '%Y-%m') as month, buyer_id,
                     bool_or(paid_at > since and paid_at < since + interval 90 day) as again
                 from first join paid using (buyer_id) group by all)
        select avg(again::int) from back where month"""
    assert one(con, f"{repeat} = '2026-03'") < 0.6 * one(con, f"{repeat} in ('2026-02', '2026-04')")


def test_the_new_page_of_t02_lost_carts_and_stay(con: duckdb.DuckDBPyConnection) -> None:
    spans = ("2026-01-06", "2026-01-22"), ("2026-03-12", "2026-04-05"), ("2026-04-06", "2026-05-10")
    for what, most in (("cart_visitors/visitors", 0.75), ("dwell_seconds/visitors", 0.85)):
        before, during, after = (
            share(con, what, "product_traffic", "product_id = 'T02'", *s) for s in spans
        )
        assert during < most * before and during < most * after, what


def test_the_bad_batch_of_t03_shows_in_stars_reasons_and_conversion(
    con: duckdb.DuckDBPyConnection,
) -> None:
    stars = "select avg(rating) from reviews where product_id = 'T03' and cast(created_at as date)"
    assert one(con, f"{stars} between '2026-04-14' and '2026-05-08'") < 3.3
    assert one(con, f"{stars} < '2026-04-06'") > 4.0
    back = """select sum(refund_amount) / sum(paid_amount) from orders where product_id = 'T03'
              and paid_at is not null and cast(ordered_at as date)"""
    usual = one(con, f"{back} < '2026-04-06'")
    assert one(con, f"{back} between '2026-04-06' and '2026-05-03'") > 2 * usual
    before, during = (
        share(con, "pay_buyers/visitors", "product_traffic", "product_id = 'T03'", *span)
        for span in (("2026-03-10", "2026-04-05"), ("2026-04-06", "2026-05-03"))
    )
    assert during < 0.75 * before


def test_the_rivals_offer_stops_orders_of_t01_after_the_cart(
    con: duckdb.DuckDBPyConnection,
) -> None:
    asks = """select avg(price) from prices where seller <> 'self' and product_id = 'T01'
              and date between"""
    assert one(con, f"{asks} '2026-05-04' and '2026-05-12'") < 0.78 * one(
        con, f"{asks} '2026-04-10' and '2026-05-03'"
    )
    before, during = (
        share(con, "order_buyers/cart_visitors", "product_traffic", "product_id = 'T01'", *span)
        for span in (("2026-04-01", "2026-05-03"), ("2026-05-04", "2026-05-15"))
    )
    assert during < 0.8 * before


def test_the_weeks_after_618_are_weak(con: duckdb.DuckDBPyConnection) -> None:
    after, later = (
        one(
            con,
            f"""select sum(paid_amount) / {days} from orders where paid_at is not null
                     and not is_suspect and cast(paid_at as date) between {span}""",
        )
        for span, days in (
            ("'2026-06-21' and '2026-06-28'", 8),
            ("'2026-08-01' and '2026-08-31'", 31),
        )
    )
    assert after < 0.7 * later


def test_the_higher_free_shipping_line_stops_payments_of_small_orders(
    con: duckdb.DuckDBPyConnection,
) -> None:
    spans = ("2026-06-25", "2026-07-08"), ("2026-07-09", "2026-07-31"), ("2026-08-01", "2026-08-31")
    before, during, after = (
        share(con, "pay_buyers/order_buyers", "traffic", "true", *s) for s in spans
    )
    assert during < before - 0.05 and during < after - 0.05
    freight = """select avg((paid_amount > list_amount - discount_amount)::int) from orders
                 where paid_at is not null and not is_gift and line_id = '1'
                 and cast(ordered_at as date) between"""
    assert one(con, f"{freight} '2026-07-09' and '2026-07-31'") > 1.7 * one(
        con, f"{freight} '2026-08-01' and '2026-08-31'"
    )


def test_short_video_dilutes_the_shop_while_no_channel_gets_worse(
    con: duckdb.DuckDBPyConnection,
) -> None:
    rows = con.sql("""
        select channel,
            sum(visitors) filter (where date between '2026-09-11' and '2026-09-30') as v_after,
            sum(pay_buyers) filter (where date between '2026-09-11' and '2026-09-30') as b_after,
            sum(visitors) filter (where date between '2026-08-03' and '2026-08-31') as v_during,
            sum(pay_buyers) filter (where date between '2026-08-03' and '2026-08-31') as b_during
        from traffic group by channel""").fetchall()
    v_after, b_after, v_during, b_during = (float(sum(r[n] for r in rows)) for n in (1, 2, 3, 4))
    whole = (b_during / v_during) / (b_after / v_after)
    # The same channels with September's shares of visitors: only the rates differ.
    fixed = sum(float(r[1]) * float(r[4]) / float(r[3]) for r in rows) / b_after
    assert whole < 0.93
    assert fixed > whole + 0.05
    assert fixed > 0.94


def test_recommendations_bring_fewer_visitors_of_the_same_quality(
    con: duckdb.DuckDBPyConnection,
) -> None:
    spans = ("2026-09-11", "2026-10-07"), ("2026-10-08", "2026-10-31")
    rest = "channel in ('search', 'paid_search', 'direct', 'affiliate')"
    volume = {}
    for name, where in (("recommend", "channel = 'recommend'"), ("rest", rest)):
        before, during = (
            share(con, "visitors/count(distinct date)", "traffic", where, *s) for s in spans
        )
        volume[name] = during / before
    assert volume["recommend"] < 0.72
    assert volume["rest"] > 1.0
    before, during = (
        share(con, "cart_visitors/visitors", "traffic", "channel = 'recommend'", *s) for s in spans
    )
    assert 0.85 < during / before < 1.15


def test_r01_waits_for_a_late_supplier_in_october(con: duckdb.DuckDBPyConnection) -> None:
    late = """select max(received_on - expected_on) from purchases
              where sku_id like 'R01-%' and received_on"""
    assert one(con, f"{late} = '2026-10-24'") > 20
    assert one(con, f"{late} < '2026-10-24'") <= 5
    out = """select count(*) from (select date from inventory where product_id = 'R01'
             and date >= '2026-10-01' group by date having sum(on_hand) = 0)"""
    assert 5 <= one(con, out) <= 14


def test_the_wrong_goods_are_passed_over_while_viewers_stay(
    con: duckdb.DuckDBPyConnection,
) -> None:
    clicks = """select sum(p.clicks) / sum(p.exposures) from live_products p join lives using
                (live_id) where streamer = '小满' and cast(started_at as date)"""
    assert one(con, f"{clicks} = '2026-10-11'") < 0.5 * one(con, f"{clicks} <> '2026-10-11'")
    stay = """select avg(average_dwell_seconds) from lives where streamer = '小满'
              and cast(started_at as date)"""
    assert one(con, f"{stay} = '2026-10-11'") > 0.7 * one(con, f"{stay} <> '2026-10-11'")


def test_the_new_streamer_sells_less_per_click(con: duckdb.DuckDBPyConnection) -> None:
    sold = """select sum(orders) / sum(product_clicks) from lives
              where cast(started_at as date) >= '2026-08-01' and streamer"""
    assert one(con, f"{sold} = '北辰'") < 0.7 * one(con, f"{sold} <> '北辰'")


def test_the_october_coupon_sells_no_more_than_the_days_around_it(
    con: duckdb.DuckDBPyConnection,
) -> None:
    goods = "product_id in ('T02', 'T04', 'T06', 'R04')"
    around, during = (
        share(con, "pay_units/visitors", "product_traffic", goods, *span)
        for span in (("2026-09-11", "2026-10-07"), ("2026-10-08", "2026-10-14"))
    )
    assert 0.8 < during / around < 1.2
    assert MEASURED["no-lift-2026-10"].month_units == 0
    assert MEASURED["no-lift-2026-10"].extra["discount_given"] > 300


def test_s02_lies_on_the_shelf(con: duckdb.DuckDBPyConnection) -> None:
    left = one(
        con,
        """select sum(on_hand) from inventory where product_id = 'S02'
                       and date = '2026-10-31'""",
    )
    sold = one(
        con,
        """select sum(pay_units) from product_traffic where product_id = 'S02'
                       and date >= '2026-09-01'""",
    )
    assert left > 400
    assert sold <= 5
    assert left == MEASURED["dead-stock-2026-10"].extra["units_left"]


def test_one_action_of_september_came_true_and_the_other_did_not(
    con: duckdb.DuckDBPyConnection,
) -> None:
    promised = dict(
        con.sql("""select action_id, expected_change from actions
                               where check_month = '2026-10'""").fetchall()
    )
    before, now = ("2026-09-11", "2026-10-04"), ("2026-10-06", "2026-10-31")
    woken = [
        share(con, "visitors/count(distinct date)", "traffic", "channel = 'private'", *span)
        for span in (before, now)
    ]
    assert woken[1] / woken[0] - 1 > promised["A2609-1"]
    clicked = [
        share(con, "visitors/count(distinct date)", "product_traffic", "product_id = 'T02'", *span)
        for span in (before, now)
    ]
    assert clicked[1] / clicked[0] - 1 < promised["A2609-2"]
    assert find_fact("action-no-2026-10").effects == ()


def test_october_2026_stays_a_little_below_its_plan(con: duckdb.DuckDBPyConnection) -> None:
    paid = one(
        con,
        """select sum(paid_amount) from orders where not is_suspect
                       and cast(paid_at as date) >= '2026-10-01'""",
    )
    plan = one(con, "select value from targets where month = '2026-10' and metric = 'gmv'")
    assert 0.88 < paid / plan < 0.98
