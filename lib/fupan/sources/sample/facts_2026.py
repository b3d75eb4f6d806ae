"""The facts of 2026 up to September: what was tried, and what went wrong."""

from __future__ import annotations

from datetime import date as d

from fupan.ground.language import Text
from fupan.sources.sample.fact import Effect, Fact
from fupan.sources.sample.terms import COHORT, FRICTION, GIFT_GOODS

_NY = (d(2026, 1, 6), d(2026, 1, 15))
_PAGE = (d(2026, 3, 12), d(2026, 4, 5))
_BATCH = (d(2026, 4, 6), d(2026, 5, 3))
_RIVAL = (d(2026, 5, 4), d(2026, 5, 15))
_AFTER = (d(2026, 6, 21), d(2026, 7, 5))
_MIX = (d(2026, 8, 3), d(2026, 8, 31))

FACTS: tuple[Fact, ...] = (
    Fact(
        "campaign-2026-01",
        "2026-01",
        "result",
        "",
        "campaign",
        "C26-NYKOL",
        *_NY,
        ("campaigns", "traffic", "orders"),
        Text("年货礼盒种草有效", "Seeding the New Year gift box worked"),
        Text(
            "达人种草：S09、R04 的内容与短视频访问 ×9，搜索、推荐、直接访问 ×1.9，加购率 ×1.45。",
            "Creators brought S09 and R04 visits ×9 from content and short video and ×1.9 "
            "from search, recommendations and direct; add-to-cart ×1.45.",
        ),
        Text(
            "content、short_video 渠道的 S09、R04 订单",
            "orders of S09 and R04 from content and short_video",
        ),
        effects=(
            Effect("visits", 9.0, *_NY, GIFT_GOODS, ("content", "short_video")),
            Effect("cart", 1.45, *_NY, GIFT_GOODS),
            Effect("visits", 1.9, *_NY, GIFT_GOODS, ("search", "recommend", "direct")),
        ),
    ),
    Fact(
        COHORT,
        "2026-03",
        "cause",
        "",
        "cohort",
        "2026-03",
        d(2026, 3, 1),
        d(2026, 3, 31),
        ("orders",),
        Text("3 月首购的新客不回头", "Buyers first won in March 2026 do not come back"),
        Text(
            "38 节靠低价引来的新客，复购速率只有其他月份的 25%。",
            "New buyers won by cheap offers return at 25% of the usual rate.",
        ),
        Text("orders 按首购月的 90 天复购率", "90-day repeat rate by first-purchase month"),
    ),
    Fact(
        "detail-page-2026-03",
        "2026-03",
        "cause",
        "detail_page",
        "product",
        "T02",
        *_PAGE,
        ("log", "product_traffic"),
        Text("马克杯换详情页后加购变少", "A new detail page cost the mug its add-to-carts"),
        Text(
            "T02 换了详情页：加购率 ×0.60，停留 ×0.72，跳出更多；之后改回。",
            "T02's page was replaced: add-to-cart ×0.60, dwell ×0.72, more bounces; later "
            "reverted.",
        ),
        Text(
            "product_traffic 的加购率与停留；运营日志",
            "carts and dwell in product_traffic; operations log",
        ),
        effects=(
            Effect("cart", 0.60, *_PAGE, ("T02",)),
            Effect("dwell", 0.72, *_PAGE, ("T02",)),
            Effect("bounce", 1.15, *_PAGE, ("T02",)),
        ),
    ),
    Fact(
        "bad-batch-2026-04",
        "2026-04",
        "cause",
        "service_reviews",
        "product",
        "T03",
        *_BATCH,
        ("reviews", "orders", "product_traffic", "service"),
        Text("飘逸杯坏批次，差评拖累转化", "A bad batch of T03 brought bad reviews"),
        Text(
            "T03 一批漏水：退款率 ×3.6、差评多；加购率 ×0.80，下单率 ×0.72。",
            "A leaking batch: refunds ×3.6 and bad reviews; add-to-cart ×0.80, order rate ×0.72.",
        ),
        Text(
            "reviews 的星级与话题；orders 的退款原因",
            "stars and topics in reviews; refund reasons in orders",
        ),
        effects=(
            Effect("cart", 0.80, *_BATCH, ("T03",)),
            Effect("order", 0.72, *_BATCH, ("T03",)),
            Effect("refund", 3.6, *_BATCH, ("T03",)),
        ),
    ),
    Fact(
        "competitor-2026-05",
        "2026-05",
        "cause",
        "competitor_promotion",
        "product",
        "T01",
        *_RIVAL,
        ("prices", "product_traffic"),
        Text("竞店降价抢走快客杯的单", "A rival's offer took orders for the travel set"),
        Text(
            "竞店同款降价 30%；T01 下单率 ×0.58，加购率 ×0.90。",
            "The rival cut its price by 30%; T01 order rate ×0.58, add-to-cart ×0.90.",
        ),
        Text(
            "prices 中竞店价格；product_traffic 的加购后未下单",
            "the rival's price in prices; carts without orders in product_traffic",
        ),
        effects=(
            Effect("rival_price", 0.70, *_RIVAL, ("T01",)),
            Effect("cart", 0.90, *_RIVAL, ("T01",)),
            Effect("order", 0.58, *_RIVAL, ("T01",)),
        ),
    ),
    Fact(
        "pull-forward-2026-06",
        "2026-06",
        "cause",
        "pull_forward",
        "shop",
        "shop",
        *_AFTER,
        ("orders", "traffic"),
        Text("618 透支了后两周", "618 borrowed from the two weeks after it"),
        Text(
            "囤过货的人不再买：6 月 21 日起下单率 ×0.62，半衰期约 5 天，访问 ×0.88 同样恢复。",
            "People had stocked up: order rate ×0.62 from 21 June, visits ×0.88, both fading "
            "with a 7-day time constant.",
        ),
        Text("orders、traffic 在 6 月 21 日至 7 月 5 日", "orders and traffic, 21 June to 5 July"),
        effects=(
            Effect("order", 0.62, *_AFTER, fades_after=7.0),
            Effect("visits", 0.88, *_AFTER, fades_after=7.0),
        ),
    ),
    Fact(
        FRICTION,
        "2026-07",
        "cause",
        "payment_friction",
        "shop",
        "shop",
        d(2026, 7, 9),
        d(2026, 7, 31),
        ("orders", "traffic", "log"),
        Text("包邮门槛提高，下单不付款", "A higher free-shipping line stopped payments"),
        Text(
            "包邮门槛 39 → 99 元；新被收运费的订单只有 62% 的人照常付款。",
            "Free shipping from ¥99 instead of ¥39; of those newly charged only 62% still paid.",
        ),
        Text(
            "traffic 的下单-支付转化率；orders 未付款与运费",
            "order-to-pay rate in traffic; unpaid orders and freight in orders",
        ),
    ),
    Fact(
        "traffic-mix-2026-08",
        "2026-08",
        "cause",
        "traffic_mix",
        "channel",
        "short_video",
        *_MIX,
        ("traffic",),
        Text("短视频大涨，全店转化率被摊薄", "Short video diluted the shop's conversion"),
        Text(
            "短视频访问 ×4，它的转化本来就低；其他渠道都没有变差。",
            "Visits from short video ×4, a channel that always converts poorly; no channel "
            "got worse.",
        ),
        Text("traffic 按渠道看转化不变，合计下降", "conversion by channel holds, the total falls"),
        effects=(Effect("visits", 4.0, *_MIX, channels=("short_video",)),),
    ),
)
