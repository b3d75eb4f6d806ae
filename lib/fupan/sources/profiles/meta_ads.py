"""Meta Ads: the currency and even a comma inside headers, and results of mixed objectives."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.promotion import ADDED_UP, NO_NEW_BUYERS, WINDOW_UNKNOWN

_CURRENCIES = ("USD", "EUR", "GBP", "CNY", "HKD", "JPY", "AUD", "CAD", "SGD", "BRL")

PROFILE = Profile(
    name="meta_ads",
    title=Text("Meta Ads 广告报告", "Meta Ads report"),
    table="ads",
    platform="meta",
    reads={
        "date": read(As.DAY, "Day", "Reporting starts", "Début des rapports"),
        "ends": read(As.DAY, "Reporting ends", "Fin des rapports"),
        "campaign_id": read(As.ID, "Campaign ID", "Campaign name", "Nom de la campagne"),
        "adgroup_id": read(As.ID, "Ad set ID", "Ad set name", "Nom de l’ensemble de publicités"),
        "cost": read(
            As.MONEY,
            *(f"Amount spent ({c})" for c in _CURRENCIES),
            *(f"Montant dépensé ({c})" for c in _CURRENCIES),
        ),
        "impressions": read(As.COUNT, "Impressions"),
        "clicks": read(As.COUNT, "Link clicks", "Clicks (all)", "Clics sur un lien"),
        "orders": read(As.COUNT, "Purchases", "Achats"),
        "amount": read(As.MONEY, "Purchases conversion value", "Valeur de conversion des achats"),
    },
    needs=("date", "campaign_id", "cost", "impressions", "clicks"),
    fills={
        # A row over several days belongs to none of them.
        "date": "case when ends is null or ends = date then date end",
        "tool": "'meta_ads'",
        "campaign_id": "campaign_id",
        "adgroup_id": "adgroup_id",
        "impressions": "impressions",
        "clicks": "coalesce(clicks, 0)",
        "cost": "cost",
        "orders": "orders",
        "attributed_amount": "amount",
    },
    adds=ADDED_UP,
    notes=(
        Text(
            "只读 Purchases，不读 Results：Results 混着各种目标，不能当订单",
            "orders are Purchases and never Results, which mix objectives",
        ),
    ),
    cannot=(WINDOW_UNKNOWN, NO_NEW_BUYERS, Text("没有商品", "no products")),
)
