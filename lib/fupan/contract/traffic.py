"""Traffic: who came, from where, and how far they went."""

from fupan.contract.table import (
    Rule,
    Table,
    count,
    day,
    ident,
    money,
    shop,
    text,
    time,
)
from fupan.ground.language import Text

CHANNEL_TITLES = {
    "search": Text("搜索", "search"),
    "recommend": Text("推荐", "recommendation"),
    "paid_search": Text("付费搜索", "paid search"),
    "paid_feed": Text("付费信息流", "paid feed"),
    "live": Text("直播", "live"),
    "short_video": Text("短视频", "short video"),
    "content": Text("内容", "content"),
    "affiliate": Text("淘客联盟", "affiliate"),
    "private": Text("私域", "private"),
    "direct": Text("直接访问", "direct"),
    "other": Text("其他", "other"),
}
DEVICE_TITLES = {
    "mobile": Text("手机", "mobile"),
    "pc": Text("电脑", "PC"),
    "app": Text("App", "app"),
    "mini_program": Text("小程序", "mini program"),
    "all": Text("全部设备", "all devices"),
}
CHANNELS = tuple(CHANNEL_TITLES)
DEVICES = tuple(DEVICE_TITLES)
EVENTS = (
    "impression",
    "view",
    "favorite",
    "cart",
    "order",
    "pay",
    "live_enter",
    "live_click",
    "share",
)

_WITHIN_VISITORS = Rule(
    "bounces_within_visitors",
    ("bounces", "visitors"),
    "bounces > visitors",
    Text("跳失人数大于访客数", "bounces is above visitors"),
)

traffic = Table(
    "traffic",
    Text("流量", "traffic"),
    Text("每行一天 × 一个渠道（× 设备）", "One row per day × channel (× device)"),
    (
        shop(),
        day("date", "日期", "day", key=True),
        text("channel", "渠道", "channel", key=True, values=CHANNELS),
        text(
            "device",
            "设备；不分设备时为 all",
            "device; all when not split",
            key=True,
            optional=True,
            default="all",
            values=DEVICES,
        ),
        count(
            "visitors",
            "当日该渠道访客数（去重，不能跨天、跨渠道相加）",
            "unique visitors of that day and channel; adds up neither over days nor channels",
        ),
        count("new_visitors", "新访客数", "new visitors", optional=True),
        count("pageviews", "浏览量", "page views", sparse=True),
        count("bounces", "只看一页的访客数", "visitors who saw one page", optional=True),
        count(
            "dwell_seconds", "停留秒数合计", "seconds stayed, summed over visitors", optional=True
        ),
        count("cart_visitors", "加购人数", "visitors who added to cart", optional=True),
        count("favorite_visitors", "收藏人数", "visitors who favourited", optional=True),
        count("order_buyers", "下单买家数", "buyers who placed an order", optional=True),
        count("pay_buyers", "支付买家数", "buyers who paid", optional=True),
        money("pay_amount", "支付金额", "amount paid", optional=True),
    ),
    dated_by="date",
    extra_rules=(_WITHIN_VISITORS,),
)

product_traffic = Table(
    "product_traffic",
    Text("商品流量", "product traffic"),
    Text("每行一天 × 一个商品（× 渠道）", "One row per day × product (× channel)"),
    (
        shop(),
        day("date", "日期", "day", key=True),
        ident("product_id", "商品", "product", key=True),
        text(
            "channel",
            "渠道；不分渠道时为 all",
            "channel; all when not split",
            key=True,
            optional=True,
            default="all",
            values=(*CHANNELS, "all"),
        ),
        count("impressions", "曝光量", "impressions", optional=True),
        count("clicks", "点击量", "clicks", optional=True),
        count("visitors", "商品访客数", "unique visitors of the product that day"),
        count("pageviews", "商品浏览量", "page views"),
        count("bounces", "跳出人数", "visitors who left at once", optional=True),
        count(
            "dwell_seconds", "停留秒数合计", "seconds stayed, summed over visitors", optional=True
        ),
        count("favorite_visitors", "收藏人数", "visitors who favourited", optional=True),
        count("cart_visitors", "加购人数", "visitors who added to cart", sparse=True),
        count("cart_units", "加购件数", "items added to cart", optional=True),
        count("order_buyers", "下单买家数", "buyers who placed an order"),
        count("order_units", "下单件数", "items ordered", optional=True),
        count("pay_buyers", "支付买家数", "buyers who paid"),
        count("pay_units", "支付件数", "items paid"),
        money("pay_amount", "支付金额", "amount paid"),
        count("search_visitors", "搜索引导访客数", "visitors who came by search", optional=True),
    ),
    dated_by="date",
    extra_rules=(_WITHIN_VISITORS,),
)

# No key: a clickstream may rightly hold the same row twice, so an import replaces whole days.
events = Table(
    "events",
    Text("事件流", "clickstream"),
    Text("每行一个事件", "One row per event"),
    (
        ident("shop", "店铺", "the shop's short name"),
        time("event_at", "发生时间", "when"),
        ident("user_id", "用户（加密假名）", "pseudonym of the user"),
        ident("session_id", "会话", "session"),
        text("channel", "渠道", "channel", values=CHANNELS),
        ident("campaign_id", "活动", "campaign", optional=True),
        ident("product_id", "商品", "product", optional=True),
        text("event", "事件", "event", values=EVENTS),
        count("quantity", "件数", "items", optional=True),
        money("amount", "金额", "amount", optional=True),
    ),
    dated_by="event_at",
)
