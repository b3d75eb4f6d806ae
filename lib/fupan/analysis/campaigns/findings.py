"""Findings of campaigns: what each added, whether to repeat it, and which did not lift sales."""

from __future__ import annotations

import math

from fupan.analysis.campaigns.lift import lift_evidence
from fupan.analysis.campaigns.measures import measures_evidence
from fupan.analysis.campaigns.result import Result
from fupan.analysis.campaigns.spend import Tagged
from fupan.analysis.effect.effect import METHODS
from fupan.analysis.finding import Evidence, Finding
from fupan.ground.language import Text, join
from fupan.ground.words import amount_text, grouped, share
from fupan.store import Shop

VERDICTS = {
    "repeat": Text("可以再做", "worth repeating"),
    "change": Text("有增量但不够本，要改", "lifts sales but loses money: change it"),
    "stop": Text("没看到增量，也收不回成本，停", "no lift that pays: stop it"),
    "unclear": Text("还分不清", "cannot be told yet"),
}
_SHORT = {
    "repeat": Text("带来了增量", "added sales"),
    "change": Text("有增量但亏钱", "added sales at a loss"),
    "stop": Text("没有带来增量", "brought no lift"),
    "unclear": Text("的增量还分不清", "cannot be judged yet"),
}


def campaign_findings(
    shop: Shop, results: list[Result], tagged: dict[str, Tagged], currency: str, refund_rate: float
) -> list[Finding]:
    """One result per campaign, and one cause where no lift was seen."""
    found = [_result(r, tagged[r.campaign.id], currency, refund_rate) for r in results]
    found += [_no_lift(shop, r, tagged[r.campaign.id], currency) for r in results if r.has_no_lift]
    return found


def _result(result: Result, tagged: Tagged, currency: str, refund_rate: float) -> Finding:
    effect, campaign, verdict = result.sales, result.campaign, result.verdict
    known = effect.is_estimated
    low, high = effect.interval() if known else (None, None)
    return Finding(
        id="",
        notebook="",
        kind="result",
        metric="incremental_paid_amount",
        subject_kind="campaign",
        subject=campaign.id,
        value=effect.increment if known else None,
        baseline=effect.expected if known else None,
        change=effect.increment if known else None,
        unit="money",
        impact=effect.increment if known else None,
        impact_low=low,
        impact_high=high,
        low=low,
        high=high,
        confidence=_certainty(result),
        verdict=verdict,
        since=str(campaign.period.start),
        method=effect.method or None,
        title=Text(
            zh=f"{campaign.title}{_SHORT[verdict].zh}", en=f"{campaign.title} {_SHORT[verdict].en}"
        ),
        statement=_statement(result, currency),
        evidence=(
            *_evidence(result, tagged, currency),
            *measures_evidence(result, tagged, refund_rate, currency),
        ),
        action=_action(result),
        caveat=_caveat(result, tagged),
    )


def _statement(result: Result, currency: str) -> Text:
    effect, title, verdict = result.sales, result.campaign.title, VERDICTS[result.verdict]
    if not effect.is_estimated:
        return Text(
            zh=f"{title}：增量估不出，{effect.why_not.zh}。",
            en=f"{title}: its increment cannot be estimated, as {effect.why_not.en}.",
        )
    low, high = effect.interval()
    added, bottom, top, without = (
        amount_text(v, currency) for v in (effect.increment, low, high, effect.expected)
    )
    method = METHODS[effect.method]
    text = Text(
        zh=f"{title}：不做活动估计成交 {without.zh}，活动带来增量 {added.zh}"
        f"（95% 区间 {bottom.zh} 至 {top.zh}，{method.zh}）",
        en=f"{title}: about {without.en} would have been sold without it; it added {added.en} "
        f"(95% interval {bottom.en} to {top.en}, {method.en})",
    )
    if not result.margin.is_estimated:
        return Text(zh=f"{text.zh}；{verdict.zh}。", en=f"{text.en}; {verdict.en}.")
    net, net_low, net_high = (amount_text(v, currency, signed=True) for v in result.net)
    return Text(
        zh=f"{text.zh}；扣掉货、费用和投入后净赚 {net.zh}（{net_low.zh} 至 {net_high.zh}），"
        f"{verdict.zh}。",
        en=f"{text.en}; after goods, fees and spend it netted {net.en} ({net_low.en} to "
        f"{net_high.en}): {verdict.en}.",
    )


def _evidence(result: Result, tagged: Tagged, currency: str) -> list[Evidence]:
    spend, effect = result.spend, result.sales
    cash, given = amount_text(spend.cash, currency), amount_text(spend.discounts, currency)
    found = [
        Evidence(
            Text(
                zh=f"投入 {cash.zh}（推广、固定费用、佣金、赠品），另让利 {given.zh}"
                "（已经不在支付金额里，不重复扣）",
                en=f"it cost {cash.en} (ads, fixed, commission, gifts) and gave {given.en} in "
                "discounts, which the paid amount already lacks",
            ),
            "campaigns",
            spend.cash,
        )
    ]
    if result.claimed is not None:
        claim = amount_text(result.claimed, currency)
        found.append(
            Evidence(
                Text(
                    zh=f"平台口径成交 {claim.zh}（含本来就会买的人，未扣退款）",
                    en=f"the platform claims {claim.en}, buyers who would have come anyway "
                    "included, refunds not off",
                ),
                "ads" if spend.ads else "orders",
                result.claimed,
            )
        )
    if math.isfinite(result.break_even):
        # A campaign that cost next to nothing has no ROAS to speak of.
        paid = spend.cash > 0.02 * abs(effect.increment) and effect.is_estimated
        reached = effect.increment / spend.cash if paid else math.nan
        found.append(
            Evidence(
                Text(
                    zh=f"盈亏平衡投产比 {grouped(result.break_even, 2)}（1 ÷ 边际贡献率 "
                    f"{share(result.margin_rate)}），按增量算是 {grouped(reached, 2)}",
                    en=f"break-even ROAS {grouped(result.break_even, 2)} (1 ÷ contribution rate "
                    f"{share(result.margin_rate)}); on the increment it reached "
                    f"{grouped(reached, 2)}",
                ),
                "costs",
                result.break_even,
            )
        )
    found += _beside(result, currency)
    if result.protection:
        back = amount_text(result.protection, currency)
        found.append(
            Evidence(
                Text(
                    zh=f"价保：给活动前 30 天的买家退了 {back.zh} 差价，已从净赚里扣掉",
                    en=f"price protection paid {back.en} back to buyers of the 30 days before, "
                    "taken off the net",
                ),
                "orders",
                -result.protection,
            )
        )
    if tagged.lines and math.isfinite(tagged.new_buyer_share):
        found.append(
            Evidence(
                Text(
                    zh=f"活动买家里新客占 {share(tagged.new_buyer_share, 0)}",
                    en=f"{share(tagged.new_buyer_share, 0)} of its buyers were new",
                ),
                "orders",
                tagged.new_buyer_share,
            )
        )
    if tagged.lines and tagged.paid:
        young = Text("（还没退完，已按退款节奏补足）", " (still young, completed by usual delays)")
        found.append(
            Evidence(
                Text(
                    zh=f"活动订单退款率 {share(tagged.refund_rate)}"
                    + (young.zh if tagged.is_young else ""),
                    en=f"{share(tagged.refund_rate)} of its sales refunded"
                    + (young.en if tagged.is_young else ""),
                ),
                "orders",
                tagged.refund_rate,
            )
        )
    return found


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


def _no_lift(shop: Shop, result: Result, tagged: Tagged, currency: str) -> Finding:
    campaign, effect = result.campaign, result.sales
    net, low, high = result.net
    lost = amount_text(abs(min(net, 0.0)), currency)
    top = amount_text(effect.interval()[1], currency)
    return Finding(
        id="",
        notebook="",
        kind="cause",
        metric="incremental_paid_amount",
        subject_kind="campaign",
        subject=campaign.id,
        value=effect.increment,
        baseline=effect.expected,
        change=effect.increment,
        unit="money",
        impact=net,
        impact_low=low,
        impact_high=high,
        cause="no_lift",
        confidence=round(result.chance_of_loss, 3),
        method=effect.method,
        since=str(campaign.period.start),
        title=Text(f"{campaign.title}没有带来增量", f"{campaign.title} brought no lift"),
        statement=Text(
            zh=f"{campaign.title}没有带来看得见的增量（至多 {top.zh}），"
            f"让利和投入净亏约 {lost.zh}。",
            en=f"{campaign.title} brought no lift that can be seen (at most {top.en}); discounts "
            f"and spend cost about {lost.en} net.",
        ),
        evidence=tuple(lift_evidence(shop, result, tagged)),
        action=Text(
            zh=f"下次不做全员券：{campaign.title}改发给没下单的加购人群，留一组不发当对照",
            en=f"Give no coupon to everybody: offer {campaign.title} to those who carted and did "
            "not order, and keep a group without it as a control",
        ),
        caveat=_caveat(result, tagged),
    )  # fmt: skip


def _action(result: Result) -> Text:
    title = result.campaign.title
    return {
        "repeat": Text(f"{title}可以再做一次，先把货备够，留一小组对照",
                       f"Repeat {title} with stock in hand and a small control group"),
        "change": Text(f"{title}先降让利或换商品，再按盈亏平衡投产比算一遍",
                       f"Give less or change the goods of {title}, and check break-even first"),
        "stop": Text(f"停掉{title}，或只发给没下单的加购人群并留对照",
                     f"Stop {title}, or aim it at those who carted and keep a control"),
        "unclear": Text(f"{title}下次留出两三个地区或一组人不投，才能分清",
                        f"Hold out two or three regions of {title} next time: only that will tell"),
    }[result.verdict]  # fmt: skip


def _caveat(result: Result, tagged: Tagged) -> Text | None:
    parts = []
    if result.campaign.is_cut:
        parts.append(Text("活动还没结束，只算到数据最后一天", "it is not over; counted to the last "
                          "day held"))  # fmt: skip
    if result.is_presale:
        parts.append(
            Text(
                "预售的钱要到尾款那一波才付，单独看会偏低，要和正式期合起来看",
                "a pre-sale is paid in the wave that follows, so by itself it looks too low",
            )
        )
    if result.overlapping:
        names = "、".join(c.title for c in result.overlapping[:3])
        parts.append(
            Text(f"同时还有{names}，效果分不开", f"{names} ran at the same time and cannot be "
                 "told apart")
        )  # fmt: skip
    if result.sales.is_estimated and result.sales.method == "plain_baseline":
        parts.append(Text("只能和前几周的平均比，是最弱的方法", "held against a plain average, the "
                          "weakest method"))  # fmt: skip
    if any(c.name == "precedent" and not c.holds for c in result.sales.checks):
        parts.append(
            Text("和平日比，平台大促自带的流量也算在里面",
                 "against ordinary days: the platform's own promotion is in it")
        )  # fmt: skip
    if tagged.is_young:
        parts.append(Text("退款还没到齐", "refunds are still to come"))
    return join(parts) if parts else None


def _certainty(result: Result) -> float | None:
    """How likely the verdict's own claim is; for an open verdict, nothing."""
    if result.verdict == "unclear":
        return None
    loss = result.chance_of_loss
    return round(1 - loss if result.verdict == "repeat" else loss, 3)
