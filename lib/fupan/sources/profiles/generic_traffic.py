"""The generic Chinese traffic table: one row per day and channel."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.channels import CHANNELS
from fupan.sources.profile import As, Case, Profile, read

PROFILE = Profile(
    name="generic_traffic",
    title=Text("通用流量表", "generic traffic table"),
    table="traffic",
    reads={
        "date": read(As.DAY, "日期", "统计日期"),
        "channel": read(As.TEXT, "渠道", "流量来源", values=CHANNELS, otherwise="other"),
        "visitors": read(As.COUNT, "访客数"),
        "pageviews": read(As.COUNT, "浏览量"),
        "new_visitors": read(As.COUNT, "新访客数"),
        "bounces": read(As.COUNT, "跳失人数"),
        "cart_visitors": read(As.COUNT, "加购人数"),
        "favorite_visitors": read(As.COUNT, "收藏人数"),
        "order_buyers": read(As.COUNT, "下单买家数"),
        "pay_buyers": read(As.COUNT, "支付买家数"),
        "pay_amount": read(As.MONEY, "支付金额"),
        "rate": read(As.PERCENT, "转化率", "支付转化率", advisory=True),
    },
    needs=("date", "channel", "visitors", "pageviews"),
    fills={
        name: f'"{name}"'
        for name in (
            "date",
            "channel",
            "visitors",
            "pageviews",
            "new_visitors",
            "bounces",
            "cart_visitors",
            "favorite_visitors",
            "order_buyers",
            "pay_buyers",
            "pay_amount",
        )
    },
    warns=(
        Case(
            "pay_buyers > visitors",
            Text(
                "支付买家数 比 访客数 还多的有 {n} 行，两个数都照原样收下，请核对",
                "支付买家数 exceeds 访客数 in {n} rows: both kept as they are, check them",
            ),
        ),
        Case(
            "rate > 1",
            Text(
                "转化率 超过 100% 的有 {n} 行，请核对访客数和支付买家数",
                "转化率 is above 100% in {n} rows: check visitors and buyers",
            ),
        ),
    ),
    notes=(
        Text(
            "转化率不读入：由支付买家数 ÷ 访客数重算",
            "转化率 is not stored: it is computed as paying buyers ÷ visitors",
        ),
    ),
    cannot=(Text("没有分设备和停留时长", "no split by device and no time on page"),),
)
