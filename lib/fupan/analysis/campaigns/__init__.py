"""Campaigns: what each added in sales and contribution, next to what the platform claims.

Increments come from controls or the shop's own rhythm, with an interval; attribution and tools
that always run are shown as what they are, claims. Livestreams have an analysis of their own.
"""

from __future__ import annotations

from fupan.analysis.campaigns import exhibits, measures, tool_exhibit
from fupan.analysis.campaigns.findings import campaign_findings
from fupan.analysis.campaigns.look import results_of, shop_margin_rate
from fupan.analysis.campaigns.paths import attribution, paths_of
from fupan.analysis.campaigns.result import Result
from fupan.analysis.campaigns.sales import Costs, costs_of
from fupan.analysis.campaigns.tools import tool_findings, tool_table
from fupan.analysis.finding import Finding, numbered
from fupan.analysis.health import health
from fupan.analysis.provenance import provenance
from fupan.analysis.review import Exhibit, Review, pictured_span
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import amount_text
from fupan.metrics import compare
from fupan.store import Shop

NOTEBOOK = "03_campaign_roi"
KPIS = ("ad_cost", "ad_amount", "roas", "ad_cost_ratio", "discount_rate")


def review(shop: Shop, period: Period, compare_to: str = "previous") -> Review:
    """Reviews the campaigns and ad tools of one period; what cannot be computed says why."""
    state = health(shop, period)
    baseline = pictured_span(shop, period, compare_to)
    kpis = compare(shop, list(KPIS), period=period, to=compare_to)
    held = shop.days("orders") if shop.has("orders") else None
    if held is None or not held.overlaps(period):
        found, shown, notes = _without_orders(period)
        headline = notes[0]
        # Spend and claims need no orders; what they are worth does.
        tools = tool_table(shop, period, float("nan"), float("nan"))
        found += tool_findings(tools, shop.currency)
        shown["tools"] = tool_exhibit.tools(tools, period, shop.currency)
    else:
        costs = costs_of(shop, period)
        results, tagged, always = results_of(shop, period, costs)
        rate = shop_margin_rate(shop, period, costs)
        tools = tool_table(shop, period, costs.refund_rate, rate)
        found = campaign_findings(shop, results, tagged, shop.currency, costs.refund_rate)
        found += tool_findings(tools, shop.currency)
        shown = {
            "campaigns": exhibits.money_table(results, tagged, period, shop.currency),
            "increments": measures.increments(results, tagged, costs.refund_rate, period),
            "uplift": measures.uplift(results),
            "claims": exhibits.claims(results, period),
            "daily": exhibits.daily(results, shop.currency),
            "checks": exhibits.checks(results),
            "tools": tool_exhibit.tools(tools, period, shop.currency),
            "attribution": attribution(paths_of(shop, period)),
        }
        notes = _notes(costs, len(always))
        headline = _headline(results, shop.currency, period)
    return Review(
        notebook=NOTEBOOK,
        shop=shop.name,
        currency=shop.currency,
        period=period,
        baseline=baseline,
        compare_to=compare_to,
        headline=headline,
        kpis=kpis,
        findings=tuple(numbered(NOTEBOOK, found)),
        exhibits=shown,
        notes=(*notes, *state.notes),
        definitions=KPIS,
        versions=shop.versions,
        sources=provenance(shop, period),
    )


def _headline(results: list[Result], currency: str, period: Period) -> Text:
    known = [r for r in results if r.sales.is_estimated]
    if not results:
        return Text(
            zh=f"{period.label.zh}没有有始有终的活动；推广工具只有平台口径，说不清增量。",
            en=f"No campaign with a beginning fell into {period.label.en}; ad tools show claims "
            "alone.",
        )
    paid = [r.campaign.title for r in known if r.verdict == "repeat"]
    lost = [r.campaign.title for r in known if r.verdict in ("stop", "change")]
    spent = amount_text(sum(r.spend.cash + r.spend.discounts for r in results), currency)
    zh = f"{len(results)} 个活动投入和让利共 {spent.zh}：" + (
        f"{'、'.join(paid)}确定赚钱" if paid else "没有一个能确定赚钱"
    )
    en = f"{len(results)} campaigns cost {spent.en} in spend and discounts: " + (
        f"{', '.join(paid)} surely paid" if paid else "none surely paid"
    )
    running = sum(r.campaign.is_cut for r in results)
    if running:
        zh, en = f"{zh}，{running} 个还没结束", f"{en}, {running} not over yet"
    if lost:
        zh, en = f"{zh}，{'、'.join(lost)}不值", f"{en}, {', '.join(lost)} did not"
    return Text(zh + "。", en + ".")


def _notes(costs: Costs, always: int) -> tuple[Text, ...]:
    notes = [
        Text(
            zh="增量 = 实际 − 没有活动时的估计；区间由同样的算法在安静时段的误差（安慰剂）量出来",
            en="Increment = actual less the estimate without the campaign; its interval comes from "
            "the errors of the same method in quiet weeks (placebo runs)",
        ),
        Text(
            zh="归因规则没有一个是因果：它们分的是已经卖掉的，不知道没有这个渠道会怎样",
            en="No attribution rule is causal: they share out what was sold and do not know what "
            "would have happened without the channel",
        ),
    ]
    notes += [
        Text(zh=f"没有{t.zh}，没扣，贡献偏高", en=f"{t.en} unknown and not taken off: contribution "
             "is too high") for t in costs.unknown
    ]  # fmt: skip
    if always:
        notes.append(
            Text(
                zh=f"{always} 个计划一直在投，没有“之前”可比，只列平台口径",
                en=f"{always} plans run all the time and have no before: only their claims are "
                "listed",
            )
        )
    return tuple(notes)


def _without_orders(
    period: Period,
) -> tuple[list[Finding], dict[str, Exhibit], tuple[Text, ...]]:
    why = Text(
        zh=f"{period.label.zh}没有订单数据，活动的增量算不出",
        en=f"no orders are held for {period.label.en}, so no increment can be computed",
    )
    names = (
        "campaigns",
        "increments",
        "uplift",
        "claims",
        "daily",
        "checks",
        "tools",
        "attribution",
    )
    finding = Finding(
        id="",
        notebook=NOTEBOOK,
        kind="data",
        metric="incremental_paid_amount",
        subject_kind="shop",
        subject="orders",
        statement=Text(why.zh + "。", why.en.capitalize() + "."),
        action=Text("导出订单，再运行 fupan import", "Export the orders and run fupan import"),
    )
    return [finding], dict.fromkeys(names, Exhibit.absent(why)), (why,)
