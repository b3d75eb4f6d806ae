"""千川 全域推广: cost and amounts without impressions and clicks, which the ads table needs."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read

PROFILE = Profile(
    name="qianchuan_whole",
    title=Text("千川 全域推广数据（没有展示和点击）", "Qianchuan 全域 (no impressions or clicks)"),
    table="",
    platform="douyin",
    currency="CNY",
    reads={
        "cost": read(As.MONEY, "整体消耗(元)", "整体消耗"),
        "roi": read(As.NUMBER, "整体支付ROI"),
        "amount": read(As.MONEY, "整体成交金额(元)", "整体成交金额"),
        "net": read(As.MONEY, "净成交金额(元)", "净成交金额"),
    },
    needs=("cost", "roi", "amount"),
    never=("展示数", "展示次数", "整体展示次数", "点击数", "点击次数"),
    fills={},
    closed=Text(
        "这是千川全域推广数据，没有展示数和点击数，投放表放不下；"
        "请在千川后台的自定义列里勾选 日期、计划ID、整体展示次数、整体点击次数 后重新导出。",
        "This is Qianchuan's whole-site report without impressions and clicks, which the ads table "
        "needs; export it again with 日期, 计划ID, 整体展示次数 and 整体点击次数 ticked.",
    ),
)
