"""千川 全域推广 reports (计划, 商品, 视频, by hour): cost and amounts, few impressions."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read
from fupan.sources.promotion import ADDED_UP, DAYS, NO_NEW_BUYERS, WINDOW_UNKNOWN

PROFILE = Profile(
    name="qianchuan_whole",
    title=Text("千川 全域推广数据", "Qianchuan whole-site promotion (全域)"),
    table="ads",
    platform="douyin",
    currency="CNY",
    reads={
        "date": read(As.DAY, *DAYS, "日期-小时"),
        "campaign_id": read(As.ID, "计划ID", "计划名称", "视频ID", "素材ID", "商品ID"),
        "product_id": read(As.ID, "商品ID"),
        "cost": read(As.MONEY, "整体消耗(元)", "整体消耗"),
        "roi": read(As.TEXT, "整体支付ROI"),
        "amount": read(As.MONEY, "整体成交金额(元)", "整体成交金额"),
        "orders": read(As.COUNT, "整体成交订单数"),
    },
    needs=("cost", "roi", "amount"),
    never=("展示数", "展示次数", "整体展示次数", "点击数", "点击次数", "主播昵称"),
    fills={
        "date": "coalesce(date, {day})",
        "tool": "'qianchuan'",
        "campaign_id": "coalesce(campaign_id, 'qianchuan')",
        "product_id": "product_id",
        "cost": "cost",
        "orders": "orders",
        "attributed_amount": "amount",
    },
    adds=ADDED_UP,
    notes=(
        Text(
            "没有展示和点击（在自定义列里勾选 整体展示次数、整体点击次数 才有），留空，不当成 0；"
            "计划、商品、视频报表是同一笔花费的不同看法，只导入一种",
            "impressions and clicks (tick 整体展示次数 and 整体点击次数 to have them) stay empty, "
            "not 0; reports by plan, product and video show the same spend: import one",
        ),
    ),
    cannot=(WINDOW_UNKNOWN, NO_NEW_BUYERS, Text("没有展示和点击", "no impressions or clicks")),
)
