"""What a profile's file opens, and which questions stay closed for what it does not tell."""

from __future__ import annotations

from fupan.contract import TABLES
from fupan.ground.language import Text
from fupan.sources.profile import Profile

_ASKS: dict[str, tuple[tuple[str, Text], ...]] = {
    "orders": (
        ("buyer_id", Text("复购、分层、用户价值", "repeat rates, segments, customer value")),
        ("product_id", Text("商品和连带", "products and baskets")),
        ("refund_amount", Text("退款率和净额", "refund rates and net sales")),
        ("refunded_at", Text("按退款日的净额", "net sales by day of refund")),
        ("channel", Text("成交按渠道", "sales by channel")),
        ("live_id", Text("成交按直播场次", "sales by livestream")),
        ("campaign_id", Text("成交按活动", "sales by campaign")),
        ("discount_amount", Text("折扣和让利", "discounts")),
        ("province", Text("地域", "regions")),
    ),
    "traffic": (
        ("bounces", Text("跳失率", "bounce rate")),
        ("dwell_seconds", Text("停留时长", "time on page")),
        ("cart_visitors", Text("加购率", "cart rate")),
        ("order_buyers", Text("下单这一步", "the order step")),
        ("pay_buyers", Text("支付转化率", "pay conversion")),
        ("new_visitors", Text("新访客", "new visitors")),
        ("device", Text("分设备", "devices")),
    ),
    "product_traffic": (
        ("impressions", Text("曝光和点击率", "impressions and click rate")),
        ("bounces", Text("跳失率", "bounce rate")),
        ("channel", Text("商品分渠道", "products by channel")),
        ("search_visitors", Text("搜索访客", "visitors from search")),
    ),
    "ads": (
        ("product_id", Text("投放分商品", "ads by product")),
        ("adgroup_id", Text("单元和人群", "ad groups and audiences")),
        ("attributed_amount", Text("平台回报率", "the platform's return")),
        ("window_days", Text("归因周期", "the attribution window")),
    ),
    "lives": (
        ("impressions", Text("曝光进入率", "enter rate")),
        ("peak_viewers", Text("最高在线", "peak viewers")),
        ("refund_amount", Text("直播退款", "refunds of lives")),
        ("commission", Text("单场净收益", "net result of a session")),
        ("ad_cost", Text("直播投放回报", "return on live ads")),
    ),
    "live_products": (("exposures", Text("讲解曝光", "exposures")),),
    "inventory": (
        ("reserved", Text("可用库存", "free stock")),
        ("in_transit", Text("在途", "goods in transit")),
        ("unit_cost", Text("库存金额", "value of stock")),
    ),
    "service": (
        ("answered", Text("回复率", "answer rate")),
        ("first_response_seconds", Text("响应时长", "response time")),
        ("inquiry_pay_buyers", Text("询单转化", "inquiry conversion")),
        ("complaints", Text("投诉", "complaints")),
    ),
    "products": (
        ("unit_cost", Text("毛利", "margins")),
        ("role", Text("商品角色", "product roles")),
        ("category", Text("类目", "categories")),
    ),
}


def filled(profile: Profile) -> tuple[str, ...]:
    """The contract's columns that such a file fills, in the contract's order."""
    if not profile.table:
        return ()
    told = {c for c, value in profile.fills.items() if value != "null"}
    if profile.fills.get("product_id") == "'unknown'":
        told.discard("product_id")
    return tuple(c for c in TABLES[profile.table].names if c in told)


def closed_questions(profile: Profile) -> tuple[Text, ...]:
    """What cannot be answered with such files alone."""
    told = filled(profile)
    return tuple(says for column, says in _ASKS.get(profile.table, ()) if column not in told)
