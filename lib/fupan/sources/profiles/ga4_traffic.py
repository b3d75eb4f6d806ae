"""GA4 traffic acquisition: up to nine comment lines, the day in one of them, a Grand total row."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.channels import CHANNELS
from fupan.sources.profile import As, Profile, read

_GROUPS = (
    "Session primary channel group (Default Channel Group)",
    "Session default channel group",
    "Session primary channel group",
    "Default channel group",
)

PROFILE = Profile(
    name="ga4_traffic",
    title=Text("GA4 流量获取", "GA4 traffic acquisition"),
    table="traffic",
    platform="ga4",
    reads={
        "date": read(As.DAY, "Date"),
        "channel": read(As.TEXT, *_GROUPS, values=CHANNELS, otherwise="other"),
        "users": read(As.COUNT, "Total users", "Active users", "Users"),
        "sessions": read(As.COUNT, "Sessions"),
        "engaged": read(As.COUNT, "Engaged sessions"),
        "views": read(As.COUNT, "Views", "Screen page views", "Page views"),
        "carts": read(As.COUNT, "Add to carts", "Add-to-carts"),
        "purchases": read(As.COUNT, "Total purchasers", "Ecommerce purchases", "Transactions"),
        "revenue": read(As.MONEY, "Total revenue", "Purchase revenue"),
    },
    needs=("channel", "sessions", "views"),
    fills={
        "date": "coalesce(date, {day})",
        "channel": "channel",
        "visitors": "coalesce(users, sessions)",
        "pageviews": "views",
        "cart_visitors": "carts",
        "pay_buyers": "purchases",
        "pay_amount": "revenue",
    },
    adds=("visitors", "pageviews", "cart_visitors", "pay_buyers", "pay_amount"),
    notes=(
        Text(
            "没有用户数列时访客用会话数（上限）；报告里要加上 Views 指标才有浏览量",
            "without users, visitors are sessions (an upper bound); add the metric Views to the "
            "report to have page views",
        ),
    ),
    cannot=(Text("没有收藏和下单；关键事件不等于下单", "no favourites and no orders"),),
)
