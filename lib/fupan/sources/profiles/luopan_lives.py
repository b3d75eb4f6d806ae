"""抖音罗盘 / 巨量百应 session list: one row per livestream, with its start and end."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read

PROFILE = Profile(
    name="luopan_lives",
    title=Text("抖音罗盘 直播场次列表", "Douyin Luopan livestream sessions"),
    table="lives",
    platform="douyin",
    currency="CNY",
    reads={
        "live_id": read(As.ID, "直播间ID", "场次ID", "直播ID"),
        "streamer": read(As.TEXT, "主播昵称"),
        "account": read(As.ID, "主播抖音号"),
        "started_at": read(As.TIME, "直播开始时间", "开播时间"),
        "ended_at": read(As.TIME, "直播结束时间", "关播时间"),
        "impressions": read(As.COUNT, "直播间曝光次数", "直播间整体曝光次数"),
        "viewers": read(As.COUNT, "直播间观看人数", "直播间整体观看人数", "观看人数"),
        "peak": read(As.COUNT, "最高在线人数"),
        "followers": read(As.COUNT, "新增粉丝数", "直播间整体新增粉丝数"),
        "comments": read(As.COUNT, "评论次数", "直播间评论次数"),
        "product_clicks": read(As.COUNT, "商品点击次数", "直播间商品点击次数"),
        "orders": read(As.COUNT, "成交订单数", "直播间成交订单数", "整体成交订单数"),
        "buyers": read(As.COUNT, "成交人数", "直播间成交人数"),
        "pay_amount": read(
            As.MONEY, "成交金额(元)", "直播间成交金额", "整体成交金额(元)", "成交金额"
        ),
        "refund": read(As.MONEY, "退款金额(元)", "直播间退款金额(元)", "退款金额"),
        "ad_cost": read(As.MONEY, "整体消耗(元)", "千川消耗", "千川消耗(元)"),
    },
    needs=("streamer", "started_at", "ended_at", "viewers", "orders", "pay_amount"),
    fills={
        "live_id": "coalesce(live_id, coalesce(account, streamer) || '-' || "
        "strftime(started_at, '%Y%m%d%H%M%S'))",
        "started_at": "started_at",
        "ended_at": "ended_at",
        "streamer": "streamer",
        "platform": "'douyin'",
        "impressions": "impressions",
        "viewers": "viewers",
        "peak_viewers": "peak",
        "new_followers": "followers",
        "comments": "comments",
        "product_clicks": "product_clicks",
        "orders": "orders",
        "buyers": "buyers",
        "pay_amount": "pay_amount",
        "refund_amount": "refund",
        "ad_cost": "ad_cost",
    },
    notes=(
        Text(
            "罗盘的成交金额在 30 天内还会变；没有场次 ID 时用抖音号和开播时间代替",
            "Luopan's amounts move for up to 30 days; account and start stand for a missing id",
        ),
    ),
    cannot=(
        Text("没有佣金、坑位费和赠品成本", "no commission, slot fees or gifts"),
        Text("没有分商品", "not split by product"),
    ),
)
