"""Amazon business report by child ASIN: no date column, so one file tells one day."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read

PROFILE = Profile(
    name="amazon_business",
    title=Text("Amazon 业务报告（子 ASIN）", "Amazon business report (child ASIN)"),
    table="product_traffic",
    platform="amazon",
    reads={
        "date": read(As.DAY, "Date"),
        "product_id": read(As.ID, "(Child) ASIN", "Child ASIN", "（子）ASIN"),
        "sessions": read(As.COUNT, "Sessions - Total", "Sessions – Total", "Sessions"),
        "pageviews": read(As.COUNT, "Page Views - Total", "Page views – Total", "Page Views"),
        "units": read(As.COUNT, "Units Ordered"),
        "amount": read(As.MONEY, "Ordered Product Sales"),
        "orders": read(As.COUNT, "Total Order Items"),
    },
    needs=("product_id", "sessions", "pageviews", "units", "amount"),
    fills={
        "date": "coalesce(date, {day})",
        "product_id": "product_id",
        "visitors": "sessions",
        "pageviews": "pageviews",
        "order_buyers": "coalesce(orders, units)",
        "order_units": "units",
        "pay_buyers": "coalesce(orders, units)",
        "pay_units": "units",
        "pay_amount": "amount",
    },
    notes=(
        Text(
            "访客是会话数（上限）；文件没有加购，空着；买家数用订单行数代替；B2B 列已含在总数里",
            "visitors are sessions (an upper bound); carts are not told and empty; buyers are "
            "order items; B2B columns are part of the totals",
        ),
    ),
    cannot=(Text("没有加购和收藏，不分渠道", "no carts, no wish lists, no channels"),),
)
