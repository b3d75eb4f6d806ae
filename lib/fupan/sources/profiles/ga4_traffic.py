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
    "Sitzungsprimäre Channelgruppe (Standard-Channelgruppe)",
    "Primäre Channelgruppe der Sitzung (Standard-Channelgruppe)",
    "Standard-Channelgruppe der Sitzung",
    "Groupe de canaux principal de la session (groupe de canaux par défaut)",
    "Groupe de canaux par défaut pour la session",
    "Groupe de canaux principal de la session",
)

PROFILE = Profile(
    name="ga4_traffic",
    title=Text("GA4 流量获取", "GA4 traffic acquisition"),
    table="traffic",
    platform="ga4",
    reads={
        "date": read(As.DAY, "Date", "Datum"),
        "channel": read(As.TEXT, *_GROUPS, values=CHANNELS, otherwise="other"),
        "users": read(
            As.COUNT,
            "Total users",
            "Active users",
            "Users",
            "Gesamtzahl der Nutzer",
            "Aktive Nutzer",
            "Nutzer",
            "Nombre total d'utilisateurs",
            "Utilisateurs actifs",
            "Utilisateurs",
        ),
        "sessions": read(As.COUNT, "Sessions", "Sitzungen"),
        "engaged": read(
            As.COUNT, "Engaged sessions", "Sitzungen mit Interaktionen", "Sessions avec engagement"
        ),
        "views": read(As.COUNT, "Views", "Screen page views", "Page views", "Aufrufe", "Vues"),
        "carts": read(As.COUNT, "Add to carts", "Add-to-carts"),
        "purchases": read(As.COUNT, "Total purchasers", "Ecommerce purchases", "Transactions"),
        "revenue": read(
            As.MONEY,
            "Total revenue",
            "Purchase revenue",
            "Gesamtumsatz",
            "Umsatz",
            "Revenu total",
            "Revenus générés par les achats",
        ),
    },
    needs=("channel", "sessions", "engaged"),
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
            "没有用户数列时访客用会话数（上限）；报告里没有 Views 指标时浏览量未知（空，不是 0）",
            "without users, visitors are sessions (an upper bound); without the metric Views page "
            "views are not known (empty, not 0)",
        ),
    ),
    cannot=(Text("没有收藏和下单；关键事件不等于下单", "no favourites and no orders"),),
)
