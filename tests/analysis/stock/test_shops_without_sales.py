"""Both reviews of goods where no order was paid, no product is named, or goods were given away."""

import pandas as pd
import pytest

from fupan.analysis import inventory, products
from fupan.ground.periods import Period
from fupan.store import Shop

JULY = Period.parse("2026-07")


def shop_of(paid=True, product=None, price=80.0, first="2025-12-15"):
    """Forty orders, one every six days, of three products in turn unless one is named."""
    days = pd.date_range(first, periods=40, freq="6D") + pd.Timedelta(hours=12)
    rows = {
        "order_id": [str(n) for n in range(40)],
        "line_id": "1",
        "platform": "tmall",
        "ordered_at": days,
        "paid_at": days if paid else pd.Series(pd.NaT, range(40), "datetime64[ns]"),
        "status": "completed",
        "product_id": [product or f"p{n % 3}" for n in range(40)],
        "quantity": 1,
        "paid_amount": [0.0 if not product and n % 3 == 2 else price for n in range(40)],
    }
    return Shop.of("small", {"orders": pd.DataFrame(rows)})


@pytest.mark.parametrize("analysis", [inventory, products])
@pytest.mark.parametrize("shop", [{"paid": False}, {"product": "unknown"}])
def test_without_paid_orders_or_products_the_page_is_empty_and_says_why(analysis, shop):
    review = analysis.review(shop_of(**shop), JULY)
    why = "这份订单没有商品，分不到款" if "product" in shop else "没有一笔订单有付款时间"
    assert why in review.headline.zh
    assert review.kpis.empty
    assert set(review.exhibits) == set(analysis.EXHIBITS)
    assert all(e.table.empty and e.why_not is not None for e in review.exhibits.values())


@pytest.mark.parametrize("analysis", [inventory, products])
def test_a_month_without_orders_has_an_empty_page(analysis):
    review = analysis.review(shop_of(), Period.parse("2027-03"))
    assert all(e.table.empty for e in review.exhibits.values())


def test_products_given_for_nothing_are_counted_as_on_the_card_and_named():
    """Of three products in turn, the third costs nothing: five orders of July hold all three."""
    review = products.review(shop_of(), JULY)
    card = review.kpis.set_index("metric")["value"]["products_sold"]
    assert card == 3
    assert review.headline.zh.startswith("卖出 3 款（1 款成交价为 0）")


def test_without_stock_and_cost_no_assumed_cost_is_noted():
    told = "".join(n.zh for n in inventory.review(shop_of(), JULY).notes)
    assert "没有成本" not in told
    assert "到货周期" not in told
