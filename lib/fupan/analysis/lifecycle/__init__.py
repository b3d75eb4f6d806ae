"""Lifecycle: how many buyers are new, active, silent or lost, how they move, who comes back.

Everything follows from the days on which known buyers paid; where the orders carry no buyers, the
review says so and makes only what needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from fupan.analysis.finding import Finding, numbered
from fupan.analysis.health import health
from fupan.analysis.lifecycle import (
    acquiring,
    addressed,
    by_origin,
    cohorts,
    forecast,
    make_up,
    odd_cohorts,
    origins,
    repurchase,
    returns,
    rfm,
    ripening,
    spending,
    states,
    telling,
    value,
    waking,
)
from fupan.analysis.lifecycle.basket import basket_exhibit, sequence_exhibit
from fupan.analysis.lifecycle.due import due_exhibit, export_due
from fupan.analysis.lifecycle.plain_log import follow
from fupan.analysis.lifecycle.rfm import export_segment, find_segment
from fupan.analysis.lifecycle.rhythm import Rhythm, cycle_exhibit, rule, shop_rhythm
from fupan.analysis.lifecycle.seen import NOTEBOOK, Seen, look, paid_lines
from fupan.analysis.provenance import provenance
from fupan.analysis.review import Exhibit, Review, pictured_span
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.metrics import compare
from fupan.store import Shop

if TYPE_CHECKING:
    from ibis.expr.types import Table

__all__ = ["export_due", "export_segment", "find_segment", "follow", "review"]

KPIS = (
    "pay_buyers",
    "new_buyers",
    "old_buyer_share",
    "old_buyer_gmv_share",
    "new_buyer_spend",
    "old_buyer_spend",
)
DEFINITIONS = (
    *KPIS, "repeat_rate_90d", "repeat_rate", "repeat_day_rate", "period_retention",
    "repeat_order_rate", "category_repeat_rate",
)  # fmt: skip


def review(shop: Shop, period: Period, compare_to: str = "previous") -> Review:
    """Reviews the buyers' lifecycle up to the end of one period."""
    state = health(shop, period)
    baseline = pictured_span(shop, period, compare_to)
    seen = look(shop, period)
    kpis = compare(shop, list(KPIS), period=period, to=compare_to)
    if isinstance(seen, Text):
        headline, found, exhibits, notes = _without_buyers(shop, period, seen)
    else:
        headline, found, exhibits, notes = _with_buyers(seen, kpis)
    found += [f for f in state.findings() if f.subject == "orders"]
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
        exhibits=exhibits,
        notes=(*notes, *state.notes),
        definitions=DEFINITIONS,
        versions=shop.versions,
        sources=provenance(shop, period),
    )


_Parts = tuple[Text, list[Finding], dict[str, Exhibit], list[Text]]


def _with_buyers(seen: Seen, kpis: pd.DataFrame) -> _Parts:
    own, first = shop_rhythm(seen), origins.firsts(seen)
    moved, past = states.moves(seen, own), states.history(seen, own)
    likes = waking.judged(past, seen)
    table, ripe = returns.counted(seen), ripening.ripened(seen)
    judged = returns.judged(ripe, table, seen)
    groups, sources = rfm.segments(seen), origins.counted(first, seen)
    days = value.horizon(seen)
    worth = value.by_channel(seen, first, days) if days else None
    costs, tested = acquiring.costs_of_new(seen, first), forecast.contest(seen)
    ahead = spending.outlook(seen, tested)
    found = [
        *odd_cohorts.return_findings(judged, make_up.differences(sources, judged, seen), seen),
        *waking.waking_findings(past, likes, _spend(groups), seen),
        *value.value_findings(worth, costs, days, seen),
    ]
    exhibits = {
        **_standing_exhibits(moved, seen, own),
        "waking": waking.waking_exhibit(past, likes, seen),
        "returns": returns.returns_exhibit(table, judged),
        **_cohort_exhibits(first, seen),
        "repurchase": repurchase.repurchase_exhibit(repurchase.definitions(seen, table), table),
        "horizons": repurchase.horizons_exhibit(table),
        "rfm": rfm.segments_exhibit(groups, seen),
        "origins": origins.origins_exhibit(sources, seen),
        "value": value.value_exhibit(worth, costs, days, seen),
        "contest": forecast.contest_exhibit(tested),
        "calibration": forecast.calibration_exhibit(tested),
        "spend_contest": spending.spend_exhibit(ahead),
        "ahead": spending.ahead_exhibit(ahead, seen),
        "due": due_exhibit(seen),
        "together": basket_exhibit(seen.shop, seen.lines, seen.watched),
        "next": sequence_exhibit(seen),
    }
    why_not = returns.unjudged(ripe, judged)
    notes = [rule(own), *telling.two_kinds_of_new(kpis, moved), *seen.notes, telling.early(seen)]
    notes += [value.value_note(seen)]
    notes += [forecast.contest_note(tested), *([why_not] if why_not else [])]
    return telling.headline(moved, found, own, why_not), found, exhibits, notes


def _standing_exhibits(moved: pd.DataFrame, seen: Seen, own: Rhythm) -> dict[str, Exhibit]:
    """Where buyers stand, how they moved, how long they wait, and whom the shop addressed."""
    return {
        "states": states.states_exhibit(moved, seen, own),
        "matrix": states.matrix_exhibit(moved, seen),
        "flow": states.flow_exhibit(moved, seen),
        "bridge": states.bridge_exhibit(moved, seen),
        "cycle": cycle_exhibit(seen, own),
        "addressed": addressed.addressed_exhibit(addressed.addressed(seen, own), seen),
    }


def _cohort_exhibits(first: Table, seen: Seen) -> dict[str, Exhibit]:
    """The triangles by month, and by channel, product and discount of the first purchase."""
    cells = cohorts.triangle(seen.visits, seen.watched)
    split = by_origin.cells(first, seen)
    return {
        "retention": cohorts.retention_exhibit(cells, seen),
        "spend": cohorts.spend_exhibit(cells, seen),
        "origin_retention": by_origin.retention_exhibit(split, seen),
        "origin_money": by_origin.money_exhibit(split, seen),
    }


def _spend(groups: pd.DataFrame) -> float:
    """What a buyer who came back in the period paid, all segments together."""
    back = groups["baseline"] * groups["returned"]
    return float((back * groups["spend"]).sum() / back.sum()) if back.sum() else float("nan")


_SECTIONS = (
    "states", "matrix", "flow", "bridge", "cycle", "waking", "addressed", "retention", "spend",
    "returns", "repurchase", "horizons", "rfm", "origins", "origin_retention", "origin_money",
    "value", "contest", "calibration", "spend_contest", "ahead", "due", "next",
)  # fmt: skip


def _without_buyers(shop: Shop, period: Period, why: Text) -> _Parts:
    reason = Text(
        zh=f"{why.zh}，这一节做不了", en=f"{why.en[:1].upper()}{why.en[1:]}: this cannot be made"
    )
    finding = Finding(
        id="",
        notebook=NOTEBOOK,
        kind="data",
        metric="pay_buyers",
        subject_kind="shop",
        subject="orders",
        statement=Text(
            zh=f"{why.zh}：新老、复购、留存、分层和价值都做不了，空着，不当作 0。",
            en=f"{why.en[:1].upper()}{why.en[1:]}: new and old buyers, return, retention, segments "
            "and value cannot be made; they stay empty and are not zero.",
        ),
        action=Text(
            zh="导出订单时勾上买家标识（昵称、买家 ID 或加密的 open id），导入时会自动换成假名",
            en="Export the orders with a buyer id (nick, id or open id); the import turns it into "
            "a pseudonym",
        ),
    )
    headline = Text(
        zh=f"{why.zh}，“谁会回来”这个月回答不了。",
        en=f"{why.en[:1].upper()}{why.en[1:]}: who comes back cannot be told.",
    )
    exhibits = {name: Exhibit.absent(reason) for name in _SECTIONS}
    exhibits["together"] = _together(shop, period, reason)
    return headline, [finding], exhibits, []


def _together(shop: Shop, period: Period, reason: Text) -> Exhibit:
    """What is bought together needs orders, but nobody's name."""
    held = shop.days("orders") if shop.has("orders") else None
    if held is None or not held.overlaps(period):
        return Exhibit.absent(reason)
    watched = Period(held.start, min(held.end, period.end))
    return basket_exhibit(shop, paid_lines(shop, watched), watched)
