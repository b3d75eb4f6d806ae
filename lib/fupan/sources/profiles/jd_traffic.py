"""京东商智 流量: each metric followed by a column called 同比, which is not read."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.channels import CHANNELS
from fupan.sources.profile import As, Case, Profile, read

PROFILE = Profile(
    name="jd_traffic",
    title=Text("京东商智 流量来源", "JD Shangzhi traffic sources"),
    table="traffic",
    platform="jd",
    currency="CNY",
    reads={
        "date": read(As.DAY, "日期", "时间"),
        "first": read(As.TEXT, "一级渠道"),
        "second": read(As.TEXT, "二级渠道"),
        "merged": read(As.TEXT, "聚合来源"),
        "channel": read(As.TEXT, "二级渠道", values=CHANNELS, otherwise="other"),
        "visitors": read(As.COUNT, "访客数(UV)", "访客数"),
        "pageviews": read(As.COUNT, "浏览量(PV)", "浏览量"),
        "dwell": read(As.NUMBER, "平均停留时长(秒)"),
        "cart_visitors": read(As.COUNT, "加购客户数"),
        "favorite_visitors": read(As.COUNT, "关注客户数"),
        "order_buyers": read(As.COUNT, "下单客户数"),
        "pay_buyers": read(As.COUNT, "成交客户数"),
        "pay_amount": read(As.MONEY, "成交金额"),
    },
    needs=("date", "first", "second", "visitors", "pageviews", "order_buyers", "pay_buyers"),
    fills={
        "date": "date",
        "channel": "case when channel <> 'other' then channel when first like '%广告%' or "
        "first like '%付费%' then 'paid_feed' else 'other' end",
        "visitors": "visitors",
        "pageviews": "pageviews",
        "dwell_seconds": "round(dwell * visitors)",
        "cart_visitors": "cart_visitors",
        "favorite_visitors": "favorite_visitors",
        "order_buyers": "order_buyers",
        "pay_buyers": "pay_buyers",
        "pay_amount": "pay_amount",
    },
    skips=(
        Case(
            "trim(coalesce(second, '')) in ('', '-', '汇总', '全部') "
            "or trim(coalesce(first, '')) in ('汇总', '全部') "
            "or trim(coalesce(merged, '')) not in ('', '-', '汇总', '全部')",
            Text(
                "跳过 {n} 行汇总和三级来源：和二级渠道是同一批访客",
                "{n} rows of sums and of the third level skipped: the same visitors again",
            ),
        ),
    ),
    adds=(
        "visitors",
        "pageviews",
        "dwell_seconds",
        "cart_visitors",
        "favorite_visitors",
        "order_buyers",
        "pay_buyers",
        "pay_amount",
    ),
    has_totals=False,
    notes=(
        Text(
            "访客按来源去重：渠道之和大于店铺访客数",
            "visitors are unique per source: channels exceed the shop's visitors",
        ),
    ),
    cannot=(Text("没有跳失，不分设备", "no bounces and no devices"),),
)
