"""What the promotion reports of all platforms have in common: a day, a plan, and what it cost."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Read, read

DAYS = ("日期", "数据日期", "统计日期", "时间")

AD_FILLS: dict[str, str] = {
    "date": "date",
    "campaign_id": "campaign_id",
    "impressions": "impressions",
    "clicks": "clicks",
    "cost": "cost",
    "orders": "orders",
    "attributed_amount": "attributed_amount",
}

ADDED_UP = (
    "impressions",
    "clicks",
    "cost",
    "favorites",
    "cart_units",
    "orders",
    "attributed_amount",
)
"""What may be added over the rows of one plan and day (audiences, creatives, placements)."""

WINDOW = "try_cast(nullif(regexp_extract(window_text, '([0-9]+) *[天日]', 1), '') as bigint)"
"""The attribution window in days, from a text such as 15天累计数据 (a read `window_text`)."""

WINDOW_UNKNOWN = Text(
    "文件不写归因周期：回报只能与同一设置下的报表比较",
    "no attribution window in the file: compare it only with reports of the same setting",
)

NO_NEW_BUYERS = Text(
    "成交是平台归因的，不是增量；增量要看活动复盘",
    "the amounts are the platform's attribution, not increments",
)


def ad_reads(
    impressions: str | tuple[str, ...],
    clicks: str | tuple[str, ...],
    cost: str | tuple[str, ...],
    orders: str | tuple[str, ...],
    amount: str | tuple[str, ...],
    campaign: str | tuple[str, ...],
) -> dict[str, Read]:
    """The seven reads that every promotion report has, by its own names for them."""
    return {
        "date": read(As.DAY, *DAYS),
        "campaign_id": read(As.ID, *_names(campaign)),
        "impressions": read(As.COUNT, *_names(impressions)),
        "clicks": read(As.COUNT, *_names(clicks)),
        "cost": read(As.MONEY, *_names(cost)),
        "orders": read(As.COUNT, *_names(orders)),
        "attributed_amount": read(As.MONEY, *_names(amount)),
    }


def _names(told: str | tuple[str, ...]) -> tuple[str, ...]:
    return (told,) if isinstance(told, str) else told
