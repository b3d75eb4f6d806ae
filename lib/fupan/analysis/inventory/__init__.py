"""Stock: what will run out, what to order, what cash is stuck, what empty shelves cost.

It reads stock, orders and purchases together; which product deserves its place is left to the
product analysis.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from fupan.analysis.demand import GIVEN_UP, NO_PRODUCTS, is_paid
from fupan.analysis.finding import Finding, numbered
from fupan.analysis.health import health
from fupan.analysis.inventory import exhibits, plans
from fupan.analysis.inventory.buying import buying_findings, purchase_list
from fupan.analysis.inventory.lost import lost_findings, lost_table
from fupan.analysis.inventory.promotions import promotion_buys, promotion_exhibit
from fupan.analysis.inventory.proof import proof
from fupan.analysis.inventory.seen import NOTEBOOK, Seen, look
from fupan.analysis.inventory.stuck import stuck_findings, stuck_table
from fupan.analysis.inventory.suppliers import supplier_findings, suppliers
from fupan.analysis.provenance import provenance
from fupan.analysis.review import Exhibit, Review, pictured_span
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import amount_text, count
from fupan.metrics import compare
from fupan.store import Shop

KPIS = (
    "stock_value",
    "stock_on_hand",
    "stock_out_rate",
    "turnover_days",
    "days_of_supply",
    "turnover_cost",
    "gmroi",
)
EXHIBITS = (
    "daily",
    "lost",
    "stuck",
    "ages",
    "abc",
    "supply",
    "purchases",
    "promotions",
    "replayed",
    "levels",
    "accuracy",
)


def review(shop: Shop, period: Period, compare_to: str = "previous") -> Review:
    """Reviews the stock of one period; what the shop's tables do not allow is said."""
    state = health(shop, period)
    baseline = pictured_span(shop, period, compare_to)
    why = _cannot(shop, period)
    if why is not None:
        return _without(shop, period, baseline, compare_to, why)
    seen = look(shop, period, baseline)
    if not seen.demand.items:
        why = NO_PRODUCTS if is_paid(shop) else _NOTHING
        return _without(shop, period, baseline, compare_to, why)
    lost, stuck, sources = lost_table(seen), stuck_table(seen), suppliers(seen)
    listed = purchase_list(seen) if seen.demand.has_stock else pd.DataFrame()
    found = [
        *lost_findings(seen, lost),
        *(stuck_findings(seen, stuck) if seen.demand.has_stock else []),
        *supplier_findings(seen, sources, lost),
        *(buying_findings(seen, listed) if len(listed) else []),
        *(f for f in state.findings() if f.subject in ("inventory", "purchases")),
    ]
    shown = _shown(seen, lost, stuck, sources, listed)
    return Review(
        notebook=NOTEBOOK,
        shop=shop.name,
        currency=shop.currency,
        period=period,
        baseline=baseline,
        compare_to=compare_to,
        headline=_headline(seen, lost, stuck, listed),
        kpis=compare(shop, list(KPIS), period=period, to=compare_to),
        findings=tuple(numbered(NOTEBOOK, found)),
        exhibits=shown,
        notes=(*_notes(seen), *state.notes_on("inventory")),
        definitions=KPIS,
        versions=shop.versions,
        sources=provenance(shop, period),
    )


def _shown(
    seen: Seen, lost: pd.DataFrame, stuck: pd.DataFrame, sources: pd.DataFrame, listed: pd.DataFrame
) -> dict[str, Exhibit]:
    proved = proof(seen)
    no_stock = Exhibit.absent(Text("没有库存表（inventory）", "there is no inventory table"))
    held = seen.demand.has_stock
    return {
        "daily": exhibits.daily(seen),
        "lost": exhibits.lost(seen, lost),
        "stuck": exhibits.stuck(seen, stuck) if held else no_stock,
        "ages": exhibits.ages(seen) if held else no_stock,
        "abc": exhibits.abc(seen),
        "supply": plans.supply(seen, sources),
        "purchases": plans.purchases(seen, listed, proved) if held else no_stock,
        "promotions": promotion_exhibit(seen, promotion_buys(seen, listed)) if held else no_stock,
        "replayed": plans.replayed(seen, proved) if held else no_stock,
        "levels": plans.levels(seen),
        "accuracy": plans.accuracy(seen),
    }


def _headline(seen: Seen, lost: pd.DataFrame, stuck: pd.DataFrame, listed: pd.DataFrame) -> Text:
    if not seen.demand.has_stock:
        return Text(
            "没有库存表，只能看需求预测；断货、积压和该订多少都说不了。",
            "Without an inventory table only demand can be forecast; shortages, excess and "
            "what to order cannot be told.",
        )
    value = amount_text(float((seen.on_hand * seen.terms.cost).sum()), seen.currency)
    told = lost[lost["sure"]]
    gone = amount_text(told["amount"].sum(), seen.currency)
    dead = amount_text(stuck.loc[stuck["state"] == "dead", "cash"].sum(), seen.currency)
    empty = (
        Text(
            f"{len(told)} 个 SKU 断货约少卖 {gone.zh}",
            f"{len(told)} SKUs ran out and lost about {gone.en}",
        )
        if len(told)
        else Text("断过货，看不出少卖", "empty shelves cost no sale that shows")
        if len(lost)
        else Text("没有断货", "nothing ran out")
    )
    cash = amount_text(listed["cost"].sum() if len(listed) else 0.0, seen.currency)
    return Text(
        zh=f"库存 {value.zh}；{empty.zh}；呆滞占用 {dead.zh}；"
        f"未来 30 天要订 {count(len(listed))} 个 SKU、{cash.zh}。",
        en=f"Stock of {value.en}; {empty.en}; {dead.en} in dead stock; "
        f"{count(len(listed))} SKUs to order in 30 days for {cash.en}.",
    )


def _notes(seen: Seen) -> tuple[Text, ...]:
    # Without stock and without any cost no figure rests on the terms, so none was assumed.
    assumed = seen.demand.has_stock or seen.terms.guessed < 1
    notes = list(seen.notes) if assumed else []
    if seen.demand.by == "product_id":
        notes.append(
            Text(
                "订单里没有 SKU，库存按商品合计来看；同一商品某个规格断货看不出来",
                "Orders name no SKUs, so stock is seen per product; one size out of stock "
                "does not show",
            )
        )
    if seen.demand.is_weekly:
        notes.append(
            Text(
                "订单都记在一周的同一天，按周汇总的数来看：每周的件数平摊到它之前的七天",
                "All orders are booked on one day of the week, so they are taken as weekly totals "
                "and spread over the seven days before",
            )
        )
    given_up = _given_up(seen)
    if given_up:
        notes.append(
            Text(
                f"{given_up} 个 SKU 空了 {GIVEN_UP} 天以上又没有在途，当作不再卖，不算断货",
                f"{given_up} SKUs have been empty for over {GIVEN_UP} days with nothing on order; "
                "they are taken as given up and not as shortages",
            )
        )
    if assumed and not seen.shop.has("purchases"):
        notes.append(
            Text(
                "没有采购表：在途、到货周期和库龄按 SKU 表或默认值估",
                "There is no purchases table: lead times come from the SKUs or are "
                "assumed, and nothing is taken to be on its way",
            )
        )
    if seen.forecast.news:
        named = "、".join(seen.forecast.news)
        notes.append(
            Text(
                f"{named}在历史里没有先例，按其他大促同一阶段的平均拉升估，备货前请人工核对",
                f"{named} has no precedent in the history and is forecast by the same phase of "
                "other promotions; check by hand before you order",
            )
        )
    placebo = seen.hidden.tried
    if placebo and np.any(seen.hidden.days_out > 0):
        notes.append(
            Text(
                f"少卖件数的区间来自 {placebo} 次“假装断货”的试算",
                f"Intervals of lost units rest on {placebo} placebo stock-outs",
            )
        )
    return tuple(notes)


def _given_up(seen: Seen) -> int:
    """Items without stock that were given up before the period's end."""
    ended = seen.demand.ended
    if ended is None or not seen.demand.has_stock:
        return 0
    return int(((ended < seen.demand.sold.shape[1]) & (seen.on_hand <= 0)).sum())


_NOTHING = Text(
    "没有一笔订单有付款时间，也没有盘点过的库存",
    "no order has a time of payment and no stock was counted",
)


def _cannot(shop: Shop, period: Period) -> Text | None:
    held = shop.days("orders") if shop.has("orders") else None
    if held is None:
        return Text(
            "没有订单表（orders），算不出需求", "there is no orders table, so demand is unknown"
        )
    if held.start >= period.end:
        return Text(f"订单从 {held.start} 才开始", f"orders begin only on {held.start}")
    if not held.overlaps(period):
        return Text(f"订单只到 {held.last}", f"orders end on {held.last}")
    return None


def _without(
    shop: Shop, period: Period, baseline: Period | None, compare_to: str, why: Text
) -> Review:
    finding = Finding(
        id="",
        notebook=NOTEBOOK,
        kind="data",
        metric="stock_on_hand",
        subject_kind="shop",
        subject="inventory",
        statement=Text(f"{period.label.zh}：{why.zh}。", f"{period.label.en}: {why.en}."),
        action=Text("导入订单和库存后再看", "Import orders and inventory, then look again"),
    )
    return Review(
        notebook=NOTEBOOK,
        shop=shop.name,
        currency=shop.currency,
        period=period,
        baseline=baseline,
        compare_to=compare_to,
        headline=Text(
            f"{why.zh}，库存这一页回答不了。", f"{why.en.capitalize()}: stock cannot be told."
        ),
        kpis=pd.DataFrame({"metric": [], "value": [], "baseline": [], "change": []}),
        findings=tuple(numbered(NOTEBOOK, [finding])),
        exhibits={name: Exhibit.absent(why) for name in EXHIBITS},
        definitions=KPIS,
        versions=shop.versions,
        sources=provenance(shop, period),
    )
