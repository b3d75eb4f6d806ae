"""Which segments of buyers carry the change of orders: the drill-down of the month.

Segments come from orders, as they alone know product, province and buyer together.
"""

from __future__ import annotations

from datetime import timedelta

import ibis
import pandas as pd

from fupan.analysis.drivers import Driver, drivers
from fupan.analysis.review import Exhibit
from fupan.contract.traffic import CHANNEL_TITLES
from fupan.ground.language import Text
from fupan.ground.periods import Period
from fupan.ground.words import amount_text
from fupan.store import Shop

ATTRIBUTES = ("channel", "product_id", "province", "buyer")
DEEPEST = 2
BASE_DAYS = 56
_BUYERS = {"new": Text("新客", "new"), "old": Text("老客", "returning")}
SOURCE = Text("来源：订单表（已付款订单行，赠品和刷单不算）", "Source: orders (lines paid)")


def segment_drivers(shop: Shop, period: Period) -> list[Driver] | Text:
    """The segments whose paid lines moved apart from the rest; a Text says why there are none.

    Expected are the eight weeks before, per day.
    """
    if not shop.has("orders"):
        return Text("没有订单表", "there are no orders")
    base = Period(period.start - timedelta(days=BASE_DAYS), period.start)
    held = shop.days("orders")
    if held is None or held.start > base.start or not held.overlaps(period):
        return Text("订单的历史不足八周", "orders reach back less than eight weeks")
    leaves = _leaves(shop, base, period)
    if leaves["expected"].sum() == 0:
        return Text("前八周没有成交", "nothing was sold in the eight weeks before")
    known = [a for a in ATTRIBUTES if leaves[a].nunique() > 1]
    return drivers(leaves, known, money="money", deepest=DEEPEST)


def _leaves(shop: Shop, base: Period, period: Period) -> pd.DataFrame:
    """One row per channel × product × province × new or old: lines now, and as many expected."""
    lines = shop.orders
    paid = lines.filter(
        lines.paid_at.notnull(),
        ~lines.is_gift.fill_null(False),
        ~lines.is_suspect.fill_null(False),
    )
    first = paid.group_by("buyer_id").aggregate(first=paid.paid_at.min())
    span = paid.filter(
        paid.paid_at >= ibis.literal(str(base.start)), paid.paid_at < ibis.literal(str(period.end))
    )
    # One row per buyer on the right, so the join cannot multiply lines.
    marked = span.left_join(first, "buyer_id").mutate(
        is_now=lambda t: t.paid_at >= ibis.literal(str(period.start)),
        buyer=lambda t: ibis.ifelse(t.paid_at.date() > t["first"].date(), "old", "new"),
        channel=lambda t: t.channel.fill_null("–"),
        province=lambda t: t.province.fill_null("–"),
    )
    counted = (
        marked.group_by(*ATTRIBUTES)
        .aggregate(
            actual=marked.is_now.sum(),
            before=(~marked.is_now).sum(),
            amount=marked.paid_amount.sum().cast("float64"),
        )
        .order_by(*ATTRIBUTES)
        .to_pandas()
    )
    counted[["actual", "before"]] = counted[["actual", "before"]].astype(float)
    counted["expected"] = counted["before"] * period.days / base.days
    counted["money"] = counted["amount"] / (counted["actual"] + counted["before"])
    return counted


def segments_exhibit(
    found: list[Driver] | Text, period: Period, titles: dict[str, str], currency: str
) -> Exhibit:
    """One row per segment: money against what it would have brought with the rest."""
    if isinstance(found, Text):
        return Exhibit.absent(found)
    if not found:
        return Exhibit.absent(
            Text(
                "没有哪一块人群或商品和其他部分走得不一样（已控制误报）",
                "no segment moved apart from the rest (false discoveries controlled)",
            )
        )
    table = pd.DataFrame(
        {
            "label": [segment_title(d, titles) for d in found],
            "change": [d.worth for d in found],
            "actual": [d.actual for d in found],
            "expected": [d.expected for d in found],
            "p_value": [d.p_value for d in found],
        }
    )
    losses = [d for d in found if d.is_loss]
    lead = losses[0] if losses else found[0]
    money = amount_text(lead.worth, currency, signed=True)
    name = segment_title(lead, titles)
    return Exhibit(
        table,
        Text(zh=f"{name.zh}：{money.zh}", en=f"{name.en}: {money.en}"),
        Text(
            zh=f"比跟着大盘走多/少的成交，{period.label.zh} 对比前八周；各块互不重叠",
            en=f"Sales beyond moving with the rest, {period.label.en} against eight weeks before; "
            "segments do not overlap",
        ),
        SOURCE,
        options={"unit": "money"},
    )


def segment_title(driver: Driver, titles: dict[str, str]) -> Text:
    """A segment as one says it: 渠道 推荐 × 商品 马克杯."""
    parts = []
    for name, value in driver.attributes:
        said = {
            "channel": CHANNEL_TITLES.get(value, Text(value, value)),
            "buyer": _BUYERS.get(value, Text(value, value)),
            "product_id": Text(titles.get(value, value), titles.get(value, value)),
        }.get(name, Text(value, value))
        parts.append(Text(zh=f"{said.zh}", en=f"{said.en}"))
    return Text(zh=" × ".join(p.zh for p in parts), en=" × ".join(p.en for p in parts))
