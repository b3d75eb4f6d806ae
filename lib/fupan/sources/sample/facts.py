"""The facts planted in the sample shop, oldest first; sizes are measured, not written here."""

from __future__ import annotations

from datetime import date as d

from fupan.ground.language import Text
from fupan.sources.sample.fact import Effect, Fact

# Facts that no factor can describe; the module that carries them out knows them by these names.
STOCKOUT_2025 = "stockout-2025-11"
LIVE_RETURNS = "live-returns-2025-12"
COHORT = "cohort-2026-03"
FRICTION = "payment-friction-2026-07"
DEAD_STOCK = "dead-stock-2026-10"
LATE_SUPPLIER = "late-supplier-2026-10"
LIVE_GOODS = "live-goods-2026-10"
WEAK_STREAMER = "weak-streamer-2026-10"
DATA_GAP = "data-gap-2025-04"

GAP_DAYS = (d(2025, 4, 15), d(2025, 4, 16))
FREE_SHIPPING_FROM, RAISED_TO, FREIGHT = 39, 99, 8  # yuan
FRICTION_PAY = 0.62  # of the buyers who now see freight, how many still pay
COHORT_RETURN = 0.25  # rate of return of that cohort, against the others
RETURNS_IN_LIVE = 0.46  # share of that livestream's lines that come back
WEAK_CART = 0.50  # what the weak streamer's viewers add to cart, against the others
WRONG_GOODS = ("S01", "S02", "I03", "I01", "S03", "R16")
WRONG_GOODS_LIVE = (d(2026, 10, 17), "小满")
RETURNS_LIVE = (d(2025, 12, 20), "茶叔")
WEAK_STREAMER_NAME = "北辰"
COUPON_GOODS = ("R03", "R06", "R09", "T02")
GIFT_GOODS = ("S09", "R04")

_OCT = (d(2025, 10, 8), d(2025, 10, 26))
_NY = (d(2026, 1, 6), d(2026, 1, 15))
_PAGE = (d(2026, 3, 12), d(2026, 4, 5))
_BATCH = (d(2026, 4, 6), d(2026, 5, 3))
_RIVAL = (d(2026, 5, 4), d(2026, 5, 15))
_AFTER = (d(2026, 6, 21), d(2026, 7, 5))
_MIX = (d(2026, 8, 3), d(2026, 8, 31))
_PRICE = (d(2025, 9, 4), d(2025, 10, 8))
_COUPON = (d(2026, 10, 12), d(2026, 10, 18))
_FALL = (d(2026, 10, 8), d(2026, 10, 31))
_RECALL = (d(2026, 10, 5), d(2026, 10, 31))

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
        "audience-2025-10",
        "2025-10",
        "cause",
        "audience_mismatch",
        "channel",
        "paid_feed",
        *_OCT,
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
            Effect("visits", 1.7, *_OCT, channels=("paid_feed",)),
            Effect("cart", 0.42, *_OCT, channels=("paid_feed",)),
            Effect("bounce", 1.28, *_OCT, channels=("paid_feed",)),
            Effect("dwell", 0.6, *_OCT, channels=("paid_feed",)),
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
            "达人种草带来 S09、R04 的内容与短视频访问 ×9，加购率 ×1.45，搜索也多了四成。",
            "Creators brought visits ×9 from content and short video to S09 and R04, "
            "add-to-cart ×1.45, and four tenths more searches.",
        ),
        Text(
            "content、short_video 渠道的 S09、R04 订单",
            "orders of S09 and R04 from content and short_video",
        ),
        effects=(
            Effect("visits", 9.0, *_NY, GIFT_GOODS, ("content", "short_video")),
            Effect("cart", 1.45, *_NY, GIFT_GOODS),
            Effect("visits", 1.4, *_NY, GIFT_GOODS, ("search", "direct")),
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
            "短视频访问 ×3.2，它的转化本来就低；其他渠道都没有变差。",
            "Visits from short video ×3.2, a channel that always converts poorly; no channel "
            "got worse.",
        ),
        Text("traffic 按渠道看转化不变，合计下降", "conversion by channel holds, the total falls"),
        effects=(Effect("visits", 3.2, *_MIX, channels=("short_video",)),),
    ),
    Fact(
        "channel-volume-2026-10",
        "2026-10",
        "cause",
        "channel_volume",
        "channel",
        "recommend",
        *_FALL,
        ("traffic",),
        Text("推荐流量少了近一半", "Recommendations brought almost half as many visits"),
        Text(
            "10 月 8 日起推荐渠道访问 ×0.55，转化不变。",
            "From 8 October visits from recommendations ×0.55 at unchanged conversion.",
        ),
        Text("traffic 中 recommend 的访客", "visitors of recommend in traffic"),
        effects=(Effect("visits", 0.55, *_FALL, channels=("recommend",)),),
    ),
    Fact(
        LATE_SUPPLIER,
        "2026-10",
        "cause",
        "stockout",
        "product",
        "R01",
        d(2026, 10, 1),
        d(2026, 10, 31),
        ("purchases", "inventory", "product_traffic"),
        Text("供应商晚到，汝窑套装断货", "A late supplier left R01 out of stock"),
        Text(
            "德化瓷坊 9 月上旬起该到的补货都拖到 10 月 17 日；R01 中间卖空。",
            "Deliveries due from early September on all came on 17 October; R01 sold out in "
            "between.",
        ),
        Text(
            "purchases 的 expected_on 与 received_on；inventory 的在库",
            "expected_on and received_on in purchases; on_hand in inventory",
        ),
    ),
    Fact(
        LIVE_GOODS,
        "2026-10",
        "cause",
        "live_product_selection",
        "streamer",
        WRONG_GOODS_LIVE[1],
        WRONG_GOODS_LIVE[0],
        WRONG_GOODS_LIVE[0],
        ("lives", "live_products"),
        Text("一场直播选错了货", "One livestream showed the wrong goods"),
        Text(
            "10 月 17 日小满那场讲的是冷泡壶和高价茶盘：进场、停留正常，商品点击与成交都低。",
            "The livestream of 17 October showed cold-brew pots and costly trays: viewers and "
            "stay as usual, few clicks and sales.",
        ),
        Text("live_products 的点击与成交", "clicks and orders in live_products"),
    ),
    Fact(
        WEAK_STREAMER,
        "2026-10",
        "cause",
        "live_streamer",
        "streamer",
        WEAK_STREAMER_NAME,
        d(2026, 10, 1),
        d(2026, 10, 31),
        ("lives", "live_products"),
        Text("新主播北辰一直偏弱", "The new streamer Beichen sells less than the others"),
        Text(
            "2026 年 8 月起，同样的货、同样的场次，点击后加购 ×0.50，停留更短。",
            "Since August 2026, with the same goods and hours, carts per click ×0.50 and "
            "shorter stays.",
        ),
        Text("lives 按主播比较", "lives compared by streamer"),
    ),
    Fact(
        "no-lift-2026-10",
        "2026-10",
        "result",
        "no_lift",
        "campaign",
        "C26-OCTCP",
        *_COUPON,
        ("campaigns", "orders"),
        Text("十月店铺券没有带来增量", "The October coupon brought no extra sales"),
        Text(
            "四个商品让利 8%，需求没有变化；送掉的是毛利。",
            "Four products got 8% off and demand did not move; the margin was given away.",
        ),
        Text("campaigns 与 orders 的优惠", "campaigns; discounts in orders"),
        "discount",
        effects=(Effect("discount", 0.08, *_COUPON, COUPON_GOODS),),
    ),
    Fact(
        DEAD_STOCK,
        "2026-10",
        "risk",
        "dead_stock",
        "product",
        "S02",
        d(2026, 9, 1),
        d(2026, 10, 31),
        ("inventory", "purchases"),
        Text("冷萃随行杯压货", "The cold-brew tumbler became dead stock"),
        Text(
            "6 月多进了 600 个；9 月起停止主推，几乎不再动销。",
            "600 too many were bought in June; from September it was no longer shown and "
            "hardly sold.",
        ),
        Text("inventory 中 S02 在库不动", "S02 on_hand does not move in inventory"),
        "units",
        effects=(Effect("visits", 0.02, d(2026, 9, 1), d(2026, 10, 31), ("S02",)),),
    ),
    Fact(
        "action-yes-2026-10",
        "2026-10",
        "result",
        "",
        "action",
        "A2609-1",
        *_RECALL,
        ("actions", "traffic", "orders"),
        Text("老客唤醒做到了", "Waking silent buyers came true"),
        Text(
            "私域推送每周两次：private 访问 ×1.25。",
            "Two messages a week: visits from private ×1.25.",
        ),
        Text("traffic 中 private 的访客与支付", "visitors and payments of private in traffic"),
        effects=(Effect("visits", 1.25, *_RECALL, channels=("private",)),),
    ),
    Fact(
        "action-no-2026-10",
        "2026-10",
        "result",
        "",
        "action",
        "A2609-2",
        d(2026, 10, 1),
        d(2026, 10, 31),
        ("actions", "product_traffic"),
        Text("换主图没有效果", "The new main image did nothing"),
        Text(
            "T02 换主图，预期访客 +15%，实际没有影响。",
            "T02 got a new main image; +15% visitors were expected, nothing changed.",
        ),
        Text("product_traffic 中 T02 的访客", "visitors of T02 in product_traffic"),
        "none",
    ),
)

ALL: frozenset[str] = frozenset(f.fact_id for f in FACTS)


def find_fact(fact_id: str) -> Fact:
    """The fact of that id."""
    return next(f for f in FACTS if f.fact_id == fact_id)
