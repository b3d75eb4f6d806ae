"""生意参谋 商品流量来源: day and product stand in columns or above the header."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.channels import CHANNELS
from fupan.sources.profile import As, Profile, read

PROFILE = Profile(
    name="sycm_item_sources",
    title=Text("生意参谋 商品流量来源", "Sycm traffic sources of a product"),
    table="product_traffic",
    platform="taobao",
    currency="CNY",
    reads={
        "date": read(As.DAY, "统计日期"),
        "product_id": read(As.ID, "商品id", "商品ID"),
        "channel": read(As.TEXT, "流量来源", values=CHANNELS, otherwise="other"),
        "detail": read(As.TEXT, "来源明细"),
        "visitors": read(As.COUNT, "访客数"),
        "pageviews": read(As.COUNT, "浏览量"),
        "favorite_visitors": read(As.COUNT, "收藏人数"),
        "cart_visitors": read(As.COUNT, "加购人数"),
        "order_buyers": read(As.COUNT, "下单买家数"),
        "pay_buyers": read(As.COUNT, "支付买家数"),
        "pay_units": read(As.COUNT, "支付件数"),
        "pay_amount": read(As.MONEY, "支付金额"),
    },
    needs=("channel", "detail", "visitors", "pageviews", "pay_buyers"),
    fills={
        "date": "coalesce(date, {day})",
        "product_id": "coalesce(product_id, {product})",
        "channel": "channel",
        "visitors": "coalesce(visitors, 0)",
        "pageviews": "coalesce(pageviews, 0)",
        "favorite_visitors": "favorite_visitors",
        "cart_visitors": "coalesce(cart_visitors, 0)",
        "order_buyers": "coalesce(order_buyers, 0)",
        "pay_buyers": "coalesce(pay_buyers, 0)",
        "pay_units": "coalesce(pay_units, 0)",
        "pay_amount": "coalesce(pay_amount, 0)",
    },
    adds=(
        "visitors",
        "pageviews",
        "favorite_visitors",
        "cart_visitors",
        "order_buyers",
        "pay_buyers",
        "pay_units",
        "pay_amount",
    ),
    has_totals=False,
    notes=(
        Text(
            "访客按来源去重，渠道之和大于商品访客数；生意参谋把 0 写成“-”，按 0 计",
            "visitors are unique per source, so channels exceed the product's; “-” is 0 here",
        ),
    ),
    cannot=(Text("没有曝光、点击和跳失", "no impressions, clicks or bounces"),),
)
