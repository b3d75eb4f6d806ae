"""What a campaign's result rests on: spend, claim, break-even, moved sales, buyers and refunds."""

from __future__ import annotations

import math

from fupan.analysis.campaigns.result import Result
from fupan.analysis.campaigns.spend import Tagged
from fupan.analysis.finding import Evidence
from fupan.ground.language import Text
from fupan.ground.words import amount_text, grouped, share

SMALL = 0.1  # discounts per yuan of spend, up to which spend is about all that a campaign cost


def result_evidence(result: Result, tagged: Tagged, currency: str) -> list[Evidence]:
    """The evidence of one campaign, in a fixed order."""
    return [
        *_costs(result, currency),
        *_beside(result, currency),
        *_protection(result, currency),
        *_buyers(tagged),
    ]


def _costs(result: Result, currency: str) -> list[Evidence]:
    """What it cost, what is claimed for it, and the 投产比 at which it would pay."""
    spend = result.spend
    cash, given = amount_text(spend.cash, currency), amount_text(spend.discounts, currency)
    spent = Text(
        zh=f"投入 {cash.zh}（推广、固定费用、佣金、赠品），另让利 {given.zh}"
        "（已经不在支付金额里，不重复扣）",
        en=f"it cost {cash.en} (ads, fixed, commission, gifts) and gave {given.en} in "
        "discounts, which the paid amount already lacks",
    )
    found = [Evidence(spent, "campaigns", spend.cash)]
    if result.claimed is not None:
        claim = amount_text(result.claimed, currency)
        told = Text(
            zh=f"平台口径成交 {claim.zh}（含本来就会买的人，未扣退款）",
            en=f"the platform claims {claim.en}, buyers who would have come anyway "
            "included, refunds not off",
        )
        found.append(Evidence(told, "ads" if spend.ads else "orders", result.claimed))
    if math.isfinite(result.break_even):
        told = Text(
            zh=f"盈亏平衡投产比 {grouped(result.break_even, 2)}（1 ÷ 边际贡献率 "
            f"{share(result.margin_rate)}）",
            en=f"break-even ROAS {grouped(result.break_even, 2)} (1 ÷ contribution rate "
            f"{share(result.margin_rate)})",
        )
        found.append(Evidence(_reached(result, told), "costs", result.break_even))
    return found


def _protection(result: Result, currency: str) -> list[Evidence]:
    if not result.protection:
        return []
    back = amount_text(result.protection, currency)
    told = Text(
        zh=f"价保：给活动前 30 天的买家退了 {back.zh} 差价，已从净赚里扣掉",
        en=f"price protection paid {back.en} back to buyers of the 30 days before, "
        "taken off the net",
    )
    return [Evidence(told, "orders", -result.protection)]


def _buyers(tagged: Tagged) -> list[Evidence]:
    """Who its buyers were, and what they sent back."""
    found = []
    if tagged.lines and math.isfinite(tagged.new_buyer_share):
        new = share(tagged.new_buyer_share, 0)
        told = Text(f"活动买家里新客占 {new}", f"{new} of its buyers were new")
        found.append(Evidence(told, "orders", tagged.new_buyer_share))
    if tagged.lines and tagged.paid:
        young = ("（还没退完，已按退款节奏补足）", " (still young, completed by usual delays)")
        zh, en = young if tagged.is_young else ("", "")
        sent = share(tagged.refund_rate)
        told = Text(f"活动订单退款率 {sent}{zh}", f"{sent} of its sales refunded{en}")
        found.append(Evidence(told, "orders", tagged.refund_rate))
    return found


def _reached(result: Result, told: Text) -> Text:
    """Break-even beside the 投产比 of the increment, where spend was about all that it cost.

    A discount is given to those who would have come anyway too, so a campaign that mainly gave
    discounts cannot be read off a ratio to its spend; its net says whether it paid.
    """
    cash, effect = result.cash, result.sales
    if not effect.is_estimated or cash <= 0 or result.spend.discounts > SMALL * cash:
        return told
    reached = grouped(effect.increment / (cash + result.spend.discounts), 2)
    return Text(
        f"{told.zh}，按增量算是 {reached}", f"{told.en}; on the increment it reached {reached}"
    )


def _beside(result: Result, currency: str) -> list[Evidence]:
    words = {
        "before": Text("活动前 14 天少卖", "in the 14 days before it, sales lost"),
        "after": Text("活动后两周少卖", "in the two weeks after it, sales lost"),
        "others": Text("同类商品被抢走", "goods of the same kind lost"),
        "channels": Text("别的渠道少卖", "other channels lost"),
    }
    found = []
    for side in result.sales.sides:
        loss = side.loss(result.sales.inside)[0]
        if side.is_seen and loss > 0:
            lost = amount_text(loss, currency)
            found.append(
                Evidence(
                    Text(
                        zh=f"{words[side.where].zh} {lost.zh}，已从增量里扣掉",
                        en=f"{words[side.where].en} {lost.en}, taken off the increment",
                    ),
                    "orders",
                    -loss,
                )
            )
    return found
