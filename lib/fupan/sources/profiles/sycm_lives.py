"""生意参谋 直播: the session list, and the products of sessions."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read

SESSIONS = Profile(
    name="sycm_lives",
    title=Text("生意参谋 直播分场次", "Sycm livestreams, by session"),
    table="lives",
    platform="taobao",
    currency="CNY",
    reads={
        "live_id": read(As.ID, "场次id", "场次ID"),
        "heading": read(As.TEXT, "直播标题"),
        "streamer": read(As.TEXT, "主播昵称", "主播"),
        "started_at": read(As.TIME, "开播时间"),
        "ended_at": read(As.TIME, "关播时间", "结束时间", "下播时间"),
        "hours": read(As.NUMBER, "开播时长(小时)", "直播时长(小时)"),
        "viewers": read(As.COUNT, "直播间观看人数"),
        "new_followers": read(As.COUNT, "新增粉丝数"),
        "product_clicks": read(As.COUNT, "商品点击次数"),
        "orders": read(As.COUNT, "成交笔数"),
        "buyers": read(As.COUNT, "成交人数"),
        "pay_amount": read(As.MONEY, "成交金额"),
    },
    needs=("live_id", "heading", "started_at", "viewers", "orders", "pay_amount"),
    never=("商品id", "商品ID"),
    fills={
        "live_id": "live_id",
        "started_at": "started_at",
        # Without an end the length is not known: the session ends as it starts.
        "ended_at": "coalesce(ended_at, started_at + to_seconds((hours * 3600)::bigint), "
        "started_at)",
        "streamer": "coalesce(streamer, heading)",
        "platform": "'taobao'",
        "viewers": "coalesce(viewers, 0)",
        "new_followers": "new_followers",
        "product_clicks": "product_clicks",
        "orders": "coalesce(orders, 0)",
        "buyers": "buyers",
        "pay_amount": "coalesce(pay_amount, 0)",
    },
    notes=(
        Text(
            "没有主播列时用直播标题代替；没有关播时间时时长记 0，按小时的指标算不出",
            "where there is no streamer the title stands for it; without an end the length is 0",
        ),
    ),
    cannot=(
        Text("没有投放、佣金、坑位费和退款：算不出单场净收益", "no costs and no refunds"),
        Text("没有曝光和最高在线", "no impressions and no peak"),
    ),
)

PRODUCTS = Profile(
    name="sycm_live_products",
    title=Text("生意参谋 直播分商品", "Sycm livestreams, by product"),
    table="live_products",
    platform="taobao",
    currency="CNY",
    reads={
        "product_id": read(As.ID, "商品id", "商品ID"),
        "live_id": read(As.ID, "场次id", "场次ID"),
        "clicks": read(As.COUNT, "商品点击次数"),
        "orders": read(As.COUNT, "成交笔数"),
        "pay_amount": read(As.MONEY, "成交金额"),
    },
    needs=("product_id", "live_id", "clicks", "orders", "pay_amount"),
    fills={
        "live_id": "live_id",
        "product_id": "product_id",
        "clicks": "coalesce(clicks, 0)",
        "orders": "coalesce(orders, 0)",
        "pay_amount": "coalesce(pay_amount, 0)",
    },
    cannot=(Text("没有讲解顺序、曝光和退款", "no positions, exposures or refunds"),),
)

PROFILES = (SESSIONS, PRODUCTS)
