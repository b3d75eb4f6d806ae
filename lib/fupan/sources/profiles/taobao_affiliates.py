"""淘宝联盟 CPS: clicks, paid amount and commission per day; it counts no impressions."""

from __future__ import annotations

from fupan.ground.language import Text
from fupan.sources.profile import As, Profile, read

PROFILE = Profile(
    name="taobao_affiliates",
    title=Text("淘宝联盟 推广效果（CPS）", "Taobao affiliates (CPS) report"),
    table="ads",
    platform="taobao",
    currency="CNY",
    reads={
        "date": read(As.DAY, "日期", "数据内容"),
        "plan": read(As.ID, "推广计划", "计划名称"),
        "product_id": read(As.ID, "商品ID", "商品id"),
        "clicks": read(As.COUNT, "点击量(即进店量)", "点击量"),
        "commission": read(As.MONEY, "付款佣金支出"),
        "fee": read(As.MONEY, "付款服务费支出"),
        "orders": read(As.COUNT, "付款笔数"),
        "amount": read(As.MONEY, "付款金额"),
    },
    needs=("date", "clicks", "commission", "fee", "orders", "amount"),
    fills={
        "date": "date",
        "tool": "'cps'",
        "campaign_id": "coalesce(plan, 'all')",
        "product_id": "product_id",
        "clicks": "clicks",
        "cost": "commission + fee",
        "orders": "orders",
        "attributed_amount": "amount",
    },
    adds=("clicks", "cost", "orders", "attributed_amount"),
    notes=(
        Text(
            "联盟不计展现，展现空着；花费 = 付款佣金支出 + 付款服务费支出（按付款，结算后会变少）",
            "affiliates count no impressions; cost = commission + fee on payment, less once "
            "refunds are settled",
        ),
    ),
    cannot=(Text("没有展现，算不出点击率", "no impressions, so no click rate"),),
)
