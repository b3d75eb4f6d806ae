"""Livestreams: the session, and what was shown in it."""

from fupan.contract.table import Rule, Table, count, ident, money, number, shop, text, time
from fupan.ground.language import Text

lives = Table(
    "lives",
    Text("直播", "livestreams"),
    Text("每行一场直播", "One row per livestream"),
    (
        shop(),
        ident("live_id", "场次", "livestream", key=True),
        time("started_at", "开播时间", "start"),
        time("ended_at", "下播时间", "end"),
        text("streamer", "主播", "streamer"),
        text("platform", "平台", "platform"),
        count("impressions", "直播间曝光次数", "impressions of the room", optional=True),
        count("viewers", "观看人数", "viewers (people)"),
        count("peak_viewers", "最高在线", "most viewers at once", optional=True),
        count("new_followers", "新增粉丝", "new followers", optional=True),
        count("comments", "评论数", "comments", optional=True),
        count("product_clicks", "商品点击次数", "product clicks", optional=True),
        count("orders", "成交单数", "orders"),
        count("buyers", "成交人数", "buyers", optional=True),
        money("pay_amount", "成交金额", "amount paid"),
        money("refund_amount", "退款金额", "refunded so far", optional=True),
        money("commission", "佣金", "commission", optional=True),
        money("slot_fee", "坑位费", "slot fee", optional=True),
        money("ad_cost", "投流花费", "ad spend", optional=True),
        money("gift_cost", "福袋与赠品成本", "cost of gifts", optional=True),
        number(
            "average_dwell_seconds",
            "人均停留秒数",
            "seconds stayed per viewer",
            optional=True,
            least=0,
        ),
    ),
    dated_by="started_at",
    extra_rules=(
        Rule(
            "ends_after_start",
            ("started_at", "ended_at"),
            "ended_at < started_at",
            Text("下播时间早于开播时间", "ended_at is before started_at"),
        ),
    ),
)

live_products = Table(
    "live_products",
    Text("直播商品", "livestream products"),
    Text("每行一场直播 × 一个商品", "One row per livestream × product"),
    (
        shop(),
        ident("live_id", "场次", "livestream", key=True),
        ident("product_id", "商品", "product", key=True),
        count("position", "讲解顺序", "place in the running order", optional=True),
        count("exposures", "商品曝光次数", "exposures", optional=True),
        count("clicks", "商品点击次数", "clicks"),
        count("orders", "成交单数", "orders"),
        money("pay_amount", "成交金额", "amount paid"),
        money("refund_amount", "退款金额", "refunded so far", optional=True),
    ),
)
