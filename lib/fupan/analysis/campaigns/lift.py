"""Why a campaign did not lift sales: the usual causes, each held against the data."""

from __future__ import annotations

from datetime import timedelta

from fupan.analysis.campaigns.result import Result
from fupan.analysis.campaigns.spend import Tagged
from fupan.analysis.campaigns.threshold import threshold_evidence
from fupan.analysis.finding import Evidence
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import change, rate, share
from fupan.store import Shop

BEFORE_DAYS = 28
SHALLOW = 0.10  # a discount below this seldom moves buyers; a preset of the trade, not of the shop
SCARCE = 0.05  # of SKU-days out of stock


def lift_evidence(shop: Shop, result: Result, tagged: Tagged) -> list[Evidence]:
    """What speaks for and against each cause of a campaign without lift, in a fixed order."""
    found = [_reach(shop, result), _depth(result), _use(result, tagged), _stock(shop, result),
             threshold_evidence(shop, result.campaign), _baseline(result)]  # fmt: skip
    return [e for e in found if e is not None]


def _reach(shop: Shop, result: Result) -> Evidence | None:
    if not shop.has("product_traffic") or result.scope.unit != "product_id":
        return None
    window = result.campaign.held
    now, before = (_visitors_a_day(shop, result, span) for span in (window, _before(window)))
    if not now or not before:
        return None
    moved = now / before - 1
    more = moved > 0.1
    return Evidence(
        Text(
            zh=f"触达：活动商品日均访客比前四周 {change(moved)}"
            + ("，人来了但没多买" if more else "，看到的人没有变多"),
            en=f"Reach: daily visitors of its products {change(moved)} on the four weeks before"
            + (": people came and bought no more" if more else ": no more people saw it"),
        ),
        "product_traffic",
        moved,
    )


def _depth(result: Result) -> Evidence | None:
    depth = result.campaign.discount_rate
    if depth is None:
        return None
    shallow = depth < SHALLOW
    return Evidence(
        Text(
            zh=f"力度：优惠 {share(depth, 0)}" + ("，偏浅，打动不了犹豫的人" if shallow else ""),
            en=f"Depth: {share(depth, 0)} off"
            + (", too shallow to move buyers" if shallow else ""),
        ),
        "campaigns",
        depth,
    )  # fmt: skip


def _use(result: Result, tagged: Tagged) -> Evidence | None:
    if not tagged.lines or not result.sales.actual > 0:
        return None
    part = min(tagged.paid / result.sales.actual, 1.0)
    return Evidence(
        Text(
            zh=f"用券的人本来就会买：活动期成交里 {share(part, 0)} 带活动标记，总量却没有变多",
            en=f"Its users would have bought anyway: {share(part, 0)} of the sales in its days "
            "carry its mark, yet the total did not rise",
        ),
        "orders",
        part,
    )


def _stock(shop: Shop, result: Result) -> Evidence | None:
    if not shop.has("inventory") or result.scope.unit != "product_id":
        return None
    stock = shop.inventory
    window = result.campaign.held
    rows = stock.filter(
        stock.date >= str(window.start),
        stock.date < str(window.end),
        stock.product_id.isin(sorted(result.scope.treated)),
    )
    days = rows.group_by("date", "sku_id").agg(left=rows.on_hand.sum())
    counted = days.aggregate(all=days.count(), none=(days.left <= 0).sum()).to_pandas().iloc[0]
    if not counted["all"]:
        return None
    part = float(counted["none"]) / float(counted["all"])
    return Evidence(
        Text(
            zh=f"库存：{rate(part)} 的 SKU 天断货"
            + ("，想买也买不到" if part > SCARCE else "，不是缺货"),
            en=f"Stock: {rate(part)} of SKU-days out of stock"
            + (", buyers could not buy" if part > SCARCE else ": not the reason"),
        ),
        "inventory",
        part,
    )


def _baseline(result: Result) -> Evidence:
    steady = all(c.holds for c in result.sales.checks if c.name in ("placebos", "no_trend"))
    return Evidence(
        Text(
            zh="基线："
            + ("安静时段的预测没有偏，基线可信" if steady else "基线本身不稳，结论要打折"),
            en="Baseline: " + ("predictions of quiet weeks do not lean, so it can be trusted"
                               if steady else "it is unsteady itself, so take this with care"),
        ),
        "orders",
    )  # fmt: skip


def _before(window: Period) -> Period:
    return Period(window.start - timedelta(days=BEFORE_DAYS), window.start)


def _visitors_a_day(shop: Shop, result: Result, span: Period) -> float | None:
    traffic = shop.product_traffic
    rows = traffic.filter(
        traffic.date >= str(span.start),
        traffic.date < str(span.end),
        traffic.product_id.isin(sorted(result.scope.treated)),
    )
    counted = rows.aggregate(v=rows.visitors.sum(), d=rows.date.nunique()).to_pandas().iloc[0]
    return float(counted["v"] / counted["d"]) if counted["d"] else None
