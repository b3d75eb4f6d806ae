"""Refunds lag: how young the month's refunds are, and what the month before had at that age."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import count, is_known, rate
from fupan.metrics import compare, measurable, measure
from fupan.metrics.ripening import ripeness
from fupan.store import Shop

UNPAID_SHARE = 0.05  # of the orders placed; below it the two bases hardly differ


def young_refunds(shop: Shop, period: Period, baseline: Period | None) -> list[Text]:
    """A note where refunds of the period are still to come, with the baseline at the same age."""
    if measurable(shop, "refund_rate")["refund_rate"] or ripeness(shop, period).is_ripe:
        return []
    note = Text(
        zh="本期订单的退款还没到齐（退货和价保要 2–5 周），退款率以后还会上升",
        en="refunds of these orders are still to come (returns and price protection take two to "
        "five weeks), so the refund rate will rise",
    )
    row = compare(shop, "refund_rate", period=period, to=baseline or "plan").iloc[0]
    now, then = row["value"], row["baseline"]
    if not is_known(now) or not now:
        return []
    if baseline is None or not is_known(then):
        return [note]
    return [
        Text(
            zh=f"{note.zh}；同样时点上，{baseline.label.zh}是 {rate(then)}，本期是 {rate(now)}",
            en=f"{note.en}; at the same age {baseline.label.en} stood at {rate(then)} and this "
            f"period stands at {rate(now)}",
        )
    ]


def first_buyers(shop: Shop) -> list[Text]:
    """Why new buyers here are more than first buyers on the page about buyers."""
    if measurable(shop, "new_buyers")["new_buyers"]:
        return []
    return [
        Text(
            zh="新买家按“期初前 365 天没买过”数；04 页的首购批次按全部历史数第一次，所以会少一些",
            en="new buyers are those without a purchase in the 365 days before; page 04's cohorts "
            "are of first purchases ever, and so a little smaller",
        )
    ]


def nobody(shop: Shop, period: Period) -> list[Text]:
    """A note where orders lack a buyer id: they are sales, but stand in no figure per buyer."""
    names = ["gmv", "unknown_buyer_gmv"]
    if any(measurable(shop, names).values()):
        return []
    row = measure(shop, names, period=period).iloc[0]
    if not is_known(row["gmv"]) or not row["gmv"] or not row["unknown_buyer_gmv"] > 0:
        return []
    part = rate(row["unknown_buyer_gmv"] / row["gmv"])
    return [
        Text(
            zh=f"支付金额里有 {part} 来自没有买家标识的订单：算在成交里，不算进买家数、客单价、"
            "人均笔数和新老占比",
            en=f"{part} of sales come from orders without a buyer id: they count as sales, but not "
            "in the number of buyers, spend and orders per buyer, or the shares of new and old",
        )
    ]


def denominators(shop: Shop, period: Period) -> list[Text]:
    """A note where many orders were never paid: no sales, and no base for a refund rate."""
    names = [
        "orders_placed",
        "placed_paid_orders",
        "placed_refunded_orders",
        "refund_share_of_placed",
        "paid_orders",
    ]
    if any(measurable(shop, names).values()):
        return []
    row = measure(shop, names, period=period).iloc[0]
    placed, paid, refunded = (float(row[n]) for n in names[:3])
    if not paid or (placed - paid) / placed < UNPAID_SHARE:
        return []
    across = _across(paid, float(row["paid_orders"]))
    return [
        Text(
            zh=f"按下单日：下单 {count(placed)} 单，付款 {count(paid)} 单；"
            f"没付款的 {count(placed - paid)} 单不算销售。"
            f"退款 {count(refunded)} 单，占付款单 {rate(refunded / paid)}"
            f"（拿全部下单做分母会错成 {rate(refunded / placed)}）{across.zh}",
            en=f"By the day of the order: {count(placed)} orders were placed and {count(paid)} "
            f"paid; the {count(placed - paid)} unpaid are no sales. "
            f"{count(refunded)} were refunded, {rate(refunded / paid)} of the paid "
            f"ones (of all placed it would wrongly be {rate(refunded / placed)}){across.en}",
        )
    ]


def _across(by_order_day: float, by_paid_day: float) -> Text:
    """Why two counts of paid orders differ: some are placed in one period and paid in the next."""
    if by_order_day == by_paid_day:
        return Text("", "")
    return Text(
        zh=f"；封面按付款日是 {count(by_paid_day)} 单，差的是期初期末跨日付款的",
        en=f"; by the day of payment, as on the cover, they are {count(by_paid_day)}: some are "
        "placed in one period and paid in the next",
    )
