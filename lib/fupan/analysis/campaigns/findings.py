"""Findings of campaigns: what each added, whether to repeat it, and which did not lift sales."""

from __future__ import annotations

from fupan.analysis.campaigns.caveats import caveat_of
from fupan.analysis.campaigns.evidence import result_evidence
from fupan.analysis.campaigns.lift import lift_evidence
from fupan.analysis.campaigns.measures import measures_evidence
from fupan.analysis.campaigns.result import Result
from fupan.analysis.campaigns.spend import Tagged
from fupan.analysis.effect.effect import METHODS
from fupan.analysis.finding import Finding
from fupan.ground.language import Text
from fupan.ground.words import amount_text
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
            *result_evidence(result, tagged, currency),
            *measures_evidence(result, tagged, refund_rate, currency),
        ),
        action=_action(result),
        caveat=caveat_of(result, tagged, currency),
    )


def _statement(result: Result, currency: str) -> Text:
    effect, title, verdict = result.sales, result.campaign.title, _told(result)
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


def _told(result: Result) -> Text:
    """The verdict in words; where it is left open for a reason beyond the figures, with it."""
    verdict, why = VERDICTS[result.verdict], result.why_open
    if why is None and result.is_praise_withheld:
        why = Text("赶上没有先例的大促，分不开", "a promotion without precedent ran then")
    if why is None:
        return verdict
    return Text(f"{verdict.zh}（{why.zh}）", f"{verdict.en} ({why.en})")


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
        caveat=caveat_of(result, tagged, currency),
    )  # fmt: skip


def _action(result: Result) -> Text:
    title = result.campaign.title
    if result.campaign.is_cut:
        return Text(f"{title}还没结束：先别据此加码或叫停，结束两周后再看",
                    f"{title} is not over: neither extend nor stop it on this; look again two "
                    "weeks after its end")  # fmt: skip
    if result.is_presale:
        return Text(f"{title}和付尾款的那一波合起来算，再定下次做不做",
                    f"Decide on {title} together with the wave in which its balances are "
                    "paid")  # fmt: skip
    return {
        "repeat": Text(f"{title}可以再做一次，先把货备够，留一小组对照",
                       f"Repeat {title} with stock in hand and a small control group"),
        "change": Text(f"{title}先降让利或换商品，再按盈亏平衡投产比算一遍",
                       f"Give less or change the goods of {title}, and check break-even first"),
        "stop": Text(f"停掉{title}，或只发给没下单的加购人群并留对照",
                     f"Stop {title}, or aim it at those who carted and keep a control"),
        "unclear": _what_tells(result),
    }[result.verdict]  # fmt: skip


def _what_tells(result: Result) -> Text:
    """What would tell next time: a control held out by chance, or a larger one."""
    title = result.campaign.title
    if result.sales.method == "holdout":
        return Text(f"{title}下次多留些人（或地区）、多跑几天：现在的对照太小，还看不出",
                    f"Hold out more people (or regions) of {title}, and for longer: this control "
                    "is too small to tell")  # fmt: skip
    return Text(
        f"{title}下次留出两三个地区或一组人不投，才能分清",
        f"Hold out two or three regions of {title} next time: only that will tell",
    )


def _certainty(result: Result) -> float | None:
    """How likely the verdict's own claim is; for an open verdict, nothing."""
    if result.verdict == "unclear":
        return None
    loss = result.chance_of_loss
    return round(1 - loss if result.verdict == "repeat" else loss, 3)
