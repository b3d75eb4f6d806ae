"""Products: does each do the job its role in the pyramid demands, and what to do with it.

It reads what products sold, earned and whom they brought; what is to be ordered is left to the
stock analysis.
"""

from __future__ import annotations

import pandas as pd

from fupan.analysis.demand import NO_PRODUCTS, is_paid
from fupan.analysis.finding import Finding, numbered
from fupan.analysis.health import health
from fupan.analysis.products import assortment, exhibits
from fupan.analysis.products.findings import verdict_findings
from fupan.analysis.products.refunds import refund_findings, refunds
from fupan.analysis.products.roles import ROLES, roles
from fupan.analysis.products.seen import NOTEBOOK, Seen, look
from fupan.analysis.products.stages import stages
from fupan.analysis.products.verdicts import VERDICTS, verdicts
from fupan.analysis.provenance import provenance
from fupan.analysis.review import Exhibit, Review, pictured_span
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import count, share
from fupan.metrics import compare
from fupan.store import Shop

KPIS = (
    "products_sold",
    "active_product_rate",
    "stock_moved_share",
    "gross_margin_rate",
    "gmv_per_product",
    "refund_rate_cohort",
)
EXHIBITS = ("roles", "misfits", "contribution", "stages", "moved", "bands", "refunds", "verdicts")


def review(shop: Shop, period: Period, compare_to: str = "previous") -> Review:
    """Reviews the products of one period; what the shop's tables do not allow is said."""
    state = health(shop, period)
    baseline = pictured_span(shop, period, compare_to)
    held = shop.days("orders") if shop.has("orders") else None
    if held is None or not held.overlaps(period):
        return _without(shop, period, baseline, compare_to, _NO_ORDERS)
    seen = look(shop, period, baseline)
    if (why := _cannot(seen)) is not None:
        return _without(shop, period, baseline, compare_to, why)
    jobs, lives, back = roles(seen), stages(seen), refunds(seen)
    judged = verdicts(seen, jobs, lives)
    found = [*verdict_findings(seen, judged), *refund_findings(seen, back)]
    return Review(
        notebook=NOTEBOOK,
        shop=shop.name,
        currency=shop.currency,
        period=period,
        baseline=baseline,
        compare_to=compare_to,
        headline=_headline(seen, jobs, judged),
        kpis=compare(shop, list(KPIS), period=period, to=compare_to),
        findings=tuple(numbered(NOTEBOOK, found)),
        exhibits={
            "roles": exhibits.roles(seen, jobs),
            "misfits": exhibits.misfits(jobs),
            "contribution": assortment.contribution(seen),
            "stages": exhibits.stage_table(seen, lives),
            "moved": assortment.moved(seen),
            "bands": assortment.bands(seen),
            "refunds": exhibits.back(back),
            "verdicts": exhibits.what_to_do(seen, judged),
        },
        notes=(_ASSUMED, *_lacking(seen), *state.notes_on("orders")),
        definitions=KPIS,
        versions=shop.versions,
        sources=provenance(shop, period),
    )


_ASSUMED = Text(
    zh="贡献 = 支付 − 退款 − 留下的货的成本 − 广告 − 佣金与支付费 − 运费包装；退回的货当作还能卖。"
    "广告只算能落到商品上的部分。",
    en="Contribution = paid − refunds − cost of goods kept − ads − fees − freight and packing; "
    "goods sent back are taken to be sellable. Only ads that name a product are charged to it.",
)


_NO_ORDERS = Text("这段时间没有订单", "there are no orders in this period")
_NOT_PAID = Text("这段时间没有一笔订单有付款时间", "no order of this period has a time of payment")


def _cannot(seen: Seen) -> Text | None:
    """Why no product of the period or of its last 90 days can be told."""
    if len(seen.sold):
        return None
    if is_paid(seen.shop, seen.period):
        return NO_PRODUCTS
    return None if seen.quarter["paid_lines"].any() else _NOT_PAID


def _lacking(seen: Seen) -> list[Text]:
    if not seen.lacking:
        return []
    return [
        Text(
            zh="算不出：" + "；".join(t.zh for t in seen.lacking),
            en="Cannot be computed: " + "; ".join(t.en for t in seen.lacking),
        )
    ]


def _headline(seen: Seen, jobs: pd.DataFrame, judged: pd.DataFrame) -> Text:
    sold = seen.now[seen.now["gmv"] > 0]
    if sold.empty:
        return Text("这个月没有卖出商品。", "No product was sold this month.")
    top = sold["gmv"].nlargest(assortment.TOP).sum() / sold["gmv"].sum()
    failing = sum(d is False for d in jobs["does"])
    job = (
        Text(f"{failing} 款没做到自己的角色", f"{failing} do not do their job")
        if jobs["role"].isin(list(ROLES)).any()
        else Text("没有标角色", "no roles are declared")
    )
    free = len(seen.sold) - len(sold)
    given = (
        Text(f"（{free} 款成交价为 0）", f" ({free} at a price of 0)") if free > 0 else Text("", "")
    )
    counts = judged["verdict"].value_counts() if len(judged) else pd.Series(dtype=int)
    named = [v for v in ("clear", "reprice", "push") if counts.get(v, 0)]
    zh = "，".join(f"{VERDICTS[v].zh} {counts[v]} 款" for v in named) or "都可以保持"
    en = ", ".join(f"{VERDICTS[v].en} {counts[v]}" for v in named) or "keep all"
    advice = Text(f"建议{zh}", f"proposal: {en}")
    if not named and jobs["contribution"].isna().all():
        advice = Text(
            "没有成本，推谁清谁说不了", "no cost is known, so none can be pushed or cleared"
        )
    return Text(
        zh=f"卖出 {count(len(seen.sold))} 款{given.zh}，前 {assortment.TOP} 款占 {share(top)}；"
        f"{job.zh}；{advice.zh}。",
        en=f"{count(len(seen.sold))} products sold{given.en}, the top {assortment.TOP} make "
        f"{share(top)}; {job.en}; {advice.en}.",
    )


def _without(
    shop: Shop, period: Period, baseline: Period | None, compare_to: str, why: Text
) -> Review:
    finding = Finding(
        id="",
        notebook=NOTEBOOK,
        kind="data",
        metric="products_sold",
        subject_kind="shop",
        subject="orders",
        statement=Text(f"{period.label.zh}：{why.zh}。", f"{period.label.en}: {why.en}."),
        action=Text(
            "导入带商品和付款时间的订单后再看",
            "Import orders with products and times of payment, then look again",
        ),
    )
    return Review(
        notebook=NOTEBOOK,
        shop=shop.name,
        currency=shop.currency,
        period=period,
        baseline=baseline,
        compare_to=compare_to,
        headline=Text(f"{why.zh}。", f"{why.en.capitalize()}.")
        if why is NO_PRODUCTS
        else Text(
            f"{why.zh}，商品这一页回答不了。", f"{why.en.capitalize()}: products cannot be told."
        ),
        kpis=pd.DataFrame({"metric": [], "value": [], "baseline": [], "change": []}),
        findings=tuple(numbered(NOTEBOOK, [finding])),
        exhibits={name: Exhibit.absent(why) for name in EXHIBITS},
        definitions=KPIS,
        versions=shop.versions,
        sources=provenance(shop, period),
    )
