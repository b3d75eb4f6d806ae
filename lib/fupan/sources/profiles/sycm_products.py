"""生意参谋 商品_全部 (36 or 38 columns, header below a preamble): one row per day and product."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Case, Profile, read

PROFILE = Profile(
    name="sycm_products",
    title=Text("生意参谋 商品（商品_全部）", "Sycm products (商品_全部)"),
    table="product_traffic",
    platform="taobao",
    currency="CNY",
    reads={
        "date": read(As.DAY, "统计日期", "日期"),
        "product_id": read(As.ID, "商品ID", "商品id"),
        "kind": read(As.TEXT, "商品类型"),
        "visitors": read(As.COUNT, "商品访客数"),
        "pageviews": read(As.COUNT, "商品浏览量"),
        "dwell": read(As.NUMBER, "平均停留时长"),
        "bounce_rate": read(As.PERCENT, "商品详情页跳出率"),
        "favorite_visitors": read(As.COUNT, "商品收藏人数"),
        "cart_units": read(As.COUNT, "商品加购件数"),
        "cart_visitors": read(As.COUNT, "商品加购人数"),
        "order_buyers": read(As.COUNT, "下单买家数"),
        "order_units": read(As.COUNT, "下单件数"),
        "pay_buyers": read(As.COUNT, "支付买家数"),
        "pay_units": read(As.COUNT, "支付件数"),
        "pay_amount": read(As.MONEY, "支付金额"),
        "search_visitors": read(As.COUNT, "搜索引导访客数"),
        "pay_rate": read(As.PERCENT, "商品支付转化率", advisory=True),
    },
    needs=(
        "product_id",
        "visitors",
        "pageviews",
        "cart_visitors",
        "order_buyers",
        "pay_buyers",
        "pay_units",
        "pay_amount",
        "date",
    ),
    fills={
        "date": "date",
        "product_id": "product_id",
        "visitors": "visitors",
        "pageviews": "pageviews",
        "bounces": "round(bounce_rate * visitors)",
        "dwell_seconds": "round(dwell * visitors)",
        "favorite_visitors": "favorite_visitors",
        "cart_visitors": "coalesce(cart_visitors, 0)",
        "cart_units": "cart_units",
        "order_buyers": "coalesce(order_buyers, 0)",
        "order_units": "order_units",
        "pay_buyers": "coalesce(pay_buyers, 0)",
        "pay_units": "coalesce(pay_units, 0)",
        "pay_amount": "coalesce(pay_amount, 0)",
        "search_visitors": "search_visitors",
    },
    skips=(
        Case(
            "kind like '%子商品%'",
            Text(
                "跳过 {n} 行子商品：主商品行已包含它们，一起加会重复",
                "{n} rows of sub-products skipped: the main product's row holds them",
            ),
        ),
    ),
    notes=(
        Text(
            "生意参谋把 0 写成“-”：加购、下单、支付各列的“-”按 0 计；"
            "跳出人数 = 跳出率 × 访客数（取整）",
            "Sycm writes 0 as “-” in cart, order and pay columns, read as 0; bounces = bounce "
            "rate × visitors, rounded",
        ),
    ),
    cannot=(
        Text(
            "没有分渠道（channel 一律为 all）、没有曝光和点击",
            "not split by channel; no impressions or clicks",
        ),
    ),
)
