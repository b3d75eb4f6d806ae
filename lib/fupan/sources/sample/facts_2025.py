"""The facts of 2025: a quiet summer, a price rise, a promotion without stock."""

from __future__ import annotations

from datetime import date as d

from fupan.ground.language import Text
from fupan.sources.sample.fact import Effect, Fact
from fupan.sources.sample.terms import DATA_GAP, GAP_DAYS, LIVE_RETURNS, RETURNS_LIVE, STOCKOUT_2025

_FEED = (d(2025, 12, 14), d(2025, 12, 31))
_PRICE = (d(2025, 9, 4), d(2025, 10, 8))

FACTS: tuple[Fact, ...] = (
    Fact(
        DATA_GAP,
        "2025-04",
        "data",
        "data_gap",
        "shop",
        "shop",
        *GAP_DAYS,
        ("traffic",),
        Text("流量表缺两天", "Two days are missing in traffic"),
        Text(
            "4 月 15、16 日没有导出流量数据，订单不缺。",
            "Nobody exported traffic on 15 and 16 April; orders are complete.",
        ),
        Text("traffic 没有这两天", "traffic has no rows on these days"),
        "days",
    ),
    Fact(
        "quiet-2025-08",
        "2025-08",
        "quiet",
        "",
        "shop",
        "shop",
        d(2025, 8, 1),
        d(2025, 8, 31),
        (),
        Text("平静的一个月", "A quiet month"),
        Text("什么也没有埋，只有正常波动。", "Nothing is planted; only usual variation."),
        Text("各表都正常", "every table is normal"),
        "none",
    ),
    Fact(
        "price-2025-09",
        "2025-09",
        "cause",
        "price",
        "product",
        "R01",
        *_PRICE,
        ("prices", "orders", "product_traffic"),
        Text("汝窑套装涨价 22%，买的人少了", "A 22% price rise on R01 drove buyers away"),
        Text(
            "R01 到手价从 219 元涨到 267 元；加购率 ×0.78，下单率 ×0.74。",
            "R01 went from ¥219 to ¥267; add-to-cart ×0.78, order rate ×0.74.",
        ),
        Text(
            "prices 中 self 的价格；product_traffic 的加购与下单",
            "prices of self; carts and orders in product_traffic",
        ),
        effects=(
            Effect("price", 1.22, *_PRICE, ("R01",)),
            Effect("cart", 0.78, *_PRICE, ("R01",)),
            Effect("order", 0.74, *_PRICE, ("R01",)),
        ),
    ),
    Fact(
        STOCKOUT_2025,
        "2025-11",
        "risk",
        "stockout",
        "product",
        "R02",
        d(2025, 11, 1),
        d(2025, 11, 30),
        ("inventory", "product_traffic", "orders"),
        Text("双11 煮茶器断货", "The tea brewer ran out during Singles' Day"),
        Text(
            "R02 为双11 备货不足，补货在途时已卖空。",
            "R02 was under-ordered for the promotion and sold out before the next delivery.",
        ),
        Text(
            "inventory 中 R02 在库为 0；访客仍在，加购消失",
            "R02 on_hand is 0 in inventory while visitors still come and carts vanish",
        ),
    ),
    Fact(
        LIVE_RETURNS,
        "2025-12",
        "cause",
        "live_returns",
        "streamer",
        RETURNS_LIVE[1],
        RETURNS_LIVE[0],
        RETURNS_LIVE[0],
        ("lives", "orders"),
        Text("一场直播承诺过头，近半退货", "One livestream promised too much; half came back"),
        Text(
            "12 月 20 日茶叔那场卖得好，但退款率约 46%，原因多为与描述不符。",
            "The livestream of 20 December sold well, but about 46% of its lines were "
            "returned, mostly as not as described.",
        ),
        Text(
            "lives 的 refund_amount；orders 的退款原因", "refund_amount in lives; reasons in orders"
        ),
        "refunds",
    ),
    Fact(
        "audience-2025-12",
        "2025-12",
        "cause",
        "audience_mismatch",
        "channel",
        "paid_feed",
        *_FEED,
        ("traffic", "ads"),
        Text("信息流人群不准：流量多了，转化掉了", "The feed reached the wrong people"),
        Text(
            "付费信息流放宽定向：访问 ×1.7，加购率 ×0.42，跳失更高，停留更短。",
            "Targeting was widened: visits ×1.7, add-to-cart ×0.42, more bounces, shorter stays.",
        ),
        Text(
            "traffic 中 paid_feed 的跳失率、停留、加购率；ads 花费",
            "bounce rate, dwell and carts of paid_feed in traffic; cost in ads",
        ),
        effects=(
            Effect("visits", 1.7, *_FEED, channels=("paid_feed",)),
            Effect("cart", 0.42, *_FEED, channels=("paid_feed",)),
            Effect("bounce", 1.28, *_FEED, channels=("paid_feed",)),
            Effect("dwell", 0.6, *_FEED, channels=("paid_feed",)),
        ),
    ),
)
