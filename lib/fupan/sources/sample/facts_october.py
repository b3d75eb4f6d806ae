"""The facts of October 2026, the month that is replayed."""

from __future__ import annotations

from datetime import date as d

from fupan.ground.language import Text
from fupan.sources.sample.fact import Effect, Fact
from fupan.sources.sample.terms import (
    COUPON_GOODS,
    DEAD_STOCK,
    LATE_SUPPLIER,
    LIVE_GOODS,
    WEAK_STREAMER,
    WEAK_STREAMER_NAME,
    WRONG_GOODS_LIVE,
)

_COUPON = (d(2026, 10, 8), d(2026, 10, 14))
_FALL = (d(2026, 10, 8), d(2026, 10, 31))
_RECALL = (d(2026, 10, 5), d(2026, 10, 31))

FACTS: tuple[Fact, ...] = (
    Fact(
        "channel-volume-2026-10",
        "2026-10",
        "cause",
        "channel_volume",
        "channel",
        "recommend",
        *_FALL,
        ("traffic",),
        Text("推荐流量少了近一半", "Recommendations brought little more than half the visits"),
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
            "德化瓷坊 9 月上旬起该到的补货都拖到 10 月 24 日；R01 中间卖空。",
            "Deliveries due from early September on all came on 24 October; R01 sold out in "
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
            "10 月 11 日小满那场讲的是冷泡壶和高价茶盘：进场、停留正常，商品点击与成交都低。",
            "The livestream of 11 October showed cold-brew pots and costly trays: viewers and "
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
