"""Google Ads campaign report: two title rows, thousands in quotes, “< 10%”, UTF-16 or UTF-8."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.promotion import AD_FILLS, ADDED_UP, NO_NEW_BUYERS, WINDOW_UNKNOWN

PROFILE = Profile(
    name="google_ads",
    title=Text("Google Ads 广告系列报告", "Google Ads campaign report"),
    table="ads",
    platform="google",
    reads={
        "date": read(As.DAY, "Day", "Date", "Tag", "Jour"),
        "campaign_id": read(As.ID, "Campaign ID", "Campaign", "Kampagne", "Campagne"),
        "adgroup_id": read(As.ID, "Ad group ID", "Ad group"),
        "impressions": read(As.COUNT, "Impr.", "Impressions", "Impr", "Impressionen"),
        "clicks": read(As.COUNT, "Clicks", "Klicks", "Clics"),
        "cost": read(As.MONEY, "Cost", "Kosten", "Coût"),
        "orders": read(As.NUMBER, "Conversions", "Conv."),
        "attributed_amount": read(As.MONEY, "Conv. value", "Conversion value", "Conv. Value"),
    },
    needs=("campaign_id", "impressions", "clicks", "cost"),
    never=("Reach", "Link clicks", "Amount spent"),
    fills={
        **AD_FILLS,
        "date": "coalesce(date, {day})",
        "tool": "'google_ads'",
        "adgroup_id": "adgroup_id",
        "orders": "round(orders)",
    },
    adds=ADDED_UP,
    notes=(
        Text(
            "转化数可能是小数（归因分摊），取整；转化是什么由广告账户的设置决定",
            "conversions may be fractions and are rounded; the account decides what they are",
        ),
    ),
    cannot=(WINDOW_UNKNOWN, NO_NEW_BUYERS, Text("没有商品", "no products")),
)
