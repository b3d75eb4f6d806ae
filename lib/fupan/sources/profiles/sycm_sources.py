"""生意参谋 店铺流量来源, both layouts: levels in three columns, or one row per source and level.

Channels are told at the second level; 汇总 rows and the other levels hold the same visitors again.
"""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.channels import CHANNELS
from fupan.sources.profile import As, Case, Profile, Read, read

_SUMS = ("new_visitors", "cart_visitors", "favorite_visitors", "order_buyers", "pay_buyers")
ADDED_UP = ("visitors", "pageviews", *_SUMS, "pay_amount")

_OVERLAP = Text(
    "访客按来源去重：同一渠道的几个来源相加是上限，渠道之和大于店铺访客数",
    "visitors are unique per source: added up over a channel's sources they are an upper bound",
)

_READS: dict[str, Read] = {
    "date": read(As.DAY, "统计日期", "日期"),
    "visitors": read(As.COUNT, "访客数"),
    "pageviews": read(As.COUNT, "浏览量"),
    "new_visitors": read(As.COUNT, "新访客数"),
    "cart_visitors": read(As.COUNT, "加购人数"),
    "favorite_visitors": read(As.COUNT, "商品收藏人数"),
    "order_buyers": read(As.COUNT, "下单买家数"),
    "pay_buyers": read(As.COUNT, "支付买家数"),
    "pay_amount": read(As.MONEY, "支付金额"),
}


def _fills(parent: str) -> dict[str, str]:
    """Sources that are not listed are paid where the level above says so."""
    return {
        "channel": f"case when channel <> 'other' then channel when {parent} like '%广告%' or "
        f"{parent} like '%付费%' then 'paid_feed' when {parent} like '%内容%' then 'content' "
        "else 'other' end",
        "visitors": "coalesce(visitors, 0)",
        "new_visitors": "new_visitors",
        "cart_visitors": "cart_visitors",
        "favorite_visitors": "favorite_visitors",
        "order_buyers": "order_buyers",
        "pay_buyers": "pay_buyers",
        "pay_amount": "pay_amount",
    }


_OTHER_LEVEL = Text(
    "跳过 {n} 行其他层级的来源（一级、三级和汇总）：和二级来源是同一批访客",
    "{n} rows of other levels skipped (first, third, sums): the second level's visitors again",
)

LEVELS_IN_COLUMNS = Profile(
    name="sycm_sources",
    title=Text("生意参谋 店铺流量来源（三级列）", "Sycm traffic sources (levels in columns)"),
    table="traffic",
    platform="taobao",
    currency="CNY",
    reads={
        **_READS,
        "first": read(As.TEXT, "一级来源"),
        "second": read(As.TEXT, "二级来源"),
        "third": read(As.TEXT, "三级来源"),
        "channel": read(As.TEXT, "二级来源", values=CHANNELS, otherwise="other"),
    },
    needs=("first", "second", "third", "visitors", "pay_buyers", "pay_amount"),
    fills={
        **_fills("first"),
        "date": "coalesce(date, {day})",
        # This layout tells no page views; each visitor saw one page at least.
        "pageviews": "coalesce(pageviews, visitors, 0)",
    },
    skips=(
        Case(
            "trim(coalesce(second, '')) in ('', '-', '汇总') "
            "or trim(coalesce(third, '')) not in ('', '-', '汇总')",
            _OTHER_LEVEL,
        ),
    ),
    adds=ADDED_UP,
    has_totals=False,
    notes=(
        _OVERLAP,
        Text(
            "没有浏览量列时浏览量按访客数记（下限）",
            "without a column of page views they are the visitors (a lower bound)",
        ),
    ),
    cannot=(Text("没有跳失和停留时长，不分设备", "no bounces, no time on page, no devices"),),
)

ROW_PER_SOURCE = Profile(
    name="sycm_sources_2025",
    title=Text("生意参谋 店铺流量来源（2025 版）", "Sycm traffic sources (2025)"),
    table="traffic",
    platform="taobao",
    currency="CNY",
    reads={
        **_READS,
        "parent": read(As.TEXT, "上级来源名称"),
        "source": read(As.TEXT, "来源名称"),
        "level": read(As.TEXT, "来源层级"),
        "dwell": read(As.NUMBER, "平均停留时长"),
        "channel": read(As.TEXT, "来源名称", values=CHANNELS, otherwise="other"),
    },
    needs=("date", "source", "level", "visitors", "pageviews", "pay_buyers", "pay_amount"),
    fills={
        **_fills("parent"),
        "date": "date",
        "pageviews": "coalesce(pageviews, 0)",
        "dwell_seconds": "round(dwell * visitors)",
    },
    skips=(
        Case(
            "trim(coalesce(level, '')) not in ('2', '二级', '二级来源', '2级')",
            _OTHER_LEVEL,
        ),
    ),
    adds=(*ADDED_UP, "dwell_seconds"),
    has_totals=False,
    notes=(_OVERLAP,),
    cannot=(Text("没有跳失，不分设备", "no bounces and no devices"),),
)

PROFILES = (LEVELS_IN_COLUMNS, ROW_PER_SOURCE)
